"""What people type, paste and format where a number is asked: the value that counts, or its fault and its cell."""

from __future__ import annotations

import re
import zipfile
from datetime import date, time
from decimal import Decimal
from io import BytesIO

import pytest
from openpyxl import load_workbook

from indicators.answers import Unreadable
from service.intake.refusals import Refusal
from tests.workbooks import check_bytes, read, typed, where, workbook

FULL = workbook()
ASKED = "SD-1.numerator"
SHEET, CELL = where(FULL, ASKED)


def said(content: bytes, field: str = "numerator") -> object:
    submission = check_bytes(content).submission
    assert submission is not None
    answer = submission.answer("SD-1")
    assert answer is not None
    return answer.values.get(field)


def codes(content: bytes) -> list[str]:
    """Codes of the errors at the cell; none may be anywhere else."""
    told = [finding for finding in check_bytes(content).told() if finding.severity == "error"]
    assert {(finding.sheet, finding.cell) for finding in told} <= {(SHEET, CELL)}
    return [finding.code for finding in told]


def written(attributes: str, inner: str) -> bytes:
    """The workbook with the XML of the cell as some program writes it."""
    cell = f'<c r="{CELL}" {attributes}>{inner}</c>'
    tabs = load_workbook(BytesIO(FULL), read_only=True).sheetnames
    part = f"xl/worksheets/sheet{tabs.index(SHEET) + 1}.xml"
    stream = BytesIO()
    with zipfile.ZipFile(BytesIO(FULL)) as source, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            content = source.read(name).decode()
            if name == part:
                content, count = re.subn(rf'<c r="{CELL}"[^>]*?>.*?</c>', lambda _: cell, content, count=1)
                assert count == 1
            target.writestr(name, content)
    return stream.getvalue()


@pytest.mark.parametrize(
    "number_format",
    ['# ##0.00 "€"', "#,##0;(#,##0)", "0.00E+00", "@", '0 "jours"', '0 "h"', "0\\ \\d", "# ?/?", "[Red]0;[Blue]-0"],
)
def test_a_number_counts_however_it_is_shown(number_format: str) -> None:
    content = typed(FULL, ASKED, 3, number_format)

    assert (said(content), codes(content)) == (Decimal(3), [])


@pytest.mark.parametrize("number_format", ["0%", "0.00 %", '0" %"%', "[>1]0%;0.0%"])
def test_a_percentage_is_told_as_one(number_format: str) -> None:
    content = typed(FULL, ASKED, 0.5, number_format)

    assert (said(content), codes(content)) == (Unreadable("50 %", "percent"), ["E07"])


@pytest.mark.parametrize(
    ("value", "found", "why"),
    [
        ("1,5", "1,5", "text"),
        ("1.5", "1.5", "text"),
        ("1\u00a0200", "1\u00a0200", "text"),
        ("３", "３", "text"),
        (True, "TRUE", "boolean"),
        (date(2025, 1, 2), "2025-01-02", "date"),
        (time(10, 30), "10:30:00", "date"),
        (1e308, "1.00000000000000E+308", "too_precise"),
        ("=1+2", "=1+2", "formula"),
    ],
)
def test_what_is_not_an_exact_number_is_quoted_as_its_author_sees_it(value: object, found: str, why: str) -> None:
    content = typed(FULL, ASKED, value)

    assert codes(content) == ["E07"]
    assert said(content) == Unreadable(found, why)  # type: ignore[arg-type]


@pytest.mark.parametrize("blank", ["   ", "\u00a0", "\u202f", "\u200b", "\u2060\ufeff", "\t\n"])
def test_a_cell_that_shows_nothing_is_blank(blank: str) -> None:
    assert codes(typed(FULL, ASKED, blank)) == ["E01"]


@pytest.mark.parametrize(
    ("attributes", "inner"),
    [
        ("", "<f>1+2</f><v>3</v>"),
        ("", '<f t="shared" si="0" ref="E7">1+2</f><v>3</v>'),
        ('cm="1"', '<f t="array" ref="E7">SUM(1,2)</f><v>3</v>'),
        ("", "<v>3.0</v>"),
        ("", "<v>3E0</v>"),
        ("", "<v>+3</v>"),
        ("", "<v>0003</v>"),
        ('t="n"', '<v xml:space="preserve"> 3 </v>'),
        ("", '<f>IF(A1="see CALL (x)",3,3)</f><v>3</v>'),
    ],
)
def test_a_number_counts_however_a_program_writes_it(attributes: str, inner: str) -> None:
    content = written(attributes, inner)

    assert (said(content), codes(content)) == (Decimal(3), [])


@pytest.mark.parametrize(
    ("attributes", "inner", "found"),
    [
        ('t="str"', "<f>TEXT(3,0)</f><v>3</v>", "3"),
        ('t="e"', "<f>1/0</f><v>#DIV/0!</v>", "#DIV/0!"),
        ('t="e" vm="1"', "<v>#VALUE!</v>", "#VALUE!"),
        ("", "<f>1+2</f><v></v>", "=1+2"),
        ("", "<v>NaN</v>", "NaN"),
        ("", "<v>1e999</v>", "1e999"),
        ("", "<v>4,0</v>", "4,0"),
    ],
)
def test_what_a_program_could_not_compute_is_an_error_and_never_a_blank(
    attributes: str, inner: str, found: str
) -> None:
    content = written(attributes, inner)
    value = said(content)

    assert codes(content) == ["E07"]
    assert isinstance(value, Unreadable)
    assert value.found == found


@pytest.mark.parametrize(
    "formula",
    ["cmd|'/c calc'!A0", '_xlfn.WEBSERVICE("http://127.0.0.1")', 'RTD("a",,"b")', 'REGISTER.ID("kernel32","x")'],
)
def test_a_formula_that_reaches_out_of_the_workbook_is_refused_with_its_cell(formula: str) -> None:
    with pytest.raises(Refusal) as refused:
        read(written("", f"<f>{formula.replace(chr(34), '&quot;')}</f><v>3</v>"))

    assert (refused.value.code, refused.value.place) == ("U22", (SHEET, CELL))
    assert f"{SHEET} {CELL}" in refused.value.message("en")
