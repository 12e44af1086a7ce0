"""What was written about an edition since it was published. The edition itself never changes: this stands below it."""

from __future__ import annotations

from dataclasses import dataclass

from indicators.model import Framework
from service.pages.visit import Visit
from service.render.html.card import Card, beside, cards_of
from service.store.beside import on_edition
from service.store.stands import Footing

SINCE: tuple[Footing, ...] = ("editions", "record")
"""What a page rests on that shows it: the edition, and all that becomes of annotations."""
MOST_SINCE = 20
"""Annotations shown on one page, the newest: more would weigh more than a page may."""


@dataclass(frozen=True, slots=True)
class Since:
    """The newest annotations about an edition, the newest first, and how many there are."""

    cards: tuple[Card, ...]
    count: int


def since(visit: Visit, framework: Framework, edition: str, indicator: str | None = None) -> Since:
    """Return what was written about an edition and its figures; about one figure where its indicator is named."""
    with visit.house.database.reading() as connection:
        found, count = on_edition(connection, visit.actor, edition, indicator, newest=MOST_SINCE)
    cards = cards_of(found, beside(framework, found), visit.language)
    return Since(tuple(cards), count)
