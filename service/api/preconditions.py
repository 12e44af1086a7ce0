"""Conditional writing (RFC 9110, section 13.1.1): whoever changes something says which state of it they have read.

A state is named by a number that every change counts up, so that a tag never comes back. Reading conditionally is in
`conditional.py`.
"""

from __future__ import annotations

import re
from typing import Annotated

from fastapi import Depends, Header

from service.errors import ServiceError

_TAG = re.compile(r'(?:W/)?"v([0-9]{1,15})(?:-[a-z]+)?"')


def tag_of(version: int, besides: str = "") -> str:
    """Return the `ETag` of a state; `besides` (a word) is what else the answer shows, for conditional reading only."""
    return f'"v{version}-{besides}"' if besides else f'"v{version}"'


def version_named(header: str | None) -> int:
    """Return the state that an `If-Match` header names.

    The `W/` that compression puts in front of a tag does not count. Raises ServiceError
    `precondition_needed` (428) without the header, `stale` (412) for a tag that was never ours.
    """
    if header is None:
        raise ServiceError("precondition_needed", 428)
    found = _TAG.fullmatch(header.strip())
    if found is None:
        raise ServiceError("stale", 412)
    return int(found[1])


async def _version(
    if_match: Annotated[
        str | None, Header(description="The `ETag` of the state you read; without it 428, where it changed since 412.")
    ] = None,
) -> int:
    return version_named(if_match)


ReadVersion = Annotated[int, Depends(_version)]
"""The state that the asker has read."""
