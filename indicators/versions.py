"""What changed between two versions of a framework, and which of last cycle's answers still answer the new questions.

An indicator says in data what it continues (`continues` in `indicators.yaml`). Without saying so, one with the same id
keeps its meaning only where nothing of the question changed: a corrected word may change an answer, and nobody but the
framework's authors can say that it does not.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

from indicators.answers import Answer, Submission
from indicators.model import Clause, Field, Framework, Indicator

What = Literal["added", "removed", "reworded", "unchanged"]
Meaning = Literal["kept", "changed"]

QUESTION = ("title", "measure", "definition", "scope", "computation", "kind", "method", "unbounded", "result_unit")
QUESTION_TOO = ("includes_subcontracted", "levels", "derived", "fields")
"""What makes the question; the rest (evidence expected, why it matters, limits, mappings) may change beside it."""


@dataclass(frozen=True, slots=True)
class IndicatorChange:
    """One indicator of either version. `before` and `after` are its ids; `meaning` is empty where only one has it.

    `parts` are those of the question that differ.
    """

    before: str | None
    after: str | None
    what: What
    meaning: Meaning | None = None
    parts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ClauseChange:
    """One clause of either version; a clause keeps its id for ever."""

    clause: str
    what: What


@dataclass(frozen=True, slots=True)
class FrameworkChanges:
    """Everything that differs between two versions, in the order of the new one; what was removed comes last."""

    before: str
    after: str
    indicators: tuple[IndicatorChange, ...]
    clauses: tuple[ClauseChange, ...]


def what_changed(old: Framework, new: Framework) -> FrameworkChanges:
    """Return how `new` differs from `old`, unchanged things included."""
    return FrameworkChanges(old.ref, new.ref, tuple(_indicators(old, new)), tuple(_clauses(old, new)))


def kept_meaning(old: Framework, new: Framework) -> Mapping[str, str]:
    """Return new id -> old id of the indicators whose earlier answers still answer the question."""
    return {
        change.after: change.before
        for change in _indicators(old, new)
        if change.after is not None and change.before is not None and change.meaning == "kept"
    }


def carried(submission: Submission, old: Framework, new: Framework, cycle: str) -> Submission:
    """Return what of an earlier `submission` still holds under `new`, as a start for `cycle`.

    Answers come along where the indicator kept its meaning, with the numbers whose field still asks the same;
    populations and commitments where their definition or their clause still says the same.
    """
    origins = kept_meaning(old, new)
    answers = []
    for indicator in new.entered():
        earlier = submission.answer(origins.get(indicator.id, ""))
        if earlier is not None:
            answers.append(_carried_answer(earlier, old.indicator(earlier.indicator), indicator))
    populations = {p.id: p.definition for p in old.populations}
    same = {p.id for p in new.populations if populations.get(p.id) == p.definition}
    profile = submission.organisation
    told = {name: value for name, value in profile.populations.items() if name in same}
    clauses = {change.clause for change in _clauses(old, new) if change.what == "unchanged"}
    return replace(
        submission,
        framework=new.ref,
        cycle=cycle,
        organisation=replace(profile, populations=told, reference=None),
        answers=tuple(answers),
        commitments=tuple(one for one in submission.commitments if one.clause is None or one.clause in clauses),
    )


def _carried_answer(earlier: Answer, old: Indicator, new: Indicator) -> Answer:
    before = {field.key: _asks(field) for field in old.fields}
    still = {field.key for field in new.fields if before.get(field.key) == _asks(field)}
    values = {key: value for key, value in earlier.values.items() if key in still}
    return replace(earlier, indicator=new.id, values=values)


def _asks(field: Field) -> tuple[Any, ...]:
    return field.role, field.number, field.unit, field.population, field.part_of, field.group


def _indicators(old: Framework, new: Framework) -> Iterator[IndicatorChange]:
    continued: set[str] = set()
    for indicator in new.indicators:
        origin = _origin(indicator, old)
        if origin is None:
            yield IndicatorChange(None, indicator.id, "added")
            continue
        continued.add(origin.id)
        yield _compared(origin, indicator, declared=_declared(indicator, old))
    for indicator in old.indicators:
        if indicator.id not in continued:
            yield IndicatorChange(indicator.id, None, "removed")


def _declared(indicator: Indicator, old: Framework) -> Meaning | None:
    said = indicator.continues
    return said.meaning if said is not None and said.framework == old.ref else None


def _origin(indicator: Indicator, old: Framework) -> Indicator | None:
    said = indicator.continues
    name = said.indicator if said is not None and said.framework == old.ref else indicator.id
    return old.indicator(name) if old.has_indicator(name) else None


def _compared(old: Indicator, new: Indicator, *, declared: Meaning | None) -> IndicatorChange:
    parts = tuple(name for name in (*QUESTION, *QUESTION_TOO) if getattr(old, name) != getattr(new, name))
    what: What = "reworded" if parts else "unchanged"
    meaning: Meaning = declared or ("changed" if parts else "kept")
    return IndicatorChange(old.id, new.id, what, meaning, parts)


def _clauses(old: Framework, new: Framework) -> Iterator[ClauseChange]:
    before: dict[str, Clause] = {clause.id: clause for clause in old.clauses}
    for clause in new.clauses:
        earlier = before.pop(clause.id, None)
        if earlier is None:
            yield ClauseChange(clause.id, "added")
        else:
            yield ClauseChange(clause.id, "unchanged" if earlier.text == clause.text else "reworded")
    yield from (ClauseChange(id_, "removed") for id_ in before)
