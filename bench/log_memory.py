"""What verifying a whole log holds in memory, contents included, at 10,000 and 100,000 leaves.

Run as `python -m bench.log_memory [LEAVES]...`. Each log is made of changes of phase with reasons of 400 characters
and verified in a process of its own, whose peak is read from the system (`ru_maxrss`); the peak of a process that
verifies ten leaves is taken away. The theory: nine bytes a leaf for what is stored, eight for the tree, a page of rows.
"""

from __future__ import annotations

import multiprocessing
import resource
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from service.ledger.leaves import commit, leaf_of, new_opening
from service.ledger.notes import new_key, read_verifier_key
from service.store import schema
from service.store.engine import Database
from service.store.rows import insert_rows
from service.store.tables import Cycle, CycleTransition, LedgerLeaf, LedgerOpening, LedgerPending
from service.workflows.checkpoints import make_checkpoint
from service.workflows.verify_log import verify_database

NOW = datetime(2026, 3, 2, tzinfo=UTC)
KEY = new_key("bench.example.org/log")
SIZES = (10_000, 100_000)
AT_ONCE = 5_000
REASON = "Le secrétariat recule la clôture à la demande de plusieurs signataires. " * 6


def grow(database: Database, size: int) -> None:
    """Write `size` changes of phase with their leaves, and sign them."""
    dates = {"opens": NOW, "closes": NOW}
    cycle = {"id": "2026", "framework": "f@1", "framework_hash": "", "created": NOW, "zone": "UTC", "version": 1}
    database.write(lambda c: insert_rows(c, Cycle, [{**cycle, **dates}]))
    for first in range(0, size, AT_ONCE):
        database.write(lambda c, first=first: _write(c, range(first, min(size, first + AT_ONCE)), dates))
    make_checkpoint(database, KEY, NOW, least=1)


def _write(connection: Connection, numbers: range, dates: dict[str, datetime]) -> None:
    told = {"phase": "open", "cause": "dates", "at": NOW, "recorded": NOW, **dates, "reason": REASON}
    rows: dict[type[Any], list[dict[str, Any]]] = {
        model: [] for model in (CycleTransition, LedgerLeaf, LedgerOpening, LedgerPending)
    }
    opening = new_opening(told)
    for number in numbers:
        leaf = leaf_of("transition", f"urn:enregard:cycle:2026:transition:{number}", commit(opening))
        new = {"id": number + 1, "hash": leaf.hash, "kind": leaf.kind, "subject": leaf.subject}
        rows[CycleTransition].append({**told, "cycle": "2026", "number": number})
        rows[LedgerLeaf].append({**new, "commitment": leaf.commitment, "recorded": NOW})
        rows[LedgerOpening].append({"leaf": leaf.hash, "salt": opening.salt, "content": opening.content.decode()})
        rows[LedgerPending].append({"leaf": number + 1, "hash": leaf.hash, "recorded": NOW})
    for model, made in rows.items():
        insert_rows(connection, model, made)


def _verified(url: str, key: str, told: Any) -> None:
    database, before = Database.open(url), time.process_time()
    verdict = verify_database(database, read_verifier_key(key))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    told.put((len(verdict.findings), verdict.leaves, time.process_time() - before, peak))
    database.close()


def measured(folder: Path, size: int) -> tuple[float, int]:
    """Return the processor seconds that verifying `size` leaves took in a fresh process, and its peak in KiB."""
    url = f"sqlite:///{folder / f'{size}.db'}"
    database = Database.open(url)
    schema.upgrade(database)
    grow(database, size)
    database.close()
    context = multiprocessing.get_context("spawn")  # a forked one would begin with what this process holds
    told = context.Queue()
    child = context.Process(target=_verified, args=(url, str(KEY.verifier), told))
    child.start()
    findings, leaves, seconds, peak = told.get()
    child.join()
    assert (findings, leaves) == (0, size), (findings, leaves)
    return seconds, peak


def main() -> None:
    sizes = [int(one) for one in sys.argv[1:]] or SIZES
    with tempfile.TemporaryDirectory() as home:
        _, least = measured(Path(home), 10)
        for size in sizes:
            seconds, peak = measured(Path(home), size)
            grown = (peak - least) * 1024
            told = f"{grown / 1e6:.1f} MB more than for ten, {grown / size:.0f} bytes a leaf"
            print(f"{size:>9,} leaves: {told}; {seconds:.1f} s of processor")


if __name__ == "__main__":
    main()
