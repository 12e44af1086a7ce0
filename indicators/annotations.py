"""Counter-annotations and replies as the rules see them: who says what about which exact words, answer or figure.

Values only; when an answer is contested is decided here too, because it is one rule (framework, section 6).
"""

from __future__ import annotations

from collections.abc import Container, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Final, Literal

from indicators.wording.judgements import Judgement

TargetKind = Literal["clause", "indicator", "answer", "figure", "edition"]
Motivation = Literal["assessing", "questioning", "replying"]
Lapse = Literal["version", "carried"]
"""Why a reply no longer answers an annotation: a later version was filed, or it was carried forward since."""
Ground = Literal["legal", "personal_data"]
"""On what the secretariat may withhold a text: nothing else (framework, section 6)."""


class Contest(StrEnum):
    """Contest status of one answer (`CONTEST_STATUS`)."""

    NONE = "none"
    OPEN = "open"
    ANSWERED = "answered"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Selector:
    """Exact words of a clause, with the words around them (W3C TextQuoteSelector) and the language version quoted."""

    exact: str
    prefix: str = ""
    suffix: str = ""
    language: Literal["fr", "en"] = "fr"


@dataclass(frozen=True, slots=True)
class Target:
    """What an annotation is about; only the keys of its `kind` are set.

    clause: `clause` (+ `selector`); indicator: `indicator`; answer: `signatory`, `indicator`, `revision`;
    one of a company's own commitments is an answer whose `indicator` is its name, `commitment-1` (+ `selector`);
    figure: `indicator` (+ `edition`, None for the live report); edition: `edition`.
    """

    kind: TargetKind
    framework: str | None = None
    cycle: str | None = None
    clause: str | None = None
    selector: Selector | None = None
    indicator: str | None = None
    signatory: str | None = None
    revision: int | None = None
    edition: str | None = None


@dataclass(frozen=True, slots=True)
class Speaker:
    """The organisation that speaks; people are never shown. `verified`: accredited for the cycle it speaks about."""

    id: str
    name: str
    verified: bool = True


@dataclass(frozen=True, slots=True)
class Respondent(Speaker):
    """An organisation that takes a position on one `version` of another's text, when, and why it is withheld if so."""

    version: int = 1
    created: datetime | None = None
    withheld: str | None = None


@dataclass(frozen=True, slots=True)
class Reply:
    """One turn of the thread beside an annotation: by the company concerned, or by the union that wrote it.

    `union` is None for the company's; `late` tells that it came after the deadline; `withheld` why its text is not
    shown (`texts` is then empty). `version` is the version of the annotation that it was given to, None where a file
    does not say; `id` its own name, that of its leaf in the public log, None where nobody gave it one.
    """

    signatory: str
    texts: Mapping[str, str]
    created: datetime
    union: Speaker | None = None
    late: bool = False
    withheld: str | None = None
    version: int | None = None
    id: str | None = None

    @property
    def by_company(self) -> bool:
        """Whether the company concerned speaks."""
        return self.union is None


@dataclass(frozen=True, slots=True)
class Proof:
    """Evidence of a union: a link, a document, or a testimony (quoted words, sector, role, consent)."""

    kind: Literal["link", "document", "testimony"]
    title: str = ""
    link: str | None = None
    reference: str | None = None
    quote: str | None = None
    sector: str | None = None
    role: str | None = None
    consent: bool = False
    source: str | None = None


OWN_DEMAND: Final = r"^[A-Za-z0-9][A-Za-z0-9._-]*\.[A-Z][A-Z0-9]{0,9}$"
"""The id of a demand that a union keeps of its own: the union's id, a point, its code."""


@dataclass(frozen=True, slots=True)
class CitedDemand:
    """A demand of a union's own catalogue in one version, as it read when it was cited; texts by language.

    `carried`: only the file that an annotation came in says so; the catalogue is not kept here.
    """

    id: str
    version: int
    union: Speaker
    title: Mapping[str, str]
    sentence: Mapping[str, str]
    source: str
    created: datetime | None = None
    carried: bool = False


@dataclass(frozen=True, slots=True)
class Annotation:
    """One counter-annotation in its newest version. `texts` by language; `carried_to` is a later revision or None.

    What is withheld has no texts where those who may not read it look. Countersignatures and dissents name the version
    they were given to, where that is known. `cited`: what those of its demands say that are of unions' own catalogues.
    `hushed`: from when to when its own text was withheld (None: it still is), in order; files do not say it.
    """

    id: str
    union: Speaker
    motivation: Motivation
    motives: tuple[str, ...]
    target: Target
    texts: Mapping[str, str]
    created: datetime
    demands: tuple[str, ...] = ()
    themes: tuple[str, ...] = ()
    evidence: tuple[Proof, ...] = ()
    judgements: tuple[Judgement, ...] = ()
    version: int = 1
    carried_to: int | None = None
    retracted: str | None = None
    withheld: str | None = None
    replies: tuple[Reply, ...] = ()
    countersigned_by: tuple[Respondent, ...] = ()
    dissent: tuple[tuple[Respondent, str], ...] = ()
    carried_on: datetime | None = None
    carried_texts: Mapping[str, str] = field(default_factory=dict)
    retracted_on: datetime | None = None
    withheld_on: datetime | None = None
    withheld_ground: Ground | None = None
    revised: datetime | None = None
    extra: Mapping[str, str] = field(default_factory=dict)
    cited: tuple[CitedDemand, ...] = ()
    hushed: tuple[tuple[datetime, datetime | None], ...] = field(default=(), compare=False)

    @property
    def standing(self) -> bool:
        """Whether its author has not retracted it; withholding hides its words, not that it was said."""
        return self.retracted is None

    @property
    def legible(self) -> bool:
        """Whether it stands and its words may be shown."""
        return self.standing and self.withheld is None

    @property
    def replied(self) -> bool:
        """Whether the company concerned has replied to what now stands: one reply at least has not lapsed."""
        return any(reply.by_company and self.lapse(reply) is None for reply in self.replies)

    @property
    def awaits_reply(self) -> bool:
        """Whether the company concerned is asked to reply: nobody is called on to answer words that nobody may read."""
        return self.target.kind == "answer" and self.legible and not self.replied

    @property
    def opened(self) -> datetime:
        """When what now stands was put to the company: its newest version, or its carry-forward where that is later."""
        return max(moment for moment in (self.created, self.revised, self.carried_on) if moment is not None)

    def lapse(self, reply: Reply) -> Lapse | None:
        """Return why `reply` does not answer what now stands; None where it does.

        It was given to an earlier version, or before the annotation was carried forward. A reply of which a file does
        not say the version answers what it stands beside.
        """
        if reply.version is not None and reply.version < self.version:
            return "version"
        return "carried" if self.carried_on is not None and reply.created < self.carried_on else None

    @property
    def revision(self) -> int | None:
        """The revision it speaks about now: the one it was carried forward to, else the one it was written about."""
        return self.carried_to if self.carried_to is not None else self.target.revision


def on_public_words(annotation: Annotation, public: Container[tuple[str | None, int | None]]) -> bool:
    """Whether everybody could read what an annotation is about: a text or a figure, or an answer of a revision among
    `public` (signatory, number), or carried forward to one. What a company publishes later, or no longer, changes
    nothing in that (decision 106)."""
    target = annotation.target
    on = {target.revision, annotation.revision}
    return target.kind != "answer" or any((target.signatory, number) in public for number in on)


def contests(annotation: Annotation, contesting_motives: frozenset[str]) -> bool:
    """Whether an annotation can open a contest: an answer, a union accredited for its cycle, a motive among
    `contesting_motives`; a turn of a thread cannot.
    """
    return (
        annotation.target.kind == "answer"
        and annotation.motivation != "replying"
        and annotation.union.verified
        and not contesting_motives.isdisjoint(annotation.motives)
    )


def contest_of(
    annotations: tuple[Annotation, ...], current_revision: int, contesting_motives: frozenset[str]
) -> Contest:
    """Return the contest status of one answer, from all annotations on that answer.

    `open` while a standing contesting annotation is on the current revision (or carried to it) and at least one such
    annotation has no reply to what it now says; `answered` when the company replied to every one of them; `withdrawn`
    when there were only retracted ones; `none` otherwise. A withheld annotation stands: hiding words clears no figure.
    Source: framework, section 6 (only A1 to A5 contest an answer).
    """
    contesting = [a for a in annotations if contests(a, contesting_motives) and a.revision == current_revision]
    standing = [annotation for annotation in contesting if annotation.standing]
    if standing:
        return Contest.ANSWERED if all(annotation.replied for annotation in standing) else Contest.OPEN
    return Contest.WITHDRAWN if contesting else Contest.NONE
