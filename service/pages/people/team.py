"""The people and programs of one's own organisation: members, invitations, tokens. Administrators act, members see."""

from __future__ import annotations

from fastapi import Response

from service.access import SCOPES_OF, may_administer
from service.actors import Scope
from service.errors import Language, ServiceError
from service.pages.filled import FilledDep
from service.pages.people.links import faults
from service.pages.route import page_router
from service.pages.visit import Visit, VisitDep
from service.store.idempotency import Answered
from service.workflows.accounts import Wish
from service.workflows.people import invitations, members, tokens
from service.workflows.people.invitations import MemberRole, Wanted

router = page_router()
LONGEST_DAYS, USUAL_DAYS = 400, 90


@router.get("/{language:language}/team", name="people.team")
def team(visit: VisitDep) -> Response:
    """The page."""
    return _team(visit)


@router.post("/{language:language}/team/invitations", name="people.invite")
def invite(visit: VisitDep, filled: FilledDep) -> Response:
    """Invite a person; the link is shown here, once, where no mail is sent."""
    role: MemberRole = "admin" if filled.text("role") == "admin" else "member"
    language: Language = "en" if filled.text("language") == "en" else "fr"
    wanted = Wanted(visit.actor.organisation, filled.text("email"), role, language)
    try:
        _, link = invitations.invite(
            visit.house.reception, visit.actor, wanted, present=lambda row: Answered(201, row.id)
        )
    except ServiceError as refused:
        return _team(visit, refused)
    return _team(visit, link=link or "", sent=wanted.email)


@router.post("/{language:language}/team/invitations/withdrawal", name="people.withdraw_invitation")
def withdraw(visit: VisitDep, filled: FilledDep) -> Response:
    """Withdraw an invitation that nobody has accepted."""
    invitations.withdraw(visit.house.reception, visit.actor, filled.text("invitation"))
    return visit.go("people.team")


@router.post("/{language:language}/team/members", name="people.change_member")
def change_member(visit: VisitDep, filled: FilledDep) -> Response:
    """Make a member an administrator or an administrator a member, or remove someone."""
    reception, here, person = visit.house.reception, visit.actor.organisation, filled.text("person")
    try:
        if filled.text("act") == "remove":
            members.remove(reception, visit.actor, here, person)
        else:
            role: MemberRole = "admin" if filled.text("act") == "admin" else "member"
            members.give_role(reception, visit.actor, here, person, role)
    except ServiceError as refused:
        return _team(visit, refused)
    return visit.go("people.team")


@router.post("/{language:language}/team/tokens", name="people.make_token")
def make_token(visit: VisitDep, filled: FilledDep) -> Response:
    """Make a token for a program of the organisation; it is shown here, once."""
    widest = SCOPES_OF[visit.actor.role]
    chosen: list[Scope] = [scope for scope in sorted(widest) if scope in filled.every("scopes")]
    days = filled.text("days")
    lasts = min(int(days[:6]), LONGEST_DAYS) if days.isdecimal() else 0
    wish = Wish(chosen or None, lasts or USUAL_DAYS, None, _label(filled.text("label")))
    _, secret = tokens.make(
        visit.house.reception, visit.actor, visit.actor.organisation, wish, present=lambda one: Answered(201, one.id)
    )
    return _team(visit, secret=secret or "")


@router.post("/{language:language}/team/tokens/revocation", name="people.revoke_token")
def revoke_token(visit: VisitDep, filled: FilledDep) -> Response:
    """Revoke a token at once."""
    tokens.revoke(visit.house.reception, visit.actor, visit.actor.organisation, filled.text("token"))
    return visit.go("people.team")


def _label(text: str) -> str | None:
    return " ".join(text.split())[:100] or None


def _team(
    visit: Visit, refused: ServiceError | None = None, *, link: str = "", sent: str = "", secret: str = ""
) -> Response:
    reception, actor = visit.house.reception, visit.actor
    here, now = actor.organisation, reception.clock()
    may = may_administer(actor, here)
    invited = invitations.listed(reception, actor, here) if may else []
    context = {
        "may": may,
        "members": members.members_of(reception, actor, here),
        "invited": [one for one in invited if invitations.state(one, now) == "open"],
        "tokens": [
            one for one in tokens.tokens_of(reception, actor, here) if one.revoked is None and one.expires > now
        ],
        "scopes": sorted(SCOPES_OF[actor.role]),
        "errors": faults(visit, refused),
        "link": link,
        "sent": sent,
        "secret": secret,
    }
    return visit.page("people/team.html", context, status=refused.status if refused else 200)
