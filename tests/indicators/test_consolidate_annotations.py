"""Which answers count as contested, and what is said beside a figure."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from indicators.annotations import Annotation, Reply, Selector, Speaker, Target
from indicators.case import Cycle
from indicators.consolidate import consolidate
from indicators.figures import Cut, Figure, Signatory
from tests.indicators.companies import FRAMEWORK
from tests.indicators.cycles import NORD, SUD, WHEN, answered, cycle, filed, on_answer

ENTRIES = (
    filed(
        "A", answered("SD-2", numerator=10, denominator=100), answered("SD-1", numerator=1, denominator=2), revision=3
    ),
    filed("B", answered("SD-2", numerator=90, denominator=100), headcount=100),
)
ROSTER = (Signatory("A", "A", "FR", "C", 100), Signatory("B", "B", "DE", "K", 100))


ON_2 = on_answer("A", "SD-2", "A1", revision=2).target


def with_(*annotations: Annotation, entries: tuple[object, ...] = ENTRIES) -> Cycle:
    return cycle(entries, *ROSTER, annotations=annotations)  # type: ignore[arg-type]


def sd2(*annotations: Annotation) -> Figure:
    return consolidate(FRAMEWORK, with_(*annotations)).figure("SD-2")


def about(kind: str, **place: object) -> Annotation:
    target = Target(kind, FRAMEWORK.ref, **place)  # type: ignore[arg-type]
    return Annotation(f"{kind}-{place}", SUD, "assessing", ("G2",), target, {"en": "Invented."}, WHEN)


CURRENT = on_answer("A", "SD-2", "A1", revision=3)
EARLIER, LATER = WHEN - timedelta(hours=1), WHEN + timedelta(hours=1)


def reply(version: int | None = 1, created: datetime = WHEN, union: Speaker | None = None) -> Reply:
    """A turn of the thread beside CURRENT, by the company unless a union speaks."""
    return Reply("" if union else "A", {"fr": "Nous maintenons."}, created, union, version=version)


@pytest.mark.parametrize(
    ("annotation", "contested", "status"),
    [
        (CURRENT, 1, "open"),
        (on_answer("A", "SD-2", "A1", revision=3, replied=True), 1, "answered"),
        (on_answer("A", "SD-2", "A1", revision=2), 0, "none"),
        (on_answer("A", "SD-2", "A1", revision=2, carried_to=3), 1, "open"),
        (on_answer("A", "SD-2", "A1", revision=3, carried_to=4), 0, "none"),
        (replace(CURRENT, retracted="Settled"), 0, "withdrawn"),
        (replace(CURRENT, withheld="Personal data", texts={}), 1, "open"),
        (replace(CURRENT, withheld="Unlawful in whole", texts={}, replies=(reply(),)), 1, "answered"),
        (replace(CURRENT, withheld="Personal data", retracted="Settled"), 0, "withdrawn"),
        (on_answer("A", "SD-2", "A6", revision=3), 0, "none"),
        (on_answer("A", "SD-2", "P1", "V1", revision=3), 0, "none"),
        (on_answer("A", "SD-2", "P1", "A5", revision=3), 1, "open"),
        (on_answer("A", "SD-2", "A1", revision=3, union=Speaker("X", "X", verified=False)), 0, "none"),
        (on_answer("Z", "SD-2", "A1", revision=3), 0, "none"),
        (on_answer("A", "SD-1", "A1", revision=3), 0, "none"),
        (replace(CURRENT, motivation="replying"), 0, "none"),
        (replace(CURRENT, target=replace(CURRENT.target, cycle="2025")), 0, "none"),
    ],
)
def test_only_a_standing_contesting_annotation_on_the_current_revision_contests(
    annotation: Annotation, contested: int, status: str
) -> None:
    figure = sd2(annotation)
    assert (figure.contested, figure.contest_status) == (contested, status)


@pytest.mark.parametrize(
    ("life", "status"),
    [
        ({"version": 2, "replies": (reply(1),)}, "open"),
        ({"version": 2, "replies": (reply(1), reply(2))}, "answered"),
        ({"version": 2, "replies": (reply(1), reply(2, union=NORD))}, "open"),
        ({"version": 2, "replies": (reply(None),)}, "answered"),
        ({"target": ON_2, "carried_to": 3, "carried_on": LATER, "replies": (reply(),)}, "open"),
        ({"target": ON_2, "carried_to": 3, "carried_on": LATER, "replies": (reply(None),)}, "open"),
        ({"target": ON_2, "carried_to": 3, "carried_on": LATER, "replies": (reply(), reply(1, LATER))}, "answered"),
        ({"target": ON_2, "carried_to": 3, "carried_on": EARLIER, "replies": (reply(),)}, "answered"),
        ({"target": ON_2, "carried_to": 3, "replies": (reply(),)}, "answered"),
        ({"replies": (replace(reply(), texts={}, withheld="Defamation"),)}, "answered"),
    ],
)
def test_a_reply_answers_the_version_it_was_given_to_and_no_later_carry_forward(
    life: dict[str, object], status: str
) -> None:
    lived = replace(CURRENT, **life)  # type: ignore[arg-type]
    figure = sd2(lived)
    assert (figure.contested, figure.contest_status) == (1, status)
    assert lived.awaits_reply is (status == "open")


def test_nobody_is_called_on_to_reply_to_words_that_nobody_may_read() -> None:
    withheld = replace(CURRENT, withheld="Personal data", texts={})
    assert (CURRENT.awaits_reply, withheld.awaits_reply) == (True, False)
    assert sd2(withheld).contest_status == "open"


def test_a_figure_bears_the_worst_status_of_its_answers() -> None:
    replied = on_answer("B", "SD-2", "A1", replied=True)
    assert sd2(replied, replace(CURRENT, retracted="Settled")).contest_status == "answered"
    assert sd2(replied, CURRENT).contest_status == "open"


def test_two_unions_on_one_answer_contest_it_once() -> None:
    other = on_answer("A", "SD-2", "A3", revision=3, union=SUD)
    figure = sd2(CURRENT, other)
    assert (figure.contested, figure.annotations_by_union) == (1, {NORD.id: 1, SUD.id: 1})


def test_annotations_on_clause_indicator_figure_and_answers_are_counted_by_motive_and_union() -> None:
    clause = FRAMEWORK.indicator("SD-2").clauses[0]
    figure = sd2(
        about("clause", clause=clause, selector=Selector("dialogue")),
        about("indicator", indicator="SD-2"),
        about("figure", indicator="SD-2", cycle="2026"),
        on_answer("A", "SD-2", "A1", "P1", revision=1),
        CURRENT,
    )
    assert figure.annotations_by_motive == {"A1": 2, "G2": 3, "P1": 1}
    assert figure.annotations_by_union == {NORD.id: 2, SUD.id: 3}


def test_annotations_on_other_places_cycles_or_gone_are_not_counted() -> None:
    figure = sd2(
        about("clause", clause="6.3"),
        about("indicator", indicator="HC-5"),
        about("figure", indicator="SD-2", cycle="2025"),
        about("edition", edition="2026-1"),
        replace(about("indicator", indicator="SD-2"), retracted="Settled"),
    )
    assert figure.annotations_by_motive == {}


def test_what_is_withheld_is_counted_by_its_motive_and_its_union() -> None:
    figure = sd2(replace(CURRENT, withheld="Personal data", texts={}))
    assert (figure.annotations_by_motive, figure.annotations_by_union) == ({"A1": 1}, {NORD.id: 1})


def test_a_cut_counts_the_annotations_on_its_own_companies_answers() -> None:
    of = consolidate(FRAMEWORK, with_(CURRENT, about("indicator", indicator="SD-2")))
    french, german = (of.figure("SD-2", Cut("country", value)) for value in ("FR", "DE"))
    assert french.annotations_by_motive == {"A1": 1, "G2": 1}
    assert german.annotations_by_motive == {"G2": 1}
    assert (french.contested, german.contested) == (1, 0)
    assert (french.set_aside.value, french.set_aside.contributors) == (None, 0)


def test_a_withdrawn_contest_sets_nothing_aside() -> None:
    figure = sd2(replace(CURRENT, retracted="Settled"))
    assert figure.set_aside == figure.claimed
