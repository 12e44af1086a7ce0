"""What contests an earlier revision of an answer and was not carried forward: its contest ended when that was revised.

Nothing is carried by itself, because only its author knows whether an annotation still holds. That nothing was carried
is therefore counted: where the answer says the same as before, a contest ended without anybody answering it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from indicators.annotations import Annotation, contests
from indicators.answers import Submission, is_commitment
from indicators.case import Cycle
from indicators.contests import of_cycle
from indicators.model import Framework


@dataclass(frozen=True, slots=True)
class LeftBehind:
    """How many contesting annotations are left on an earlier revision: of answers that are the `same`, or `changed`."""

    same: int = 0
    changed: int = 0


def left_behind(framework: Framework, cycle: Cycle) -> LeftBehind:
    """Count the standing annotations of accredited unions with a motive that contests which are on an earlier revision
    than the current one of their answer. `cycle` holds its superseded revisions.
    """
    said = {(one.signatory, one.revision): one.submission for one in (*cycle.superseded, *cycle.filed)}
    current = {one.signatory: one.revision for one in cycle.filed}
    same = [
        says_same(one.target.indicator or "", earlier, said[signatory, current[signatory]])
        for one, signatory in _behind(framework, cycle, current)
        if (earlier := said.get((signatory, one.revision or 0))) is not None
    ]
    return LeftBehind(sum(same), len(same) - sum(same))


def _behind(framework: Framework, cycle: Cycle, current: dict[str, int]) -> Iterator[tuple[Annotation, str]]:
    motives = frozenset(motive.id for motive in framework.motives if motive.contests)
    for one in of_cycle(cycle):
        signatory = one.target.signatory or ""
        if one.standing and contests(one, motives) and (one.revision or 0) < current.get(signatory, 0):
            yield one, signatory


def says_same(name: str, earlier: Submission, later: Submission) -> bool:
    """Whether the answer to the indicator `name`, or the commitment of that name, is the same in two revisions: status,
    reason, numbers, comment and evidence; of a commitment its words too, in the language they were filed in."""
    if is_commitment(name):
        promised = earlier.commitment(name)
        return promised is not None and (promised, earlier.language) == (later.commitment(name), later.language)
    given = earlier.answer(name)
    return given is not None and given == later.answer(name)
