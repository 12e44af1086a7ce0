"""What people type about themselves: e-mail addresses and names, in the form they are kept in."""

from __future__ import annotations

import re

from service.errors import ServiceError
from service.workflows.names import line

_ADDRESS = re.compile(
    r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
    r"(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?)+"
)
"""A valid e-mail address as the HTML standard has it (input type=email), with a point in the domain."""


def mail_address(text: str) -> str:
    """Return an e-mail address as it is kept: in small letters. Raises ServiceError `bad_email` (422)."""
    given = text.strip()
    if len(given) > 254 or not _ADDRESS.fullmatch(given):
        raise ServiceError("bad_email", 422)
    return given.lower()


def person_name(text: str) -> str:
    """Return a person's name as it is kept. Raises ServiceError `bad_name` (422)."""
    return line(text)
