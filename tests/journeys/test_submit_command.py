"""`enregard submit`: a company's program sends its workbook to a real server, and is never filed twice."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import openpyxl
import pytest
from click.testing import CliRunner

from indicators.loader import bundled
from schemas.submission import SubmissionIn
from service.cli import main
from service.client import ATTEMPTS, Client, RefusedError, UnreachableError
from service.render.filled_template import fill
from service.store.engine import Database
from tests.running import enregard, free_port, served
from tests.samples import company, open_cycle, self_assessment, value_of


@dataclass
class Office:
    """A company at work: its token in a file, its filled workbook, the address of the service."""

    address: str
    database_url: str
    token: Path
    workbook: Path

    def submit(self, *more: str) -> tuple[int, str]:
        """Run the command; return its exit status and what it printed."""
        arguments = ("submit", str(self.workbook), "--server", self.address, "--token-file", str(self.token), *more)
        done = enregard(*arguments, database_url=self.database_url)
        return done.returncode, done.stdout + done.stderr


@pytest.fixture(scope="module")
def service(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str]]:
    """One running service for all companies of this file: its address and its database."""
    file = tmp_path_factory.mktemp("submit") / "enregard.db"
    file.write_bytes(sqlite_template.read_bytes())
    url = f"sqlite:///{file}"
    database = Database.open(url)
    open_cycle(database)
    database.close()
    with served(url) as (address, _):
        yield address, url


@pytest.fixture
def office(service: tuple[str, str], tmp_path: Path) -> Office:
    """A company that nobody else is: it has never submitted."""
    address, url = service
    database = Database.open(url)
    token = tmp_path / "token.txt"
    token.write_text(company(database, f"EX-{uuid.uuid4().hex[:8]}").secret + "\n", encoding="utf-8")
    database.close()
    body = self_assessment(bundled())
    workbook = tmp_path / "acieries.xlsx"
    workbook.write_bytes(fill(SubmissionIn.model_validate(body).as_submission(), bundled()))
    return Office(address, url, token, workbook)


def test_a_workbook_is_tried_filed_once_and_a_mended_one_becomes_the_next_revision(office: Office) -> None:
    status, said = office.submit("--dry-run", "--language", "en")
    assert (status, "It would be revision 1" in said) == (0, True)
    kept = office.workbook.with_name("receipt.json")
    status, said = office.submit("--key", "one-and-the-same", "--language", "en", "--receipt", str(kept))
    assert (status, "revision 1 filed" in said) == (0, True)
    receipt = json.loads(kept.read_text(encoding="utf-8"))
    assert (receipt["kind"], receipt["subject"].endswith(":revision:1")) == ("revision", True)
    status, said = office.submit("--key", "one-and-the-same", "--language", "en")
    assert (status, "revision 1 filed" in said) == (0, True)
    body = self_assessment(bundled())
    value_of(body, "SD-1")["numerator"] = 5
    office.workbook.write_bytes(fill(SubmissionIn.model_validate(body).as_submission(), bundled()))
    status, said = office.submit()
    assert (status, "révision 2 enregistrée" in said) == (0, True)


def test_every_fault_comes_back_with_its_sheet_and_cell(office: Office) -> None:
    book = openpyxl.load_workbook(office.workbook)
    sheet, cell = _cell_of(book, "SD-1.numerator")
    book[sheet][cell] = "oui, en partie"
    book.save(office.workbook)
    status, said = office.submit("--language", "fr")
    assert status == 1
    assert f"E07 Erreur – feuille «\u00a0{sheet}\u00a0», cellule {cell}\u00a0: " in said
    assert "oui, en partie" in said


def test_a_wrong_token_and_an_unknown_cycle_are_told_in_words(office: Office) -> None:
    status, said = office.submit("--cycle", "1999", "--language", "en")
    assert (status, "unknown_cycle" in said) == (1, True)
    office.token.write_text("enr_unknown", encoding="utf-8")
    status, said = office.submit("--cycle", "2026", "--language", "en")
    assert (status, "token_unknown" in said) == (1, True)


def test_a_service_that_is_not_there_is_told_with_the_key_to_try_again_with(office: Office) -> None:
    office.address = f"http://127.0.0.1:{free_port()}"
    status, said = office.submit("--cycle", "2026", "--key", "kept", "--language", "en")
    assert (status, "--key kept" in said) == (2, True)


@pytest.mark.parametrize(
    ("more", "token", "named"),
    [
        (("--server", "127.0.0.1:8000"), b"enr_x", "--server"),
        (("--key", "two words"), b"enr_x", "--key"),
        (("--key", "é"), b"enr_x", "--key"),
        (("--key", ""), b"enr_x", "--key"),
        ((), b"\xff\xfe", "--token-file"),
        ((), b"", "--token-file"),
        ((), b"enr_one\nenr_two\n", "--token-file"),
    ],
)
def test_what_could_never_be_sent_is_named_before_anything_is_sent(
    more: tuple[str, ...], token: bytes, named: str, tmp_path: Path
) -> None:
    (tmp_path / "token.txt").write_bytes(token)
    (tmp_path / "w.xlsx").write_bytes(b"x")
    here = ("submit", str(tmp_path / "w.xlsx"), "--server", f"http://127.0.0.1:{free_port()}")

    done = CliRunner().invoke(main, [*here, "--token-file", str(tmp_path / "token.txt"), *more])

    assert (done.exit_code, named in done.output) == (2, True), done.output


def test_another_service_at_the_address_is_told_from_this_one(tmp_path: Path) -> None:
    file = tmp_path / "w.xlsx"
    file.write_bytes(b"x")

    def page(_: httpx.Request) -> httpx.Response:
        return httpx.Response(200, html="<h1>Welcome</h1>")

    with _client(page, []) as client:
        for ask in (client.cycles, lambda: client.submit_workbook(file, "2026")):
            with pytest.raises(RefusedError) as refused:
                ask()
            assert refused.value.problem.code == "not_the_service"


def _cell_of(book: openpyxl.Workbook, code: str) -> tuple[str, str]:
    for sheet in book.worksheets:
        columns = {cell.value: cell.column_letter for cell in sheet[1]}
        for (row,) in sheet.iter_rows(max_col=1):
            if row.value == code:
                return sheet.title, f"{columns['value']}{row.row}"
    raise AssertionError(code)


def _client(answers: Callable[[httpx.Request], httpx.Response], pauses: list[float]) -> Client:
    return Client("http://service.example", "enr_x", "en", httpx.MockTransport(answers), pauses.append)


def test_a_busy_service_is_tried_again_with_the_same_key_after_the_time_it_asks_for(tmp_path: Path) -> None:
    file = tmp_path / "w.xlsx"
    file.write_bytes(b"x")
    keys: list[str] = []
    pauses: list[float] = []

    def busy_twice(request: httpx.Request) -> httpx.Response:
        keys.append(request.headers["Idempotency-Key"])
        if len(keys) == 1:
            return httpx.Response(503, headers={"Retry-After": "7"})
        if len(keys) == 2:
            raise httpx.ReadError("lost")
        problem = {"type": "t", "title": "t", "status": 422, "detail": "no", "code": "findings"}
        return httpx.Response(422, json=problem)

    with _client(busy_twice, pauses) as client, pytest.raises(RefusedError) as refused:
        client.submit_workbook(file, "2026")
    assert refused.value.problem.code == "findings"
    assert len(keys) == 3
    assert len(set(keys)) == 1
    assert pauses == [7.0, 0.4]


def test_a_service_that_stays_away_is_given_up_after_so_many_attempts(tmp_path: Path) -> None:
    pauses: list[float] = []

    def away(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("refused", request=request)

    with _client(away, pauses) as client, pytest.raises(UnreachableError):
        client.cycles()
    assert len(pauses) == ATTEMPTS - 1
