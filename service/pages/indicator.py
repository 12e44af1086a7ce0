"""One indicator: what it measures and cannot show, its figure, its breakdowns, its trend, every annotation on it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from fastapi import Response

from indicators.figures import SIZE_BANDS, Dimension, Figure
from indicators.model import Indicator
from service.errors import ServiceError
from service.pages import faces
from service.pages.paging import Page, paging
from service.pages.parts import SPOKEN, Edition, said
from service.pages.route import page_router
from service.pages.share import shared
from service.pages.shown import published
from service.pages.since import Written, figures_since, since
from service.pages.visit import VisitDep
from service.render.html.figure import figure_of
from service.render.report.contents import Report

router = page_router()
MOST_CARDS = 20
"""Annotations beside the figure on one page: more would weigh more than a page may."""

DIMENSIONS: tuple[Dimension, ...] = ("sector", "country", "size")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a breakdown; `hidden` where its value is suppressed or rests on too few answers."""

    value: str
    figure: Figure
    hidden: bool


@dataclass(frozen=True, slots=True)
class Breakdown:
    """A figure by one dimension."""

    dimension: Dimension
    lines: tuple[Line, ...]


@router.get("/{language:language}/indicators/{indicator}", name="pages.indicator")
def indicator(
    visit: VisitDep, indicator: str, edition: Edition = None, page: Page = 1, written: Written = 1
) -> Response:
    """The page; what unions write on the figure, and what they wrote since on the edition's, a page at a time each."""
    report = published(visit.house, edition)
    if not report.framework.has_indicator(indicator):
        raise ServiceError("not_found", 404)
    known = report.framework.indicator(indicator)
    around = [one.id for one in report.framework.indicators]
    place = around.index(indicator)

    def context() -> dict[str, object]:
        count, here = len(report.on_indicator.get(indicator, ())), visit.address("pages.indicator", indicator=indicator)
        paged = paging(page, count, MOST_CARDS, here, {"edition": edition})
        later = figures_since(visit, report)
        return {
            **said(report),
            "share": shared(visit, "indicator", indicator, edition, faces.of_figure(visit, report, known, later)),
            "since_of": later,
            "it": figure_of(report, known, visit.language, most=MOST_CARDS, after=paged.first),
            "paging": paged,
            "indicator": known,
            "clauses": [report.framework.clause(id_) for id_ in known.clauses],
            "breakdowns": [breakdown(report, known, dimension) for dimension in DIMENSIONS],
            "previous": around[place - 1] if place else None,
            "next": around[place + 1] if place + 1 < len(around) else None,
            "since": since(visit, report.framework, report.edition.id, written, indicator) if report.edition else None,
        }

    return visit.published("public/indicator.html", SPOKEN, context)


def breakdown(report: Report, known: Indicator, dimension: Dimension) -> Breakdown:
    """Return the figure by one dimension, values in their own order."""
    return Breakdown(
        dimension, tuple(sorted(_lines(report, known, dimension), key=lambda one: _place(one.value, dimension)))
    )


def _lines(report: Report, known: Indicator, dimension: Dimension) -> Iterator[Line]:
    for (id_, cut), figure in report.consolidation.figures.items():
        if id_ == known.id and cut.dimension == dimension:
            yield Line(cut.value, figure, figure.conf_status != "F" or figure.claimed.value is None)


def _place(value: str, dimension: Dimension) -> tuple[int, str]:
    bands = [code for code, _, _ in SIZE_BANDS]
    if dimension == "size":
        return (bands.index(value) if value in bands else len(bands), value)
    return (value == "unknown", value)
