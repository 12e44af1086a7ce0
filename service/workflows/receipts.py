"""Receipts for people: what an organisation's own acts left in the public log, to be fetched again whenever needed.

A receipt opens the commitment of its leaf, so it goes to the organisation that acted and to nobody else.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from service.actors import Actor
from service.errors import ServiceError
from service.ledger.leaves import Opening, leaf_of
from service.store import receipts as rows
from service.workflows.public_log import Receipt, receipt_again


@dataclass(frozen=True, slots=True)
class Kept:
    """One receipt, when its act was done, and the place of its leaf in the tree; None until the next checkpoint."""

    receipt: Receipt
    recorded: datetime
    place: int | None

    @property
    def leaf(self) -> str:
        """The hash of its leaf, in hexadecimal."""
        return self.receipt.leaf.hash.hex()


def of_annotation(connection: Connection, actor: Actor, id_: str) -> list[Kept]:
    """Return the receipts of what the actor's organisation did with one annotation, the newest first."""
    if not actor.organisation:
        return []
    return _kept(connection, rows.opened(connection, rows.subjects_of_annotation(connection, id_, actor.organisation)))


def of_submission(connection: Connection, actor: Actor, submission: str) -> list[Kept]:
    """Return the receipts of the revisions and withdrawals of the actor's own submission, the newest first."""
    if not actor.organisation:
        return []
    return _kept(
        connection, rows.opened(connection, rows.subjects_of_submission(connection, submission, actor.organisation))
    )


def receipt(connection: Connection, actor: Actor, leaf: str) -> Kept:
    """Return one receipt of an act of the actor's organisation. Raises ServiceError `not_found` (404), for the acts of
    others and for what was erased too.
    """
    found = rows.opened_leaf(connection, bytes.fromhex(leaf))
    if found is None or not actor.organisation or not rows.is_of(connection, found.subject, actor.organisation):
        raise ServiceError("not_found", 404)
    return _kept(connection, [found])[0]


def of_import(connection: Connection, actor: Actor, first: str) -> list[Kept]:
    """Return the receipts of an import, in the order of the file; `first` is the leaf of the first of them.

    Raises ServiceError as `receipt` does.
    """
    receipt(connection, actor, first)
    together = rows.written_with(connection, rows.opened_leaf(connection, bytes.fromhex(first)))
    return _kept(connection, rows.annotations_of(connection, together, actor.organisation))


def _kept(connection: Connection, found: list[Any]) -> list[Kept]:
    return [
        Kept(
            receipt_again(
                connection,
                leaf_of(row.kind, row.subject, bytes(row.commitment)),
                Opening(bytes(row.salt), row.content.encode()),
                row.recorded,
            ),
            row.recorded,
            row.place,
        )
        for row in found
    ]
