"""A bulk upload whose server is killed again and again ends with each workbook filed once."""

from __future__ import annotations

import io
import time
import zipfile
from dataclasses import replace

import httpx
from sqlalchemy import text

from service.store.engine import Database
from service.workflows.accounts import create_account
from tests.running import PATIENCE, Nursery
from tests.samples import company, open_cycle
from tests.workbooks import PROFILE, workbook

COMPANIES = 5
KILLS = 2
REVISIONS = "SELECT signatory, count(*) FROM submission s JOIN revision r ON r.submission = s.id GROUP BY signatory"


def _zip() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for number in range(1, COMPANIES + 1):
            given = replace(PROFILE, name=f"Entreprise {number} (invented)", reference=f"EX-{number:03}")
            archive.writestr(f"EX-{number:03}.xlsx", workbook(organisation=given))
    return buffer.getvalue()


def _filed(database: Database) -> int:
    with database.reading() as connection:
        return int(connection.execute(text("SELECT count(*) FROM bulk_file WHERE status = 'filed'")).scalar_one())


def _until(database: Database, wanted: int) -> None:
    deadline = time.monotonic() + PATIENCE
    while _filed(database) < wanted:
        assert time.monotonic() < deadline, "the work does not go on"
        time.sleep(0.02)


def test_each_workbook_is_filed_once_however_often_the_server_is_killed(database_url: str) -> None:
    database = Database.open(database_url)
    open_cycle(database)
    for number in range(1, COMPANIES + 1):
        company(database, f"EX-{number:03}", f"Entreprise {number} (invented)")
    secretariat = create_account(database, kind="secretariat", name="Secrétariat (invented)")
    headers = {"Authorization": f"Bearer {secretariat.secret}"}
    with Nursery(database_url) as nursery:
        nursery.start()
        files = {"file": ("all.zip", _zip(), "application/zip")}
        taken = httpx.post(f"{nursery.url}/api/v1/cycles/2026/bulk", files=files, headers=headers, timeout=PATIENCE)
        assert taken.status_code == 202, taken.text
        for kill in range(KILLS):
            _until(database, 1 + kill * (COMPANIES - 2) // KILLS)
            nursery.kill()
            nursery.start()
        _until(database, COMPANIES)
        told = httpx.get(f"{nursery.url}{taken.headers['location']}", headers=headers, timeout=PATIENCE).json()

    assert (told["filed"], told["waiting"], told["refused"]) == (COMPANIES, 0, 0)
    with database.reading() as connection:
        numbers = connection.execute(text(REVISIONS))
        assert {row[0]: row[1] for row in numbers} == {f"EX-{number:03}": 1 for number in range(1, COMPANIES + 1)}
        assert connection.execute(text("SELECT count(*) FROM bulk_file WHERE content IS NOT NULL")).scalar() == 0
    database.close()
