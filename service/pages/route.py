"""The one kind of page route: it asks the table of rights by its own name and answers errors as pages."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.routing import APIRoute
from starlette.concurrency import run_in_threadpool

from service.access import require
from service.dependencies import house_of
from service.pages.addresses import PATHS
from service.pages.faults import as_refusal, fault_page
from service.workflows.accounts import actor_of


class PageRoute(APIRoute):
    """Lets in whom `access.RIGHTS` lets in; its address is known by its name (`addresses.PATHS`)."""

    def __init__(self, path: str, endpoint: Callable[..., Any], **options: Any) -> None:
        super().__init__(path, endpoint, **options)
        PATHS[self.name] = self.path_format

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Return the handler with its guard in front."""
        handle = super().get_route_handler()

        async def guarded(request: Request) -> Response:
            try:
                request.state.actor = await run_in_threadpool(actor_of, house_of(request).database, _bearer(request))
                require(request.state.actor, self.name)
                return await handle(request)
            except Exception as error:  # every error of a page is a page
                return fault_page(request, as_refusal(request, error))

        return guarded


def page_router() -> APIRouter:
    """Return a router for pages: guarded, and left out of the published description of the API."""
    return APIRouter(route_class=PageRoute, include_in_schema=False)


def _bearer(request: Request) -> str | None:
    scheme, _, secret = request.headers.get("authorization", "").partition(" ")
    return secret.strip() if scheme.lower() == "bearer" and secret.strip() else None
