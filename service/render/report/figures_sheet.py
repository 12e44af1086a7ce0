"""Every figure on one row: for all signatories and by sector, country and size."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from indicators.bounds import REASONS as WITHOUT_BOUNDS
from indicators.figures import Bounds, Cut, Estimate, Figure
from indicators.model import Indicator
from service.render.report.contents import Report
from service.render.report.facts import is_percent
from service.render.report.language import Words
from service.render.report.styles import Styles
from service.render.report.table import Column, Row

_SPREAD = ("mean", "minimum", "q1", "median", "q3", "maximum")

COLUMNS = (
    Column("indicator", "code", 10),
    Column("title", "text", 34),
    Column("objective", "whole", 9),
    Column("kind", "code", 9),
    Column("unit", "text", 16),
    Column("dimension", "code", 10),
    Column("cut", "code", 12),
    *(
        Column(code, "whole", 11)
        for code in ("n_signatories", "n_submitted", "n_answered", "n_not_applicable", "n_not_available")
    ),
    *(Column(code, "whole", 11) for code in ("n_unanswered", "n_silent", "n_left")),
    Column("coverage", "percent", 11),
    Column("headcount_known", "whole", 12),
    Column("headcount_answered", "whole", 12),
    Column("coverage_headcount", "percent", 11),
    Column("claimed_value", "number", 13, "claim"),
    Column("claimed_numerator", "number", 14, "claim"),
    Column("claimed_denominator", "number", 14, "claim"),
    Column("claimed_contributors", "whole", 12, "claim"),
    *(Column(f"claimed_level_{level}", "whole", 9, "claim") for level in range(4)),
    *(Column(f"claimed_{name}", "number", 11, "claim") for name in _SPREAD),
    Column("contested", "whole", 11, "counter"),
    Column("contested_weight", "percent", 11, "counter"),
    Column("aside_value", "number", 13, "counter"),
    Column("aside_numerator", "number", 14, "counter"),
    Column("aside_denominator", "number", 14, "counter"),
    Column("aside_contributors", "whole", 12, "counter"),
    *(Column(f"aside_level_{level}", "whole", 9, "counter") for level in range(4)),
    Column("aside_median", "number", 11, "counter"),
    Column("bound_silent_lower", "number", 12),
    Column("bound_silent_upper", "number", 12),
    Column("bound_contested_lower", "number", 12),
    Column("bound_contested_upper", "number", 12),
    Column("bound_missing_lower", "number", 12),
    Column("bound_missing_upper", "number", 12),
    Column("bound_reason", "text", 26),
    Column("n_evidence", "whole", 11),
    Column("OBS_STATUS", "code", 12),
    Column("CONF_STATUS", "code", 12),
    Column("CONTEST_STATUS", "code", 14, "counter"),
    Column("withheld", "code", 18),
    Column("low_coverage", "flag", 11),
    Column("annotations_by_motive", "text", 24, "counter"),
    Column("annotations_by_union", "text", 34, "counter"),
    Column("previous_value", "number", 12),
    Column("raw_change", "number", 12),
    Column("matched_change", "number", 12),
)

_VALUES = (
    *("claimed_value", "aside_value", "aside_median", *(f"claimed_{name}" for name in _SPREAD)),
    *("bound_silent_lower", "bound_silent_upper", "bound_contested_lower", "bound_contested_upper"),
    *("bound_missing_lower", "bound_missing_upper"),
    "previous_value",
)


def rows(report: Report, words: Words, styles: Styles) -> Iterator[Row]:
    """Yield all figures with the number formats of their indicators."""
    for indicator, figure in in_order(report):
        yield Row(tuple(values(indicator, seen(figure, report), words)), formats(indicator, styles))


def plain_rows(report: Report, words: Words) -> Iterator[Row]:
    """Yield all figures as values alone."""
    for indicator, figure in in_order(report):
        yield Row(tuple(values(indicator, seen(figure, report), words)))


_NOTHING = Estimate(0, None)


def seen(figure: Figure, report: Report) -> Figure:
    """Return a figure with the one of its two values that the report's view asks for; both where it asks for none."""
    if report.view.contested == "claimed":
        return replace(figure, set_aside=_NOTHING)
    return replace(figure, claimed=_NOTHING) if report.view.contested == "set_aside" else figure


def in_order(report: Report) -> Iterator[tuple[Indicator, Figure]]:
    """Yield figures of all signatories first, then of each dimension's cuts, in the framework's order."""
    figures = report.consolidation.figures
    place = {indicator.id: number for number, indicator in enumerate(report.framework.indicators)}
    dimensions = ("all", "sector", "country", "size")

    def order(key: tuple[str, Cut]) -> tuple[int, int, str]:
        return dimensions.index(key[1].dimension), place[key[0]], key[1].value

    for key in sorted((key for key in figures if report.view.shows(*key)), key=order):
        yield report.framework.indicator(key[0]), figures[key]


def formats(indicator: Indicator, styles: Styles) -> dict[str, str]:
    """Return the number formats of an indicator's values: a share, a sum, a rate."""
    if is_percent(indicator):
        shown = styles.percent
    else:
        shown = styles.whole if indicator.kind in {"count", "amount"} else styles.two
    return dict.fromkeys(_VALUES, shown)


def values(indicator: Indicator, figure: Figure, words: Words) -> Iterator[object]:
    """Yield the values of a figure's row, one for each of `COLUMNS`."""
    coverage, claimed, aside = figure.coverage, figure.claimed, figure.set_aside
    yield from (indicator.id, words.of(indicator.title), indicator.objective, indicator.kind)
    yield from (words.of(indicator.result_unit), figure.cut.dimension, figure.cut.value or None)
    yield from (coverage.signatories, coverage.submitted, coverage.answered, coverage.not_applicable)
    yield from (coverage.not_available, coverage.unanswered, coverage.silent, coverage.left)
    yield from (coverage.share, coverage.headcount_known, coverage.headcount_answered, coverage.headcount_share)
    yield from _sums(claimed)
    yield from claimed.levels or (None,) * 4
    yield from (getattr(claimed.spread, name, None) for name in _SPREAD)
    yield from (figure.contested, figure.contested_weight)
    yield from _sums(aside)
    yield from aside.levels or (None,) * 4
    yield aside.spread.median if aside.spread else None
    yield from _bounds(figure.bounds_silent)
    yield from _bounds(figure.bounds_contested)
    yield from _bounds(figure.bounds_missing)
    yield words.of(WITHOUT_BOUNDS[figure.bounds_silent.reason]) if figure.bounds_silent.reason else None
    yield from (figure.evidence_attached, figure.obs_status, figure.conf_status, figure.contest_status)
    yield ", ".join(f"{part} {code}" for part, code in sorted(figure.withheld.items())) or None
    yield words("yes" if figure.low_coverage else "no")
    yield from (_counted(figure.annotations_by_motive), _counted(figure.annotations_by_union))
    yield from (figure.previous.value if figure.previous else None, figure.raw_change, figure.matched_change)


def _sums(estimate: Estimate) -> tuple[object, ...]:
    return estimate.value, estimate.numerator, estimate.denominator, estimate.contributors


def _bounds(bounds: Bounds) -> tuple[object, object]:
    return bounds.lower, bounds.upper


def _counted(counts: Mapping[str, int]) -> str | None:
    return ", ".join(f"{name} {number}" for name, number in sorted(counts.items())) or None
