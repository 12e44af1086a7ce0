"""Every form a report can be taken away in: one row a format, written to a file, in one language, with its annotations.

Live reports and editions are written by the same rows; an edition's are written once and kept.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

from indicators.figures import Cut
from indicators.model import Language
from schemas.annotation_export import annotation_json
from schemas.report import ReportOut, report_out
from service.errors import ServiceError
from service.render.charts.card import figure_card
from service.render.charts.image import png
from service.render.downloads import opendocument
from service.render.downloads.flat import write_csv, write_parquet
from service.render.downloads.package import Holding, write_package
from service.render.downloads.statistics_exchange import write_sdmx, write_structure
from service.render.downloads.tables import TableName, table_of
from service.render.html.report_document import report_html
from service.render.pdf import pdf_of
from service.render.report import annotations_sheet, method
from service.render.report.contents import Report
from service.render.report.language import Words
from service.render.report.workbook import write_report

Suffix = Literal["xlsx", "ods", "csv", "parquet", "json", "pdf"]
Exchange = Literal["package.zip", "sdmx.csv", "sdmx.json"]
Picture = Literal["svg", "png"]

MEDIA: Final[Mapping[str, str]] = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "ods": opendocument.MEDIA_TYPE,
    "csv": "text/csv; charset=utf-8",
    "parquet": "application/vnd.apache.parquet",
    "json": "application/json",
    "pdf": "application/pdf",
    "package.zip": "application/zip",
    "sdmx.csv": "application/vnd.sdmx.data+csv; version=2.0.0; charset=utf-8",
    "sdmx.json": "application/vnd.sdmx.structure+json; version=2.0.0",
    "svg": "image/svg+xml",
    "png": "image/png",
}


@dataclass(frozen=True, slots=True)
class Form:
    """What is asked for: a format and, for flat files, which table."""

    format: str
    table: TableName = "figures"

    @property
    def has_figures(self) -> bool:
        """Whether anything in it rests on the figures."""
        return self.format not in ("csv", "parquet") or self.table == "figures"

    @property
    def has_previous(self) -> bool:
        """Whether the answers of the previous cycle are in it."""
        return self.format == "package.zip"


def write_form(path: Path, report: Report, form: Form, language: Language, holding: Holding) -> None:
    """Write a report in one form to `path`.

    Raises OSError, and for a PDF ServiceError `pdf_unavailable` (503) where Pango is missing.
    """
    words = Words(language)
    writers: Mapping[str, Callable[[], None]] = {
        "xlsx": lambda: write_report(path, report, language),
        "ods": lambda: _ods(path, report, words),
        "csv": lambda: write_csv(path, table_of(report, form.table, words), words),
        "parquet": lambda: write_parquet(path, table_of(report, form.table, words), words),
        "json": lambda: _json(path, report, language),
        "pdf": lambda: _pdf(path, report, language),
        "sdmx.csv": lambda: write_sdmx(path, report, words),
        "sdmx.json": lambda: write_structure(path, report),
        "package.zip": lambda: write_package(path, report, holding=holding),
    }
    writers[form.format]()


def _ods(path: Path, report: Report, words: Words) -> None:
    names: tuple[tuple[str, TableName], ...] = (
        ("figures", "figures"),
        ("annotations", "annotations"),
        ("long", "answers"),
        ("commitments", "commitments"),
        ("signatories", "signatories"),
        ("indicators", "indicators"),
        ("codebook", "codebook"),
    )
    sheets = [opendocument.Sheet(words(f"sheet_{key}"), table_of(report, name, words)) for key, name in names]
    front = [words("cover_pledge", title=words.of(report.framework.title)), words("cover_cycle", cycle=report.cycle.id)]
    front += [report.edition.link] if report.edition else []
    front += [words("invented")] if report.invented else []
    front += [words("cover_notice"), words("method_title")]
    for title, text in method.said(report, words):
        front += [f"{title}{words.joiner}{text}"]
    opendocument.write_ods(path, sheets, front, words)


def _pdf(path: Path, report: Report, language: Language) -> None:
    path.write_bytes(pdf_of(report_html(report, language)))


def _json(path: Path, report: Report, language: Language) -> None:
    path.write_text(shown_as_json(report, language).model_dump_json() + "\n", encoding="utf-8")


def shown_as_json(report: Report, language: Language) -> ReportOut:
    """Return what the view of a report shows, as it goes out in JSON."""
    shown = [figure for key, figure in report.consolidation.figures.items() if report.view.shows(*key)]
    beside = [annotation_json(one, context=False) for one in annotations_sheet.shown(report)]
    notice = report.framework.notice.in_(language)
    return report_out(report.consolidation, notice, shown, beside, report.view.contested)


def figure_svg(report: Report, indicator: str, language: Language, cut: Cut | None = None) -> str:
    """Return one figure as a picture with its counter-annotations. Raises ServiceError `not_found` (404)."""
    words = Words(language)
    chosen = cut or Cut()
    if (indicator, chosen) not in report.consolidation.figures:
        raise ServiceError("not_found", 404)
    parts = [words("product"), words("cover_cycle", cycle=report.cycle.id)]
    parts += [words("edition_shown", number=report.edition.number)] if report.edition else []
    parts += [indicator, *([f"{cut.dimension} {cut.value}"] if cut else [])]
    parts += [report.edition.link] if report.edition else []
    return figure_card(report, indicator, language, source=" · ".join(parts), cut=chosen)


def figure_png(svg: str) -> bytes:
    """Return a picture of ours as PNG."""
    return png(svg)
