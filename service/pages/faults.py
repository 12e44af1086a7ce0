"""Errors as pages: the words of `service/errors.yaml`, in the language of the address, with a way on."""

from __future__ import annotations

import logging

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from service.actors import PUBLIC
from service.errors import ServiceError, page_detail, title
from service.pages.visit import Visit

_LOGGER = logging.getLogger(__name__)
_BY_STATUS = {404: "not_found", 405: "method_not_allowed", 413: "body_too_large"}


def fault_page(request: Request, error: ServiceError) -> Response:
    """Return one refusal as a page."""
    if not hasattr(request.state, "actor"):
        request.state.actor = PUBLIC
    visit = Visit(request)
    shown = {
        "status": error.status,
        "title": title(error.code, visit.language),
        "detail": page_detail(error.code, visit.language, error.params),
        "code": error.code,
        "instance": getattr(request.state, "request_id", ""),
    }
    return visit.page("fault.html", shown, status=error.status, headers={"Cache-Control": "no-store"})


def as_refusal(request: Request, error: Exception) -> ServiceError:
    """Return any error of a route as a refusal; what nobody expected is logged and told without a word of it."""
    if isinstance(error, ServiceError):
        return error
    if isinstance(error, HTTPException):
        code = _BY_STATUS.get(error.status_code, "refused")
        params = {"method": request.method, "status": str(error.status_code), "limit": str(error.detail)}
        return ServiceError(code, error.status_code, params)
    if isinstance(error, RequestValidationError):
        # An address that is no page's: a form's own fields are checked by the page that shows the form.
        return ServiceError("not_found", 404)
    _LOGGER.error("request %s failed", getattr(request.state, "request_id", ""), exc_info=error)
    return ServiceError("unexpected", 500)


def install(app: FastAPI) -> None:
    """Answer addresses that no route takes with a page, where a person asks; programs keep their problem details."""
    as_problem = app.exception_handlers[HTTPException]

    async def unknown(request: Request, error: Exception) -> Response:
        if is_for_people(request):
            return fault_page(request, as_refusal(request, error))
        answer: Response = await as_problem(request, error)  # type: ignore[misc]
        return answer

    app.add_exception_handler(HTTPException, unknown)


def is_for_people(request: Request) -> bool:
    """Whether an address is a page's, or a browser asks for one outside the API."""
    path = request.url.path
    if path.startswith(("/api/", "/static/")):
        return False
    return path.startswith(("/fr", "/en")) or "text/html" in request.headers.get("accept", "")
