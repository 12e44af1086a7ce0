"""Annotations as the figures count them: which answers are contested, and who says what beside each figure."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from indicators.annotations import Annotation, Contest, contest_of
from indicators.case import Cycle
from indicators.model import Framework

CONTEST_RANK: Final[Mapping[str, int]] = {
    Contest.NONE: 0,
    Contest.WITHDRAWN: 1,
    Contest.ANSWERED: 2,
    Contest.OPEN: 3,
}
"""The contest status of answers from mildest to worst; a figure bears the worst of its answers."""

CONTESTED: Final = CONTEST_RANK[Contest.ANSWERED]
"""An answer is contested from this rank on: a reply beside an annotation does not lift it (framework, section 6)."""

CONTEST_NAMES: Final = tuple(sorted((str(status) for status in Contest), key=lambda name: CONTEST_RANK[name]))


def of_cycle(cycle: Cycle) -> tuple[Annotation, ...]:
    """Return the annotations that concern this cycle: named for it, or for no cycle, as on a clause."""
    return tuple(a for a in cycle.annotations if a.target.cycle in (None, cycle.id) and a.motivation != "replying")


def contests_of(framework: Framework, cycle: Cycle) -> dict[tuple[str, str], int]:
    """Return the contest rank of each answer that is or was contested, by (signatory, indicator)."""
    motives = frozenset(motive.id for motive in framework.motives if motive.contests)
    revisions = {entry.signatory: entry.revision for entry in cycle.filed}
    on_answer: dict[tuple[str, str], list[Annotation]] = defaultdict(list)
    for annotation in of_cycle(cycle):
        target = annotation.target
        if target.kind == "answer" and target.signatory in revisions and target.indicator is not None:
            on_answer[target.signatory, target.indicator].append(annotation)
    ranks = {
        pair: CONTEST_RANK[contest_of(tuple(annotations), revisions[pair[0]], motives)]
        for pair, annotations in on_answer.items()
    }
    return {pair: rank for pair, rank in ranks.items() if rank}


@dataclass(frozen=True)
class Tally:
    """Standing annotations counted by motive and by union; of those that are withheld, that much stays visible."""

    motives: Counter[str] = field(default_factory=Counter)
    unions: Counter[str] = field(default_factory=Counter)

    def add(self, annotation: Annotation) -> None:
        """Count one annotation: once for each motive it gives, once for its union."""
        for motive in annotation.motives:
            self.motives[motive] += 1
        self.unions[annotation.union.id] += 1


CutKey = tuple[str, str]
"""Dimension and value of a cut."""


def tallies(
    framework: Framework, cycle: Cycle, cuts_of: Mapping[str, Collection[CutKey]]
) -> tuple[dict[str, Tally], dict[tuple[str, CutKey], Tally]]:
    """Count the standing annotations that stand beside each figure (framework, section 7).

    Returns those on the clause, the indicator or the figure, by indicator (they stand beside every cut), and those on
    answers by (indicator, cut); `cuts_of` says which cuts a signatory is in.
    """
    general: dict[str, Tally] = defaultdict(Tally)
    on_answers: dict[tuple[str, CutKey], Tally] = defaultdict(Tally)
    for annotation in of_cycle(cycle):
        if not annotation.standing:
            continue
        target = annotation.target
        if target.kind == "answer":
            for cut in cuts_of.get(target.signatory or "", ()):
                on_answers[target.indicator or "", cut].add(annotation)
        else:
            for indicator in _concerned(framework, annotation):
                general[indicator].add(annotation)
    return general, on_answers


def _concerned(framework: Framework, annotation: Annotation) -> Iterator[str]:
    target = annotation.target
    if target.kind in ("indicator", "figure") and target.indicator is not None:
        yield target.indicator
    elif target.kind == "clause":
        yield from (indicator.id for indicator in framework.indicators if target.clause in indicator.clauses)


def speaking_unions(annotations: Iterable[Annotation]) -> set[str]:
    """Return the ids of the unions that have a standing annotation among these."""
    return {annotation.union.id for annotation in annotations if annotation.standing}
