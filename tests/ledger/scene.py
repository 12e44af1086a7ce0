"""A database with acts on record and a log that signs them, and a hand that reaches behind the guards."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, text

from indicators.loader import bundled
from schemas.annotation import AnnotationIn
from schemas.submission import SubmissionIn
from service.actors import Actor
from service.ledger.notes import SigningKey, new_key
from service.store import log_tree
from service.store.engine import Database
from service.store.idempotency import Answered
from service.store.rows import insert_if_absent, insert_rows
from service.store.tables import Cycle, CycleTransition
from service.workflows.accounts import Issued, create_account
from service.workflows.annotate import annotate
from service.workflows.checkpoints import make_checkpoint
from service.workflows.cycles import Frameworks
from service.workflows.public_log import Receipt, record
from service.workflows.submit import approach, judge, submit
from service.workflows.verify_log import verify_database
from tests.samples import annotation, company, open_cycle, self_assessment

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
FILLED = 100_000
"""Numbers of transitions that only fill the log begin here."""
KEY = new_key("log.example.org/api/v1/log")
TESTIMONY = {
    "kind": "testimony",
    "title": "Témoignage",
    "quote": "On nous a montré l’outil le matin même.",
    "sector": "C",
    "role": "opératrice",
    "consent": True,
}


@dataclass
class Log:
    """A database whose log is signed with `key`; `union` and `firm` are the accounts that act."""

    database: Database
    union: Issued
    firm: Issued
    key: SigningKey = KEY

    def submit(self, *, upload: bytes | None = None, **organisation: Any) -> None:
        """File a revision with a warning, evidence and a decimal number."""
        body = self_assessment(bundled(), **organisation)
        body["answers"][1]["evidence"] = [{"kind": "minutes", "title": "PV du CSE", "reference": "PV 2026-03"}]
        body["answers"][2]["comment"] = "Chiffres provisoires – à revoir 😀"
        body["organisation"]["populations"]["EMP"] = 1300
        body["commitments"][0]["target"] = 300.5
        submission = SubmissionIn.model_validate(body).as_submission()
        actor = Actor("company", self.firm.organisation, token=self.firm.id)
        desk = approach(self.database, Frameworks(), actor, "2026")
        filed = submit(
            self.database,
            desk,
            submission,
            judge(desk, submission),
            source="json" if upload is None else "workbook",
            present=lambda _: Answered(201, ""),
            upload=upload,
        )
        assert isinstance(filed, Answered)

    def annotate(self, **more: Any) -> str:
        """File an annotation with testimony; returns its id."""
        ids = []
        filed = annotate(
            self.database,
            Frameworks(),
            Actor("union", self.union.organisation, "Fédération Exemple (invented)", token=self.union.id),
            AnnotationIn.model_validate(annotation(evidence=[TESTIMONY], demands=["E03"], **more)),
            present=lambda _, one: ids.append(one.id) or Answered(201, "{}"),  # type: ignore[func-returns-value]
        )
        assert isinstance(filed, Answered), filed
        return str(ids[0]).rpartition(":")[2]

    def fill(self, count: int, first: int = 0) -> list[Receipt]:
        """Write `count` leaves of transitions."""
        return self.database.write(
            lambda connection: [_transition(connection, FILLED + first + at) for at in range(count)]
        )

    def fill_up_to(self, size: int) -> None:
        """Write leaves of transitions until the log has `size`."""
        with self.database.reading() as connection:
            there = connection.execute(text("SELECT count(*) FROM ledger_leaf")).scalar_one()
        self.fill(size - there, first=there)

    def sign(self, after: timedelta = timedelta()) -> str:
        """Make a checkpoint and return its note."""
        made = make_checkpoint(self.database, self.key, NOON + after, least=1)
        assert made is not None
        return made.note

    def sizes(self) -> list[int]:
        """Return how many leaves each checkpoint covers."""
        with self.database.reading() as connection:
            return [one.size for one in log_tree.checkpoints(connection)]

    def codes(self, *held: str) -> set[str]:
        """Return the codes that a verification finds, with the notes that a union held."""
        notes = [(f"held {at}", note) for at, note in enumerate(held)]
        return {one.code for one in verify_database(self.database, self.key.verifier, notes).findings}

    def places(self, code: str, *held: str) -> list[str]:
        """Return where a verification finds `code`."""
        notes = [(f"held {at}", note) for at, note in enumerate(held)]
        found = verify_database(self.database, self.key.verifier, notes).findings
        return [one.place for one in found if one.code == code]

    def behind(self, *statements: str, **values: Any) -> None:
        """Run statements as somebody who owns the database and has put its guards out of action."""
        with self.database.engine.begin() as connection:
            if self.database.dialect == "postgresql":
                connection.execute(text("SET LOCAL session_replication_role = replica"))
            else:
                connection.exec_driver_sql("PRAGMA defer_foreign_keys=ON")
                names = connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).scalars()
                for name in list(names):
                    connection.exec_driver_sql(f'DROP TRIGGER "{name}"')
            for statement in statements:
                connection.execute(text(statement), values)


def _transition(connection: Connection, number: int) -> Receipt:
    """Write a change of the cycle's dates under a number of our own, as `service.workflows.transitions` does."""
    dates = {"opens": NOON, "closes": NOON}
    cycle = {
        "id": "2026",
        "framework": "paris-2025@1",
        "framework_hash": "",
        "created": NOON,
        "zone": "UTC",
        "version": 1,
    }
    insert_if_absent(connection, Cycle, {**cycle, **dates})
    told = {"phase": "open", "cause": "dates", "at": NOON, "recorded": NOON, **dates}
    insert_rows(connection, CycleTransition, [{**told, "cycle": "2026", "number": number}])
    return record(connection, "transition", f"urn:enregard:cycle:2026:transition:{number}", told, NOON)


def open_log(database: Database) -> Log:
    """Set the scene: a cycle, a company and a union, nothing filed yet."""
    open_cycle(database)
    firm = company(database)
    union = create_account(database, kind="union", name="Fédération Exemple (invented)")
    return Log(database, union, firm)
