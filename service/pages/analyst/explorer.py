"""The explorer: facets in the address, the figures of that very view, and the same view as files by the same query.

What is shown is what an edition publishes, which is protected; so the explorer is everyone's. Cuts are shown each in
turn, never their intersection, for which there are no figures.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import cast
from urllib.parse import urlencode

from fastapi import Response
from fastapi.responses import RedirectResponse

from indicators.figures import Cut, Dimension, Figure
from indicators.model import Indicator
from service.errors import ServiceError
from service.pages.parts import EDITIONS
from service.pages.route import page_router
from service.pages.shown import published
from service.pages.visit import Visit, VisitDep
from service.render.html.figure import ChartShown, chart_of
from service.render.report.contents import Report
from service.render.report.view import Asked, Contested, View
from service.store import editions as rows
from service.workflows.edition_files import TABLES

router = page_router()
DIMENSIONS: tuple[Dimension, ...] = ("sector", "country", "size")
FACETS = (*DIMENSIONS, "objective", "indicator", "contested")
"""Parameters of the address that are the query of every download too; `edition` names the report."""

VALUES = ("claimed", "set_aside")
FORMATS = ("xlsx", "ods", "csv", "parquet", "json", "pdf")
EXCHANGES = ("package.zip", "sdmx.csv")
MOST_CHARTS = 8
"""Charts on one page; the table below has every figure of the view."""


@dataclass(frozen=True, slots=True)
class Line:
    """One figure of the view: its indicator, its cut; `hidden` where it is protected."""

    indicator: Indicator
    cut: Cut
    figure: Figure
    hidden: bool


@dataclass(frozen=True, slots=True)
class Chart:
    """One figure of the view as a page draws it."""

    cut: Cut
    shown: ChartShown


@router.get("/{language:language}/explorer", name="analyst.home")
def explorer(visit: VisitDep) -> Response:
    """The page: without facets the figures of all signatories. Empty facets of a form are taken out of the address."""
    given = dict(visit.request.query_params)
    kept = {name: value for name, value in given.items() if value and name in (*FACETS, "edition")}
    if kept != given:
        there = visit.address("analyst.home") + (f"?{urlencode(kept)}" if kept else "")
        return RedirectResponse(there, 303, {"Cache-Control": "no-store"})
    report = published(visit.house, kept.get("edition"))
    facets = _facets(report)
    asked = _asked(kept, facets)
    view = asked.view(report.framework, cuts=(Cut(),))

    def context() -> Mapping[str, object]:
        return {**_view(visit, report, view), **_around(visit, report, kept, facets)}

    return visit.published("analyst/explorer.html", EDITIONS, context)


def _facets(report: Report) -> Mapping[str, list[str]]:
    """The values that each facet has in a report."""
    cuts = {cut for _, cut in report.consolidation.figures}
    found: dict[str, list[str]] = {
        str(name): sorted(cut.value for cut in cuts if cut.dimension == name) for name in DIMENSIONS
    }
    objectives = list(dict.fromkeys(str(one.objective) for one in report.framework.indicators))
    indicators = [one.id for one in report.framework.indicators]
    return {**found, "objective": objectives, "indicator": indicators, "contested": list(VALUES)}


def _asked(kept: Mapping[str, str], facets: Mapping[str, list[str]]) -> Asked:
    for name in FACETS:
        if name in kept and kept[name] not in facets[name]:
            raise ServiceError("unknown_facet", 404, {"name": name, "found": kept[name][:60]})
    return Asked(
        cuts=tuple(Cut(name, kept[name]) for name in DIMENSIONS if name in kept),
        objective=int(kept["objective"]) if "objective" in kept else None,
        indicator=kept.get("indicator"),
        contested=cast(Contested | None, kept.get("contested")),
    )


def _view(visit: Visit, report: Report, view: View) -> Mapping[str, object]:
    lines = list(_lines(report, view))
    drawn = [one for one in lines if not one.hidden][:MOST_CHARTS]
    charts = [Chart(one.cut, chart_of(report, one.indicator, visit.language, one.cut)) for one in drawn]
    return {"lines": lines, "charts": charts, "view": view}


def _lines(report: Report, view: View) -> Iterator[Line]:
    for indicator in report.framework.indicators:
        for cut in view.cuts:
            figure = report.consolidation.figures.get((indicator.id, cut)) if view.measures(indicator.id) else None
            if figure is not None:
                hidden = figure.conf_status != "F" or figure.claimed.value is None
                yield Line(indicator, cut, figure, hidden)


def _around(
    visit: Visit, report: Report, kept: Mapping[str, str], facets: Mapping[str, list[str]]
) -> Mapping[str, object]:
    assert report.edition is not None, "only editions are explored"
    with visit.house.database.reading() as connection:
        listed = sorted(rows.editions(connection), key=lambda one: one.published, reverse=True)
    public = visit.house.settings.public_url.rstrip("/")
    query = {name: kept[name] for name in FACETS if name in kept}
    return {
        "report": report,
        "edition": report.edition,
        "editions": listed,
        "facets": facets,
        "chosen": {**dict.fromkeys((*FACETS, "edition"), ""), **kept},
        "query": urlencode({**query, "language": visit.language}),
        "formats": FORMATS,
        "exchanges": EXCHANGES,
        "tables": TABLES,
        "link": f"{public}{visit.address('analyst.home')}?{urlencode({'edition': report.edition.id, **query})}",
    }
