"""Signing in and out. The same words whoever is unknown and whatever is wrong."""

from __future__ import annotations

from fastapi import Response
from fastapi.responses import RedirectResponse

from service.errors import ServiceError
from service.pages.addresses import PATHS
from service.pages.filled import FilledDep, words_of
from service.pages.route import page_router
from service.pages.visit import Visit, VisitDep
from service.visitors import address_of, farewell, session_cookie, set_cookie, welcome
from service.workflows.people import outside, sessions
from service.workflows.people.outside import LASTS, Errand
from service.workflows.people.sessions import SignedIn, actor_of_session

router = page_router()
OUTSIDE_COOKIE = "oidc"
"""The cookie that `/api/v1/oidc/callback` looks for when the provider sends the browser back."""


@router.get("/{language:language}/sign-in", name="people.sign_in")
def form(visit: VisitDep) -> Response:
    """The form; whoever is signed in is led to their workspace."""
    return visit.go(workspace_of(visit.actor.role)) if visit.actor.session else _form(visit)


@router.post("/{language:language}/sign-in", name="people.enter")
def enter(visit: VisitDep, filled: FilledDep) -> Response:
    """Sign in; a session that the browser held before ends."""
    email, address, old = filled.text("email"), address_of(visit.request), session_cookie(visit.request)
    try:
        session = sessions.sign_in(visit.house.reception, email, filled.exact("password"), address, old=old)
    except ServiceError as refused:
        return _form(visit, email, refused)
    return welcomed(visit, session)


@router.post("/{language:language}/sign-in/elsewhere", name="people.elsewhere")
def elsewhere(visit: VisitDep, filled: FilledDep) -> Response:
    """Go and sign in at the provider of the operator; an invitation is accepted on the way back."""
    errand = Errand(filled.text("invitation") or None, filled.text("secret") or None, False)
    url, state = outside.start(visit.house.reception, visit.actor, errand)
    response = RedirectResponse(url, 303, {"Cache-Control": "no-store"})
    set_cookie(response, visit.house.reception, state, int(LASTS.total_seconds()), OUTSIDE_COOKIE)
    return response


@router.post("/{language:language}/sign-out", name="people.leave")
def leave(visit: VisitDep) -> Response:
    """Sign out."""
    if visit.actor.session is not None:
        sessions.sign_out(visit.house.reception, visit.actor)
    response = visit.go("pages.home")
    farewell(response, visit.house.reception)
    return response


def welcomed(visit: Visit, session: SignedIn) -> Response:
    """Return the way into the workspace of whoever just signed in, with the session's cookie."""
    actor = actor_of_session(visit.house.reception, session.secret)
    response = visit.go(workspace_of(actor.role if actor else "public"))
    welcome(response, visit.house.reception, session)
    return response


def workspace_of(role: str) -> str:
    """Return the name of the page where someone of this role begins."""
    return f"{role}.home" if f"{role}.home" in PATHS else "people.account"


def _form(visit: Visit, email: str = "", refused: ServiceError | None = None) -> Response:
    context = {
        "email": email,
        "refused": words_of(refused, visit.language) if refused else "",
        "provider": visit.house.reception.provider is not None,
    }
    return visit.page("people/sign_in.html", context, status=refused.status if refused else 200)
