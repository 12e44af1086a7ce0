"""`/cycles/{cycle}/report`: the live report, as JSON and in every form it can be taken away in.

It holds every answer and cells of a single company, so it is for those who see every submission; the public, analysts
and companies read editions (docs/decisions).
"""

from __future__ import annotations

from pathlib import Path

from fastapi import APIRouter, Request, Response

from indicators.figures import Cut
from indicators.model import Language
from schemas.report import ReportOut
from service.actors import Actor
from service.api.documented import reading
from service.api.files import PICTURES, SENT, tag_of, unchanged, written
from service.api.parameters import CycleId
from service.api.route import GuardedRoute
from service.api.views import AskedDep, IndicatorPath, TableQuery
from service.dependencies import ActorDep, House, HouseDep, LanguageDep
from service.render.report.view import Asked
from service.workflows.downloads import (
    MEDIA,
    Exchange,
    Form,
    Picture,
    Suffix,
    figure_png,
    figure_svg,
    shown_as_json,
    write_form,
)
from service.workflows.report import Live, live_report

router = APIRouter(prefix="/cycles", tags=["report"], route_class=GuardedRoute)


@router.get("/{cycle}/report", name="report.read", responses=reading())
def read_report(cycle: CycleId, house: HouseDep, actor: ActorDep, language: LanguageDep, asked: AskedDep) -> ReportOut:
    """The live figures of a cycle, as claimed and with contested answers set aside, with every counter-annotation.

    Without `sector`, `country` or `size` the figures are about all signatories; with some of them, about each in turn
    (not about their intersection).
    """
    live = _live(house, actor, cycle)
    return shown_as_json(live.report(asked.view(live.framework, cuts=(Cut(),))), language)


@router.get("/{cycle}/report.{suffix}", name="report.file", response_class=Response, responses={**reading(), **SENT})
def read_report_file(
    cycle: CycleId,
    suffix: Suffix,
    request: Request,
    house: HouseDep,
    actor: ActorDep,
    language: LanguageDep,
    asked: AskedDep,
    table: TableQuery = "figures",
) -> Response:
    """The live report as a file, every row with the counter-annotations beside it; the query narrows it as in JSON."""
    form = Form(suffix, table)
    live = _live(house, actor, cycle, form)
    return _file(request, live, asked, form, language, f"report-{cycle}-{language}.{suffix}")


@router.get("/{cycle}/report/{file}", name="report.exchange", response_class=Response, responses={**reading(), **SENT})
def read_report_exchange(
    cycle: CycleId,
    file: Exchange,
    request: Request,
    house: HouseDep,
    actor: ActorDep,
    language: LanguageDep,
    asked: AskedDep,
) -> Response:
    """The live report for programs: the complete data package, or SDMX-CSV with its structure message."""
    live = _live(house, actor, cycle, Form(file))
    return _file(request, live, asked, Form(file), language, f"report-{cycle}-{language}.{file}")


@router.get(
    "/{cycle}/report/figures/{figure}.{picture}",
    name="report.figure",
    response_class=Response,
    responses={**reading(), **PICTURES},
)
def read_report_figure(
    cycle: CycleId,
    figure: IndicatorPath,
    picture: Picture,
    house: HouseDep,
    actor: ActorDep,
    language: LanguageDep,
    asked: AskedDep,
) -> Response:
    """One figure as a picture that carries its counter-annotations; of one cut where the query names one."""
    live = _live(house, actor, cycle)
    svg = figure_svg(live.report(asked.view(live.framework)), figure, language, next(iter(asked.cuts), None))
    return Response(figure_png(svg) if picture == "png" else svg.encode(), media_type=MEDIA[picture])


def _live(house: House, actor: Actor, cycle: str, form: Form | None = None) -> Live:
    return live_report(house.reports, house.database, house.frameworks, actor, cycle, form=form)


def _file(request: Request, live: Live, asked: Asked, form: Form, language: Language, name: str) -> Response:
    report = live.report(asked.view(live.framework))
    tag = tag_of(request, (live.mark, report.made_on, language))

    def write(path: Path) -> None:
        write_form(path, report, form, language, "complete")

    return unchanged(request, tag) or written(write, f"enregard-{name}", MEDIA[form.format], tag)
