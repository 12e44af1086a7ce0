"""The reference profile of the pledge (framework, section 5), on its own words and on our working translation."""

from pathlib import Path

import pytest
import yaml

from indicators.wording import ClauseReading, heading_flags, read

PLEDGE = yaml.safe_load(
    (Path(__file__).parents[3] / "indicators/frameworks/paris-2025/clauses.yaml").read_text("utf-8")
)
CLAUSES = {str(clause["id"]): clause["text"] for clause in PLEDGE["clauses"]}
HEADINGS = {str(row["number"]): row["heading"] for row in PLEDGE["objectives"] if "heading" in row}

ENCOURAGED = {"5.3", "7.3"}
ENSURED = {"4.1", "4.2", "5.1", "5.2", "6.1", "0.1", "7.1"}
REQUIRED = {"6.2a"}
OUTSIDE = {"0.1", "7.1", "7.2", "7.3", "7.4"}
COMMITMENTS = sorted(set(CLAUSES) - OUTSIDE)


def expected(identifier: str) -> int:
    return 0 if identifier in ENCOURAGED else 2 if identifier in ENSURED else 3 if identifier in REQUIRED else 1


def clause(identifier: str, language: str) -> ClauseReading:
    operative = read(CLAUSES[identifier][language], language).operative  # type: ignore[arg-type]
    assert operative is not None
    return operative


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("identifier", sorted(CLAUSES))
def test_each_clause_of_the_pledge_has_the_class_of_the_reference_profile(identifier: str, language: str) -> None:
    assert clause(identifier, language).scores["R1"] == expected(identifier)


def test_the_pledge_has_nineteen_commitments_and_five_other_clauses() -> None:
    assert (len(COMMITMENTS), len(CLAUSES)) == (19, 24)


def test_thirteen_of_the_nineteen_commitments_are_of_class_one_or_less() -> None:
    assert sum(clause(identifier, "fr").scores["R1"] <= 1 for identifier in COMMITMENTS) == 13


@pytest.mark.parametrize("language", ["fr", "en"])
def test_no_commitment_has_a_target_or_a_date_and_no_clause_a_consequence(language: str) -> None:
    assert {clause(one, language).scores["R4"] > 1 for one in COMMITMENTS} == {False}
    assert {clause(one, language).scores["R5"] > 1 for one in COMMITMENTS} == {False}
    assert {clause(one, language).scores["R8"] for one in CLAUSES} == {0}


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_only_obligation_is_put_on_the_suppliers(language: str) -> None:
    suppliers = clause("6.2a", language)
    assert suppliers.scores["R2"] == 0
    assert [one for one in sorted(CLAUSES) if "NB4" in clause(one, language).flags] == ["6.2a"]
    on = next(finding for finding in suppliers.findings if finding.criterion == "NB4")
    assert on.words == {"fr": "fournisseurs", "en": "suppliers"}[language]


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_working_group_is_dated_and_hedged(language: str) -> None:
    group = clause("7.2", language)
    hedge = [finding.words for finding in group.findings if finding.rule.endswith("R1-HEDGE")]
    assert hedge == [{"fr": "éventuellement", "en": "possibly"}[language]]
    assert group.scores["R5"] == 2


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_only_permission_is_to_consolidate_for_a_dated_summit(language: str) -> None:
    assert [one for one in sorted(CLAUSES) if "NB5" in clause(one, language).flags] == ["7.3"]
    assert clause("7.3", language).scores["R5"] == 2
    assert clause("7.3", language).bindingness == 0


@pytest.mark.parametrize("language", ["fr", "en"])
def test_only_the_heading_of_objective_three_promises_more_than_its_clauses(language: str) -> None:
    raised = {}
    for number, heading in HEADINGS.items():
        under = [CLAUSES[one][language] for one in CLAUSES if one.startswith(number + ".")]
        finding = heading_flags(heading[language], under, language)  # type: ignore[arg-type]
        if finding is not None:
            raised[number] = (finding.criterion, finding.start, finding.words)
    assert raised == {"3": ("NB6", 0, {"fr": "Garantir", "en": "Guarantee"}[language])}
