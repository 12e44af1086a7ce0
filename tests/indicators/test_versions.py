"""What changed between two versions of a framework, and which answers still answer the new questions."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from indicators.answers import Answer, Commitment, Profile, Submission
from indicators.loader import load
from indicators.model import Framework
from indicators.versions import FrameworkChanges, carried, kept_meaning, what_changed
from tests.versions import write_versions


@pytest.fixture(scope="module")
def versions(tmp_path_factory: pytest.TempPathFactory) -> tuple[Framework, Framework]:
    home = write_versions(tmp_path_factory.mktemp("versions"))
    return load(home / "paris-2025@1"), load(home / "paris-2025@2")


@pytest.fixture(scope="module")
def changes(versions: tuple[Framework, Framework]) -> FrameworkChanges:
    return what_changed(*versions)


def test_each_indicator_is_told_with_what_became_of_it(changes: FrameworkChanges) -> None:
    told = {(one.before, one.after): (one.what, one.meaning, one.parts) for one in changes.indicators}

    assert told["SD-1", "SD-1"] == ("reworded", "kept", ("title",))
    assert told["SD-2", "SD-2"] == ("reworded", "changed", ("definition",))
    assert told["SD-3", "SD-7"] == ("reworded", "kept", ("fields",))
    assert told["HC-5", "HC-5"] == ("unchanged", "changed", ())
    assert told[None, "SD-8"] == ("added", None, ())
    assert told["SD-5", None] == ("removed", None, ())
    assert told["GOV-1", "GOV-1"] == ("unchanged", "kept", ())
    assert (changes.before, changes.after) == ("paris-2025@1", "paris-2025@2")


def test_nothing_is_left_out_and_nothing_told_twice(
    changes: FrameworkChanges, versions: tuple[Framework, Framework]
) -> None:
    old, new = versions

    assert sorted(one.before for one in changes.indicators if one.before) == sorted(i.id for i in old.indicators)
    assert sorted(one.after for one in changes.indicators if one.after) == sorted(i.id for i in new.indicators)


def test_clauses_are_told_too(changes: FrameworkChanges) -> None:
    assert [one.clause for one in changes.clauses if one.what == "reworded"] == ["1.2"]
    assert {one.what for one in changes.clauses} == {"reworded", "unchanged"}


def test_a_version_differs_in_nothing_from_itself(versions: tuple[Framework, Framework]) -> None:
    old, _ = versions

    assert {(one.what, one.meaning) for one in what_changed(old, old).indicators} == {("unchanged", "kept")}


def test_a_framework_that_says_nothing_new_keeps_its_hash(versions: tuple[Framework, Framework]) -> None:
    from indicators.loader import bundled

    assert versions[0].content_hash == bundled("paris-2025", 1).content_hash


RATIOS = ("SD-1", "SD-2", "SD-3", "SD-5")


def _answered(indicator: str, **values: int) -> Answer:
    return Answer(indicator, "answered", {key: Decimal(value) for key, value in values.items()}, comment="Repris.")


def test_answers_come_along_where_the_question_kept_its_meaning(versions: tuple[Framework, Framework]) -> None:
    old, new = versions
    earlier = Submission(
        old.ref,
        "2026",
        "fr",
        Profile("Aciéries (invented)", "FR", "C", "EX-001", {"EMP": Decimal(12)}, "full"),
        (*(_answered(id_, numerator=4, denominator=9) for id_ in RATIOS), _answered("HC-5", level=2)),
        (Commitment("1.2", "Former."), Commitment("2.1", "Investir."), Commitment(None, "Sans clause.")),
    )

    start = carried(earlier, old, new, "2027")

    assert [(one.indicator, dict(one.values)) for one in start.answers] == [
        ("SD-1", {"numerator": Decimal(4), "denominator": Decimal(9)}),
        ("SD-7", {"numerator": Decimal(4)}),
    ]
    assert start.answers[0].comment == "Repris."
    assert (start.framework, start.cycle) == ("paris-2025@2", "2027")
    assert start.organisation == replace(earlier.organisation, reference=None)
    assert [one.text for one in start.commitments] == ["Investir.", "Sans clause."]


def test_kept_meanings_are_named_by_their_new_ids(versions: tuple[Framework, Framework]) -> None:
    kept = kept_meaning(*versions)

    assert (kept["SD-1"], kept["SD-7"]) == ("SD-1", "SD-3")
    assert not {"SD-2", "SD-8", "HC-5"} & set(kept)
