"""Bilingual texts kept as data: one YAML file of `key: {fr: ..., en: ...}`, nested as its author likes.

Only looking up lives here. A text that lacks a language, or a key that is not there, is an error at once.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

import yaml

from indicators.model import Language
from indicators.plurals import filled

Tree = dict[str, "Tree | str"]


class Texts:
    """The texts of one file, looked up by dotted key."""

    def __init__(self, tree: Tree, name: str = "") -> None:
        self._tree = tree
        self._name = name

    def __call__(self, key: str, language: Language, **params: object) -> str:
        """Return the text of `key` in `language`, filled from `params` (`indicators.plurals`). Raises KeyError."""
        text = self._entry(key).get(language)
        if not isinstance(text, str):
            raise KeyError(f"{self._name}: {key}.{language}")
        return filled(text, language, params) if params else text

    def keys_under(self, key: str) -> tuple[str, ...]:
        """Return the keys directly under `key`, in the order of the file. Raises KeyError."""
        return tuple(self._entry(key))

    def every(self) -> Iterator[tuple[str, Tree]]:
        """Yield every bilingual entry with its dotted key (for the test that no language is missing)."""
        yield from _leaves(self._tree, "")

    def _entry(self, key: str) -> Tree:
        node: Tree | str = self._tree
        for step in key.split("."):
            if not isinstance(node, dict) or step not in node:
                raise KeyError(f"{self._name}: {key}")
            node = node[step]
        if not isinstance(node, dict):
            raise KeyError(f"{self._name}: {key}")
        return node


def _leaves(node: Tree, prefix: str) -> Iterator[tuple[str, Tree]]:
    for key, value in node.items():
        if isinstance(value, str):
            yield prefix.rstrip("."), node
            return
        yield from _leaves(value, f"{prefix}{key}.")


@lru_cache(maxsize=16)
def load_texts(path: Path) -> Texts:
    """Return the texts of a YAML file, read once. Raises OSError, yaml.YAMLError."""
    return Texts(yaml.safe_load(path.read_text(encoding="utf-8")), path.name)
