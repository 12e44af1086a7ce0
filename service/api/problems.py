"""Every error as a problem detail (RFC 9457) in the language asked for; faults of shape as findings with a pointer.

Nothing of a stack trace or of a driver's message goes out.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.routing import iter_route_contexts
from starlette.exceptions import HTTPException

from indicators.model import Language
from schemas.problem import FindingOut, Problem
from service.dependencies import language_of
from service.errors import ServiceError, detail, title
from service.slips import Slip, quoted, slips

MEDIA_TYPE = "application/problem+json"
RETRY_SECONDS = "2"

_STATUS_CODES = {
    404: "not_found",
    405: "method_not_allowed",
    406: "not_acceptable",
    400: "bad_request",
    413: "body_too_large",
}
MOST_FINDINGS = 100
"""Faults of shape that are listed; the count tells of all. One body can hold a hundred thousand of them."""


def problem(
    request: Request,
    code: str,
    status: int,
    params: Mapping[str, Any] | None = None,
    findings: Sequence[FindingOut] = (),
    headers: Mapping[str, str] | None = None,
) -> Response:
    """Return one problem as a response."""
    language = language_of(request)
    body = Problem(
        type=f"urn:enregard:problem:{code}",
        title=title(code, language),
        status=status,
        detail=detail(code, language, params or {}),
        code=code,
        instance=getattr(request.state, "request_id", None),
        findings=list(findings),
    )
    extra = {"Content-Language": language, **(headers or {})}
    if status == 401:
        extra["WWW-Authenticate"] = 'Bearer realm="enregard"'
    if status in (409, 429, 503):
        extra["Retry-After"] = str((params or {}).get("seconds", RETRY_SECONDS))
    return Response(safe_json(body.model_dump()), status, extra, MEDIA_TYPE)


def safe_json(value: Any) -> bytes:
    """Return JSON in UTF-8 whatever the texts hold: a lone surrogate becomes a question mark, never an exception."""
    return json.dumps(value, ensure_ascii=False, allow_nan=False).encode("utf-8", "replace")


def install(app: FastAPI) -> None:
    """Make every error of `app` a problem."""
    app.add_exception_handler(ServiceError, _service_error)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http)


async def _service_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, ServiceError)
    return problem(request, error.code, error.status, error.params)


async def _http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    code = _STATUS_CODES.get(error.status_code, "refused")
    if code == "bad_request" and request.headers.get("content-type", "").lower().startswith("multipart/"):
        code = "bad_form"
    params = {"method": request.method, "status": str(error.status_code), "limit": str(error.detail)}
    headers = {**(error.headers or {})}
    if error.status_code == 405:
        headers["Allow"] = ", ".join(_methods_at(request) or ["GET", "HEAD"])
    return problem(request, code, error.status_code, params, headers=headers)


def _methods_at(request: Request) -> list[str]:
    """Every method that some route takes at an address: a router by itself names only its last one."""
    found: set[str] = set()
    for route in iter_route_contexts(request.app.routes):
        if route.path_regex.match(request.url.path):
            found.update(route.methods or ())
    if "GET" in found:
        found.add("HEAD")
    return sorted(found)


async def _invalid(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    errors = error.errors()
    if getattr(request.state, "secretive", False):  # the body holds secrets: nothing of it is repeated
        errors = [{**one, "input": ""} for one in errors]
    findings = shape_findings(errors[:MOST_FINDINGS], language_of(request))
    return problem(request, "invalid_request", 422, {"count": len(errors)}, findings)


def unknown_parameters(request: Request, names: Iterable[str]) -> Response:
    """Return the refusal of query parameters that an address does not take: none is passed over, so that a misspelt
    `dry_run` files nothing.
    """
    given = request.query_params
    errors = [{"type": "extra_forbidden", "loc": ("query", name), "input": given[name]} for name in names]
    findings = shape_findings(errors[:MOST_FINDINGS], language_of(request))
    return problem(request, "invalid_request", 422, {"count": len(errors)}, findings)


def shape_findings(errors: Iterable[Mapping[str, Any]], language: Language) -> list[FindingOut]:
    """Return pydantic's errors as findings in our words."""
    within = ({**error, "loc": error["loc"][error["loc"][:1] == ("body",) :]} for error in errors)
    return [_finding(slip, language) for slip in slips(within)]


def _finding(slip: Slip, language: Language) -> FindingOut:
    found, remedy = slip.told("found", language), slip.told("remedy", language)
    return FindingOut(
        code=slip.code,
        field=slip.name,
        message=f"{found[:1].upper()}{found[1:]}. {remedy}",
        found=slip.found,
        expected=slip.told("expected", language),
        remedy=remedy,
        pointer=None if slip.code == "J08" else pointer(slip.path),
    )


def pointer(path: Iterable[str | int]) -> str:
    """Return a path as a JSON pointer (RFC 6901)."""
    return "".join("/" + quoted(part).replace("~", "~0").replace("/", "~1") for part in path)
