"""A backup holds everything, goes back into either kind of database, and is refused whole where one byte is wrong."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.exc import DBAPIError

from indicators.answers import Submission
from indicators.loader import bundled
from schemas.annotation import AnnotationIn
from schemas.submission import SubmissionIn
from service.errors import ServiceError
from service.store import archive
from service.store.engine import Database
from service.store.idempotency import Answered
from service.workflows.accounts import actor_of, create_account
from service.workflows.annotate import annotate
from service.workflows.backup import back_up
from service.workflows.cycles import Frameworks
from service.workflows.restore import restore
from service.workflows.submit import approach, submit
from tests.samples import annotation, answer_target, company, open_cycle, self_assessment


def _content(database: Database) -> dict[str, list[list[Any]]]:
    with database.reading() as connection:
        return {table.name: list(archive.rows_of(connection, table)) for table in archive.tables()}


def _submission() -> Submission:
    return SubmissionIn.model_validate(self_assessment(bundled())).as_submission()


def _submit(database: Database, secret: str) -> int:
    desk = approach(database, Frameworks(), actor_of(database, secret), "2026")
    numbers: list[int] = []

    def present(revision: Any) -> Answered:
        numbers.append(revision.filed.revision)
        return Answered(201, "{}")

    submit(database, desk, _submission(), (), source="json", present=present, upload=b"PK bytes \x00\xff")
    return numbers[0]


@pytest.fixture
def filled(database: Database) -> tuple[Database, str]:
    """A database with a company's revision and its upload, and a union's annotation; and the company's token."""
    open_cycle(database)
    secret = company(database, "EX-001", "Aciéries Exemple (invented) 𝔸’«»").secret
    _submit(database, secret)
    union = create_account(database, kind="union", name="Fédération Exemple (invented)")
    given = AnnotationIn.model_validate(annotation(answer_target("SD-1", "EX-001"), ("A2",)))
    annotate(database, Frameworks(), actor_of(database, union.secret), given, present=lambda *_: Answered(201, "{}"))
    return database, secret


@pytest.fixture(params=["sqlite", "postgresql"])
def elsewhere(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """Another database, without a schema."""
    create: Callable[[], str] | None = None
    if request.param == "postgresql":
        create = request.getfixturevalue("empty_postgres")
    other = Database.open(create() if create else f"sqlite:///{tmp_path / 'elsewhere.db'}")
    yield other
    other.close()


def test_everything_comes_back_in_either_kind_of_database_and_life_goes_on(
    filled: tuple[Database, str], elsewhere: Database, tmp_path: Path
) -> None:
    database, secret = filled
    file = tmp_path / "backup.zip"
    told: list[str] = []
    backup = back_up(database, file, told=lambda table, _rows: told.append(table))
    restore(elsewhere, file)

    before = _content(database)
    assert _content(elsewhere) == before
    assert {name: len(rows) for name, rows in before.items()} == backup.rows
    assert set(told) == set(before)
    assert (backup.rows["revision"], backup.rows["upload"], backup.rows["annotation"]) == (1, 1, 1)
    assert _submit(elsewhere, secret) == 2, "the token still opens the door, and numbers go on"
    with pytest.raises(DBAPIError, match="insert-only"):
        elsewhere.write(lambda connection: connection.exec_driver_sql("UPDATE revision SET number = 9"))


def test_a_backup_never_overwrites_and_leaves_no_part_file(filled: tuple[Database, str], tmp_path: Path) -> None:
    file = tmp_path / "backup.zip"
    file.write_bytes(b"precious")
    with pytest.raises(FileExistsError):
        back_up(filled[0], file)

    assert file.read_bytes() == b"precious"
    assert [path.name for path in tmp_path.glob("*.part")] == []


def test_a_database_that_holds_something_is_left_as_it_is(filled: tuple[Database, str], tmp_path: Path) -> None:
    database, _ = filled
    back_up(database, tmp_path / "backup.zip")
    before = _content(database)
    with pytest.raises(ServiceError) as refused:
        restore(database, tmp_path / "backup.zip")

    assert (refused.value.code, refused.value.status) == ("database_not_empty", 409)
    assert _content(database) == before


@pytest.fixture
def sound(sqlite_url: str, tmp_path: Path) -> Path:
    """A small sound backup."""
    database = Database.open(sqlite_url)
    open_cycle(database)
    company(database, "EX-001", "Aciéries Exemple (invented)")
    back_up(database, tmp_path / "sound.zip")
    database.close()
    return tmp_path / "sound.zip"


def _altered(sound: Path, name: str, change: Callable[[bytes], bytes]) -> Path:
    altered = sound.with_name("altered.zip")
    with zipfile.ZipFile(sound) as before, zipfile.ZipFile(altered, "w") as after:
        for member in before.namelist():
            content = before.read(member)
            after.writestr(member, change(content) if member == name else content)
    return altered


def _newer(content: bytes) -> bytes:
    return json.dumps({**json.loads(content), "schema": "9999"}).encode()


@pytest.mark.parametrize(
    ("member", "change", "code"),
    [
        ("tables/organisation.ndjson", lambda content: content.replace(b"Exemple", b"Example"), "backup_damaged"),
        ("tables/organisation.ndjson", lambda content: content[:-1], "backup_damaged"),
        ("manifest.json", _newer, "backup_newer"),
        ("manifest.json", lambda _: b"[]", "backup_unreadable"),
        ("manifest.json", lambda _: b"{", "backup_unreadable"),
        ("manifest.json", lambda _: b"{}", "backup_unreadable"),
    ],
)
def test_an_altered_backup_is_refused_whole(
    sound: Path, tmp_path: Path, member: str, change: Callable[[bytes], bytes], code: str
) -> None:
    target = Database.open(f"sqlite:///{tmp_path / 'target.db'}")
    with pytest.raises(ServiceError) as refused:
        restore(target, _altered(sound, member, change))
    target.close()

    assert refused.value.code == code
    assert not (tmp_path / "target.db").exists() or _untouched(tmp_path / "target.db")


def _untouched(file: Path) -> bool:
    database = Database.open(f"sqlite:///{file}")
    with database.reading() as connection:
        tables = connection.exec_driver_sql("SELECT count(*) FROM sqlite_master").scalar()
    database.close()
    return tables == 0


def test_a_file_that_is_no_backup_is_told_as_such(sqlite_url: str, tmp_path: Path) -> None:
    other = tmp_path / "notes.zip"
    other.write_bytes(b"not a zip at all")
    database = Database.open(sqlite_url)
    with pytest.raises(ServiceError) as refused:
        restore(database, other)
    database.close()

    assert refused.value.code == "backup_unreadable"
