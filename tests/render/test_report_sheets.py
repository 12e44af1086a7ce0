"""The consolidated workbook, read back: every sheet holds what the report says, in its place and with its type."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from indicators.figures import Cut
from service.render.report.contents import Report
from service.render.report.language import Words
from service.render.report.workbook import sheet_name, write_report

SHEETS = {
    "fr": [
        "Couverture",
        "1 Dialogue social",
        "2 Capital humain",
        "3 Santé et dignité",
        "4 Non-discrimination",
        "5 Vie privée",
        "6 Chaînes de valeur",
        "Gouvernance et suivi",
        "Engagement",
        "Annotations",
        "Engagements des entreprises",
        "Chiffres et ventilations",
        "Réponses (long)",
        "Réponses (large)",
        "Signataires",
        "Non consolidés",
        "Indicateurs",
        "Dictionnaire",
        "Méthode",
    ],
    "en": [
        "Cover",
        "1 Social dialogue",
        "2 Human capital",
        "3 Health and dignity",
        "4 Non-discrimination",
        "5 Privacy",
        "6 Value chains",
        "Governance and follow-up",
        "Pledge",
        "Annotations",
        "Company commitments",
        "Figures and breakdowns",
        "Answers (long)",
        "Answers (wide)",
        "Signatories",
        "Not consolidated",
        "Indicators",
        "Codebook",
        "Method",
    ],
}
"""The sheets in their order: stable names that people find their way by."""

TABLES = SHEETS["fr"][9:18]


def table(sheet: Worksheet) -> list[dict[str, Any]]:
    """Return the rows of a table by the codes in its first row."""
    codes, _, *rows = sheet.iter_rows(values_only=True)
    return [dict(zip(map(str, codes), row, strict=True)) for row in rows]


def texts(sheet: Worksheet) -> list[str]:
    """Return every text of a sheet."""
    return [cell for row in sheet.iter_rows(values_only=True) for cell in row if isinstance(cell, str)]


def place_of(sheet: Worksheet, text: object) -> tuple[int, int]:
    """Return row and column of the first cell that holds `text`."""
    for row in sheet.iter_rows():
        for cell in row:
            if cell.value == text:
                return cell.row or 0, cell.column or 0
    raise AssertionError(f"{text!r} stands nowhere on {sheet.title}")


def facts_of(sheet: Worksheet, first: int, last: int) -> dict[Any, tuple[Any, Any]]:
    """Return the two values of every fact in a block, by its label."""
    cells = [[sheet.cell(row, column).value for column in (8, 9, 10)] for row in range(first, last)]
    return {label: (one, two) for label, one, two in cells}


def block(sheet: Worksheet, indicator: str) -> tuple[int, int]:
    """Return the first and last row of an indicator's block."""
    starts = [
        row for row, value in enumerate((cell.value for cell in sheet["B"]), 1) if value and _is_indicator(str(value))
    ]
    first = place_of(sheet, indicator)[0]
    later = [row for row in starts if row > first]
    return first, (later[0] if later else sheet.max_row + 1) - 1


def _is_indicator(value: str) -> bool:
    head, _, tail = value.partition("-")
    return head.isupper() and tail.isdigit()


def test_the_sheets_stand_in_their_order_in_both_languages(french: Workbook, english: Workbook) -> None:
    assert french.sheetnames == SHEETS["fr"]
    assert english.sheetnames == SHEETS["en"]


def test_the_cover_leads_with_who_responded_who_did_not_and_what_is_contested(french: Workbook, report: Report) -> None:
    cover, coverage = french["Couverture"], report.consolidation.coverage
    assert cover["A1"].value == Words("fr")("invented")
    leads = {row[1].value: row[2].value for row in cover.iter_rows(min_row=7, max_row=20) if row[1].value is not None}
    assert leads[coverage.signatories] == "entreprises signataires"
    assert leads[31] == "ont rempli leur auto-évaluation (79\u202f% des signataires, 75\u202f% de l’effectif connu)"
    assert "Signataires" in leads[len(coverage.silent)]
    assert leads[coverage.contested_answers] == "réponses contestées, sur 682 réponses déclarées"
    assert leads[coverage.annotations].endswith("de 3 organisations syndicales")
    assert leads[2].startswith("fichiers ou annotations non consolidés")


def test_the_cover_shows_the_coverage_of_every_indicator_adding_up_to_all_signatories(
    french: Workbook, report: Report
) -> None:
    cover = french["Couverture"]
    first = place_of(cover, "GOV-1")[0]
    for row, indicator in enumerate(report.framework.indicators, first):
        values = [cover.cell(row, column).value for column in range(4, 10)]
        assert cover.cell(row, 2).value == indicator.id
        assert sum(int(str(value)) for value in values) == report.consolidation.coverage.signatories
        assert values[1] == report.consolidation.figure(indicator.id).contested


def test_a_ratio_leads_with_its_pooled_value_what_it_is_made_of_and_both_denominators(french: Workbook) -> None:
    sheet = french["1 Dialogue social"]
    row, _ = block(sheet, "SD-1")
    lead = [cell.value for cells in sheet.iter_rows(min_row=row, max_row=row + 8) for cell in cells if cell.value]
    assert pytest.approx(123 / 234) in [value for value in lead if isinstance(value, float)]
    assert "123 systèmes sur 234 systèmes" in lead
    said = "31 entreprises répondent\u00a0: 100\u202f% des 31 auto-évaluations, 79\u202f% des 39 signataires"
    assert said in lead


def test_the_claim_stands_left_of_the_spine_and_the_counter_right_of_it(french: Workbook) -> None:
    sheet = french["1 Dialogue social"]
    first, last = block(sheet, "SD-1")
    spine = {sheet.cell(row, 12).fill.start_color.rgb for row in range(first, last + 1)}
    assert spine == {"FF141C26"}
    counter = [
        cell for cells in sheet.iter_rows(min_row=first, max_row=last, min_col=14) for cell in cells if cell.value
    ]
    keys = [cell.value for cell in counter if cell.column == 14]
    assert keys == ["f", "g", "h"]
    union = next(cell for cell in counter if "ne veut pas dire consultées" in str(cell.value))
    assert (union.font.name, union.column_letter) == ("Georgia", "O")
    claim = sheet.cell(first, 3)
    assert (claim.value, claim.font.name, claim.font.color.rgb) == (
        "Consultation avant déploiement",
        "Arial",
        "FF17478F",
    )


def test_contested_answers_are_counted_under_the_bar_with_the_keys_of_their_cards(french: Workbook) -> None:
    sheet = french["1 Dialogue social"]
    first, last = block(sheet, "SD-1")
    lines = [str(sheet.cell(row, 2).value) for row in range(first, last + 1)]
    assert "dont 1 réponse contestée, 10,3\u202f% du poids de l’indicateur (f)" in lines


def test_the_table_of_the_bar_adds_up_to_all_signatories(french: Workbook, report: Report) -> None:
    for objectives, _, indicators in report.sections:
        name = f"{objectives[0].number} {objectives[0].short.fr}" if objectives[0].heading else "Gouvernance et suivi"
        for indicator in indicators:
            first, last = block(french[name], indicator.id)
            head = next(r for r in range(first, last) if french[name].cell(r, 3).value == "Tous les signataires")
            total = 0
            for row in range(head + 1, last):
                if french[name].cell(row, 3).value is None:
                    break
                total += sum(int(str(french[name].cell(row, column).value or 0)) for column in (4, 5))
            assert total == 39, indicator.id


def test_facts_hold_the_values_of_the_figure_claimed_and_set_aside(french: Workbook, report: Report) -> None:
    sheet, figure = french["1 Dialogue social"], report.consolidation.figure("SD-1")
    first, last = block(sheet, "SD-1")
    facts = {
        sheet.cell(row, 8).value: (sheet.cell(row, 9).value, sheet.cell(row, 10).value) for row in range(first, last)
    }
    assert facts["Entreprises comptées"] == (31, 30)
    assert facts["Numérateur (systèmes)"] == (123, 101)
    assert facts["Dénominateur (systèmes)"] == (234, 210)
    assert figure.claimed.spread is not None
    assert figure.set_aside.spread is not None
    medians = (float(figure.claimed.spread.median), float(figure.set_aside.spread.median))
    assert facts["Médiane des entreprises"] == pytest.approx(medians)
    assert facts["Réponses contestées, poids"] == pytest.approx((1, 24 / 234))
    assert facts["Signataires qui répondent"] == pytest.approx((31, 31 / 39))
    assert facts["Statuts OBS · CONF · CONTEST"] == ("V · F", figure.contest_status)


def test_both_pairs_of_bounds_stand_where_they_can_be_had_and_their_absence_is_explained(
    french: Workbook, report: Report
) -> None:
    sheet, figure = french["1 Dialogue social"], report.consolidation.figure("SD-2")
    first, last = block(sheet, "SD-2")
    facts = {
        sheet.cell(row, 8).value: (sheet.cell(row, 9).value, sheet.cell(row, 10).value) for row in range(first, last)
    }
    silent = (float(str(figure.bounds_silent.lower)), float(str(figure.bounds_silent.upper)))
    contested = (float(str(figure.bounds_contested.lower)), float(str(figure.bounds_contested.upper)))
    assert facts["Si les silencieux répondaient"] == pytest.approx(silent)
    assert facts["… et les contestés autrement"] == pytest.approx(contested)
    first, last = block(sheet, "SD-1")
    notes = [str(sheet.cell(row, 8).value) for row in range(first, last)]
    assert any("dénominateur" in note and note.endswith(".") for note in notes)


def test_low_coverage_shows_the_count_of_answers_and_no_value(french: Workbook, report: Report) -> None:
    sheet = french["1 Dialogue social"]
    assert report.consolidation.figure("SD-4").low_coverage
    first, last = block(sheet, "SD-4")
    shown = [cell.value for cells in sheet.iter_rows(min_row=first, max_row=last, max_col=10) for cell in cells]
    assert 17 in shown
    assert "entreprises répondent. Couverture faible\u00a0: seul le nombre de réponses est montré." in shown
    assert shown.count("couverture faible") == 2
    assert not [value for value in shown if isinstance(value, str) and value.startswith("Médiane")]
    assert not [value for value in shown if value in {"50 à 99\u202f%", "1 à 49\u202f%"}]


def test_every_annotation_on_a_figure_its_answers_or_its_clauses_stands_beside_it(
    french: Workbook, report: Report
) -> None:
    shown = " ".join(text for name in SHEETS["fr"][1:8] for text in texts(french[name]))
    for annotation in report.cycle.annotations:
        if annotation.standing and "fr" in annotation.texts and annotation.target.kind != "edition":
            plain = annotation.texts["fr"].replace("*", "").replace("_", "")[:40]
            assert plain in shown.replace("*", ""), annotation.id


def test_a_retracted_annotation_leaves_its_reason_and_not_its_text(french: Workbook, report: Report) -> None:
    gone = next(a for a in report.cycle.annotations if a.retracted is not None)
    everywhere = [text for sheet in french.worksheets for text in texts(sheet)]
    assert not any(gone.texts.get("fr", "—")[:60] in text for text in everywhere)
    assert any(f"Raison donnée\u00a0: {gone.retracted}"[:60] in text for text in everywhere)


def test_a_moved_answer_says_which_revision_was_read(french: Workbook) -> None:
    said = [text for name in SHEETS["fr"][1:8] for text in texts(french[name]) if "révision" in text]
    assert "Écrite sur la révision 1\u202f; la réponse en est maintenant à la révision 2." in said


def test_the_pledge_sheet_shows_each_clause_with_its_badge_and_its_scores(french: Workbook, report: Report) -> None:
    sheet = french["Engagement"]
    for clause in report.framework.clauses:
        row, column = place_of(sheet, clause.id)
        assert column == 2
        profile = report.clause_wording[clause.id]
        below = range(row, row + 12)
        badge_row = next(r for r in below if str(sheet.cell(r, 3).value).startswith(("■", "□")))
        assert str(sheet.cell(badge_row, 3).value).count("■") == profile.level
        scores = [sheet.cell(badge_row + 1, place).value for place in range(4, 12)]
        assert scores == [profile.scores[f"R{number}"] for number in range(1, 9)]


def test_a_heading_stronger_than_its_clauses_is_flagged_with_its_verb(french: Workbook, report: Report) -> None:
    assert report.heading_flags[3][0].words == "Garantir"
    sheet = french["Engagement"]
    row, _ = place_of(sheet, "3. Garantir la sécurité, la santé, l'autonomie et la dignité au travail")
    below = [str(sheet.cell(place, 3).value) for place in range(row, row + 5)]
    assert any("NB6" in text and "«\u00a0Garantir\u00a0»" in text for text in below)


def test_the_long_table_holds_every_value_of_every_current_answer(french: Workbook, report: Report) -> None:
    rows = table(french["Réponses (long)"])
    expected = {
        (filed.signatory, answer.indicator, key, value)
        for filed in report.cycle.filed
        for answer in filed.submission.answers
        for key, value in answer.values.items()
    }
    read = {
        (row["signatory_id"], row["indicator"], row["field"], Decimal(str(row["value"])))
        for row in rows
        if row["value"] is not None
    }
    assert read == expected
    answers = sum(len(filed.submission.answers) for filed in report.cycle.filed)
    assert len({(row["signatory_id"], row["indicator"]) for row in rows}) == answers


def test_the_wide_table_holds_one_company_a_row_and_the_same_values(french: Workbook, report: Report) -> None:
    rows = table(french["Réponses (large)"])
    assert [row["signatory_id"] for row in rows] == [filed.signatory for filed in report.cycle.filed]
    for row, filed in zip(rows, report.cycle.filed, strict=True):
        assert row["EMP"] == filed.submission.organisation.headcount
        for answer in filed.submission.answers:
            assert row[f"{answer.indicator}.status"] == answer.status
            for key, value in answer.values.items():
                assert Decimal(str(row[f"{answer.indicator}.{key}"])) == value


def test_the_table_of_figures_holds_each_figure_of_each_cut(english: Workbook, report: Report) -> None:
    rows = table(english["Figures and breakdowns"])
    assert len(rows) == len(report.consolidation.figures)
    for row in rows:
        figure = report.consolidation.figure(row["indicator"], Cut(row["dimension"], row["cut"] or ""))
        assert row["n_answered"] == figure.coverage.answered
        assert row["contested"] == figure.contested
        assert row["low_coverage"] == ("yes" if figure.low_coverage else "no")
        if figure.claimed.value is not None:
            assert row["claimed_value"] == pytest.approx(float(figure.claimed.value))
        if figure.set_aside.value is not None:
            assert row["aside_value"] == pytest.approx(float(figure.set_aside.value))


def test_the_table_of_annotations_holds_each_with_its_target_and_its_state(french: Workbook, report: Report) -> None:
    rows = {row["annotation_id"]: row for row in table(french["Annotations"])}
    assert len(rows) == len(report.cycle.annotations)
    for annotation in report.cycle.annotations:
        row, target = rows[annotation.id], annotation.target
        assert (row["target_kind"], row["clause"], row["indicator"]) == (target.kind, target.clause, target.indicator)
        assert (row["signatory_id"], row["revision_read"]) == (target.signatory, target.revision)
        assert row["union"] == annotation.union.name
        assert row["created"] == datetime.combine(annotation.created.date(), datetime.min.time())
        assert row["text_fr"] == (annotation.texts.get("fr") if annotation.standing else None)
        assert row["words"] == (target.selector.exact if target.selector else None)


def test_the_silent_stand_first_then_the_departed_and_nobody_is_dropped(french: Workbook, report: Report) -> None:
    rows = table(french["Signataires"])
    assert [row["participation"] for row in rows] == ["silent"] * 8 + ["left"] + ["submitted"] * 31
    assert {row["signatory_id"] for row in rows} == {signatory.id for signatory in report.cycle.signatories}
    late = next(row for row in rows if row["signatory_id"] == "EX-013")
    assert (late["revision"], late["late"], late["superseded"]) == (2, "oui", "EX-013-r1.xlsx (r1)")


def test_every_refused_item_stands_with_code_place_and_reason(french: Workbook, english: Workbook) -> None:
    rows = [tuple(row.values()) for row in table(french["Non consolidés"])]
    assert rows == [("abîmé.xlsx", "U03", None, "Pas un classeur."), ("faux.xlsx", "E04", "1 A E14", "Trop grand.")]
    assert table(english["Not consolidated"])[1]["refused_place"] == "1 B E14"


def test_commitments_stand_in_their_own_words_with_how_they_read(french: Workbook, report: Report) -> None:
    rows = table(french["Engagements des entreprises"])
    said = [(f.signatory, c.text) for f in report.cycle.filed for c in f.submission.commitments]
    assert [(row["signatory_id"], row["commitment"]) for row in rows] == said
    for row in rows:
        profile = report.commitment_wording.get((row["signatory_id"], row["commitment_number"] - 1))
        assert row["bindingness"] == (profile.level if profile else None)
        assert row["R1"] == (profile.scores["R1"] if profile else None)


def test_the_codebook_describes_every_column_of_every_table(french: Workbook) -> None:
    described = {(row["code_list"], row["code"]) for row in table(french["Dictionnaire"])}
    for name in TABLES:
        for column in next(french[name].iter_rows(max_row=1, values_only=True)):
            assert (name, column) in described


def test_the_codebook_lists_every_motive_demand_and_theme(english: Workbook, report: Report) -> None:
    codes = {(row["code_list"], row["code"]) for row in table(english["Codebook"])}
    framework = report.framework
    assert {("motives", motive.id) for motive in framework.motives} <= codes
    assert {("demands", demand) for demand in framework.demands} <= codes
    assert {("themes", theme.id) for theme in framework.themes} <= codes


@pytest.mark.parametrize("name", TABLES)
def test_tables_have_a_filter_frozen_heads_and_repeated_print_titles(french: Workbook, name: str) -> None:
    sheet = french[name]
    assert sheet.auto_filter.ref is not None
    assert sheet.auto_filter.ref.startswith("A2:")
    assert sheet.freeze_panes is not None
    assert sheet.freeze_panes.endswith("3")
    assert "$2:$2" in str(sheet.print_title_rows)


def test_every_sheet_prints_on_a4_with_its_notice(french: Workbook) -> None:
    for sheet in french.worksheets:
        assert sheet.page_setup.paperSize == 9
        assert "autodéclaré, non vérifié" in str(sheet.oddFooter.left.text)


def test_the_document_says_what_it_is(french: Workbook) -> None:
    assert "Impact collectif" in str(french.properties.title)
    assert french.properties.created == datetime(2026, 6, 2)  # noqa: DTZ001  as documents store it
    custom = {item.name: item.value for item in french.custom_doc_props.props}
    assert custom["framework"] == "paris-2025@1"
    assert custom["cycle"] == "2026"


def test_equal_reports_give_equal_bytes(report: Report, tmp_path: Path, report_files: Mapping[str, Path]) -> None:
    write_report(tmp_path / "again.xlsx", report, "fr")
    assert (tmp_path / "again.xlsx").read_bytes() == report_files["fr"].read_bytes()


@pytest.mark.parametrize(
    ("wanted", "taken", "given"),
    [
        ("A/B: [c]*?", set(), "A B   c"),
        ("x" * 40, set(), "x" * 31),
        ("Suivi", {"suivi"}, "Suivi 2"),
        ("x" * 40, {"x" * 31}, "x" * 29 + " 2"),
        ("''", set(), "-"),
    ],
)
def test_any_name_of_an_objective_makes_a_sheet_name(wanted: str, taken: set[str], given: str) -> None:
    assert sheet_name(wanted, taken) == given
