"""Long lists a page at a time: which part of the list a page shows, and the addresses of those before and after."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated
from urllib.parse import urlencode

from fastapi import Query

from service.errors import ServiceError

Page = Annotated[int, Query(ge=1, le=10_000)]
"""Which page of a list, from 1."""


@dataclass(frozen=True, slots=True)
class Paging:
    """One page of a list of `count`: its items are [first, after) of the whole; neighbours are addresses, or empty."""

    count: int
    first: int
    after: int
    previous: str
    next: str

    @property
    def whole(self) -> bool:
        """Whether the page shows all of the list."""
        return self.after - self.first == self.count


def paging(
    page: int,
    count: int,
    most: int,
    address: str,
    kept: Mapping[str, str | None] | None = None,
    named: str = "page",
    place: str = "",
) -> Paging:
    """Return page number `page` of a list of `count` items, `most` on each; what is `kept` stays in every address,
    which says the page as `named` and leads to the `place` on it: a second list on a page has another name.

    Raises ServiceError `not_found` (404) on a page after the last; an empty list has one page.
    """
    if page > 1 and (page - 1) * most >= count:
        raise ServiceError("not_found", 404)
    first = (page - 1) * most
    query = {name: value for name, value in (kept or {}).items() if value}

    def at(number: int) -> str:
        asked = urlencode({**query, **({named: str(number)} if number > 1 else {})})
        return (f"{address}?{asked}" if asked else address) + (f"#{place}" if place else "")

    after = min(first + most, count)
    return Paging(count, first, after, at(page - 1) if page > 1 else "", at(page + 1) if after < count else "")
