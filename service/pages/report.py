"""The report: all objectives at a glance, then each objective, declared left and opposed right."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import Query, Response

from indicators.model import Clause, Indicator, Language, Objective
from service.errors import ServiceError
from service.pages.pledge import readings
from service.pages.route import page_router
from service.pages.shown import published
from service.pages.visit import VisitDep
from service.render.html.figure import FigureShown, figure_of
from service.render.report.contents import Report
from service.store.stands import Footing

router = page_router()
Edition = Annotated[str | None, Query(max_length=100)]
"""Which edition; the newest where none is named."""

EDITIONS: tuple[Footing, ...] = ("editions",)
"""What the pages of a report rest on: which edition is the newest, for an edition itself never changes."""

MOST_CARDS = 6
"""Cards beside one figure on the page of an objective; the indicator's own page has them all."""


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


@router.get("/{language:language}/report", name="pages.report")
def overview(visit: VisitDep, edition: Edition = None) -> Response:
    """Every figure of the report in one table, by objective."""
    report = published(visit.house, edition)

    def context() -> dict[str, object]:
        listed = [
            (part, [figure_of(report, indicator, visit.language, most=0) for indicator in part.indicators])
            for part in parts(report)
        ]
        return {**said(report), "listed": listed}

    return visit.published("public/report.html", EDITIONS, context)


@router.get("/{language:language}/report/{number:int}", name="pages.objective")
def objective(visit: VisitDep, number: int, edition: Edition = None) -> Response:
    """One objective, face to face."""
    report = published(visit.house, edition)
    part = next((one for one in parts(report) if one.number == number), None)
    if part is None:
        raise ServiceError("not_found", 404)

    def context() -> dict[str, object]:
        levels = readings(report.framework, report.framework.official_languages[0])
        return {**said(report), "part": part, "figures": figures(report, part, visit.language), "levels": levels}

    return visit.published("public/objective.html", EDITIONS, context)


def figures(report: Report, part: Part, language: Language) -> list[FigureShown]:
    """Return the figures of a part; key letters run on from one to the next."""
    listed: list[FigureShown] = []
    first = 0
    for indicator in part.indicators:
        listed.append(figure_of(report, indicator, language, first=first, most=MOST_CARDS))
        first += len(listed[-1].cards)
    return listed


def said(report: Report) -> dict[str, object]:
    """Return what every page of the report says about it."""
    return {
        "report": report,
        "edition": report.edition,
        "coverage": report.consolidation.coverage,
        "parts": parts(report),
        "framework": report.framework,
    }
