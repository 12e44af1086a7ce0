"""`enregard db`, `cycle` and `account`: an operator's first steps, and what is said when one goes wrong."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import text

from service.cli import main
from service.errors import ServiceError
from service.settings import settings
from service.store.engine import Database
from service.workflows import accounts
from service.workflows.people.invitations import Newcomer, accept
from tests.people import PASSWORD, joined, reception_of


@pytest.fixture(autouse=True)
def _here(database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ENREGARD_DATABASE_URL", database_url)
    settings.cache_clear()


def _run(*arguments: str) -> Result:
    return CliRunner().invoke(main, arguments)


def _token(*arguments: str) -> str:
    done = _run("account", "create", *arguments)
    assert done.exit_code == 0, done.output
    return done.stdout.strip()


def _open_cycle() -> None:
    done = _run("cycle", "create", "2026", "--opens", "2026-01-01", "--closes", "2027-01-01")
    assert done.exit_code == 0, done.output


def test_a_token_is_printed_once_and_kept_only_as_its_hash(database: Database) -> None:
    token = _token("--kind", "union", "--name", "Fédération Exemple (invented)")

    assert re.fullmatch(r"enr_[A-Za-z0-9_-]{43}", token)
    assert accounts.actor_of(database, token).organisation == "federation-exemple-invented"
    listed = _run("account", "list").output
    assert token not in listed
    assert token[:10] in listed
    with database.reading() as connection:
        kept = connection.execute(text("SELECT * FROM token")).mappings().one()
    assert token not in str(dict(kept))
    assert kept["digest"] == accounts.digest(token)


def test_a_token_ends_on_its_day_or_when_it_is_revoked(database: Database) -> None:
    token = _token("--kind", "analyst", "--name", "Observatoire (invented)", "--days", "1")
    second = _run("account", "token", "observatoire-invented", "--scope", "read").stdout.strip()
    id_ = next(tokens for _, tokens in accounts.accounts(database))[-1].id

    later = datetime.now(UTC) + timedelta(days=2)
    with database.reading() as connection:
        from service.store.organisations import actor_by_digest

        assert actor_by_digest(connection, accounts.digest(token), later) is None
        assert actor_by_digest(connection, accounts.digest(second), later) is not None
    assert _run("account", "revoke", id_).exit_code == 0
    assert "révoqué le" in _run("account", "list").output
    assert "revoked" in _run("account", "list", "--language", "en").output
    again = _run("account", "revoke", id_)
    assert (again.exit_code, "unknown_token" in again.output) == (1, True)


def test_a_company_takes_its_place_and_nobody_takes_it_again(database: Database) -> None:
    _open_cycle()
    place = ("--signatory", "EX-001", "--cycle", "2026")
    _token("--kind", "company", "--name", "Une (invented)", *place)

    taken = _run("account", "create", "--kind", "company", "--name", "Autre (invented)", *place)

    assert taken.exit_code == 1
    assert "place_taken" in taken.output
    assert [one.id for one, _ in accounts.accounts(database)] == ["une-invented"]


def test_a_company_joins_a_further_cycle(database: Database) -> None:
    _open_cycle()
    _run("cycle", "create", "2027", "--opens", "2027-01-01", "--closes", "2028-01-01")
    _token("--kind", "company", "--name", "Une (invented)", "--signatory", "EX-001", "--cycle", "2026")

    assert _run("account", "join", "une-invented", "--cycle", "2027", "--signatory", "EX-001").exit_code == 0
    assert "place_taken" in _run("account", "join", "une-invented", "--cycle", "2027", "--signatory", "EX-002").output


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ("account create --kind union --name U --signatory X --cycle 2026", "only_company_place"),
        ("account create --kind company --name C --signatory X", "vont ensemble"),
        ("account create --kind company --name C --signatory X --language en", "go together"),
        ("account token nobody --language en", "There is no account"),
        ("account token nobody", "Aucun compte"),
        ("account invite nobody a@example.org", "unknown_account"),
        ("account people nobody", "not_found"),
        ("account accredit nobody --ground x", "unknown_account"),
        ("account create --kind company --name C --signatory X --cycle 1999", "unknown_cycle"),
        ("account create --kind union --name U --scope submit", "scope_too_wide"),
        ("account token nobody", "unknown_account"),
        ("account create --kind union --name U --id ../x", "bad_id"),
        ("account create --kind union --name \x07", "bad_name"),
        ("cycle create a/b --opens 2026-01-01 --closes 2026-02-01", "bad_id"),
        ("cycle create 2026 --opens 2026-02-01 --closes 2026-01-01", "cycle_dates"),
        ("cycle create 2026 --framework x --opens 2026-01-01 --closes 2026-02-01", "unknown_framework"),
    ],
)
def test_what_cannot_be_done_is_said_and_leaves_nothing(database: Database, arguments: str, said: str) -> None:
    done = _run(*arguments.split())

    assert done.exit_code in (1, 2)
    assert said in done.output
    assert accounts.accounts(database) == []


def test_a_cycle_is_opened_once(database: Database) -> None:
    _open_cycle()
    again = _run("cycle", "create", "2026", "--opens", "2026-01-01", "--closes", "2027-01-01")

    assert (again.exit_code, "cycle_exists" in again.output) == (1, True)


def test_a_roster_is_added_to_and_brought_up_to_date(database: Database, tmp_path: Path) -> None:
    _open_cycle()
    file = tmp_path / "roster.csv"
    head = "id,name,country,sector,headcount,status,left_on\n"
    file.write_text(
        head + "EX-1,Une (invented),FR,C,10,joined,\nEX-2,Deux (invented),BE,L,,invited,\n", encoding="utf-8"
    )
    first = _run("cycle", "roster", "2026", str(file))
    file.write_text(
        head + "EX-1,Une SA (invented),FR,C,12,left,2026-03-01\nEX-3,Trois (invented),,,,joined,\n", encoding="utf-8"
    )
    second = _run("cycle", "roster", "2026", str(file))

    assert (first.output.strip(), second.output.strip()) == (
        "2026\u00a0: 2 signataires ajoutés, 0 mis à jour.",
        "2026\u00a0: 1 signataire ajouté, 1 mis à jour.",
    )
    with database.reading() as connection:
        from service.store.cycles import roster

        found = [(one.id, one.name, one.headcount, one.status) for one in roster(connection, "2026")]
    assert found == [
        ("EX-1", "Une SA (invented)", 12, "left"),
        ("EX-2", "Deux (invented)", None, "invited"),
        ("EX-3", "Trois (invented)", None, "joined"),
    ]


def test_every_fault_of_a_roster_is_named_by_its_line(database: Database, tmp_path: Path) -> None:
    _open_cycle()
    file = tmp_path / "roster.csv"
    file.write_text("id,name,country,sector,headcount,status,left_on\nEX-1,,FR,C,many,joined,\n", encoding="utf-8")

    done = _run("cycle", "roster", "2026", str(file))

    assert done.exit_code == 1
    assert done.output.count("roster.csv:2") == 2


def test_two_organisations_of_one_name_get_two_ids(database: Database) -> None:
    for _ in range(3):
        _token("--kind", "union", "--name", "Même nom (invented)")

    assert sorted(one.id for one, _ in accounts.accounts(database)) == [
        "meme-nom-invented",
        "meme-nom-invented-2",
        "meme-nom-invented-3",
    ]
    with pytest.raises(ServiceError, match="account_exists"):
        accounts.create_account(database, kind="union", name="x", id_="meme-nom-invented")


def test_people_are_invited_listed_and_removed_in_both_languages(database: Database) -> None:
    _token("--kind", "union", "--name", "Fédération Exemple (invented)", "--id", "u1")
    invited = _run("account", "invite", "u1", "Claire@example.org", "--admin")
    link = invited.stdout.strip()
    assert re.fullmatch(r"http://127\.0\.0\.1:8000/fr/invitation/i_[0-9a-f]{16}/[A-Za-z0-9_-]{43}", link)
    assert "n’est plus montré" in invited.stderr
    reception = reception_of(database)
    id_, secret = link.split("/")[-2:]
    accept(reception, id_, secret, Newcomer("Claire Exemple", PASSWORD, "fr", "192.0.2.1"))

    listed = [_run("account", "people", "u1", "--language", language).output for language in ("fr", "en")]
    nobody = _run("account", "remove", "u1", "autre@example.org")
    removed = _run("account", "remove", "u1", "claire@example.org", "--language", "en")

    assert ["claire@example.org  Claire Exemple  administre" in listed[0], "administrator" in listed[1]] == [True, True]
    assert (nobody.exit_code, "Personne" in nobody.output) == (1, True)
    assert (removed.exit_code, "no longer a member" in removed.output) == (0, True)
    assert _run("account", "people", "u1").output == ""


def test_a_link_to_a_new_password_is_printed_once(database: Database) -> None:
    _token("--kind", "company", "--name", "Une (invented)", "--id", "c1")
    joined(reception_of(database), "c1", "claire@example.org")

    link = _run("account", "reset", "c1", "claire@example.org").stdout.strip()

    assert re.fullmatch(r"http://127\.0\.0\.1:8000/fr/password/r_[0-9a-f]{16}/[A-Za-z0-9_-]{43}", link)


def test_unions_are_accredited_with_a_record_in_both_languages(database: Database) -> None:
    _open_cycle()
    _token("--kind", "union", "--name", "Fédération Exemple (invented)", "--id", "u1", "--unverified")

    assert "sans accréditation" in _run("account", "list").output
    granted = _run("account", "accredit", "u1", "--ground", "élections de 2025", "--cycle", "2026")
    again = _run("account", "accredit", "u1", "--ground", "encore", "--cycle", "2026")
    ended = _run("account", "accredit", "u1", "--ground", "asked for it", "--end", "--language", "en")

    assert granted.output.strip() == "u1: accréditée – 2026"
    assert (again.exit_code, "accreditation_stands" in again.output) == (1, True)
    assert ended.output.strip() == "u1: accreditation ended – all cycles"
    lines = _run("account", "record", "u1").output.strip().splitlines()
    assert [line.split("UTC  ")[1] for line in lines] == [
        "accréditée  2026  exploitant  élections de 2025",
        "fin d’accréditation  tous les cycles  exploitant  asked for it",
    ]


def test_a_name_that_looks_like_another_is_told_and_made_all_the_same(database: Database) -> None:
    _token("--kind", "union", "--name", "Fédération du Ponant (invented)", "--id", "u1")

    done = _run("account", "create", "--kind", "union", "--name", "Fédérаtion du Роnant (invented)", "--id", "u2")

    assert done.exit_code == 0
    assert "ressemble à celui de u1 (Fédération du Ponant (invented))" in done.stderr
    assert [one.id for one, _ in accounts.accounts(database)] == ["u1", "u2"]
