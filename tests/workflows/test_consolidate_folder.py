"""A folder with every kind of file: each is consolidated or refused with its reason, and none stops the others."""

from __future__ import annotations

import json
import os
import shutil
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from indicators.annotations import Selector, Target
from indicators.answers import Submission
from schemas.annotation_export import annotation_json
from service.demo.cycle import ROSTER, example_cycle
from service.render.filled_template import fill
from service.render.report.contents import Report
from service.render.report.workbook import write_report
from service.workflows.consolidate import NothingToConsolidate, Request, consolidate_folder
from service.workflows.workbook_folder import find_workbooks


def filled(submission: Submission) -> bytes:
    return fill(submission, example_cycle().framework)


def submission_of(signatory: str, revision: int = 1) -> Submission:
    return next(
        filing.submission
        for filing in example_cycle().filings
        if (filing.signatory.id, filing.revision) == (signatory, revision)
    )


def without_reference(submission: Submission, name: str | None = None) -> Submission:
    organisation = replace(submission.organisation, reference=None)
    return replace(submission, organisation=replace(organisation, name=name or organisation.name))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder as a secretariat gets it: sound files, revisions, copies, contradictions, strangers, damage."""
    root = tmp_path_factory.mktemp("folder")
    (root / "later").mkdir()
    (root / "EX-001.xlsx").write_bytes(filled(submission_of("EX-001")))
    (root / "EX-001 (copie).xlsx").write_bytes((root / "EX-001.xlsx").read_bytes())
    (root / "EX-013-r1.xlsx").write_bytes(filled(submission_of("EX-013", 1)))
    (root / "later" / "EX-013-r2.xlsx").write_bytes(filled(submission_of("EX-013", 2)))
    (root / "par le nom.xlsx").write_bytes(filled(without_reference(submission_of("EX-002"))))
    (root / "sosie.xlsx").write_bytes(
        filled(without_reference(submission_of("EX-003"), "Mobilites Tramontelle (fictive)"))
    )
    third = submission_of("EX-005")
    (root / "EX-005.xlsx").write_bytes(filled(third))
    (root / "EX-005 bis.xlsx").write_bytes(filled(replace(third, commitments=())))
    answers = tuple(
        replace(answer, values={**answer.values, "numerator": Decimal(10_000)})
        if answer.indicator == "SD-1"
        else answer
        for answer in submission_of("EX-006").answers
    )
    (root / "EX-006.xlsx").write_bytes(filled(replace(submission_of("EX-006"), answers=answers)))
    (root / "EX-007.xlsx").write_bytes(filled(replace(submission_of("EX-007"), cycle="2025")))
    (root / "abîmé.xlsx").write_bytes(b"PK\x03\x04 pas un classeur")
    (root / "ancien.xls").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))
    (root / "~$EX-001.xlsx").write_bytes(b"verrou")
    (root / ".caché.xlsx").write_bytes(b"x")
    (root / "lisez-moi.txt").write_text("à ignorer", encoding="utf-8")
    return root


@pytest.fixture(scope="module")
def annotations(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Annotations that stand, and one of each kind that does not."""
    path = tmp_path_factory.mktemp("annotations") / "annotations.json"
    example = example_cycle().annotations
    on_clause = [a for a in example if a.target.kind == "clause"][:3]
    revised = [a for a in example if a.target.signatory == "EX-013"]
    items = [annotation_json(a) for a in (*on_clause, *revised)]
    bent = {**items[0], "id": "urn:x:bent", "target": {**items[0]["target"]}}
    bent["target"]["selector"] = {"type": "TextQuoteSelector", "exact": "les entreprises s’engagent"}
    absent = [a for a in example if a.target.signatory == "EX-006"][:1]
    items += [bent, {**items[1]}, {**items[2], "id": "urn:x:extra", "colour": "red"}, "texte"]
    items += [annotation_json(a) for a in absent]
    path.write_text(json.dumps({"type": "AnnotationPage", "items": items}), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def report(folder: Path, annotations: Path) -> Report:
    """The report of that folder."""
    told: list[tuple[int, int]] = []
    request = Request((folder,), annotations, ROSTER, workers=2)
    made = consolidate_folder(request, lambda done, all_: told.append((done, all_)))
    assert told == [(number, 12) for number in range(1, 13)]
    return made


def test_sound_files_are_filed_with_their_signatory_by_reference_or_by_exact_name(report: Report) -> None:
    assert [(filed.signatory, filed.revision, filed.source) for filed in report.cycle.filed] == [
        ("EX-001", 1, "EX-001 (copie).xlsx"),
        ("EX-002", 1, "par le nom.xlsx"),
        ("EX-013", 2, "EX-013-r2.xlsx"),
    ]
    assert report.cycle.id == "2026"


def test_an_earlier_revision_is_listed_as_superseded(report: Report) -> None:
    assert [(old.signatory, old.revision, old.source) for old in report.cycle.superseded] == [
        ("EX-013", 1, "EX-013-r1.xlsx")
    ]


def test_what_was_read_is_what_was_written(report: Report) -> None:
    for filed in report.cycle.filed:
        expected = submission_of(filed.signatory, filed.revision)
        assert filed.submission.answers == expected.answers
        assert filed.submission.commitments == expected.commitments


def test_every_other_file_is_refused_with_its_code_and_place(report: Report) -> None:
    files = [one for one in report.refused if one.name.endswith((".xlsx", ".xls"))]
    assert {(one.name, one.code, one.place["fr"]) for one in files} == {
        ("EX-001.xlsx", "X05", ""),
        ("sosie.xlsx", "X01", ""),
        ("EX-005.xlsx", "X03", ""),
        ("EX-005 bis.xlsx", "X03", ""),
        ("EX-006.xlsx", "E04", "1 Social dialogue E7"),
        ("EX-007.xlsx", "X04", ""),
        ("abîmé.xlsx", "U10", ""),
        ("ancien.xls", "U08", ""),
    }
    reasons = {one.name: one for one in report.refused}
    assert "EX-003 Mobilités Tramontelle" in reasons["sosie.xlsx"].message["fr"]
    assert "2025" in reasons["EX-007.xlsx"].message["en"]
    assert "EX-005" in reasons["EX-005 bis.xlsx"].message["fr"]


def test_companies_whose_files_were_refused_are_silent_not_lost(report: Report) -> None:
    coverage = report.consolidation.coverage
    assert (coverage.signatories, coverage.submitted, len(coverage.silent), len(coverage.left)) == (39, 3, 36, 1)


def test_annotations_stand_or_are_refused_one_by_one(report: Report) -> None:
    example = example_cycle().annotations
    on_clause = [a for a in example if a.target.kind == "clause"][:3]
    revised = [a for a in example if a.target.signatory == "EX-013"]
    assert report.cycle.annotations == (*on_clause, *revised)
    last = 3 + len(revised)
    refused = [(one.name, one.code, one.place["en"]) for one in report.refused if "items/" in one.place["en"]]
    assert refused[:4] == [
        ("urn:x:bent", "N04", f"items/{last}/target/selector/exact"),
        (on_clause[1].id, "N22", f"items/{last + 1}/id"),
        ("urn:x:extra", "N21", f"items/{last + 2}/colour"),
        (f"items/{last + 3}", "N21", f"items/{last + 3}"),
    ]
    assert [code for _, code, _ in refused[4:]] == ["N11"]


def test_an_annotation_on_an_earlier_revision_contests_nothing_now(report: Report) -> None:
    on_first = [a for a in report.cycle.annotations if a.target.signatory == "EX-013" and a.revision == 1]
    assert on_first
    assert not any(report.contests_now(annotation) for annotation in on_first)


def test_words_carried_to_a_revision_that_does_not_hold_them_are_refused_at_their_place(tmp_path: Path) -> None:
    first = submission_of("EX-013")
    words = first.commitments[0].text
    core = {one.id for one in example_cycle().framework.indicators if one.core}
    optional = next(one.indicator for one in first.answers if one.indicator not in core)
    kept = tuple(one for one in first.answers if one.indicator != optional)
    later = replace(first, answers=kept, commitments=first.commitments[1:])
    for number, submission in enumerate((first, later), start=1):
        (tmp_path / f"EX-013-r{number}.xlsx").write_bytes(filled(submission))
    example = next(one for one in example_cycle().annotations if one.target.signatory == "EX-013")
    quoted = Selector(words[:20], language=first.language)
    targets = {
        "urn:x:quoted": Target("answer", cycle="2026", signatory="EX-013", indicator="commitment-1", selector=quoted),
        "urn:x:gone": replace(example.target, indicator=optional, selector=None),
        "urn:x:there": replace(example.target, indicator=kept[0].indicator, selector=None),
    }
    items = [
        annotation_json(replace(example, id=id_, target=replace(one, revision=1), carried_to=2, replies=()))
        for id_, one in targets.items()
    ]
    (tmp_path / "annotations.json").write_text(json.dumps({"type": "AnnotationPage", "items": items}), encoding="utf-8")

    made = consolidate_folder(Request((tmp_path,), tmp_path / "annotations.json", ROSTER, workers=1))

    assert [(one.name, one.code, one.place["en"]) for one in made.refused] == [
        ("urn:x:quoted", "N04", "items/0/carriedForward/revision"),
        ("urn:x:gone", "N19", "items/1/carriedForward/revision"),
    ]
    assert [(one.id, one.revision) for one in made.cycle.annotations] == [("urn:x:there", 2)]


def test_commitments_are_read_and_doubts_are_kept(report: Report) -> None:
    first = report.cycle.filed[0]
    assert {number for signatory, number in report.commitment_wording if signatory == first.signatory} == set(
        range(len(first.submission.commitments))
    )
    assert all(code.startswith("W") for codes in report.warnings.values() for code in codes)


def test_a_folder_is_searched_at_any_depth_without_locks_hidden_files_and_other_things(folder: Path) -> None:
    names = [path.name for path in find_workbooks([folder])]
    assert len(names) == 12
    assert names == sorted(names)
    assert "EX-013-r2.xlsx" in names
    assert not {"~$EX-001.xlsx", ".caché.xlsx", "lisez-moi.txt"} & set(names)


def test_a_file_named_twice_is_taken_once_and_the_report_itself_never(folder: Path) -> None:
    one = folder / "EX-001.xlsx"
    assert find_workbooks([one, folder / "later" / ".." / "EX-001.xlsx"]) == [one]
    assert one not in find_workbooks([folder], frozenset({one.resolve()}))
    with pytest.raises(FileNotFoundError):
        find_workbooks([folder / "nowhere"])


def test_with_nothing_usable_the_reasons_are_still_told(folder: Path, tmp_path: Path) -> None:
    shutil.copy(folder / "abîmé.xlsx", tmp_path / "abîmé.xlsx")
    with pytest.raises(NothingToConsolidate) as nothing:
        consolidate_folder(Request((tmp_path,)))
    assert [one.name for one in nothing.value.refused] == ["abîmé.xlsx"]


def test_an_annotation_file_that_is_no_such_file_is_refused_as_a_whole(folder: Path, tmp_path: Path) -> None:
    bad = tmp_path / "annotations.json"
    for content in ("{", '{"items": [], "items": []}', "[]", '{"items": {}}', '{"items": [NaN]}'):
        bad.write_text(content, encoding="utf-8")
        made = consolidate_folder(Request((folder / "EX-001.xlsx",), bad, ROSTER, workers=1))
        assert [(one.name, one.code) for one in made.refused] == [("annotations.json", "X07")]


def test_without_a_roster_the_signatories_are_those_that_filed(folder: Path) -> None:
    made = consolidate_folder(Request((folder / "par le nom.xlsx", folder / "EX-001.xlsx")))
    assert [signatory.id for signatory in made.cycle.signatories] == ["Banque-Halcyane-fictive", "EX-001"]
    assert made.consolidation.coverage.silent == ()


def test_names_and_values_of_any_bytes_are_refused_in_words_that_can_be_written(folder: Path, tmp_path: Path) -> None:
    bad = tmp_path / "annotations.json"
    nasty = '{"type": "AnnotationPage", "items": [{"id": "\\ud800\\u0000", "\\udfff": "\\ufffe"}]}'
    bad.write_text(nasty, encoding="ascii")
    odd = Path(os.fsdecode(os.fsencode(tmp_path) + b"/n\xff\x07m.xlsx"))
    odd.write_bytes(b"x")
    made = consolidate_folder(Request((folder / "EX-001.xlsx", odd), bad, ROSTER, workers=1))
    assert {one.code for one in made.refused} >= {"N21"}
    assert made.refused[0].name == "n\ufffd\ufffdm.xlsx"
    write_report(tmp_path / "out.xlsx", made, "fr")
    rows = list(openpyxl.load_workbook(tmp_path / "out.xlsx")["Non consolidés"].iter_rows(values_only=True))
    assert len(rows) == 2 + len(made.refused)
