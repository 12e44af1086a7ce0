"""An attacker: reads what was published and nothing else, writes down every equation in it, and solves for answers.

It knows the roster and every headcount, who answered what, whose answers are contested, which answers did not change
between editions, every answer of companies that publish in full, and, as an insider, the answers of one company.
Written against the published figures, in absolute values; it shares no code with the protection.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import highspy
import numpy as np

from indicators.answers import Answer
from indicators.case import Cycle, Filed
from indicators.figures import Cut, Estimate, Figure, Signatory, size_band
from indicators.model import Indicator
from tests.indicators.disclosure.random_cycles import Story

Unknown = tuple[str, str, int, str]
"""Cycle, company, revision of the answer, which number of it."""

SLACK = 1e-5


@dataclass
class Knowledge:
    """Unknowns with what they are in truth (to judge the attack, never to make it), and equations."""

    truth: dict[Unknown, float] = field(default_factory=dict)
    highest: dict[Unknown, float] = field(default_factory=dict)
    open_to_all: dict[Unknown, float] = field(default_factory=dict)
    equations: list[tuple[dict[Unknown, float], float]] = field(default_factory=list)

    def state(self, terms: dict[Unknown, float], total: float) -> None:
        """Write an equation down, with what is open to all put in."""
        unknown = {key: factor for key, factor in terms.items() if key not in self.open_to_all}
        rest = total - sum(f * self.open_to_all[key] for key, f in terms.items() if key in self.open_to_all)
        if unknown:
            self.equations.append((unknown, rest))


@dataclass(frozen=True)
class Recovered:
    """An answer that was found out: between which numbers it lies, by whom."""

    unknown: Unknown
    truth: float
    lowest: float
    highest: float
    by: str


def attack(story: Story, indicator_id: str) -> Iterator[Recovered]:
    """Yield every answer to one indicator that the publications of a story reveal."""
    indicator = story.framework.indicator(indicator_id)
    for letters in (("a",), ("b",)) if indicator.kind == "ratio" and indicator_id != "SD-2" else (("a",),):
        knowledge = Knowledge()
        for cycle, published in zip(story.cycles, story.published, strict=True):
            _learn(knowledge, indicator, cycle, story, letters[0], published.consolidation.figures)
        yield from _recovered(knowledge, indicator, letters[0])


def ends(told: Story, publication: int, indicator_id: str, letter: str, cut: Cut) -> dict[str, tuple[float, float]]:
    """Return the least and the most that the sum of one figure can be in truth, from one publication alone; of a level,
    how many companies can be at each."""
    indicator, cycle = told.framework.indicator(indicator_id), told.cycles[publication]
    knowledge = Knowledge()
    _learn(knowledge, indicator, cycle, told, letter, told.published[publication].consolidation.figures)
    roster = {one.id: one for one in cycle.signatories}
    here = [(f, a) for f, a in _contributors(indicator, cycle) if _within(roster[f.signatory], cut)]
    unknowns = [key for key in knowledge.truth if key not in knowledge.open_to_all]
    program = _Program(knowledge, unknowns, whole=indicator.kind == "level")
    found = {}
    for name in ("0", "1", "2", "3") if indicator.kind == "level" else (letter,):
        keys = [_key(cycle, f, a, told, name) for f, a in here]
        known = sum(knowledge.open_to_all[key] for key in keys if key in knowledge.open_to_all)
        found[name] = program.between([key for key in keys if key not in knowledge.open_to_all], known)
    return found


def _learn(
    knowledge: Knowledge,
    indicator: Indicator,
    cycle: Cycle,
    story: Story,
    letter: str,
    figures: object,
) -> None:
    assert isinstance(figures, dict)
    contributors = _contributors(indicator, cycle)
    annotated = {
        (a.target.signatory, a.target.revision) for a in cycle.annotations if a.target.indicator == indicator.id
    }
    contested = {f.signatory for f, _ in contributors if (f.signatory, f.revision) in annotated}
    for filed, answer in contributors:
        _introduce(knowledge, indicator, cycle, filed, answer, story, letter)
    roster = {one.id: one for one in cycle.signatories}
    for (id_, cut), figure in figures.items():
        if id_ != indicator.id:
            continue
        here = [(f, a) for f, a in contributors if _within(roster[f.signatory], cut)]
        calm = [(f, a) for f, a in here if f.signatory not in contested]
        _read(knowledge, indicator, cycle, story, letter, figure.claimed, here)
        _read(knowledge, indicator, cycle, story, letter, figure.set_aside, calm)
        _read_bounds(knowledge, indicator, cycle, story, letter, figure, here, calm, roster)
        _read_change(knowledge, indicator, cycle, story, letter, figure, here)
        _read_extras(knowledge, cycle, story, letter, figure, here)


def _contributors(indicator: Indicator, cycle: Cycle) -> list[tuple[Filed, Answer]]:
    pairs = [(filed, filed.submission.answer(indicator.id)) for filed in cycle.filed]
    return [(filed, answer) for filed, answer in pairs if answer is not None and answer.status == "answered"]


def _within(one: Signatory, cut: Cut) -> bool:
    if cut.dimension == "size":
        return size_band(one.headcount) == cut.value
    return cut.dimension == "all" or getattr(one, cut.dimension) == cut.value


def _key(cycle: Cycle, filed: Filed, answer: Answer, story: Story, letter: str) -> Unknown:
    """A revised submission may leave an answer as it was: then it is the same unknown."""
    revision = filed.revision
    for other in story.cycles:
        for entry in other.filed:
            if other.id == cycle.id and entry.signatory == filed.signatory and entry.revision < revision:
                old = entry.submission.answer(answer.indicator)
                if old is not None and old.values == answer.values:
                    revision = entry.revision
    return (cycle.id, filed.signatory, revision, letter)


def _number(answer: Answer, name: str) -> float:
    value = answer.number(name)
    assert value is not None
    return float(value)


def _truth(indicator: Indicator, answer: Answer, letter: str) -> tuple[float, float]:
    """What an unknown is, and the most it can be."""
    if indicator.kind == "count":
        return _number(answer, "count"), 1e6
    if letter == "b":
        return _number(answer, "denominator"), 1e6
    return _number(answer, "numerator"), _number(answer, "denominator")


def _introduce(
    knowledge: Knowledge, indicator: Indicator, cycle: Cycle, filed: Filed, answer: Answer, story: Story, letter: str
) -> None:
    open_ = filed.submission.organisation.publication == "full"
    keys = [_key(cycle, filed, answer, story, letter)]
    if indicator.kind == "level":
        keys = [_key(cycle, filed, answer, story, str(level)) for level in range(4)]
        values = [(float(level == int(_number(answer, "level"))), 1.0) for level in range(4)]
    else:
        values = [_truth(indicator, answer, letter)]
    for key, (truth, highest) in zip(keys, values, strict=True):
        knowledge.truth[key], knowledge.highest[key] = truth, highest
        if open_:
            knowledge.open_to_all[key] = truth
    if indicator.kind == "level":
        knowledge.equations.append((dict.fromkeys(keys, 1.0), 1.0))


def _read(
    knowledge: Knowledge,
    indicator: Indicator,
    cycle: Cycle,
    story: Story,
    letter: str,
    estimate: Estimate,
    here: list[tuple[Filed, Answer]],
) -> None:
    """Sums, level counts and means."""
    if estimate.levels is not None:
        for level, count in enumerate(estimate.levels):
            terms = {_key(cycle, f, a, story, str(level)): 1.0 for f, a in here}
            knowledge.state(terms, float(count))
        return
    total = estimate.denominator if letter == "b" else estimate.numerator
    if indicator.kind == "count":
        total = estimate.value
    if total is not None:
        knowledge.state({_key(cycle, f, a, story, letter): 1.0 for f, a in here}, float(total))
    spread = estimate.spread
    if spread is not None and letter == "a" and indicator.kind == "ratio" and spread.mean is not None:
        valued = [(f, a) for f, a in here if _number(a, "denominator") > 0]
        if valued:
            terms = {_key(cycle, f, a, story, "a"): 1 / _number(a, "denominator") for f, a in valued}
            knowledge.state(terms, float(spread.mean) * len(valued))


def _read_bounds(
    knowledge: Knowledge,
    indicator: Indicator,
    cycle: Cycle,
    story: Story,
    letter: str,
    figure: Figure,
    here: list[tuple[Filed, Answer]],
    calm: list[tuple[Filed, Answer]],
    roster: dict[str, Signatory],
) -> None:
    """The lower bounds are sums over the same denominators: of all answers, and of those not contested."""
    if indicator.kind != "ratio" or letter != "a":
        return
    silent = {id_ for id_, one in roster.items() if _within(one, figure.cut)} - {f.signatory for f in cycle.filed}
    below = sum(_number(a, "denominator") for _, a in here) + sum(roster[id_].headcount or 0 for id_ in silent)
    for bounds, chosen in ((figure.bounds_silent, here), (figure.bounds_contested, calm)):
        if bounds.lower is not None:
            knowledge.state({_key(cycle, f, a, story, "a"): 1.0 for f, a in chosen}, float(bounds.lower) * below)


def _read_change(
    knowledge: Knowledge,
    indicator: Indicator,
    cycle: Cycle,
    story: Story,
    letter: str,
    figure: Figure,
    here: list[tuple[Filed, Answer]],
) -> None:
    """A change over the companies of both cycles ties the answers of one to those of the other."""
    if figure.matched_change is None or cycle.previous is None or letter != "a" or indicator.kind == "count":
        return
    then = {f.signatory: (f, a) for f, a in _contributors(indicator, cycle.previous)}
    both = [(f, a, *then[f.signatory]) for f, a in here if f.signatory in then]
    high = ("2", "3") if indicator.kind == "level" else ("a",)
    now = float(len(both)) if indicator.kind == "level" else sum(_number(a, "denominator") for _, a, _, _ in both)
    old = float(len(both)) if indicator.kind == "level" else sum(_number(a, "denominator") for _, _, _, a in both)
    terms: dict[Unknown, float] = {}
    for f, a, g, b in both:
        for letter_ in high:
            terms[_key(cycle, f, a, story, letter_)] = old
            terms[_key(cycle.previous, g, b, story, letter_)] = -now
    knowledge.state(terms, float(figure.matched_change) * now * old)


def _read_extras(
    knowledge: Knowledge, cycle: Cycle, story: Story, letter: str, figure: Figure, here: list[tuple[Filed, Answer]]
) -> None:
    """Each group has unknowns of its own."""
    for name, extra in figure.extras.items():
        key = f"{'numerator' if letter == 'a' else 'denominator'}_{name}"
        field_ = key if extra.numerator is not None else name
        total = extra.numerator if letter == "a" else extra.denominator
        total = extra.value if extra.numerator is None else total
        given = [(f, a) for f, a in here if a.number(field_) is not None]
        for f, a in given:
            unknown = _key(cycle, f, a, story, field_)
            knowledge.truth[unknown] = _number(a, field_)
            below = field_.replace("numerator", "denominator")
            knowledge.highest[unknown] = _number(a, below) if below != field_ else 1e6
            if f.submission.organisation.publication == "full":
                knowledge.open_to_all[unknown] = _number(a, field_)
        if total is not None:
            knowledge.state({_key(cycle, f, a, story, field_): 1.0 for f, a in given}, float(total))


def _recovered(knowledge: Knowledge, indicator: Indicator, letter: str) -> Iterator[Recovered]:
    """Take every viewpoint in turn. A way in which all answers could be, found for one, clears every other answer that
    differs enough in it; only those that none clears are solved for one by one."""
    unknowns = [key for key in knowledge.truth if key not in knowledge.open_to_all]
    if not unknowns:
        return
    program = _Program(knowledge, unknowns, whole=indicator.kind == "level")
    for insider in ["", *sorted({key[1] for key in unknowns})]:
        program.know(insider)
        others = [key for key in unknowns if key[1] != insider]
        for sense in (1.0, -1.0):
            told = [key for key in others if _told(indicator, knowledge, key, program.seen(key))]
            if told:
                program.push(told, sense)
        for key in others:
            for sense in (1.0, -1.0):
                if _told(indicator, knowledge, key, program.seen(key)):
                    program.push([key], sense)
            if _told(indicator, knowledge, key, program.seen(key)):
                yield Recovered(key, knowledge.truth[key], *program.seen(key), insider)


def _told(indicator: Indicator, knowledge: Knowledge, unknown: Unknown, interval: tuple[float, float]) -> bool:
    """Whether an interval says what an answer is: to the unit, or to within a tenth of it."""
    truth, highest = knowledge.truth[unknown], knowledge.highest[unknown]
    if indicator.kind == "level":
        return truth == 1 and interval[0] > 1 - SLACK
    if highest == 0:
        return False
    if highest < 1e6:
        return interval[1] - interval[0] < min(max(1.0, truth / 10), highest) - SLACK
    return interval[1] - truth < max(1.0, truth / 10) - SLACK


class _Program:
    """All equations at once, and every way found so far in which all answers could be."""

    def __init__(self, knowledge: Knowledge, unknowns: list[Unknown], *, whole: bool) -> None:
        self.unknowns = unknowns
        self.place = {key: number for number, key in enumerate(unknowns)}
        self.truth = np.array([knowledge.truth[key] for key in unknowns])
        self.highest = np.array([knowledge.highest[key] for key in unknowns])
        self.ways = [self.truth]
        self.lowest_seen, self.highest_seen = self.truth, self.truth
        self.known = np.zeros(len(unknowns), dtype=bool)
        self.solver = highspy.Highs()
        self.solver.setOptionValue("output_flag", False)
        self.solver.setOptionValue("threads", 1)
        self.columns = np.arange(len(unknowns), dtype=np.int32)
        for highest in self.highest:
            self.solver.addVar(0.0, highest)
        if whole:
            kinds = np.full(len(unknowns), int(highspy.HighsVarType.kInteger.value), dtype=np.uint8)
            self.solver.changeColsIntegrality(len(unknowns), self.columns, kinds)
        for terms, total in knowledge.equations:
            kept = {key: factor for key, factor in terms.items() if key in self.place}
            rest = total - sum(f * knowledge.open_to_all[k] for k, f in terms.items() if k not in self.place)
            scale = max(abs(factor) for factor in kept.values()) if kept else 1.0
            index = np.array([self.place[key] for key in kept], dtype=np.int32)
            factors = np.array([factor / scale for factor in kept.values()])
            if len(index):
                self.solver.addRow(rest / scale, rest / scale, len(index), index, factors)

    def know(self, insider: str) -> None:
        """Take the place of a company: its own answers are known, and only ways that agree with them are left."""
        self.known = np.array([key[1] == insider for key in self.unknowns])
        low, high = np.where(self.known, self.truth, 0.0), np.where(self.known, self.truth, self.highest)
        self.solver.changeColsBounds(len(self.unknowns), self.columns, low, high)
        ways = np.array([way for way in self.ways if np.all(np.abs(way - self.truth)[self.known] < SLACK)])
        self.lowest_seen, self.highest_seen = ways.min(axis=0), ways.max(axis=0)

    def push(self, keys: list[Unknown], sense: float) -> None:
        """Find the way in which some unknowns together are most (1.0) or least (-1.0)."""
        costs = np.zeros(len(self.unknowns))
        costs[[self.place[key] for key in keys]] = -sense
        self.solver.changeColsCost(len(self.unknowns), self.columns, costs)
        self.solver.run()
        status = self.solver.getModelStatus()
        assert status == highspy.HighsModelStatus.kOptimal, status
        way = np.array(self.solver.getSolution().col_value)
        self.ways.append(way)
        self.lowest_seen, self.highest_seen = np.minimum(self.lowest_seen, way), np.maximum(self.highest_seen, way)

    def between(self, keys: list[Unknown], known: float) -> tuple[float, float]:
        """The least and the most that some unknowns can be together, with what is `known` added."""
        places = [self.place[key] for key in keys]
        if not places:
            return known, known
        sums = []
        for sense in (-1.0, 1.0):
            self.push(keys, sense)
            sums.append(known + float(self.ways[-1][places].sum()))
        return sums[0], sums[1]

    def seen(self, key: Unknown) -> tuple[float, float]:
        """The least and the most that an unknown has been found to be; pushed both ways, the least and most it can."""
        place = self.place[key]
        return float(self.lowest_seen[place]), float(self.highest_seen[place])
