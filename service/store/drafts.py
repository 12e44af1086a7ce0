"""Drafts: rows in and out. Only the company's own; who that is is decided before."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select, update
from sqlmodel import col

from service.actors import Actor
from service.store.rows import insert_if_absent, table_of
from service.store.tables import Draft, DraftPart


@dataclass(frozen=True, slots=True)
class Kept:
    """A draft as it is kept: `version` counts every change, `parts` are those that were ever saved."""

    version: int = 0
    parts: Mapping[str, DraftPart] = field(default_factory=dict)

    def version_of(self, part: str) -> int:
        """Return the version of one part; 0 where it was never saved."""
        return self.parts[part].version if part in self.parts else 0


def kept_draft(connection: Connection, cycle: str, signatory: str) -> Kept:
    """Return the draft of a signatory; an empty one where nothing was ever saved."""
    here = (col(Draft.cycle) == cycle, col(Draft.signatory) == signatory)
    version = connection.execute(select(col(Draft.version)).where(*here)).scalar()
    if version is None:
        return Kept()
    mine = (col(DraftPart.cycle) == cycle, col(DraftPart.signatory) == signatory)
    rows = connection.execute(select(table_of(DraftPart)).where(*mine)).mappings()
    return Kept(version, {row["part"]: DraftPart(**row) for row in rows})


def held_draft(connection: Connection, cycle: str, signatory: str) -> Kept:
    """Return the same, held until this transaction ends: two who save wait for each other."""
    insert_if_absent(connection, Draft, {"cycle": cycle, "signatory": signatory, "version": 0})
    here = (col(Draft.cycle) == cycle, col(Draft.signatory) == signatory)
    connection.execute(select(col(Draft.version)).where(*here).with_for_update())
    return kept_draft(connection, cycle, signatory)


def save_parts(
    connection: Connection,
    place: tuple[str, str],
    kept: Kept,
    contents: Mapping[str, dict[str, Any] | None],
    actor: Actor,
    now: datetime,
) -> None:
    """Write parts of a held draft (None throws a part away, and keeps counting); `place`: cycle and signatory."""
    cycle, signatory = place
    for part, content in contents.items():
        values: dict[str, Any] = {"content": content, "saved": now, "account": actor.person, "token": actor.token}
        row = {"cycle": cycle, "signatory": signatory, "part": part, "version": 1, **values}
        if part not in kept.parts:
            insert_if_absent(connection, DraftPart, row)
            continue
        here = (col(DraftPart.cycle) == cycle, col(DraftPart.signatory) == signatory, col(DraftPart.part) == part)
        values["version"] = kept.version_of(part) + 1
        connection.execute(update(DraftPart).where(*here).values(**values))
    mine = (col(Draft.cycle) == cycle, col(Draft.signatory) == signatory)
    connection.execute(update(Draft).where(*mine).values(version=kept.version + 1))
