"""The empty workbook: what it holds, how it is read, what it promises to a spreadsheet program."""

from __future__ import annotations

import re
import warnings
import zipfile
from dataclasses import replace
from io import BytesIO

import openpyxl
import pytest
from lxml import etree

from indicators.answers import Profile
from indicators.model import LANGUAGES, Language
from service.form.layout import MARKER_MARK, SHEET_MARK, layout_of
from service.form.lists import LIST_NAMES, code_of, entries
from service.render.filled_template import template_for
from service.render.template import build
from service.render.template_measure import lines_of
from tests.workbooks import FRAMEWORK, answers, read, where, workbook

EXCEL_LONGEST_SHEET_NAME = 31
EXCEL_LONGEST_TITLE = 32
EXCEL_LONGEST_MESSAGE = 255
EXCEL_HIGHEST_ROW = 409.5


@pytest.fixture(scope="module", params=LANGUAGES)
def language(request: pytest.FixtureRequest) -> Language:
    return request.param


@pytest.fixture(scope="module")
def content(language: Language) -> bytes:
    return template_for(FRAMEWORK, language, "2026")


@pytest.fixture(scope="module")
def book(content: bytes) -> openpyxl.Workbook:
    return openpyxl.load_workbook(BytesIO(content))


def test_building_it_raises_no_warning_of_the_writer(language: Language) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        build(FRAMEWORK, language, "2026")


def test_sheets_stand_in_the_order_of_the_pledge_with_the_lists_and_the_marker_hidden(
    book: openpyxl.Workbook, language: Language
) -> None:
    codes = [str(sheet["A1"].value).removeprefix(SHEET_MARK) for sheet in book.worksheets]

    assert codes[:9] == ["readme", "organisation", *(f"objective-{n}" for n in range(7))]
    assert codes[9:11] == ["commitments", "evidence"]
    assert codes[12] == MARKER_MARK
    assert [sheet.sheet_state for sheet in book.worksheets[11:]] == ["hidden", "veryHidden"]
    assert book.worksheets[3].title == ("1 Dialogue social" if language == "fr" else "1 Social dialogue")
    assert all(len(sheet.title) <= EXCEL_LONGEST_SHEET_NAME for sheet in book.worksheets)


def test_every_slot_of_the_form_is_one_unlocked_named_cell_with_a_message_and_an_alert(
    book: openpyxl.Workbook, content: bytes
) -> None:
    for slot in layout_of(FRAMEWORK).slots():
        sheet, address = where(content, slot.code)
        page = book[sheet]
        assert not page[address].protection.locked, slot.code
        absolute = f"${address[0]}${address[1:]}"
        assert book.defined_names[slot.code.replace("-", "_")].attr_text.endswith(absolute)
        rules = [rule for rule in page.data_validations.dataValidation if address in rule.sqref]
        assert len(rules) == 1, slot.code
        assert rules[0].prompt
        assert rules[0].error
        assert rules[0].errorStyle in (None, "stop")


def test_messages_keep_to_what_excel_can_show(book: openpyxl.Workbook) -> None:
    rules = [rule for sheet in book.worksheets for rule in sheet.data_validations.dataValidation]

    assert len(rules) > 150
    for rule in rules:
        assert len(rule.promptTitle or "") <= EXCEL_LONGEST_TITLE
        assert len(rule.errorTitle or "") <= EXCEL_LONGEST_TITLE
        assert len(rule.prompt or "") <= EXCEL_LONGEST_MESSAGE
        assert len(rule.error or "") <= EXCEL_LONGEST_MESSAGE


def test_every_dropdown_points_at_the_entries_of_its_list(book: openpyxl.Workbook, language: Language) -> None:
    lists = {"|".join(label for _, label in entries(name, FRAMEWORK, language)): name for name in LIST_NAMES}
    seen = set()
    for sheet in book.worksheets:
        for rule in sheet.data_validations.dataValidation:
            if rule.type == "list":
                title, area = rule.formula1.split("!")
                cells = book[title.strip("'")][area.replace("$", "")]
                seen.add(lists["|".join(str(row[0].value) for row in cells)])

    assert seen == set(LIST_NAMES)


def test_everything_but_the_inputs_is_locked_and_no_sheet_has_a_password(book: openpyxl.Workbook) -> None:
    for sheet in book.worksheets:
        assert sheet.protection.sheet
        assert not sheet.protection.password
        unlocked = sum(not cell.protection.locked for row in sheet.iter_rows() for cell in row)
        assert unlocked > 0 or sheet.sheet_state != "visible" or sheet["A1"].value == f"{SHEET_MARK}readme"


def test_codes_are_hidden_heads_are_frozen_and_pages_are_a4_one_page_wide(book: openpyxl.Workbook) -> None:
    for sheet in book.worksheets[:11]:
        assert sheet.row_dimensions[1].hidden
        assert sheet.column_dimensions["A"].hidden
        assert sheet.page_setup.paperSize == 9
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert (sheet.page_setup.fitToWidth or 1) == 1
        assert sheet.oddFooter.right.text
        assert sheet.print_area
    for sheet in book.worksheets[1:11]:
        assert sheet.page_setup.fitToHeight == 0
        assert sheet.page_setup.orientation == "landscape"
        assert sheet.freeze_panes
        assert sheet.print_title_rows


def test_no_row_is_higher_than_a_spreadsheet_can_show_or_lower_than_its_text(book: openpyxl.Workbook) -> None:
    for sheet in book.worksheets[:11]:
        for number, dimension in sheet.row_dimensions.items():
            assert dimension.height is None or dimension.height <= EXCEL_HIGHEST_ROW, f"{sheet.title} {number}"
        for row in sheet.iter_rows(min_row=2, min_col=3, max_col=3):
            text, height = row[0].value, sheet.row_dimensions[row[0].row].height
            merged = any(row[0].coordinate in area for area in sheet.merged_cells.ranges)
            if isinstance(text, str) and height and not merged and row[0].alignment.wrap_text:
                width = sheet.column_dimensions["C"].width
                needed = lines_of(text, width, float(row[0].font.sz), bold=bool(row[0].font.b))
                assert height >= needed * float(row[0].font.sz) * 1.2, f"{sheet.title} {row[0].coordinate}"


def test_the_progress_is_shown_before_any_program_computes_it(content: bytes, language: Language) -> None:
    book = openpyxl.load_workbook(BytesIO(content), data_only=True)
    shown = [cell.value for row in book.worksheets[0].iter_rows() for cell in row if cell.value is not None]
    entered = sum(1 for _ in FRAMEWORK.entered())

    expected = f"0 sur {entered} questions répondues" if language == "fr" else f"0 of {entered} questions answered"
    assert expected in shown
    assert "0 / 6" in shown


def test_the_marker_says_what_the_workbook_was_made_for(book: openpyxl.Workbook, language: Language) -> None:
    sheet = book.worksheets[12]
    facts = {sheet.cell(row, 1).value: sheet.cell(row, 2).value for row in range(2, 8)}

    assert facts == {
        "framework": "paris-2025@1",
        "hash": FRAMEWORK.content_hash,
        "cycle": "2026",
        "language": language,
        "template": "1",
        "fields": str(sum(1 for _ in layout_of(FRAMEWORK).slots())),
    }


def test_no_text_is_left_without_its_language_or_with_an_unfilled_name(book: openpyxl.Workbook) -> None:
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                assert not re.search(r"\{[a-z_]+\}", str(cell.value or "")), f"{sheet.title} {cell.coordinate}"


def test_the_package_is_well_formed_has_each_part_once_and_no_data_descriptor(content: bytes) -> None:
    with zipfile.ZipFile(BytesIO(content)) as archive:
        assert archive.testzip() is None
        assert len(set(archive.namelist())) == len(archive.namelist())
        for info in archive.infolist():
            assert not info.flag_bits & 0x8
            etree.fromstring(archive.read(info.filename))


def test_the_same_framework_language_and_cycle_give_the_same_bytes(language: Language) -> None:
    assert build(FRAMEWORK, language, "2026").content == build(FRAMEWORK, language, "2026").content


def test_a_companys_own_template_names_it_and_counts_what_is_known(language: Language) -> None:
    content = template_for(FRAMEWORK, language, "2026", Profile("=Cie <du> Ponant & fils", "FR", "C", "EX-1"))
    sheet, address = where(content, "organisation.name")
    book = openpyxl.load_workbook(BytesIO(content), data_only=True)

    assert book[sheet][address].value == "=Cie <du> Ponant & fils"
    assert book[sheet][address].data_type in {"s", "inlineStr"}
    assert "3 / 6" in [cell.value for row in book.worksheets[0].iter_rows() for cell in row]


def test_every_list_entry_is_recognised_by_its_words_in_either_language_and_by_its_code() -> None:
    for name in LIST_NAMES:
        for language in LANGUAGES:
            for code, label in entries(name, FRAMEWORK, language):
                assert code_of(name, label, FRAMEWORK) == code
                assert code_of(name, f" {label.upper()} ", FRAMEWORK) in {code, None}
                assert code_of(name, code, FRAMEWORK) == code
    assert code_of("country", "france", FRAMEWORK) == "FR"
    assert code_of("status", "peut-être", FRAMEWORK) is None


def test_the_gate_lets_the_template_through(content: bytes) -> None:
    assert len(read(content).sheets) == 13


def test_a_row_is_raised_to_show_the_whole_of_a_long_comment() -> None:
    short, long = (
        workbook(replace(answers()["SD-1"], comment=text))
        for text in ("Oui.", "Chaque avis est joint au procès-verbal. " * 20)
    )
    sheet, cell = where(short, "SD-1.comment")
    heights = [
        openpyxl.load_workbook(BytesIO(content))[sheet].row_dimensions[int(cell[1:])].height
        for content in (short, long)
    ]

    assert heights[0] < 50
    assert heights[1] > 250
