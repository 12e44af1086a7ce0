"""What the report is made of, and the look-ups every sheet shares: annotations by target, contest by answer."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING, TypeVar

from indicators.annotations import Annotation, Contest, contest_of, contests
from indicators.case import Cycle, Filed
from indicators.figures import Consolidation, Signatory
from indicators.folding import folded
from indicators.model import Clause, Framework, Indicator, Language, Objective
from indicators.wording.agreement import Agreement
from indicators.wording.judgements import Judgement
from service.render.report.roster import SignatoryState, by_state
from service.render.report.view import EVERYTHING, View

if TYPE_CHECKING:  # frames are slow to load, and the confined children that read workbooks import this
    from indicators.answer_pieces import AnswerSource


@dataclass(frozen=True, slots=True)
class FlagShown:
    """A wording flag with the words it rests on."""

    code: str
    words: str


@dataclass(frozen=True, slots=True)
class WordingProfile:
    """The wording profile of a text as the report shows it: level 0 to 4, scores R1 to R8, flags with their words."""

    level: int
    scores: Mapping[str, int]
    flags: tuple[FlagShown, ...] = ()


@dataclass(frozen=True, slots=True)
class UnionReading:
    """How one named union reads a clause or a commitment: its own profile and the verdicts it rests on.

    `disputes` says that its badge differs from the reader's on the same words.
    """

    union: str
    language: Language
    profile: WordingProfile
    judgements: tuple[Judgement, ...]
    disputes: bool


@dataclass(frozen=True, slots=True)
class Refused:
    """A file, or an item of a file, that was not consolidated, and why: each reason with its place."""

    name: str
    code: str
    place: Mapping[str, str]
    message: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class EditionShown:
    """The edition a report was published as: its id, number, permalink, and when; `reason` of a correction."""

    id: str
    number: str
    link: str
    published: date
    reason: str = ""


@dataclass(frozen=True)
class Report:
    """Everything that one consolidated workbook says. Texts and figures only; nothing is computed while writing.

    `unpublished` submitted and do not publish in full: in what the public gets, their answers are not in `cycle`.
    `answers`: where the answers are read from while files are written; None where they are in `cycle` itself.
    `now`: the current revision of answers that are not in `cycle`, by the ids of the annotations on them.
    `consolidated`: the figures, or what makes them when they are first asked for: a table of answers needs none.
    """

    framework: Framework
    cycle: Cycle
    consolidated: Consolidation | Callable[[], Consolidation]
    title: str = ""
    made_on: date | None = None
    invented: bool = False
    clause_wording: Mapping[str, WordingProfile] = field(default_factory=dict)
    clause_readings: Mapping[str, tuple[UnionReading, ...]] = field(default_factory=dict)
    clause_agreement: Mapping[str, Agreement] = field(default_factory=dict)
    wording_agreement: Agreement | None = None
    commitment_readings: Mapping[tuple[str, int], tuple[UnionReading, ...]] = field(default_factory=dict)
    commitment_agreement: Mapping[tuple[str, int], Agreement] = field(default_factory=dict)
    commitments_agreement: Agreement | None = None
    heading_flags: Mapping[int, tuple[FlagShown, ...]] = field(default_factory=dict)
    commitment_wording: Mapping[tuple[str, int], WordingProfile] = field(default_factory=dict)
    refused: tuple[Refused, ...] = ()
    warnings: Mapping[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)
    unpublished: frozenset[str] = frozenset()
    edition: EditionShown | None = None
    view: View = EVERYTHING
    answers: AnswerSource | None = None
    now: Mapping[str, int] = field(default_factory=dict)

    @cached_property
    def consolidation(self) -> Consolidation:
        """The figures."""
        return self.consolidated() if callable(self.consolidated) else self.consolidated

    @cached_property
    def signatories(self) -> dict[str, Signatory]:
        """Every signatory by id."""
        return {signatory.id: signatory for signatory in self.cycle.signatories}

    @cached_property
    def filed(self) -> dict[str, Filed]:
        """The current revision of every company that submitted, by signatory."""
        return {filed.signatory: filed for filed in self.cycle.filed}

    @cached_property
    def by_state(self) -> dict[SignatoryState, tuple[Signatory, ...]]:
        """Every signatory under what it does in the cycle."""
        return by_state(self.cycle.signatories, self.filed, self.unpublished)

    @cached_property
    def folded_names(self) -> dict[str, str]:
        """The name of every signatory as names are compared, by its id."""
        return {one.id: folded(one.name)[0] for one in self.cycle.signatories}

    @property
    def share_submitted(self) -> Decimal | None:
        """Share of signatories that submitted, None where there are none."""
        coverage = self.consolidation.coverage
        return Decimal(coverage.submitted) / coverage.signatories if coverage.signatories else None

    @cached_property
    def warning_codes(self) -> dict[str, tuple[str, ...]]:
        """The codes of doubts about each signatory's answers, sorted."""
        codes: defaultdict[str, set[str]] = defaultdict(set)
        for (signatory, _), found in self.warnings.items():
            codes[signatory].update(found)
        return {signatory: tuple(sorted(found)) for signatory, found in codes.items()}

    @cached_property
    def superseded(self) -> dict[str, tuple[Filed, ...]]:
        """Earlier revisions by signatory, in their order."""
        earlier: defaultdict[str, list[Filed]] = defaultdict(list)
        for filed in self.cycle.superseded:
            earlier[filed.signatory].append(filed)
        return {signatory: tuple(found) for signatory, found in earlier.items()}

    @cached_property
    def contesting(self) -> frozenset[str]:
        """Motives that contest an answer."""
        return frozenset(motive.id for motive in self.framework.motives if motive.contests)

    @cached_property
    def _by_answer(self) -> dict[tuple[str, str], tuple[Annotation, ...]]:
        return _grouped(
            self.cycle.annotations,
            lambda a: (a.target.signatory or "", a.target.indicator or "") if a.target.kind == "answer" else None,
        )

    @property
    def annotated_answers(self) -> Iterable[tuple[str, str]]:
        """The answers (signatory, indicator) that an annotation is about."""
        return self._by_answer.keys()

    @cached_property
    def on_clause(self) -> dict[str, tuple[Annotation, ...]]:
        """Annotations on the words of each clause."""
        return _grouped(self.cycle.annotations, lambda a: a.target.clause if a.target.kind == "clause" else None)

    @cached_property
    def on_indicator(self) -> dict[str, tuple[Annotation, ...]]:
        """Annotations on each indicator, its answers and its consolidated figure, in that order."""
        order = {"figure": 0, "indicator": 1, "answer": 2}
        found = _grouped(self.cycle.annotations, lambda a: a.target.indicator if a.target.kind in order else None)
        return {key: tuple(sorted(values, key=lambda a: order[a.target.kind])) for key, values in found.items()}

    def beside_figure(self, indicator: str) -> tuple[Annotation, ...]:
        """Annotations that go wherever a figure goes: on it, its indicator, its answers, then on the clauses it
        measures. Raises KeyError on an unknown indicator."""
        clauses = self.framework.indicator(indicator).clauses
        on_clauses = [annotation for clause in clauses for annotation in self.on_clause.get(clause, ())]
        return (*self.on_indicator.get(indicator, ()), *on_clauses)

    def on_answer(self, signatory: str, indicator: str) -> tuple[Annotation, ...]:
        """Annotations on one company's answer, on whatever revision."""
        return self._by_answer.get((signatory, indicator), ())

    def contest(self, filed: Filed, indicator: str) -> Contest:
        """Contest status of one answer on file, as in the figures: what is said of other cycles leaves it alone."""
        on_it = tuple(a for a in self.on_answer(filed.signatory, indicator) if a.target.cycle in (None, self.cycle.id))
        return contest_of(on_it, filed.revision, self.contesting) if on_it else Contest.NONE

    def contests_now(self, annotation: Annotation) -> bool:
        """Whether an annotation contests the current revision of an answer."""
        filed = self.filed.get(annotation.target.signatory or "")
        return bool(
            filed
            and annotation.standing
            and annotation.target.cycle in (None, self.cycle.id)
            and annotation.revision == filed.revision
            and contests(annotation, self.contesting)
        )

    @cached_property
    def sections(self) -> tuple[tuple[tuple[Objective, ...], tuple[Clause, ...], tuple[Indicator, ...]], ...]:
        """The report's parts: each objective with a heading, then those without one together; empty ones left out."""
        headed = [(objective,) for objective in self.framework.objectives if objective.heading]
        rest = tuple(objective for objective in self.framework.objectives if not objective.heading)
        parts = [*headed, rest] if rest else headed
        return tuple(
            (
                objectives,
                tuple(c for o in objectives for c in self.framework.clauses if c.objective == o.number),
                tuple(i for o in objectives for i in self.framework.of_objective(o.number) if self.view.measures(i.id)),
            )
            for objectives in parts
            if any(self.view.measures(i.id) for o in objectives for i in self.framework.of_objective(o.number))
            or self.view.indicators is None
        )


Key = TypeVar("Key")


def _grouped(
    annotations: tuple[Annotation, ...], key_of: Callable[[Annotation], Key | None]
) -> dict[Key, tuple[Annotation, ...]]:
    groups: defaultdict[Key, list[Annotation]] = defaultdict(list)
    for annotation in annotations:
        key = key_of(annotation)
        if key is not None:
            groups[key].append(annotation)
    return {key: tuple(values) for key, values in groups.items()}
