"""`enregard cycle`: a cycle made, run and told from the machine itself, in French and in English."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from service.cli import main
from service.settings import settings
from service.store.engine import Database
from service.workflows.accounts import create_account
from tests.kept_edition import keep_edition
from tests.samples import company
from tests.workbooks import PROFILE, workbook


@pytest.fixture
def here(sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """The database that every command works on."""
    monkeypatch.setenv("ENREGARD_DATABASE_URL", sqlite_url)
    settings.cache_clear()
    return sqlite_url


def _run(*words: str, code: int = 0) -> str:
    result: Result = CliRunner().invoke(main, ["cycle", *words])
    assert result.exit_code == code, result.output
    return result.output


def _made() -> None:
    today = datetime.now(UTC).date()
    opens, closes = str(today - timedelta(days=9)), str(today - timedelta(days=2))
    _run("create", "2026", "--opens", opens, "--closes", closes, "--zone", "Europe/Paris")


def test_a_cycle_is_made_frozen_published_and_told(here: str) -> None:
    _made()

    frozen = _run("freeze", "2026", "--reason", "Tout est là.")
    refused = _run("publish", "2026", "--language", "en", code=1)
    database = Database.open(here)
    keep_edition(database)
    database.close()
    published = _run("publish", "2026", "--language", "en")
    told = _run("show", "2026", "--language", "en").splitlines()

    assert frozen.startswith("2026\u00a0: étape «\u00a0frozen\u00a0» depuis le ")
    assert "cycle_without_edition: Cycle “2026” has no edition" in refused
    assert "(Europe/Paris)" in published
    assert "phase “published”" in told[0]
    assert [line.split(": ")[1].split(" (")[0] for line in told[1:-1]] == ["contradictory", "frozen", "published"]
    assert told[2].endswith("(act of the secretariat) – Tout est là.")
    assert told[-1].strip().startswith("0 invited, 0 opened")


def test_a_step_out_of_order_is_refused_with_the_order(here: str) -> None:
    _made()

    assert "wrong_phase" in _run("publish", "2026", code=1)


def test_a_time_that_does_not_exist_is_refused(here: str) -> None:
    told = _run(
        "create", "2027", "--opens", "2027-01-01", "--closes", "2027-03-28T02:30", "--zone", "Europe/Paris", code=1
    )

    assert "no_such_time" in told


def test_a_signatory_leaves_and_stays_on_record(here: str, tmp_path: Path) -> None:
    _made()
    roster = tmp_path / "roster.csv"
    roster.write_text(
        "id,name,country,sector,headcount,status,left_on\nEX-1,Fonderie (invented),FR,C,9,joined,\n", "utf-8"
    )

    added = _run("roster", "2026", str(roster), "--language", "en")
    left = _run("signatory", "2026", "EX-1", "--status", "left", "--on", "2026-05-04", "--language", "en")

    assert added == "2026: 1 signatory added, 0 updated.\n"
    assert left == "2026: EX-1 (Fonderie (invented)), status “left” from 2026-05-04 on.\n"
    assert "1 left." in _run("show", "2026", "--language", "en")


def test_a_zip_is_filed_and_what_is_refused_is_told(here: str, tmp_path: Path) -> None:
    _made()
    database = Database.open(here)
    company(database, "EX-001", "Aciéries (invented)")
    create_account(database, kind="secretariat", name="Secrétariat (invented)", id_="sec")
    database.close()
    content = workbook(organisation=replace(PROFILE, name="Aciéries (invented)", reference="EX-001"))
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("EX-001.xlsx", content)
        archive.writestr("EX-009.xlsx", b"no workbook")
    file = tmp_path / "all.zip"
    file.write_bytes(buffer.getvalue())

    told = _run("bulk", "2026", str(file), "--language", "en", code=1)
    again = _run("bulk", "2026", str(file), "--language", "en", code=1)

    assert "EX-001.xlsx: filed as revision 1 of EX-001." in told
    assert "EX-009.xlsx: refused." in told
    assert "EX-001.xlsx: the same as the current revision of EX-001" in again
