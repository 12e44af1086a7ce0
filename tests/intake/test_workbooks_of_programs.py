"""Workbooks saved by the programs people use are read to the cell, and as their own readers see them."""

import io
import shutil
import subprocess
from collections.abc import Callable, Iterator
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import odf.opendocument
import odf.style
import odf.table
import odf.text
import openpyxl
import pandas as pd
import pytest
import python_calamine
import xlsxwriter
from openpyxl.comments import Comment
from openpyxl.worksheet.datavalidation import DataValidation
from xlsxwriter.chart_bar import ChartBar
from xlsxwriter.workbook import Workbook

from service.intake.gate import inspect
from service.intake.raw import CellKind, CellPosition, RawCell, RawWorkbook
from tests.running import PATIENCE

_LABEL = "  Numérateur : « œuvre » & <b>\n2ᵉ ligne\t𝄞 "
_DAY, _MOMENT = date(2025, 12, 1), datetime.fromisoformat("2025-12-01T08:30:00")
_SHEETS = ("Réponses", "1 Dialogue social", "enregard")


def number(text: str, *, formula: bool = False, percent: bool = False) -> tuple[CellKind, object, bool, bool]:
    return CellKind.NUMBER, Decimal(text), formula, percent


def words(text: str) -> tuple[CellKind, object, bool, bool]:
    return CellKind.TEXT, text, False, False


ANSWERS: dict[CellPosition, tuple[CellKind, object, bool, bool]] = {
    (1, 1): words(_LABEL),
    (2, 2): number("42"),
    (3, 2): number("0.1"),
    (4, 2): number("0.5", percent=True),
    (5, 2): number("-1234567.89"),
    (6, 2): (CellKind.BOOLEAN, True, False, False),
    (7, 2): (CellKind.DATE, _DAY, False, False),
    (8, 2): (CellKind.DATE, _MOMENT, False, False),
    (9, 2): words("=not a formula"),
    (10, 2): words("0042"),
    (300, 30): words("far, but not too far"),
}
_FORMULA, _UNCOMPUTED, _ERROR = (11, 2), (12, 2), (13, 2)


def found_in(book: RawWorkbook) -> dict[CellPosition, tuple[CellKind, object, bool, bool]]:
    cells = book.sheets[0].cells
    return {position: (cell.kind, cell.value, cell.formula, cell.percent) for position, cell in cells.items()}


def by_openpyxl() -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = _SHEETS[0]
    sheet["A1"], sheet["B2"], sheet["B3"], sheet["B4"], sheet["B5"] = _LABEL, 42, 0.1, 0.5, -1234567.89
    sheet["B4"].number_format = "0.0 %"
    sheet["B6"], sheet["B7"], sheet["B8"] = True, _DAY, _MOMENT
    sheet["B9"] = "=not a formula"
    sheet["B9"].data_type = "s"
    sheet["B10"] = "0042"
    sheet["AD300"] = "far, but not too far"
    sheet["B12"] = "=B2+1"
    sheet["B2"].comment = Comment("a remark", "someone")
    sheet.merge_cells("D1:F3")
    sheet.add_data_validation(DataValidation("list", formula1='"a,b"', sqref="C1:C1048576"))
    sheet["B9"].hyperlink = "https://example.org/register"
    book.create_sheet(_SHEETS[1]).sheet_state = "hidden"
    book.create_sheet(_SHEETS[2]).sheet_state = "veryHidden"
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def by_xlsxwriter(*, constant_memory: bool = False) -> bytes:
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"constant_memory": constant_memory, "in_memory": not constant_memory})
    sheet = book.add_worksheet(_SHEETS[0])
    sheet.write_string(0, 0, _LABEL)
    sheet.write_number(1, 1, 42)
    sheet.write_number(2, 1, 0.1)
    sheet.write_number(3, 1, 0.5, book.add_format({"num_format": 9}))
    sheet.write_number(4, 1, -1234567.89, book.add_format({"num_format": "#,##0.00 [$€-40C]"}))
    sheet.write_boolean(5, 1, True)
    sheet.write_datetime(6, 1, _DAY, book.add_format({"num_format": "dd/mm/yyyy"}))
    sheet.write_datetime(7, 1, _MOMENT, book.add_format({"num_format": "yyyy-mm-dd hh:mm"}))
    sheet.write_string(8, 1, "=not a formula")
    sheet.write_string(9, 1, "0042")
    sheet.write_formula(10, 1, "=B2+1", None, 43)
    sheet.write_formula(12, 1, "=1/0", None, "#DIV/0!")
    sheet.write_string(299, 29, "far, but not too far")
    if not constant_memory:
        sheet.write_comment(1, 1, "a remark")
        sheet.insert_chart("H1", chart_of_answers(book))
    book.add_worksheet(_SHEETS[1]).hide()
    book.add_worksheet(_SHEETS[2]).very_hidden()
    book.add_chartsheet("Graphique").set_chart(chart_of_answers(book))
    book.close()
    return stream.getvalue()


def chart_of_answers(book: Workbook) -> ChartBar:
    chart = book.add_chart({"type": "bar"})
    chart.add_series({"values": [_SHEETS[0], 1, 1, 4, 1]})
    return chart


@pytest.fixture(scope="session")
def by_libreoffice(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], bytes]]:
    """One workbook opened and saved by LibreOffice itself, in both formats."""
    folder = tmp_path_factory.mktemp("libreoffice")
    source = folder / "source.xlsx"
    source.write_bytes(by_xlsxwriter())
    for suffix in ("xlsx", "ods"):
        subprocess.run(
            [
                shutil.which("soffice") or "soffice",
                f"-env:UserInstallation={(folder / 'profile').as_uri()}",
                *("--headless", "--convert-to", suffix, "--outdir", folder / suffix, source),
            ],
            check=True,
            capture_output=True,
            timeout=PATIENCE,
        )
    yield lambda suffix: (folder / suffix / f"source.{suffix}").read_bytes()
    shutil.rmtree(folder)


def test_openpyxl_saves_what_is_read() -> None:
    book = inspect(by_openpyxl())
    expected = {**ANSWERS, _UNCOMPUTED: (CellKind.FORMULA_WITHOUT_VALUE, "", True, False)}
    assert found_in(book) == expected
    assert [(sheet.name, sheet.hidden) for sheet in book.sheets] == list(zip(_SHEETS, (False, True, True), strict=True))


@pytest.mark.parametrize("constant_memory", [False, True], ids=["shared texts", "inline texts"])
def test_xlsxwriter_saves_what_is_read(constant_memory: bool) -> None:
    book = inspect(by_xlsxwriter(constant_memory=constant_memory))
    expected = {
        **ANSWERS,
        _FORMULA: number("43", formula=True),
        _ERROR: (CellKind.ERROR, "#DIV/0!", True, False),
    }
    assert found_in(book) == expected
    assert [(sheet.name, sheet.hidden) for sheet in book.sheets] == list(zip(_SHEETS, (False, True, True), strict=True))


AFTER_LIBREOFFICE = {
    **ANSWERS,
    _FORMULA: number("43", formula=True),
    _ERROR: (CellKind.ERROR, "#DIV/0!", True, False),
}
_AS_FORMULA = (6, 2)  # LibreOffice turns a true typed in Excel into `=TRUE()`, a number in OpenDocument


def test_libreoffice_saves_an_xlsx_that_is_read(by_libreoffice: Callable[[str], bytes]) -> None:
    book = inspect(by_libreoffice("xlsx"))
    assert found_in(book) == {**AFTER_LIBREOFFICE, _AS_FORMULA: (CellKind.BOOLEAN, True, True, False)}
    hidden = [(sheet.name, sheet.hidden) for sheet in book.sheets][:3]  # the chart becomes a fourth sheet
    assert hidden == list(zip(_SHEETS, (False, True, True), strict=True))


def test_libreoffice_saves_an_ods_that_is_read(by_libreoffice: Callable[[str], bytes]) -> None:
    book = inspect(by_libreoffice("ods"))
    without_tabulation = words(_LABEL.replace("\t", ""))  # lost by LibreOffice, not by us
    expected = {**AFTER_LIBREOFFICE, _AS_FORMULA: number("1", formula=True), (1, 1): without_tabulation}
    assert book.format == "ods"
    assert found_in(book) == expected
    hidden = [(sheet.name, sheet.hidden) for sheet in book.sheets][:3]
    assert hidden == list(zip(_SHEETS, (False, True, True), strict=True))


@pytest.mark.parametrize(("suffix", "engine"), [("xlsx", "openpyxl"), ("ods", "odf")])
def test_pandas_saves_what_is_read(suffix: str, engine: str, tmp_path: Path) -> None:
    path = tmp_path / f"table.{suffix}"
    table = pd.DataFrame({"code": ["SD-1", "SD-2"], "n": [3, 4], "share": [0.1, 2.5]})
    table.to_excel(path, index=False, engine=engine, sheet_name="données")  # type: ignore[call-overload]
    book = inspect(path)
    assert [sheet.name for sheet in book.sheets] == ["données"]
    assert {position: cell.value for position, cell in book.sheets[0].cells.items()} == {
        **{(1, column): name for column, name in enumerate(("code", "n", "share"), start=1)},
        (2, 1): "SD-1",
        (2, 2): Decimal(3),
        (2, 3): Decimal("0.1"),
        (3, 1): "SD-2",
        (3, 2): Decimal(4),
        (3, 3): Decimal("2.5"),
    }


def test_odfpy_saves_what_is_read(tmp_path: Path) -> None:
    document = odf.opendocument.OpenDocumentSpreadsheet()
    table = odf.table.Table(name="Feuille")
    row = odf.table.TableRow()
    first = odf.table.TableCell(valuetype="string", numbercolumnsrepeated=2)
    first.addElement(odf.text.P(text="deux fois"))
    row.addElement(first)
    row.addElement(odf.table.TableCell(valuetype="float", value="7"))
    table.addElement(row)
    document.spreadsheet.addElement(table)
    document.save(tmp_path / "made.ods")
    cells = inspect(tmp_path / "made.ods").sheets[0].cells
    assert {position: cell.value for position, cell in cells.items()} == {
        (1, 1): "deux fois",
        (1, 2): "deux fois",
        (1, 3): Decimal(7),
    }


@pytest.mark.parametrize("program", [by_openpyxl, by_xlsxwriter], ids=["openpyxl", "xlsxwriter"])
def test_every_value_is_the_one_openpyxl_sees(program: Callable[[], bytes]) -> None:
    data = program()
    sheet = openpyxl.load_workbook(io.BytesIO(data), data_only=True).worksheets[0]
    theirs = {
        (cell.row, cell.column): cell.value for row in sheet.iter_rows() for cell in row if cell.value is not None
    }
    ours = {position: plain(cell) for position, cell in inspect(data).sheets[0].cells.items()}
    uncomputed = ours.pop(_UNCOMPUTED, None)
    assert uncomputed in (None, "")
    assert ours == {position: as_day(value) for position, value in theirs.items()}


@pytest.mark.parametrize("suffix", ["xlsx", "ods"])
def test_every_value_is_the_one_calamine_sees(suffix: str, by_libreoffice: Callable[[str], bytes]) -> None:
    data = by_libreoffice(suffix)
    sheet = python_calamine.load_workbook(io.BytesIO(data)).get_sheet_by_index(0)
    rows = sheet.to_python(skip_empty_area=False)
    theirs = {
        (row, column): as_day(value)
        for row, values in enumerate(rows, start=1)
        for column, value in enumerate(values, start=1)
        if value != ""
    }
    ours = {position: plain(cell) for position, cell in inspect(data).sheets[0].cells.items()}
    assert ours.pop(_ERROR) == "#DIV/0!"
    theirs.pop(_ERROR, None)
    if suffix == "ods":  # calamine drops the blanks around and the tabulations within an .ods text
        assert str(ours.pop((1, 1))).split() == str(theirs.pop((1, 1))).split()
    assert ours == theirs


def plain(cell: RawCell) -> object:
    """A value as other readers give it."""
    return float(cell.value) if isinstance(cell.value, Decimal) else cell.value


def as_day(value: object) -> object:
    """A moment at midnight as the day it is; whole numbers as other readers' floats."""
    if isinstance(value, datetime) and value.time() == datetime.min.time():
        return value.date()
    return float(value) if isinstance(value, int) and not isinstance(value, bool) else value
