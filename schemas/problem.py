"""The one shape of every error: a problem detail (RFC 9457) with a stable code, and findings where there are some."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field


class FindingOut(BaseModel):
    """One fault or doubt, with its place: a JSON pointer, and in a workbook a sheet and a cell."""

    model_config = ConfigDict(extra="forbid")

    code: str = Field(examples=["E04"])
    severity: Literal["error", "warning"] = "error"
    indicator: str | None = Field(default=None, examples=["SD-1"])
    field: str | None = Field(default=None, examples=["numerator"])
    message: str
    found: str = ""
    expected: str = ""
    remedy: str = ""
    pointer: str | None = Field(default=None, examples=["/answers/0/values/numerator"])
    sheet: str | None = Field(default=None, examples=["1 Dialogue social"])
    cell: str | None = Field(default=None, examples=["E14"])


class Problem(BaseModel):
    """What went wrong, in the language asked for; `code` never changes, words may."""

    model_config = ConfigDict(extra="forbid")

    type: str = Field(examples=["urn:enregard:problem:findings"])
    title: str
    status: int = Field(examples=[422])
    detail: str
    code: str = Field(examples=["findings"])
    instance: str | None = Field(default=None, description="The request's id, to quote when asking for help.")
    findings: list[FindingOut] = Field(default_factory=list)
