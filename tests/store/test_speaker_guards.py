"""Nobody speaks on somebody else's text: the database refuses the row, or the log's verifier names it. In raw SQL."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from service.store.engine import Database
from service.workflows.accounts import actor_of
from tests.annotation_lives import filed_by, made_of
from tests.ledger.scene import Log, open_log
from tests.samples import answer_target

_BESIDE = "(annotation, number, organisation, created"
FORGED = {
    "annotation": "INSERT INTO annotation (id, organisation, created) VALUES ('forged', :by, :at)",
    "annotation_version": "INSERT INTO annotation_version (annotation, number, motivation, created, content, "
    'organisation) VALUES (:on, 2, \'assessing\', :at, \'{"texts": {"fr": "Forgé."}, "demands": [], '
    '"themes": [], "evidence": []}\', :by)',
    "retraction": "INSERT INTO retraction (annotation, reason, created, organisation) VALUES (:on, 'Forgé.', :at, :by)",
    "carry_forward": "INSERT INTO carry_forward (annotation, revision, texts, created, organisation) "
    "VALUES (:on, 2, '{}', :at, :by)",
    "reply": f"INSERT INTO reply {_BESIDE}, signatory, late, texts) VALUES (:on, 1, :by, :at, 'EX-001', false, '{{}}')",
    "countersignature": f"INSERT INTO countersignature {_BESIDE}) VALUES (:on, 1, :by, :at)",
    "dissent": f"INSERT INTO dissent {_BESIDE}, text) VALUES (:on, 1, :by, :at, 'Forgé.')",
    "withholding": "INSERT INTO withholding (annotation, part, ground, reason, lifted, organisation, created) "
    "VALUES (:on, 'annotation', 'legal', 'Forgé.', false, :by, :at)",
    "erasure": "INSERT INTO erasure (id, subject, ground, reason, organisation, created) "
    "VALUES ('e1', 'urn:enregard:annotation:' || :on || ':version:1', 'legal', 'Forgé.', :by, :at)",
}
"""A row of each table, on the annotation `:on`, in the name of `:by`."""
MAY = {
    "annotation": {"author", "other union"},
    "annotation_version": {"author"},
    "retraction": {"author"},
    "carry_forward": {"author"},
    "reply": {"company"},
    "countersignature": {"other union"},
    "dissent": {"other union"},
    "withholding": {"secretariat"},
    "erasure": {"secretariat", "operator"},
}
"""Who may speak in each table."""
WHO = ("author", "other union", "company", "other company", "secretariat", "analyst", "operator")


@dataclass
class Scene:
    """A log with an annotation of the author's, and the ids of everyone."""

    log: Log
    annotation: str
    ids: dict[str, str]

    def insert(self, table: str, who: str, statement: str = "") -> None:
        """Insert a row in the name of `who`, past every workflow."""
        given = {"on": self.annotation, "by": self.ids[who], "at": "2026-03-02 12:00:00.000000"}
        statement = statement or FORGED[table]
        asked = {name: value for name, value in given.items() if f":{name}" in statement}
        self.log.database.write(lambda connection: connection.execute(text(statement), asked))


def staged(database: Database) -> Scene:
    """Set the scene: an answer with two revisions, and an annotation on it."""
    log = open_log(database)
    log.submit()
    author = actor_of(database, log.union.secret)
    annotation = filed_by(database, author, answer_target("SD-1", "EX-001"), "A1")
    log.submit()
    ids = {"author": log.union.organisation, "company": log.firm.organisation, "operator": ""}
    kinds = {"other union": "union", "other company": "company", "secretariat": "secretariat", "analyst": "analyst"}
    ids |= {who: made_of(database, kind, f"{who} (invented)").organisation for who, kind in kinds.items()}
    return Scene(log, annotation, ids)


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def scene(
    request: pytest.FixtureRequest, sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Scene]:
    """One scene for all that is refused: nothing of it stays."""
    if request.param == "sqlite":
        file = tmp_path_factory.mktemp("speakers") / "enregard.db"
        file.write_bytes(sqlite_template.read_bytes())
        database = Database.open(f"sqlite:///{file}")
    else:
        create: Callable[[], str] = request.getfixturevalue("postgres")
        database = Database.open(create())
    yield staged(database)
    database.close()


@pytest.mark.parametrize(("table", "who"), [(table, who) for table in FORGED for who in WHO if who not in MAY[table]])
def test_a_row_in_the_name_of_who_may_not_speak_there_is_refused(scene: Scene, table: str, who: str) -> None:
    with pytest.raises(DBAPIError) as refused:
        scene.insert(table, who)

    assert f"{table} refuses a row in the name of another" in str(refused.value.orig)


def test_a_turn_of_the_thread_is_the_authors_or_that_of_the_company_concerned(scene: Scene) -> None:
    as_author = FORGED["reply"].replace("'EX-001'", "NULL")

    for who, statement in (
        ("company", as_author),
        ("other union", as_author),
        ("author", FORGED["reply"]),
        ("company", FORGED["reply"].replace("EX-001", "EX-002")),
    ):
        with pytest.raises(DBAPIError, match="reply refuses a row in the name of another"):
            scene.insert("reply", who, statement)


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE signatory SET organisation = :by WHERE id = 'EX-001'",
        "UPDATE signatory SET organisation = NULL WHERE id = 'EX-001'",
        "UPDATE signatory SET id = 'EX-900' WHERE id = 'EX-901'",
        "UPDATE signatory SET cycle = 'elsewhere' WHERE id = 'EX-901'",
        "DELETE FROM signatory WHERE id = 'EX-901'",
    ],
)
def test_a_companys_place_goes_to_no_other_organisation_so_that_nobody_replies_from_it(
    scene: Scene, change: str
) -> None:
    taken = "INSERT INTO signatory (cycle, id, name, status, version, organisation) VALUES ('2026', 'EX-901', 'X', "
    by = {"by": scene.ids["analyst"]} if ":by" in change else {}
    with scene.log.database.engine.connect() as connection:
        connection.execute(text(f"{taken}'joined', 1, :by)"), {"by": scene.ids["other company"]})
        with pytest.raises(DBAPIError) as refused:
            connection.execute(text(change), by)

    assert "signatory keeps the organisation that stands there" in str(refused.value.orig)


def test_a_place_that_nobody_has_is_given_and_what_is_known_of_a_company_changes(scene: Scene) -> None:
    with scene.log.database.engine.connect() as connection:
        free = "INSERT INTO signatory (cycle, id, name, status, version) VALUES ('2026', 'EX-902', 'X', 'joined', 1)"
        connection.execute(text(free))
        given = {"by": scene.ids["other company"]}
        done = connection.execute(text("UPDATE signatory SET organisation = :by WHERE id = 'EX-902'"), given).rowcount
        done += connection.execute(text("UPDATE signatory SET name = 'Y', version = 2 WHERE id = 'EX-902'")).rowcount
        connection.rollback()

    assert done == 2


@pytest.mark.parametrize("table", ["annotation_version", "retraction", "carry_forward"])
def test_a_row_that_names_no_speaker_is_refused(scene: Scene, table: str) -> None:
    with pytest.raises(DBAPIError, match=f"{table} refuses a row in the name of another"):
        scene.insert(table, "author", FORGED[table].replace(":by", "NULL"))


@pytest.mark.parametrize("table", FORGED)
def test_a_row_forged_in_the_name_of_who_may_speak_there_is_named_by_the_logs_verifier(
    database: Database, table: str
) -> None:
    scene = staged(database)
    scene.log.sign()
    assert scene.log.codes() == set()

    scene.insert(table, sorted(MAY[table])[0])

    last = {"annotation": ":version:1", "annotation_version": ":version:2", "retraction": ":retraction"}
    code = "L17" if table == "erasure" else "L15"
    if table == "annotation":  # a row without target and version says nothing yet
        scene.insert(table, "author", _TARGET)
        scene.insert(table, sorted(MAY[table])[0], FORGED["annotation_version"].replace(":on, 2", "'forged', 1"))
    places = scene.log.places(code)
    assert len(places) == 1, (places, scene.log.codes())
    assert places[0].endswith(last.get(table, places[0]))
    assert ("forged" in places[0]) == (table == "annotation")


_TARGET = (
    "INSERT INTO annotation_target (annotation, kind, framework, clause) "
    "VALUES ('forged', 'clause', 'paris-2025@1', '1.1')"
)


def test_a_temporary_table_of_the_same_name_is_not_asked_on_postgresql(postgres: Callable[[], str]) -> None:
    database = Database.open(postgres())
    scene = staged(database)

    with database.engine.connect() as connection, connection.begin():
        connection.exec_driver_sql("CREATE TEMP TABLE organisation AS SELECT * FROM organisation")
        connection.exec_driver_sql("UPDATE pg_temp.organisation SET kind = 'secretariat'")
        given = {"on": scene.annotation, "by": scene.ids["company"], "at": "2026-03-02 12:00:00"}
        with pytest.raises(DBAPIError, match="withholding refuses a row in the name of another"):
            connection.execute(text(FORGED["withholding"]), given)
    database.close()


def test_acts_through_the_service_say_who_speaks_and_verify(database: Database) -> None:
    from tests.annotation_lives import live

    log = open_log(database)
    log.submit()
    log.submit()
    live(database, actor_of(database, log.firm.secret))
    log.sign(timedelta(hours=1))
    with database.reading() as connection:
        for table in ("annotation_version", "retraction", "carry_forward"):
            others = text(
                f"SELECT count(*) FROM {table} JOIN annotation ON annotation.id = {table}.annotation "
                f"WHERE {table}.organisation IS NULL OR {table}.organisation <> annotation.organisation"
            )
            assert connection.execute(others).scalar_one() == 0

    assert log.codes() == set()
