"""What goes out about bulk uploads: how far one is, and what became of each workbook."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from pydantic import Field

from schemas.out import Out


class BulkFinding(Out):
    """One point about a workbook, with its place there."""

    code: str = Field(examples=["E04"])
    severity: Literal["error", "warning"] = "error"
    sheet: str | None = None
    cell: str | None = None
    message: str


class BulkFileOut(Out):
    """What became of one workbook: `waiting`, `filed` as a revision, `unchanged` (that very file is the current
    revision), or `refused` with every reason."""

    position: int
    name: str
    sha256: str
    size: int
    status: Literal["waiting", "filed", "unchanged", "refused"]
    signatory: str | None = None
    submission: str | None = None
    revision: int | None = None
    done: datetime | None = None
    findings: list[BulkFinding] = Field(default_factory=list)


class BulkOut(Out):
    """How far a bulk upload is; `finished` once nothing waits. Files come by page: pass `next` as `cursor`."""

    id: str
    cycle: str
    received: datetime
    finished: datetime | None = None
    files: int
    waiting: int
    filed: int
    unchanged: int
    refused: int
    items: list[BulkFileOut]
    next: str | None = None
