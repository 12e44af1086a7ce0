"""What a framework is: objectives, clauses, indicators, demands, motives. Frozen values; no rule lives here.

Every text meant for people is a `Text`, in French and in English. Ids are stable for ever; texts may be corrected.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import cached_property
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, StringConstraints

Language = Literal["fr", "en"]
LANGUAGES: tuple[Language, ...] = ("fr", "en")

NonEmpty = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]


class Frozen(BaseModel):
    """A value that never changes and takes no key it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid", ignored_types=(cached_property,))


class Text(Frozen):
    """The same words in each language of the service."""

    fr: NonEmpty
    en: NonEmpty

    def in_(self, language: Language) -> str:
        """Return the words in `language`."""
        return self.fr if language == "fr" else self.en


class Source(Frozen):
    """A public document that something here is quoted or restated from; `date` is as precise as it is known."""

    id: NonEmpty
    title: Text
    publisher: NonEmpty
    date: Annotated[str, StringConstraints(pattern=r"^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$")]
    link: str | None = None


class Objective(Frozen):
    """A heading of the pledge and the texts under it; 0 is the chapeau, 7 the follow-up (both without a heading)."""

    number: int
    short: Text
    heading: Text | None = None


class Clause(Frozen):
    """One sentence of the pledge that someone may annotate; `text.fr` is quoted word for word."""

    id: NonEmpty
    objective: int
    kind: Literal["chapeau", "commitment", "follow_up"]
    text: Text


class Population(Frozen):
    """A number asked once on the organisation sheet, to which denominators default (EMP, SYS, EXP)."""

    id: NonEmpty
    label: Text
    definition: Text
    unit: Text


class Field(Frozen):
    """One number a company enters for an indicator.

    `part_of` names the field of which this one is a breakdown by `group`. `aggregate` says how an extra count is
    consolidated: counts are summed, medians are summarised by their own median and never summed.
    """

    key: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z_]*$")]
    role: Literal["numerator", "numerator_base", "denominator", "denominator_base", "count", "amount", "level"]
    number: Literal["integer", "decimal"] = "integer"
    label: Text
    unit: Text
    population: str | None = None
    part_of: str | None = None
    group: Literal["women", "men", "other"] | None = None
    required: bool = True
    aggregate: Literal["sum", "median"] = "sum"


class Derivation(Frozen):
    """How a derived indicator is computed: the rate of one group minus that of another, in percentage points."""

    operation: Literal["rate_difference"]
    indicator: NonEmpty
    minuend: Literal["women", "men", "other"]
    subtrahend: Literal["women", "men", "other"]


class Mapping(Frozen):
    """Where a law or a standard asks for something close; `checked` says whether we have seen it there ourselves."""

    standard: NonEmpty
    code: NonEmpty
    version: NonEmpty
    valid_from: date | None = None
    valid_to: date | None = None
    checked: bool = False
    note: Text | None = None


class Continuation(Frozen):
    """What an indicator says of the one it continues from an earlier version: whether an answer to that one still
    answers it."""

    framework: Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]*@[1-9][0-9]*$")]
    indicator: Annotated[str, StringConstraints(pattern=r"^[A-Z]{2,4}-[0-9]{1,2}$")]
    meaning: Literal["kept", "changed"]
    note: Text | None = None


class Indicator(Frozen):
    """One measure of the framework, with all it takes to fill it in, to read it and to doubt it."""

    id: Annotated[str, StringConstraints(pattern=r"^[A-Z]{2,4}-[0-9]{1,2}$")]
    clauses: tuple[NonEmpty, ...]
    objective: int
    core: bool
    kind: Literal["ratio", "count", "amount", "level", "derived"]
    method: Literal["pooled", "rate_ratio"] = "pooled"
    better: Literal["up", "down", "zero", "none"]
    unbounded: bool = False
    scored: bool = True
    includes_subcontracted: bool = False
    title: Text
    measure: Text
    result_unit: Text
    fields: tuple[Field, ...] = ()
    levels: tuple[Text, Text, Text, Text] | None = None
    derived: Derivation | None = None
    definition: Text
    scope: Text
    computation: Text
    evidence: Text
    matters: Text
    limits: Text
    mappings: tuple[Mapping, ...] = ()
    continues: Continuation | None = None

    def field(self, key: str) -> Field:
        """Return the field `key`; raises KeyError."""
        for candidate in self.fields:
            if candidate.key == key:
                return candidate
        raise KeyError(f"{self.id}.{key}")

    @property
    def entered(self) -> bool:
        """Whether a company answers it (a derived indicator is computed, never entered)."""
        return self.kind != "derived"


class Demand(Frozen):
    """A union demand restated in our words, with the clauses it answers."""

    id: Annotated[str, StringConstraints(pattern=r"^[A-Z][0-9]{2}$")]
    family: NonEmpty
    title: Text
    sentence: Text
    source: NonEmpty
    clauses: tuple[NonEmpty, ...] = ()


class Catalogue(Frozen):
    """The demands of one union organisation, labelled with whose they are."""

    id: NonEmpty
    label: Text
    families: dict[str, Text]
    demands: tuple[Demand, ...]


class Motive(Frozen):
    """Why an annotation is written; only a motive that `contests` opens a contest on an answer."""

    id: Annotated[str, StringConstraints(pattern=r"^[A-Z]{1,2}[0-9]$")]
    targets: tuple[Literal["clause", "indicator", "answer", "figure", "edition"], ...]
    contests: bool = False
    label: Text
    description: Text


class Theme(Frozen):
    """A way of reading an assessment, after the Solidaires study days of December 2023."""

    id: NonEmpty
    label: Text


class Framework(Frozen):
    """A pledge made measurable: immutable, versioned, bilingual, named `id@version`."""

    id: Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]*$")]
    version: int
    title: Text
    notice: Text
    official_languages: tuple[Language, ...]
    translation_notice: Text
    sources: tuple[Source, ...]
    objectives: tuple[Objective, ...]
    clauses: tuple[Clause, ...]
    populations: tuple[Population, ...]
    indicators: tuple[Indicator, ...]
    catalogues: tuple[Catalogue, ...]
    motives: tuple[Motive, ...]
    themes: tuple[Theme, ...]
    content_hash: str

    @property
    def ref(self) -> str:
        """The name everything is filed under, for example `paris-2025@1`."""
        return f"{self.id}@{self.version}"

    @cached_property
    def _indicators(self) -> dict[str, Indicator]:
        return {indicator.id: indicator for indicator in self.indicators}

    @cached_property
    def _clauses(self) -> dict[str, Clause]:
        return {clause.id: clause for clause in self.clauses}

    @cached_property
    def _motives(self) -> dict[str, Motive]:
        return {motive.id: motive for motive in self.motives}

    @cached_property
    def demands(self) -> dict[str, Demand]:
        """Every demand of every catalogue, by id."""
        return {demand.id: demand for catalogue in self.catalogues for demand in catalogue.demands}

    def has_indicator(self, id_: str) -> bool:
        """Whether the framework knows indicator `id_`."""
        return id_ in self._indicators

    def indicator(self, id_: str) -> Indicator:
        """Return an indicator by id; raises KeyError."""
        return self._indicators[id_]

    def has_clause(self, id_: str) -> bool:
        """Whether the framework knows clause `id_`."""
        return id_ in self._clauses

    def clause(self, id_: str) -> Clause:
        """Return a clause by id; raises KeyError."""
        return self._clauses[id_]

    def has_motive(self, id_: str) -> bool:
        """Whether the framework knows motive `id_`."""
        return id_ in self._motives

    def motive(self, id_: str) -> Motive:
        """Return a motive by id; raises KeyError."""
        return self._motives[id_]

    def objective(self, number: int) -> Objective:
        """Return an objective by number; raises KeyError."""
        for candidate in self.objectives:
            if candidate.number == number:
                return candidate
        raise KeyError(number)

    def of_objective(self, number: int) -> Iterator[Indicator]:
        """Yield the indicators of one objective, in the framework's order."""
        return (indicator for indicator in self.indicators if indicator.objective == number)

    def entered(self) -> Iterator[Indicator]:
        """Yield the indicators that a company answers, in the framework's order."""
        return (indicator for indicator in self.indicators if indicator.entered)
