"""The live report is made from columns, equal to the one made from objects, and kept until something changes."""

from __future__ import annotations

from decimal import Decimal

from indicators.consolidate import consolidate
from indicators.loader import bundled
from schemas.submission import SubmissionIn
from service.actors import Actor
from service.store.engine import Database
from service.store.idempotency import Answered
from service.workflows.cycles import Frameworks
from service.workflows.report import KeptReports
from service.workflows.submit import approach, judge, submit
from tests.samples import company, open_cycle, self_assessment, value_of


def _file(database: Database, signatory: str, numerator: int) -> None:
    issued = company(database, signatory, f"{signatory} (invented)")
    desk = approach(database, Frameworks(), Actor("company", issued.organisation, token=issued.id), "2026")
    body = self_assessment(bundled())
    value_of(body, "SD-1")["numerator"] = numerator
    body["answers"][2] = {"indicator": body["answers"][2]["indicator"], "status": "not_applicable", "reason": "Aucun."}
    given = SubmissionIn.model_validate(body).as_submission()
    done = submit(database, desk, given, judge(desk, given), source="json", present=lambda _: Answered(201, ""))
    assert isinstance(done, Answered)


def test_figures_from_columns_are_those_from_objects(database: Database) -> None:
    open_cycle(database)
    _file(database, "EX-001", 4)
    _file(database, "EX-002", 8)
    kept = KeptReports()

    live = kept.live(database, Frameworks(), "2026")
    whole = kept.whole(database, Frameworks(), "2026")

    assert live.cycle.filed[0].submission.answers == ()
    assert len(whole.cycle.filed[0].submission.answers) > 20
    assert consolidate(whole.framework, whole.cycle).figures == live.consolidation.figures
    assert live.consolidation.figure("SD-1").claimed.value == Decimal("0.75")


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
