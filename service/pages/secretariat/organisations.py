"""Organisations: made with a warning about names that look alike, their people invited, unions accredited on record."""

from __future__ import annotations

from typing import cast

from fastapi import Response

from service.actors import KINDS, Kind
from service.errors import Language, ServiceError
from service.pages.filled import Filled, FilledDep
from service.pages.route import page_router
from service.pages.secretariat.shown import faults
from service.pages.visit import Visit, VisitDep
from service.store import cycles
from service.store.idempotency import Answered
from service.workflows.accounts import New, Place
from service.workflows.people import accrediting, invitations, members, organisations
from service.workflows.people.accrediting import Act, Decision
from service.workflows.people.invitations import MemberRole, Wanted

router = page_router()
LISTED = 100
_NEW = ("kind", "name", "id", "cycle", "signatory")


@router.get("/{language:language}/secretariat/organisations", name="secretariat.organisations")
def listed(visit: VisitDep, after: str = "") -> Response:
    """Every organisation by id, and the form that makes one."""
    return _organisations(visit, after=after)


@router.post("/{language:language}/secretariat/organisations", name="secretariat.create_organisation")
def create(visit: VisitDep, filled: FilledDep) -> Response:
    """Make an organisation; its page tells which names look like its own."""
    try:
        new = _new(filled)
        made = organisations.create(
            visit.house.reception, visit.actor, new, present=lambda row, _: Answered(201, row.id)
        )
    except ServiceError as refused:
        return _organisations(visit, refused, filled)
    return visit.go("secretariat.organisation", organisation=made.body)


@router.get("/{language:language}/secretariat/organisations/{organisation}", name="secretariat.organisation")
def organisation(visit: VisitDep, organisation: str) -> Response:
    """One organisation: names like its own, its people, invitations, and for a union its accreditation."""
    return _organisation(visit, organisation)


@router.post("/{language:language}/secretariat/organisations/{organisation}/invitations", name="secretariat.invite")
def invite(visit: VisitDep, organisation: str, filled: FilledDep) -> Response:
    """Invite a person; the link is shown here, once, where no mail is sent."""
    role: MemberRole = "member" if filled.text("role") == "member" else "admin"
    language: Language = "en" if filled.text("language") == "en" else "fr"
    wanted = Wanted(organisation, filled.text("email"), role, language)
    try:
        _, link = invitations.invite(
            visit.house.reception, visit.actor, wanted, present=lambda row: Answered(201, row.id)
        )
    except ServiceError as refused:
        return _organisation(visit, organisation, refused)
    return _organisation(visit, organisation, link=link or "", sent=wanted.email)


@router.post("/{language:language}/secretariat/organisations/{organisation}/end", name="secretariat.end_invitation")
def end_invitation(visit: VisitDep, organisation: str, filled: FilledDep) -> Response:
    """Withdraw an invitation that nobody has accepted."""
    invitations.withdraw(visit.house.reception, visit.actor, filled.text("invitation"))
    return visit.go("secretariat.organisation", organisation=organisation)


@router.post("/{language:language}/secretariat/organisations/{organisation}/accreditation", name="secretariat.accredit")
def accredit(visit: VisitDep, organisation: str, filled: FilledDep) -> Response:
    """Accredit a union, or end that, for one cycle or for all, on a ground that goes on record."""
    act: Act = "ended" if filled.text("act") == "ended" else "granted"
    decision = Decision(act, filled.text("ground"), filled.text("cycle") or None)
    house = visit.house
    try:
        accrediting.decide(
            house.database,
            visit.actor,
            organisation,
            decision,
            present=lambda row, _: Answered(201, row.act),
            clock=house.clock,
        )
    except ServiceError as refused:
        return _organisation(visit, organisation, refused)
    return visit.go("secretariat.organisation", organisation=organisation)


def _new(filled: Filled) -> New:
    kind = cast(Kind, filled.text("kind") if filled.text("kind") in KINDS else "company")
    cycle, signatory = filled.text("cycle"), filled.text("signatory")
    if bool(cycle) != bool(signatory):
        raise ServiceError("place_incomplete", 422)
    place = Place(cycle, signatory) if cycle else None
    return New(kind, filled.text("name"), filled.text("id") or None, place, verified=kind != "union")


def _cycles(visit: Visit) -> list[str]:
    with visit.house.database.reading() as connection:
        return [one.id for one in cycles.cycles(connection)]


def _organisations(
    visit: Visit, refused: ServiceError | None = None, filled: Filled | None = None, after: str = ""
) -> Response:
    found = organisations.seen(visit.house.reception, visit.actor, after=after, limit=LISTED + 1)
    here = visit.address("secretariat.organisations")
    context = {
        "organisations": found[:LISTED],
        "next": f"{here}?after={found[LISTED - 1].id}" if len(found) > LISTED else "",
        "previous": here if after else "",
        "cycle_options": [("", "–"), *((one, one) for one in _cycles(visit))],
        "shown": {name: filled.text(name) if filled else "" for name in _NEW},
        "errors": faults(visit, refused),
    }
    return visit.page("secretariat/organisations.html", context, status=refused.status if refused else 200)


def _organisation(
    visit: Visit, id_: str, refused: ServiceError | None = None, *, link: str = "", sent: str = ""
) -> Response:
    reception, actor = visit.house.reception, visit.actor
    found, alike = organisations.one(reception, actor, id_)
    now = reception.clock()
    acts, standing = accrediting.record_of(visit.house.database, id_) if found.kind == "union" else ([], None)
    own = found.id == actor.organisation
    invited = [] if own else invitations.listed(reception, actor, id_)
    context = {
        "one": found,
        "alike": alike,
        "own": own,
        "members": members.members_of(reception, actor, id_),
        "invited": [one for one in invited if invitations.state(one, now) == "open"],
        "acts": acts[::-1],
        "standing": standing,
        "every_cycle": [("", visit.say("every cycle")), *((one, one) for one in _cycles(visit))],
        "errors": faults(visit, refused),
        "link": link,
        "sent": sent,
    }
    return visit.page("secretariat/organisation.html", context, status=refused.status if refused else 200)
