"""What the workbook asks: sheets, slots (one cell each) and tables (one row an entry), each known by a code.

A cell is found by the code of its row (hidden column A) and the code of its column (hidden row 1), on a sheet known by
the code in its cell A1. Sheet names, labels and row numbers are nobody's business here: they may all change.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from indicators.findings import Path
from indicators.model import Field, Framework, Indicator
from service.form.identity import ByContent

TEMPLATE_VERSION = "1"
"""Raised when the codes of sheets, rows or columns change their meaning."""

SHEET_MARK = "enregard:sheet:"
"""Cell A1 of every sheet that is read holds this and the sheet's code."""

MARKER_MARK = "enregard:marker"
"""Cell A1 of the hidden sheet that says which framework, cycle and language the workbook was made for."""

VALUE_COLUMN = "value"
"""Code of the column in which a company answers, on sheets of slots."""

HEADING_ROW = "enregard:heading"
"""Code of the row of column headings of a table: entries follow below."""

COMMITMENT_ROWS = 25
EVIDENCE_ROWS = 80

Kind = Literal["integer", "decimal", "signed", "level", "text", "long_text", "code", "date", "choice"]
ListName = Literal["status", "publication", "evidence_kind", "country", "sector", "indicator", "clause", "level"]


@dataclass(frozen=True, slots=True)
class Slot:
    """One input cell: the code of its row, where its value goes in a submission, and what belongs in it."""

    code: str
    path: Path
    kind: Kind
    choices: ListName | None = None
    indicator: str | None = None
    field: str | None = None


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table: its code is the key in the entry."""

    code: str
    kind: Kind
    choices: ListName | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """A sheet that takes one entry a row."""

    sheet: str
    columns: tuple[Column, ...]
    rows: int


@dataclass(frozen=True, slots=True)
class FormSheet:
    """A sheet of slots; `objectives` are those whose indicators it asks (none: the organisation sheet)."""

    code: str
    slots: tuple[Slot, ...]
    objectives: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Layout:
    """Everything a workbook for one framework asks."""

    sheets: tuple[FormSheet, ...]
    tables: tuple[Table, ...]

    def slots(self) -> Iterator[Slot]:
        """Yield every slot, sheet after sheet."""
        for sheet in self.sheets:
            yield from sheet.slots

    def table(self, sheet: str) -> Table:
        """Return the table on a sheet; raises KeyError."""
        for table in self.tables:
            if table.sheet == sheet:
                return table
        raise KeyError(sheet)

    @property
    def fields(self) -> int:
        """Number of slots laid out: what the marker sheet tells and the reader counts."""
        return sum(len(sheet.slots) for sheet in self.sheets)


COMMITMENTS = Table(
    "commitments",
    (
        Column("clause", "choice", "clause"),
        Column("text", "long_text"),
        Column("target", "signed"),
        Column("unit", "text"),
        Column("target_date", "date"),
        Column("role", "text"),
    ),
    COMMITMENT_ROWS,
)

EVIDENCE = Table(
    "evidence",
    (
        Column("indicator", "choice", "indicator"),
        Column("kind", "choice", "evidence_kind"),
        Column("title", "text"),
        Column("link", "text"),
        Column("reference", "text"),
    ),
    EVIDENCE_ROWS,
)


@lru_cache(maxsize=8)
def _layout_of(held: ByContent) -> Layout:
    framework = held.framework
    return Layout(
        (_organisation(framework), *_objective_sheets(framework)),
        (COMMITMENTS, EVIDENCE),
    )


def layout_of(framework: Framework) -> Layout:
    """Return what a workbook for `framework` asks, in the order of its sheets."""
    return _layout_of(ByContent(framework))


def _organisation(framework: Framework) -> FormSheet:
    populations = (
        Slot(f"organisation.{p.id}", ("organisation", "populations", p.id), "integer", field=p.id)
        for p in framework.populations
    )
    return FormSheet(
        "organisation",
        (
            Slot("organisation.name", ("organisation", "name"), "text", field="name"),
            Slot("organisation.reference", ("organisation", "reference"), "code", field="reference"),
            Slot("organisation.country", ("organisation", "country"), "choice", "country", field="country"),
            Slot("organisation.sector", ("organisation", "sector"), "choice", "sector", field="sector"),
            *populations,
            Slot(
                "organisation.publication",
                ("organisation", "publication"),
                "choice",
                "publication",
                None,
                "publication",
            ),
        ),
    )


def _objective_sheets(framework: Framework) -> Iterator[FormSheet]:
    """Objectives without a heading (the chapeau, the follow-up) share one sheet: they are nobody's objective."""
    apart = tuple(o.number for o in framework.objectives if o.heading is None)
    groups = [("objective-0", apart)]
    groups += [(f"objective-{o.number}", (o.number,)) for o in framework.objectives if o.heading is not None]
    for code, numbers in groups:
        slots = tuple(slot for i in indicators_of(framework, numbers) for slot in slots_of(i))
        if slots:
            yield FormSheet(code, slots, numbers)


def indicators_of(framework: Framework, objectives: tuple[int, ...]) -> Iterator[Indicator]:
    """Yield the indicators of some objectives, derived ones included, in the framework's order."""
    return (indicator for indicator in framework.indicators if indicator.objective in objectives)


def slots_of(indicator: Indicator) -> Iterator[Slot]:
    """Yield the slots of one indicator: its numbers, then status, reason and comment. None for a derived one."""
    if not indicator.entered:
        return
    id_ = indicator.id
    for field in indicator.fields:
        kind, choices = _kind_of(field)
        yield Slot(f"{id_}.{field.key}", ("answers", id_, field.key), kind, choices, id_, field.key)
    yield Slot(f"{id_}.status", ("answers", id_, "status"), "choice", "status", id_, "status")
    yield Slot(f"{id_}.reason", ("answers", id_, "reason"), "long_text", None, id_, "reason")
    yield Slot(f"{id_}.comment", ("answers", id_, "comment"), "long_text", None, id_, "comment")


def _kind_of(field: Field) -> tuple[Kind, ListName | None]:
    if field.role == "level":
        return "level", "level"
    return ("integer" if field.number == "integer" else "decimal"), None
