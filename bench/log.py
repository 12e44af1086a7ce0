"""What the public log costs as it grows: appending, proving, verifying, from 1,000 to 1,000,000 leaves.

Run as `python -m bench.log [LARGEST]`. The peer is the theory (RFC 9162): proofs of ceil(log2 n) hashes, a checkpoint
that costs the same for the same number of new leaves, a whole verification in proportion to n.
"""

from __future__ import annotations

import math
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, insert

from service.ledger.leaves import leaf_of
from service.ledger.merkle import consistent, included
from service.ledger.notes import new_key
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
SAMPLES = 40


def _leaves(first: int, count: int) -> list[dict[str, Any]]:
    made = []
    for number in range(first, first + count):
        leaf = leaf_of("transition", f"urn:enregard:bench:{number}", sha256(b"%d" % number).digest())
        row = {"id": number + 1, "hash": leaf.hash, "kind": leaf.kind, "subject": leaf.subject}
        made.append({**row, "commitment": leaf.commitment, "recorded": NOW})
    return made


def grow(database: Database, size: int, target: int) -> float:
    """Bring the log from `size` to `target` leaves; returns the seconds that placing and signing them took."""
    spent = 0.0
    for first in range(size, target, 20_000):
        rows = _leaves(first, min(20_000, target - first))
        queue = [{"leaf": row["id"], "hash": row["hash"], "recorded": NOW} for row in rows]

        def act(connection: Connection, rows: Any = rows, queue: Any = queue) -> None:
            connection.execute(insert(table_of(LedgerLeaf)), rows)
            connection.execute(insert(table_of(LedgerPending)), queue)

        database.write(act)
        start = time.perf_counter()
        make_checkpoint(database, KEY, NOW)
        spent += time.perf_counter() - start
    return spent


def _median(act: Callable[[int], object], samples: int = SAMPLES) -> float:
    times = []
    for at in range(samples):
        start = time.perf_counter()
        act(at)
        times.append(time.perf_counter() - start)
    return statistics.median(times) * 1000


def measure(database: Database, size: int, *, whole: bool = True) -> dict[str, float]:
    """Return milliseconds by cost at a log of `size` leaves, and the length of proofs."""
    draw = random.Random(size)
    lengths = []

    def append(at: int) -> None:
        database.write(lambda c: record(c, "transition", f"urn:enregard:bench:more:{size}:{at}", {"n": at}, NOW))

    def prove(_: int) -> None:
        with database.reading() as connection:
            found = inclusion(connection, str(draw.randrange(size)))
        lengths.append(len(found.path))

    def join(_: int) -> None:
        with database.reading() as connection:
            consistency(connection, draw.randrange(1, size), size)

    with database.reading() as connection:
        one = inclusion(connection, str(size // 3))
        two = consistency(connection, size // 3, size)
    root = bytes(one.checkpoint.root)
    costs = {
        "prove inclusion": _median(prove),
        "prove consistency": _median(join),
        "check inclusion": _median(lambda _: included(one.leaf, one.index, one.checkpoint.size, one.path, root)),
        "check consistency": _median(
            lambda _: consistent(two.earlier, two.later, two.earlier_root, two.later_root, two.path)
        ),
        "proof hashes": max(lengths),
        "append": _median(append),
    }
    start = time.perf_counter()
    make_checkpoint(database, KEY, NOW)
    costs["checkpoint of 40"] = (time.perf_counter() - start) * 1000
    if whole:
        start = time.perf_counter()
        with database.reading() as connection:
            assert _tree(connection, KEY.verifier, ()) == []
        costs["verify the tree"] = (time.perf_counter() - start) * 1000
    return costs


def main() -> None:
    largest = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    with tempfile.TemporaryDirectory() as home:
        database = Database.open(f"sqlite:///{Path(home) / 'log.db'}")
        schema.upgrade(database)
        size, earlier = 0, {}
        for target in (1_000, 10_000, 100_000, 1_000_000):
            if target > largest:
                break
            spent = grow(database, size, target)
            print(f"{target:>9,} leaves: placed and signed at {(target - size) / spent:,.0f} leaves a second")
            with database.reading() as connection:
                assert log_tree.tree_size(connection) == target
            costs = measure(database, target)
            size = target + SAMPLES
            for name, cost in costs.items():
                ratio = f"  × {cost / earlier[name]:.2f}" if name in earlier else ""
                unit = "" if name == "proof hashes" else " ms"
                print(f"    {name:<18} {cost:>10.3f}{unit}{ratio}")
            print(f"    theory: proofs of at most {math.ceil(math.log2(target))} hashes; verification × 10")
            earlier = costs
        database.close()


if __name__ == "__main__":
    main()
