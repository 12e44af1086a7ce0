"""French and English are equals: every data file of texts says everything in both."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[2]
DATA = sorted(
    path
    for folder in ("indicators", "service")
    for path in (ROOT / folder).rglob("*.yaml")
    if not path.name.startswith("lexicon.") and "demo" not in path.parts
)


def _half_translated(node: object, place: str = "") -> Iterator[str]:
    if isinstance(node, dict):
        keys = set(node)
        if keys & {"fr", "en"} and not keys >= {"fr", "en"}:
            yield place
        if keys >= {"fr", "en"} and not (node["fr"] and node["en"]):
            yield place
        for key, value in node.items():
            yield from _half_translated(value, f"{place}/{key}")
    elif isinstance(node, list):
        for index, value in enumerate(node):
            yield from _half_translated(value, f"{place}/{index}")


@pytest.mark.parametrize("path", DATA, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_text_exists_in_french_and_in_english(path: Path) -> None:
    content = yaml.safe_load(path.read_text(encoding="utf-8"))
    assert list(_half_translated(content)) == []


def test_there_are_data_files_to_look_at() -> None:
    assert len(DATA) >= 5


def _french(node: object) -> Iterator[str]:
    """Every French text below a node of a data file."""
    if isinstance(node, dict):
        texts = (value for key, value in node.items() if str(key) == "fr" or str(key).endswith("_fr"))
        yield from (text for text in texts if isinstance(text, str))
        node = [value for value in node.values() if not isinstance(value, str)]
    if isinstance(node, list):
        for one in node:
            yield from _french(one)


SET_HERE = [path for path in DATA if path.name != "clauses.yaml"]
"""Data files whose French we set ourselves: the pledge's clauses are quoted as they were published, to the letter."""


@pytest.mark.parametrize("path", SET_HERE, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_french_text_never_breaks_its_line_before_a_mark_or_within_quotation_marks(path: Path) -> None:
    texts = list(_french(yaml.safe_load(path.read_text(encoding="utf-8"))))

    assert [text for text in texts if re.search(r" [;:!?»](?:\s|$)|« ", text)] == []
