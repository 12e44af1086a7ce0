"""How an answer becomes a figure, how the wording is read, what is not shown: said once, for everyone."""

from __future__ import annotations

from fastapi import Response

from service.pages.route import page_router
from service.pages.visit import VisitDep
from service.render.html.card import beside
from service.render.report.language import Words
from service.render.report.method import said
from service.render.report.pledge import CRITERIA

router = page_router()


@router.get("/{language:language}/method", name="pages.method")
def method(visit: VisitDep) -> Response:
    """The page."""
    framework = visit.framework

    def context() -> dict[str, object]:
        sections = list(said(beside(framework, ()), Words(visit.language)))
        return {"framework": framework, "sections": sections, "criteria": CRITERIA}

    return visit.published("public/method.html", (), context)
