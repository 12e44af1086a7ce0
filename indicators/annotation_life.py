"""The life of an annotation as a state machine: which act, by which side, in which state; and until when to reply.

Pure: nothing is stored here and nobody is asked who they are. Source: framework, section 6.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Literal

from indicators.annotations import Annotation
from indicators.model import Language
from indicators.phases import PERMITS, Phase

LifeAct = Literal["revise", "retract", "carry", "reply", "countersign", "dissent", "withhold"]
Side = Literal["author", "union", "stranger", "company", "secretariat"]
"""`author`: the union that wrote it; `union`: another accredited union; `company`: the one whose answer it is about;
`stranger`: everyone else, unions that are not accredited and companies that are not concerned among them."""

SIDES: Final[Mapping[LifeAct, frozenset[Side]]] = {
    "revise": frozenset({"author"}),
    "retract": frozenset({"author"}),
    "carry": frozenset({"author"}),
    "reply": frozenset({"company", "author"}),
    "countersign": frozenset({"union"}),
    "dissent": frozenset({"union"}),
    "withhold": frozenset({"secretariat"}),
}
"""Act -> who does it. Nobody closes, changes or removes another's text."""

REPLY_DAYS: Final = 30
LEAST_REPLY_DAYS: Final = 14
REMINDER_DAYS: Final = (14, 7, 1)
"""A company is reminded this many days before its time to reply ends."""
MOST_TURNS: Final = 100
"""Turns that one side takes in the thread beside what now stands: a new version, or a carry-forward, opens as many
again. Each side has its own, so that neither uses up the other's right to speak (decision 0105)."""


def not_theirs(act: LifeAct, side: Side) -> str | None:
    """Return the code that refuses an act to a side, None where the side has it."""
    if side in SIDES[act]:
        return None
    if act in ("revise", "retract", "carry"):
        return "not_author"
    if act in ("countersign", "dissent"):
        return "own_annotation" if side == "author" else "not_accredited"
    return "not_concerned" if act == "reply" else "forbidden"


def obstacle(act: LifeAct, annotation: Annotation, side: Side, by: str) -> str | None:
    """Return the code of what in the state of `annotation` stands against an act that is `side`'s, None if nothing.

    `by` is the IRI of the organisation that acts. A tombstone ends every act but the secretariat's; what is withheld is
    neither replied to nor signed, because nobody can read it; one union takes one position on one version; the author
    speaks in the thread once the company has; each side takes `MOST_TURNS` turns to what now stands.
    """
    if act == "withhold":
        return None
    if annotation.retracted is not None:
        return "annotation_retracted"
    if annotation.withheld is not None and act in ("reply", "countersign", "dissent"):
        return "annotation_withheld"
    if act in ("countersign", "dissent") and position_taken(annotation, by):
        return "position_taken"
    if act == "reply" and side == "author" and not any(reply.by_company for reply in annotation.replies):
        return "nothing_to_answer"
    if act == "reply" and _turns(annotation, by_company=side == "company") >= MOST_TURNS:
        return "thread_full"
    return None


def _turns(annotation: Annotation, *, by_company: bool) -> int:
    """How many turns one side has taken to what now stands."""
    own = (reply for reply in annotation.replies if reply.by_company == by_company)
    return sum(annotation.lapse(reply) is None for reply in own)


def position_taken(annotation: Annotation, by: str) -> bool:
    """Whether an organisation has signed the newest version, or said that it differs from it."""
    taken = (*annotation.countersigned_by, *(speaker for speaker, _ in annotation.dissent))
    return any(one.id == by and one.version == annotation.version for one in taken)


Pause = tuple[datetime, datetime | None]
"""A cycle frozen from when until it was published, or a text withheld from when until it was shown again; None while it
lasts: nobody can reply, whatever the hurry."""


@dataclass(frozen=True, slots=True)
class ReplyTime:
    """What a cycle says of the time for replies: when it `ends` (None: it promises no end), and its pauses in order."""

    ends: datetime | None = None
    pauses: tuple[Pause, ...] = ()


@dataclass(frozen=True, slots=True)
class ReplySpan:
    """From when a company's time to reply is counted, and until when a reply is in time; None while time stands still:
    it is then two weeks from the publication, or the showing, to come."""

    since: datetime
    until: datetime | None

    def over(self, now: datetime) -> bool:
        """Whether a reply at `now` is late."""
        return self.until is not None and now >= self.until


def reply_span(put: datetime, time: ReplyTime, hushed: Sequence[Pause] = ()) -> ReplySpan:
    """Return the time in which a reply is in time: 30 days, or until the cycle's time for replies ends where that is
    later.

    Whatever the cycle says, a company has two weeks in which it can reply: an annotation of the last day is replied to
    as one of the first, and a time that still ran when the cycle was frozen, or the text withheld, goes on for two
    weeks at least once it is published, or shown again. `put` is when what now stands was put to the company
    (`Annotation.opened`), `hushed` when its text was withheld (`Annotation.hushed`); all moments are aware.
    """
    least = timedelta(days=LEAST_REPLY_DAYS)
    since, until = put, put + timedelta(days=REPLY_DAYS) if time.ends is None else max(time.ends, put + least)
    for began, ended in sorted((*time.pauses, *hushed), key=lambda pause: pause[0]):
        if until <= began or (ended is not None and ended <= max(began, put)):
            continue  # it was over by then, nobody was kept from replying, or it was put to the company afterwards
        if ended is None:
            return ReplySpan(since, None)
        if ended + least > until:
            since, until = ended, ended + least
    return ReplySpan(since, until)


def may_reply(phase: Phase, span: ReplySpan, now: datetime) -> bool:
    """Whether the thread beside an annotation is open: in a phase that permits replies, and in a closed cycle for as
    long as the company's own time runs."""
    return "reply" in PERMITS[phase] or (phase == "closed" and not span.over(now))


def moment_after(annotation: Annotation, now: datetime) -> datetime:
    """Return the moment under which an act on `annotation` at `now` is recorded: never that of an earlier act, nor one
    before it, whatever clocks say. So what is told apart by moments goes in the order of the acts, in the store as in
    every file that holds moments and no sequence.
    """
    last = max((annotation.opened, *(reply.created for reply in annotation.replies)))
    return max(now, last + timedelta(microseconds=1))


def reminders(until: datetime) -> tuple[datetime, ...]:
    """Return when a company is reminded of a reply that is due at `until`, earliest first."""
    return tuple(until - timedelta(days=days) for days in REMINDER_DAYS)


_MOVED: Final[Mapping[Language, str]] = {
    "fr": "Écrite sur la révision {read}\u202f; la réponse en est maintenant à la révision {now}.",
    "en": "Written about revision {read}; the answer is now at revision {now}.",
}
_CARRIED: Final[Mapping[Language, str]] = {
    "fr": "Écrite sur la révision {read}, maintenue par son auteur sur la révision {carried}.",
    "en": "Written about revision {read}, upheld by its author on revision {carried}.",
}
_CARRIED_AND_MOVED: Final[Mapping[Language, str]] = {
    "fr": "Écrite sur la révision {read}, maintenue par son auteur sur la révision {carried}\u202f; la réponse en est "
    "maintenant à la révision {now}.",
    "en": "Written about revision {read}, upheld by its author on revision {carried}; the answer is now at revision "
    "{now}.",
}


def revision_note(annotation: Annotation, now: int | None) -> Mapping[Language, str]:
    """Return what every view says where the answer has moved on since it was read, by language; empty where not.

    `now` is the number of the answer's current revision, None for other targets.
    """
    read, carried = annotation.target.revision, annotation.carried_to
    if read is None or now is None or (carried is None and now == read):
        return {}
    words = _MOVED if carried is None else _CARRIED if now == carried else _CARRIED_AND_MOVED
    return {language: text.format(read=read, carried=carried, now=now) for language, text in words.items()}
