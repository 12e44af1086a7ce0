"""Verifying a whole database against its log: the tree, what was signed, and what is stored against what was committed
to. It only reads, and judges with nothing but the key and what others hold.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from service.ledger.log_findings import LogFinding, finding
from service.ledger.notes import VerifierKey
from service.ledger.tiles import perfect_root, split_hashes
from service.ledger.verification import StoredLeaf, read_notes, verify_tree
from service.store import log_acts, log_contents, log_tree
from service.store.engine import Database
from service.workflows import verify_contents
from service.workflows.verify_contents import Seen, compared


@dataclass(frozen=True, slots=True)
class LogVerdict:
    """What a verification shows: findings, how many leaves the tree has, how many contents were erased by record."""

    findings: tuple[LogFinding, ...]
    leaves: int
    erased: int


def verify_database(database: Database, key: VerifierKey, held: Sequence[tuple[str, str]] = ()) -> LogVerdict:
    """Return every finding on a database's log; `held`: named signed notes that others kept.

    Costs one pass over the leaves and one over what is stored. Raises ServiceError as `Database.reading` does.
    """
    with database.reading() as connection:
        return verify_within(connection, key, held)


def verify_within(connection: Connection, key: VerifierKey, held: Sequence[tuple[str, str]] = ()) -> LogVerdict:
    """The same inside a transaction of the caller's."""
    seen = Seen()
    findings = [finding("L22", f"{where} #{row}") for where, row in log_contents.texts_for_bytes(connection)]
    for name, step in _steps(connection, key, held, seen):
        findings += _legible(name, step)
    return LogVerdict(tuple(findings), seen.placed, seen.erased)


def _steps(
    connection: Connection, key: VerifierKey, held: Sequence[tuple[str, str]], seen: Seen
) -> Iterator[tuple[str, Callable[[], Iterable[LogFinding]]]]:
    """What is looked at, one after another; without what the leaves say there is nothing to hold rows against."""
    yield "ledger_place", lambda: _tree(connection, key, held)
    yield "ledger_leaf", lambda: verify_contents.open_all(connection, seen)
    if seen.whole:
        yield "revision", lambda: compared(connection, "revision", seen, verify_contents.revisions(connection))
        yield "annotation", lambda: compared(connection, "annotation", seen, verify_contents.versions(connection))
        for kind in log_acts.ACTS:
            yield kind, partial(_compared_acts, connection, kind, seen)
        yield "erasure", lambda: verify_contents.erasures(connection, seen)
        yield "ledger_leaf", lambda: verify_contents.missing(connection, seen)
    yield "upload", lambda: _uploads(connection)
    yield "edition_chunk", lambda: _published(connection)


def _compared_acts(connection: Connection, kind: str, seen: Seen) -> Iterator[LogFinding]:
    yield from compared(connection, kind, seen, log_acts.act_rows(connection, kind))


def _legible(name: str, step: Callable[[], Iterable[LogFinding]]) -> Iterator[LogFinding]:
    """What a step finds; where stored values cannot even be read, that. Faults of the database itself go on up."""
    try:
        yield from step()
    except (ValueError, TypeError, KeyError) as error:
        yield finding("L22", name, error)
    except DBAPIError as error:
        if "UTF-8" not in str(error.orig):
            raise
        yield finding("L22", name, error.orig)


def _tree(connection: Connection, key: VerifierKey, held: Sequence[tuple[str, str]]) -> list[LogFinding]:
    stored = [(f"#{one.size}", one.note) for one in log_tree.checkpoints(connection)]
    own, wrong = read_notes(stored, key)
    kept, refused = read_notes(held, key)
    tiles = _Tiles(connection)
    leaves = (
        StoredLeaf(
            row.place, bytes(row.hash), row.leaf, row.kind, row.subject, row.commitment and bytes(row.commitment)
        )
        for row in log_contents.placed(connection)
    )
    found = verify_tree(leaves, own, kept, tiles.hash)
    return [*wrong, *refused, *tiles.broken(), *found]


class _Tiles:
    """The tiles of leaf hashes, one in memory at a time, for who asks for one index after another; a tile that does not
    give the hash stored for it is a finding and not believed."""

    def __init__(self, connection: Connection) -> None:
        self._rows = log_contents.stored_tiles(connection)
        self._broken: list[LogFinding] = []
        self._number, self._hashes, self._ended = -1, b"", False

    def hash(self, index: int) -> bytes | None:
        """Return the hash of a leaf, None where no sound tile holds it; indexes only grow."""
        number, place = index >> 8, index & 255
        while self._number < number and not self._ended:
            self._next()
        if self._number != number or self._ended:
            return None
        return self._hashes[place * 32 : place * 32 + 32] or None

    def broken(self) -> list[LogFinding]:
        """Read the rest, and return every tile that was edited."""
        self._ended = True
        for row in self._rows:
            self._sound(row)
        return self._broken

    def _next(self) -> None:
        row = next(self._rows, None)
        if row is None or row.level > 0:
            self._ended = True
            if row is not None:
                self._sound(row)
            return
        self._number, self._hashes = row.number, bytes(row.hashes) if self._sound(row) else b""

    def _sound(self, row: Any) -> bool:
        sound = perfect_root(split_hashes(bytes(row.hashes))) == bytes(row.root)
        if not sound:
            self._broken.append(finding("L21", f"{row.level}/{row.number}"))
        return sound


def _uploads(connection: Connection) -> Iterator[LogFinding]:
    for name, content in log_contents.upload_digests(connection):
        if sha256(content).hexdigest() != name:
            yield finding("L14", f"urn:enregard:upload:{name}", "sha256")


def _published(connection: Connection) -> Iterator[LogFinding]:
    for name, pieces in log_contents.published_bytes(connection):
        seen = sha256()
        for piece in pieces:
            seen.update(piece)
        if seen.hexdigest() != name:
            yield finding("L14", f"urn:enregard:edition-file:{name}", "sha256")
