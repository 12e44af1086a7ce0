"""Whoever rewrites the log, or what it commits to, is told on: every kind of tampering has its name, on both databases.

The tamperer owns the database and takes its guards away; only the signing key, and what others hold, is out of reach.
"""

from __future__ import annotations

from datetime import timedelta
from hashlib import sha256
from typing import Any

import pytest
from sqlalchemy import Connection, text

from indicators import wording
from indicators.loader import bundled
from service.actors import OPERATOR
from service.ledger.log_findings import LogFinding
from service.ledger.notes import new_key
from service.store import editions
from service.store.engine import Database
from service.store.idempotency import Answered
from service.store.rows import insert_rows
from service.store.tables import EditionChunk, Erasure
from service.workflows.accounts import actor_of
from service.workflows.erase import erase
from service.workflows.public_log import record
from service.workflows.verify_log import verify_database
from service.workflows.withdraw import withdraw
from tests.annotation_lives import live
from tests.ledger.scene import FILLED, NOON, Log, open_log


@pytest.fixture
def log(database: Database) -> Log:
    """A log of two checkpoints over some twelve acts, a revision and an annotation among them."""
    log = open_log(database)
    log.submit()
    log.annotate()
    log.fill_up_to(7)
    log.sign()
    log.submit(upload=b"PK the second workbook")
    log.fill_up_to(12)
    log.sign(timedelta(hours=1))
    return log


def test_a_log_that_nobody_touched_is_sound(log: Log) -> None:
    assert log.codes(log.sign()) == set()


def test_a_leaf_whose_words_were_edited_is_named(log: Log) -> None:
    log.behind("UPDATE ledger_leaf SET subject = 'urn:enregard:other' WHERE id = 5")

    assert log.places("L06") == ["4"]


def test_an_edit_carried_through_to_the_tree_breaks_what_was_signed(log: Log) -> None:
    log.behind(
        "UPDATE ledger_leaf SET hash = :hash WHERE id = 5",
        "UPDATE ledger_place SET hash = :hash WHERE place = 4",
        hash=bytes(32),
    )

    assert {"L06", "L09"} <= log.codes()


def test_a_deleted_leaf_is_missed(log: Log) -> None:
    log.behind("DELETE FROM ledger_leaf WHERE id = 6")

    assert log.places("L07") == ["5"]


def test_a_leaf_deleted_with_its_place_is_missed_too(log: Log) -> None:
    log.behind("DELETE FROM ledger_leaf WHERE id = 6", "DELETE FROM ledger_place WHERE leaf = 6")

    assert log.places("L07") == ["5"]
    assert "L09" in log.codes()


def test_leaves_that_changed_places_are_named_as_moved(log: Log) -> None:
    log.behind(
        "UPDATE ledger_place SET leaf = -5 WHERE place = 4",
        "UPDATE ledger_place SET leaf = 5 WHERE place = 3",
        "UPDATE ledger_place SET leaf = 4 WHERE place = 4",
    )

    assert log.places("L08") == ["3", "4"]
    assert "L06" not in log.codes()


def test_leaves_that_changed_places_with_their_hashes_are_named_as_moved(log: Log) -> None:
    log.behind(
        "UPDATE ledger_place SET place = -1 WHERE place = 4",
        "UPDATE ledger_place SET place = 4 WHERE place = 3",
        "UPDATE ledger_place SET place = 3 WHERE place = -1",
    )

    assert log.places("L08") == ["4"]
    assert log.places("L09") == ["#7"]


def test_an_end_cut_off_is_named(log: Log) -> None:
    log.behind("DELETE FROM ledger_place WHERE place >= 9", "DELETE FROM ledger_leaf WHERE id >= 10")

    assert log.places("L04") == ["#12"]


def test_an_older_backup_put_back_is_told_by_a_checkpoint_that_a_union_holds(log: Log) -> None:
    held = log.sign()
    log.behind(
        "DELETE FROM checkpoint WHERE size > 7",
        "DELETE FROM ledger_place WHERE place >= 7",
        "DELETE FROM ledger_opening WHERE leaf IN (SELECT hash FROM ledger_leaf WHERE id > 7)",
        "DELETE FROM ledger_leaf WHERE id > 7",
        f"DELETE FROM cycle_transition WHERE number >= {FILLED + 7}",
        "DELETE FROM finding WHERE revision = 2",
        "DELETE FROM population WHERE revision = 2",
        "DELETE FROM evidence WHERE revision = 2",
        "DELETE FROM answer_value WHERE revision = 2",
        "DELETE FROM answer WHERE revision = 2",
        "DELETE FROM commitment WHERE revision = 2",
        "DELETE FROM revision WHERE id = 2",
    )

    assert log.codes() == set(), "nothing within an old state betrays it"
    assert log.codes(held) == {"L05"}
    assert log.places("L05", held) == ["held 0"]


def test_a_past_signed_twice_is_told_by_a_checkpoint_that_a_union_holds(log: Log, sqlite_url: str) -> None:
    held = log.sign()
    other = Database.open(sqlite_url)
    fork = open_log(other) if log.database.dialect == "postgresql" else log
    if fork is log:
        log.behind("DELETE FROM checkpoint", "DELETE FROM ledger_place", "DELETE FROM ledger_pending")
        log.behind("INSERT INTO ledger_pending SELECT id + 0, hash, recorded FROM ledger_leaf WHERE id > 1")
        log.fill(1, first=90)
    else:
        fork.fill_up_to(12)
    fork.sign()

    assert "L10" in fork.codes(held)
    other.close()


def test_another_key_is_told_from_the_logs_own(log: Log) -> None:
    note = log.sign()
    log.key = new_key(log.key.name)

    assert log.places("L02") == ["#7", "#12"]
    assert log.places("L02", note)[-1] == "held 0"


def test_a_checkpoint_edited_after_it_was_signed_is_told(log: Log) -> None:
    held = log.sign()

    assert log.codes(held.replace("\n12\n", "\n13\n")) == {"L03"}
    assert log.codes("nothing of the kind") == {"L01"}
    log.behind("UPDATE checkpoint SET note = replace(note, '12', '11') WHERE size = 12")
    assert "L03" in log.codes()


@pytest.mark.parametrize(
    ("statement", "subject", "member"),
    [
        ("UPDATE answer_value SET value = 3 WHERE revision = 1", "submission:2026.EX-001:revision:1", "declared"),
        ("UPDATE answer SET comment = 'none' WHERE revision = 2", "submission:2026.EX-001:revision:2", "declared"),
        ("UPDATE commitment SET text = 'rien' WHERE revision = 1", "submission:2026.EX-001:revision:1", "declared"),
        ("DELETE FROM finding WHERE revision = 1", "submission:2026.EX-001:revision:1", "findings"),
        ("UPDATE revision SET late = true WHERE id = 1", "submission:2026.EX-001:revision:1", "late"),
    ],
)
def test_a_revision_edited_behind_the_guards_is_named_with_what_was_edited(
    log: Log, statement: str, subject: str, member: str
) -> None:
    log.behind(statement)

    found = [one for one in _findings(log) if one.code == "L14"]
    assert [(one.place, one.params["found"]) for one in found] == [(f"urn:enregard:{subject}", member)]


def test_an_annotation_edited_behind_the_guards_is_named(log: Log) -> None:
    log.behind("UPDATE annotation_motive SET motive = 'NB1'")

    assert [one.params["found"] for one in _findings(log) if one.code == "L14"] == ["motives"]


def test_a_judgement_edited_behind_the_guards_is_named(log: Log) -> None:
    log.annotate(judgements=[_judgement()])
    log.sign(timedelta(hours=2))
    assert log.codes() == set()

    log.behind(
        "UPDATE annotation_version SET content = replace(CAST(content AS TEXT), 'dismiss', 'confirm')::json"
        if log.database.dialect == "postgresql"
        else "UPDATE annotation_version SET content = replace(content, 'dismiss', 'confirm')"
    )

    assert [one.params["found"] for one in _findings(log) if one.code == "L14"] == ["judgements"]


def test_a_version_dated_back_behind_the_guards_is_named(log: Log) -> None:
    log.behind("UPDATE annotation SET created = '2026-01-01 00:00:00'")

    assert [one.params["found"] for one in _findings(log) if one.code == "L14"] == ["written"]


def _judgement() -> dict[str, Any]:
    """A union dismisses the reader's first finding on clause 1.1, which `annotate` is about."""
    clause = wording.read(bundled().clause("1.1").text.fr, "fr").clauses[0]
    found = clause.findings[0]
    place = {name: getattr(found, name) for name in ("criterion", "rule", "start", "end", "words")}
    return {**place, "verdict": "dismiss", "reason": "La charte le dit autrement."}


def test_all_that_becomes_of_an_annotation_is_verified_and_an_edit_of_any_of_it_is_named(log: Log) -> None:
    live(log.database, actor_of(log.database, log.firm.secret))
    log.sign(timedelta(hours=2))
    assert log.codes() == set()

    log.behind(
        "UPDATE reply SET late = true",
        "UPDATE dissent SET text = 'We agree.'",
        "UPDATE retraction SET reason = 'none'",
        "UPDATE countersignature SET organisation = (SELECT min(id) FROM organisation WHERE kind = 'company')",
        "UPDATE withholding SET ground = 'personal_data'",
    )
    log.behind("UPDATE carry_forward SET revision = 7")

    found = {(one.code, one.place.split(":")[4], one.params.get("found")) for one in _findings(log)}
    assert found == {
        ("L14", "reply", "late"),
        ("L14", "dissent", "text"),
        ("L14", "retraction", "reason"),
        ("L14", "countersignature", "by"),
        ("L14", "withholding", "ground"),
        ("L15", "carry-forward", None),
        ("L16", "carry-forward", None),
    }


def test_a_withdrawal_a_transition_and_an_accreditation_edited_behind_the_guards_are_named(log: Log) -> None:
    firm = actor_of(log.database, log.firm.secret)
    withdraw(log.database, firm, "2026.EX-001", revision=2, reason="Erreur.", present=lambda _: Answered(201, "{}"))
    log.sign(timedelta(hours=2))
    assert log.codes() == set()

    log.behind(
        "UPDATE withdrawal SET reason = 'none', organisation = (SELECT min(id) FROM organisation WHERE kind = 'union')",
        "UPDATE cycle_transition SET cause = 'clock' WHERE number = 1",
        "UPDATE accreditation SET ground = 'none'",
        f"DELETE FROM cycle_transition WHERE number = {FILLED + 6}",
    )

    found = {(one.code, one.place, one.params.get("found")) for one in _findings(log)}
    union = f"urn:enregard:union:{log.union.organisation}:accreditation:1"
    assert found == {
        ("L14", "urn:enregard:submission:2026.EX-001:withdrawal:2", "by, reason"),
        ("L14", "urn:enregard:cycle:2026:transition:1", "cause"),
        ("L14", union, "ground"),
        ("L16", f"urn:enregard:cycle:2026:transition:{FILLED + 6}", None),
    }


def test_a_name_that_was_changed_behind_the_guards_is_named(log: Log) -> None:
    firm, union = log.firm.organisation, log.union.organisation
    log.behind(
        "UPDATE organisation SET name = 'Autre nom (invented)' WHERE id = :firm",
        firm=firm,
    )
    log.behind("UPDATE organisation SET kind = 'secretariat' WHERE id = :union", union=union)
    log.behind(
        "INSERT INTO organisation (id, kind, name, created) VALUES ('x', 'union', 'X', '2026-03-02 12:00:00.000000')"
    )

    assert {(one.code, one.place, one.params.get("found")) for one in _findings(log)} == {
        ("L14", f"urn:enregard:organisation:{firm}", "name"),
        ("L14", f"urn:enregard:organisation:{union}", "role"),
        ("L15", "urn:enregard:organisation:x", None),
    }


def test_an_edition_whose_list_or_bytes_of_files_changed_is_named(log: Log) -> None:
    name = _published_edition(log, None)
    assert log.codes() == set()

    log.behind("UPDATE edition_chunk SET content = :bytes", bytes=b"Figures")
    log.behind("UPDATE edition_file SET name = 'other.csv'", "UPDATE edition SET framework_hash = 'y'")

    assert {(one.code, one.place, one.params["found"]) for one in _findings(log)} == {
        ("L14", f"urn:enregard:edition-file:{name}", "sha256"),
        ("L14", EDITION, "files, framework_hash"),
    }


EDITION = "urn:enregard:edition:2026-1.0"


def _published_edition(log: Log, reason: str | None) -> str:
    """Publish an edition of one file, and sign; returns the file's SHA-256."""
    content, name = b"figures", sha256(b"figures").hexdigest()
    row = {"id": "2026-1.0", "cycle": "2026", "framework": "paris-2025@1", "framework_hash": "x", "reason": reason}
    row |= {"previous": None, "published": NOON, "checklist": []}
    file = {"name": "report.csv", "media_type": "text/csv", "audience": "public", "size": 7, "sha256": name}

    def publish(connection: Connection) -> None:
        insert_rows(connection, EditionChunk, [{"sha256": name, "position": 0, "content": content}])
        editions.add_edition(connection, {**row, "major": 1, "minor": 0, "position": 1, "program": "1"}, [file])
        told = {**row, "files": {"report.csv": name}}
        record(connection, "edition", EDITION, told, NOON)

    log.database.write(publish)
    log.sign(timedelta(hours=2))
    return name


def _erase(log: Log, subject: str) -> str:
    """Erase words; returns the name of the erasure."""
    ids: list[str] = []

    def present(row: Erasure) -> Answered:
        ids.append(row.id)
        return Answered(201, "{}")

    erase(log.database, OPERATOR, subject, "personal_data", "Une personne nommée.", present=present)
    return f"urn:enregard:erasure:{ids[0]}"


@pytest.mark.parametrize("times", [1, 2, 3], ids=["erased", "its erasure's reason erased too", "and that one's"])
def test_an_edition_whose_reason_was_erased_is_still_held_to_its_files(log: Log, times: int) -> None:
    name, subject = _published_edition(log, "Corrigée par M. Martin."), EDITION
    for _ in range(times):
        subject = _erase(log, subject)
    log.sign(timedelta(hours=3))
    assert log.codes() == set()

    swapped = sha256(b"Figures").hexdigest()
    log.behind(
        "UPDATE edition_chunk SET content = :bytes, sha256 = :name",
        "UPDATE edition_file SET sha256 = :name",
        "UPDATE edition SET framework_hash = 'y', checklist = '[1]'",
        bytes=b"Figures",
        name=swapped,
    )

    assert swapped != name
    assert [(one.code, one.place, one.params["found"]) for one in _findings(log)] == [
        ("L14", EDITION, "checklist, files, framework_hash")
    ]


def test_an_edition_erased_before_erasures_said_what_remains_stays_sound(
    log: Log, monkeypatch: pytest.MonkeyPatch
) -> None:
    _published_edition(log, "Corrigée par M. Martin.")
    monkeypatch.setattr("service.workflows.erase.content_of", _as_before)
    _erase(log, EDITION)
    monkeypatch.undo()
    _erase(log, _erasures(log)[0])
    log.sign(timedelta(hours=3))

    assert log.codes() == set()


def _as_before(_: Connection, row: Erasure) -> dict[str, Any]:
    return {"erasure": row.id, "ground": row.ground, "reason": row.reason, "leaf": row.leaf and row.leaf.hex()}


def _erasures(log: Log) -> list[str]:
    with log.database.reading() as connection:
        return [f"urn:enregard:erasure:{one}" for one in connection.execute(text("SELECT id FROM erasure")).scalars()]


@pytest.mark.parametrize(
    ("statement", "place", "others"),
    [
        ("UPDATE ledger_leaf SET hash = CAST(x'fffe' AS TEXT) WHERE id = 5", "ledger_leaf.hash #5", {"L13"}),
        ("UPDATE ledger_place SET hash = CAST(x'ff' AS TEXT) WHERE place = 4", "ledger_place.hash #4", {"L06", "L09"}),
        ("UPDATE ledger_opening SET salt = 'words' WHERE rowid = 5", "ledger_opening.salt #5", {"L12"}),
        ("UPDATE upload SET content = CAST(content AS TEXT)", "upload.content #1", set()),
        ("UPDATE revision SET source = CAST(x'ff' AS TEXT) WHERE id = 1", "revision", set()),
        ("UPDATE annotation_version SET content = '{'", "annotation", set()),
    ],
)
def test_bytes_that_became_text_in_sqlite_are_named_and_never_stop_the_verifier(
    sqlite_url: str, statement: str, place: str, others: set[str]
) -> None:
    database = Database.open(sqlite_url)
    log = open_log(database)
    log.submit(upload=b"PK a workbook")
    log.annotate()
    log.fill_up_to(7)
    log.sign()

    log.behind(statement)

    assert log.places("L22") == [place]
    assert log.codes() == {"L22", *others}
    database.close()


def test_an_upload_whose_bytes_changed_is_named(log: Log) -> None:
    log.behind("UPDATE upload SET content = :bytes", bytes=b"other bytes")

    assert [one.params["found"] for one in _findings(log)] == ["sha256"]


def test_a_filed_annotation_that_was_removed_or_slipped_in_is_named(log: Log) -> None:
    log.behind("UPDATE annotation_version SET number = 2", "UPDATE annotation_motive SET number = 2")

    assert {"L15", "L16"} <= log.codes()


def test_an_opening_that_was_changed_or_removed_is_named(log: Log) -> None:
    log.behind("UPDATE ledger_opening SET content = '{}' WHERE leaf = (SELECT hash FROM ledger_leaf WHERE id = 3)")
    log.behind("DELETE FROM ledger_opening WHERE leaf = (SELECT hash FROM ledger_leaf WHERE id = 4)")

    assert (log.places("L12"), log.places("L13")) == (["2"], ["3"])


def test_a_leaf_kept_out_of_the_tree_is_named(log: Log) -> None:
    log.fill(1, first=50)
    log.behind("DELETE FROM ledger_pending")
    log.sign()

    assert log.places("L18") == [f"urn:enregard:cycle:2026:transition:{FILLED + 50}"]


def test_rows_forged_under_great_and_negative_numbers_are_named_and_do_not_keep_the_verifier_busy(log: Log) -> None:
    parts = ("finding", "population", "evidence", "answer_value", "answer", "commitment")
    log.behind(
        "UPDATE revision SET id = 2000000000 WHERE id = 2",
        *(f"UPDATE {part} SET revision = 2000000000 WHERE revision = 2" for part in parts),
        "UPDATE annotation SET sequence = 2000000000",
    )
    assert log.codes() == set(), "numbers of rows are nothing that was committed to"

    log.behind(
        "INSERT INTO ledger_leaf (id, hash, kind, subject, commitment, recorded) SELECT -7, :hash, kind, subject, "
        "commitment, recorded FROM ledger_leaf WHERE kind = 'revision' AND id < 8",
        hash=bytes(32),
    )

    assert {"L13", "L18"} <= log.codes()


def test_an_erasure_that_went_past_the_log_is_named(log: Log) -> None:
    log.behind(
        "INSERT INTO erasure (id, subject, ground, reason, organisation, created) "
        "VALUES ('1', 'urn:enregard:upload:00', 'legal', 'x', '', '2026-03-02 12:00:00')"
    )

    assert log.places("L17") == ["urn:enregard:upload:00"]


def test_a_tile_that_was_edited_is_named_and_not_believed(log: Log) -> None:
    log.fill(300, first=100)
    log.sign(timedelta(hours=2))
    assert log.codes() == set()
    log.behind("UPDATE ledger_tile SET root = (SELECT hash FROM ledger_place WHERE place = 0)")

    assert log.codes() == {"L21"}


def test_an_edit_below_a_stored_tile_is_named_exactly_even_when_the_tree_was_edited_too(log: Log) -> None:
    log.fill(300, first=100)
    log.sign(timedelta(hours=2))
    log.behind(
        "UPDATE ledger_place SET hash = (SELECT hash FROM ledger_place WHERE place = 0) WHERE place = 200",
    )

    assert log.codes() == {"L06"}
    assert log.places("L06") == ["200"]


def _findings(log: Log) -> list[LogFinding]:
    return list(verify_database(log.database, log.key.verifier).findings)


def test_the_guards_hold_where_nobody_took_them_away(log: Log) -> None:
    for table in ("ledger_leaf", "ledger_opening", "ledger_place", "checkpoint"):
        with pytest.raises(Exception, match=f"{table} is insert-only"):
            log.database.write(lambda connection, name=table: connection.execute(text(f"DELETE FROM {name}")))
