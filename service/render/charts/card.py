"""One figure as a picture that travels: what is declared left, every counter-annotation right, source at the foot.

A figure never leaves without what is opposed to it (interface): the picture is as tall as its annotations need.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from indicators.annotations import Annotation
from indicators.figures import Cut
from indicators.model import Language
from service.render.charts.bar import HEIGHT, Key, bar
from service.render.charts.marks import SERIF, tag, text
from service.render.charts.measure import lines
from service.render.charts.strip import strip
from service.render.report.cards import card
from service.render.report.contents import Report
from service.render.report.facts import Fact, facts, is_percent
from service.render.report.language import Words
from service.render.report.leads import lead
from service.render.report.objective import letters
from service.render.report.styles import CLAIM, COUNTER, COUNTER_TINT, HAIR, INK, INK_SOFT
from service.render.report.styles import SERIF as SHEET_SERIF

WIDTH, LEAST_HEIGHT = 1200, 630
_SPINE, _LEFT, _RIGHT, _ROOM_LEFT, _ROOM_RIGHT = 771, 60, 812, 660, 336
MOST_CARDS = 40
"""Annotations drawn in full; how many more there are is written under them."""

_SIZES = {True: 17.0, False: 15.0}


@dataclass(frozen=True, slots=True)
class Lines:
    """Drawn lines and the height after them."""

    drawn: tuple[str, ...]
    bottom: float


def figure_card(report: Report, indicator: str, language: Language, *, source: str, cut: Cut | None = None) -> str:
    """Return one figure of a report as a standalone SVG, 1,200 pixels wide and as tall as its annotations need.

    `source` is the line at its foot: edition, indicator, address. Raises KeyError where there is no such figure.
    """
    words = Words(language)
    on_it = report.beside_figure(indicator)
    claim, counter = _claim(report, indicator, words, cut), _counter(on_it, report, words)
    height = max(LEAST_HEIGHT, claim.bottom + 90, counter.bottom + 90)
    note = words("invented") if report.invented else words("self_declared")
    content = (
        tag("rect", width=WIDTH, height=height, fill="#FFFFFF"),
        tag("rect", x=_SPINE, width=WIDTH - _SPINE, height=height, fill=COUNTER_TINT),
        tag("rect", x=_SPINE, width=2, height=height, fill=INK),
        *claim.drawn,
        *counter.drawn,
        tag("rect", y=height - 64, width=WIDTH, height=1, fill=HAIR),
        *_block(source, _LEFT, height - 36, _ROOM_LEFT, 16, fill=INK_SOFT).drawn[:2],
        *_block(note, _RIGHT, height - 36, _ROOM_RIGHT, 14, fill=INK_SOFT).drawn[:2],
    )
    box = f"0 0 {WIDTH} {height:g}"
    drawing = tag("svg", "".join(content), xmlns="http://www.w3.org/2000/svg", width=WIDTH, height=height, viewBox=box)
    return f"{drawing}\n"


def _block(words: str, x: float, y: float, room: float, size: float, *, serif: bool = False, **look: Any) -> Lines:
    """Lines of text from the baseline `y`."""
    if serif:
        look = {"font_family": SERIF, **look}
    found = lines(words, room, size, serif=serif)
    drawn = tuple(text(line, x, y + place * size * 1.4, size=size, **look) for place, line in enumerate(found))
    return Lines(drawn, y + len(found) * size * 1.4)


def _claim(report: Report, indicator_id: str, words: Words, cut: Cut | None) -> Lines:
    indicator = report.framework.indicator(indicator_id)
    figure = report.consolidation.figure(indicator_id, cut)
    said = lead(indicator, figure, words)
    head = _block(words("objective_claim"), _LEFT, 78, _ROOM_LEFT, 22, fill=CLAIM, font_weight=700)
    title = _block(f"{indicator.id} · {words.of(indicator.title)}", _LEFT, head.bottom + 2, _ROOM_LEFT, 20, fill=INK)
    number = _number(said.number, said.kind, words)
    big = text(number, _LEFT - 3, title.bottom + 70, size=84, fill=CLAIM, font_weight=700)
    beside = _LEFT + max(150, 50 * len(number)) + 10
    sentence = _block(said.sentence, beside, title.bottom + 24, _ROOM_LEFT + _LEFT - beside, 24, fill=INK)
    top = max(title.bottom + 100, sentence.bottom + 6)
    line = _block(said.line, _LEFT, top, _ROOM_LEFT, 18, fill=INK_SOFT)
    keys = [Key(key, f"#{key}") for key, one in _keyed(report, indicator_id) if report.contests_now(one)]
    drawn = bar(indicator, figure, words, name="bar", keys=keys, width=_ROOM_LEFT, size=16)
    spread = strip(indicator, figure, words, name="strip", size=15)
    parts = [tag("g", drawn, transform=f"translate({_LEFT} {line.bottom:g})")]
    bottom = line.bottom + HEIGHT + 14
    if spread:
        inner = spread.replace('width="100%"', f'width="{_ROOM_LEFT}"', 1)
        parts.append(tag("g", inner, transform=f"translate({_LEFT} {bottom:g})"))
        bottom += 66
    table = _table(facts(indicator, figure, words), words, bottom + 16, percent=is_percent(indicator))
    return Lines((*head.drawn, *title.drawn, big, *sentence.drawn, *line.drawn, *parts, *table.drawn), table.bottom)


def _number(value: Decimal | int | None, kind: str, words: Words) -> str:
    if value is None:
        return words("none")
    return words.percent(Decimal(value)) if kind == "percent" else words.number(value)


def _table(rows: tuple[Fact, ...], words: Words, top: float, *, percent: bool) -> Lines:
    """As claimed, contested set aside, bounds, coverage and evidence: what a figure must not travel without."""
    drawn: list[str] = []
    y = top
    columns = (_LEFT + 500, _LEFT + _ROOM_LEFT)
    for fact in rows:
        head = fact.kind == "head"
        look: dict[str, Any] = {"fill": CLAIM if head else INK, "font_weight": 700 if head else None}
        if fact.kind == "note":
            note = _block(fact.label, _LEFT, y, _ROOM_LEFT, 14, fill=INK_SOFT)
            drawn += note.drawn
            y = note.bottom
            continue
        drawn.append(text(fact.label, _LEFT, y, size=14, **look))
        for x, value in zip(columns, (fact.first, fact.second), strict=True):
            shown = _shown(value, fact, words, percent=percent)
            drawn.append(text(shown, x, y, size=14, text_anchor="end", **look))
        y += 21
    return Lines(tuple(drawn), y)


def _shown(value: object, fact: Fact, words: Words, *, percent: bool) -> str:
    if value is None:
        return "" if fact.kind == "head" else words("none")
    if isinstance(value, Decimal) and (fact.kind == "percent" or (fact.kind == "value" and percent)):
        return words.percent(value, 1)
    return words.number(value) if isinstance(value, int | Decimal) else str(value)


def _square(y: float, *, hollow: bool) -> str:
    paint = {"fill": "none", "stroke": INK} if hollow else {"fill": INK}
    return tag("rect", x=_RIGHT - 22, y=y - 9, width=9, height=9, **paint)


def _keyed(report: Report, indicator: str) -> Iterator[tuple[str, Annotation]]:
    for place, annotation in enumerate(report.beside_figure(indicator)[:MOST_CARDS]):
        yield letters(place), annotation


def _counter(on_it: tuple[Annotation, ...], report: Report, words: Words) -> Lines:
    head = text(words("objective_counter"), _RIGHT, 78, size=24, fill=COUNTER, font_family=SERIF, font_style="italic")
    drawn: list[str] = [head]
    y = 118.0
    for place, annotation in enumerate(on_it[:MOST_CARDS]):
        key = letters(place)
        drawn.append(text(key, _RIGHT - 26, y, size=17, fill=COUNTER, font_family=SERIF, font_style="italic", id=key))
        for piece in card(annotation, report, words):
            serif = piece.look.get("font_name") == SHEET_SERIF
            colour = str(piece.look.get("font_color", INK))
            said = piece.text.lstrip("■□ ")
            if said != piece.text:  # few fonts have the square of a reply: it is drawn
                hollow = piece.text.startswith("□")
                drawn.append(_square(y, hollow=hollow))
            block = _block(said, _RIGHT, y, _ROOM_RIGHT, _SIZES[serif], serif=serif, fill=colour)
            drawn += block.drawn
            y = block.bottom + 4
        y += 22
    if len(on_it) != min(len(on_it), MOST_CARDS):
        more = words.count("chart_more", len(on_it) - MOST_CARDS)
        rest = _block(more, _RIGHT, y, _ROOM_RIGHT, 16, fill=INK_SOFT)
        return Lines((*drawn, *rest.drawn), rest.bottom)
    if not on_it:
        none = _block(words("no_annotation_figure"), _RIGHT, y, _ROOM_RIGHT, 17, serif=True, fill=INK_SOFT)
        return Lines((*drawn, *none.drawn), none.bottom)
    return Lines(tuple(drawn), y)
