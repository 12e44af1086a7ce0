"""`/editions/{edition}/...`: the figures, files and pictures of an edition.

Files are sent as they were published, byte for byte; a view that nobody asked for before is made from what was frozen.
"""

from __future__ import annotations

from pathlib import Path as FilePath
from typing import Annotated

from fastapi import APIRouter, Path, Request, Response

from indicators.figures import Cut
from indicators.model import Language
from schemas.report import ReportOut
from service.api.documented import reading
from service.api.files import PICTURES, SENT, kept, tag_of, unchanged, written
from service.api.route import GuardedRoute
from service.api.views import AskedDep, EditionPath, IndicatorPath, TableQuery
from service.dependencies import ActorDep, House, HouseDep, LanguageDep
from service.render.report.view import Asked
from service.store import editions as rows
from service.workflows import edition_reading as published
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
from service.workflows.edition_files import PACKAGE, TABLES, name_of, picture_name

router = APIRouter(prefix="/editions", tags=["editions"], route_class=GuardedRoute)


@router.get("/{edition}/report", name="editions.report", responses=reading())
def read_edition_report(edition: EditionPath, house: HouseDep, language: LanguageDep, asked: AskedDep) -> ReportOut:
    """The frozen figures, as the public may see them; the query narrows them as it does the live report."""
    report = published.edition_report(house.database, house.frameworks, edition)
    return shown_as_json(published.seen(report, asked.view(report.framework, cuts=(Cut(),))), language)


@router.get(
    "/{edition}/report.{suffix}", name="editions.file", response_class=Response, responses={**reading(), **SENT}
)
def read_edition_file(
    edition: EditionPath,
    suffix: Suffix,
    request: Request,
    house: HouseDep,
    language: LanguageDep,
    asked: AskedDep,
    table: TableQuery = "figures",
) -> Response:
    """The edition as a file: byte for byte as published, or where the query narrows it a view of what was frozen."""
    return _form(request, house, edition, Form(suffix, table), language, asked)


@router.get(
    "/{edition}/report/{file}", name="editions.exchange", response_class=Response, responses={**reading(), **SENT}
)
def read_edition_exchange(
    edition: EditionPath, file: Exchange, request: Request, house: HouseDep, language: LanguageDep, asked: AskedDep
) -> Response:
    """The edition for programs: the public data package, always whole and byte for byte as published, because its
    receipt holds for that file alone; or SDMX-CSV with its structure message, which the query narrows."""
    return _form(request, house, edition, Form(file), language, asked)


@router.get(
    "/{edition}/figures/{figure}.{picture}",
    name="editions.figure",
    response_class=Response,
    responses={**reading(), **PICTURES},
)
def read_edition_figure(
    edition: EditionPath,
    figure: IndicatorPath,
    picture: Picture,
    house: HouseDep,
    language: LanguageDep,
    asked: AskedDep,
) -> Response:
    """One figure as a picture that carries its counter-annotations, to embed without any script."""
    svg = _picture(house, edition, figure, language, asked)
    return Response(figure_png(svg) if picture == "png" else svg.encode(), media_type=MEDIA[picture])


@router.get(
    "/{edition}/files/{name:path}", name="editions.kept", response_class=Response, responses={**reading(), **SENT}
)
def read_kept_file(
    edition: EditionPath,
    name: Annotated[str, Path(pattern=r"^[A-Za-z0-9][A-Za-z0-9._/-]{0,99}$", examples=["package.zip"])],
    house: HouseDep,
) -> Response:
    """One published file by its name, as the list of the edition's files gives it."""
    file = published.public_file(house.database, edition, name)
    return kept(house.database, file, f"enregard-{edition}-{name.replace('/', '-')}")


@router.get(
    "/{edition}/complete.zip", name="editions.complete", response_class=Response, responses={**reading(), **SENT}
)
def read_complete_package(edition: EditionPath, house: HouseDep, actor: ActorDep) -> Response:
    """The package with every answer, from which every figure can be made again; for those who see every submission."""
    file = published.complete_package(house.database, actor, edition)
    return kept(house.database, file, f"enregard-{edition}-complete.zip")


def _form(request: Request, house: House, edition: str, form: Form, language: Language, asked: Asked) -> Response:
    name = name_of(form, language)
    if (asked.everything or name == PACKAGE) and _was_frozen(house, edition, form, name):
        file = published.public_file(house.database, edition, name)
        return kept(house.database, file, f"enregard-{edition}-{name}", by_language=True)
    tag = tag_of(request, language)
    report = published.edition_report(house.database, house.frameworks, edition)
    seen = published.seen(report, asked.view(report.framework))

    def write(path: FilePath) -> None:
        write_form(path, seen, form, language, "public")

    return unchanged(request, tag) or written(write, f"enregard-{edition}-{name}", MEDIA[form.format], tag)


def _was_frozen(house: House, edition: str, form: Form, name: str) -> bool:
    if form.format == "pdf":
        return published.has_file(house.database, edition, name)
    return form.format not in ("csv", "parquet") or form.table in TABLES


def _picture(house: House, edition: str, indicator: str, language: Language, asked: Asked) -> str:
    if asked.everything:
        file = published.public_file(house.database, edition, picture_name(indicator, language))
        return b"".join(rows.pieces(house.database, file)).decode()
    report = published.edition_report(house.database, house.frameworks, edition)
    view = asked.view(report.framework)
    return figure_svg(published.seen(report, view), indicator, language, next(iter(asked.cuts), None))
