"""Every fault and doubt that a workbook can have is told with its code, its sheet and its cell."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from openpyxl.workbook import Workbook

from indicators.answers import Answer, Commitment
from service.workflows.check_workbook import check_cells
from tests.workbooks import (
    COMMITMENT,
    FRAMEWORK,
    answers,
    check_bytes,
    edited,
    evidence,
    read,
    sheet_coded,
    submission,
    typed,
    where,
    workbook,
)

FULL = workbook()


def told(content: bytes, code: str, cycle: str = "2026") -> set[tuple[str | None, str | None]]:
    return {(f.sheet, f.cell) for f in check_bytes(content, cycle).told() if f.code == code}


def test_the_workbook_that_the_other_tests_spoil_has_no_finding_at_all() -> None:
    assert [f.message for f in check_bytes(FULL).told() if f.severity == "error"] == []


CELLS: list[tuple[str, str, object, str | None]] = [
    ("E01", "SD-1.numerator", None, None),
    ("E01", "organisation.name", None, None),
    ("E01", "organisation.country", None, None),
    ("E01", "organisation.EMP", None, None),
    ("E02", "SD-1.numerator", 2.5, None),
    ("E02", "SD-1.status", "peut-être", None),
    ("E02", "organisation.country", "Atlantide", None),
    ("E02", "organisation.sector", "Sidérurgie", None),
    ("E02", "organisation.publication", "secret", None),
    ("E03", "SD-1.denominator", -3, None),
    ("E04", "SD-1.numerator", 900, None),
    ("E06", "HC-5.level", 4, None),
    ("E07", "SD-1.numerator", "oui, en partie", None),
    ("E07", "SD-1.numerator", "12", None),
    ("E07", "SD-1.numerator", "1,234", None),
    ("E07", "SD-1.numerator", "=1+1", None),
    ("E07", "SD-1.numerator", "#REF!", None),
    ("E07", "SD-1.numerator", True, None),
    ("E07", "SD-1.numerator", 0.5, "0 %"),
    ("E07", "SD-1.comment", "=1+1", None),
    ("E09", "SD-1.comment", "x" * 2001, None),
    ("E22", "SD-1.comment", "sans caractère \ufdd0", None),
    ("E24", "organisation.reference", "EX 017 !", None),
]


@pytest.mark.parametrize(("code", "row", "value", "number_format"), CELLS)
def test_a_bad_cell_is_told_with_its_code_its_sheet_and_its_address(
    code: str, row: str, value: object, number_format: str | None
) -> None:
    content = typed(FULL, row, value, number_format)

    assert told(content, code) == {where(FULL, row)}


def test_an_unanswered_core_question_is_told_at_its_first_empty_cell() -> None:
    given = tuple(answer for id_, answer in answers().items() if id_ != "SD-3")
    content = workbook(answers=given)

    assert told(content, "E01") == {where(content, "SD-3.numerator")}


def test_a_numerator_without_anything_to_divide_it_by_is_told_at_the_denominator() -> None:
    content = workbook(Answer("SD-1", "answered", {"numerator": Decimal(3), "denominator": Decimal(0)}))

    assert told(content, "E05") == {where(content, "SD-1.denominator")}


def test_a_status_without_its_reason_is_told_at_the_empty_reason() -> None:
    content = workbook(Answer("SD-1", "not_available"))

    assert told(content, "E08") == {where(content, "SD-1.reason")}


def test_a_bad_link_is_told_at_the_link_of_its_row() -> None:
    good, bad = evidence(), evidence(link="http://intranet/pv")
    content = workbook(replace(answers()["SD-1"], evidence=(good,)), replace(answers()["SD-2"], evidence=(bad,)))

    assert told(content, "E10") == {("Preuves", "F6")}


def test_evidence_for_an_indicator_that_does_not_exist_is_told_at_the_indicator() -> None:
    content = edited(FULL, cells={("Preuves", "C5"): "ZZ-9", ("Preuves", "D5"): "Audit", ("Preuves", "E5"): "x"})

    assert told(content, "E11") == {("Preuves", "C5")}


def test_evidence_that_names_no_indicator_is_told_at_the_empty_cell() -> None:
    content = edited(FULL, cells={("Preuves", "D7"): "Audit", ("Preuves", "E7"): "Rapport"})

    assert told(content, "E23") == {("Preuves", "C7")}


def test_a_row_of_an_indicator_that_does_not_exist_is_told_at_its_cell() -> None:
    sheet, address = where(FULL, "SD-5.comment")
    row = int(address[1:]) + 3
    content = edited(FULL, cells={(sheet, f"A{row}"): "XX-7.numerator", (sheet, f"E{row}"): 5})

    assert told(content, "E11") == {(sheet, f"E{row}")}


def test_women_and_men_that_do_not_add_up_are_told_at_the_whole() -> None:
    content = typed(FULL, "HC-1.numerator_women", 1)

    assert told(content, "E12") == {where(FULL, "HC-1.numerator")}


def test_another_cycle_is_told_where_the_read_me_shows_the_cycle() -> None:
    assert told(FULL, "E13", cycle="2027") == {("Lisez-moi", "C4")}


def test_another_framework_is_told_and_nothing_else() -> None:
    def other(book: Workbook) -> None:
        sheet = book["enregard"]
        row = next(r for r in range(1, 9) if sheet.cell(r, 1).value == "framework")
        sheet.cell(row, 2).value = "rome-2031@2"

    findings = check_bytes(edited(FULL, other)).told()

    assert [(f.code, f.sheet, f.cell) for f in findings] == [("E13", "Lisez-moi", "C4")]


def test_rows_copied_and_filled_in_twice_are_told_at_the_second_copy() -> None:
    sheet, address = where(FULL, "SD-1.numerator")
    first = int(address[1:])

    def copy(book: Workbook) -> None:
        page = book[sheet]
        for row in range(5):
            page.cell(200 + row, 1).value = page.cell(first + row, 1).value
        page["E200"], page["E201"] = 1, 8

    assert told(edited(FULL, copy), "E14") == {(sheet, "E200")}


def test_rows_copied_without_another_answer_do_no_harm() -> None:
    sheet, address = where(FULL, "SD-1.numerator")
    first = int(address[1:])

    def copy(book: Workbook) -> None:
        page = book[sheet]
        for row in range(5):
            for column in (1, 5):
                page.cell(200 + row, column).value = page.cell(first + row, column).value

    assert told(edited(FULL, copy), "E14") == set()


def test_a_workbook_of_somebody_else_is_told_and_has_no_submission() -> None:
    checked = check_bytes(edited(FULL, lambda book: book.remove(book["enregard"])))

    assert checked.submission is None
    assert [(f.code, f.sheet) for f in checked.told("en")] == [("E20", None)]


def test_a_deleted_row_is_told_where_it_was() -> None:
    sheet, address = where(FULL, "SD-2.numerator")
    content = edited(FULL, cells={(sheet, f"A{address[1:]}"): None})
    findings = [f for f in check_bytes(content).told() if f.severity == "error"]

    assert [(f.code, f.sheet, f.indicator, f.field) for f in findings] == [("E21", sheet, "SD-2", "numerator")]
    assert "SD-2.numerator" in findings[0].message


def test_a_deleted_sheet_is_told_once_by_its_name() -> None:
    content = edited(FULL, lambda book: book.remove(book[sheet_coded(book, "objective-4")]))
    findings = [f for f in check_bytes(content).told() if f.severity == "error"]

    assert [(f.code, f.sheet, f.cell) for f in findings] == [("E21", None, None)]
    assert "«\u00a04 Non-discrimination\u00a0»" in findings[0].message


def test_more_evidence_than_may_be_kept_is_told() -> None:
    many = tuple(evidence(title=f"Pièce {n}") for n in range(51))
    content = workbook(replace(answers()["SD-1"], evidence=many))

    assert told(content, "E25") == {where(content, "SD-1.numerator")}


def test_a_denominator_that_is_not_the_population_raises_a_doubt_at_its_cell() -> None:
    content = typed(FULL, "SD-2.denominator", 1100)

    assert where(FULL, "SD-2.denominator") in told(content, "W01")


def test_full_practice_without_evidence_raises_a_doubt_at_the_level() -> None:
    assert told(typed(FULL, "HC-5.level", 3), "W02") == {where(FULL, "HC-5.level")}


def test_a_leap_since_the_last_cycle_raises_a_doubt() -> None:
    previous = submission(
        Answer("SD-1", "answered", {"numerator": Decimal(0), "denominator": Decimal(8)}), cycle="2025"
    )
    content = workbook(Answer("SD-1", "answered", {"numerator": Decimal(8), "denominator": Decimal(8)}))
    findings = check_cells(read(content), FRAMEWORK, cycle="2026", previous=previous).told()

    assert {(f.sheet, f.cell) for f in findings if f.code == "W03"} == {where(content, "SD-1.numerator")}


def test_a_commitment_that_does_not_bind_raises_a_doubt_at_its_words() -> None:
    vague = Commitment("1.1", "Nous encouragerons, si possible, le dialogue social.")
    content = workbook(commitments=(COMMITMENT, vague))

    assert ("Engagements", "D6") in told(content, "W05")


def test_evidence_on_the_companys_own_blog_raises_a_doubt_at_the_link() -> None:
    promotional = evidence(link="https://www.ponant.example/blog/ia")
    content = workbook(replace(answers()["SD-1"], evidence=(promotional,)))

    assert told(content, "W06") == {("Preuves", "F5")}


def test_workers_left_out_of_a_denominator_raise_a_doubt_at_it() -> None:
    indicator = next(i for i in FRAMEWORK.entered() if i.includes_subcontracted and i.kind == "ratio")
    content = typed(FULL, f"{indicator.id}.comment", "Chiffres hors sous-traitants.")

    assert told(content, "W07") == {where(FULL, f"{indicator.id}.denominator")}


def test_a_value_beside_not_applicable_raises_a_doubt_at_the_value() -> None:
    aside = Answer("SD-1", "not_applicable", {"numerator": Decimal(3)}, "Aucun système déployé.")
    content = workbook(aside)

    assert told(content, "W20") == {where(content, "SD-1.numerator")}


def test_a_number_typed_beside_the_answer_column_is_told_with_the_cell_it_belongs_to() -> None:
    sheet, address = where(FULL, "SD-1.numerator")
    content = edited(FULL, cells={(sheet, f"D{address[1:]}"): 7})
    finding = next(f for f in check_bytes(content).told() if f.code == "W21")

    assert (finding.sheet, finding.cell, finding.found) == (sheet, f"D{address[1:]}", "7")
    assert address in finding.remedy


def test_a_template_of_an_earlier_wording_still_reads_and_says_so() -> None:
    def older(book: Workbook) -> None:
        sheet = book["enregard"]
        row = next(r for r in range(1, 9) if sheet.cell(r, 1).value == "hash")
        sheet.cell(row, 2).value = "0" * 64

    checked = check_bytes(edited(FULL, older))

    assert not checked.has_errors
    assert ("W22", "Lisez-moi", "C4") in {(f.code, f.sheet, f.cell) for f in checked.told()}


def _all_at_the_top() -> bytes:
    best = []
    for indicator in FRAMEWORK.entered():
        values = dict(answers()[indicator.id].values)
        for field in indicator.fields:
            if field.role == "level":
                values[field.key] = Decimal(3)
            if field.role == "numerator" and field.part_of is None and indicator.method == "pooled":
                values[field.key] = values["denominator"] if indicator.better != "down" else Decimal(0)
        best.append(Answer(indicator.id, "answered", values))
    return workbook(*best)


def test_answers_all_at_the_maximum_raise_a_doubt() -> None:
    assert told(_all_at_the_top(), "W04") == {(None, None)}


def test_the_message_is_the_one_the_interface_promises() -> None:
    content = typed(FULL, "SD-1.numerator", "oui, en partie")
    from service.workflows.check_workbook import sentences

    told_ = [f for f in check_bytes(content).told() if f.code == "E07"]
    sheet, address = where(FULL, "SD-1.numerator")

    assert next(sentences(tuple(told_), "fr")).startswith(
        f"Feuille «\u00a0{sheet}\u00a0», cellule {address}\u00a0: «\u00a0oui, en partie\u00a0» n’est pas un nombre. "
        "Saisissez un nombre entier de systèmes"
    )
