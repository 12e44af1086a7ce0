"""What a public package's counts must be: its participation, its status codes, and who objects beside each figure.

Who signed, who submitted, who left and who is silent is public, company by company; so is every annotation but those on
answers that are not published. What rests on those alone can be bounded from below, and added up, not made again.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from indicators.case import Cycle
from indicators.consistency import Difference, Key, difference
from indicators.consolidate import is_low, obs_status
from indicators.contests import tallies
from indicators.cuts import CUTS
from indicators.figures import Coverage, Cut, Figure
from indicators.model import Framework

_BY = ("annotations_by_motive", "annotations_by_union")


def participation(
    cycle: Cycle, unpublished: frozenset[str], figure: Figure, made: Figure | None
) -> Iterator[Difference]:
    """Yield what a figure's coverage says against the roster: the silent of each cut are known, and of all signatories
    those that submitted and left too. `made` is the same figure without those that do not publish; None: no other."""
    said = figure.coverage
    yield from _told("V05", figure, "silent", said.silent, made.coverage.silent if made else 0)
    if figure.cut == Cut():
        filed = unpublished | {one.signatory for one in cycle.filed}
        active = [one for one in cycle.signatories if one.status != "left"]
        yield from _told("V05", figure, "signatories", said.signatories, len(active))
        yield from _told("V05", figure, "submitted", said.submitted, sum(one.id in filed for one in active))
        yield from _told("V05", figure, "left", said.left, len(cycle.signatories) - len(active))
    parts = said.answered + said.not_applicable + said.not_available + said.unanswered
    yield from _told("V10", figure, "submitted", said.submitted, parts)
    yield from _told("V10", figure, "signatories", said.signatories, said.submitted + said.silent)


def _told(code: str, figure: Figure, name: str, published: int, expected: int) -> Iterator[Difference]:
    if published != expected:
        yield difference(code, figure, f"coverage.{name}", published, expected)


def statuses(figure: Figure, *, method_changed: bool) -> Iterator[Difference]:
    """Yield the status codes that do not follow from a figure's coverage and from what is withheld of it."""
    hidden = figure.withheld.get("claimed")
    expected = {
        "obs_status": "Q" if hidden else obs_status(figure.coverage, method_changed=method_changed),
        "conf_status": hidden or "F",
        "low_coverage": is_low(figure.coverage),
    }
    for name, value in expected.items():
        if getattr(figure, name) != value:
            yield difference("V10", figure, name, getattr(figure, name), value)


def at_least(figure: Figure, made: Figure, *, every_revision: bool) -> Iterator[Difference]:
    """Yield the counts that are smaller than what the public answers and annotations alone give; where everybody in a
    cut publishes, those that are not equal.

    Annotations on an answer that was withdrawn, or on an earlier revision that was not published, count and are not in
    a public package: where a company is silent, or not `every_revision` of the cut is there, theirs may be more.
    """
    everybody = _everybody(figure.coverage, made.coverage)
    for name in _BY:
        mine, theirs = getattr(figure, name), getattr(made, name)
        if everybody and every_revision and not figure.coverage.silent and dict(mine) != dict(theirs):
            yield difference("V05", figure, name, dict(mine), dict(theirs))
        elif any(mine.get(key, 0) < count for key, count in theirs.items()):
            yield difference("V08", figure, name, dict(mine), dict(theirs))
    for name in ("headcount_known", "headcount_answered"):
        mine, theirs = getattr(figure.coverage, name), getattr(made.coverage, name)
        if mine < theirs or (everybody and mine != theirs):
            yield difference("V05" if everybody else "V08", figure, f"coverage.{name}", mine, theirs)
    for name in ("evidence_attached", "contested"):
        if getattr(figure, name) < getattr(made, name):
            yield difference("V08", figure, name, getattr(figure, name), getattr(made, name))


def _everybody(published: Coverage, made: Coverage) -> bool:
    """Whether a cut has no company that does not publish."""
    return published.submitted == made.submitted and published.left == made.left


def beside_all(framework: Framework, cycle: Cycle, published: Mapping[Key, Figure]) -> Iterator[Difference]:
    """Yield the figures whose annotations on indicators, clauses and figures are not those of the package.

    These stand beside every cut and are all public. Every answer is in one cut of a dimension: with n cuts, the counts
    of all of them less that of all signatories are n - 1 times what is general, whoever publishes.
    """
    general, _ = tallies(framework, cycle, {})
    for indicator in framework.indicators:
        whole = published.get((indicator.id, Cut()))
        if whole is None:
            continue
        made = general.get(indicator.id)
        counts = (made.motives, made.unions) if made else (Counter[str](), Counter[str]())
        for dimension in CUTS[1:]:
            cells = [f for (id_, cut), f in published.items() if id_ == indicator.id and cut.dimension == dimension]
            for name, expected in zip(_BY, counts, strict=True):
                told: Counter[str] = Counter()
                for cell in cells:
                    told.update(getattr(cell, name))
                told.subtract(getattr(whole, name))
                due = {key: count * (len(cells) - 1) for key, count in expected.items()}
                if cells and {k: v for k, v in told.items() if v} != {k: v for k, v in due.items() if v}:
                    yield difference("V09", cells[0], name, dict(told), due)
