"""The log's proofs that go with a package: for each revision and annotation in it, and whatever was done beside an
annotation, its leaf and its place in the tree.

No leaf is opened, not even where the package shows its very words: the salt of words that are erased later must be able
to go, and what is frozen cannot (decision 103). The edition's own leaf commits to the words, by the hash of the file.
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Connection

from indicators.case import Cycle
from service.ledger.log_folder import ProvenReceipt, write_log_folder
from service.ledger.merkle import inclusion_proof
from service.ledger.notes import SigningKey
from service.ledger.subjects import annotation_of, annotation_urn, revision_urn
from service.ledger.tiles import subtrees_of
from service.store import log_tree
from service.store.filing import submission_id
from service.store.tables import Checkpoint

AT_ONCE = 10_000
BESIDE = frozenset({"reply", "countersignature", "dissent", "retraction", "carry_forward", "withholding"})
"""Acts beside an annotation: their leaves bear its name, and a number of their own."""


def proofs_of(connection: Connection, cycle: Cycle, key: SigningKey | None) -> dict[str, bytes]:
    """Return the files of the log for a package that shows `cycle`, by name; none where nothing is signed.

    Every current and earlier revision, every annotation of the cycle and every act beside one (replies, positions,
    retractions, withholdings, carry-forwards) whose leaf the newest checkpoint covers has its receipt, without its
    content: those who filed keep what opens it.
    """
    newest = log_tree.newest_checkpoint(connection)
    if newest is None or key is None:
        return {}
    receipts = tuple(_receipts(connection, newest, _Shown(cycle)))
    return write_log_folder(newest.note, key.verifier, receipts)


def _subjects(cycle: Cycle) -> Iterator[str]:
    for filed in (*cycle.filed, *cycle.superseded):
        yield revision_urn(submission_id(cycle.id, filed.signatory), filed.revision)
    for annotation in cycle.annotations:
        for version in range(1, annotation.version + 1):
            yield annotation_urn(annotation.id, version)


class _Shown:
    """Which leaves are of something that a cycle shows."""

    def __init__(self, cycle: Cycle) -> None:
        self._subjects = frozenset(_subjects(cycle))
        self._annotations = frozenset(annotation.id.rpartition(":")[2] for annotation in cycle.annotations)

    def __call__(self, kind: str, subject: str) -> bool:
        return subject in self._subjects or (kind in BESIDE and annotation_of(subject) in self._annotations)


def _receipts(connection: Connection, newest: Checkpoint, shown: _Shown) -> Iterator[ProvenReceipt]:
    read = subtrees_of(log_tree.tile_reader(connection, newest.size))
    start = 0
    while rows := log_tree.leaves_from(connection, start, min(AT_ONCE, newest.size - start)):
        for row in rows:
            if shown(row.kind, row.subject):
                path = tuple(inclusion_proof(row.place, newest.size, read))
                yield ProvenReceipt(row.place, row.kind, row.subject, bytes(row.commitment), path)
        start = rows[-1].place + 1
