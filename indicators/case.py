"""One cycle as the consolidation takes it: the roster, every company's current revision, every annotation."""

from __future__ import annotations

from dataclasses import dataclass, field

from indicators.annotations import Annotation
from indicators.answers import Submission
from indicators.figures import Signatory
from indicators.findings import Finding


@dataclass(frozen=True, slots=True)
class Filed:
    """A submission on file: which signatory, which revision, with the warnings shown beside its answers."""

    signatory: str
    revision: int
    submission: Submission
    findings: tuple[Finding, ...] = ()
    late: bool = False
    source: str = ""


@dataclass(frozen=True, slots=True)
class Cycle:
    """All there is to consolidate. Without a roster, `signatories` are the companies that submitted."""

    id: str
    framework: str
    signatories: tuple[Signatory, ...]
    filed: tuple[Filed, ...]
    annotations: tuple[Annotation, ...] = ()
    previous: Cycle | None = None
    superseded: tuple[Filed, ...] = field(default=())
