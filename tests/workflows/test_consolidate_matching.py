"""A workbook goes to a signatory by reference, else by the exact name; lookalikes are named and never merged."""

from __future__ import annotations

from decimal import Decimal

import pytest

from indicators.answers import Profile
from indicators.figures import Signatory
from service.workflows.matching import Mismatch, Roll, folded, revision_of

ROLL = (
    Signatory("EX-001", "Aciéries du Ponant", "FR"),
    Signatory("EX-002", "Banque Halcyane", "FR"),
    Signatory("EX-003", "Marrowbell", "US", status="left", left_on="2026-03-31"),
)


def owner(name: str, reference: str | None = None) -> Signatory | Mismatch:
    return Roll(ROLL, closed=True).match(Profile(name=name, reference=reference))


@pytest.mark.parametrize(
    ("name", "reference"),
    [
        ("Aciéries du Ponant", None),
        ("  ACIÉRIES   du ponant ", None),
        ("Acie\u0301ries du Ponant", None),
        ("Tout autre nom", "EX-001"),
        ("Aciéries du Ponant", "552 100 554"),
    ],
)
def test_reference_first_then_the_exact_name(name: str, reference: str | None) -> None:
    assert owner(name, reference) == ROLL[0]


@pytest.mark.parametrize(
    "name", ["Acieries du Ponant", "Aciéries-du-Ponant", "Асiéries du Ponant", "Aciéries\u200b du Ponant"]
)
def test_a_lookalike_is_named_and_not_taken(name: str) -> None:
    mismatch = owner(name)
    assert isinstance(mismatch, Mismatch)
    assert mismatch.code == "X01"
    assert "EX-001 Aciéries du Ponant" in mismatch.message["fr"]
    assert "EX-001 Aciéries du Ponant" in mismatch.message["en"]


def test_a_stranger_is_named_without_lookalikes() -> None:
    mismatch = owner("Inconnue SA")
    assert isinstance(mismatch, Mismatch)
    assert (mismatch.code, "Inconnue SA" in mismatch.message["fr"]) == ("X01", True)
    assert "ressemble" not in mismatch.message["fr"]


def test_a_reference_and_a_name_of_two_signatories_contradict_each_other() -> None:
    mismatch = owner("Banque Halcyane", "EX-001")
    assert isinstance(mismatch, Mismatch)
    assert mismatch.code == "X02"


def test_a_company_that_left_files_no_more() -> None:
    mismatch = owner("Marrowbell")
    assert isinstance(mismatch, Mismatch)
    assert mismatch.code == "X06"
    assert "2026-03-31" in mismatch.message["en"]


def test_without_a_roster_whoever_files_is_a_signatory() -> None:
    roll = Roll((), closed=False)
    profile = Profile("Éole & Cie", "FR", "C", populations={"EMP": Decimal(120)})
    found = roll.match(profile)
    assert found == Signatory("Eole-Cie", "Éole & Cie", "FR", "C", 120)
    assert roll.match(Profile("éole  &  cie")) is found
    assert roll.match(Profile("Eole Cie")) == Signatory("Eole-Cie-2", "Eole Cie")
    assert roll.match(Profile("东方", reference="EX-9")) == Signatory("EX-9", "东方")


@pytest.mark.parametrize(
    ("stem", "revision"),
    [
        ("EX-004", 1),
        ("EX-004-r2", 2),
        ("EX-004_R12", 12),
        ("EX-004 r3", 3),
        ("r2-EX-004", 1),
        ("EX-004-r0", 1),
        ("x-rr2", 1),
    ],
)
def test_the_end_of_the_file_name_gives_the_revision(stem: str, revision: int) -> None:
    assert revision_of(stem) == revision


def test_names_are_compared_without_case_width_or_spacing() -> None:
    assert folded("ＡＢＣ\u00a0 Straße") == folded("abc strasse")
