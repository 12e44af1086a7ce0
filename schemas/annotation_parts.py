"""The parts that annotations are made of: organisations, texts by language, quoted words, targets, evidence.

Shape only, after https://www.w3.org/TR/annotation-model/; whether what is named exists `indicators.anchors` asks.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Literal

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    field_validator,
)
from pydantic_core import PydanticCustomError

from indicators.annotations import Selector, Speaker, Target
from indicators.model import Language
from schemas.annotation_target import PATTERN, known_source, read_source, with_selector
from schemas.text import Line, SafeText, Written

LONGEST_ANNOTATION = 5_000
"""Characters of one text of an annotation (framework, section 6)."""

Iri = Annotated[Line, StringConstraints(max_length=300, pattern=r"^\S+$")]
Code = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$", max_length=64)]
Words = Annotated[SafeText, StringConstraints(min_length=1, max_length=LONGEST_ANNOTATION, pattern=r"\S")]
Short = Annotated[SafeText, StringConstraints(max_length=500)]
Moment = Annotated[AwareDatetime, Written, AfterValidator(lambda moment: moment.astimezone(UTC))]
"""A moment with its zone, kept in UTC."""
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


def _one_a_language(bodies: list[TextualBody]) -> list[TextualBody]:
    if len({body.language for body in bodies}) != len(bodies):
        raise PydanticCustomError("language_twice", "two bodies in the same language")
    return bodies


BodiesOrNone = Annotated[
    list[TextualBody], BeforeValidator(_listed), AfterValidator(_one_a_language), Field(max_length=2)
]
"""Texts by language; none where the text is withheld."""

Bodies = Annotated[BodiesOrNone, Field(min_length=1)]


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

    @field_validator("link", "reference", "quote", "sector", "role", "source", mode="before")
    @classmethod
    def _blank_is_nothing(cls, value: object) -> object:
        """An empty text says nothing, so that what was left out and what was left empty are the same everywhere."""
        return None if value == "" else value


def zulu(moment: datetime) -> str:
    """Return a moment as the model wants it written: an xsd:dateTime in UTC with `Z` (annotation-model, 3.3.1)."""
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")
