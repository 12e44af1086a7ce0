"""The bundled framework holds the pledge's words, the whole table of indicators and both languages in full."""

from __future__ import annotations

import hashlib
import re
import time
from collections.abc import Iterator

import pytest
from pydantic import BaseModel

from indicators.loader import FRAMEWORKS, bundled, load
from indicators.model import Framework, Indicator, Text

FRAMEWORK = bundled("paris-2025", 1)

CLAUSES = {
    0: ["0.1"],
    1: ["1.1", "1.2"],
    2: ["2.1", "2.2"],
    3: ["3.1", "3.2", "3.3", "3.4"],
    4: ["4.1", "4.2"],
    5: ["5.1", "5.2", "5.3"],
    6: ["6.1", "6.2", "6.2a", "6.2b", "6.2c", "6.3"],
    7: ["7.1", "7.2", "7.3", "7.4"],
}

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
DEMANDS = {"D": 11, "E": 5, "R": 4, "P": 3, "G": 4, "C": 8, "B": 4}


def _sha256(texts: Iterator[str]) -> str:
    return hashlib.sha256("\n".join(texts).encode("utf-8")).hexdigest()


def _texts(node: object, place: str) -> Iterator[tuple[str, Text]]:
    """Every text below `node`, with a name for its place."""
    if isinstance(node, Text):
        yield place, node
    elif isinstance(node, BaseModel):
        for name in type(node).model_fields:
            yield from _texts(getattr(node, name), f"{place}.{getattr(node, 'id', '')}.{name}")
    elif isinstance(node, dict):
        for key, value in node.items():
            yield from _texts(value, f"{place}.{key}")
    elif isinstance(node, tuple):
        for index, value in enumerate(node):
            yield from _texts(value, f"{place}[{index}]")


ALL_TEXTS = dict(_texts(FRAMEWORK, "framework"))
QUOTED = {
    place for place in ALL_TEXTS if place.endswith(".heading") or re.search(r"clauses\[\d+\]\.[^.]+\.?\S*text$", place)
}
OURS = {place: text for place, text in ALL_TEXTS.items() if place not in QUOTED}


# The pledge's words


def test_the_24_clauses_stand_in_order_under_their_objectives() -> None:
    by_objective = {
        objective.number: [clause.id for clause in FRAMEWORK.clauses if clause.objective == objective.number]
        for objective in FRAMEWORK.objectives
    }
    assert by_objective == CLAUSES
    assert [clause.id for clause in FRAMEWORK.clauses] == [id_ for ids in CLAUSES.values() for id_ in ids]
    assert len(FRAMEWORK.clauses) == 24


def test_nineteen_clauses_are_commitments_and_four_are_follow_up() -> None:
    kinds = [clause.kind for clause in FRAMEWORK.clauses]
    assert (kinds.count("chapeau"), kinds.count("commitment"), kinds.count("follow_up")) == (1, 19, 4)


@pytest.mark.parametrize(
    ("id_", "french"),
    [
        ("0.1", "Les entreprises s'engagent à suivre les objectifs suivants :"),
        (
            "2.2",
            (
                "Promouvoir une transition équitable en s'attaquant à l'inadéquation des compétences sur le site et en "
                "soutenant les initiatives d'amélioration et de requalification des compétences en collaboration avec les "
                "syndicats et les organisations d'employeurs."
            ),
        ),
        (
            "4.1",
            (
                "Veiller à ce que l'IA élimine les préjugés lors du recrutement et n'exclut pas les groupes "
                "sous-représentés."
            ),
        ),
        (
            "6.2",
            (
                "Promouvoir les droits de l'homme auprès de tous les partenaires commerciaux. Les actions clés sont les "
                "suivantes :"
            ),
        ),
        (
            "6.3",
            (
                "Favoriser l'innovation technologique et la R&D dans le domaine de l'IA afin d'encourager la croissance "
                "économique et la productivité"
            ),
        ),
        (
            "7.3",
            (
                "Les auto-évaluations initiales des entreprises peuvent être consolidées afin d'être présentées comme un "
                "impact collectif de l'engagement lors du sommet du G7 de 2026 en France."
            ),
        ),
    ],
)
def test_a_clause_is_quoted_word_for_word_with_its_oddities(id_: str, french: str) -> None:
    assert FRAMEWORK.clause(id_).text.fr == french


def test_no_clause_and_no_heading_has_changed_by_a_character() -> None:
    assert _sha256(clause.text.fr for clause in FRAMEWORK.clauses) == (
        "969641aee777c515c3b4da2451c2973aec0be31820e59b220db79756a7562072"
    )
    assert _sha256(objective.heading.fr for objective in FRAMEWORK.objectives if objective.heading is not None) == (
        "651c49166a82ff15ea6ad8ffc35f90b27d28ec5428396a821f0cde3ec9c3fd9b"
    )


def test_only_the_six_objectives_have_a_heading() -> None:
    assert [objective.number for objective in FRAMEWORK.objectives if objective.heading] == [1, 2, 3, 4, 5, 6]
    heading = FRAMEWORK.objective(5).heading
    assert heading is not None
    assert heading.fr == "Protection de la vie privée des travailleurs"


@pytest.mark.parametrize(
    ("id_", "french", "english"),
    [
        ("0.1", "s'engagent à", "undertake to"),
        ("1.1", "Promouvoir", "Promote"),
        ("1.2", "Soutenir", "Support"),
        ("2.1", "Favoriser", "Foster"),
        ("3.1", "Tirer parti", "Leverage"),
        ("3.3", "Impliquer", "Involve"),
        ("4.1", "Veiller à ce que", "Ensure that"),
        ("4.2", "Faire respecter", "Enforce"),
        ("5.1", "Veiller à ce que", "Ensure that"),
        ("5.2", "Protéger", "Protect"),
        ("5.3", "Encourager", "Encourage"),
        ("6.1", "veiller à ce que", "ensure that"),
        ("6.2a", "doivent respecter", "must comply"),
        ("6.2b", "Encourager", "Encourage"),
        ("6.2c", "Promouvoir", "Promote"),
        ("6.3", "Favoriser", "Foster"),
        ("7.1", "s'engagent à", "undertake to"),
        ("7.2", "éventuellement", "possibly"),
        ("7.2", "proposera", "will propose"),
        ("7.3", "peuvent être", "may be"),
    ],
)
def test_the_translation_keeps_the_strength_of_each_verb(id_: str, french: str, english: str) -> None:
    clause = FRAMEWORK.clause(id_)
    assert french in clause.text.fr
    assert english in clause.text.en


def test_the_framework_says_that_it_is_a_candidate_and_its_translation_not_official() -> None:
    assert FRAMEWORK.notice.fr.startswith("Cadre candidat")
    assert FRAMEWORK.notice.en.startswith("Candidate framework: no official list of indicators")
    assert FRAMEWORK.official_languages == ("fr",)
    assert "not official" in FRAMEWORK.translation_notice.en
    assert "n’est pas officielle" in FRAMEWORK.translation_notice.fr


def test_short_names_fit_a_sheet_name() -> None:
    for objective in FRAMEWORK.objectives:
        for short in (objective.short.fr, objective.short.en):
            assert len(short) <= 24
            assert not set(short) & set("[]:*?/\\'")


# The table of indicators


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
    }
    assert flagged == {
        "unbounded": {"SD-5", "HC-1"},
        "context": {"VC-6"},
        "rate_ratio": {"ND-2"},
        "level": {"HC-5", "PR-4", "VC-5", "MF-1"},
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


# Demands, motives, themes


def test_every_demand_of_the_catalogue_is_there_and_the_catalogue_says_whose_it_is() -> None:
    ids = [f"{letter}{number:02}" for letter, count in DEMANDS.items() for number in range(1, count + 1)]
    assert list(FRAMEWORK.demands) == ids
    (catalogue,) = FRAMEWORK.catalogues
    assert "CGT" in catalogue.label.fr
    assert "CGT" in catalogue.label.en
    assert len(catalogue.families) == 7
    assert {demand.source for demand in catalogue.demands} == {"cgt-contribution-2025", "cgt-communique-2025-02-11"}
    assert all(demand.clauses for demand in catalogue.demands)


def test_only_a1_to_a5_contest_an_answer() -> None:
    assert [motive.id for motive in FRAMEWORK.motives] == [
        *(f"NB{n}" for n in range(1, 8)), *(f"A{n}" for n in range(1, 7)), "F1", "F2", "F3",
        "G1", "G2", "V1", "P1", "L1",
    ]  # fmt: skip
    assert [motive.id for motive in FRAMEWORK.motives if motive.contests] == ["A1", "A2", "A3", "A4", "A5"]
    assert {FRAMEWORK.motive(f"NB{n}").targets for n in range(1, 8)} == {("clause",)}
    assert {FRAMEWORK.motive(f"A{n}").targets for n in range(1, 7)} == {("answer",)}
    assert {len(FRAMEWORK.motive(id_).targets) for id_ in ("V1", "P1", "L1")} == {5}


def test_the_six_themes_are_there() -> None:
    assert [theme.id for theme in FRAMEWORK.themes] == [
        "civil-liberties",
        "work-health-conditions",
        "legal-means",
        "uses-that-help",
        "precarious-click-work",
        "reappropriation-union-action",
    ]


# Both languages, well set


def test_the_walk_over_texts_sees_the_pledge_and_our_words_apart() -> None:
    assert len(QUOTED) == 24 + 6
    assert len(OURS) > 500


@pytest.mark.parametrize(
    ("rule", "broken", "example"),
    [
        ("no-break space before a colon", r"[^\u00a0\d] ?:(?!\d)", "un mot : deux"),
        ("narrow no-break space before ; ! ? %", r"[^\u202f][;!?%]", "combien ?"),
        ("no-break space inside guillemets", r"«(?!\u00a0)|(?<!\u00a0)»", "« mot »"),
        ("typographic apostrophe", r"'", "l'avis"),
        ("French quotation marks", r"[\"“”]", "“mot”"),
        ("no double space", r"  ", "deux  mots"),
    ],
)
def test_french_is_set_as_french(rule: str, broken: str, example: str) -> None:
    assert re.search(broken, example), f"the rule itself is blind: {rule}"
    assert [(place, text.fr) for place, text in OURS.items() if re.search(broken, text.fr)] == [], rule


@pytest.mark.parametrize(
    ("broken", "example"),
    [(r"'", "it's"), (r"[«»]", "«word»"), (r"[\u00a0\u202f]", "100\u202f%"), (r"\s[;:!?%]", "why ?"), (r"  ", "a  b")],
)
def test_english_is_set_as_english(broken: str, example: str) -> None:
    assert re.search(broken, example)
    assert [(place, text.en) for place, text in OURS.items() if re.search(broken, text.en)] == []


def test_no_text_of_ours_was_left_untranslated() -> None:
    same = {text.fr for text in OURS.values() if text.fr == text.en}
    assert same <= {"%", "EUR", "Non-discrimination", "Redistribution", "sites", "suspensions"}


def test_loading_takes_less_than_150_milliseconds() -> None:
    def seconds() -> float:
        start = time.process_time()
        loaded: Framework = load(FRAMEWORKS / "paris-2025")
        assert loaded.content_hash == FRAMEWORK.content_hash
        return time.process_time() - start

    assert min(seconds() for _ in range(3)) < 0.150
