"""The content hash of a framework: what it ignores and what it does not."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from breaking import change

from indicators.loader import load
from indicators.located_yaml import read


def test_the_hash_ignores_comments_key_order_and_writing_style(pledge: Path) -> None:
    before = load(pledge).content_hash
    for file in pledge.glob("*.yaml"):
        document, _ = read(file)
        rewritten = yaml.safe_dump(_reversed_keys(document.data), sort_keys=False, allow_unicode=True, indent=4)
        file.write_text(f"# rewritten\n{rewritten}", encoding="utf-8")
    assert load(pledge).content_hash == before


def _reversed_keys(node: object) -> object:
    if isinstance(node, dict):
        return {key: _reversed_keys(node[key]) for key in reversed(list(node))}
    return [_reversed_keys(item) for item in node] if isinstance(node, list) else node


def test_the_hash_ignores_in_which_file_a_section_stands(pledge: Path) -> None:
    before = load(pledge).content_hash
    everything = "\n".join(file.read_text(encoding="utf-8") for file in sorted(pledge.glob("*.yaml"), reverse=True))
    for file in pledge.glob("*.yaml"):
        file.unlink()
    (pledge / "all.yaml").write_text(everything, encoding="utf-8")
    assert load(pledge).content_hash == before


def test_the_hash_ignores_a_default_written_out(pledge: Path) -> None:
    before = load(pledge).content_hash
    change(pledge / "indicators.yaml", "core: true", "core: true\n    scored: true\n    method: pooled")
    assert load(pledge).content_hash == before


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("clauses.yaml", "We train the crane drivers.", "We train the crane drivers"),
        ("clauses.yaml", "version: 3", "version: 4"),
        ("indicators.yaml", "better: up", "better: down"),
        ("indicators.yaml", "2032-12-31", "2033-12-31"),
        ("motives.yaml", "contests: true", "contests: false"),
    ],
)
def test_the_hash_changes_with_any_content(pledge: Path, name: str, old: str, new: str) -> None:
    before = load(pledge).content_hash
    change(pledge / name, old, new)
    after = load(pledge).content_hash
    assert after != before
    assert len(after) == 64
