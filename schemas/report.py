"""The consolidated report as JSON: figures with all that stands with them, and the counter-annotations beside.

Shapes only; `indicators.consolidate` computes, and nothing is computed here but the form of a number.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import fields, is_dataclass
from typing import Any, Literal

from pydantic import Field

from indicators.figures import Consolidation, Figure
from schemas.out import NumberOut, Out


class SignatoryOut(Out):
    """A company on the roster."""

    id: str
    name: str
    country: str | None = None
    sector: str | None = None
    headcount: int | None = None
    status: str
    left_on: str | None = None


class HeadlineOut(Out):
    """Who signed, who submitted, who is silent, who left, and how much is contested."""

    signatories: int
    submitted: int
    silent: list[SignatoryOut]
    left: list[SignatoryOut]
    answers: int
    contested_answers: int
    annotations: int
    unions: int
    headcount_known: int
    headcount_submitted: int


class CutOut(Out):
    """Which companies a figure is about."""

    dimension: str = Field(examples=["all", "sector"])
    value: str = ""


class CoverageOut(Out):
    """How many signatories a figure rests on; shares from 0 to 1."""

    signatories: int
    submitted: int
    answered: int
    not_applicable: int
    not_available: int
    unanswered: int
    silent: int
    left: int
    headcount_known: int
    headcount_answered: int
    share: NumberOut | None
    headcount_share: NumberOut | None


class SpreadOut(Out):
    """How the companies' own values lie."""

    n: int
    mean: NumberOut | None
    minimum: NumberOut | None
    q1: NumberOut
    median: NumberOut
    q3: NumberOut
    maximum: NumberOut | None


class EstimateOut(Out):
    """A consolidated value with what it is made of; `levels` counts companies at 0, 1, 2 and 3."""

    contributors: int
    value: NumberOut | None
    numerator: NumberOut | None = None
    denominator: NumberOut | None = None
    levels: list[int] | None = None
    spread: SpreadOut | None = None


class BoundsOut(Out):
    """Worst and best case; both null where a denominator is unknown."""

    lower: NumberOut | None
    upper: NumberOut | None
    reason: str = ""


class BandOut(Out):
    """A segment of the bar of all signatories."""

    key: str
    uncontested: int
    contested: int


class FigureOut(Out):
    """Everything to say about one indicator and one cut: as claimed, contested set aside, coverage and bounds."""

    indicator: str
    cut: CutOut
    coverage: CoverageOut
    claimed: EstimateOut | None
    set_aside: EstimateOut | None
    contested: int
    contested_weight: NumberOut | None
    bounds_silent: BoundsOut
    bounds_contested: BoundsOut
    bands: list[BandOut]
    evidence_attached: int
    extras: dict[str, EstimateOut]
    obs_status: str = Field(description="SDMX observation status.")
    conf_status: str = Field(description="SDMX confidentiality status.")
    contest_status: str
    low_coverage: bool
    annotations_by_motive: dict[str, int]
    annotations_by_union: dict[str, int]
    previous: EstimateOut | None
    matched_change: NumberOut | None
    raw_change: NumberOut | None
    withheld: dict[str, str] = Field(
        default_factory=dict, description="Parts that are not public, with why: SDMX confidentiality status A, O or D."
    )


class ReportOut(Out):
    """The live report of a cycle. Figures are what companies declare about themselves; nobody has audited them."""

    framework: str
    cycle: str
    notice: str
    headline: HeadlineOut
    figures: list[FigureOut]
    annotations: list[dict[str, Any]]


def report_out(
    consolidation: Consolidation,
    notice: str,
    figures: Iterable[Figure],
    annotations: list[dict[str, Any]],
    contested: Literal["claimed", "set_aside"] | None = None,
) -> ReportOut:
    """Return a report with the chosen figures and annotations; with `contested`, only one of their two values."""
    return ReportOut(
        framework=consolidation.framework,
        cycle=consolidation.cycle,
        notice=notice,
        headline=HeadlineOut.model_validate(plain(consolidation.coverage, HeadlineOut)),
        figures=[_figure(figure, contested) for figure in figures],
        annotations=annotations,
    )


def _figure(figure: Figure, contested: Literal["claimed", "set_aside"] | None) -> FigureOut:
    values = plain(figure, FigureOut)
    if contested is not None:
        values["set_aside" if contested == "claimed" else "claimed"] = None
    values["coverage"] |= {"share": figure.coverage.share, "headcount_share": figure.coverage.headcount_share}
    return FigureOut.model_validate(values)


def plain(value: Any, shape: type[Out] | None = None) -> Any:
    """Return a domain value as plain dictionaries and lists; with `shape`, only the keys that it declares."""
    if is_dataclass(value) and not isinstance(value, type):
        declared = {field.name for field in fields(value)}
        kept = declared & set(shape.model_fields) if shape else declared
        return {name: plain(getattr(value, name)) for name in sorted(kept)}
    if isinstance(value, Mapping):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, tuple | list):
        return [plain(item) for item in value]
    return value
