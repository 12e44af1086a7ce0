"""Whatever stands in the cells of a workbook that passed the door, checking it gives findings in words, never a fault.

The cells here are put in place directly, as the door hands them over: this part runs in the server itself, not in the
confined child, so that one exception would be an answer lost.
"""

from __future__ import annotations

import random
import time
from datetime import date, datetime
from decimal import Decimal

import pytest

from indicators.model import LANGUAGES
from schemas.problem import FindingOut
from service.form.layout import HEADING_ROW, MARKER_MARK, SHEET_MARK
from service.intake.raw import CellKind, PackedCell, PackedCells, RawCell, RawSheet, RawWorkbook
from service.workflows.check_workbook import MOST_ALIKE, Checked, check_cells
from tests.workbooks import CYCLE, FRAMEWORK, check_bytes, read, submission, typed, where, workbook

FULL = workbook()
CELLS = read(FULL)
_TEXTS = (
    *("x" * 32_767, "é" * 5_001, "\u202e", "\u200b", "\u2028", "\x85", "\U0010ffff", "𝟚", "=1+1", "#REF!", "1,5"),
    *(MARKER_MARK, HEADING_ROW, f"{SHEET_MARK}organisation", f"{SHEET_MARK}objective-1", f"{SHEET_MARK}other"),
    *("value", "SD-1", "SD-1.numerator", "ZZ-9.numerator", "9.9", "A. " + "b" * 80, "{found}", "%s{0}", "\n"),
    *("paris-2025@1", "2026", "fr", "en", "xx", "FR", "C", "2.1", "2027-06-30", "sans objet", "not applicable"),
    *("https://" + "a" * 3_000, "javascript:alert(1)"),
)
_NUMBERS = ("0", "-1", "1E+308", "-1E+308", "4.9E-324", "0.1", "1E+15", "999999999999999", "2", "3", "1200")
_MOMENTS = (date(1, 1, 1), date(9999, 12, 31), date(2027, 6, 30), datetime.fromisoformat("1899-12-30T10:00:00"))


def _cell(choice: random.Random) -> PackedCell:
    kind = choice.choice(list(CellKind))
    formula, percent = choice.random() < 0.2, choice.random() < 0.2
    if kind is CellKind.NUMBER:
        written = choice.choice(_NUMBERS)
        return kind, Decimal(written), written, formula, percent
    if kind is CellKind.DATE:
        moment = choice.choice(_MOMENTS)
        return kind, moment, moment.isoformat(), formula, False
    if kind is CellKind.BOOLEAN:
        return kind, formula, str(formula).upper(), False, False
    if kind is CellKind.TEXT:
        text = choice.choice(_TEXTS)
        return kind, text, text, formula, False
    return (kind, "#REF!", "#REF!", False, False) if kind is CellKind.ERROR else (kind, "", "=1+1", True, False)


def _packed(cell: RawCell) -> PackedCell:
    return cell.kind, cell.value, cell.text, cell.formula, cell.percent


def _spoiled(sheet: RawSheet, share: float, choice: random.Random) -> RawSheet:
    """Some cells gone, changed, moved sideways or copied from elsewhere; some put where there were none."""
    cells = {position: _packed(cell) for position, cell in sheet.cells.items()}
    whole = list(cells)
    for position in whole:
        if choice.random() < share:
            row, _ = position
            change = choice.randrange(4)
            if change == 0:
                del cells[position]
            elif change == 1:
                cells[position] = _cell(choice)
            elif change == 2:
                cells[row, choice.randrange(1, 12)] = _cell(choice)
            else:
                cells[position] = _packed(sheet.cells[choice.choice(whole)])
    for _ in range(choice.randrange(8)):
        cells[choice.randrange(1, 120), choice.randrange(3, 9)] = _cell(choice)
    return RawSheet(sheet.name, sheet.hidden, PackedCells(cells))


def spoiled(choice: random.Random) -> RawWorkbook:
    share = choice.choice((0.0, 0.0, 0.002, 0.02, 0.3, 0.9))
    sheets = [_spoiled(sheet, share, choice) for sheet in CELLS.sheets for _ in range(1 + (choice.random() < 0.03))]
    return RawWorkbook(choice.choice(("xlsx", "ods")), tuple(sheets))


def assert_told(checked: Checked) -> None:
    for language in LANGUAGES:
        told = checked.told(language)
        assert len(told) == len(checked.findings) <= MOST_ALIKE * len({finding.code for finding in told})
        assert all(finding.code and finding.message for finding in told)
        assert all(FindingOut.model_validate_json(finding.model_dump_json()) == finding for finding in told)


@pytest.mark.parametrize("seed", range(8))
def test_any_cells_give_findings_in_words(seed: int) -> None:
    outcomes = set()
    for number in range(30):
        checked = check_cells(spoiled(random.Random(seed * 1_000 + number)), FRAMEWORK, cycle=CYCLE)
        assert_told(checked)
        outcomes |= {finding.code for finding in checked.findings}
    assert {"E01", "E07", "W21"} <= outcomes


@pytest.mark.parametrize(
    ("number", "text"),
    [(1e308, "1E+308"), (-2.5, "-2.5"), (1e15, "1000000000000000"), (1e-300, "1E-300"), (12.0, "12")],
)
def test_a_number_among_the_words_is_the_text_its_author_sees(number: float, text: str) -> None:
    checked = check_bytes(typed(FULL, "SD-1.comment", number))

    assert [finding.code for finding in checked.told() if finding.severity == "error"] == []
    assert checked.submission is not None
    answer = checked.submission.answer("SD-1")
    assert answer is not None
    assert answer.comment == text


def test_a_paragraph_pasted_into_the_column_of_codes_is_no_answer() -> None:
    sheet, address = where(FULL, "SD-1.comment")
    row = int(address[1:]) + 1
    sheets = []
    for one in CELLS.sheets:
        cells = {position: _packed(cell) for position, cell in one.cells.items()}
        if one.name == sheet:
            words = "Définition. Un système est en service." + " Voir plus bas." * 10
            cells[row, 1] = (CellKind.TEXT, words, words, False, False)
            cells[row, 5] = (CellKind.NUMBER, Decimal(3), "3", False, False)
        sheets.append(RawSheet(one.name, one.hidden, PackedCells(cells)))
    checked = check_cells(RawWorkbook("xlsx", tuple(sheets)), FRAMEWORK, cycle=CYCLE)

    assert "E11" not in {finding.code for finding in checked.findings}
    assert checked.submission == submission()


def test_rows_copied_ten_thousand_times_take_no_time() -> None:
    words = (CellKind.TEXT, "SD-1.numerator", "SD-1.numerator", False, False)
    sheets = []
    for one in CELLS.sheets:
        cells = {position: _packed(cell) for position, cell in one.cells.items()}
        if any(cell.text.startswith(f"{SHEET_MARK}objective") for cell in one.cells.values()):
            for row in range(500, 5_000):
                number = len(sheets) * 10_000 + row
                cells |= {(row, 1): words, (row, 5): (CellKind.NUMBER, Decimal(number), str(number), False, False)}
        sheets.append(RawSheet(one.name, one.hidden, PackedCells(cells)))
    start = time.process_time()
    checked = check_cells(RawWorkbook("xlsx", tuple(sheets)), FRAMEWORK, cycle=CYCLE)

    assert "E14" in {finding.code for finding in checked.findings}
    assert time.process_time() - start < 3.0


def test_thousands_of_findings_of_one_kind_are_not_all_told() -> None:
    words = (CellKind.TEXT, "x", "x", False, False)
    evidence = next(one for one in CELLS.sheets if one.cells[1, 1].text == f"{SHEET_MARK}evidence")
    title = next(column for (row, column), cell in evidence.cells.items() if row == 1 and cell.value == "title")
    more = {(row, title): words for row in range(100, 5_100)}
    spoilt = RawSheet(evidence.name, False, PackedCells({p: _packed(c) for p, c in evidence.cells.items()} | more))
    sheets = tuple(spoilt if one is evidence else one for one in CELLS.sheets)
    told = check_cells(RawWorkbook("xlsx", sheets), FRAMEWORK, cycle=CYCLE).told()

    assert len([finding for finding in told if finding.code == "E23"]) == MOST_ALIKE
    assert len(told) < MOST_ALIKE + 10
