"""One visit of one page: who comes, in which language, and how the page is written. No page's content lives here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Annotated, Any

from fastapi import Depends, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from indicators.model import LANGUAGES, Framework, Language
from service.actors import PUBLIC, Actor
from service.dependencies import House, house_of
from service.pages.addresses import PATHS, address, in_language
from service.render.html.environment import render
from service.render.html.messages import messages
from service.render.report.language import Words
from service.store.stands import Footing
from service.visitors import form_token

_POLICY = (
    "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors {ancestors}"
)
_SCRIPTED = "; script-src 'self'; connect-src 'self'"


class Visit:
    """A request for a page. Routes ask it for everything and answer with `page`, `go` or a ServiceError."""

    def __init__(self, request: Request) -> None:
        self.request = request
        self.language: Language = language_of_path(request)
        self.house: House = house_of(request)

    @property
    def actor(self) -> Actor:
        """Who comes."""
        actor: Actor = self.request.state.actor
        return actor

    @property
    def framework(self) -> Framework:
        """The framework the service runs under by default."""
        return self.house.frameworks.find(self.house.settings.framework)

    def say(self, message: str) -> str:
        """Return a message of the catalogue in the page's language. Extracted like `_` in templates."""
        return messages(self.language).gettext(message)

    def count(self, singular: str, plural: str, number: int) -> str:
        """Return the form of a message for `number`, which fills `%(num)s`, in the page's language."""
        written = Words(self.language).number(number)
        return messages(self.language).ngettext(singular, plural, number) % {"num": written}

    def address(self, name: str, **parts: object) -> str:
        """Return the address of a page in the same language."""
        return address(name, self.language, **parts)

    def page(
        self,
        template: str,
        context: Mapping[str, Any] | None = None,
        *,
        status: int = 200,
        headers: Mapping[str, str] | None = None,
        scripts: bool = False,
        framed: bool = False,
    ) -> Response:
        """Return a page. `scripts`: our own, on signed-in pages only; `framed`: other sites may show it in a frame.

        Pages are private and never stored by a cache between, unless `headers` says otherwise.
        """
        html = render(template, self.language, {**self._surroundings(scripts=scripts), **(context or {})})
        return HTMLResponse(html, status, {**self.headers(scripts=scripts, framed=framed), **(headers or {})})

    def published(
        self,
        template: str,
        rests_on: tuple[Footing, ...],
        context: Callable[[], Mapping[str, Any]],
        *,
        framed: bool = False,
    ) -> Response:
        """Return a public page, which for the public is kept until something that it rests on changes (`front`).

        `rests_on` names all that `context` and the template read of the store; `context` is asked for only when the
        page is written. Someone signed in has a page of their own, and so has an address with a query nobody knows.
        """
        if self.actor != PUBLIC:
            return self.page(template, context(), framed=framed)
        if self.request.state.query_known:
            self.request.state.rests_on = rests_on
        headers = {"Cache-Control": "public, no-cache", "Vary": "Accept-Encoding, Cookie, Authorization"}
        return self.page(template, context(), headers=headers, framed=framed)

    def picture(self, content: bytes, rests_on: tuple[Footing, ...]) -> Response:
        """Return a PNG that everyone may see, kept as `published` keeps pages; other sites may show it."""
        if self.request.state.query_known:
            self.request.state.rests_on = rests_on
        headers = {"Cache-Control": "public, no-cache", "Cross-Origin-Resource-Policy": "cross-origin"}
        return Response(content, headers={**self.headers(), **headers}, media_type="image/png")

    def headers(self, *, scripts: bool = False, framed: bool = False) -> dict[str, str]:
        """Return what every page is sent with."""
        policy = _POLICY.format(ancestors="*" if framed else "'none'") + (_SCRIPTED if scripts else "")
        return {
            "Content-Language": self.language,
            "Content-Security-Policy": policy,
            "Referrer-Policy": "no-referrer",
            "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
        }

    def go(self, name: str, **parts: object) -> Response:
        """Return the answer to a form that was taken: see the page `name` (303, so that reloading sends nothing)."""
        return RedirectResponse(self.address(name, **parts), 303, {"Cache-Control": "no-store"})

    def _surroundings(self, *, scripts: bool) -> dict[str, Any]:
        path, query = self.request.url.path, self.request.url.query
        public = self.house.settings.public_url.rstrip("/")
        asked = f"?{query}" if query else ""
        return {
            "visit": self,
            "actor": self.actor,
            "url": self.address,
            "known": PATHS.__contains__,
            "api": "/api/v1",
            "scripts": scripts,
            "public_url": public,
            "canonical": f"{public}{path}",
            "alternates": {one: f"{in_language(path, one)}{asked}" for one in LANGUAGES},
            "form_token": lambda: form_token(self.request),
        }


def language_of_path(request: Request) -> Language:
    """Return the language that an address begins with; French where it begins with none."""
    return "en" if request.url.path.split("/", 2)[1] == "en" else "fr"


async def _visit(request: Request) -> Visit:
    return Visit(request)


VisitDep = Annotated[Visit, Depends(_visit)]
