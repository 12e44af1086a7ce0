"""On PostgreSQL the serving role can serve, and can neither change a filed row nor switch off what guards it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import psycopg
import pytest
from sqlalchemy.exc import ProgrammingError

from service.errors import ServiceError
from service.intake.confinement import ConfinedReader
from service.store.engine import Database
from service.store.grants import grant
from service.store.tables import INSERT_ONLY
from tests.api.conftest import Stage, reader, staged
from tests.samples import annotation, answer_target

__all__ = ["reader"]

ROLE = "enregard_serving"


@dataclass
class Served:
    """A database as its owner opens it, and a stage on it as the serving role does."""

    owner: Database
    stage: Stage


@pytest.fixture
def served(postgres: Callable[[], str], reader: ConfinedReader) -> Iterator[Served]:
    url = postgres()
    with psycopg.connect(url, autocommit=True) as connection:
        known = connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [ROLE]).fetchone()
        if known is None:
            connection.execute(f"CREATE ROLE {ROLE}")  # type: ignore[arg-type]
    owner = Database.open(url)
    grant(owner, ROLE)
    serving_url = f"{url}&options=-c%20role%3D{ROLE}"
    serving = Database.open(serving_url)
    yield Served(owner, staged(serving, serving_url, reader))
    serving.close()
    owner.close()


def test_the_serving_role_can_do_all_that_serving_takes(served: Served) -> None:
    filed = served.stage.filed()
    annotated = served.stage.client("union").post(
        "/api/v1/annotations", json=annotation(answer_target("SD-1"), ("A2",))
    )
    report = served.stage.client("secretariat").get("/api/v1/cycles/2026/report?indicator=SD-1")

    assert (filed["revision"], annotated.status_code, report.status_code) == (1, 201, 200), annotated.text
    with served.stage.database.reading() as connection:
        assert connection.exec_driver_sql("SELECT current_user").scalar() == ROLE


@pytest.mark.parametrize("table", INSERT_ONLY)
@pytest.mark.parametrize(
    "statement",
    ['DELETE FROM "{}"', 'UPDATE "{0}" SET {1} = {1}', 'TRUNCATE "{}"', 'ALTER TABLE "{}" DISABLE TRIGGER ALL'],
    ids=["delete", "update", "truncate", "disable triggers"],
)
def test_the_serving_role_cannot(statement: str, table: str, granted: Database) -> None:
    def act(connection: object) -> None:
        column = f'"{_first_column(granted, table)}"'
        connection.exec_driver_sql(statement.format(table, column))  # type: ignore[attr-defined]

    with pytest.raises(ProgrammingError, match=r"permission denied|must be owner"):
        granted.write(act)


def _first_column(database: Database, table: str) -> str:
    with database.reading() as connection:
        query = "SELECT column_name FROM information_schema.columns WHERE table_name = %(table)s LIMIT 1"
        return str(connection.exec_driver_sql(query, {"table": table}).scalar())


@pytest.fixture(scope="module")
def granted(postgres: Callable[[], str]) -> Iterator[Database]:
    """A database as the serving role sees it; one for all that must be refused."""
    url = postgres()
    with psycopg.connect(url, autocommit=True) as connection:
        known = connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [ROLE]).fetchone()
        if known is None:
            connection.execute(f"CREATE ROLE {ROLE}")  # type: ignore[arg-type]
    owner = Database.open(url)
    grant(owner, ROLE)
    owner.close()
    serving = Database.open(f"{url}&options=-c%20role%3D{ROLE}")
    yield serving
    serving.close()


@pytest.mark.parametrize(
    ("role", "code"), [("nobody_of_that_name", "unknown_role"), ('x"; DROP TABLE revision; --', "bad_role")]
)
def test_a_role_that_is_not_there_or_is_no_name_is_refused(postgres: Callable[[], str], role: str, code: str) -> None:
    owner = Database.open(postgres())
    with pytest.raises(ServiceError) as refused:
        grant(owner, role)
    owner.close()

    assert refused.value.code == code


def test_sqlite_has_no_roles(sqlite_url: str) -> None:
    database = Database.open(sqlite_url)
    with pytest.raises(ServiceError) as refused:
        grant(database, ROLE)
    database.close()

    assert refused.value.code == "postgresql_only"
