"""What the log costs as it grows, counted and not timed: statements, steps of the database's machine, node hashes.

From 1,000 to 66,000 leaves, across the step from two levels of tiles to three; `bench/log.py` times a million.
"""

from __future__ import annotations

import math
import random
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

from service.ledger import merkle, tiles
from service.ledger.leaves import leaf_of
from service.ledger.notes import sign_checkpoint
from service.ledger.tiles import Edge
from service.store import log_tree, schema
from service.store.engine import Database
from service.store.rows import insert_rows
from service.store.tables import LedgerLeaf
from service.workflows.checkpoints import make_checkpoint
from service.workflows.log_reading import consistency, inclusion
from service.workflows.public_log import record
from service.workflows.verify_log import _tree
from tests.ledger.scene import KEY, NOON

SIZES = (1_000, 10_000, 66_000)
READ_WHOLE = SIZES[:2]
"""Sizes at which the leaves' own words give their hashes; beyond, hashes are made up."""
STEP = 50
"""The database's machine is asked every so many of its steps."""

Costs = dict[str, float]


def _grown(file: Path, size: int) -> Database:
    """A log of `size` leaves, signed; written below the acts, for it is the tree that is looked at."""
    database = Database.open(f"sqlite:///{file}")
    schema.upgrade(database)
    subjects = [f"urn:enregard:growth:{at}" for at in range(size)]
    if size in READ_WHOLE:
        hashes = [leaf_of("transition", subject, bytes(32)).hash for subject in subjects]
    else:
        hashes = [number.to_bytes(32, "big") for number in range(size)]
    edge = Edge(0, [])
    full = [asdict(tile) for tile in edge.append(hashes)]

    def write(connection: Any) -> None:
        same = {"kind": "transition", "commitment": bytes(32), "recorded": NOON}
        rows = [
            {"id": number, "hash": hash_, "subject": subject, **same}
            for number, (hash_, subject) in enumerate(zip(hashes, subjects, strict=True), 1)
        ]
        insert_rows(connection, LedgerLeaf, rows)
        log_tree.add_places(connection, 0, list(enumerate(hashes, 1)))
        log_tree.add_tiles(connection, full)
        root = edge.root()
        log_tree.add_checkpoint(connection, size, root, sign_checkpoint(KEY, size, root), NOON)

    database.write(write)
    return database


@contextmanager
def _counted(database: Database, monkeypatch: pytest.MonkeyPatch) -> Iterator[Counter[str]]:
    """Count statements, steps of the database's machine (by `STEP`) and node hashes while the block runs."""
    seen: Counter[str] = Counter()

    def step() -> int:
        seen["steps"] += STEP
        return 0

    def begun(connection: Any, *_: Any) -> None:
        seen["statements"] += 1
        connection.connection.dbapi_connection.set_progress_handler(step, STEP)

    def node(left: bytes, right: bytes) -> bytes:
        seen["hashes"] += 1
        return merkle.sha256(b"\x01" + left + right).digest()

    with monkeypatch.context() as patched:
        patched.setattr(merkle, "node_hash", node)
        patched.setattr(tiles, "node_hash", node)
        event.listen(database.engine, "before_cursor_execute", begun)
        try:
            yield seen
        finally:
            event.remove(database.engine, "before_cursor_execute", begun)


def _costs(database: Database, size: int, monkeypatch: pytest.MonkeyPatch) -> dict[str, Costs]:
    draw = random.Random(size)
    acts: dict[str, Callable[[], object]] = {
        "append": lambda: database.write(lambda c: record(c, "transition", f"urn:more:{draw.random()}", {}, NOON)),
        "inclusion": lambda: _read(database, lambda c: inclusion(c, str(draw.randrange(size)))),
        "consistency": lambda: _read(database, lambda c: consistency(c, draw.randrange(1, size), size)),
        "checkpoint": lambda: _appended_and_signed(database, draw),
    }
    if size in READ_WHOLE:
        acts["verification"] = lambda: _read(database, lambda c: _tree(c, KEY.verifier, ()))
    costs: dict[str, Costs] = {}
    for name, act in acts.items():
        most: Costs = {"statements": 0, "steps": 0, "hashes": 0}
        for _ in range(1 if name == "verification" else 8):
            with _counted(database, monkeypatch) as seen:
                act()
            most = {what: max(most[what], seen[what]) for what in most}
        costs[name] = most
    return costs


def _appended_and_signed(database: Database, draw: random.Random) -> None:
    database.write(lambda c: record(c, "transition", f"urn:again:{draw.random()}", {}, NOON))
    make_checkpoint(database, KEY, NOON, least=1)


def _read(database: Database, act: Callable[[Any], object]) -> object:
    with database.reading() as connection:
        return act(connection)


@pytest.fixture(scope="module")
def measured(tmp_path_factory: pytest.TempPathFactory) -> dict[int, dict[str, Costs]]:
    """The greatest cost of each act at each size."""
    found = {}
    with pytest.MonkeyPatch.context() as monkeypatch:
        for size in SIZES:
            database = _grown(tmp_path_factory.mktemp("growth") / "log.db", size)
            found[size] = _costs(database, size, monkeypatch)
            database.close()
    return found


def test_an_act_writes_its_leaf_for_the_same_cost_into_a_log_of_any_length(
    measured: dict[int, dict[str, Costs]],
) -> None:
    """The tables hold as many leaves as the log is long; only the depth of their indexes grows."""
    costs = [measured[size]["append"] for size in SIZES]

    assert len({cost["statements"] for cost in costs}) == 1
    assert costs[0]["statements"] <= 5
    assert [cost["hashes"] for cost in costs] == [0, 0, 0]
    assert max(cost["steps"] for cost in costs) <= min(cost["steps"] for cost in costs) + 2 * STEP


def test_a_leaf_takes_its_place_and_is_signed_in_as_many_hashes_as_the_edge_of_the_tree_has(
    measured: dict[int, dict[str, Costs]],
) -> None:
    """Of each level the edge holds fewer than 256 hashes: their inner nodes, and one more where levels meet."""
    for size in SIZES:
        edge = [(size >> 8 * level) % 256 for level in range(3)]
        assert 0 < measured[size]["checkpoint"]["hashes"] <= sum(edge) + 8 * 3 + 8, size


@pytest.mark.parametrize("act", ["inclusion", "consistency", "checkpoint"])
def test_proofs_and_checkpoints_grow_with_the_levels_of_the_tree(
    measured: dict[int, dict[str, Costs]], act: str
) -> None:
    """Each level reads at most two tiles of 256 hashes, and makes their inner nodes once; nothing reads the log.

    A checkpoint asks three questions more: how many leaves wait is known before any of them takes its place.
    """
    for size in SIZES:
        levels = math.ceil(math.log(size, 256))
        cost = measured[size][act]
        assert cost["statements"] <= 15 + 4 * levels, size
        assert cost["hashes"] <= 3 * 256 * levels, size
        assert cost["steps"] <= 1_000 + 2 * 256 * 12 * levels, size


def test_a_whole_verification_costs_in_proportion_to_the_leaves(measured: dict[int, dict[str, Costs]]) -> None:
    for what in ("hashes", "steps"):
        each = [measured[size]["verification"][what] / size for size in READ_WHOLE]
        assert max(each) <= 1.3 * min(each), (what, each)
    first, last = (measured[size]["verification"]["statements"] for size in READ_WHOLE)
    assert last - first == (READ_WHOLE[1] - READ_WHOLE[0]) // 5_000 + 1


@pytest.mark.parametrize("size", SIZES)
def test_proofs_have_as_many_hashes_as_the_tree_has_levels(size: int) -> None:
    edge, stored = Edge(0, []), {}
    for tile in edge.append(number.to_bytes(32, "big") for number in range(size)):
        stored[tile.level, tile.number] = tile.hashes

    def read(level: int, number: int) -> bytes:
        return stored.get((level, number)) or b"".join(edge.levels[level])

    subtree = tiles.subtrees_of(read)
    draw = random.Random(size)
    for _ in range(20):
        index, earlier = draw.randrange(size), draw.randrange(1, size)
        path = merkle.inclusion_proof(index, size, subtree)
        assert len(path) <= math.ceil(math.log2(size))
        assert merkle.included(index.to_bytes(32, "big"), index, size, path, edge.root())
        joined = merkle.consistency_proof(earlier, size, subtree)
        assert len(joined) <= math.ceil(math.log2(size)) + 1
        assert merkle.consistent(earlier, size, merkle.root(earlier, subtree), edge.root(), joined)
