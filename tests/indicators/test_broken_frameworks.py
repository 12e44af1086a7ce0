"""One broken place per kind of fault: each is named with its file, its line, its code and its remedy."""

from __future__ import annotations

from pathlib import Path

import pytest
from breaking import change, faults_in, line_of

from indicators.framework_faults import words
from indicators.model import LANGUAGES

FIELDS_OF_PL_1 = 16
"""The line of `fields:` of the invented ratio."""

# (file, words replaced, words put there, code, words on the line that is named, what the message quotes)
BROKEN = [
    ("clauses.yaml", "kind: commitment", "kind: promise", "not_allowed", "kind: promise", "promise"),
    ("clauses.yaml", "objective: 2", "objective: 9", "dangling", "objective: 9", "9"),
    ("clauses.yaml", "id: C.1", "id: Q.1 ", "duplicate_id", "id: Q.1 ", "Q.1"),
    ("clauses.yaml", "objective: 2\n", "objective: 2\n    colour: red\n", "unknown_key", "colour", "colour"),
    ("clauses.yaml", "objective: 2\n", "objective: 2\n    objective: 1\n", "duplicate_key", "objective: 1\n",
     "objective"),
    ("clauses.yaml", ", en: We train the crane drivers.", "", "missing_language", "grutiers", "en"),
    ("clauses.yaml", "fr: Nous formons les grutiers.", "fr: ''", "empty_text", "We train the crane", ""),
    ("clauses.yaml", "fr: Nous formons les grutiers.", "fr: '  '", "empty_text", "We train the crane", ""),
    ("clauses.yaml", "fr: Nous formons les grutiers.", "fr: 12", "wrong_kind", "We train the crane", "12"),
    ("clauses.yaml", "fr: Nous formons les grutiers.", "fr: null", "wrong_kind", "We train the crane", "null"),
    ("clauses.yaml", "version: 3", "version: '3'", "wrong_kind", "version: '3'", "3"),
    ("clauses.yaml", "version: 3", "version: 0", "wrong_kind", "version: 0", "0"),
    ("clauses.yaml", "id: port-lumiere-2031", "id: Port Lumière", "bad_form", "id: Port Lumière", "Port Lumière"),
    ("clauses.yaml", 'date: "2031-05-01"', "date: mai 2031", "bad_form", "date: mai 2031", "mai 2031"),
    ("clauses.yaml", "  - number: 2", "  - number: 1 ", "duplicate_id", "number: 1 ", "1"),
    ("clauses.yaml", "  id: port-lumiere-2031\n", "", "missing_key", "framework:", "id"),
    ("indicators.yaml", "core: true", "core: 1", "wrong_kind", "core: 1", "1"),
    ("indicators.yaml", "core: true", "core: yes", "wrong_kind", "core: yes", "yes"),
    ("indicators.yaml", "    core: true\n", "", "missing_key", "- id: PL-1", "core"),
    ("indicators.yaml", "id: PL-1", "id: pl1", "bad_form", "id: pl1", "pl1"),
    ("indicators.yaml", "id: PL-2", "id: PL-1 ", "duplicate_id", "id: PL-1 ", "PL-1"),
    ("indicators.yaml", "clauses: [C.1]", "clauses: [Z.9]", "dangling", "clauses: [Z.9]", "Z.9"),
    ("indicators.yaml", "clauses: [C.1]", "clauses: []", "no_clause", "clauses: []", ""),
    ("indicators.yaml", "clauses: [C.1]", "clauses: C.1", "wrong_kind", "clauses: C.1", "C.1"),
    ("indicators.yaml", "objective: 2", "objective: 1 ", "objective_mismatch", "objective: 1 ", "1"),
    ("indicators.yaml", "population: DOCK", "population: SHIP", "dangling", "population: SHIP", "SHIP"),
    ("indicators.yaml", "part_of: numerator\n", "part_of: nowhere\n", "dangling", "part_of: nowhere", "nowhere"),
    ("indicators.yaml", "part_of: denominator", "part_of: numerator_women", "part_of_part", "part_of: numerator_women",
     "numerator_women"),
    ("indicators.yaml", "population: DOCK", "group: men", "group_alone", "group: men", ""),
    ("indicators.yaml", "key: numerator_women", "key: denominator_women ", "duplicate_field",
     "key: denominator_women\n", "denominator_women"),
    ("indicators.yaml", "key: level", "key: Level", "bad_form", "key: Level", "Level"),
    ("indicators.yaml", "role: level", "role: amount", "field_not_for_kind", "role: amount", "amount"),
    ("indicators.yaml", "      - {fr: partout, en: everywhere}\n", "", "wrong_length", "    levels:", ""),
    ("indicators.yaml", "valid_to: 2032-12-31", "valid_to: 2029-12-31", "dates_reversed", "valid_from", "2030-01-01"),
    ("indicators.yaml", "better: up", "better: upward", "not_allowed", "better: upward", "upward"),
    ("indicators.yaml", "core: true", ("core: true\n    derived: {operation: rate_difference, indicator: PL-1, "
     "minuend: women, subtrahend: women}"), "derivation_unexpected", "derived:", ""),
    ("demands.yaml", "family: rights", "family: duties", "dangling", "family: duties", "duties"),
    ("demands.yaml", "source: dockers-2031", "source: nobody", "dangling", "source: nobody", "nobody"),
    ("demands.yaml", "clauses: [Q.1]", "clauses: [Z.9]", "dangling", "clauses: [Z.9]", "Z.9"),
    ("demands.yaml", "id: X01", "id: X1", "bad_form", "id: X1", "X1"),
    ("demands.yaml", "en: Rights}", "en: Rights}\n      rest: {fr: Repos, en: Rest}", "unused_catalogue_family",
     "rest: {", "rest"),
    ("demands.yaml", "rights: {fr: Droits, en: Rights}", "rights: {fr: Droits}", "missing_language", "rights: {", "en"),
    ("motives.yaml", "targets: [answer]", "targets: [heart]", "not_allowed", "targets: [heart]", "heart"),
    ("motives.yaml", "targets: [answer]", "targets: [clause]", "contest_target", "contests: true", ""),
    ("motives.yaml", "themes:", "moods:\n  - id: x\nthemes:", "unknown_section", "moods:", "moods"),
    ("motives.yaml", "themes:", "clauses: []\nthemes:", "duplicate_section", "clauses: []", "clauses"),
    ("motives.yaml", "themes:\n", "themes: none\nunused:\n", "wrong_kind", "themes: none", "str"),
    ("motives.yaml", "contests: true", "contests: !!bool true", "tag", "!!bool", "bool"),
    ("motives.yaml", "contests: true", "contests: !!python/object/apply:os.getcwd []", "tag", "python", "os.getcwd"),
    ("motives.yaml", "[answer]", "&all [answer]", "anchor", "&all", ""),
    ("motives.yaml", "[answer]", "*all", "anchor", "*all", ""),
    ("motives.yaml", "contests: true", "contests: true: false", "syntax", "true: false", "mapping values"),
    ("motives.yaml", "contests: true", "\tcontests: true", "syntax", "\tcontests", "token"),
    ("motives.yaml", "themes:", "---\nthemes:", "several_documents", "---", ""),
    ("motives.yaml", "themes:", "? [themes]\n:", "key_not_text", "? [themes]", ""),
    ("motives.yaml", "contests: true", "contests: " + "[" * 40, "too_deep", "[[[[", "24"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "old", "new", "code", "place", "quoted"), BROKEN, ids=[f"{row[3]}-{row[2][:24]!r}" for row in BROKEN]
)
def test_a_broken_place_is_named_with_its_file_line_and_remedy(
    pledge: Path, name: str, old: str, new: str, code: str, place: str, quoted: str
) -> None:
    change(pledge / name, old, new)
    expected = line_of(pledge / name, place) if place.strip("\n") == place else _last_line_of(pledge / name, place)
    found = [fault for fault in faults_in(pledge) if fault.code == code]
    assert [(fault.file, fault.line) for fault in found] == [(name, expected)]
    for language in LANGUAGES:
        assert quoted in found[0].what(language)
        assert found[0].sentence(language) == (
            f"{name}:{expected}: {found[0].what(language)} - {found[0].remedy(language)}"
        )
    assert found[0].what("fr") != found[0].what("en")


def _last_line_of(file: Path, whole_end: str) -> int:
    """The last line that ends with `whole_end`, for words that begin other lines too."""
    ending = whole_end.rstrip("\n")
    lines = file.read_text(encoding="utf-8").splitlines()
    return max(number for number, line in enumerate(lines, 1) if line.endswith(ending))


# (words replaced in PL-1 or PL-2, the fault that must follow, the line it names)
NOT_OF_ITS_KIND = [
    ("kind: ratio", "kind: derived", "derivation_missing", "- id: PL-1"),
    ("kind: ratio", "kind: level", "levels_missing", "- id: PL-1"),
    ("kind: level", "kind: count", "levels_unexpected", "    levels:"),
    ("kind: level", "kind: amount", "no_field", "    fields:"),
]


@pytest.mark.parametrize(("old", "new", "code", "place"), NOT_OF_ITS_KIND, ids=[row[2] for row in NOT_OF_ITS_KIND])
def test_an_indicator_must_hold_what_its_kind_needs(pledge: Path, old: str, new: str, code: str, place: str) -> None:
    change(pledge / "indicators.yaml", old, new)
    lines = [fault.line for fault in faults_in(pledge) if fault.code == code]
    text = (pledge / "indicators.yaml").read_text(encoding="utf-8").splitlines()
    assert [text[line - 1] for line in lines] == [text[line - 1] for line in lines if place in text[line - 1]]
    assert len(lines) == 1


@pytest.mark.parametrize("role", ["numerator", "denominator"])
def test_a_ratio_without_numerator_or_denominator_is_refused(pledge: Path, role: str) -> None:
    change(
        pledge / "indicators.yaml",
        f"      - key: {role}\n        role: {role}\n",
        "      - key: extra\n        role: count\n",
    )
    missing = [fault for fault in faults_in(pledge) if fault.code == "no_field"]
    assert [(fault.params["role"], fault.params["kind"]) for fault in missing] == [(role, "ratio")]
    assert missing[0].line == FIELDS_OF_PL_1


def test_a_ratio_with_two_whole_numerators_is_refused(pledge: Path) -> None:
    change(pledge / "indicators.yaml", "        part_of: numerator\n        group: women\n", "")
    assert [(fault.code, fault.params["role"], fault.line) for fault in faults_in(pledge)] == [
        ("several_fields", "numerator", FIELDS_OF_PL_1)
    ]


def test_a_rate_ratio_needs_its_two_bases(pledge: Path) -> None:
    change(pledge / "indicators.yaml", "kind: ratio", "kind: ratio\n    method: rate_ratio")
    assert [(fault.code, fault.params["role"]) for fault in faults_in(pledge)] == [
        ("no_field", "numerator_base"),
        ("no_field", "denominator_base"),
    ]


DERIVED = """  - id: PL-3
    clauses: [C.1]
    objective: 2
    core: true
    kind: derived
    better: zero
    title: {fr: Écart, en: Gap}
    measure: {fr: "Quel écart ?", en: "What gap?"}
    result_unit: {fr: points, en: points}
    derived: {operation: rate_difference, indicator: PL-1, minuend: women, subtrahend: men}
    definition: {fr: d, en: d}
    scope: {fr: s, en: s}
    computation: {fr: c, en: c}
    evidence: {fr: e, en: e}
    matters: {fr: m, en: m}
    limits: {fr: l, en: l}
"""


def test_a_derivation_needs_a_breakdown_on_both_sides_of_its_base(pledge: Path) -> None:
    file = pledge / "indicators.yaml"
    file.write_text(file.read_text(encoding="utf-8") + DERIVED, encoding="utf-8")
    (fault,) = faults_in(pledge)
    assert (fault.code, fault.line) == ("derivation_group", line_of(file, "subtrahend"))
    assert fault.params == {"id": "PL-1", "group": "men"}


def test_a_derivation_from_nothing_is_refused(pledge: Path) -> None:
    file = pledge / "indicators.yaml"
    text = DERIVED.replace("indicator: PL-1", "indicator: PL-8").replace("subtrahend: men", "subtrahend: women")
    file.write_text(file.read_text(encoding="utf-8") + text, encoding="utf-8")
    (fault,) = faults_in(pledge)
    assert (fault.code, fault.params["id"], fault.line) == ("dangling", "PL-8", line_of(file, "subtrahend"))


def test_every_fault_with_words_can_be_met() -> None:
    """A code that no test meets is either dead or untested."""
    met = {row[3] for row in BROKEN} | {row[2] for row in NOT_OF_ITS_KIND}
    met |= {"missing_file", "missing_section", "not_utf8", "too_large", "not_a_mapping", "several_fields"}
    met |= {"derivation_group"}
    assert set(words()) == met
