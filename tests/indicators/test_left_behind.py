"""What contests an earlier revision of an answer is counted, apart where the answer was filed again unchanged."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from indicators.annotations import Annotation, Speaker, Target
from indicators.answers import Answer, Commitment, Evidence, Profile, Submission
from indicators.case import Cycle, Filed
from indicators.figures import Signatory
from indicators.left_behind import LeftBehind, left_behind, says_same
from indicators.loader import bundled

FRAMEWORK = bundled("paris-2025", 1)
WHEN = datetime(2026, 5, 12, tzinfo=UTC)
ANSWER = Answer("SD-1", "answered", {"numerator": Decimal(4), "denominator": Decimal(8)}, comment="Deux avis.")
PROMISE = Commitment("2.1", "Nous formerons 300 personnes.")
SAID = Submission(FRAMEWORK.ref, "2026", "fr", Profile("A (fictive)"), (ANSWER,), (PROMISE,))
TARGET = Target("answer", cycle="2026", signatory="A", indicator="SD-1", revision=1)
A1 = Annotation("urn:a:1", Speaker("urn:u:1", "Union"), "assessing", ("A1",), TARGET, {"fr": "Non."}, WHEN)
UNVERIFIED = Speaker("urn:u:2", "Union", verified=False)


def with_answer(**changes: object) -> Submission:
    return replace(SAID, answers=(replace(ANSWER, **changes),))  # type: ignore[arg-type]


def cycle(*annotations: Annotation, now: Submission = SAID) -> Cycle:
    filed, before = Filed("A", 2, now), Filed("A", 1, SAID)
    return Cycle("2026", FRAMEWORK.ref, (Signatory("A", "A (fictive)"),), (filed,), annotations, None, (before,))


@pytest.mark.parametrize(
    ("name", "later", "same"),
    [
        ("SD-1", with_answer(), True),
        ("SD-1", with_answer(values={"numerator": Decimal("4.0"), "denominator": Decimal(8)}), True),
        ("SD-1", with_answer(values={"numerator": Decimal(3), "denominator": Decimal(8)}), False),
        ("SD-1", with_answer(comment="Trois avis."), False),
        ("SD-1", with_answer(evidence=(Evidence("minutes", "PV"),)), False),
        ("SD-1", replace(SAID, answers=()), False),
        ("commitment-1", SAID, True),
        ("commitment-1", replace(SAID, commitments=(replace(PROMISE, text="Autre."), PROMISE)), False),
        ("commitment-1", replace(SAID, language="en"), False),
        ("commitment-2", SAID, False),
    ],
)
def test_an_answer_is_the_same_where_all_of_it_is(name: str, later: Submission, same: bool) -> None:
    assert says_same(name, SAID, later) is same


@pytest.mark.parametrize(
    ("one", "counted"),
    [
        (A1, LeftBehind(1, 0)),
        (replace(A1, withheld="Un nom."), LeftBehind(1, 0)),
        (replace(A1, carried_to=2), LeftBehind()),
        (replace(A1, retracted="Erreur."), LeftBehind()),
        (replace(A1, motives=("A6",)), LeftBehind()),
        (replace(A1, union=UNVERIFIED), LeftBehind()),
        (replace(A1, target=replace(TARGET, revision=2)), LeftBehind()),
        (replace(A1, target=replace(TARGET, indicator="commitment-1")), LeftBehind(1, 0)),
        (replace(A1, target=replace(TARGET, signatory="B")), LeftBehind()),
        (replace(A1, target=replace(TARGET, cycle="2025")), LeftBehind()),
    ],
)
def test_what_would_contest_if_it_were_carried_forward_is_counted(one: Annotation, counted: LeftBehind) -> None:
    assert left_behind(FRAMEWORK, cycle(one)) == counted


def test_what_changed_is_counted_apart() -> None:
    other = replace(A1, target=replace(TARGET, indicator="commitment-1"))

    assert left_behind(FRAMEWORK, cycle(A1, other, now=with_answer(comment=None))) == LeftBehind(1, 1)
