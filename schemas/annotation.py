"""`AnnotationIn`: one counter-annotation as a W3C Web Annotation, the same shape for file, API and export.

The model is that of https://www.w3.org/TR/annotation-model/ narrowed to what the service means (one target, textual
bodies by language) and widened by our own keys. Whether words, codes and companies exist is asked by
`indicators.anchors`; only the shape is judged here.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    field_validator,
    model_validator,
)
from pydantic_core import PydanticCustomError

from indicators.annotations import Annotation, Proof, Reply, Selector, Speaker, Target
from indicators.model import Language
from schemas.annotation_target import PATTERN, known_source, read_source, with_selector
from schemas.text import Line, SafeText

ANNO = "http://www.w3.org/ns/anno.jsonld"
"""The context every Web Annotation names."""

_TERMS = (
    *("motives", "demands", "themes", "evidence", "countersignatures", "dissents", "replies", "carriedForward"),
    *("retraction", "withholding", "version", "verified", "kind", "link", "reference", "quote", "sector", "role"),
    *("consent", "text", "reason", "revision", "quotedLanguage"),
)
EXTENSION: dict[str, str] = {"enregard": "urn:enregard:terms:", **{term: f"enregard:{term}" for term in _TERMS}}
"""Our extension context, written in full so that a file explains itself without the network."""

CONTEXT: list[Any] = [ANNO, EXTENSION]
"""What we write as `@context`."""

LONGEST_ANNOTATION = 5_000
"""Characters of one text of an annotation (framework, section 6)."""

Iri = Annotated[Line, StringConstraints(max_length=300, pattern=r"^\S+$")]
Code = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$", max_length=64)]
Words = Annotated[SafeText, StringConstraints(min_length=1, max_length=LONGEST_ANNOTATION, pattern=r"\S")]
Short = Annotated[SafeText, StringConstraints(max_length=500)]
Link = Annotated[Line, StringConstraints(pattern=r"^https?://[^\s/?#]+\S*$", max_length=2_000)]


class Shape(BaseModel):
    """A part of an annotation; an unknown key is an error, never dropped."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)


class Organisation(Shape):
    """Who speaks: an organisation, never a person."""

    id: Iri = Field(examples=["urn:enregard:union:UX-1"])
    type: Literal["Organization"] = "Organization"
    name: Line = Field(examples=["Fédération Exemple (invented)"])
    verified: bool = True

    def speaker(self) -> Speaker:
        """Return the domain value."""
        return Speaker(id=self.id, name=self.name, verified=self.verified)


class TextualBody(Shape):
    """The text in one language, in limited Markdown."""

    type: Literal["TextualBody"] = "TextualBody"
    value: Words
    language: Language
    format: Literal["text/markdown", "text/plain"] = "text/markdown"


def _listed(value: object) -> object:
    return [value] if isinstance(value, dict) else value


Bodies = Annotated[list[TextualBody], BeforeValidator(_listed), Field(min_length=1, max_length=2)]


def texts_of(bodies: list[TextualBody]) -> dict[str, str]:
    """Return the texts by language, French first."""
    return {body.language: body.value for body in sorted(bodies, key=lambda body: body.language == "en")}


class TextQuote(Shape):
    """Exact words (W3C TextQuoteSelector); prefix and suffix tell apart two places with the same words."""

    type: Literal["TextQuoteSelector"] = "TextQuoteSelector"
    exact: Annotated[SafeText, StringConstraints(min_length=1, max_length=LONGEST_ANNOTATION)]
    prefix: Short = ""
    suffix: Short = ""


class TargetIn(Shape):
    """What the annotation is about; `quotedLanguage` says which language version `selector` quotes."""

    type: Literal["SpecificResource"] = "SpecificResource"
    source: Annotated[Iri, AfterValidator(known_source)] = Field(
        examples=["urn:enregard:paris-2025@1:clause:1.1"], json_schema_extra={"pattern": PATTERN}
    )
    selector: TextQuote | None = None
    quoted_language: Language = Field(default="fr", alias="quotedLanguage")

    def target(self) -> Target:
        """Return the domain value."""
        quote = self.selector
        selector = Selector(quote.exact, quote.prefix, quote.suffix, self.quoted_language) if quote else None
        return with_selector(read_source(self.source), selector)


class ProofIn(Shape):
    """Evidence of a union: a link, a document or a testimony."""

    kind: Literal["link", "document", "testimony"]
    title: Short = ""
    link: Link | None = None
    reference: Short | None = None
    quote: Annotated[SafeText, StringConstraints(max_length=2_000)] | None = None
    sector: Short | None = None
    role: Short | None = None
    consent: bool = False
    source: Short | None = None


class ReplyIn(Shape):
    """What the company concerned answers beside the annotation; its `creator.id` is the signatory's id."""

    type: Literal["Annotation"] = "Annotation"
    motivation: Literal["replying"] = "replying"
    creator: Organisation
    created: AwareDatetime
    body: Bodies

    def reply(self) -> Reply:
        """Return the domain value."""
        return Reply(signatory=self.creator.id, texts=texts_of(self.body), created=self.created)


class Dissent(Shape):
    """Another union says that it differs, in a short text."""

    creator: Organisation
    text: Annotated[Words, StringConstraints(max_length=2_000)]


class CarriedForward(Shape):
    """The union upholds the annotation on a later revision of the answer."""

    revision: int = Field(ge=2, le=999_999)


class Withdrawal(Shape):
    """Why a text no longer stands; the place stays visible."""

    reason: Words


class AnnotationIn(Shape):
    """One counter-annotation. `id`, `creator` and `created` are the service's to give on POST, and needed in a file."""

    context: Any = Field(default=None, alias="@context")
    id: Iri | None = None
    type: Literal["Annotation"] = "Annotation"
    motivation: Literal["assessing", "questioning", "replying"] = "assessing"
    creator: Organisation | None = None
    created: AwareDatetime | None = None
    body: Bodies
    target: Annotated[TargetIn, BeforeValidator(lambda given: {"source": given} if isinstance(given, str) else given)]
    motives: list[Code] = Field(min_length=1, max_length=10, examples=[["A1", "A3"]])
    demands: list[Code] = Field(default_factory=list, max_length=40)
    themes: list[Code] = Field(default_factory=list, max_length=20)
    evidence: list[ProofIn] = Field(default_factory=list, max_length=50)
    version: int = Field(default=1, ge=1, le=999_999)
    countersignatures: list[Organisation] = Field(default_factory=list, max_length=500)
    dissents: list[Dissent] = Field(default_factory=list, max_length=100)
    replies: list[ReplyIn] = Field(default_factory=list, max_length=100)
    carried_forward: CarriedForward | None = Field(default=None, alias="carriedForward")
    retraction: Withdrawal | None = None
    withholding: Withdrawal | None = None

    @field_validator("context")
    @classmethod
    def _our_context(cls, context: Any) -> Any:
        if context not in (None, ANNO, [ANNO], CONTEXT):
            reason = f"expected '{ANNO}', alone or followed by the extension context of the service"
            raise PydanticCustomError("unknown_context", "{reason}", {"reason": reason})
        return context

    @field_validator("motives", "demands", "themes")
    @classmethod
    def _once(cls, codes: list[str]) -> list[str]:
        if len(set(codes)) != len(codes):
            raise PydanticCustomError("code_twice", "a code stands twice")
        return codes

    @model_validator(mode="after")
    def _one_text_a_language(self) -> AnnotationIn:
        if len({body.language for body in self.body}) != len(self.body):
            raise PydanticCustomError("language_twice", "two bodies in the same language")
        return self

    @property
    def life(self) -> tuple[str, ...]:
        """The keys given that only the service may set when an annotation is posted."""
        return tuple(
            name
            for name in ("countersignatures", "dissents", "replies", "carried_forward", "retraction", "withholding")
            if getattr(self, name)
        )

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
            themes=tuple(self.themes),
            evidence=tuple(Proof(**proof.model_dump()) for proof in self.evidence),
            version=self.version,
            carried_to=self.carried_forward.revision if self.carried_forward else None,
            retracted=self.retraction.reason if self.retraction else None,
            withheld=self.withholding.reason if self.withholding else None,
            replies=tuple(reply.reply() for reply in self.replies),
            countersigned_by=tuple(organisation.speaker() for organisation in self.countersignatures),
            dissent=tuple((dissent.creator.speaker(), dissent.text) for dissent in self.dissents),
        )


class AnnotationRecord(AnnotationIn):
    """An annotation in a file or an export: nothing is left to be given by a service."""

    id: Iri
    creator: Organisation
    created: AwareDatetime
