"""Receipts for people: what an organisation's own acts left in the public log, to be fetched again whenever needed.

A receipt opens the commitment of its leaf, so it goes to the organisation that acted and to nobody else; that of an
edition goes to everyone, who is shown by it that a file is the one that was published (decision 103).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from indicators.disclosure.record import Record
from service.access import sees_every_submission
from service.actors import Actor
from service.errors import ServiceError
from service.ledger.leaves import Opening, leaf_of
from service.ledger.subjects import edition_urn
from service.store import editions
from service.store import receipts as rows
from service.workflows.committed import remaining_of
from service.workflows.edition_files import RECORD
from service.workflows.log_reading import Inclusion, inclusion
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


@dataclass(frozen=True, slots=True)
class OfEdition:
    """An edition's receipt, and the proof that its leaf is in the signed tree; None until a checkpoint covers it."""

    receipt: Receipt
    proof: Inclusion | None


def of_edition(connection: Connection, actor: Actor, edition: str) -> OfEdition:
    """Return the receipt of an edition, for everyone; where its reason was erased, and what opened its leaf with it,
    that of the erasure, whose leaf commits to the files again. Raises ServiceError `unknown_edition`, `receipt_erased`
    (404: erased before erasures said what remains), `forbidden` (403).

    It tells the hash of every file, of those that few may read too. Where these are not sealed (editions published
    before they were), a hash would let anyone try guesses at the answers: then it is for who sees every answer.
    """
    found = editions.find_edition(connection, edition)
    if found is None:
        raise ServiceError("unknown_edition", 404, {"edition": edition})
    if not sees_every_submission(actor, found.cycle) and not is_for_everyone(connection, edition):
        raise ServiceError("forbidden", 403)
    found_leaf = _leaf_of_edition(connection, edition)
    if found_leaf is None:
        raise ServiceError("receipt_erased", 404, {"edition": edition})
    kept = _kept(connection, [found_leaf])[0]
    return OfEdition(kept.receipt, _proof(connection, kept))


def _leaf_of_edition(connection: Connection, edition: str) -> Any:
    opened = rows.opened(connection, [edition_urn(edition)])
    if opened:
        return opened[0]
    left = rows.remaining(connection, edition_urn(edition))
    return left if remaining_of(left) else None


def is_for_everyone(connection: Connection, edition: str) -> bool:
    """Whether everyone may have the receipt of an edition, unless it was erased since: whether what few may read of it
    is sealed. It never changes.
    """
    file = editions.find_file(connection, edition, RECORD)
    if file is None:
        return False
    if file.sha256 not in _SEALED:
        _SEALED[file.sha256] = Record.is_sealed(editions.content(connection, file.sha256))
    return _SEALED[file.sha256]


_SEALED: dict[str, bool] = {}
"""Whether a record is sealed, by its SHA-256: all answers are joined for it, which is done once and not at each
asking. One entry for each edition."""


def is_given_to_everyone(connection: Connection, edition: str) -> bool:
    """Whether everyone is given the receipt of an edition when they ask for it."""
    return _leaf_of_edition(connection, edition) is not None and is_for_everyone(connection, edition)


def _proof(connection: Connection, kept: Kept) -> Inclusion | None:
    try:
        return inclusion(connection, kept.leaf)
    except ServiceError:  # no checkpoint covers it yet
        return None


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
