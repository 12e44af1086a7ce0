"""The pledge's sheet prints the reader's profile, each union's own beside it, and how far they agree."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import openpyxl
import pytest
from report_case import example_case

from indicators.annotations import Annotation, Selector, Speaker, Target
from indicators.case import Cycle
from indicators.model import Language
from indicators.wording import read
from indicators.wording.judgements import Judgement
from service.demo.cycle import example_cycle
from service.render.report.contents import Report
from service.render.report.workbook import write_report
from service.workflows.report_contents import report_of

FRAMEWORK = example_cycle().framework
EXAMPLE = example_case()
CASE = replace(EXAMPLE, filed=tuple(one for one in EXAMPLE.filed if one.submission.commitments)[:3], superseded=())
ALPHA, BETA = Speaker("urn:enregard:union:UX-1", "Union Alpha (invented)"), Speaker("u:2", "Union Bêta (invented)")


def judgement(clause: str, criterion: str, verdict: str, language: Language = "fr", **given: object) -> Judgement:
    operative = read(FRAMEWORK.clause(clause).text.in_(language), language).operative
    assert operative is not None
    found = next(one for one in operative.findings if one.criterion == criterion)
    return Judgement(criterion, found.rule, found.start, found.end, found.words, verdict, **given)  # type: ignore[arg-type]


def annotation(union: Speaker, clause: str, language: Language, *judgements: Judgement) -> Annotation:
    target = Target("clause", FRAMEWORK.ref, clause=clause, selector=Selector("x", language=language))
    return Annotation(
        id=f"urn:enregard:annotation:{union.name}:{clause}:{language}",
        union=union,
        motivation="assessing",
        motives=("L1",),
        target=target,
        texts={"fr": "Lecture.", "en": "Reading."},
        created=datetime(2026, 5, 2, tzinfo=UTC),
        judgements=judgements,
    )


def made(*annotations: Annotation) -> Report:
    """A report of the companies that commit themselves, three of them, with these annotations alone."""
    case: Cycle = replace(CASE, annotations=annotations)
    return report_of(FRAMEWORK, case)


def lines(report: Report, language: Language, path: Path) -> list[str]:
    write_report(path, report, language)
    sheet = openpyxl.load_workbook(path, read_only=True)["Engagement" if language == "fr" else "Pledge"]
    return [str(value) for row in sheet.iter_rows(values_only=True) for value in row if value is not None]


CORRECTS = judgement("4.1", "R1", "correct", score=3, reason="Garantir oblige.")
DISMISSES = judgement("4.1", "R1", "dismiss", reason="Aucune obligation de résultat.")


def test_each_union_stands_for_itself_with_its_verdict_and_its_reason(tmp_path: Path) -> None:
    report = made(annotation(ALPHA, "4.1", "fr", CORRECTS), annotation(BETA, "4.1", "fr", DISMISSES))
    readings = {one.union: (one.profile.scores["R1"], one.disputes) for one in report.clause_readings["4.1"]}
    assert report.clause_wording["4.1"].scores["R1"] == 2
    assert readings == {ALPHA.name: (3, False), BETA.name: (0, True)}
    shown = lines(report, "fr", tmp_path / "fr.xlsx")
    start = shown.index("4.1")
    block = shown[start : shown.index("4.2")]
    assert f"Lecture de {BETA.name}\u00a0: □□□□  Déclaratoire" in block
    assert f"R1 «\u00a0{DISMISSES.words}\u00a0»\u00a0: écarté. Aucune obligation de résultat." in block
    assert f"R1 «\u00a0{CORRECTS.words}\u00a0»\u00a0: corrigé en 3. Garantir oblige." in block
    assert f"Accord avec le lecteur automatique\u00a0: {ALPHA.name}, 0 sur 1 · {BETA.name}, 0 sur 1." in block
    assert "Entre syndicats\u00a0: 0 comparaisons sur 1 concordent." in block


def test_a_disputed_reading_prints_under_the_badge_here_and_on_the_objective_sheet(tmp_path: Path) -> None:
    report = made(annotation(BETA, "4.1", "fr", DISMISSES))
    path = tmp_path / "en.xlsx"
    shown = lines(report, "en", path)
    line = f"Reading of {BETA.name}: □□□□  Declaratory"
    claim = [one for one in shown[shown.index("4.1") : shown.index("4.2")] if "□" in one]
    assert claim[:2] == ["■■□□  Best efforts", line]
    elsewhere = [
        sheet.title
        for sheet in openpyxl.load_workbook(path, read_only=True)
        if any(line in row for row in sheet.iter_rows(values_only=True))
    ]
    assert len(elsewhere) == 2


def test_what_agrees_with_the_reader_is_no_dispute_and_counts_as_agreement(tmp_path: Path) -> None:
    report = made(annotation(ALPHA, "4.1", "fr", judgement("4.1", "R1", "confirm")))
    shown = lines(report, "en", tmp_path / "en.xlsx")
    assert f"Agreement with the automatic reader: {ALPHA.name}, 1 of 1." in shown
    assert shown.count(f"Reading of {ALPHA.name}: ■■□□  Best efforts") == 1


def test_a_judgement_on_the_translation_says_so() -> None:
    given = judgement("4.1", "R1", "confirm", "en")
    assert [one.language for one in made(annotation(ALPHA, "4.1", "en", given)).clause_readings["4.1"]] == ["en"]


@pytest.mark.parametrize("gone", [{"retracted": "erreur"}, {"withheld": "données personnelles"}])
def test_a_text_that_no_longer_stands_judges_nothing(gone: dict[str, str]) -> None:
    report = made(replace(annotation(BETA, "4.1", "fr", DISMISSES), **gone))  # type: ignore[arg-type]
    assert (report.clause_readings, report.wording_agreement) == ({}, None)


def test_an_alpha_is_printed_from_ten_units_on_and_never_before(tmp_path: Path) -> None:
    clauses = [clause.id for clause in FRAMEWORK.clauses][:12]
    both = [
        annotation(union, clause, "fr", judgement(clause, "R1", "confirm"))
        for union in (ALPHA, BETA)
        for clause in clauses
    ]
    many = lines(made(*both), "fr", tmp_path / "many.xlsx")
    assert [line for line in many if line.startswith("Alpha") and "1,00, sur 12 unités" in line]
    few = lines(made(*both[:3], *both[12:15]), "fr", tmp_path / "few.xlsx")
    few_units = "non calculé, 3 unités jugées par deux syndicats ou plus (il en faut 10)."
    assert f"Alpha de Krippendorff entre syndicats\u00a0: {few_units}" in few


def test_no_line_speaks_for_all_unions_at_once(tmp_path: Path) -> None:
    report = made(annotation(ALPHA, "4.1", "fr", CORRECTS), annotation(BETA, "4.1", "fr", DISMISSES))
    for language, phrase in (("fr", "les syndicats "), ("en", "the unions ")):
        shown = " ".join(lines(report, language, tmp_path / f"{language}.xlsx")).lower()  # type: ignore[arg-type]
        assert phrase + "lisent" not in shown
        assert phrase + "say" not in shown


def on_commitment(union: Speaker, *judgements: Judgement, revision: int | None = None) -> Annotation:
    target = Target(
        "answer",
        cycle=CASE.id,
        signatory=PROMISED.signatory,
        indicator="commitment-1",
        revision=revision or PROMISED.revision,
    )
    return replace(annotation(union, "4.1", "fr", *judgements), id=f"{union.name}:c", target=target)


PROMISED = CASE.filed[0]
WORDS = PROMISED.submission.commitments[0].text


def promised(criterion: str, verdict: str, **given: object) -> list[Judgement]:
    """The same verdict on the finding of each of the commitment's clauses, the first clause first."""
    clauses = read(WORDS, PROMISED.submission.language).clauses
    found = [next(one for one in clause.findings if one.criterion == criterion) for clause in clauses]
    return [Judgement(criterion, one.rule, one.start, one.end, one.words, verdict, **given) for one in found]  # type: ignore[arg-type]


def test_a_companys_commitment_shows_the_reader_each_union_and_their_agreement(tmp_path: Path) -> None:
    report = made(
        on_commitment(ALPHA, promised("R1", "confirm")[0]),
        on_commitment(BETA, *promised("R1", "correct", score=0, reason="Rien n’oblige.")),
    )
    place = (PROMISED.signatory, 0)
    read_as = report.commitment_wording[place].scores["R1"]
    readings = {one.union: one.profile.scores["R1"] for one in report.commitment_readings[place]}
    assert readings == {ALPHA.name: read_as, BETA.name: 0}
    path = tmp_path / "fr.xlsx"
    shown = lines(report, "fr", path)
    assert "Accord sur la lecture des engagements des entreprises" in shown
    assert f"Accord avec le lecteur automatique\u00a0: {ALPHA.name}, 1 sur 1 · {BETA.name}, 0 sur 2." in shown
    sheet = openpyxl.load_workbook(path, read_only=True)["Engagements des entreprises"]
    rows = list(sheet.iter_rows(values_only=True))
    column = rows[0].index("union_readings")
    cell = str(next(row for row in rows if WORDS in row)[column])
    assert f"Lecture de {BETA.name}\u00a0: □□□□  Déclaratoire" in cell
    assert "corrigé en 0. Rien n’oblige." in cell
    assert "Entre syndicats\u00a0: 0 comparaisons sur 1 concordent." in cell


def test_a_judgement_on_an_earlier_revision_of_a_commitment_says_nothing_of_the_present_one() -> None:
    older = on_commitment(BETA, *promised("R1", "confirm"), revision=PROMISED.revision + 1)
    assert made(older).commitment_readings == {}
