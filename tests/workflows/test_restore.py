"""A restored backup is what its public log says, or is refused by name; what was erased since is erased again."""

from __future__ import annotations

import base64
import hashlib
import json
import zipfile
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from service.actors import OPERATOR
from service.cli import main
from service.errors import ServiceError
from service.ledger.merkle import consistent
from service.ledger.notes import read_checkpoint
from service.settings import settings
from service.store import archive, schema
from service.store.engine import Database
from service.store.idempotency import Answered
from service.workflows.backup import back_up
from service.workflows.erase import erase
from service.workflows.erasure_register import Erased, keep_register, read_register
from service.workflows.log_reading import consistency
from service.workflows.restore import LogDiffersError, Proof, restore
from tests.ledger.scene import KEY, NOON, TESTIMONY, Log, open_log

QUOTE = str(TESTIMONY["quote"])


@pytest.fixture
def scene(database: Database) -> Log:
    """A log with a revision, two annotations with testimony, and a checkpoint over them."""
    log = open_log(database)
    log.submit(upload=b"PK a workbook")
    return log


@pytest.fixture
def elsewhere(database: Database, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Database]:
    """Another database of the same kind, without a schema."""
    create: Callable[[], str] | None = None
    if database.dialect == "postgresql":
        create = request.getfixturevalue("empty_postgres")
    other = Database.open(create() if create else f"sqlite:///{tmp_path / 'elsewhere.db'}")
    yield other
    other.close()


def _everything(database: Database) -> str:
    with database.reading() as connection:
        return json.dumps([list(archive.rows_of(connection, table)) for table in archive.tables()], ensure_ascii=False)


def _erase(scene: Log, subject: str) -> None:
    erase(scene.database, OPERATOR, subject, "personal_data", "Reconnaissable.", present=lambda _: Answered(201, ""))


def test_what_was_erased_after_the_backup_is_gone_after_the_restore_and_proofs_stand(
    scene: Log, elsewhere: Database, tmp_path: Path
) -> None:
    gone, kept = scene.annotate(), scene.annotate()
    earlier = read_checkpoint(scene.sign())
    back_up(scene.database, tmp_path / "backup.zip")
    _erase(scene, f"urn:enregard:annotation:{gone}:version:1")
    _erase(scene, f"urn:enregard:annotation:{kept}:version:1")
    register = tmp_path / "var" / "erasures.jsonl"
    assert keep_register(scene.database, register) == 2
    assert QUOTE not in register.read_text(encoding="utf-8")

    back = restore(elsewhere, tmp_path / "backup.zip", Proof(KEY.verifier, erased=read_register(register)))

    assert (back.findings, back.erased_again) == ((), 2)
    after = _everything(elsewhere)
    assert QUOTE not in after
    assert base64.b64encode(QUOTE.encode()).decode() not in after
    restored = Log(elsewhere, scene.union, scene.firm)
    later = read_checkpoint(restored.sign(timedelta(hours=1)))
    assert restored.codes() == set()
    with elsewhere.reading() as connection:
        proof = consistency(connection, earlier.size, later.size)
    assert consistent(earlier.size, later.size, earlier.root, later.root, proof.path)


def test_an_erasure_of_what_the_backup_does_not_hold_is_passed_over(
    scene: Log, elsewhere: Database, tmp_path: Path
) -> None:
    back_up(scene.database, tmp_path / "backup.zip")
    later = scene.annotate()
    _erase(scene, f"urn:enregard:annotation:{later}:version:1")
    keep_register(scene.database, tmp_path / "erasures.jsonl")

    back = restore(
        elsewhere, tmp_path / "backup.zip", Proof(KEY.verifier, erased=read_register(tmp_path / "erasures.jsonl"))
    )

    assert back.erased_again == 0
    assert Log(elsewhere, scene.union, scene.firm).codes() == set()


Edit = Callable[[list[list[object]], list[str]], list[list[object]]]


def _tampered(file: Path, table: str, edit: Edit) -> Path:
    """Change rows of a table in a backup, and mend the manifest as whoever holds the file could."""
    altered = file.with_name("tampered.zip")
    with zipfile.ZipFile(file) as before, zipfile.ZipFile(altered, "w") as after:
        manifest = json.loads(before.read("manifest.json"))
        for member in before.namelist():
            content = before.read(member)
            if member == f"tables/{table}.ndjson":
                first, *lines = content.decode().splitlines()
                rows = edit([json.loads(line) for line in lines], json.loads(first))
                content = "".join(f"{line}\n" for line in [first, *(json.dumps(row) for row in rows)]).encode()
                manifest["tables"][table] = {"rows": len(rows), "sha256": hashlib.sha256(content).hexdigest()}
            if member != "manifest.json":
                after.writestr(member, content)
        after.writestr("manifest.json", json.dumps(manifest))
    return altered


def _other_comment(rows: list[list[object]], columns: list[str]) -> list[list[object]]:
    rows[0][columns.index("comment")] = "Autre chose que ce qui fut déclaré."
    return rows


def _other_commitment(rows: list[list[object]], columns: list[str]) -> list[list[object]]:
    rows[0][columns.index("commitment")] = base64.b64encode(bytes(32)).decode()
    return rows


@pytest.mark.parametrize(
    ("table", "edit", "code", "place"),
    [
        ("answer", _other_comment, "L14", "urn:enregard:submission:2026.EX-001:revision:1"),
        ("ledger_leaf", _other_commitment, "L06", "0"),
        ("ledger_place", lambda rows, _: rows[:-1], "L04", "#6"),
        ("dissent", lambda rows, _: rows, "", ""),
    ],
)
def test_a_tampered_backup_is_refused_naming_what_differs(
    scene: Log, elsewhere: Database, tmp_path: Path, table: str, edit: Edit, code: str, place: str
) -> None:
    scene.annotate()
    scene.fill_up_to(5)
    scene.sign()
    back_up(scene.database, tmp_path / "backup.zip")
    file = _tampered(tmp_path / "backup.zip", table, edit)
    if not code:
        assert restore(elsewhere, file, Proof(KEY.verifier)).findings == ()
        return

    with pytest.raises(LogDiffersError) as refused:
        restore(elsewhere, file, Proof(KEY.verifier))

    assert (refused.value.code, refused.value.status) == ("backup_differs_from_log", 422)
    assert (code, place) in {(one.code, one.place) for one in refused.value.findings}
    with elsewhere.reading() as connection:
        assert archive.is_empty(connection), "nothing was written"
    despite = restore(elsewhere, file, Proof(KEY.verifier, despite=True))
    assert code in {one.code for one in despite.findings}


def test_a_backup_older_than_a_note_that_a_union_holds_is_named(
    scene: Log, elsewhere: Database, tmp_path: Path
) -> None:
    scene.annotate()
    scene.sign()
    back_up(scene.database, tmp_path / "backup.zip")
    scene.annotate()
    held = scene.sign(timedelta(hours=1))

    with pytest.raises(LogDiffersError) as refused:
        restore(elsewhere, tmp_path / "backup.zip", Proof(KEY.verifier, held=[("union.note", held)]))

    assert [(one.code, one.place) for one in refused.value.findings] == [("L05", "union.note")]


def test_without_the_key_a_signed_log_does_not_come_back(scene: Log, elsewhere: Database, tmp_path: Path) -> None:
    scene.sign()
    back_up(scene.database, tmp_path / "backup.zip")

    with pytest.raises(ServiceError) as refused:
        restore(elsewhere, tmp_path / "backup.zip")
    assert refused.value.code == "log_key_needed"


def test_the_register_keeps_what_an_older_database_has_forgotten_and_forgets_a_reason_that_was_erased(
    scene: Log, tmp_path: Path
) -> None:
    file = tmp_path / "erasures.jsonl"
    one = scene.annotate()
    forgotten = Erased("0" * 32, "urn:enregard:upload:" + "1" * 64, "legal", "Jugement.", "s", NOON)
    _erase(scene, f"urn:enregard:annotation:{one}:version:1")
    keep_register(scene.database, file)
    [known] = read_register(file)
    line = json.dumps({**{name: str(getattr(forgotten, name)) for name in Erased.__slots__}})
    file.write_text(file.read_text(encoding="utf-8") + line + "\n", encoding="utf-8")

    assert keep_register(scene.database, file) == 2
    assert read_register(file) == [forgotten, known]
    _erase(scene, f"urn:enregard:erasure:{known.id}")
    assert keep_register(scene.database, file) == 3
    assert "Texte effacé" in next(each for each in read_register(file) if each.id == known.id).reason


def test_the_command_asks_for_the_register_and_tells_what_it_did(
    sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    database = Database.open(sqlite_url)
    schema.upgrade(database)
    scene = open_log(database)
    gone = scene.annotate()
    scene.sign()
    back_up(database, tmp_path / "backup.zip")
    _erase(scene, f"urn:enregard:annotation:{gone}:version:1")
    keep_register(database, tmp_path / "register.jsonl")
    database.close()
    monkeypatch.setenv("ENREGARD_DATABASE_URL", f"sqlite:///{tmp_path / 'new.db'}")
    monkeypatch.setenv("ENREGARD_ERASURES_FILE", str(tmp_path / "nowhere.jsonl"))
    monkeypatch.setenv("ENREGARD_LOG_KEY", KEY.encoded())
    settings.cache_clear()
    try:
        command = ["restore", str(tmp_path / "backup.zip"), "--language", "en"]
        refused = CliRunner().invoke(main, command)
        done = CliRunner().invoke(main, [*command, "--erasures", str(tmp_path / "register.jsonl")])
    finally:
        settings.cache_clear()

    assert refused.exit_code == 1
    assert "erasures_unknown: No register of erasures in" in refused.output
    assert done.exit_code == 0, done.output
    assert done.output.splitlines()[-1].endswith("leaves verified, 0 findings, 1 erasure made again")
