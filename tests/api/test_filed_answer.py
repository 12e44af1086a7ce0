"""The answer to a filing is written without a model for each of its parts, and says what the models would."""

from __future__ import annotations

from datetime import UTC, datetime

from hypothesis import HealthCheck, given, settings

from indicators.answers import Submission
from indicators.case import Filed
from indicators.checks import check
from indicators.loader import bundled
from schemas.content import content_json
from schemas.out import RevisionOut, content_of
from service.api.revisions import present, revision_out
from service.store.filed import Author, FiledRevision
from tests.strategies import valid_submission


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(valid_submission(bundled()))
def test_a_revision_is_written_without_models_as_its_models_write_it(submission: Submission) -> None:
    findings = check(bundled(), submission)
    one = Filed("EX-001", 3, submission, findings, late=True, source="json")
    now = datetime(2026, 3, 2, 12, 0, 0, 50, tzinfo=UTC)
    filed = FiledRevision("2026.EX-001", "2026", one, now, "0", None, 3, Author("aciers", None, "t1"), "aciers")

    told = present(filed, "fr", bundled())

    out = revision_out(filed, "fr", bundled(), "aciers")
    assert content_json(submission) == content_of(submission).model_dump(mode="json")
    assert told.body == out.model_dump_json()
    assert RevisionOut.model_validate_json(told.body).token == "t1"
