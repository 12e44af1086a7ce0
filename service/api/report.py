"""`/cycles/{cycle}/report`: the consolidated report, as JSON and as the collective-impact workbook.

Until small cells are suppressed, it is for those who see every submission (`access.py`).
"""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Query, Response

from indicators.figures import Cut, Dimension
from schemas.annotation_export import annotation_json
from schemas.report import ReportOut, report_out
from service.api.documented import file_answer, reading
from service.api.parameters import CycleId
from service.api.route import GuardedRoute
from service.api.workbooks import XLSX, workbook
from service.dependencies import ActorDep, HouseDep, LanguageDep
from service.workflows.report import live_report, report_workbook

router = APIRouter(prefix="/cycles", tags=["report"], route_class=GuardedRoute)

Sector = Annotated[str | None, Query(pattern=r"^([A-V]|unknown)$", examples=["C"], description="NACE section.")]
Country = Annotated[str | None, Query(pattern=r"^([A-Z]{2}|unknown)$", examples=["FR"], description="ISO 3166-1.")]
Size = Annotated[
    Literal["1-49", "50-249", "250-999", "1000-4999", "5000-19999", "20000+", "unknown"] | None,
    Query(description="Band of headcount."),
]
Objective = Annotated[int | None, Query(ge=0, le=99, description="Only indicators of one objective.")]
Contested = Annotated[
    Literal["claimed", "set_aside"] | None,
    Query(description="Only the values as claimed, or only those with contested answers set aside; both if not given."),
]
IndicatorId = Annotated[str | None, Query(pattern=r"^[A-Z]{2,4}-[0-9]{1,2}$", examples=["SD-1"])]


@router.get("/{cycle}/report", name="report.read", responses=reading())
def read_report(
    cycle: CycleId,
    house: HouseDep,
    actor: ActorDep,
    language: LanguageDep,
    sector: Sector = None,
    country: Country = None,
    size: Size = None,
    objective: Objective = None,
    indicator: IndicatorId = None,
    contested: Contested = None,
) -> ReportOut:
    """The live figures of a cycle, as claimed and with contested answers set aside, with every counter-annotation.

    Without `sector`, `country` or `size` the figures are about all signatories; with some of them, about each in turn
    (not about their intersection).
    """
    asked: tuple[tuple[Dimension, str | None], ...] = (("sector", sector), ("country", country), ("size", size))
    cuts = [Cut(dimension, value) for dimension, value in asked if value is not None] or [Cut()]
    dimensions = tuple(cut.dimension for cut in cuts)
    live = live_report(house.database, house.frameworks, actor, cycle, cuts=dimensions)
    figures = [
        figure
        for (id_, cut), figure in live.consolidation.figures.items()
        if cut in cuts and indicator in (None, id_) and objective in (None, live.framework.indicator(id_).objective)
    ]
    annotations = [annotation_json(annotation, context=False) for annotation in live.cycle.annotations]
    return report_out(live.consolidation, live.framework.notice.in_(language), figures, annotations, contested)


@router.get(
    "/{cycle}/report.xlsx",
    name="report.workbook",
    response_class=Response,
    responses={**reading(), **file_answer(XLSX, "The collective-impact workbook.")},
)
def read_report_workbook(cycle: CycleId, house: HouseDep, actor: ActorDep, language: LanguageDep) -> Response:
    """The collective-impact workbook: figures, charts, answers, and each counter-annotation beside what it is about."""
    live = live_report(house.database, house.frameworks, actor, cycle)
    return workbook(report_workbook(live, language), f"enregard-report-{live.cycle.id}-{language}.xlsx")
