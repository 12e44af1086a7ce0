"""`/wording`: what in a text binds and what does not, for everyone."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from indicators.wording import read
from schemas.text import SafeText
from service.api.documented import problems
from service.api.route import GuardedRoute

router = APIRouter(prefix="/wording", tags=["wording"], route_class=GuardedRoute)


class WordingIn(BaseModel):
    """A clause or a commitment; its language is recognised when not given."""

    model_config = ConfigDict(extra="forbid")

    text: Annotated[SafeText, StringConstraints(max_length=10_000)] = Field(
        examples=["Companies are encouraged to consult workers where appropriate."]
    )
    language: Literal["fr", "en"] | None = None


class WordingFinding(BaseModel):
    """The words a score rests on, by characters of the text."""

    criterion: str
    rule: str
    start: int
    end: int
    words: str


class WordingClause(BaseModel):
    """One clause with its scores (0 to 3), flags and what they rest on."""

    model_config = ConfigDict(extra="allow")

    text: str
    start: int
    end: int
    scores: dict[str, int]
    flags: list[str]
    findings: list[WordingFinding]


class WordingOut(BaseModel):
    """The wording profile; `binding` is false where the operative clause does not bind."""

    model_config = ConfigDict(extra="allow")

    language: Literal["fr", "en"]
    clauses: list[WordingClause]
    binding: bool


@router.post("", name="wording.read", responses=problems(413, 415))
def read_wording(given: WordingIn) -> WordingOut:
    """The wording profile and the flags of a text, with the words that each rests on. Nothing is stored."""
    profile: dict[str, Any] = read(given.text, given.language).as_dict()
    return WordingOut.model_validate(profile)
