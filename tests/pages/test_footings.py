"""Every table that a public page reads is one whose changes move what the page rests on."""

from __future__ import annotations

import sqlite3
from threading import current_thread

from fastapi.testclient import TestClient
from sqlalchemy import event
from sqlmodel import SQLModel

from service.app import create_app
from service.pages.front import Foyer
from service.settings import Settings
from tests.pages.plan import PUBLIC

PICTURES = ("home/all", "pledge/all", "edition/2026-1.0", "objective/1", "indicator/SD-2", "company/EX-001")
TABLES = frozenset(SQLModel.metadata.tables)
"""What is authorised under another name is a part of a statement that has a name of its own."""
FOOTINGS = {
    "editions": {"edition", "edition_file", "edition_chunk"},
    "log": {"checkpoint", "ledger_place", "ledger_leaf"},
    "record": {
        *("cycle", "signatory", "organisation", "accreditation", "submission", "revision", "withdrawal"),
        *("annotation", "annotation_version", "annotation_motive", "annotation_target"),
        *("reply", "countersignature", "dissent", "carry_forward", "retraction", "withholding"),
        *("ledger_leaf", "ledger_opening"),  # each act writes a leaf with its opening, the erasure of an opening too
        "union_demand",  # an annotation shows the version that was the newest when it was filed, and no later one
    },
}
"""Which tables move which part of what a page rests on: `store/stands.py` asks them, or something written with them."""


def test_no_page_reads_what_it_does_not_rest_on(example_url: str) -> None:
    read: set[str] = set()

    def seen(action: int, name: str | None, *_: object) -> int:
        rounds = current_thread().name.startswith("enregard-")  # what the house does meanwhile is no page's doing
        if action == sqlite3.SQLITE_READ and name and not name.startswith("sqlite_") and not rounds:
            read.add(name)
        return sqlite3.SQLITE_OK

    app = create_app(Settings(database_url=example_url, requests_per_minute=0))
    with TestClient(app) as client:
        foyer: Foyer = app.state.foyer
        client.get("/fr")
        foyer.house.database.engine.dispose()
        event.listen(foyer.house.database.engine, "connect", lambda raw, _: raw.set_authorizer(seen))
        beyond = {}
        for path in (*(f"/en{one}" for one in (*PUBLIC, "/explorer")), *(f"/en/share/{one}.png" for one in PICTURES)):
            address, _, query = path.partition("?")
            client.get("/en/method")  # the stand is read, where anything moved it
            read.clear()
            foyer.house.database.engine.dispose()  # a statement is authorised when it is prepared
            client.get(path)
            kept = foyer.pages.get((address, query.encode()))
            assert kept is not None, path
            rest = set().union(*(FOOTINGS[one] for one in kept.rests_on))
            beyond[path] = (kept.rests_on, (read & TABLES) - rest)

    assert {path: found for path, found in beyond.items() if found[1]} == {}
