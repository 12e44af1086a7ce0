"""Ids and names given by operators: what may stand in addresses, in annotation targets and in every export."""

from __future__ import annotations

import re

from pydantic import TypeAdapter, ValidationError

from schemas.text import Line
from service.errors import ServiceError

_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
_LINE: TypeAdapter[str] = TypeAdapter(Line)


def named(id_: str) -> str:
    """Return an id that can stand in an address and in an IRI. Raises ServiceError `bad_id` (422)."""
    if not _ID.fullmatch(id_):
        raise ServiceError("bad_id", 422, {"found": id_[:80]})
    return id_


def line(name: str) -> str:
    """Return a name as the door of `schemas` takes it. Raises ServiceError `bad_name` (422)."""
    try:
        return _LINE.validate_python(name)
    except ValidationError:
        raise ServiceError("bad_name", 422) from None
