"""Annotations that come in together, judged: what filing them does, or what keeps all of them out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from indicators.anchors import AnchorFault
from indicators.annotations import Annotation
from indicators.small_groups import GroupWarning
from service.workflows.public_log import Receipt


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did, or would do: ids filed anew, ids that got a new version, how many were equal; what the file
    holds and was not taken, by the place of the item in the list; the receipts of what was filed.
    """

    created: tuple[str, ...] = ()
    revised: tuple[str, ...] = ()
    unchanged: int = 0
    left_out: tuple[tuple[int, AnchorFault], ...] = ()
    receipts: tuple[Receipt, ...] = ()


@dataclass(frozen=True, slots=True)
class NotImported:
    """Nothing was filed: faults and warnings by the place of the item in the list."""

    faults: tuple[tuple[int, AnchorFault], ...] = ()
    warnings: tuple[tuple[int, GroupWarning], ...] = ()


@dataclass
class Sorted:
    """Items judged: what would be filed, what would be a new version, what is as it was."""

    created: list[Annotation] = field(default_factory=list)
    revised: list[Annotation] = field(default_factory=list)
    unchanged: int = 0
    faults: list[tuple[int, AnchorFault]] = field(default_factory=list)
    warnings: list[tuple[int, GroupWarning]] = field(default_factory=list)
    left_out: list[tuple[int, AnchorFault]] = field(default_factory=list)

    @property
    def refused(self) -> bool:
        """Whether something keeps all of them out."""
        return bool(self.faults or self.warnings)

    def refusal(self) -> NotImported:
        """Return what keeps them out: faults, and only where there is none what is to be accepted."""
        return NotImported(tuple(self.faults), () if self.faults else tuple(self.warnings))

    def outcome(self, receipts: Iterable[Receipt] = ()) -> Imported:
        """Return what filing these does."""
        created, revised = (tuple(one.id for one in some) for some in (self.created, self.revised))
        return Imported(created, revised, self.unchanged, tuple(self.left_out), tuple(receipts))
