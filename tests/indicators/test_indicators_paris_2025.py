"""The whole table of indicators of the bundled framework, with what each one says of itself."""

from __future__ import annotations

import pytest

from indicators.loader import bundled
from indicators.model import Indicator

FRAMEWORK = bundled("paris-2025", 1)

# id: (clauses, kind, better); the order is the order of the framework.
INDICATORS = {
    "GOV-1": (("0.1",), "count", "none"),
    "SD-1": (("1.1",), "ratio", "up"),
    "SD-2": (("1.1",), "ratio", "up"),
    "SD-3": (("1.1",), "ratio", "up"),
    "SD-4": (("1.1",), "ratio", "up"),
    "SD-5": (("1.2",), "ratio", "up"),
    "HC-1": (("2.1",), "ratio", "up"),
    "HC-2": (("2.1",), "ratio", "up"),
    "HC-3": (("2.1",), "ratio", "up"),
    "HC-4": (("2.2",), "ratio", "up"),
    "HC-5": (("2.2",), "level", "up"),
    "SH-1": (("3.2",), "ratio", "up"),
    "SH-2": (("3.1",), "ratio", "up"),
    "SH-3": (("3.2",), "ratio", "up"),
    "SH-4": (("3.3",), "ratio", "up"),
    "SH-5": (("3.4",), "ratio", "up"),
    "ND-1": (("4.1",), "ratio", "up"),
    "ND-2": (("4.1",), "ratio", "up"),
    "ND-3": (("4.1",), "ratio", "up"),
    "ND-4": (("4.2",), "derived", "zero"),
    "PR-1": (("5.1",), "ratio", "up"),
    "PR-2": (("5.2",), "ratio", "down"),
    "PR-3": (("5.2",), "ratio", "up"),
    "PR-4": (("5.1",), "level", "up"),
    "PR-5": (("5.3",), "ratio", "up"),
    "VC-1": (("6.2a",), "ratio", "up"),
    "VC-2": (("6.2a",), "ratio", "up"),
    "VC-3": (("6.2a", "6.2c"), "ratio", "up"),
    "VC-4": (("6.2b",), "ratio", "up"),
    "VC-5": (("6.1",), "level", "up"),
    "VC-6": (("6.3",), "ratio", "none"),
    "MF-1": (("7.1",), "level", "up"),
}
OPTIONAL = {"SD-4", "HC-3", "SH-5", "ND-2", "VC-6"}


def test_all_32_indicators_are_there_with_their_clause_kind_and_direction() -> None:
    assert {i.id: (i.clauses, i.kind, i.better) for i in FRAMEWORK.indicators} == INDICATORS
    assert [indicator.id for indicator in FRAMEWORK.indicators] == list(INDICATORS)


def test_five_indicators_are_optional_and_27_are_core() -> None:
    assert {indicator.id for indicator in FRAMEWORK.indicators if not indicator.core} == OPTIONAL
    assert sum(indicator.core for indicator in FRAMEWORK.indicators) == 27


def test_clauses_without_an_indicator_are_the_known_gaps() -> None:
    measured = {id_ for indicator in FRAMEWORK.indicators for id_ in indicator.clauses}
    core = {id_ for indicator in FRAMEWORK.indicators if indicator.core for id_ in indicator.clauses}
    assert [c.id for c in FRAMEWORK.clauses if c.id not in measured] == ["6.2", "7.2", "7.3", "7.4"]
    assert [c.id for c in FRAMEWORK.clauses if c.id not in core] == ["3.4", "6.2", "6.3", "7.2", "7.3", "7.4"]


def test_the_indicator_flags_that_change_a_rule() -> None:
    flagged = {
        "unbounded": {i.id for i in FRAMEWORK.indicators if i.unbounded},
        "context": {i.id for i in FRAMEWORK.indicators if not i.scored},
        "rate_ratio": {i.id for i in FRAMEWORK.indicators if i.method == "rate_ratio"},
        "level": {i.id for i in FRAMEWORK.indicators if i.levels is not None},
        "subcontracted": {i.id for i in FRAMEWORK.indicators if i.includes_subcontracted},
    }
    assert flagged == {
        "unbounded": {"SD-5", "HC-1"},
        "context": {"VC-6"},
        "rate_ratio": {"ND-2"},
        "level": {"HC-5", "PR-4", "VC-5", "MF-1"},
        "subcontracted": {"HC-2", "HC-4", "ND-3", "ND-4", "PR-3", "VC-1", "VC-2", "VC-3"},
    }


@pytest.mark.parametrize(
    ("population", "places"),
    [
        ("EMP", {"SD-2.denominator", "HC-1.denominator", "SH-5.denominator", "PR-2.denominator"}),
        (
            "SYS",
            {"GOV-1.count", "SH-1.denominator", "SH-3.denominator", "SH-4.denominator", "PR-5.denominator"},
        ),
        ("EXP", {"HC-2.denominator"}),
    ],
)
def test_denominators_default_to_the_populations_asked_once(population: str, places: set[str]) -> None:
    found = {f"{i.id}.{f.key}" for i in FRAMEWORK.indicators for f in i.fields if f.population == population}
    assert found == places
    assert population in {known.id for known in FRAMEWORK.populations}


@pytest.mark.parametrize("id_", ["HC-1", "HC-2"])
def test_a_breakdown_by_sex_splits_numerator_and_denominator(id_: str) -> None:
    indicator = FRAMEWORK.indicator(id_)
    for whole in ("numerator", "denominator"):
        parts = [field for field in indicator.fields if field.part_of == whole]
        assert [(field.key, field.group, field.required) for field in parts] == [
            (f"{whole}_women", "women", True),
            (f"{whole}_men", "men", True),
            (f"{whole}_other", "other", False),
        ]
        assert {field.number for field in parts} == {indicator.field(whole).number}


@pytest.mark.parametrize(
    ("id_", "key", "role", "number", "aggregate"),
    [
        ("SD-4", "suspensions", "count", "integer", "sum"),
        ("PR-3", "median_days", "count", "decimal", "median"),
        ("GOV-1", "high_risk", "count", "integer", "sum"),
        ("HC-1", "numerator", "numerator", "decimal", "sum"),
        ("SD-5", "numerator", "numerator", "decimal", "sum"),
        ("ND-2", "numerator_base", "numerator_base", "integer", "sum"),
        ("HC-5", "level", "level", "integer", "sum"),
    ],
)
def test_a_field_is_typed_as_the_framework_says(id_: str, key: str, role: str, number: str, aggregate: str) -> None:
    field = FRAMEWORK.indicator(id_).field(key)
    assert (field.role, field.number, field.aggregate) == (role, number, aggregate)


@pytest.mark.parametrize("id_", ["HC-3", "VC-6"])
def test_money_is_decimal_euros(id_: str) -> None:
    fields = FRAMEWORK.indicator(id_).fields
    assert {(field.number, field.unit.en, field.unit.fr) for field in fields} == {("decimal", "EUR", "EUR")}


def test_no_percentage_is_ever_entered() -> None:
    units = {field.unit.en for indicator in FRAMEWORK.indicators for field in indicator.fields}
    assert not any("%" in unit or "percent" in unit for unit in units)


def test_the_training_gap_is_women_minus_men_of_hc_2() -> None:
    derived = FRAMEWORK.indicator("ND-4").derived
    assert derived is not None
    assert (derived.indicator, derived.minuend, derived.subtrahend) == ("HC-2", "women", "men")
    assert FRAMEWORK.indicator("ND-4").fields == ()
    assert "ND-4" not in {indicator.id for indicator in FRAMEWORK.entered()}


@pytest.mark.parametrize("indicator", FRAMEWORK.indicators, ids=lambda indicator: indicator.id)
def test_an_indicator_says_all_it_takes_to_fill_it_in_and_to_doubt_it(indicator: Indicator) -> None:
    parts = ("definition", "scope", "computation", "evidence", "matters", "limits")
    texts = [getattr(indicator, part) for part in parts]
    for language in ("fr", "en"):
        said = [text.in_(language) for text in texts]
        assert len(set(said)) == len(parts)
        assert all(sentence.endswith(".") for sentence in said)
        assert all(len(sentence) >= 35 for sentence in said)
        assert indicator.measure.in_(language).endswith("?")
        assert len(indicator.title.in_(language)) <= 60


def test_a_mapping_we_have_not_seen_in_the_standard_says_so() -> None:
    mappings = [mapping for indicator in FRAMEWORK.indicators for mapping in indicator.mappings]
    assert len(mappings) == 63
    assert [mapping.code for mapping in mappings if mapping.checked] == []
    assert [i.id for i in FRAMEWORK.indicators if not i.mappings] == ["VC-6"]


def test_the_ai_act_mapping_moves_with_the_law() -> None:
    literacy = [mapping for mapping in FRAMEWORK.indicator("HC-2").mappings if mapping.code == "art. 4"]
    assert [(str(m.valid_from), str(m.valid_to)) for m in literacy] == [
        ("2025-02-02", "2026-07-26"),
        ("2026-07-27", "None"),
    ]
    oversight = FRAMEWORK.indicator("SH-3").mappings[0]
    assert (oversight.code, str(oversight.valid_from)) == ("art. 14", "2027-12-02")
    assert oversight.note is not None
    assert "2026/1744" in oversight.note.en
