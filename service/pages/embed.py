"""One figure with its counter-annotations for other sites' pages: a frame without a script, that anyone may show."""

from __future__ import annotations

from fastapi import Response

from service.errors import ServiceError
from service.pages.parts import SPOKEN, Edition, said
from service.pages.route import page_router
from service.pages.shown import published
from service.pages.since import figures_since
from service.pages.visit import VisitDep
from service.render.html.figure import figure_of

router = page_router()


@router.get("/{language:language}/embed/{indicator}", name="pages.embed")
def embed(visit: VisitDep, indicator: str, edition: Edition = None) -> Response:
    """The figure and every annotation on it that the public may read: neither leaves without the other."""
    report = published(visit.house, edition)
    if not report.framework.has_indicator(indicator):
        raise ServiceError("not_found", 404)

    def context() -> dict[str, object]:
        shown = figure_of(report, report.framework.indicator(indicator), visit.language)
        return {**said(report), "it": shown, "since_of": figures_since(visit, report)}

    return visit.published("public/embed.html", SPOKEN, context, framed=True)
