"""The lists of choices: what a company sees in a dropdown, and the code that stands for it.

An entry is recognised by its exact words in either language, or by its code alone: labels are for people, codes are
what is filed. No other spelling is guessed.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path

from indicators.codes import COUNTRIES, SECTIONS
from indicators.model import LANGUAGES, Framework, Language
from service.form.identity import ByContent
from service.form.layout import ListName
from service.form.texts import Texts, load_texts

LIST_NAMES: tuple[ListName, ...] = (
    "status", "level", "publication", "evidence_kind", "country", "sector", "indicator", "clause",
)  # fmt: skip
LEVELS = ("0", "1", "2", "3")
_CLAUSE_WORDS = 70

Entry = tuple[str, str]
"""Code and the words shown for it."""


def form_texts() -> Texts:
    """Return the form's own words: list labels and sheet names."""
    return load_texts(Path(__file__).with_name("form.yaml"))


def entries(name: ListName, framework: Framework, language: Language) -> tuple[Entry, ...]:
    """Return the entries of a list in the order in which they are offered."""
    if name == "country":
        return tuple(sorted(_countries(language), key=lambda entry: _sorting(entry[1])))
    if name == "sector":
        return tuple((code, f"{code} · {label.in_(language)}") for code, label in SECTIONS.items())
    if name == "indicator":
        return tuple((i.id, f"{i.id} · {i.title.in_(language)}") for i in framework.entered())
    if name == "clause":
        return tuple((c.id, f"{c.id} · {_short(c.text.in_(language))}") for c in framework.clauses)
    if name == "level":
        return tuple((level, level) for level in LEVELS)
    texts = form_texts()
    return tuple((code, texts(f"lists.{name}.{code}", language)) for code in texts.keys_under(f"lists.{name}"))


def label_of(name: ListName, code: str, framework: Framework, language: Language) -> str:
    """Return the words shown for a code, or the code itself where the list does not know it."""
    return _labels(name, ByContent(framework), language).get(code, code)


def code_of(name: ListName, typed: str, framework: Framework) -> str | None:
    """Return the code that a cell's text stands for, whatever the language; None where it is not in the list."""
    codes = _codes(name, ByContent(framework))
    text = typed.strip()
    return codes.get(text) or codes.get(text.casefold())


@lru_cache(maxsize=64)
def _labels(name: ListName, held: ByContent, language: Language) -> Mapping[str, str]:
    return dict(entries(name, held.framework, language))


@lru_cache(maxsize=64)
def _codes(name: ListName, held: ByContent) -> Mapping[str, str]:
    known: dict[str, str] = {}
    for language in LANGUAGES:
        for code, label in entries(name, held.framework, language):
            for spelling in (code, label, label.casefold(), code.casefold()):
                known.setdefault(spelling, code)
    if name == "country":
        known.update({text.casefold(): code for code, label in COUNTRIES.items() for text in (label.fr, label.en)})
    return known


def _countries(language: Language) -> Iterator[Entry]:
    for code, label in COUNTRIES.items():
        yield code, f"{label.in_(language)} ({code})"


def _sorting(label: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFD", label) if not unicodedata.combining(c)).casefold()


def _short(text: str) -> str:
    if len(text) <= _CLAUSE_WORDS:
        return text
    return text[:_CLAUSE_WORDS].rsplit(" ", 1)[0] + "…"
