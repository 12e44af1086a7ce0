"""Every error as a problem detail (RFC 9457) in the language asked for; faults of shape as findings with a pointer.

Nothing of a stack trace or of a driver's message goes out.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.routing import iter_route_contexts
from starlette.exceptions import HTTPException

from indicators.model import Language
from schemas.problem import FindingOut, Problem
from service.dependencies import language_of
from service.errors import ServiceError, detail, shape, title

MEDIA_TYPE = "application/problem+json"
RETRY_SECONDS = "2"

_STATUS_CODES = {
    404: "not_found",
    405: "method_not_allowed",
    406: "not_acceptable",
    400: "bad_request",
    413: "body_too_large",
}
_BY_TYPE = {
    "missing": "J01",
    "extra_forbidden": "J02",
    "string_too_long": "J04",
    "too_long": "J04",
    "literal_error": "J05",
    "enum": "J05",
    "value_error": "J06",
    "string_unicode": "J06",
    "string_pattern_mismatch": "J07",
    "json_invalid": "J08",
    "string_too_short": "J11",
    "too_short": "J11",
    "unknown_target": "J12",
    "code_twice": "J13",
    "language_twice": "J14",
    "unknown_context": "J15",
}
_BOUNDS = {"greater_than": ">", "greater_than_equal": "≥", "less_than": "<", "less_than_equal": "≤"}
_TYPES = {
    "string": ("un texte", "a text"),
    "int": ("un nombre entier", "a whole number"),
    "float": ("un nombre", "a number"),
    "decimal": ("un nombre", "a number"),
    "bool": ("true ou false", "true or false"),
    "list": ("une liste", "a list"),
    "dict": ("un objet", "an object"),
    "model": ("un objet", "an object"),
    "date": ("une date AAAA-MM-JJ", "a date YYYY-MM-DD"),
    "datetime": ("une date et heure ISO 8601 avec fuseau", "an ISO 8601 date and time with a zone"),
    "timezone": ("une date et heure ISO 8601 avec fuseau", "an ISO 8601 date and time with a zone"),
    "value": ("un fichier", "a file"),
}
_CHARACTER = re.compile(r"U\+[0-9A-F]{4,6} at position [0-9]+")
_LONGEST_QUOTE = 120
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
    return [_finding(error, language) for error in errors]


def _finding(error: Mapping[str, Any], language: Language) -> FindingOut:
    kind, place = str(error["type"]), list(error["loc"])
    if place[:1] == ["body"]:
        place = place[1:]
    context = error.get("ctx") or {}
    code = _code(kind, str(error.get("msg", "")))
    name = field_of(place)
    params = {
        "name": name or "",
        "limit": str(context.get("max_length") or context.get("min_length") or ""),
        "expected": _expected(kind, context, language),
        "reason": _reason(kind, context, str(error.get("msg", ""))),
    }
    found = shape(code, "found", language, params)
    expected, remedy = shape(code, "expected", language, params), shape(code, "remedy", language, params)
    return FindingOut(
        code=code,
        field=name,
        message=f"{found[:1].upper()}{found[1:]}. {remedy}",
        found="" if kind in ("missing", "json_invalid") else quoted(error.get("input")),
        expected=expected,
        remedy=remedy,
        pointer=None if kind == "json_invalid" else pointer(place),
    )


def field_of(place: Sequence[str | int]) -> str | None:
    """Return the name nearest to a place: of an item of a list, the list's."""
    return next((quoted(part) for part in reversed(place) if isinstance(part, str)), None)


def _code(kind: str, message: str) -> str:
    if kind == "value_error" and not _CHARACTER.search(message):
        return "J03"
    if kind in _BY_TYPE:
        return _BY_TYPE[kind]
    if kind in _BOUNDS:
        return "J10"
    return "J03" if kind.endswith(("_type", "_parsing", "_from_float", "timezone_aware")) or "date" in kind else "J00"


def _expected(kind: str, context: Mapping[str, Any], language: Language) -> str:
    if kind in _BOUNDS:
        bound = next((value for key, value in context.items() if key in ("gt", "ge", "lt", "le")), "")
        return f"{_BOUNDS[kind]} {bound}"
    if "expected" in context:
        listed = str(context["expected"])
        return listed.replace("' or '", "' ou '") if language == "fr" else listed
    if "pattern" in context:
        return str(context["pattern"])
    words = _TYPES.get(kind.partition("_")[0], ("la forme documentée", "the documented form"))
    return words[0] if language == "fr" else words[1]


def _reason(kind: str, context: Mapping[str, Any], message: str) -> str:
    if kind == "json_invalid":
        return quoted(context.get("error", ""))
    where = _CHARACTER.search(message)
    return where[0].replace(" at position ", ", ") if where else quoted(message.removeprefix("Value error, "))


def pointer(path: Iterable[str | int]) -> str:
    """Return a path as a JSON pointer (RFC 6901)."""
    return "".join("/" + quoted(part).replace("~", "~0").replace("/", "~1") for part in path)


def quoted(value: Any) -> str:
    """Return what was found, fit for any reader: short, printable, without lone surrogates."""
    text = value if isinstance(value, str) else repr(value)
    shown = "".join(character if character.isprintable() else "\N{REPLACEMENT CHARACTER}" for character in text[:500])
    return shown if len(shown) <= _LONGEST_QUOTE else shown[: _LONGEST_QUOTE - 1] + "…"
