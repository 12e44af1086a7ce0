"""The live report is made from columns, equal to the one made from objects, and kept until something changes."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from indicators import answer_pieces
from indicators.consolidate import consolidate
from indicators.loader import bundled
from schemas.submission import SubmissionIn
from service.actors import Actor
from service.render.report.view import View
from service.store.engine import Database
from service.store.idempotency import Answered
from service.workflows.cycles import Frameworks
from service.workflows.downloads import Form, write_form
from service.workflows.report import KeptReports
from service.workflows.submit import approach, judge, submit
from tests.samples import company, open_cycle, self_assessment, value_of


def _file(database: Database, signatory: str, numerator: int, by: Actor | None = None, **said: Any) -> Actor:
    """File a self-assessment for a new company, or for the one that is given; return who did."""
    if by is None:
        issued = company(database, signatory, f"{signatory} (invented)")
        by = Actor("company", issued.organisation, token=issued.id)
    desk = approach(database, Frameworks(), by, "2026")
    body = self_assessment(bundled())
    value_of(body, "SD-1")["numerator"] = numerator
    body["answers"][2] = {"indicator": body["answers"][2]["indicator"], "status": "not_applicable", "reason": "Aucun."}
    body["answers"][0] |= said
    given = SubmissionIn.model_validate(body).as_submission()
    done = submit(database, desk, given, judge(desk, given), source="json", present=lambda _: Answered(201, ""))
    assert isinstance(done, Answered)
    return by


def test_figures_from_columns_are_those_from_objects(database: Database) -> None:
    open_cycle(database)
    first = _file(database, "EX-001", 2)
    _file(database, "EX-002", 8, **NASTY)
    _file(database, "EX-001", 4, first)
    kept = KeptReports()

    live = kept.live(database, Frameworks(), "2026")
    whole = kept.whole(database, Frameworks(), "2026")

    assert live.cycle.filed[0].submission.answers == ()
    assert len(whole.cycle.filed[0].submission.answers) > 20
    assert consolidate(whole.framework, whole.cycle).figures == live.consolidation.figures
    assert live.consolidation.figure("SD-1").claimed.value == Decimal("0.75")


def test_a_table_of_answers_is_written_without_making_any_figure(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_cycle(database)
    _file(database, "EX-001", 4)
    monkeypatch.setattr("service.workflows.report.consolidate_columns", None)
    form = Form("csv", "answers")

    live = KeptReports().for_files(database, Frameworks(), "2026", form)
    write_form(tmp_path / "answers.csv", live.report(View()), form, "fr", "complete")

    lines = (tmp_path / "answers.csv").read_text("utf-8").splitlines()
    assert [line.split(",")[11:13] for line in lines if ",SD-1," in line] == [["numerator", "4"], ["denominator", "8"]]


def test_figures_asked_for_after_all_are_those_of_the_live_report(database: Database) -> None:
    open_cycle(database)
    _file(database, "EX-001", 4)
    kept = KeptReports()

    live = kept.for_files(database, Frameworks(), "2026", Form("csv", "answers"))

    assert live.report(View()).consolidation == kept.live(database, Frameworks(), "2026").consolidation


def test_an_unchanged_report_is_the_same_one_and_a_changed_one_is_made_anew(database: Database) -> None:
    open_cycle(database)
    _file(database, "EX-001", 4)
    kept = KeptReports()

    first = kept.live(database, Frameworks(), "2026")
    again = kept.live(database, Frameworks(), "2026")
    _file(database, "EX-002", 8)
    changed = kept.live(database, Frameworks(), "2026")

    assert again is first
    assert changed is not first
    assert (first.consolidation.coverage.submitted, changed.consolidation.coverage.submitted) == (1, 2)


NASTY = {
    "comment": '=SOMME(A1), « dit » l’une ;\n"ligne" 2',
    "reason": "'-1",
    "evidence": [
        {"kind": "minutes", "title": "PV du CSE (fictif)", "link": "https://example.org/pv?a=1&b=2"},
        {"kind": "agreement", "title": "Accord, 2e avenant (fictif)", "link": "https://example.org/2"},
    ],
}


def test_files_written_from_columns_are_those_written_from_objects(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Companies come in turns of two, in another order than they filed."""
    monkeypatch.setattr(answer_pieces, "AT_ONCE", 2)
    open_cycle(database)
    for signatory, numerator in (("EX-003", 3), ("EX-001", 4), ("EX-002", 8)):
        _file(database, signatory, numerator, **NASTY if signatory != "EX-003" else {})
    kept = KeptReports()
    narrow = View(indicators=frozenset({"SD-1", "SD-2"}))
    forms = [(View(), Form("package.zip")), (View(), Form("xlsx")), (narrow, Form("csv", "answers"))]
    forms += [(View(), Form("parquet", "answers")), (View(), Form("csv", "signatories"))]

    whole = kept.whole(database, Frameworks(), "2026")
    live = kept.for_files(database, Frameworks(), "2026", Form("package.zip"))

    assert live.cycle.filed[0].submission.answers == ()
    for shown, form in forms:
        write_form(tmp_path / "objects", whole.report(shown), form, "fr", "complete")
        write_form(tmp_path / "columns", live.report(shown), form, "fr", "complete")
        assert (tmp_path / "columns").read_bytes() == (tmp_path / "objects").read_bytes(), form
    csv = tmp_path / "answers.csv"
    write_form(csv, live.report(View()), Form("csv", "answers"), "fr", "complete")
    assert '"\'=SOMME(A1), « dit » l’une ;\n""ligne"" 2",2,' in csv.read_text(encoding="utf-8")
