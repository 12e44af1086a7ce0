"""What the public log costs as it grows: appending, proving, verifying, at 10,000, 100,000 and 1,000,000 leaves.

Run as `python -m bench.log [LARGEST] [FOLDER]`; logs made once stay in FOLDER. The peer is the theory (RFC 9162):
proofs of ceil(log2 n) hashes, an append that costs the same, a whole verification in proportion to n. All sizes are
measured in turn, round after round, in processor time: other work on the machine then weighs on each of them alike.
"""

from __future__ import annotations

import math
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, insert

from service.ledger.leaves import leaf_of
from service.ledger.merkle import consistent, included
from service.ledger.notes import new_key, read_checkpoint, sign_checkpoint
from service.ledger.verification import StoredLeaf, verify_tree
from service.store import log_tree, schema
from service.store.engine import Database
from service.store.rows import table_of
from service.store.tables import LedgerLeaf, LedgerPending
from service.workflows.checkpoints import make_checkpoint
from service.workflows.log_reading import consistency, inclusion
from service.workflows.public_log import record
from service.workflows.verify_log import _tree

NOW = datetime(2026, 3, 2, tzinfo=UTC)
KEY = new_key("bench.example.org/log")
SIZES = (10_000, 100_000, 1_000_000)
ROUNDS = 15


@dataclass
class Log:
    """A log of `size` leaves and what was measured on it: milliseconds of processor and of the clock, by name."""

    size: int
    database: Database
    placing: float = 0.0
    spent: dict[str, list[tuple[float, float]]] = field(default_factory=dict)
    proof: int = 0

    def time(self, name: str, act: Callable[[], Any], each: int = 1) -> Any:
        """Run `act` and keep what it took, divided by `each`."""
        clock, processor = time.perf_counter(), time.process_time()
        done = act()
        took = (time.process_time() - processor) * 1000 / each, (time.perf_counter() - clock) * 1000 / each
        self.spent.setdefault(name, []).append(took)
        return done


def _leaves(first: int, count: int) -> list[dict[str, Any]]:
    made = []
    for number in range(first, first + count):
        leaf = leaf_of("transition", f"urn:enregard:bench:{number}", sha256(b"%d" % number).digest())
        row = {"id": number + 1, "hash": leaf.hash, "kind": leaf.kind, "subject": leaf.subject}
        made.append({**row, "commitment": leaf.commitment, "recorded": NOW})
    return made


def grow(database: Database, size: int, target: int) -> float:
    """Bring the log from `size` to `target` leaves; returns the processor seconds that placing and signing took."""
    spent = 0.0
    for first in range(size, target, 20_000):
        rows = _leaves(first, min(20_000, target - first))
        queue = [{"leaf": row["id"], "hash": row["hash"], "recorded": NOW} for row in rows]

        def act(connection: Connection, rows: Any = rows, queue: Any = queue) -> None:
            connection.execute(insert(table_of(LedgerLeaf)), rows)
            connection.execute(insert(table_of(LedgerPending)), queue)

        database.write(act)
        start = time.process_time()
        make_checkpoint(database, KEY, NOW, least=1)
        spent += time.process_time() - start
    return spent


def opened(folder: Path, size: int) -> Log:
    """Return the log of `size` leaves in `folder`, made where it is not there."""
    file = folder / f"{size}.db"
    there = file.exists()
    database = Database.open(f"sqlite:///{file}")
    schema.upgrade(database)
    return Log(size, database, 0.0 if there else grow(database, 0, size))


def measure(log: Log, at: int) -> None:
    """Measure one of each act: what the store does for it, and the proof alone."""
    draw = random.Random(log.size + at)

    def append(connection: Connection) -> None:
        record(connection, "transition", f"urn:enregard:bench:more:{draw.random()}", {"n": at}, NOW)

    def prove(connection: Connection) -> Any:
        return inclusion(connection, str(draw.randrange(log.size)))

    def join(connection: Connection) -> Any:
        return consistency(connection, draw.randrange(1, log.size), log.size)

    log.time("append (a durable commit)", lambda: log.database.write(append))
    log.time("checkpoint of one leaf", lambda: make_checkpoint(log.database, KEY, NOW, least=1))
    one = log.time("prove inclusion", lambda: _read(log.database, prove))
    two = log.time("prove consistency", lambda: _read(log.database, join))
    root, size = bytes(one.checkpoint.root), one.checkpoint.size
    assert log.time("check inclusion, pure", lambda: included(one.leaf, one.index, size, one.path, root))
    told = (two.earlier, two.later, two.earlier_root, two.later_root, two.path)
    assert log.time("check consistency, pure", lambda: consistent(*told))
    log.proof = max(log.proof, len(one.path))


def _read(database: Database, act: Callable[[Connection], Any]) -> Any:
    with database.reading() as connection:
        return act(connection)


def verify(log: Log) -> None:
    """Verify a whole tree: once out of the database, once as mathematics alone, a thousand leaves at a time told."""
    with log.database.reading() as connection:
        size = log_tree.tree_size(connection)
        findings = log.time("verify 1,000 leaves", lambda: _tree(connection, KEY.verifier, ()), size / 1000)
        assert {one.code for one in findings} <= {"L02"}, findings  # a kept log was signed by another run's key
        rows = log_tree.leaves_from(connection, 0, 20_000)
    leaves = [StoredLeaf(row.place, bytes(row.hash), row.id, row.kind, row.subject, row.commitment) for row in rows]
    note = read_checkpoint(sign_checkpoint(KEY, len(leaves), bytes(32)))
    log.time("verify 1,000 leaves, pure", lambda: verify_tree(leaves, [("made up", note)]), len(leaves) / 1000)


def _tell(logs: list[Log]) -> None:
    for log in logs:
        placed = (
            f", placed and signed at {log.size / log.placing:,.0f} leaves a processor second" if log.placing else ""
        )
        print(f"{log.size:>9,} leaves: proofs of {log.proof} hashes (theory {math.ceil(math.log2(log.size))}){placed}")
    print(f"{'processor ms (clock ms)':<28}" + "".join(f"{log.size:>22,}" for log in logs) + "   growth")
    for name in logs[0].spent:
        medians = [[statistics.median(column) for column in zip(*log.spent[name], strict=True)] for log in logs]
        cells = "".join(f"{f'{processor:.3f} ({clock:.3f})':>22}" for processor, clock in medians)
        print(f"{name:<28}{cells}   × {medians[-1][0] / medians[0][0]:.2f}")


def main() -> None:
    largest = int(sys.argv[1]) if len(sys.argv) > 1 else SIZES[-1]
    with tempfile.TemporaryDirectory() as home:
        folder = Path(sys.argv[2]) if len(sys.argv) > 2 else Path(home)
        logs = [opened(folder, size) for size in SIZES if size <= largest]
        for at in range(ROUNDS):
            for log in logs:
                measure(log, at)
        for log in logs:
            verify(log)
        _tell(logs)
        for log in logs:
            log.database.close()


if __name__ == "__main__":
    main()
