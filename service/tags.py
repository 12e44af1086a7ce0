"""Entity tags (RFC 9110, section 13.1.2): whether a caller names the one an answer has."""

from __future__ import annotations


def named(header: str, tag: str) -> bool:
    """Compare weakly, as `If-None-Match` does: a `W/` in front, or what compression made of the tag, does not count."""
    given = {one.strip().removeprefix("W/") for one in header.split(",")}
    return "*" in given or tag.removeprefix("W/") in given
