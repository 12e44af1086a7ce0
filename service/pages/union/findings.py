"""What the wording reader finds in a text, one by one, for a union to confirm, correct or dismiss."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from indicators import wording
from indicators.model import Framework, Language
from indicators.wording.model import CRITERIA, Reading
from service.render.report.language import Words

_PLACE = ("criterion", "rule", "start", "end", "words")
_WITHOUT_WORDS = ("NB1", "NB3")
"""Flags that rest on what is missing: they are judged on the whole clause, under no rule."""


@dataclass(frozen=True, slots=True)
class Judgeable:
    """One finding: its number on the page, its place, its name in words, and what was said of it (empty: nothing)."""

    number: int
    place: Mapping[str, Any]
    name: str
    whole: bool
    highest: int
    given: Mapping[str, Any]

    @property
    def field(self) -> str:
        """The name of the field that says what is thought of it."""
        return f"v{self.number}"


def judgeable(
    framework: Framework, text: str, language: Language, given: Iterable[Mapping[str, Any]], words: Words
) -> list[Judgeable]:
    """Return every finding on `text`, with the judgement among `given` that is about it; then judgements about others.

    `language` is that of the text; the names are in that of `words`.
    """
    said = {_key(one): one for one in given}
    places = list(_places(wording.read(text, language)))
    known = {_key(place) for place in places}
    places += [{name: one.get(name, "") for name in _PLACE} for key, one in said.items() if key not in known]
    return [_judgeable(number, place, said, framework, words) for number, place in enumerate(places)]


def _judgeable(
    number: int, place: Mapping[str, Any], said: Mapping[Any, Mapping[str, Any]], framework: Framework, words: Words
) -> Judgeable:
    criterion = str(place["criterion"])
    scored = criterion in CRITERIA
    known = scored or framework.has_motive(criterion)
    label = words(f"criterion_{criterion}") if scored else words.of(framework.motive(criterion).label) if known else ""
    whole = criterion in _WITHOUT_WORDS
    return Judgeable(
        number, place, f"{criterion} {label}".strip(), whole, 3 if scored else 1, said.get(_key(place), {})
    )


def _places(reading: Reading) -> Iterator[dict[str, Any]]:
    for clause in reading.clauses:
        for one in clause.findings:
            yield one.as_dict()
        for flag in clause.flags:
            if flag in _WITHOUT_WORDS:
                span = {"start": clause.start, "end": clause.end}
                yield {"criterion": flag, "rule": "", **span, "words": clause.text}


def _key(one: Mapping[str, Any]) -> tuple[Any, ...]:
    return tuple(one.get(name, "") for name in _PLACE[:4])
