"""One's own account: name and language, password, where one is signed in, and which of one's organisations speaks."""

from __future__ import annotations

from fastapi import Response

from indicators.model import LANGUAGES, Language
from service.errors import ServiceError
from service.pages.filled import FilledDep
from service.pages.people.entering import welcomed
from service.pages.people.links import faults
from service.pages.route import page_router
from service.pages.visit import Visit, VisitDep
from service.visitors import address_of
from service.workflows.people import members, resets, sessions

router = page_router()
_FIELD = {"password_wrong": "current"}


@router.get("/{language:language}/account", name="people.account")
def account(visit: VisitDep) -> Response:
    """The page."""
    return _account(visit)


@router.post("/{language:language}/account", name="people.describe")
def describe(visit: VisitDep, filled: FilledDep) -> Response:
    """Change one's name and language."""
    language: Language = "en" if filled.text("language") == LANGUAGES[-1] else "fr"
    try:
        members.describe_oneself(visit.house.reception, visit.actor, filled.text("name"), language)
    except ServiceError as refused:
        return _account(visit, refused)
    return visit.go("people.account")


@router.post("/{language:language}/account/password", name="people.change_password")
def change_password(visit: VisitDep, filled: FilledDep) -> Response:
    """Change one's password; one's other sessions end."""
    old, new = filled.exact("current"), filled.exact("password")
    try:
        resets.change_password(visit.house.reception, visit.actor, old, new, address_of(visit.request))
    except ServiceError as refused:
        return _account(visit, refused)
    return _account(visit, done=visit.say("Your password has changed, and your other sessions have ended."))


@router.post("/{language:language}/account/organisation", name="people.speak")
def speak(visit: VisitDep, filled: FilledDep) -> Response:
    """Let another of one's organisations speak; its workspace follows."""
    session = sessions.speak_for(visit.house.reception, visit.actor, filled.text("organisation"))
    return welcomed(visit, session)


@router.post("/{language:language}/account/sessions", name="people.end_session")
def end_session(visit: VisitDep, filled: FilledDep) -> Response:
    """End one of one's sessions, on another device for example."""
    sessions.end(visit.house.reception, visit.actor, filled.text("session"))
    return visit.go("people.account")


def _account(visit: Visit, refused: ServiceError | None = None, done: str = "") -> Response:
    reception, actor = visit.house.reception, visit.actor
    oneself, belongings = members.oneself(reception, actor)
    errors = faults(visit, refused)
    if refused is not None and refused.code in _FIELD:
        errors = {_FIELD[refused.code]: errors["form"]}
    context = {
        "oneself": oneself,
        "speakers": [(one.organisation, one.name) for one in belongings],
        "sessions": sessions.own_sessions(reception, actor),
        "errors": errors,
        "done": done,
    }
    return visit.page("people/account.html", context, status=refused.status if refused else 200)
