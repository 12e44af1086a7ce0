"""What waits for a company's reply is one rule, in Python and in SQL alike, whatever became of the annotations."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, select
from sqlmodel import col

from indicators.annotations import Annotation
from service.actors import OPERATOR, Actor
from service.store import annotation_filing, tables
from service.store import annotation_life as life
from service.store import annotations as rows
from service.store.annotation_life import Act
from service.store.awaited_replies import awaits_reply, opened
from service.store.engine import Database
from service.store.reminders import waiting
from tests.annotation_lives import filed_by, made_of
from tests.ledger.scene import open_log
from tests.samples import answer_target

ACTS = ("edit", "carry", "reply", "author", "hide", "show", "retract")
ACT = st.tuples(st.sampled_from([*ACTS[:-1], "reply", "edit", "carry", *ACTS[-1:]]), st.integers(0, 3))
"""An act and how many minutes it comes after the first: acts may come at one time, and clocks may go back."""
KNOWN = [("reply", 0), ("carry", 1), ("reply", 1)]
"""Answered, open again, answered at the moment of the carry-forward."""
LIVES = st.lists(st.lists(ACT, max_size=7), min_size=6, max_size=10)


class Place:
    """A company's answer, a union that annotates it, and everyone's rows as the acts write them."""

    def __init__(self, database: Database) -> None:
        scene = open_log(database)
        scene.submit()
        self.database = database
        self.union = made_of(database, "union", "Syndicat Auteur (invented)")
        self.company = Actor("company", scene.firm.organisation)
        self.secretariat = made_of(database, "secretariat", "Secrétariat (invented)")
        self.began = datetime.now(UTC) + timedelta(minutes=1)

    def live(self, acts: list[tuple[str, int]]) -> str:
        """File an annotation and let `acts` happen to it, whatever the rules of acting would say."""
        id_ = filed_by(self.database, self.union, answer_target("SD-1"), "A1")
        for act, minutes in acts:
            self.database.write(self._writer(id_, act, self.began + timedelta(minutes=minutes)))
        return id_

    def _writer(self, id_: str, act: str, at: datetime) -> Callable[[Connection], None]:
        def write(connection: Connection) -> None:
            one = found(connection, id_)
            by = {"reply": self.company, "hide": self.secretariat, "show": self.secretariat}.get(act, self.union)
            done, texts = Act(id_, one.version, by, at), {"fr": "Nous répondons."}
            if act == "edit":
                newer = replace(one, version=one.version + 1, revised=at)
                annotation_filing.add_version(connection, newer, self.union)
            elif act == "carry":
                life.add_carry_forward(connection, done, (one.carried_to or 1) + 1, {})
            elif act in ("reply", "author"):
                life.add_reply(connection, done, "EX-001" if act == "reply" else None, texts, late=False)
            elif act in ("hide", "show"):
                item = ("annotation", None)
                life.add_withholding(connection, done, item, "legal", "Diffamation.", lifted=act == "show")
            elif one.retracted is None:
                life.add_retraction(connection, done, "Erreur.")

        return write


def found(connection: Connection, id_: str) -> Annotation:
    ((_, one),) = rows.annotations_seen(connection, OPERATOR, rows.with_id(id_))
    return one


def test_the_condition_on_rows_says_of_any_life_what_the_rule_says(database: Database) -> None:
    place = Place(database)

    @settings(
        max_examples=12,
        phases=[Phase.explicit, Phase.generate],
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(LIVES)
    @example([KNOWN[:2], KNOWN[:3], KNOWN, [("reply", 1), ("carry", 1)], [("reply", 2), ("carry", 1), ("author", 3)]])
    @example([[("reply", 0), ("edit", 0)], [("hide", 0)], [("hide", 0), ("show", 0)], [("retract", 0)], []])
    def lives(chosen: list[list[tuple[str, int]]]) -> None:
        ids = [place.live(acts) for acts in chosen]
        with database.reading() as connection:
            lived = [one for _, one in rows.annotations_seen(connection, OPERATOR)]
            wait = {one.id.removeprefix(rows.IRI): one for one in lived if one.awaits_reply}
            told = connection.execute(
                select(col(tables.Annotation.id))
                .join(tables.AnnotationTarget, col(tables.AnnotationTarget.annotation) == col(tables.Annotation.id))
                .where(awaits_reply())
            )
            assert set(told.scalars()) == set(wait)
            put = opened()
            moments = {row.annotation: row.filed for row in connection.execute(select(put))}
            reminded = {one.annotation: (one.number, one.filed, one.hushed) for one in waiting(connection, "2026")}
            assert reminded == {id_: (one.version, moments[id_], one.hushed) for id_, one in wait.items()}
        assert set(ids) <= {one.id.removeprefix(rows.IRI) for one in lived}

    lives()


def test_when_it_was_put_to_the_company_is_its_newest_version_or_the_carry_forward_after_it(
    database: Database,
) -> None:
    place = Place(database)
    acts = [("edit", 1), ("carry", 2), ("edit", 3), ("carry", 5), ("reply", 6)]
    for number in range(1, len(acts) + 1):
        id_ = place.live(acts[:number])
        with database.reading() as connection:
            one, put = found(connection, id_), opened()
            stored = connection.execute(select(put.c.filed).where(put.c.annotation == id_)).scalar_one()
        assert stored == one.opened
        assert one.opened == place.began + timedelta(minutes=min(acts[number - 1][1], 5))
