"""The rows of acts, to be held against the leaves that commit to them: which columns say what of which kind of act."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from sqlalchemy import Connection, Select, select
from sqlmodel import SQLModel, col

from service.store import tables
from service.store.erasable import text_named
from service.store.guards import ERASED
from service.store.rows import table_of


@dataclass(frozen=True)
class ActRows:
    """Where the rows of a kind of act are: what names one, by its columns, and (member of content -> column).

    `later`: members that leaves hold since migration 0009; those from before do not.
    """

    model: type[SQLModel]
    subject: str
    members: Mapping[str, str]
    later: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def columns(self) -> dict[str, str]:
        """Every member that a leaf may hold, with its column."""
        return {**self.members, **self.later}


@dataclass(frozen=True, slots=True)
class Stored:
    """What is stored under the name of a leaf.

    `content`: what it says, by member of what the leaf commits to. `implied`: what must hold of members that a leaf
    from before may lack, where the rest of the database tells; None where a leaf commits to all of `content`.
    """

    subject: str
    content: Mapping[str, Any]
    implied: Mapping[str, Any] | None = None


def _named(*columns: str) -> dict[str, str]:
    return {column: column for column in columns}


_ANNOTATION = "urn:enregard:annotation:{annotation}:"
_BY = {"by": "organisation"}
_CREATED = _named("created")
ACTS: Mapping[str, ActRows] = {
    "reply": ActRows(
        tables.Reply,
        _ANNOTATION + "reply:{sequence}",
        {**_BY, "version": "number", **_named("texts", "late")},
        {**_CREATED, **_named("signatory")},
    ),
    "countersignature": ActRows(
        tables.Countersignature,
        _ANNOTATION + "countersignature:{sequence}",
        {**_BY, "version": "number"},
        _CREATED,
    ),
    "dissent": ActRows(
        tables.Dissent,
        _ANNOTATION + "dissent:{sequence}",
        {**_BY, "version": "number", "text": "text"},
        _CREATED,
    ),
    "retraction": ActRows(tables.Retraction, _ANNOTATION + "retraction", _named("reason"), {**_BY, **_CREATED}),
    "carry_forward": ActRows(
        tables.CarryForward,
        _ANNOTATION + "carry-forward:{revision}",
        _named("revision", "texts"),
        {**_BY, **_CREATED},
    ),
    "withholding": ActRows(
        tables.Withholding,
        _ANNOTATION + "withholding:{sequence}",
        _named("part", "ground", "reason", "lifted"),
        {**_BY, **_CREATED, **_named("item")},
    ),
    "withdrawal": ActRows(
        tables.Withdrawal,
        "urn:enregard:submission:{submission}:withdrawal:{revision}",
        _named("submission", "revision", "withdrawn", "reason"),
        _BY,
    ),
    "transition": ActRows(
        tables.CycleTransition,
        "urn:enregard:cycle:{cycle}:transition:{number}",
        _named("phase", "cause", "at", "recorded", "opens", "closes", "replies_until", "reason", "organisation"),
    ),
    "accreditation": ActRows(
        tables.Accreditation,
        "urn:enregard:union:{organisation}:accreditation:{sequence}",
        {"union": "organisation", "by": "speaker", "decided": "created", **_named("act", "cycle", "ground")},
    ),
    "organisation": ActRows(
        tables.Organisation,
        "urn:enregard:organisation:{id}",
        {"organisation": "id", "role": "kind", "name": "name", "made": "created"},
    ),
    "edition": ActRows(
        tables.Edition,
        "urn:enregard:edition:{id}",
        _named("id", "cycle", "framework", "framework_hash", "reason", "previous", "published", "checklist"),
    ),
}
"""Kinds whose rows are compared member by member; revisions and annotations are rebuilt whole."""

ROWS_AT_A_TIME = 1_000
"""Rows with contents in memory at a time."""


def act_rows(connection: Connection, kind: str) -> Iterator[Stored]:
    """Yield the rows of a kind in `ACTS`, a few in memory at a time."""
    act = ACTS[kind]
    table, annotation = table_of(act.model), table_of(tables.Annotation)
    query: Select[Any] = select(table)
    if "annotation" in table.columns:
        beside = annotation.c.id == table.c.annotation
        query = select(table, annotation.c.organisation.label("author")).outerjoin(annotation, beside)
    query = query.order_by(*table.primary_key.columns).execution_options(yield_per=ROWS_AT_A_TIME)
    for row in connection.execute(query).mappings():
        said = {member: row[column] for member, column in act.columns.items()}
        if kind == "edition":
            said["files"] = _files(connection, row["id"])
        yield Stored(act.subject.format_map(row), said, _implied(kind, dict(row), said, act.later))


def _implied(kind: str, row: Mapping[str, Any], said: Mapping[str, Any], later: Mapping[str, str]) -> dict[str, Any]:
    """What must hold of the members that older leaves lack, but for the moment, which is the leaf's own: who retracts
    or carries forward is the author, a turn of the thread names a company exactly where it is not the author's, and
    an annotation withheld is no item of its own. Of the rest nothing else tells."""
    must = {member: said[member] for member in later if member != "created"}
    if kind in ("retraction", "carry_forward"):
        must["by"] = row["author"]
    if kind == "reply":
        must["signatory"] = None if row["organisation"] == row["author"] else row["signatory"] or "?"
    if kind == "withholding" and row["part"] == "annotation":
        must["item"] = None
    return must


def tombstone(kind: str, subject: str) -> dict[str, Any] | None:
    """Return what the members of an erased text must say, by what the guards let it become (`ERASED`): None where
    `subject` names no text that can be erased."""
    found = text_named(subject)
    if found is None:
        return None
    words, stands = found[0], ERASED[found[0].table]
    if words.column == "content":
        return {**{name: value or None for name, value in json.loads(stands).items()}, "judgements": None}
    left = json.loads(stands) if words.column == "texts" else stands
    return {member: left for member, column in ACTS[kind].columns.items() if column == words.column}


def _files(connection: Connection, edition: str) -> dict[str, str]:
    file = tables.EditionFile
    query = select(col(file.name), col(file.sha256)).where(col(file.edition) == edition)
    return {row.name: row.sha256 for row in connection.execute(query)}
