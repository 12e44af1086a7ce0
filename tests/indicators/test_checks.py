"""Each rule finds its fault, at its place, and nothing else."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from indicators.answers import Answer, Evidence, Submission, Unreadable
from indicators.checks import check
from indicators.checks.answer import STATUSES
from indicators.findings import Finding
from tests.indicators.companies import (
    CLEAN,
    FRAMEWORK,
    MINUTES,
    numbers,
    unflagged,
    with_answer,
    with_commitment,
    with_profile,
    without,
)
from tests.indicators.faults import EVERY_FAULT, Fault


def found(submission: Submission, previous: Submission | None = None) -> tuple[Finding, ...]:
    return check(FRAMEWORK, submission, previous, cycle="2026", reader=unflagged)


def places(submission: Submission) -> list[tuple[str, tuple[str | int, ...]]]:
    return [(finding.code, finding.path) for finding in found(submission)]


def test_the_clean_company_has_no_finding() -> None:
    assert found(CLEAN, previous=CLEAN) == ()


@pytest.mark.parametrize("fault", EVERY_FAULT, ids=lambda fault: f"{fault.finding.code} {fault.name}")
def test_a_fault_yields_its_finding_and_no_other(fault: Fault) -> None:
    findings = check(FRAMEWORK, fault.submission, fault.previous, cycle="2026", reader=fault.reader)
    assert findings == (fault.finding,)
    assert findings[0].severity == ("error" if fault.finding.code[0] == "E" else "warning")


def test_every_code_of_the_framework_is_in_the_catalogue_of_faults_but_those_tested_below() -> None:
    codes = {fault.finding.code for fault in EVERY_FAULT}
    assert codes == {f"E{n:02}" for n in range(1, 15)} | {f"W0{n}" for n in range(1, 8)} - {"W04"}


def test_all_faults_come_back_at_once_in_the_order_of_the_form() -> None:
    submission = with_profile(country="Gaule", populations={"EXP": Decimal(-1)})
    submission = with_answer("MF-1", submission, values=numbers(level=7))
    submission = with_answer("SD-1", submission, status="not_available", comment="x" * 2_001)
    submission = with_answer("HC-2", submission, values=numbers(numerator_men=-5, numerator="0.5"))
    submission = replace(submission, answers=submission.answers[::-1], cycle="2031")
    submission = replace(submission, commitments=(*CLEAN.commitments, replace(CLEAN.commitments[0], clause="8.8")))
    assert places(submission) == [
        ("E13", ("cycle",)),
        ("E02", ("organisation", "country")),
        ("E03", ("organisation", "populations", "EXP")),
        ("E08", ("answers", "SD-1", "reason")),
        ("E09", ("answers", "SD-1", "comment")),
        ("E02", ("answers", "HC-2", "numerator")),
        ("E03", ("answers", "HC-2", "numerator_men")),
        ("E06", ("answers", "MF-1", "level")),
        ("E11", ("commitments", 1, "clause")),
    ]


def test_optional_indicators_may_be_left_blank_or_out() -> None:
    optional = [indicator.id for indicator in FRAMEWORK.entered() if not indicator.core]
    assert len(optional) == 5
    assert found(without(*optional)) == ()
    blank = tuple(Answer(a.indicator, None) if a.indicator in optional else a for a in CLEAN.answers)
    assert found(replace(CLEAN, answers=blank)) == ()


def test_a_denominator_filled_in_by_the_form_does_not_make_an_answer() -> None:
    blank = Answer("SH-5", None, numbers(denominator=1000))
    answers = tuple(blank if a.indicator == "SH-5" else a for a in CLEAN.answers)
    assert found(replace(CLEAN, answers=answers)) == ()
    begun = replace(blank, comment="à compléter")
    answers = tuple(begun if a.indicator == "SH-5" else a for a in CLEAN.answers)
    assert [finding.code for finding in found(replace(CLEAN, answers=answers))] == ["E01", "E01"]


def test_every_core_indicator_left_out_is_named_once() -> None:
    empty = replace(CLEAN, answers=(), commitments=())
    core = [indicator.id for indicator in FRAMEWORK.entered() if indicator.core]
    assert places(empty) == [("E01", ("answers", id_, "status")) for id_ in core]
    assert len(core) == 26


def test_numbers_beside_not_applicable_are_not_asked_for_but_must_be_readable() -> None:
    assert (
        found(with_answer("SD-1", status="not_applicable", reason="Aucun déploiement", values=numbers(numerator=99)))
        == ()
    )
    odd = with_answer("SD-1", status="not_applicable", reason="x", values={"numerator": Unreadable("#N/A", "error")})
    assert places(odd) == [("E07", ("answers", "SD-1", "numerator"))]


def test_one_unreadable_whole_is_told_once_and_its_groups_are_left_alone() -> None:
    submission = with_answer("HC-2", values={"denominator": Unreadable("environ 400", "text")})
    assert places(submission) == [("E07", ("answers", "HC-2", "denominator"))]


def test_a_group_that_may_be_left_out_counts_as_zero() -> None:
    assert found(with_answer("HC-2", values={"numerator_other": None, "denominator_other": None})) == ()


def test_a_missing_group_is_missing_and_no_sum_is_drawn() -> None:
    submission = with_answer("HC-2", values={"denominator_men": None})
    assert places(submission) == [("E01", ("answers", "HC-2", "denominator_men"))]


def test_hours_may_exceed_heads_and_hold_decimals() -> None:
    hours = numbers(numerator="16000.25", numerator_women="6000.25", numerator_men=10_000)
    assert found(with_answer("HC-1", values=hours)) == ()


def test_zero_out_of_zero_is_an_answer() -> None:
    assert found(with_answer("SD-1", values=numbers(numerator=0, denominator=0))) == ()


def test_another_framework_is_told_and_nothing_else_is_judged() -> None:
    foreign = replace(with_profile(country=None), framework="other-pledge@1", answers=())
    assert places(foreign) == [("E13", ("framework",))]


def test_without_an_expected_cycle_any_cycle_is_accepted() -> None:
    assert check(FRAMEWORK, replace(CLEAN, cycle="1999"), reader=unflagged) == ()


def test_a_third_answer_to_one_indicator_is_told_again_and_only_the_first_is_judged() -> None:
    wrong = replace(CLEAN.answers[1], values=numbers(numerator=-1))
    submission = replace(CLEAN, answers=(*CLEAN.answers, wrong, wrong))
    assert places(submission) == [("E14", ("answers", "SD-1"))] * 2


@pytest.mark.parametrize("length", [1, 1_999, 2_000])
def test_a_comment_of_up_to_2000_characters_is_no_fault(length: int) -> None:
    assert found(with_answer("SD-1", comment="é" * length)) == ()


@pytest.mark.parametrize(
    "link",
    [
        "https://example.org",
        "https://example.org/",
        "https://exemple.fr:8443/a/b?c=d&e=f#g",
        "https://été.example/rapport.pdf",
        "https://a.b.c.d.example/%20",
        "HTTPS://EXAMPLE.ORG/A.PDF",
    ],
)
def test_good_links_are_taken(link: str) -> None:
    assert found(with_answer("SD-1", evidence=(Evidence("audit", "Audit", link),))) == ()


@pytest.mark.parametrize(
    "link",
    [
        "ftp://example.org/a",
        "data:text/html,<script>",
        "//example.org/a",
        "https:example.org",
        "https://",
        "https://example..org/",
        "https://-example.org/",
        "https://exa mple.org/",
        "https://example.org/\u202egpj.exe",
        "https://example.org\t/",
        "https://[::1]/",
        "https://[/",
        "https://10.0.0.8/",
        "https://intranet/accord",
        "https://user@example.org/",
        "https://example.org:0/",
        "https://example.org:port/",
    ],
)
def test_bad_links_are_refused_at_the_link(link: str) -> None:
    submission = with_answer("SD-1", evidence=(MINUTES, Evidence("audit", "Audit", link)))
    assert places(submission) == [("E10", ("answers", "SD-1", "evidence", 1, "link"))]


def test_a_commitment_target_may_be_a_reduction() -> None:
    assert found(with_commitment(target=Decimal(-10), unit="% d’accidents")) == ()


@pytest.mark.parametrize("status", STATUSES)
def test_every_status_of_the_framework_is_known(status: str) -> None:
    assert "E02" not in {finding.code for finding in found(with_answer("SD-1", status=status))}
