"""Answers -> workbook -> answers: whatever a company may validly say comes back as it was said."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from indicators.answers import Submission
from indicators.checks import check
from indicators.loader import bundled
from indicators.model import LANGUAGES
from service.intake import gate
from service.intake.filled import Filled, read_filled
from service.intake.limits import LIMITS
from service.render.filled_template import fill
from tests.strategies import valid_submission

FRAMEWORK = bundled()


def read_back(content: bytes) -> Filled:
    return read_filled(gate.inspect(content, LIMITS), FRAMEWORK)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(valid_submission(FRAMEWORK), st.sampled_from(LANGUAGES))
def test_any_valid_answers_written_into_a_workbook_of_either_language_are_read_back_equal(
    submission: Submission, language: str
) -> None:
    filled = read_back(fill(submission, FRAMEWORK, "fr" if language == "fr" else "en"))

    assert filled.findings == ()
    assert filled.submission is not None
    read = filled.submission.model_copy(update={"language": submission.language}).as_submission()
    assert read == submission
    assert check(FRAMEWORK, read) == check(FRAMEWORK, submission)
