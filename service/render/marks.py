"""What is marked on an uploader's workbook: one finding each, and the words around them. Values only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Mark:
    """One finding as it is written into the workbook; `cell` is empty where it is about a whole sheet."""

    code: str
    severity: Literal["error", "warning"]
    sheet: str
    cell: str
    indicator: str
    message: str
    found: str
    expected: str
    remedy: str


@dataclass(frozen=True, slots=True)
class MarkWords:
    """The words around the findings, in one language."""

    sheet: str
    title: str
    summary: str
    columns: tuple[str, ...]
    severity: Mapping[str, str]
