"""Demands of unions' own catalogues as an annotation carries them: the sentence cited, as it read on the day.

A file is read where the union's catalogue is not at hand: offline, or in another installation. Shape only.
"""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field, StringConstraints, field_validator, model_validator
from pydantic_core import PydanticCustomError

from indicators.annotations import OWN_DEMAND, CitedDemand, Speaker
from indicators.model import Language
from schemas.annotation_parts import Moment, Organisation, Shape, Words, zulu
from schemas.text import Count, Line

UNION_IRI = "urn:enregard:union:"


class CitedDemandIn(Shape):
    """One version of a demand in a union's own catalogue; `carried`: it is known from a file alone."""

    code: Annotated[str, StringConstraints(pattern=OWN_DEMAND, max_length=64)]
    version: Count = Field(default=1, ge=1, le=999_999)
    creator: Organisation
    title: dict[Language, Line] = Field(min_length=1)
    sentence: dict[Language, Annotated[Words, StringConstraints(max_length=1_000)]] = Field(min_length=1)
    source: Line
    created: Moment | None = None
    carried: bool = False

    @field_validator("title", "sentence", mode="before")
    @classmethod
    def _said(cls, given: Any) -> Any:
        """A language left empty says nothing."""
        return {key: text for key, text in given.items() if text} if isinstance(given, dict) else given

    @model_validator(mode="after")
    def _its_own(self) -> CitedDemandIn:
        """The id of a demand begins with its union's: nobody's words are put under another's name."""
        if self.creator.id.removeprefix(UNION_IRI) != self.code.rpartition(".")[0]:
            params = {"found": self.creator.id, "code": self.code}
            raise PydanticCustomError("foreign_demand", "{found} is not the union of {code}", params)
        return self

    def demand(self) -> CitedDemand:
        """Return the domain value."""
        by = Speaker(self.creator.id, self.creator.name)
        said = {"title": _ordered(self.title), "sentence": _ordered(self.sentence)}
        return CitedDemand(
            self.code, self.version, by, **said, source=self.source, created=self.created, carried=self.carried
        )


def _ordered(texts: dict[Language, str]) -> dict[str, str]:
    return {language: texts[language] for language in ("fr", "en") if language in texts}


def cited_json(cited: CitedDemand) -> dict[str, Any]:
    """Return it as files hold it; the inverse of `CitedDemandIn.demand`."""
    out = {
        "code": cited.id,
        "version": cited.version,
        "creator": {"id": cited.union.id, "type": "Organization", "name": cited.union.name},
        "title": dict(cited.title),
        "sentence": dict(cited.sentence),
        "source": cited.source,
        "created": zulu(cited.created) if cited.created else None,
        "carried": cited.carried or None,
    }
    return {key: value for key, value in out.items() if value is not None}
