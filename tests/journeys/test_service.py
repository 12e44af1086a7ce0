"""From an empty machine to the collective-impact workbook, by the command line and a real server."""

from __future__ import annotations

import io
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import openpyxl
import pytest

from indicators.loader import bundled
from schemas.submission import SubmissionIn
from service.render.filled_template import fill
from tests.running import Nursery, enregard, served
from tests.samples import annotation, answer_target, self_assessment, value_of

API = "/api/v1"


def _run(url: str, *arguments: str) -> str:
    done = enregard(*arguments, database_url=url)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def _bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def _open_cycle(url: str, roster: Path) -> None:
    roster.write_text(
        "id,name,country,sector,headcount,status,left_on\n"
        "EX-001,Aciéries Exemple (invented),FR,C,1200,joined,\n"
        "EX-002,Banque Exemple (invented),FR,L,900,joined,\n"
        "EX-003,Silencieuse Exemple (invented),BE,G,40,joined,\n",
        encoding="utf-8",
    )
    today = datetime.now(UTC).date()
    opens, closes = str(today - timedelta(days=5)), str(today + timedelta(days=60))
    _run(url, "db", "upgrade")
    _run(url, "cycle", "create", "2026", "--opens", opens, "--closes", closes)
    _run(url, "cycle", "roster", "2026", str(roster))


def _account(url: str, kind: str, name: str, *more: str) -> str:
    token = _run(url, "account", "create", "--kind", kind, "--name", name, *more)
    assert token.startswith("enr_")
    return token


def test_from_an_empty_database_to_the_collective_workbook(database_url_empty: str, tmp_path: Path) -> None:
    url = database_url_empty
    _open_cycle(url, tmp_path / "roster.csv")
    steel = _account(url, "company", "Aciéries Exemple (invented)", "--signatory", "EX-001", "--cycle", "2026")
    bank = _account(url, "company", "Banque Exemple (invented)", "--signatory", "EX-002", "--cycle", "2026")
    union = _account(url, "union", "Fédération Exemple (invented)")
    framework = bundled()

    with served(url) as (address, process), httpx.Client(base_url=address, timeout=60) as client:
        by_json = client.post(f"{API}/cycles/2026/submissions", json=self_assessment(framework), headers=_bearer(steel))
        body = self_assessment(framework, name="Banque Exemple (invented)")
        value_of(body, "SD-1")["numerator"] = 8
        workbook = fill(SubmissionIn.model_validate(body).as_submission(), framework)
        by_workbook = client.post(
            f"{API}/cycles/2026/submissions/workbook", files={"file": ("b.xlsx", workbook)}, headers=_bearer(bank)
        )
        contested = client.post(
            f"{API}/annotations", json=annotation(answer_target("SD-1", "EX-002"), ("A2",)), headers=_bearer(union)
        )
        report = client.get(f"{API}/cycles/2026/report.xlsx?language=en", headers=_bearer(union))
        figures = client.get(f"{API}/cycles/2026/report?indicator=SD-1", headers=_bearer(union)).json()["figures"]
        door = client.get("/")
        page = client.get("/fr")
    stopped = process.returncode

    assert (by_json.status_code, by_workbook.status_code, contested.status_code) == (201, 201, 201), by_workbook.text
    assert (figures[0]["claimed"]["numerator"], figures[0]["set_aside"]["numerator"]) == (12, 4)
    book = openpyxl.load_workbook(io.BytesIO(report.content))
    texts = {str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None}
    assert {"Silencieuse Exemple (invented)", "Fédération Exemple (invented)", "Banque Exemple (invented)"} <= texts
    assert (door.status_code, door.headers["location"]) == (307, "/fr")
    assert (page.status_code, "<h1" in page.text) == (200, True)
    assert stopped in (0, -15), "the server ended of itself when asked"


def test_a_service_asked_to_stop_while_its_workers_still_start_stops_at_once(sqlite_url: str) -> None:
    with Nursery(sqlite_url) as nursery:
        for seconds in (0.1, 0.3, 0.6):
            nursery.start()
            time.sleep(seconds)
            begun = time.monotonic()
            nursery.terminate()
            assert time.monotonic() - begun < 5, f"asked after {seconds} s"


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url_empty(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a database without a schema."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'var' / 'enregard.db'}"
    url: str = request.getfixturevalue("empty_postgres")()
    return url
