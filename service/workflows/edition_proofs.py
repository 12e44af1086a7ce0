"""The log's proofs that go with a package: for each revision and annotation in it, its leaf and its place in the tree.

What a leaf commits to is opened only where the package shows that very thing to everyone.
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Connection

from indicators.case import Cycle
from service.ledger.log_folder import ProvenReceipt, write_log_folder
from service.ledger.merkle import inclusion_proof
from service.ledger.notes import SigningKey
from service.ledger.subjects import annotation_urn, revision_urn
from service.ledger.tiles import subtrees_of
from service.store import log_tree
from service.store.filing import submission_id
from service.store.tables import Checkpoint

AT_ONCE = 10_000


def proofs_of(connection: Connection, cycle: Cycle, key: SigningKey | None) -> dict[str, bytes]:
    """Return the files of the log for a package that shows `cycle`, by name; none where nothing is signed.

    Every current and earlier revision and every annotation of the cycle whose leaf the newest checkpoint covers has its
    receipt, without its content: those who filed keep what opens it.
    """
    newest = log_tree.newest_checkpoint(connection)
    if newest is None or key is None:
        return {}
    receipts = tuple(_receipts(connection, newest, frozenset(_subjects(cycle))))
    return write_log_folder(newest.note, key.verifier, receipts)


def _subjects(cycle: Cycle) -> Iterator[str]:
    for filed in (*cycle.filed, *cycle.superseded):
        yield revision_urn(submission_id(cycle.id, filed.signatory), filed.revision)
    for annotation in cycle.annotations:
        for version in range(1, annotation.version + 1):
            yield annotation_urn(annotation.id, version)


def _receipts(connection: Connection, newest: Checkpoint, subjects: frozenset[str]) -> Iterator[ProvenReceipt]:
    read = subtrees_of(log_tree.tile_reader(connection, newest.size))
    start = 0
    while rows := log_tree.leaves_from(connection, start, min(AT_ONCE, newest.size - start)):
        for row in rows:
            if row.subject in subjects:
                path = tuple(inclusion_proof(row.place, newest.size, read))
                yield ProvenReceipt(row.place, row.kind, row.subject, bytes(row.commitment), path)
        start = rows[-1].place + 1
