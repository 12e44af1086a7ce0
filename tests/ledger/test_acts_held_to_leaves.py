"""When an act was done, by whom and for whom is held against its leaf, old or new, and nobody covers an edit with a
second leaf of the same name. On both databases."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from sqlalchemy import text

from service.ledger.leaves import KINDS, commit, leaf_of, new_opening
from service.store.engine import Database
from service.store.log_acts import ACTS
from service.workflows.accounts import actor_of
from service.workflows.public_log import record
from service.workflows.verify_log import verify_database
from tests.annotation_lives import live
from tests.ledger.scene import NOON, Log, open_log

_COMPANY = "(SELECT min(id) FROM organisation WHERE kind = 'company')"
_EARLIER = "created = '2026-01-01 00:00:00'"
EDITS = (
    f"UPDATE reply SET signatory = NULL, {_EARLIER}",
    f"UPDATE countersignature SET {_EARLIER}",
    f"UPDATE dissent SET {_EARLIER}",
    f"UPDATE retraction SET organisation = {_COMPANY}, {_EARLIER}",
    f"UPDATE carry_forward SET organisation = {_COMPANY}, {_EARLIER}",
    f"UPDATE withholding SET item = 1, organisation = {_COMPANY}, {_EARLIER}",
)
NAMED = {
    ("reply", "created, signatory"),
    ("countersignature", "created"),
    ("dissent", "created"),
    ("retraction", "by, created"),
    ("carry-forward", "by, created"),
    ("withholding", "by, created, item"),
}


@pytest.fixture
def log(database: Database) -> Log:
    """A log in which every act happened to an annotation; nothing is signed yet."""
    log = open_log(database)
    log.submit()
    log.submit()
    live(database, actor_of(database, log.firm.secret))
    return log


def _named(log: Log) -> set[tuple[str, str | None]]:
    found = verify_database(log.database, log.key.verifier).findings
    assert {one.code for one in found} <= {"L14"}
    return {(one.place.split(":")[4], one.params.get("found")) for one in found}


def _as_before(log: Log) -> None:
    """Make the leaves those of a service that did not commit to `ActRows.later` yet."""
    with log.database.reading() as connection:
        query = "SELECT id, hash, kind, subject, content FROM ledger_leaf JOIN ledger_opening ON leaf = hash"
        rows = connection.execute(text(query)).all()
    for row in rows:
        later = ACTS[row.kind].later if row.kind in ACTS else {}
        said = {name: value for name, value in json.loads(row.content).items() if name not in later}
        opening = new_opening(said)
        leaf = leaf_of(row.kind, row.subject, commit(opening))
        log.behind(
            "UPDATE ledger_leaf SET hash = :hash, commitment = :commitment WHERE id = :id",
            hash=leaf.hash,
            commitment=leaf.commitment,
            id=row.id,
        )
        log.behind("UPDATE ledger_pending SET hash = :hash WHERE leaf = :id", hash=leaf.hash, id=row.id)
        log.behind(
            "UPDATE ledger_opening SET leaf = :hash, salt = :salt, content = :content WHERE leaf = :before",
            hash=leaf.hash,
            salt=opening.salt,
            content=opening.content.decode(),
            before=row.hash,
        )


def test_moment_speaker_and_company_of_each_act_are_held_to_its_leaf(log: Log) -> None:
    log.sign()
    assert log.codes() == set()

    log.behind(*EDITS)

    assert _named(log) == NAMED


def test_what_an_older_leaf_does_not_say_is_held_to_its_own_moment_and_to_the_author(log: Log) -> None:
    _as_before(log)
    log.sign()
    assert log.codes() == set()

    log.behind(*EDITS)

    assert _named(log) == NAMED - {("withholding", "by, created, item")} | {("withholding", "created, item")}


def test_a_second_leaf_of_the_same_name_covers_no_edit(log: Log) -> None:
    with log.database.reading() as connection:
        leaf = connection.execute(text("SELECT subject FROM ledger_leaf WHERE kind = 'dissent'")).scalar_one()
        query = "SELECT content FROM ledger_leaf JOIN ledger_opening ON leaf = hash WHERE kind = 'dissent'"
        said = json.loads(connection.execute(text(query)).scalar_one())

    log.behind("UPDATE dissent SET text = 'We agree.'")
    log.database.write(lambda connection: record(connection, "dissent", leaf, {**said, "text": "We agree."}, NOON))
    log.sign()

    found = verify_database(log.database, log.key.verifier).findings
    assert [(one.code, one.place, one.params.get("found")) for one in found] == [
        ("L27", leaf, None),
        ("L14", leaf, "text"),
    ]


def test_no_kind_of_act_but_an_erasure_may_have_two_leaves_of_one_name(log: Log) -> None:
    with log.database.reading() as connection:
        query = "SELECT kind, subject, content FROM ledger_leaf JOIN ledger_opening ON leaf = hash"
        leaves = connection.execute(text(query)).all()
    assert {row.kind for row in leaves} >= KINDS - {"erasure", "edition", "withdrawal"}

    def again(connection: object) -> None:
        for row in leaves:
            record(connection, row.kind, row.subject, json.loads(row.content), NOON)  # type: ignore[arg-type]

    log.database.write(again)
    log.sign(timedelta(hours=1))

    assert sorted(log.places("L27")) == sorted(row.subject for row in leaves)
