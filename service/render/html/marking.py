"""A text with the exact words that annotations quote marked in it, and the verb that governs underlined. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from indicators.model import Language
from indicators.quoting import occurrences
from service.render.html.card import Card


@dataclass(frozen=True, slots=True)
class Piece:
    """Words of one look: `cards` are the annotations on them, `ends` those whose words end here."""

    words: str
    cards: tuple[Card, ...]
    ends: tuple[Card, ...]
    begins: tuple[Card, ...]
    verb: bool


def pieces(
    text: str, language: Language, cards: Iterable[Card], verbs: Sequence[tuple[int, int]] = ()
) -> tuple[Piece, ...]:
    """Return `text` cut where an annotation's words or a verb (start, end) begin or end; joined they are the text.

    Only words quoted in this language are marked; a quotation that stands nowhere or twice is marked nowhere.
    """
    spans: list[tuple[int, int, Card]] = []
    for card in cards:
        selector = card.annotation.target.selector
        places = occurrences(text, selector) if selector and selector.language == language else ()
        if len(places) == 1:
            spans.append((*places[0], card))
    inner = [place for start, end, _ in spans for place in (start, end)]
    inner += [place for verb in verbs for place in verb]
    edges = sorted({0, len(text), *inner})
    return tuple(
        Piece(
            text[start:end],
            tuple(card for first, last, card in spans if first <= start and end <= last),
            tuple(card for _, last, card in spans if last == end),
            tuple(card for first, _, card in spans if first == start),
            any(first <= start and end <= last for first, last in verbs),
        )
        for start, end in pairwise(edges)
    )
