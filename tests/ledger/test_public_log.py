"""The public log over the API, on both databases: receipts, checkpoints in batches, leaves, proofs, tiles."""

from __future__ import annotations

import json
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from sqlalchemy import text

from service.errors import detail
from service.ledger.canonical import digest
from service.ledger.leaves import leaf_hash
from service.ledger.merkle import consistent, included
from service.ledger.notes import read_checkpoint
from service.store import log_tree
from service.store.engine import Database
from service.workflows.checkpoints import Batching, TooFewLeavesError, _place, _sign, checkpoint_due, make_checkpoint
from service.workflows.log_key import ensured_key, signing_key
from service.workflows.public_log import record
from service.workflows.rounds import Rounds, sign_if_due
from tests.api.conftest import Stage, framework, light_stage, reader, stage
from tests.ledger import rfc9162
from tests.ledger.scene import KEY, NOON, Log, open_log
from tests.samples import annotation

__all__ = ["framework", "light_stage", "reader", "stage"]
BASE = "/api/v1/log"


def _entries(size: int, client: Any) -> list[bytes]:
    items: list[dict[str, Any]] = []
    while len(items) < size:
        items += client.get(f"{BASE}/leaves", params={"start": len(items), "limit": 100}).json()["items"]
    return [
        json.dumps({key: one[key] for key in ("commitment", "kind", "subject")}, separators=(",", ":")).encode()
        for one in items
    ]


def test_a_receipt_opens_its_commitment_and_its_leaf_is_in_the_signed_tree(stage: Stage) -> None:
    filed = stage.filed()
    receipt = filed["receipt"]
    assert stage.client().get(f"{BASE}/inclusion", params={"leaf": receipt["leaf"]}).json()["code"] == "no_checkpoint"
    make_checkpoint(stage.database, KEY, NOON, least=1)

    salted = b"enregard/commitment/v1\x00" + bytes.fromhex(receipt["salt"]) + receipt["content"].encode()
    entry = f'{{"commitment":"{receipt["commitment"]}","kind":"revision","subject":"{receipt["subject"]}"}}'.encode()
    assert sha256(salted).hexdigest() == receipt["commitment"]
    assert leaf_hash(entry).hex() == receipt["leaf"]
    assert json.loads(receipt["content"])["declared"] == digest(filed["content"])
    found = stage.client().get(f"{BASE}/inclusion", params={"leaf": receipt["leaf"]}).json()
    path, root = [bytes.fromhex(one) for one in found["path"]], bytes.fromhex(found["root"])
    assert included(leaf_hash(entry), found["index"], found["size"], path, root)
    note = read_checkpoint(found["checkpoint"])
    assert (note.size, note.root, note.verified_by(KEY.verifier)) == (found["size"], root, True)


def test_the_log_over_the_api_is_the_tree_of_the_rfc(stage: Stage) -> None:
    log = Log(stage.database, None, None)  # type: ignore[arg-type]
    stage.filed()
    sizes = []
    for more in (3, 290, 40):
        log.fill(more, first=sum(sizes))
        sizes.append(read_checkpoint(log.sign(timedelta(hours=len(sizes)))).size)
    client = stage.client()
    entries = _entries(sizes[-1], client)

    assert read_checkpoint(client.get(f"{BASE}/checkpoint").text).root == rfc9162.mth(entries)
    for index in (0, 255, 256, sizes[-1] - 1):
        found = client.get(f"{BASE}/inclusion", params={"leaf": index}).json()
        assert [bytes.fromhex(one) for one in found["path"]] == rfc9162.path(index, entries)
    for earlier, later in ((sizes[0], sizes[1]), (sizes[1], sizes[2]), (256, sizes[2]), (sizes[2], sizes[2])):
        found = client.get(f"{BASE}/consistency", params={"from": earlier, "to": later}).json()
        path = [bytes.fromhex(one) for one in found["path"]]
        assert path == rfc9162.proof(earlier, entries[:later])
        old, new = bytes.fromhex(found["from_root"]), bytes.fromhex(found["to_root"])
        assert consistent(earlier, later, old, new, path)


def test_tiles_and_bundles_are_addressed_and_filled_as_c2sp_says(stage: Stage) -> None:
    log = Log(stage.database, None, None)  # type: ignore[arg-type]
    log.fill(300)
    size = read_checkpoint(log.sign()).size
    client = stage.client()
    entries = _entries(size, client)
    hashes = [leaf_hash(entry) for entry in entries]

    assert client.get(f"{BASE}/tile/0/000").content == b"".join(hashes[:256])
    partial = client.get(f"{BASE}/tile/0/001.p/{size - 256}")
    assert (partial.content, partial.headers["content-type"]) == (b"".join(hashes[256:]), "application/octet-stream")
    assert client.get(f"{BASE}/tile/1/000.p/1").content == rfc9162.mth(entries[:256])
    bundle = client.get(f"{BASE}/tile/entries/001.p/{size - 256}").content
    assert bundle == b"".join(len(entry).to_bytes(2, "big") + entry for entry in entries[256:])
    for wrong in ("0/001", "0/002.p/1", f"0/001.p/{size - 255}", "0/1", "1/000", "x/000", "0/x000/000.p/0"):
        assert client.get(f"{BASE}/tile/{wrong}").json()["code"] == "not_found", wrong


def test_what_the_log_does_not_have_is_told_apart(stage: Stage) -> None:
    client = stage.client()
    assert client.get(f"{BASE}/checkpoint").json()["code"] == "no_checkpoint"
    stage.filed()
    make_checkpoint(stage.database, KEY, NOON, least=1)
    later = stage.filed(populations={"EMP": 1201, "SYS": 9, "EXP": 400})["receipt"]["leaf"]

    assert client.get(f"{BASE}/inclusion", params={"leaf": later}).json()["code"] == "leaf_waiting"
    assert client.get(f"{BASE}/inclusion", params={"leaf": "ab" * 32}).json()["code"] == "leaf_unknown"
    assert client.get(f"{BASE}/inclusion", params={"leaf": "nonsense"}).status_code == 422
    size = read_checkpoint(client.get(f"{BASE}/checkpoint").text).size
    for asked in ({"from": size + 1}, {"from": 2, "to": 1}, {"from": 1, "to": size + 1}):
        refused = client.get(f"{BASE}/consistency", params=asked)
        assert (refused.status_code, refused.json()["code"]) == (422, "beyond_checkpoint")
    assert client.get(f"{BASE}/leaves", params={"start": size}).json() == {"size": size, "items": [], "next": None}


def test_leaves_show_nothing_of_what_they_commit_to(stage: Stage) -> None:
    response = stage.client("union").post("/api/v1/annotations", json=annotation())
    assert response.status_code == 201, response.text
    make_checkpoint(stage.database, KEY, NOON, least=1)
    items = stage.client().get(f"{BASE}/leaves").json()["items"]

    mine = next(one for one in items if one["kind"] == "annotation")
    assert set(mine) == {"index", "leaf", "kind", "subject", "commitment"}
    assert mine["subject"] == response.json()["id"] + ":version:1"
    assert response.json()["receipt"]["salt"] not in json.dumps(items)


def test_a_checkpoint_waits_for_several_leaves_and_for_its_time_or_for_the_longest_wait(database: Database) -> None:
    batching = Batching(leaves=8, every=timedelta(minutes=10), longest=timedelta(hours=24))
    log = Log(database, None, None)  # type: ignore[arg-type]

    assert not checkpoint_due(database, batching, NOON)
    log.fill(7)
    assert not checkpoint_due(database, batching, NOON + timedelta(hours=23))
    assert checkpoint_due(database, batching, NOON + timedelta(hours=24))
    log.fill(1, first=7)
    assert sign_if_due(database, KEY, batching, lambda: NOON)
    log.fill(8, first=8)
    assert not sign_if_due(database, KEY, batching, lambda: NOON + timedelta(minutes=9))
    assert sign_if_due(database, KEY, batching, lambda: NOON + timedelta(minutes=10))


def test_fewer_leaves_than_the_least_are_never_signed_however_long_they_wait(database: Database) -> None:
    batching = Batching(leaves=1, every=timedelta(), longest=timedelta(hours=24), least=3)
    log = Log(database, None, None)  # type: ignore[arg-type]
    log.fill(2)

    assert not sign_if_due(database, KEY, batching, lambda: NOON + timedelta(days=400))
    with pytest.raises(TooFewLeavesError) as refused:
        make_checkpoint(database, KEY, NOON, least=3)
    assert (refused.value.code, refused.value.params) == ("too_few_leaves", {"waiting": "2", "least": "3"})
    for language, one, several in (
        ("fr", "1 feuille attend,", "2 feuilles attendent,"),
        ("en", "1 leaf waits,", "2 leaves wait,"),
    ):
        for waiting, said in ((1, one), (2, several)):
            assert detail("too_few_leaves", language, {"waiting": waiting, "least": 3}).startswith(said)
    with database.reading() as connection:
        assert log_tree.tree_size(connection) == 0, "none of them took a place that its index would tell"
        assert log_tree.newest_checkpoint(connection) is None
    log.fill(1, first=2)
    assert sign_if_due(database, KEY, batching, lambda: NOON)
    log.fill(1, first=3)
    assert not sign_if_due(database, KEY, batching, lambda: NOON + timedelta(days=400))
    assert log.sizes() == [3]


def test_leaves_that_have_a_place_and_no_checkpoint_yet_are_company_too(database: Database) -> None:
    """A process was stopped between placing and signing: what it placed still waits, and is signed with the rest."""
    batching = Batching(leaves=1, every=timedelta(), longest=timedelta(), least=3)
    log = Log(database, None, None)  # type: ignore[arg-type]
    log.fill(2)
    database.write(_place)

    assert not checkpoint_due(database, batching, NOON)
    log.fill(1, first=2)
    assert checkpoint_due(database, batching, NOON)
    assert sign_if_due(database, KEY, batching, lambda: NOON)
    assert log.sizes() == [3]


def test_a_process_that_was_overtaken_does_not_sign_the_leaf_that_came_after(database: Database) -> None:
    log = Log(database, None, None)  # type: ignore[arg-type]
    log.fill(5)
    log.sign()
    log.fill(1, first=5)
    database.write(_place)

    with pytest.raises(TooFewLeavesError):
        database.write(lambda connection: _sign(connection, KEY, NOON, 3))
    assert log.sizes() == [5]


def test_asking_for_one_index_after_another_does_not_tell_when_something_was_filed(stage: Stage) -> None:
    log = Log(stage.database, None, None)  # type: ignore[arg-type]
    log.fill_up_to(9)
    log.sign()
    log.fill(1, first=50)
    stage.database.write(_place)
    client = stage.client()

    waiting, beyond = (client.get(f"{BASE}/inclusion", params={"leaf": index}).json() for index in (9, 10))
    assert (waiting["code"], waiting["detail"].replace("9", "10")) == (beyond["code"], beyond["detail"])
    assert waiting["code"] == "leaf_unknown"


def test_signing_the_same_tree_again_changes_nothing(database: Database) -> None:
    log = Log(database, None, None)  # type: ignore[arg-type]
    log.fill(3)

    assert log.sign() == log.sign(timedelta(hours=5))
    assert make_checkpoint(database, KEY, NOON, least=1) is not None


def test_an_act_that_fails_leaves_no_leaf(database: Database) -> None:
    def act(connection: Any) -> None:
        record(connection, "transition", "urn:enregard:cycle:2026:transition:1", {"n": 1}, NOON)
        raise RuntimeError("after the leaf")

    with pytest.raises(RuntimeError):
        database.write(act)
    assert make_checkpoint(database, KEY, NOON, least=1) is None


def test_leaves_written_at_once_take_gapless_places_and_none_is_lost(database: Database) -> None:
    """Transactions that commit out of order, while checkpoints are made between them."""
    log = Log(database, None, None)  # type: ignore[arg-type]
    threads = [Thread(target=lambda at=at: [log.fill(1, first=100 * at + n) for n in range(15)]) for at in range(6)]
    for thread in threads:
        thread.start()
    while any(thread.is_alive() for thread in threads):
        make_checkpoint(database, KEY, NOON, least=1)
    for thread in threads:
        thread.join()
    make_checkpoint(database, KEY, NOON, least=1)

    with database.reading() as connection:
        places = connection.execute(text("SELECT place FROM ledger_place ORDER BY place")).scalars().all()
        leaves = connection.execute(text("SELECT count(DISTINCT leaf) FROM ledger_place")).scalar_one()
    assert (places, leaves) == (list(range(90)), 90)
    assert log.codes() == set()


def test_a_leaf_whose_transaction_commits_late_takes_a_place_in_the_next_checkpoint(postgres: Any) -> None:
    database = Database.open(postgres())
    log = Log(database, None, None)  # type: ignore[arg-type]
    with database.engine.connect() as slow, slow.begin():
        record(slow, "transition", "urn:enregard:cycle:2026:transition:slow", {"n": 1}, NOON)
        log.fill(2)
        assert read_checkpoint(log.sign()).size == 2
    assert read_checkpoint(log.sign(timedelta(hours=1))).size == 3
    with database.reading() as connection:
        ids = connection.execute(text("SELECT leaf FROM ledger_place ORDER BY place")).scalars().all()

    assert ids[2] < ids[0], "the late one was written first"
    assert (log.codes(), log.places("L16")) == ({"L16"}, ["urn:enregard:cycle:2026:transition:slow"]), "it has no row"
    database.close()


def test_writing_a_leaf_costs_the_same_in_a_long_log(database: Database) -> None:
    from sqlalchemy import event

    log = Log(database, None, None)  # type: ignore[arg-type]
    counts = []
    said: list[str] = []
    event.listen(database.engine, "before_cursor_execute", lambda *given: said.append(given[2]))
    for grown in (1, 600):
        log.fill(grown, first=1000 * grown)
        log.sign()
        said.clear()
        log.fill(1, first=5 + grown)
        counts.append(len([one for one in said if "INSERT INTO ledger" in one]))

    assert counts == [3, 3]


def test_the_key_is_made_once_readable_by_its_owner_alone(light_stage: Stage, tmp_path: Path) -> None:
    settings = light_stage.app.state.house.settings.model_copy(update={"log_key_file": tmp_path / "var" / "log.key"})
    assert signing_key(settings) is None
    key = ensured_key(settings)

    assert ensured_key(settings) == key == signing_key(settings)
    assert (tmp_path / "var" / "log.key").stat().st_mode & 0o777 == 0o600
    assert key.name == "127.0.0.1:8000/api/v1/log"
    light_stage.app.state.house.settings = settings
    assert light_stage.client().get(f"{BASE}/key").text == f"{key.verifier}\n"


def test_rounds_go_on_after_one_that_failed(caplog: pytest.LogCaptureFixture) -> None:
    from threading import Event

    third, calls = Event(), []

    def act() -> None:
        calls.append(1)
        if len(calls) == 1:
            raise OSError("no room")
        if len(calls) == 3:
            third.set()

    rounds = Rounds("signing", 0.01, act)
    rounds.start()
    assert third.wait(10)
    rounds.stop()
    assert "a round of signing failed: no room" in caplog.text


def test_the_scene_is_signed_by_one_key(database: Database) -> None:
    log = open_log(database)
    log.submit()

    assert read_checkpoint(log.sign()).verified_by(KEY.verifier)
