"""What goes out about versions of a framework."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from schemas.out import Out

What = Literal["added", "removed", "reworded", "unchanged"]


class IndicatorChangeOut(Out):
    """One indicator of either version; `meaning` says whether earlier answers still answer it, `parts` what differs."""

    before: str | None = Field(examples=["SD-1"])
    after: str | None = Field(examples=["SD-1"])
    what: What
    meaning: Literal["kept", "changed"] | None = None
    parts: tuple[str, ...] = ()


class ClauseChangeOut(Out):
    """One clause of either version."""

    clause: str
    what: What


class ChangesOut(Out):
    """How the version `after` differs from the version `before`; unchanged things are listed too."""

    before: str = Field(examples=["paris-2025@1"])
    after: str = Field(examples=["paris-2025@2"])
    indicators: tuple[IndicatorChangeOut, ...]
    clauses: tuple[ClauseChangeOut, ...]
