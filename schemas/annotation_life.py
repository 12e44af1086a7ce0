"""What becomes of an annotation, as it is written in files and exports, and what each act on one takes.

Shape only. The acts are those of framework.md, section 6.
"""

from __future__ import annotations

import re
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from indicators.annotations import Ground, Reply, Respondent
from schemas.annotation_parts import Bodies, BodiesOrNone, Iri, Moment, Organisation, Shape, Words, texts_of
from schemas.text import Count

LONGEST_DISSENT = 2_000
_LEAF = re.compile(r":reply:\d{1,18}$")
"""How the name of a reply ends that has a leaf in a public log; any other only tells its place in the thread."""


class Withdrawal(Shape):
    """Why a text no longer stands or is not shown; the place stays visible."""

    reason: Words
    created: Moment | None = None
    ground: Ground | None = None


class ReplyIn(Shape):
    """One turn of the thread: its `creator.id` is the signatory's id, or the id of the union that annotates.

    `version` is the version it was given to; files written before we said it have none, and then it answers what it
    stands beside. Its `id` is that of its leaf in the public log where it has one; its `target` is the annotation that
    it stands in, whatever is written here. Files from before have neither.
    """

    id: Iri | None = None
    type: Literal["Annotation"] = "Annotation"
    motivation: Literal["replying"] = "replying"
    target: Iri | None = None
    creator: Organisation
    created: Moment
    body: BodiesOrNone = Field(default_factory=list)
    late: bool = False
    version: Count | None = Field(default=None, ge=1, le=999_999)
    withholding: Withdrawal | None = None

    def reply(self, union: str | None) -> Reply:
        """Return the domain value; `union` is the id of the annotation's own creator."""
        own = self.creator.id == union
        return Reply(
            signatory="" if own else self.creator.id,
            texts=texts_of(self.body),
            created=self.created,
            union=self.creator.speaker() if own else None,
            late=self.late,
            withheld=self.withholding.reason if self.withholding else None,
            version=self.version,
            id=self.id if self.id and _LEAF.search(self.id) else None,
        )


class Countersignature(Organisation):
    """Another union signs one version of the text too."""

    version: Count = Field(default=1, ge=1, le=999_999)
    created: Moment | None = None

    def respondent(self, withheld: str | None = None) -> Respondent:
        """Return the domain value."""
        return Respondent(self.id, self.name, self.verified, self.version, self.created, withheld)


class Dissent(Shape):
    """Another union says that it differs, in a short text."""

    creator: Organisation
    text: Annotated[Words, StringConstraints(max_length=LONGEST_DISSENT)] | None = None
    version: Count = Field(default=1, ge=1, le=999_999)
    created: Moment | None = None
    withholding: Withdrawal | None = None

    def dissent(self) -> tuple[Respondent, str]:
        """Return the domain value."""
        by, reason = self.creator, self.withholding.reason if self.withholding else None
        return Respondent(by.id, by.name, by.verified, self.version, self.created, reason), self.text or ""


class CarriedForward(Shape):
    """The union upholds the annotation on a later revision of the answer, and may say why."""

    revision: Count = Field(ge=2, le=999_999)
    created: Moment | None = None
    body: BodiesOrNone = Field(default_factory=list)


class ReplyPosted(Shape):
    """What a company, or the union that annotates, says next in the thread."""

    body: Bodies


class DissentPosted(Shape):
    """Why a union differs."""

    text: Annotated[Words, StringConstraints(max_length=LONGEST_DISSENT)]


class RetractionPosted(Shape):
    """Why a union takes its annotation back."""

    reason: Words


class CarryForwardPosted(Shape):
    """To which revision of the answer an annotation is carried, and what its union adds."""

    revision: Count = Field(ge=2, le=999_999, examples=[2])
    body: BodiesOrNone = Field(default_factory=list)


class WithholdingPosted(Shape):
    """Which text the secretariat withholds, on what ground and why; `lifted` shows it again.

    `of` is the annotation, or one reply or dissent by its place in the list (from 0).
    """

    of: Literal["annotation", "reply", "dissent"] = "annotation"
    number: Count = Field(default=0, ge=0, le=9_999)
    ground: Ground
    reason: Words
    lifted: bool = False
