"""`AnnotationIn`: one counter-annotation as a W3C Web Annotation, the same shape for file, API and export.

The model is that of https://www.w3.org/TR/annotation-model/ narrowed to what the service means (one target, textual
bodies by language) and widened by our own keys. Whether words, codes and companies exist is asked by
`indicators.anchors`; only the shape is judged here.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import AwareDatetime, BeforeValidator, Field, field_validator, model_validator
from pydantic_core import PydanticCustomError

from indicators.annotations import Annotation, Proof, Speaker
from indicators.wording.judgements import Judgement, Verdict
from schemas.annotation_cited import CitedDemandIn
from schemas.annotation_life import CarriedForward, Countersignature, Dissent, ReplyIn, Withdrawal
from schemas.annotation_parts import (
    Bodies,
    BodiesOrNone,
    Code,
    Iri,
    Moment,
    Organisation,
    ProofIn,
    Shape,
    TargetIn,
    texts_of,
)
from schemas.text import Count, SafeText

ANNO = "http://www.w3.org/ns/anno.jsonld"
"""The context every Web Annotation names."""

_TERMS = (
    *("carriedForward", "retraction", "withholding", "version", "verified", "kind", "link", "reference", "quote"),
    *("sector", "role", "consent", "text", "reason", "revision", "quotedLanguage", "late", "ground", "verdict"),
    *("criterion", "rule", "words", "score", "title", "state", "carried", "code", "sentence"),
    *("standing", "revisionRead", "revisionNow", "contests", "replied", "replyUntil"),
)
_LISTS = (
    *("motives", "demands", "themes", "judgements", "countersignatures", "dissents", "replies", "evidence"),
    *("earlierVersions", "citedDemands"),
)
"""Their order says something: replies and dissents are withheld by their place."""
_PREFIX: dict[str, Any] = {"enregard": "urn:enregard:terms:"}
EXTENSION: dict[str, Any] = {
    "@version": 1.1,
    **_PREFIX,
    **{term: f"enregard:{term}" for term in _TERMS},
    **{term: {"@id": f"enregard:{term}", "@container": "@list"} for term in _LISTS},
}
EXTENSION["note"] = {"@id": "enregard:note", "@container": "@language"}
EXTENSION["evidence"]["@context"] = {"source": "enregard:source"}
EXTENSION["citedDemands"]["@context"] = {
    "source": "enregard:source",
    **{term: {"@id": f"enregard:{term}", "@container": "@language"} for term in ("title", "sentence")},
}
"""Our extension context, written in full so that a file explains itself without the network.

It redefines no term of the vocabulary: `source` is the vocabulary's, but within a piece of evidence and a demand.
"""

EARLIER: dict[str, Any] = {**_PREFIX, **{term: f"enregard:{term}" for term in (*_TERMS, *_LISTS, "source")}}
"""The extension context of files that we wrote before; still read."""

CONTEXT: list[Any] = [ANNO, EXTENSION]
"""What we write as `@context`."""

LIFE = (
    *("countersignatures", "dissents", "replies", "carried_forward", "retraction", "withholding"),
    "earlier_versions",
)
"""Keys of an annotation's later life: given by the service, never by whoever posts.

Their lists have no bound of their own: what others did over years is read back whole, however much it is, or a file
that the service wrote would be one that it refuses. Bytes bound them: of a request, of a file.
"""


def _is_ours(context: dict[str, Any]) -> bool:
    """Whether every term is one of ours; read exactly, the version comes as a Decimal, which equals no float."""
    given = {term: float(value) if isinstance(value, Decimal) else value for term, value in context.items()}
    return all(any(one.get(term, ...) == value for one in (EXTENSION, EARLIER)) for term, value in given.items())


class JudgementIn(Shape):
    """One verdict on one finding of the wording reader, on the quoted words (framework, section 5)."""

    criterion: Annotated[str, Field(pattern=r"^(R[1-8]|NB[1-7])$", examples=["R1"])]
    rule: Annotated[str, Field(max_length=64)] = ""
    start: Count = Field(ge=0, le=1_000_000)
    end: Count = Field(ge=0, le=1_000_000)
    words: Annotated[SafeText, Field(max_length=5_000)]
    verdict: Verdict
    score: Count | None = Field(default=None, ge=0, le=3)
    reason: Annotated[SafeText, Field(max_length=2_000)] = ""

    def judgement(self) -> Judgement:
        """Return the domain value."""
        return Judgement(**self.model_dump())


class EarlierVersion(Shape):
    """What an annotation said before, in one of its earlier versions; what it is about never changes.

    Withheld, it has no text. In files and exports only: nobody posts it.
    """

    id: Iri | None = None
    version: Count = Field(ge=1, le=999_999)
    motivation: Literal["assessing", "questioning", "replying"] = "assessing"
    created: Moment | None = None
    modified: Moment | None = None
    body: BodiesOrNone = Field(default_factory=list)
    motives: list[Code] = Field(min_length=1, max_length=10)
    demands: list[Code] = Field(default_factory=list, max_length=40)
    cited: list[CitedDemandIn] = Field(default_factory=list, max_length=40, alias="citedDemands")
    themes: list[Code] = Field(default_factory=list, max_length=20)
    evidence: list[ProofIn] = Field(default_factory=list, max_length=50)
    judgements: list[JudgementIn] = Field(default_factory=list, max_length=40)


class AnnotationIn(Shape):
    """One counter-annotation. `id`, `creator` and `created` are the service's to give on POST, and needed in a file."""

    context: Any = Field(default=None, alias="@context")
    id: Iri | None = None
    type: Literal["Annotation"] = "Annotation"
    motivation: Literal["assessing", "questioning", "replying"] = "assessing"
    creator: Organisation | None = None
    created: Moment | None = None
    modified: Moment | None = None
    body: Bodies
    target: Annotated[TargetIn, BeforeValidator(lambda given: {"source": given} if isinstance(given, str) else given)]
    motives: list[Code] = Field(min_length=1, max_length=10, examples=[["A1", "A3"]])
    demands: list[Code] = Field(default_factory=list, max_length=40)
    cited: list[CitedDemandIn] = Field(
        default_factory=list,
        max_length=40,
        alias="citedDemands",
        description="What demands of unions' own catalogues said when they were cited. Taken from a body only for a "
        "union whose catalogue is not kept here.",
    )
    themes: list[Code] = Field(default_factory=list, max_length=20)
    evidence: list[ProofIn] = Field(default_factory=list, max_length=50)
    judgements: list[JudgementIn] = Field(default_factory=list, max_length=40)
    version: Count = Field(default=1, ge=1, le=999_999)
    earlier_versions: list[EarlierVersion] = Field(default_factory=list, alias="earlierVersions")
    countersignatures: list[Countersignature] = Field(default_factory=list)
    dissents: list[Dissent] = Field(default_factory=list)
    replies: list[ReplyIn] = Field(default_factory=list)
    carried_forward: CarriedForward | None = Field(default=None, alias="carriedForward")
    retraction: Withdrawal | None = None
    withholding: Withdrawal | None = None
    state: Any = Field(default=None, description="What the service tells about it; not taken from a body.")

    receipt: Any = Field(default=None, description="What the public log handed out for it; not taken from a body.")

    @field_validator("context")
    @classmethod
    def _our_context(cls, context: Any) -> Any:
        head, *more = context if isinstance(context, list) and context else [context]
        ours = all(isinstance(one, dict) and _is_ours(one) for one in more)
        if head not in (None, ANNO) or not ours or (more and head is None):
            reason = f"expected '{ANNO}', alone or followed by the extension context of the service"
            raise PydanticCustomError("unknown_context", "{reason}", {"reason": reason})
        return context

    @field_validator("motives", "demands", "themes")
    @classmethod
    def _once(cls, codes: list[str]) -> list[str]:
        if len(set(codes)) != len(codes):
            raise PydanticCustomError("code_twice", "a code stands twice")
        return codes

    @property
    def life(self) -> tuple[str, ...]:
        """The keys given that only the service may set when an annotation is posted."""
        return tuple(name for name in LIFE if getattr(self, name))

    def as_annotation(
        self, *, id_: str | None = None, union: Speaker | None = None, created: AwareDatetime | None = None
    ) -> Annotation:
        """Return the domain value; what is given here goes before what the shape says.

        Raises ValueError where id, union or creation time is known from neither.
        """
        union = union or (self.creator.speaker() if self.creator else None)
        id_, created = id_ or self.id, created or self.created
        if id_ is None or union is None or created is None:
            raise ValueError("an annotation needs an id, a creator and a creation time")
        return Annotation(
            id=id_,
            union=union,
            motivation=self.motivation,
            motives=tuple(self.motives),
            target=self.target.target(),
            texts=texts_of(self.body),
            created=created,
            demands=tuple(self.demands),
            cited=tuple(one.demand() for one in self.cited if one.code in self.demands),
            themes=tuple(self.themes),
            evidence=tuple(Proof(**proof.model_dump()) for proof in self.evidence),
            version=self.version,
            judgements=tuple(judgement.judgement() for judgement in self.judgements),
            revised=self.modified,
            **self._lived(union),
        )

    def _lived(self, union: Speaker) -> dict[str, Any]:
        carried, retraction, withholding = self.carried_forward, self.retraction, self.withholding
        return {
            "carried_to": carried.revision if carried else None,
            "carried_on": carried.created if carried else None,
            "carried_texts": texts_of(carried.body) if carried else {},
            "retracted": retraction.reason if retraction else None,
            "retracted_on": retraction.created if retraction else None,
            "withheld": withholding.reason if withholding else None,
            "withheld_on": withholding.created if withholding else None,
            "withheld_ground": withholding.ground if withholding else None,
            "replies": tuple(reply.reply(union.id) for reply in self.replies),
            "countersigned_by": tuple(one.respondent() for one in self.countersignatures),
            "dissent": tuple(one.dissent() for one in self.dissents),
        }


class AnnotationDraftIn(AnnotationIn):
    """An annotation being written: everything but the target may still be missing."""

    body: BodiesOrNone = Field(default_factory=list)
    motives: list[Code] = Field(default_factory=list, max_length=10)


class AnnotationRecord(AnnotationIn):
    """An annotation in a file or an export: nothing is left to be given by a service. Withheld, it may have no text."""

    id: Iri
    creator: Organisation
    created: Moment
    body: BodiesOrNone = Field(default_factory=list)

    @model_validator(mode="after")
    def _some_text(self) -> AnnotationRecord:
        if not self.body and self.withholding is None:
            raise PydanticCustomError("too_short", "a text is needed unless it is withheld", {"min_length": 1})
        return self
