"""The report: all objectives at a glance, then each objective, declared left and opposed right."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import Response

from indicators.figures import Figure
from indicators.model import Indicator, Language
from service.errors import ServiceError
from service.pages import faces
from service.pages.parts import EDITIONS, SPOKEN, Edition, Part, called, parts, said
from service.pages.readings import readings
from service.pages.route import page_router
from service.pages.share import face_of_home, shared
from service.pages.shown import published
from service.pages.since import figures_since
from service.pages.visit import VisitDep
from service.render.html.figure import FigureShown, figure_of
from service.render.report.contents import Report

router = page_router()
MOST_CARDS = 6
"""Cards beside one figure on the page of an objective; the indicator's own page has them all."""


@dataclass(frozen=True, slots=True)
class Line:
    """One figure in the table of all: its indicator, the figure, how many annotations are on it. Nothing is drawn."""

    indicator: Indicator
    figure: Figure
    annotations: int


def line_of(report: Report, indicator: Indicator) -> Line:
    """Return the line of one indicator."""
    written = report.on_indicator.get(indicator.id, ())
    return Line(indicator, report.consolidation.figure(indicator.id), len(written))


@router.get("/{language:language}/report", name="pages.report")
def overview(visit: VisitDep, edition: Edition = None) -> Response:
    """Every figure of the report in one table, by objective."""
    report = published(visit.house, edition)

    def context() -> dict[str, object]:
        listed = [(part, [line_of(report, indicator) for indicator in part.indicators]) for part in parts(report)]
        share = shared(visit, "home", edition=edition, face=face_of_home(visit, report))
        return {**said(report), "listed": listed, "share": share}

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
        shown = figures(report, part, visit.language)
        since = figures_since(visit, report)
        face = faces.of_part(visit, report, part.indicators, called(visit, part), since)
        share = shared(visit, "objective", str(number), edition, face)
        beside = {"figures": shown, "levels": levels, "since_of": since}
        return {**said(report), "part": part, "share": share, **beside}

    return visit.published("public/objective.html", SPOKEN, context)


def figures(report: Report, part: Part, language: Language) -> list[FigureShown]:
    """Return the figures of a part; key letters run on from one to the next."""
    listed: list[FigureShown] = []
    first = 0
    for indicator in part.indicators:
        listed.append(figure_of(report, indicator, language, first=first, most=MOST_CARDS))
        first += len(listed[-1].cards)
    return listed
