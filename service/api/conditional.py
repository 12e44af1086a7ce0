"""Conditional reading (RFC 9110, section 13): an answer that did not change is not sent again.

The tag is a hash of the answer itself, so it is right whatever made the answer change: another role, another language,
a new revision. It saves the line, not the work; where work is to be saved, the route sets a tag of its own first.
"""

from __future__ import annotations

import hashlib

from fastapi import Request, Response

from service.tags import named

FOUND_AGAIN = ("Cache-Control", "Content-Language", "Content-Location", "ETag", "Expires", "Vary")


def conditional(request: Request, response: Response) -> Response:
    """Return `response` with an `ETag`, or 304 where the request already names it in `If-None-Match`."""
    if request.method != "GET" or response.status_code != 200:
        return response
    body = getattr(response, "body", None)
    if "etag" not in response.headers and isinstance(body, bytes):
        response.headers["ETag"] = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    response.headers.setdefault("Cache-Control", "private, no-cache")
    tag = response.headers.get("etag")
    if tag is None or not named(request.headers.get("if-none-match", ""), tag):
        return response
    kept = {name: response.headers[name] for name in FOUND_AGAIN if name in response.headers}
    return Response(status_code=304, headers=kept)
