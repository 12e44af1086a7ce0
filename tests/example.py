"""The example cycle in a database, filed through the service's own workflows without the detour over workbooks."""

from __future__ import annotations

import shutil
from pathlib import Path

from indicators.checks import check
from service.demo import records
from service.demo.cycle import CYCLE, example_cycle
from service.demo.edition import LOG_KEY, example_settings, publish_example
from service.demo.records import FILED, Account
from service.store.engine import Database
from service.store.idempotency import Answered
from service.workflows.accounts import actor_of
from service.workflows.cycles import Frameworks
from service.workflows.submit import approach, submit

PUBLIC_URL = "http://127.0.0.1:8000"
EXAMPLE = "example.db"


def example_database(template: Path, directory: Path) -> str:
    """Make a database with the example cycle and its published edition; return its address."""
    file = directory / EXAMPLE
    shutil.copy(template, file)
    url = f"sqlite:///{file}"
    database = Database.open(url)
    try:
        accounts = fill(database)
        publish_example(database, Frameworks(), accounts, example_settings(directory, url, PUBLIC_URL))
    finally:
        database.close()
    return url


def copied(url: str, directory: Path) -> str:
    """Copy an example database with the key of its log into a directory; return the address of the copy."""
    made = Path(url.removeprefix("sqlite:///"))
    shutil.copy(made, directory / EXAMPLE)
    shutil.copy(made.with_name(LOG_KEY), directory / LOG_KEY)
    return f"sqlite:///{directory / EXAMPLE}"


def fill(database: Database) -> list[Account]:
    """File the example cycle into an upgraded, empty database; return its accounts with their tokens."""
    cycle, frameworks = example_cycle(), Frameworks()
    records.open_cycle(database, frameworks, cycle)
    accounts = list(records.open_accounts(database, cycle))
    actors = {account.issued.organisation: actor_of(database, account.issued.secret) for account in accounts}
    for filing in cycle.filings:
        desk = approach(database, frameworks, actors[filing.signatory.id], CYCLE, clock=lambda: FILED)
        findings = check(desk.framework, filing.submission, cycle=CYCLE)
        submit(database, desk, filing.submission, findings, source="json", present=lambda _: Answered(201, ""))
    list(records.annotate_all(database, frameworks, accounts, cycle))
    return accounts
