"""The files an edition is published as, written once: every form in both languages, pictures of every figure, packages.

`complete.zip` is for those who may see every answer; `frozen` and `record` are for the service itself.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

from indicators.disclosure.intervals import Located
from indicators.model import LANGUAGES, Framework, Language
from service.errors import ServiceError
from service.render.downloads.package import write_package
from service.render.downloads.tables import TableName
from service.render.html.report_document import report_html
from service.render.pdf_drawing import Drawing, draw
from service.render.report.contents import Report
from service.workflows.downloads import MEDIA, Form, figure_svg, write_form
from service.workflows.frozen import Frozen

Audience = Literal["public", "accredited", "internal"]

TABLES: Final[tuple[TableName, ...]] = ("figures", "answers", "annotations", "commitments", "signatories")
PACKAGE, COMPLETE, FROZEN, RECORD = "package.zip", "complete.zip", "frozen.json.z", "record.zip"
_READ: Final = 1 << 20


@dataclass(frozen=True, slots=True)
class Written:
    """A file ready to be kept."""

    path: Path
    name: str
    media_type: str
    audience: Audience
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Holdings:
    """What is published: the report as the public sees it and as those who see everything do, the log's proofs for
    each, what later views are made from, the confidential record of what was shown, where an outsider can locate
    what was not: for the complete package only, which is also sealed by `seal`, for everyone is told its hash."""

    public: Report
    complete: Report
    proofs: Mapping[str, bytes]
    complete_proofs: Mapping[str, bytes]
    frozen: Frozen
    record: bytes
    located: Located
    seal: bytes


def name_of(form: Form, language: Language) -> str:
    """Return the name under which an edition keeps a form: `report.fr.xlsx`, `answers.en.csv`, `sdmx.fr.csv`."""
    if form.format in ("csv", "parquet"):
        return f"{form.table}.{language}.{form.format}"
    if form.format == "sdmx.csv":
        return f"sdmx.{language}.csv"
    return form.format if form.format in ("sdmx.json", PACKAGE) else f"report.{language}.{form.format}"


def picture_name(indicator: str, language: Language) -> str:
    """Return the name under which an edition keeps the picture of a figure of all signatories."""
    return f"figures/{indicator}.{language}.svg"


def most_files(framework: Framework) -> int:
    """Return how many files an edition under this framework has; one fewer a language where no PDF can be drawn."""
    a_language = len(list(_forms())) + len(framework.indicators) + 1
    once = ("sdmx.json", PACKAGE, COMPLETE, FROZEN, RECORD)
    return len(LANGUAGES) * a_language + len(once)


def write_files(holdings: Holdings, directory: Path) -> Iterator[Written]:
    """Write every file of an edition into `directory`, one after the other, the PDFs meanwhile by children, one a
    language. Raises OSError."""
    papers: dict[Language, Drawing] = {}
    try:
        for language in LANGUAGES:
            papers[language] = draw(report_html(holdings.public, language), directory / _paper_name(language))
        yield from _written_here(holdings, directory)
        for language in LANGUAGES:
            yield from _drawn(papers[language], language, directory)
    finally:
        for paper in papers.values():
            paper.forget()


def _written_here(holdings: Holdings, directory: Path) -> Iterator[Written]:
    books = []
    for language in LANGUAGES:
        for form in _forms():
            written = _form(holdings.public, form, language, directory)
            books += [written.path] if form.format == "xlsx" else []
            yield written
        yield from _pictures(holdings.public, language, directory)
    structure = Form("sdmx.json")
    yield _form(holdings.public, structure, "fr", directory)
    write_package(directory / PACKAGE, holdings.public, books, holding="public", proofs=holdings.proofs)
    yield _measured(directory / PACKAGE, PACKAGE, MEDIA[PACKAGE], "public")
    proofs, located, seal = holdings.complete_proofs, holdings.located, holdings.seal
    path = directory / COMPLETE
    write_package(path, holdings.complete, holding="complete", proofs=proofs, located=located, seal=seal)
    yield _measured(path, COMPLETE, MEDIA[PACKAGE], "accredited")
    for name, content in ((FROZEN, holdings.frozen.to_bytes()), (RECORD, holdings.record)):
        (directory / name).write_bytes(content)
        yield _measured(directory / name, name, "application/octet-stream", "internal")


def _forms() -> Iterator[Form]:
    yield from (Form("xlsx"), Form("ods"), Form("json"), Form("sdmx.csv"))
    for table in TABLES:
        yield from (Form("csv", table), Form("parquet", table))


def _paper_name(language: Language) -> str:
    return name_of(Form("pdf"), language)


def _drawn(paper: Drawing, language: Language, directory: Path) -> Iterator[Written]:
    """The report as PDF; on a machine that cannot draw one the edition has none, and readers get it made when asked."""
    try:
        paper.finish()
    except ServiceError as error:
        if error.code != "pdf_unavailable":
            raise
        return
    name = _paper_name(language)
    yield _measured(directory / name, name, MEDIA["pdf"], "public")


def _form(report: Report, form: Form, language: Language, directory: Path) -> Written:
    name = name_of(form, language)
    write_form(directory / name, report, form, language, "public")
    return _measured(directory / name, name, MEDIA[form.format], "public")


def _pictures(report: Report, language: Language, directory: Path) -> Iterator[Written]:
    for indicator in report.framework.indicators:
        name = picture_name(indicator.id, language)
        path = directory / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(figure_svg(report, indicator.id, language), encoding="utf-8")
        yield _measured(path, name, MEDIA["svg"], "public")


def _measured(path: Path, name: str, media_type: str, audience: Audience) -> Written:
    seen = hashlib.sha256()
    with path.open("rb") as file:
        while piece := file.read(_READ):
            seen.update(piece)
    return Written(path, name, media_type, audience, path.stat().st_size, seen.hexdigest())
