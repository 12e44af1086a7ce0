"""Answers of a cycle -> the figures: claimed, contested set aside, bounds, coverage, status (framework, section 7).

Here everything about one indicator and one cut is brought together. Columns are made in `columns.py`, sums in
`statistics.py`, their meaning in `estimates.py`, bounds in `bounds.py`, annotations in `contests.py`, change in
`comparison.py`. What the public may see of it is decided elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

import polars as pl

from indicators.bounds import Missing, bounds
from indicators.case import Cycle
from indicators.columns import ANSWERED, Columns, columns_of
from indicators.comparison import Comparison
from indicators.contests import CONTEST_NAMES, CONTESTED, CutKey, Tally, of_cycle, speaking_unions, tallies
from indicators.cuts import CUTS, Roster, cuts_of, numbered, rosters, values_of
from indicators.estimates import claimed, extra_estimate, set_aside, weights
from indicators.figures import (
    Band,
    Consolidation,
    Coverage,
    Cut,
    CycleCoverage,
    Dimension,
    Estimate,
    Figure,
)
from indicators.model import Framework, Indicator
from indicators.own_values import Measured, bands_of, measured
from indicators.statistics import Cell, Extras, cells, empty_cell, extra_cells, extras_of

FEWEST_ANSWERS = 10
"""Below this, or below half of the signatories, only the count is shown (interface, chart 6)."""


def consolidate(framework: Framework, cycle: Cycle, cuts: Sequence[Dimension] = CUTS) -> Consolidation:
    """Return every figure of a cycle, by indicator and cut.

    Takes submissions that passed the checks. Without a roster the signatories are those that submitted. Raises
    RosterError where a submission belongs to no signatory.
    """
    before = None
    if cycle.previous is not None:
        before = columns_of(framework, cycle.previous)
    return consolidate_columns(framework, cycle, columns_of(framework, cycle), before, cuts)


def consolidate_columns(
    framework: Framework,
    cycle: Cycle,
    columns: Columns,
    before: Columns | None = None,
    cuts: Sequence[Dimension] = CUTS,
) -> Consolidation:
    """The same from columns, wherever they come from; of `cycle` only the annotations and the name are used."""
    rows, extras = measured(columns), extras_of(columns)
    comparison = Comparison.of(columns, before) if before is not None else None
    named = {annotation.target.signatory or "" for annotation in cycle.annotations}
    tally = tallies(framework, cycle, cuts_of(columns.companies, cuts, named))
    figures: dict[tuple[str, Cut], Figure] = {}
    for dimension in cuts:
        part = _Part.of(columns, rows, extras, comparison, dimension)
        for figure in part.figures(tally):
            figures[figure.indicator, figure.cut] = figure
    order = {plan.indicator.id: number for number, plan in enumerate(columns.plans)}
    ordered = dict(sorted(figures.items(), key=lambda item: order[item[0][0]]))
    return Consolidation(columns.framework, columns.cycle, _cycle_coverage(cycle, columns), ordered)


@dataclass(frozen=True)
class _Part:
    """One dimension of a consolidation: its values, its cells and what goes with them."""

    columns: Columns
    dimension: Dimension
    values: list[str]
    rosters: Mapping[str, Roster]
    cells: Mapping[tuple[int, int], Cell]
    extras: Mapping[tuple[int, int], Mapping[str, Estimate]]
    previous: Mapping[tuple[str, str], Estimate]
    changes: Mapping[tuple[int, int], Decimal]
    method_changed: bool

    @staticmethod
    def of(
        columns: Columns,
        rows: Measured,
        extras: Extras,
        comparison: Comparison | None,
        dimension: Dimension,
    ) -> _Part:
        values = values_of(columns.companies, dimension)
        cut = numbered(columns.companies, dimension, values)
        return _Part(
            columns,
            dimension,
            values,
            rosters(columns.companies, dimension),
            {(indicator, value): cell for indicator, value, cell in cells(rows, cut)},
            _extras(columns, extras, cut),
            comparison.previous(dimension) if comparison else {},
            comparison.changes(cut) if comparison else {},
            comparison is not None and comparison.method_changed,
        )

    def figures(self, tally: tuple[Mapping[str, Tally], Mapping[tuple[str, CutKey], Tally]]) -> Iterator[Figure]:
        """Yield the figure of every indicator for every value of the dimension."""
        for number, plan in enumerate(self.columns.plans):
            general = tally[0].get(plan.indicator.id, _NOTHING)
            for position, value in enumerate(self.values):
                cut = Cut(self.dimension, value)
                answers = tally[1].get((plan.indicator.id, (self.dimension, value)), _NOTHING)
                yield self._figure(plan.indicator, (number, position), cut, (general, answers))

    def _figure(self, indicator: Indicator, key: tuple[int, int], cut: Cut, tally: tuple[Tally, Tally]) -> Figure:
        cell = self.cells.get(key, _EMPTY)
        roster = self.rosters[cut.value]
        coverage = _coverage(cell, roster)
        claim = claimed(indicator, cell)
        previous = self.previous.get((indicator.id, cut.value))
        return Figure(
            indicator=indicator.id,
            cut=cut,
            coverage=coverage,
            claimed=claim,
            set_aside=set_aside(indicator, cell) if cell.contested else claim,
            contested=cell.contested,
            contested_weight=weights(indicator, cell),
            bounds_silent=bounds(indicator, cell, roster.silent, contested=False),
            bounds_contested=bounds(indicator, cell, roster.silent, contested=True),
            bounds_missing=bounds(indicator, cell, roster.silent + _unanswered(cell), contested=True),
            bands=_bands(indicator, cell),
            evidence_attached=cell.evidence,
            extras=self.extras.get(key, {}),
            obs_status=obs_status(coverage, method_changed=self.method_changed),
            contest_status=CONTEST_NAMES[cell.contest],
            low_coverage=is_low(coverage),
            annotations_by_motive=dict(sorted((tally[0].motives + tally[1].motives).items())),
            annotations_by_union=dict(sorted((tally[0].unions + tally[1].unions).items())),
            previous=previous,
            matched_change=self.changes.get(key),
            raw_change=_difference(claim, previous),
        )


_NOTHING = Tally()
_EMPTY = empty_cell()


def _extras(columns: Columns, extra_rows: Extras, cut: pl.Series | None) -> dict[tuple[int, int], dict[str, Estimate]]:
    found: dict[tuple[int, int], dict[int, Estimate]] = {}
    for number, position, key, cell in extra_cells(extra_rows, cut):
        extra = columns.plans[number].extras[key]
        found.setdefault((number, position), {})[key] = extra_estimate(extra, cell)
    return {
        (number, position): {columns.plans[number].extras[key].key: extras[key] for key in sorted(extras)}
        for (number, position), extras in found.items()
    }


def _coverage(cell: Cell, roster: Roster) -> Coverage:
    answered, not_applicable, not_available, unanswered = cell.statuses
    return Coverage(
        signatories=roster.signatories,
        submitted=roster.submitted,
        answered=answered,
        not_applicable=not_applicable,
        not_available=not_available,
        unanswered=unanswered,
        silent=roster.silent.companies,
        left=roster.left,
        headcount_known=roster.headcount,
        headcount_answered=cell.headcount_answered,
    )


def _unanswered(cell: Cell) -> Missing:
    return Missing(cell.statuses[2] + cell.statuses[3], cell.headcount_missing, cell.unknown_missing)


def _bands(indicator: Indicator, cell: Cell) -> tuple[Band, ...]:
    """Bands from the strongest claim down; for a level 3 to 0."""
    keys = list(enumerate(bands_of(indicator)))
    if indicator.kind == "level":
        keys.reverse()
    return tuple(
        Band(key, cell.bands[number] - cell.contested_bands[number], cell.contested_bands[number])
        for number, key in keys
    )


def obs_status(coverage: Coverage, *, method_changed: bool) -> str:
    """Return OBS_STATUS (SDMX): M not applicable to any that submitted, O no answer, B another version of the framework
    than in the previous cycle, V an unchecked self-report otherwise."""
    if coverage.answered == 0:
        return "M" if coverage.submitted and coverage.not_applicable == coverage.submitted else "O"
    return "B" if method_changed else "V"


def is_low(coverage: Coverage) -> bool:
    """Return whether a figure rests on fewer than ten answers, or on less than half of the signatories."""
    return coverage.answered < FEWEST_ANSWERS or 2 * coverage.answered < coverage.signatories


def _difference(claim: Estimate, previous: Estimate | None) -> Decimal | None:
    if previous is None or claim.value is None or previous.value is None:
        return None
    return claim.value - previous.value


def _cycle_coverage(cycle: Cycle, columns: Columns) -> CycleCoverage:
    active = [company for company in columns.companies if company.active]
    entered = [number for number, plan in enumerate(columns.plans) if plan.indicator.entered]
    answered = columns.rows.filter((pl.col("status") == ANSWERED) & pl.col("indicator").is_in(entered))
    annotations = [annotation for annotation in of_cycle(cycle) if annotation.standing]
    return CycleCoverage(
        signatories=len(active),
        submitted=sum(company.submitted for company in active),
        silent=tuple(company.signatory for company in active if not company.submitted),
        left=tuple(company.signatory for company in columns.companies if not company.active),
        answers=answered.height,
        contested_answers=answered.filter(pl.col("contest") >= CONTESTED).height,
        annotations=len(annotations),
        unions=len(speaking_unions(annotations)),
        headcount_known=sum(company.headcount or 0 for company in active),
        headcount_submitted=sum(company.headcount or 0 for company in active if company.submitted),
    )
