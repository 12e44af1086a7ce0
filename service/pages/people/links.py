"""What a link that works once leads to: accepting an invitation, choosing a new password; and asking for such a link.

Reading a page uses nothing up: mail programs open links before people do.
"""

from __future__ import annotations

from fastapi import Response

from service.errors import ServiceError
from service.pages.filled import Filled, FilledDep, words_of
from service.pages.people.entering import welcomed
from service.pages.route import page_router
from service.pages.visit import Visit, VisitDep
from service.visitors import address_of
from service.workflows.people import invitations, resets
from service.workflows.people.invitations import Newcomer

router = page_router()
_FIELD = {
    "bad_name": "name",
    "password_too_short": "password",
    "password_too_long": "password",
    "password_guessable": "password",
    "sign_in_refused": "password",
    "bad_email": "email",
}
"""Which field a refusal is about; any other is told above the form."""


def faults(visit: Visit, refused: ServiceError | None) -> dict[str, str]:
    """Return a refusal by the field it is about."""
    return {_FIELD.get(refused.code, "form"): words_of(refused, visit.language)} if refused else {}


@router.get("/{language:language}/invitation/{invitation}/{secret}", name="people.invitation")
def invitation_form(visit: VisitDep, invitation: str, secret: str) -> Response:
    """Who invites, and the form by which one joins."""
    return _invitation(visit, invitation, secret)


@router.post("/{language:language}/invitation/{invitation}/{secret}", name="people.accept")
def accept(visit: VisitDep, invitation: str, secret: str, filled: FilledDep) -> Response:
    """Join the organisation and be signed in."""
    newcomer = Newcomer(filled.text("name"), filled.exact("password"), visit.language, address_of(visit.request))
    try:
        session = invitations.accept(visit.house.reception, invitation, secret, newcomer)
    except ServiceError as refused:
        if refused.code == "link_over":
            raise
        return _invitation(visit, invitation, secret, filled, refused)
    return welcomed(visit, session)


def _invitation(
    visit: Visit, id_: str, secret: str, filled: Filled | None = None, refused: ServiceError | None = None
) -> Response:
    invitation, organisation = invitations.open_invitation(visit.house.reception, id_, secret)
    context = {
        "invitation": invitation,
        "secret": secret,
        "organisation": organisation,
        "name": filled.text("name") if filled else "",
        "errors": faults(visit, refused),
        "provider": visit.house.reception.provider is not None,
    }
    return visit.page("people/invitation.html", context, status=refused.status if refused else 200)


@router.get("/{language:language}/password", name="people.forgotten")
def forgotten(visit: VisitDep) -> Response:
    """The form that asks for a link to a new password."""
    return _forgotten(visit)


@router.post("/{language:language}/password", name="people.ask_reset")
def ask_reset(visit: VisitDep, filled: FilledDep) -> Response:
    """Send a link where someone has that address; the page says the same where nobody has."""
    try:
        resets.ask_reset(visit.house.reception, filled.text("email"), address_of(visit.request))
    except ServiceError as refused:
        return _forgotten(visit, filled.text("email"), refused)
    return visit.page("people/asked.html", {"post": visit.house.reception.post is not None})


def _forgotten(visit: Visit, email: str = "", refused: ServiceError | None = None) -> Response:
    context = {"email": email, "errors": faults(visit, refused)}
    return visit.page("people/forgotten.html", context, status=refused.status if refused else 200)


@router.get("/{language:language}/password/{reset}/{secret}", name="people.password")
def password_form(visit: VisitDep, reset: str, secret: str) -> Response:
    """The form that takes a new password."""
    return _password(visit, reset, secret)


@router.post("/{language:language}/password/{reset}/{secret}", name="people.reset")
def use_reset(visit: VisitDep, reset: str, secret: str, filled: FilledDep) -> Response:
    """Take the new password; then one signs in with it."""
    try:
        resets.use_reset(visit.house.reception, reset, secret, filled.exact("password"))
    except ServiceError as refused:
        if refused.code == "link_over":
            raise
        return _password(visit, reset, secret, refused)
    return visit.go("people.sign_in")


def _password(visit: Visit, reset: str, secret: str, refused: ServiceError | None = None) -> Response:
    context = {"reset": reset, "secret": secret, "errors": faults(visit, refused)}
    return visit.page("people/password.html", context, status=refused.status if refused else 200)
