"""From the whole report of a cycle to what the public may see: protected figures, and the answers that are published.

Which figures those are is decided in `indicators.disclosure`; here it is left out of the report what else would tell.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from indicators.annotations import Annotation, on_public_words
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

    An annotation is public with the revision it is about, or was carried forward to: one on an answer that was never
    published stays with those who see the answer, and so does an earlier revision that was not.
    The answers of the previous cycle are left out whole where the company does not publish there.
    """
    shown = protected.public
    kept = replace(
        cycle,
        filed=tuple(_filed(cycle.filed, shown)),
        superseded=tuple(one for one in _filed(cycle.superseded, shown) if _in_full(one)),
        annotations=_annotations(cycle),
        previous=_previous(cycle.previous),
    )
    unpublished = frozenset(filed.signatory for filed in cycle.filed) - shown
    return Public(kept, protected.consolidation, unpublished)


def _filed(filed: tuple[Filed, ...], shown: frozenset[str]) -> list[Filed]:
    return [one for one in filed if one.signatory in shown]


def _in_full(filed: Filed) -> bool:
    return filed.submission.organisation.publication == "full"


def _annotations(cycle: Cycle) -> tuple[Annotation, ...]:
    public = {(one.signatory, one.revision) for one in (*cycle.filed, *cycle.superseded) if _in_full(one)}
    return tuple(one for one in cycle.annotations if on_public_words(one, public))


def _previous(cycle: Cycle | None) -> Cycle | None:
    if cycle is None:
        return None
    shown = frozenset(one.signatory for one in cycle.filed if _in_full(one))
    return replace(cycle, filed=tuple(_filed(cycle.filed, shown)), superseded=(), annotations=_annotations(cycle))
