"""The parts of a report as pages divide it, what each of its pages says of it, and what they rest on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import Query

from indicators.model import Clause, Indicator, Objective
from service.pages.visit import Visit
from service.render.report.contents import Report
from service.render.report.language import Words
from service.store.stands import Footing

Edition = Annotated[str | None, Query(max_length=100)]
"""Which edition; the newest where none is named."""

EDITIONS: tuple[Footing, ...] = ("editions",)
"""What the pages of a report rest on: which edition is the newest, for an edition itself never changes."""

SPOKEN: tuple[Footing, ...] = ("editions", "record")
"""What pages of annotations rest on: the record, and the editions, which say of which cycle one of theirs is."""


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the report: its number (0 is what stands under no heading), what it is called, what is in it."""

    number: int
    objectives: tuple[Objective, ...]
    clauses: tuple[Clause, ...]
    indicators: tuple[Indicator, ...]
    headed: bool


def parts(report: Report) -> list[Part]:
    """Return the parts of the report in order."""
    return [
        Part(objectives[0].number, objectives, clauses, indicators, objectives[0].heading is not None)
        for objectives, clauses, indicators in report.sections
        if indicators
    ]


def said(report: Report) -> dict[str, object]:
    """Return what every page of the report says about it."""
    return {
        "report": report,
        "edition": report.edition,
        "coverage": report.consolidation.coverage,
        "parts": parts(report),
        "framework": report.framework,
    }


def called(visit: Visit, part: Part) -> str:
    """Return what a part is called."""
    if not part.headed:
        return visit.say("Framework and follow-up")
    words = Words(visit.language)
    short = words.of(part.objectives[0].short)
    title = visit.say("Objective %(number)d") % {"number": part.number}
    return f"{title}{words.joiner}{short[:1].lower()}{short[1:]}"
