"""Companies and a union that keep filing, each in a thread, and remember what they were told was stored.

What is not acknowledged is sent again under the same key, as a program that follows the README does.
"""

from __future__ import annotations

import itertools
import threading
import time
from typing import Any

import httpx

from indicators.loader import bundled
from service.store.engine import Database
from service.workflows.accounts import create_account
from tests.running import PATIENCE
from tests.samples import annotation, company, open_cycle, self_assessment, value_of

API = "/api/v1"
RETRIED = (409, 429, 503, 507)


class Caller(threading.Thread):
    """Files one thing after another; `acknowledged` maps what it was given (id or number) to its own count."""

    def __init__(self, url: str, token: str, path: str) -> None:
        super().__init__(daemon=True)
        self.url, self.token, self.path = url, token, path
        self.headers = {"Authorization": f"Bearer {token}"}
        self.acknowledged: dict[Any, int] = {}
        self.receipts: list[str] = []
        self.refused: list[int] = []
        self.stopping = threading.Event()
        self.failure: str | None = None

    def body(self, count: int) -> dict[str, Any]:
        """Return what is filed the `count`th time."""
        raise NotImplementedError

    def known_as(self, answer: dict[str, Any]) -> Any:
        """Return what the answer calls the thing that was filed."""
        raise NotImplementedError

    def run(self) -> None:
        """File until told to stop, or until something is answered that no retry mends."""
        with httpx.Client(base_url=self.url, headers=self.headers, timeout=PATIENCE) as client:
            for count in itertools.count(1):
                answer = self._until_acknowledged(client, self.body(count), f"{self.name}-{count}")
                if answer is None:
                    return
                self.acknowledged[self.known_as(answer)] = count
                self.receipts.append(answer["receipt"]["leaf"])

    def _until_acknowledged(self, client: httpx.Client, body: dict[str, Any], key: str) -> dict[str, Any] | None:
        while not self.stopping.is_set():
            try:
                response = client.post(self.path, json=body, headers={"Idempotency-Key": key})
            except httpx.TransportError:
                time.sleep(0.02)
                continue
            if response.status_code == 201:
                answer: dict[str, Any] = response.json()
                return answer
            self.refused.append(response.status_code)
            if response.status_code not in RETRIED:
                self.failure = f"{response.status_code} {response.text}"
                return None
            time.sleep(0.02)
        return None


class Company(Caller):
    """Submits; the count is the numerator of SD-5."""

    def body(self, count: int) -> dict[str, Any]:
        """Return a self-assessment that tells its count."""
        body = self_assessment(bundled())
        value_of(body, "SD-5")["numerator"] = count
        return body

    def known_as(self, answer: dict[str, Any]) -> Any:
        """Return the revision's number."""
        return answer["revision"]


class Union(Caller):
    """Annotates a clause; the count is in the text."""

    def body(self, count: int) -> dict[str, Any]:
        """Return an annotation that tells its count."""
        said = {"type": "TextualBody", "value": f"count {count}", "language": "en"}
        return annotation(body=[said])

    def known_as(self, answer: dict[str, Any]) -> Any:
        """Return the annotation's IRI."""
        return answer["id"]


SIGNATORIES = ("EX-001", "EX-002", "EX-003")


def hired(database_url: str, url: str) -> list[Caller]:
    """Return three companies of an open cycle and a union, who will call at `url`."""
    database = Database.open(database_url)
    open_cycle(database)
    path = f"{API}/cycles/2026/submissions"
    callers: list[Caller] = [
        Company(url, company(database, id_, f"Entreprise {id_} (invented)").secret, path) for id_ in SIGNATORIES
    ]
    union = create_account(database, kind="union", name="Fédération Exemple (invented)")
    callers.append(Union(url, union.secret, f"{API}/annotations"))
    database.close()
    return callers


def wait_for_more(callers: list[Caller], more: int = 1) -> None:
    """Wait until every caller was acknowledged again. Raises AssertionError where one fails or nothing moves."""
    before = [len(caller.acknowledged) for caller in callers]
    deadline = time.monotonic() + PATIENCE
    while any(len(caller.acknowledged) < n + more for caller, n in zip(callers, before, strict=True)):
        assert time.monotonic() < deadline, "no progress"
        assert all(caller.is_alive() for caller in callers), [caller.failure for caller in callers]
        time.sleep(0.005)


def dismissed(callers: list[Caller]) -> None:
    """Let every caller finish what it is at."""
    for caller in callers:
        caller.stopping.set()
    for caller in callers:
        caller.join(PATIENCE)


def assert_nothing_lost(url: str, database_url: str, callers: list[Caller], in_flight: int = 1) -> None:
    """Hold what the service has against what was acknowledged: all there, each once, each with its leaf in the log, and
    no more than `in_flight` besides for each caller.
    """
    for caller, signatory in zip(callers[:3], SIGNATORIES, strict=True):
        _assert_revisions(url, caller, signatory, in_flight)
    _assert_annotations(url, callers[3], in_flight)
    database = Database.open(database_url)
    with database.reading() as connection:
        leaves = {bytes(row[0]).hex() for row in connection.exec_driver_sql("SELECT hash FROM ledger_leaf")}
    database.close()
    assert {leaf for caller in callers for leaf in caller.receipts} <= leaves


def _assert_revisions(url: str, caller: Caller, signatory: str, in_flight: int) -> None:
    here = f"{url}{API}/submissions/2026.{signatory}"
    history = httpx.get(here, headers=caller.headers, timeout=PATIENCE).json()
    numbers = [head["revision"] for head in history["revisions"]]
    stored = {}
    for number in numbers:
        content = httpx.get(f"{here}/revisions/{number}", headers=caller.headers, timeout=PATIENCE).json()["content"]
        stored[number] = value_of(content, "SD-5")["numerator"]

    assert numbers == list(range(1, len(numbers) + 1))
    assert {number: stored.get(number) for number in caller.acknowledged} == caller.acknowledged
    assert sorted(stored.values()) == list(range(1, len(numbers) + 1)), "each submission is there once"
    assert 0 <= len(numbers) - len(caller.acknowledged) <= in_flight, "at most what was in flight at the end"


def _assert_annotations(url: str, caller: Caller, in_flight: int) -> None:
    stored: dict[str, int] = {}
    cursor = None
    while True:
        asked = {"limit": 100} | ({"cursor": cursor} if cursor else {})
        page = httpx.get(f"{url}{API}/annotations", params=asked, headers=caller.headers, timeout=PATIENCE).json()
        stored |= {one["id"]: int(one["body"][0]["value"].split()[1]) for one in page["items"]}
        cursor = page["next"]
        if cursor is None:
            break

    assert {id_: stored.get(id_) for id_ in caller.acknowledged} == caller.acknowledged
    assert sorted(stored.values()) == list(range(1, len(stored) + 1)), "each annotation is there once"
    assert 0 <= len(stored) - len(caller.acknowledged) <= in_flight
