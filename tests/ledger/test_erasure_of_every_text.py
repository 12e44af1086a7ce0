"""Whatever words a leaf commits to can go, with the salt that opened them: every kind of act, on both databases."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from schemas.annotation_life import CarryForwardPosted, WithholdingPosted
from service.actors import Actor
from service.clock import utc_now
from service.errors import ServiceError
from service.ledger.merkle import consistent
from service.ledger.notes import read_checkpoint
from service.store import erasable, log_acts
from service.store.engine import Database
from service.store.guards import ERASED
from service.store.idempotency import Answered
from service.store.tables import metadata
from service.workflows import annotation_acts as acts
from service.workflows.accounts import actor_of
from service.workflows.erase import erase
from service.workflows.log_reading import consistency
from service.workflows.people.accrediting import Decision, decide
from service.workflows.run_cycle import begin
from service.workflows.verify_log import verify_database
from service.workflows.withdraw import withdraw
from tests.annotation_lives import filed_by, hand_of, made_of
from tests.ledger.scene import Log, open_log
from tests.samples import answer_target

WORDS: Mapping[str, str] = {
    "carry_forward": "Maintenue : Mme Dupré l’a vu.",
    "retraction": "Retirée : M. Martin s’y reconnaissait.",
    "withholding": "Retenue : Mme Leroy y est nommée.",
    "withdrawal": "Reprise par Mme Petit.",
    "transition": "Gelé à la demande de M. Roche.",
    "accreditation": "Lettre de Mme Faure.",
    "erasure": "M. Girard y était reconnaissable.",
}
"""What each act says; every one of them names somebody invented."""


def _nothing(*_: object) -> Answered:
    return Answered(201, "{}")


def _after_the_end() -> datetime:
    return utc_now() + timedelta(days=200)


def _lived(scene: Log, secretariat: Actor) -> dict[str, str]:
    """Let each act happen once; returns the name of its words."""
    database, union = scene.database, actor_of(scene.database, scene.union.secret)
    scene.submit()
    first, second = (filed_by(database, union, answer_target("SD-1", "EX-001"), "A1") for _ in range(2))
    scene.submit()
    body = [{"type": "TextualBody", "value": WORDS["carry_forward"], "language": "fr", "format": "text/plain"}]
    upheld = CarryForwardPosted.model_validate({"revision": 2, "body": body})
    assert isinstance(acts.carry_forward(hand_of(database, union, first), upheld), Answered)
    acts.retract(hand_of(database, union, second), WORDS["retraction"])
    hidden = WithholdingPosted(ground="personal_data", reason=WORDS["withholding"])
    acts.withhold(hand_of(database, secretariat, first), hidden)
    firm = Actor("company", scene.firm.organisation, token=scene.firm.id)
    withdraw(database, firm, "2026.EX-001", revision=2, reason=WORDS["withdrawal"], present=_nothing)
    decision = Decision("ended", WORDS["accreditation"])
    decide(database, secretariat, union.organisation, decision, present=_nothing)
    begin(database, secretariat, "2026", "frozen", reason=WORDS["transition"], clock=_after_the_end)
    erase(
        database,
        secretariat,
        f"urn:enregard:annotation:{second}:version:1",
        "legal",
        WORDS["erasure"],
        present=_nothing,
    )
    return _names(database)


def _names(database: Database) -> dict[str, str]:
    with database.reading() as connection:
        opened = connection.execute(
            text("SELECT kind, subject, content FROM ledger_leaf JOIN ledger_opening ON ledger_opening.leaf = hash")
        ).all()
        erasure = connection.execute(text("SELECT id FROM erasure")).scalar_one()
    found = {kind: subject for kind, subject, content in opened if WORDS.get(kind, "\0") in content}
    return {**found, "erasure": f"urn:enregard:erasure:{erasure}"}


def _everything(database: Database) -> str:
    with database.reading() as connection:
        return repr([list(connection.execute(table.select())) for table in metadata.sorted_tables])


def test_the_words_of_every_act_go_and_the_proofs_stand(database: Database) -> None:
    scene, secretariat = open_log(database), made_of(database, "secretariat", "Secrétariat Exemple (invented)")
    names = _lived(scene, secretariat)
    assert names.keys() == WORDS.keys()
    earlier = read_checkpoint(scene.sign())
    before = _everything(database)
    assert all(said in before for said in WORDS.values())

    for name in names.values():
        erase(database, secretariat, name, "personal_data", "Une personne y était nommée.", present=_nothing)

    later = read_checkpoint(scene.sign(timedelta(hours=1)))
    assert scene.codes() == set()
    after = _everything(database)
    assert [said for said in WORDS.values() if said in after] == []
    assert later.size == earlier.size + len(WORDS)
    with database.reading() as connection:
        proof = consistency(connection, earlier.size, later.size)
    assert consistent(earlier.size, later.size, earlier.root, later.root, proof.path)


def test_nobody_writes_other_words_where_some_were_erased(database: Database) -> None:
    scene, secretariat = open_log(database), made_of(database, "secretariat", "Secrétariat Exemple (invented)")
    names = _lived(scene, secretariat)
    for name in names.values():
        erase(database, secretariat, name, "personal_data", "Une personne y était nommée.", present=_nothing)
    scene.sign()
    assert scene.codes() == set()
    said = {
        one.table: one.column
        for one in erasable.TEXTS
        if one.table not in ("annotation_version", "reply", "dissent", "edition")
    }

    changed = [
        f'UPDATE "{table}" SET "{column}" = \'{"{}" if column == "texts" else "x"}\' WHERE '
        f"CAST(\"{column}\" AS TEXT) LIKE '%Text erased%'"
        for table, column in said.items()
    ]
    version = "UPDATE annotation_version SET content = '{}' WHERE CAST(content AS TEXT) LIKE '%Text erased%'"
    words = version.replace("'{}'", """'{"texts": {"fr": "Forgé."}, "demands": [], "themes": [], "evidence": []}'""")
    scene.behind(*changed, words)

    found = verify_database(database, scene.key.verifier).findings
    assert {one.code for one in found} == {"L14"}
    with database.reading() as connection:
        first = connection.execute(text("SELECT subject FROM erasure ORDER BY created LIMIT 1")).scalar_one()
    assert sorted((one.place, one.params["found"]) for one in found) == sorted(
        [
            (names["carry_forward"], "texts"),
            (names["retraction"], "reason"),
            (names["withholding"], "reason"),
            (names["withdrawal"], "reason"),
            (names["transition"], "reason"),
            (names["accreditation"], "ground"),
            (first, "reason"),
            (first, "texts"),
        ]
    )


def test_the_omission_stays_where_the_words_were(database: Database) -> None:
    scene, secretariat = open_log(database), made_of(database, "secretariat", "Secrétariat Exemple (invented)")
    names = _lived(scene, secretariat)
    for kind in ("carry_forward", "withholding"):
        erase(database, secretariat, names[kind], "personal_data", "Une personne y était nommée.", present=_nothing)

    annotation = names["carry_forward"].split(":")[3]
    with database.reading() as connection:
        shown = acts.seen(connection, secretariat, annotation)
    assert shown.carried_to == 2
    assert shown.carried_texts == {
        "fr": "Texte effacé : voir le registre public.",
        "en": "Text erased: see the public log.",
    }
    assert shown.withheld == "Texte effacé : voir le registre public. Text erased: see the public log."
    assert shown.withheld_ground == "personal_data"


def test_no_words_change_where_no_erasure_names_them(database: Database) -> None:
    scene, secretariat = open_log(database), made_of(database, "secretariat", "Secrétariat Exemple (invented)")
    names = _lived(scene, secretariat)
    erase(database, secretariat, names["withholding"], "legal", "Une personne y était nommée.", present=_nothing)

    for one in erasable.TEXTS:
        if one.table in ("annotation_version", "reply", "dissent", "edition"):
            continue  # the first three in test_erasure.py; there is no edition here
        others = "x" if one.table == "withholding" else ERASED[one.table]
        change = text(f'UPDATE "{one.table}" SET "{one.column}" = :words')
        with pytest.raises(DBAPIError):
            database.write(lambda c, change=change, words=others: c.execute(change, {"words": words}))  # type: ignore[misc]


def test_every_kind_of_act_with_words_has_words_that_can_go() -> None:
    """A column of words that a later act commits to must be named in `erasable.TEXTS`, or this fails."""
    spoken = {"texts", "text", "reason", "ground"}
    wanted = {
        (act.model.__tablename__, column)
        for act in log_acts.ACTS.values()
        for member, column in act.members.items()
        if member in spoken and (act.model.__tablename__, column) != ("withholding", "ground")
    }

    assert wanted <= {(one.table, one.column) for one in erasable.TEXTS}
    assert {one.table for one in erasable.TEXTS} == ERASED.keys()


def test_a_reason_that_was_never_given_cannot_be_erased(database: Database) -> None:
    secretariat = made_of(database, "secretariat", "Secrétariat Exemple (invented)")
    open_log(database).submit()

    with pytest.raises(ServiceError) as refused:
        erase(database, secretariat, "urn:enregard:cycle:2026:transition:1", "legal", "x", present=_nothing)
    assert refused.value.code == "not_found"
