"""What goes in and out around annotations: drafts, the unions' own demands, queues. Shape only."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints

from schemas.annotation_parts import Code, Shape, Words
from schemas.out import Out
from schemas.text import Count, Line


class Bilingual(Shape):
    """A text in both languages."""

    fr: Line
    en: Line


class Sentences(Shape):
    """One sentence or more in both languages."""

    fr: Annotated[Words, StringConstraints(max_length=1_000)]
    en: Annotated[Words, StringConstraints(max_length=1_000)]


class DemandIn(Shape):
    """A demand that a union adds to its own catalogue, in its own words; `clauses` are those it answers."""

    framework: Annotated[Line, StringConstraints(max_length=70)] = Field(examples=["paris-2025"])
    title: Bilingual
    sentence: Sentences
    source: Line = Field(examples=["Congrès de 2025, résolution 4"])
    clauses: list[Code] = Field(default_factory=list, max_length=40)


class NewDemandIn(DemandIn):
    """The same with the code under which the union keeps it; its id is the union's, a point and this code."""

    code: Annotated[str, StringConstraints(pattern=r"^[A-Z][A-Z0-9]{0,9}$")] = Field(examples=["D1"])


class DemandOut(Out):
    """A demand in the catalogue of a union, in one of its versions."""

    id: str
    version: int
    union: str
    union_name: str
    framework: str
    title: dict[str, str]
    sentence: dict[str, str]
    source: str
    clauses: list[str]
    created: datetime


class DraftOut(Out):
    """An annotation being written: what was given, and its version for `If-Match`."""

    id: str
    version: int
    content: dict[str, Any]
    created: datetime
    changed: datetime


class UnreadOut(Out):
    """Answers that a union has not read: of a company, since the revision `read` (None: never)."""

    kind: Literal["answers"] = "answers"
    cycle: str
    signatory: str
    name: str
    revision: int
    read: int | None
    received: datetime
    indicators: list[str]


class UnansweredOut(Out):
    """An annotation that waits for the company's reply, until when it is in time, and when the company is reminded.

    `reply_until` is null while its cycle is frozen: the time then goes on for two weeks once the edition is published.
    """

    kind: Literal["reply"] = "reply"
    annotation: str
    cycle: str
    union: str
    motives: list[str]
    indicator: str
    revision: int
    revision_now: int
    filed: datetime
    reply_until: datetime | None
    reminders: list[datetime]
    overdue: bool


class ReadingIn(Shape):
    """Up to which revision of a company's answers a union has read."""

    cycle: Code
    signatory: Code
    revision: Count = Field(ge=1, le=999_999)
