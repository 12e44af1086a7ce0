"""Editions on their way in and out: what is ordered, the checklist, an edition with its files, how two differ."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from schemas.log import ReceiptOut
from schemas.out import Out
from schemas.text import clean


class EditionIn(BaseModel):
    """An edition to publish. The first of a cycle is 1.0; `correction` then gives 1.1, else the next is 2.0."""

    model_config = ConfigDict(extra="forbid")

    reason: Annotated[str, AfterValidator(clean)] = Field(
        default="", max_length=2_000, description="What a correction corrects; required for one."
    )
    correction: bool = Field(default=True, description="Corrects the newest edition; false: holds what came later.")


class ConditionOut(Out):
    """One point of the publication checklist, in words."""

    code: str = Field(examples=["K01"])
    met: bool
    blocking: bool
    count: int
    text: str


class ChecklistOut(Out):
    """What must hold before an edition is published, and the number that it would have."""

    number: str = Field(examples=["1.0"])
    ready: bool
    conditions: list[ConditionOut]


class EditionFileOut(Out):
    """A published file: `sha256` is that of its bytes, which never change."""

    name: str
    link: str
    media_type: str
    size: int
    sha256: str


class CitationOut(Out):
    """How to cite the edition."""

    text: str
    bibtex: str
    csl: dict[str, Any]


class EditionOut(Out):
    """An edition, as listed."""

    id: str = Field(examples=["2026-1.0"])
    cycle: str
    number: str
    framework: str
    framework_hash: str
    published: datetime
    reason: str | None
    previous: str | None
    link: str


class EditionFiledOut(EditionOut):
    """The answer to a publication, with the receipt of the edition's leaf."""

    receipt: ReceiptOut


class EditionFullOut(EditionOut):
    """An edition with its files, its citation and what was checked before it was published."""

    program: str
    checklist: list[ConditionOut]
    citation: CitationOut
    files: list[EditionFileOut]


class ChangedOut(Out):
    """A figure that differs between two editions. Values are those consolidated; null: none, or not public."""

    indicator: str
    dimension: str
    cut: str
    values: list[str]
    causes: list[str]
    why: list[str]
    before: Any
    after: Any


class RevisedOut(Out):
    """A company whose answers are of another revision; null: it had not submitted, or was not counted."""

    signatory: str
    before: int | None
    after: int | None


class ComparisonOut(Out):
    """Two editions side by side: which figures changed, and why."""

    before: EditionOut
    after: EditionOut
    reason: str | None
    unchanged: int
    changed: list[ChangedOut]
    revised: list[RevisedOut]
