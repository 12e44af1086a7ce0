"""The consolidated figures of a cycle: values only. `consolidate.py` makes them, `service/render` writes them.

A figure always stands with its coverage, what is contested in it, its bounds and its status codes; a percentage is
never stored where its numerator and denominator can be.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

SIZE_BANDS: tuple[tuple[str, int, int | None], ...] = (
    ("1-49", 1, 49),
    ("50-249", 50, 249),
    ("250-999", 250, 999),
    ("1000-4999", 1000, 4999),
    ("5000-19999", 5000, 19999),
    ("20000+", 20000, None),
)
"""Size bands of companies by headcount: code, lowest, highest (None: no limit)."""

Dimension = Literal["all", "sector", "country", "size"]
RosterStatus = Literal["invited", "joined", "left"]


@dataclass(frozen=True, slots=True)
class Signatory:
    """A company on the roster of a cycle; its `headcount` may be known to the secretariat although it is silent."""

    id: str
    name: str
    country: str | None = None
    sector: str | None = None
    headcount: int | None = None
    status: RosterStatus = "joined"
    left_on: str | None = None


@dataclass(frozen=True, slots=True)
class Cut:
    """Which companies a figure is about: everyone (`all`), or one value of one dimension."""

    dimension: Dimension = "all"
    value: str = ""


@dataclass(frozen=True, slots=True)
class Coverage:
    """How many signatories a figure rests on. answered + not_applicable + not_available + unanswered = submitted;
    submitted + silent = signatories (those that left are counted apart). Headcounts are sums over known ones."""

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

    @property
    def share(self) -> Decimal | None:
        """Share of signatories that answered, 0 to 1."""
        return Decimal(self.answered) / self.signatories if self.signatories else None

    @property
    def headcount_share(self) -> Decimal | None:
        """Share of the known headcount that the answering companies employ, 0 to 1."""
        return Decimal(self.headcount_answered) / self.headcount_known if self.headcount_known else None


@dataclass(frozen=True, slots=True)
class Spread:
    """How companies' own values lie: count, mean, minimum, quartiles, maximum (of ratios, counts or points).

    Mean, minimum and maximum are None where the public may not see them (`indicators.disclosure`).
    """

    n: int
    mean: Decimal | None
    minimum: Decimal | None
    q1: Decimal
    median: Decimal
    q3: Decimal
    maximum: Decimal | None


@dataclass(frozen=True, slots=True)
class Estimate:
    """A consolidated value with what it is made of.

    ratio: `numerator` and `denominator` are sums, `value` their quotient (None where the denominator is 0);
    count and amount: `value` is the sum; level: `levels` counts companies at 0, 1, 2, 3 and `value` is the share at
    2 or more; derived: `value` is in percentage points. `contributors` is the number of companies in it.
    """

    contributors: int
    value: Decimal | None
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    levels: tuple[int, int, int, int] | None = None
    spread: Spread | None = None


@dataclass(frozen=True, slots=True)
class Bounds:
    """Worst and best case of a figure (Manski 1989); both None where a denominator is unknown, with the `reason`."""

    lower: Decimal | None
    upper: Decimal | None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Band:
    """A segment of the bar of all signatories, split into uncontested and contested companies. `key` is `100`, `50-99`,
    `1-49`, `0` (ratio), `3`..`0` (level), `positive`, `zero` (count, unlimited ratio), `positive`, `zero`, `negative`
    (derived), `undefined` (none out of none)."""

    key: str
    uncontested: int
    contested: int


@dataclass(frozen=True, slots=True)
class Figure:
    """Everything to say about one indicator and one cut.

    Bounds take at worst and at best: `bounds_silent` the silent signatories; `bounds_contested` the contested answers
    too; `bounds_missing` also the companies that submitted but left the question or had no data.

    `withheld` names the parts that the public may not see, with why (CONF_STATUS A, O, D): `claimed` (then nothing that
    rests on a value is there), `set_aside`, `spread` (mean, quartiles), `aside_spread`, `bands`, `extras`, `previous`,
    `matched_change`. It is empty in what the secretariat sees.
    """

    indicator: str
    cut: Cut
    coverage: Coverage
    claimed: Estimate
    set_aside: Estimate
    contested: int
    contested_weight: Decimal | None
    bounds_silent: Bounds
    bounds_contested: Bounds
    bands: tuple[Band, ...] = ()
    evidence_attached: int = 0
    extras: Mapping[str, Estimate] = field(default_factory=dict)
    obs_status: str = "V"
    conf_status: str = "F"
    contest_status: str = "none"
    low_coverage: bool = False
    annotations_by_motive: Mapping[str, int] = field(default_factory=dict)
    annotations_by_union: Mapping[str, int] = field(default_factory=dict)
    previous: Estimate | None = None
    matched_change: Decimal | None = None
    raw_change: Decimal | None = None
    bounds_missing: Bounds = Bounds(None, None)
    withheld: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CycleCoverage:
    """The headline: who signed, who submitted, who is silent, who left, and how many answers are contested."""

    signatories: int
    submitted: int
    silent: tuple[Signatory, ...]
    left: tuple[Signatory, ...]
    answers: int
    contested_answers: int
    annotations: int
    unions: int
    headcount_known: int
    headcount_submitted: int


@dataclass(frozen=True, slots=True)
class Consolidation:
    """All figures of one cycle, keyed by indicator and cut."""

    framework: str
    cycle: str
    coverage: CycleCoverage
    figures: Mapping[tuple[str, Cut], Figure]

    def figure(self, indicator: str, cut: Cut | None = None) -> Figure:
        """Return one figure; without `cut`, that of all signatories. Raises KeyError."""
        return self.figures[indicator, cut or Cut()]


def size_band(headcount: int | None) -> str | None:
    """Return the code of the size band of a headcount, None where it is unknown or zero."""
    if headcount is None:
        return None
    for code, lowest, highest in SIZE_BANDS:
        if headcount >= lowest and (highest is None or headcount <= highest):
            return code
    return None
