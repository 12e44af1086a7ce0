"""What was written about an edition since it was published. The edition itself never changes: this stands below it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import Query

from indicators.model import Framework
from service.pages.paging import Paging, paging
from service.pages.visit import Visit
from service.render.html.card import Card, beside, card_of
from service.render.report.contents import Report
from service.store.beside import count_by_indicator, count_on_edition, on_edition

MOST_SINCE = 20
"""Annotations shown on one page: more would weigh more than a page may."""
NAMED = "written"
"""How an address says which page of them: beside a figure stands another list."""
Written = Annotated[int, Query(ge=1, le=10_000)]
"""Which page of them, from 1."""


def figures_since(visit: Visit, report: Report) -> dict[str, int]:
    """Return how many annotations were written about each figure of a report's edition since it was published, by
    indicator: beside a figure nobody may read that nothing is said of it."""
    if report.edition is None:
        return {}
    with visit.house.database.reading() as connection:
        return count_by_indicator(connection, visit.actor, report.edition.id)


@dataclass(frozen=True, slots=True)
class Since:
    """One page of the annotations about an edition, the newest first."""

    cards: tuple[Card, ...]
    paging: Paging


def since(visit: Visit, framework: Framework, edition: str, page: int, indicator: str | None = None) -> Since:
    """Return what was written about an edition and its figures; about one figure, beside which the edition is chosen,
    where its indicator is named.

    Raises ServiceError `not_found` (404) on a page after the last.
    """
    if indicator is None:
        here, kept = visit.address("pages.edition", edition=edition), {}
    else:
        here, kept = visit.address("pages.indicator", indicator=indicator), {"edition": edition}
    with visit.house.database.reading() as connection:
        count = count_on_edition(connection, visit.actor, edition, indicator)
        paged = paging(page, count, MOST_SINCE, here, kept, named=NAMED, place="since")
        found = on_edition(connection, visit.actor, edition, indicator, paged.first, paged.after) if count else []
    around = beside(framework, found)  # no letters: those of the page are of the cards beside the frozen figure
    return Since(tuple(card_of(one, around, visit.language) for one in found), paged)
