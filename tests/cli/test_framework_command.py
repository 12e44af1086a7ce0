"""`enregard framework check` works for any pledge's directory, in both languages, and its exit status tells."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from indicators.loader import FRAMEWORKS, bundled
from service.cli import main

TINY = Path(__file__).parents[1] / "indicators" / "tiny_pledge"


def check(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, ["framework", "check", *(str(argument) for argument in arguments)])


def test_the_bundled_framework_is_sound_and_its_contents_are_counted() -> None:
    result = check(FRAMEWORKS / "paris-2025")
    assert result.exit_code == 0
    assert result.output.splitlines() == [
        "paris-2025@1 · Pledge for a trustworthy AI in the world of work",
        "clauses: 24 (commitments: 19), objectives: 8",
        "indicators: 32 (core: 27, optional: 5; derived: 1)",
        "mappings: 63 (checked: 0)",
        "demands: 39 (catalogues: 1), motives: 21, themes: 6",
        "languages: fr, en (official: fr)",
        f"content hash: {bundled().content_hash}",
        "clauses with no indicator: 6.2, 7.2, 7.3, 7.4",
        "clauses with no core indicator: 3.4, 6.2, 6.3, 7.2, 7.3, 7.4",
    ]


def test_another_pledge_is_checked_the_same_way_in_french() -> None:
    result = check(TINY, "--language", "fr")
    assert result.exit_code == 0
    lines = result.output.splitlines()
    assert lines[0] == "port-lumiere-2031@3 · Engagement inventé du port de Port-Lumière"
    assert "indicateurs\u00a0: 2 (socle\u00a0: 1, facultatifs\u00a0: 1\u202f; dérivés\u00a0: 0)" in lines
    assert "clauses sans indicateur\u00a0: aucune" in lines


@pytest.mark.parametrize(
    ("language", "lines"),
    [
        (
            "en",
            [
                "clauses.yaml:23: promise is not a possible value - possible values: chapeau, commitment, follow_up",
            ],
        ),
        (
            "fr",
            [
                (
                    "clauses.yaml:23: «\u00a0promise\u00a0» n’est pas une valeur possible - "
                    "valeurs possibles\u00a0: chapeau, commitment, follow_up"
                ),
            ],
        ),
    ],
)
def test_every_fault_is_printed_on_its_line_and_the_exit_status_is_1(
    tmp_path: Path, language: str, lines: list[str]
) -> None:
    pledge = Path(shutil.copytree(TINY, tmp_path / "pledge"))
    file = pledge / "clauses.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("kind: commitment", "kind: promise", 1), encoding="utf-8")
    result = check(pledge, "--language", language)
    assert result.exit_code == 1
    assert result.stdout.splitlines() == lines
    assert result.stderr.strip() == {"fr": "défauts\u00a0: 1", "en": "faults: 1"}[language]


def test_a_directory_that_cannot_be_read_exits_2_with_the_reason(tmp_path: Path) -> None:
    result = check(tmp_path / "nowhere")
    assert result.exit_code == 2
    assert result.stderr.startswith(f"{tmp_path / 'nowhere'}: unreadable directory (")
    assert result.stdout == ""


def test_a_file_in_place_of_a_directory_exits_2() -> None:
    assert check(TINY / "clauses.yaml", "--language", "fr").exit_code == 2
