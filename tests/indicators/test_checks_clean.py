"""No false alarm: whatever a company may rightly answer passes the checks."""

from __future__ import annotations

from dataclasses import replace
from random import Random

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from indicators.answers import Submission
from indicators.checks import check
from indicators.findings import has_errors
from indicators.loader import bundled
from indicators.wording.model import Reading
from tests.strategies import valid_submission

FRAMEWORK = bundled()


def unflagged(text: str, language: str) -> Reading:
    return Reading(language, ())


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(valid_submission(FRAMEWORK))
def test_a_valid_submission_has_no_error_and_no_doubt_but_those_of_its_own_making(submission: Submission) -> None:
    findings = check(FRAMEWORK, submission, cycle="2026", reader=unflagged)
    assert [finding for finding in findings if finding.severity == "error"] == []
    assert {finding.code for finding in findings} <= {"W02", "W04", "W06", "W07"}


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(valid_submission(FRAMEWORK), st.randoms(use_true_random=False))
def test_the_order_of_the_answers_does_not_matter(submission: Submission, random: Random) -> None:
    answers = list(submission.answers)
    random.shuffle(answers)
    shuffled = replace(submission, answers=tuple(answers))
    assert check(FRAMEWORK, shuffled, reader=unflagged) == check(FRAMEWORK, submission, reader=unflagged)
    assert not has_errors(check(FRAMEWORK, shuffled, reader=unflagged))
