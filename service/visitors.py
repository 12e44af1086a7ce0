"""Who comes with a request: a program with a bearer token, a person with a session cookie, or anyone.

Cookies and forms of browsers live here, for the API and the pages alike. Who may do what, `access.py` says.
"""

from __future__ import annotations

from hmac import compare_digest
from typing import Annotated
from urllib.parse import urlsplit

from fastapi import Depends, Request, Response
from itsdangerous import BadData, URLSafeTimedSerializer

from service.actors import PUBLIC, Actor
from service.dependencies import House, house_of
from service.errors import ServiceError
from service.workflows.accounts import actor_of
from service.workflows.people.reception import Reception, digest
from service.workflows.people.sessions import SignedIn, actor_of_session

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
FORM_TOKEN_HEADER = "X-Form-Token"  # noqa: S105 - the name of a header
FORM_TOKEN_FIELD = "form_token"  # noqa: S105 - the name of a form's field
_NAME = "enregard"
_SALT = "enregard.form"
_ANYONE = "anyone"


def visitor(request: Request) -> Actor:
    """Return who asks, and remember it on the request. Reads the database: call it from a thread.

    A session that is over counts as none. Raises ServiceError `bad_credentials`, `token_unknown` (401) on a bad token.
    """
    house, secret = house_of(request), bearer(request)
    if secret is not None:
        actor = actor_of(house.database, secret)
    else:
        held = session_cookie(request)
        actor = (actor_of_session(house.reception, held) if held else None) or PUBLIC
    request.state.actor = actor
    return actor


def bearer(request: Request) -> str | None:
    """Return the bearer token of a request, None where it has no credentials.

    Raises ServiceError `bad_credentials` (401) where the header holds something else.
    """
    header = request.headers.get("authorization")
    if header is None:
        return None
    scheme, _, secret = header.partition(" ")
    if scheme.lower() != "bearer" or not secret.strip():
        raise ServiceError("bad_credentials", 401)
    return secret.strip()


def session_cookie(request: Request) -> str | None:
    """Return the session secret that a browser sent, None where it sent none."""
    return request.cookies.get(cookie_name(house_of(request).reception))


def cookie_name(reception: Reception, purpose: str = "") -> str:
    """Return the name of a cookie: over https with the prefix that keeps it to this very host and to https."""
    name = f"{_NAME}-{purpose}" if purpose else _NAME
    return f"__Host-{name}" if reception.over_https else name


def set_cookie(response: Response, reception: Reception, value: str, seconds: int, purpose: str = "") -> None:
    """Give a browser a cookie that no script reads and that other sites' forms do not send; 0 seconds takes it away."""
    response.set_cookie(
        cookie_name(reception, purpose),
        value,
        max_age=seconds,
        path="/",
        secure=reception.over_https,
        httponly=True,
        samesite="lax",
    )


def welcome(response: Response, reception: Reception, session: SignedIn) -> None:
    """Give a browser its session."""
    set_cookie(response, reception, session.secret, int(reception.longest.total_seconds()))


def farewell(response: Response, reception: Reception) -> None:
    """Take its session from a browser."""
    set_cookie(response, reception, "", 0)


def refuse_forged(request: Request, actor: Actor, token: str | None) -> None:
    """Raise ServiceError `foreign_origin`, `form_token_missing` (403) unless an unsafe request comes from our own page.

    Asked of every request that a browser's cookie authenticates: where it comes from (Origin, Sec-Fetch-Site), and a
    token that only our pages know, in the form or in the header X-Form-Token.
    """
    if request.method in SAFE_METHODS or actor.session is None:
        return
    refuse_foreign(request)
    if not token_fits(request, token or request.headers.get(FORM_TOKEN_HEADER)):
        raise ServiceError("form_token_missing", 403)


def refuse_foreign(request: Request) -> None:
    """Raise ServiceError `foreign_origin` (403) where a browser says that another site sent the request.

    `Origin: null` is what a browser sends from a page that tells no referrer; then only Sec-Fetch-Site counts.
    """
    site, origin = request.headers.get("sec-fetch-site"), request.headers.get("origin")
    if site is not None and site not in ("same-origin", "none"):
        raise ServiceError("foreign_origin", 403)
    if origin is None or (origin == "null" and site == "same-origin"):
        return
    own = urlsplit(house_of(request).settings.public_url)
    if origin not in (f"{own.scheme}://{own.netloc}", f"{request.url.scheme}://{request.url.netloc}"):
        raise ServiceError("foreign_origin", 403)


def form_token(request: Request) -> str:
    """Return the token for the forms of a page: bound to the session, other each second, good as long as a session.

    For a page that anyone may see before signing in it is bound to no session. Raises ServiceError
    `secret_key_missing` (503).
    """
    return _serializer(house_of(request)).dumps(_bound_to(request))


def form_token_of(request: Request, session: SignedIn) -> str:
    """Return the form token of a session that this very request began."""
    return _serializer(house_of(request)).dumps(digest(session.secret)[:32])


def token_fits(request: Request, token: str | None) -> bool:
    """Whether a form's token was made here for the session that sends it."""
    house = house_of(request)
    try:
        said = _serializer(house).loads(token or "", max_age=int(house.reception.longest.total_seconds()))
    except BadData:
        return False
    return isinstance(said, str) and compare_digest(said, _bound_to(request))


def check_form(request: Request, token: str | None) -> None:
    """Raise ServiceError `foreign_origin`, `form_token_missing` (403) unless a page's form is from here, signed in or
    not.
    """
    refuse_foreign(request)
    if not token_fits(request, token):
        raise ServiceError("form_token_missing", 403)


def _bound_to(request: Request) -> str:
    actor: Actor = request.state.actor
    secret = session_cookie(request)
    return digest(secret)[:32] if secret and actor.session else _ANYONE


def _serializer(house: House) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(house.reception.derived("forms", ""), salt=_SALT)


def address_of(request: Request) -> str:
    """Return the address a request comes from, as the server sees it (`ENREGARD_TRUSTED_PROXIES`)."""
    return request.client.host if request.client else ""


async def _reception(request: Request) -> Reception:
    return house_of(request).reception


async def _address(request: Request) -> str:
    return address_of(request)


ReceptionDep = Annotated[Reception, Depends(_reception)]
AddressDep = Annotated[str, Depends(_address)]
