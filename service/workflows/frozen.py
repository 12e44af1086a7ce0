"""What an edition keeps of its report to answer questions later: the public cycle and its figures, as they were.

Files are kept as bytes; this is for the views nobody asked for when it was published. Deflated JSON, exact numbers.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from pydantic import TypeAdapter

from indicators.case import Cycle
from indicators.editions import Stand
from indicators.figures import Consolidation, CycleCoverage, Figure
from indicators.model import Framework
from service.render.report.contents import EditionShown, Report
from service.workflows.report_contents import report_of


@dataclass(frozen=True, slots=True)
class Frozen:
    """A published report: the public part of the cycle, its figures, who does not publish, which revisions it has."""

    edition: EditionShown
    framework: str
    framework_hash: str
    cycle: Cycle
    coverage: CycleCoverage
    figures: tuple[Figure, ...]
    unpublished: frozenset[str]
    revisions: dict[str, int]
    made_on: date

    @staticmethod
    def of(report: Report, revisions: dict[str, int]) -> Frozen:
        """Return what to keep of a report that is being published."""
        assert report.edition is not None
        assert report.made_on is not None
        return Frozen(
            edition=report.edition,
            framework=report.framework.ref,
            framework_hash=report.framework.content_hash,
            cycle=report.cycle,
            coverage=report.consolidation.coverage,
            figures=tuple(report.consolidation.figures.values()),
            unpublished=report.unpublished,
            revisions=revisions,
            made_on=report.made_on,
        )

    def to_bytes(self) -> bytes:
        """Return it as a file to keep."""
        return zlib.compress(_SHAPE.dump_json(self), 6)

    @staticmethod
    def from_bytes(content: bytes) -> Frozen:
        """Read it back, equal to what was kept."""
        return _SHAPE.validate_json(zlib.decompress(content))

    def report(self, framework: Framework) -> Report:
        """Return the report again, under the framework it was made with."""
        figures = {(figure.indicator, figure.cut): figure for figure in self.figures}
        consolidation = Consolidation(self.framework, self.cycle.id, self.coverage, figures)
        return public_report(framework, self.cycle, consolidation, self.unpublished, self.edition, self.made_on)

    def stand(self) -> Stand:
        """Return it as it is compared with another edition."""
        figures = {(figure.indicator, figure.cut): figure for figure in self.figures}
        roster = frozenset((one.id, one.status) for one in self.cycle.signatories)
        return Stand(self.framework_hash, figures, self.revisions, roster)


_SHAPE: Final = TypeAdapter(Frozen)


def public_report(
    framework: Framework,
    cycle: Cycle,
    consolidation: Consolidation,
    unpublished: frozenset[str],
    edition: EditionShown,
    made_on: date,
) -> Report:
    """Return the report of an edition, as the public sees it."""
    report = report_of(framework, cycle, consolidation=consolidation, made_on=made_on)
    return replace(report, unpublished=unpublished, edition=edition)
