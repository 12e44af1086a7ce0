"""The one kind of page route: it asks the table of rights by its own name and answers errors as pages."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any

from fastapi import APIRouter, Request, Response, params
from fastapi.dependencies.utils import get_flat_params
from fastapi.routing import APIRoute
from starlette.concurrency import run_in_threadpool

from service.access import require
from service.actors import Actor
from service.pages.addresses import PATHS
from service.pages.faults import as_refusal, fault_page
from service.visitors import FORM_TOKEN_FIELD, FORM_TOKEN_HEADER, SAFE_METHODS, check_form, visitor

MOST_FILES, MOST_FIELDS, LONGEST_FIELD = 50, 2_000, 100_000
"""Bounds of one page's form: an objective's form has about a hundred fields, a bulk upload a few dozen files."""


class PageRoute(APIRoute):
    """Lets in whom `access.RIGHTS` lets in; its address is known by its name (`addresses.PATHS`)."""

    def __init__(self, path: str, endpoint: Callable[..., Any], **options: Any) -> None:
        super().__init__(path, endpoint, **options)
        PATHS[self.name] = self.path_format

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Return the handler with its guard in front."""
        handle = super().get_route_handler()
        known = {one.alias for one in get_flat_params(self.dependant) if isinstance(one.field_info, params.Query)}

        async def guarded(request: Request) -> Response:
            try:
                actor = await run_in_threadpool(visitor, request)
                require(actor, self.name)
                request.state.query_known = known >= set(request.query_params)
                await _refuse_forged(request, actor)
                return await handle(request)
            except Exception as error:  # every error of a page is a page
                return fault_page(request, as_refusal(request, error))

        return guarded


def page_router() -> APIRouter:
    """Return a router for pages: guarded, and left out of the published description of the API."""
    return APIRouter(route_class=PageRoute, include_in_schema=False)


async def _refuse_forged(request: Request, actor: Actor) -> None:
    """Take a form only from a page of ours, whoever sends it; a program with a token of its own has no page.

    The form is read here once, within bounds of our own, and kept on the request for the route.
    """
    if request.method in SAFE_METHODS or actor.token is not None:
        return
    form = await request.form(max_files=MOST_FILES, max_fields=MOST_FIELDS, max_part_size=LONGEST_FIELD)
    token = form.get(FORM_TOKEN_FIELD)
    check_form(request, token if isinstance(token, str) else request.headers.get(FORM_TOKEN_HEADER))
