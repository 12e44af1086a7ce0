"""Figures as the public sees them: what is suppressed is taken out, and what is left says so.

Nothing is decided here. What is public in any case: who signed, who submitted, which questions a company answered, left
or found not applicable, whether evidence is attached, how many answers are contested, and what the unions say.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from indicators.bounds import SUPPRESSED
from indicators.disclosure.primary import COMPLEMENTARY, FEW
from indicators.figures import Bounds, Estimate, Figure, Spread

NO_BOUNDS = Bounds(None, None, SUPPRESSED)


@dataclass(frozen=True)
class Verdict:
    """What is decided of one figure: codes by part (`claimed`, `set_aside`, `matched_change`, `extras`), which ordered
    statistics may be shown, and the previous value that was published. `all_medians` are the keys of extras that are
    medians, `medians` those of them that may be shown."""

    codes: Mapping[str, str] = field(default_factory=dict)
    spread: bool = True
    aside_spread: bool = True
    bands: bool = True
    extremes: bool = False
    medians: frozenset[str] = frozenset()
    all_medians: frozenset[str] = frozenset()
    previous: bool = False


def redacted(figure: Figure, verdict: Verdict) -> Figure:
    """Return a figure without what its verdict suppresses; `withheld` and the status codes say what and why."""
    if "claimed" in verdict.codes:
        return _suppressed(figure, verdict.codes["claimed"])
    withheld = {part: code for part, code in verdict.codes.items() if _there(figure, part)}
    claimed = _estimate(figure.claimed, verdict, shown=verdict.spread)
    if figure.claimed.spread is not None and not verdict.spread:
        withheld["spread"] = FEW
    changed = replace(figure, claimed=claimed, set_aside=claimed, extras=_extras(figure, verdict, withheld))
    if "set_aside" in withheld:
        changed = _without_pair(changed, figure)
    elif figure.contested:
        aside = _estimate(figure.set_aside, verdict, shown=verdict.aside_spread)
        changed = replace(changed, set_aside=aside)
        if figure.set_aside.spread is not None and not verdict.aside_spread:
            withheld["aside_spread"] = FEW
    if figure.claimed.contributors and figure.bands and ("set_aside" in withheld or not verdict.bands):
        changed = replace(changed, bands=())
        withheld["bands"] = withheld.get("set_aside", FEW)
    return replace(_change(changed, figure, verdict, withheld), withheld=withheld)


def _there(figure: Figure, part: str) -> bool:
    """Whether a figure has the part that a code suppresses."""
    if part == "set_aside":
        return figure.contested > 0
    if part == "matched_change":
        return figure.matched_change is not None
    return part != "extras" or bool(figure.extras)


def _suppressed(figure: Figure, code: str) -> Figure:
    """OBS_STATUS Q (SDMX: missing value; suppressed), and no number that rests on an answer's value."""
    return replace(
        figure,
        claimed=Estimate(figure.claimed.contributors, None),
        set_aside=Estimate(figure.set_aside.contributors, None),
        contested_weight=None,
        bounds_silent=NO_BOUNDS,
        bounds_contested=NO_BOUNDS,
        bounds_missing=NO_BOUNDS,
        bands=(),
        extras={},
        obs_status="Q",
        conf_status=code,
        previous=None,
        matched_change=None,
        raw_change=None,
        withheld={"claimed": code},
    )


def _without_pair(changed: Figure, figure: Figure) -> Figure:
    return replace(
        changed,
        set_aside=Estimate(figure.set_aside.contributors, None),
        contested_weight=None,
        bounds_contested=NO_BOUNDS,
        bounds_missing=NO_BOUNDS,
    )


def _estimate(estimate: Estimate, verdict: Verdict, *, shown: bool) -> Estimate:
    """Without mean and extremes: a mean of ratios is a second equation on the same answers, an extreme is an answer."""
    spread = estimate.spread
    if spread is None or verdict.extremes:
        return estimate
    if not shown:
        return replace(estimate, spread=None)
    return replace(estimate, spread=Spread(spread.n, None, None, spread.q1, spread.median, spread.q3, None))


def _extras(figure: Figure, verdict: Verdict, withheld: dict[str, str]) -> dict[str, Estimate]:
    """Sums and ratios of groups go together, because they add up to a total; a median goes by itself."""
    hidden = verdict.all_medians - verdict.medians
    kept = {key: extra for key, extra in figure.extras.items() if key not in hidden}
    if "extras" in withheld:
        kept = {key: extra for key, extra in kept.items() if key in verdict.all_medians}
    elif len(kept) < len(figure.extras):
        withheld["extras"] = FEW
    return {key: replace(extra, spread=None) for key, extra in kept.items()}


def _change(changed: Figure, figure: Figure, verdict: Verdict, withheld: dict[str, str]) -> Figure:
    """A change is told only beside a value of the previous cycle that was itself published."""
    previous, raw, matched = figure.previous, figure.raw_change, figure.matched_change
    if previous is not None and not verdict.previous:
        withheld["previous"] = COMPLEMENTARY
        previous, raw, matched = None, None, None
    if "matched_change" in withheld or (figure.matched_change is not None and not verdict.previous):
        withheld.setdefault("matched_change", COMPLEMENTARY)
        matched = None
    if previous is not None:
        previous = Estimate(previous.contributors, previous.value, previous.numerator, previous.denominator)
    return replace(changed, previous=previous, raw_change=raw, matched_change=matched)
