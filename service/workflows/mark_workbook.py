"""Giving a faulty workbook back to its author with the faults on it.

An .xlsx is marked as it is, in the confined child; an .ods comes back as an .xlsx, made from the template and filled
with what was found, because only one format is written. So does an .xlsx of a dialect that is read and not written.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

from indicators.model import Framework, Language
from schemas.problem import FindingOut
from service.form.texts import load_texts
from service.intake.confinement import ConfinedReader
from service.intake.filled import read_filled
from service.intake.filled_values import day_of, number_in, shown_number
from service.intake.raw import CellKind, RawCell
from service.render.filled_template import refill
from service.render.marked import mark, mark_in_place
from service.render.marks import Mark, MarkWords
from service.render.stencil import CellValue
from service.workflows.check_workbook import Checked

_WORDS = Path(__file__).with_name("mark_workbook.yaml")
_COLUMNS = ("number", "severity", "code", "sheet", "cell", "indicator", "message", "found", "expected", "remedy")


def mark_workbook(content: bytes, checked: Checked, reader: ConfinedReader, language: Language | None = None) -> bytes:
    """Return the workbook (.xlsx) with its findings marked. `content` is what `checked` was made from.

    Raises Refusal where the confined child cannot do it.
    """
    language = language or checked.language
    if checked.filled.format == "xlsx":
        told = checked.told(language)
        marked = reader.call(mark_in_place, content, tuple(map(_mark, told)), _words(told, language))
        if marked is not None:
            return marked
    content, checked = _as_template(checked, reader)
    told = checked.told(language)
    return reader.call(mark, content, tuple(map(_mark, told)), _words(told, language))


def _as_template(checked: Checked, reader: ConfinedReader) -> tuple[bytes, Checked]:
    """The template filled with the cells as found; the findings now point at its cells."""
    framework: Framework = checked.framework
    cycle = checked.submission.cycle if checked.submission else ""
    values = {key: _as_found(cell) for key, cell in checked.filled.found.items()}
    content = refill(values, framework, checked.language, cycle)
    places = read_filled(reader.read(content), framework).places
    return content, checked.placed(places)


def _as_found(cell: RawCell) -> CellValue:
    """What the author saw in the cell: numbers and days as such, all else as text."""
    if cell.kind is CellKind.NUMBER and isinstance(cell.value, Decimal):
        read = number_in(cell)
        return shown_number(cell.value) if isinstance(read, Decimal) else read.found
    if isinstance(cell.value, date):
        return day_of(cell.value)
    return cell.text


def _mark(finding: FindingOut) -> Mark:
    return Mark(
        code=finding.code,
        severity=finding.severity,
        sheet=finding.sheet or "",
        cell=finding.cell or "",
        indicator=finding.indicator or "",
        message=finding.message.removesuffix(finding.remedy).rstrip(),
        found=finding.found,
        expected=finding.expected,
        remedy=finding.remedy,
    )


def _words(told: tuple[FindingOut, ...], language: Language) -> MarkWords:
    texts = load_texts(_WORDS)
    errors = sum(finding.severity == "error" for finding in told)
    return MarkWords(
        sheet=texts("sheet", language),
        title=texts("title", language),
        summary=texts("summary", language, errors=errors, warnings=len(told) - errors),
        columns=tuple(texts(f"columns.{column}", language) for column in _COLUMNS),
        severity={severity: texts(f"severity.{severity}", language) for severity in ("error", "warning")},
    )
