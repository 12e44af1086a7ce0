"""What every rule is given, and the few readings of a value that rules share. No rule lives here."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any, Final, Literal

from indicators.answers import Answer, Status, Submission
from indicators.checks.shape import Numbers, shape_of
from indicators.exactness import inexact
from indicators.findings import Finding, Path
from indicators.model import Framework, Indicator

Reader = Callable[[str, Literal["fr", "en"]], Any]
"""Reads the wording of a text in a language; returns a `wording.Reading` (clauses with flags and findings)."""

TEXT_LIMITS: Final[Mapping[str, int]] = {
    "name": 300,
    "reason": 2_000,
    "comment": 2_000,
    "title": 300,
    "reference": 300,
    "link": 2_000,
    "text": 2_000,
    "unit": 100,
    "role": 200,
}
"""Characters each text may have, by the last step of its path. The comment's limit is the framework's (section 2)."""


@dataclass(frozen=True)
class Context:
    """One submission to judge, with all it is judged against."""

    framework: Framework
    submission: Submission
    previous: Submission | None = None
    cycle: str | None = None
    reader: Reader | None = None

    @cached_property
    def answers(self) -> Mapping[str, Answer]:
        """The first answer given to each indicator."""
        return {answer.indicator: answer for answer in reversed(self.submission.answers)}

    @cached_property
    def _answered(self) -> tuple[tuple[Indicator, Answer], ...]:
        given = ((indicator, self.answers.get(indicator.id)) for indicator in self.framework.entered())
        return tuple((i, a) for i, a in given if a is not None and a.status == Status.ANSWERED)

    def answered(self) -> Sequence[tuple[Indicator, Answer]]:
        """Return each entered indicator whose first answer has status `answered`, in the framework's order."""
        return self._answered

    @cached_property
    def _numbers(self) -> dict[str, Numbers]:
        return {}

    def numbers(self, indicator: Indicator) -> Numbers:
        """Return the usable numbers of the first answer to an indicator."""
        found = self._numbers.get(indicator.id)
        if found is None:
            found = self._numbers[indicator.id] = shape_of(indicator).numbers(self.answers[indicator.id])
        return found

    @cached_property
    def _populations(self) -> dict[str, Decimal | None]:
        return {}

    def population(self, id_: str | None) -> Decimal | None:
        """Return a population of the organisation sheet, None where no such number can be: arithmetic rests on it."""
        if id_ is None:
            return None
        if id_ not in self._populations:
            value = self.submission.organisation.populations.get(id_)
            sound = isinstance(value, Decimal) and inexact(value) is None and value >= 0
            self._populations[id_] = value if sound and value == value.to_integral_value() else None  # type: ignore[union-attr, assignment]
        return self._populations[id_]


_SILENT: Final = frozenset({"Cc", "Cf", "Zs", "Zl", "Zp"})


def blank(text: str | None) -> bool:
    """Whether a text says nothing: absent, or only spaces and invisible characters."""
    return not text or (not text.isalnum() and all(unicodedata.category(c) in _SILENT for c in text))


def plain(number: Decimal) -> str:
    """Write a number without exponent, as its author would type it."""
    if not number.is_finite():
        return str(number)
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def text_faults(text: str | None, path: Path, indicator: str | None = None) -> Iterator[Finding]:
    """E09: a text longer than its limit."""
    name = str(path[-1])
    limit = TEXT_LIMITS[name]
    if text is not None and len(text) > limit:
        params = {"length": str(len(text)), "limit": str(limit)}
        yield Finding("E09", path, indicator, name, text, params)
