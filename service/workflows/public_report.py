"""From the whole report of a cycle to what the public may see: protected figures, and the answers that are published.

Which figures those are is decided in `indicators.disclosure`; here it is left out of the report what else would tell.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from indicators.annotations import Annotation
from indicators.case import Cycle, Filed
from indicators.disclosure.protect import Protected
from indicators.figures import Consolidation


@dataclass(frozen=True, slots=True)
class Public:
    """A cycle as the public may see it, its figures, and who submitted without publishing in full."""

    cycle: Cycle
    consolidation: Consolidation
    unpublished: frozenset[str]


def public_of(cycle: Cycle, protected: Protected) -> Public:
    """Return what the public may see of a cycle.

    An annotation is public with its target: one on an answer that is not published stays with those who see the answer.
    The answers of the previous cycle are left out whole where the company does not publish there.
    """
    shown = protected.public
    kept = replace(
        cycle,
        filed=tuple(_filed(cycle.filed, shown)),
        superseded=tuple(_filed(cycle.superseded, shown)),
        annotations=tuple(one for one in cycle.annotations if _public(one, shown)),
        previous=_previous(cycle.previous),
    )
    unpublished = frozenset(filed.signatory for filed in cycle.filed) - shown
    return Public(kept, protected.consolidation, unpublished)


def _filed(filed: tuple[Filed, ...], shown: frozenset[str]) -> list[Filed]:
    return [one for one in filed if one.signatory in shown]


def _public(annotation: Annotation, shown: frozenset[str]) -> bool:
    return annotation.target.kind != "answer" or annotation.target.signatory in shown


def _previous(cycle: Cycle | None) -> Cycle | None:
    if cycle is None:
        return None
    shown = frozenset(one.signatory for one in cycle.filed if one.submission.organisation.publication == "full")
    annotations = tuple(one for one in cycle.annotations if _public(one, shown))
    return replace(cycle, filed=tuple(_filed(cycle.filed, shown)), superseded=(), annotations=annotations)
