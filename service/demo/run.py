"""The main job on the example cycle: from invented answers to a folder of workbooks, reports and a database.

Every step is the service's own (template, confined reader, checks, consolidation, accounts, filing); here lives their
order, and who is told how far they are.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal, Protocol, TypeVar

from indicators.model import LANGUAGES, Language
from service.demo import records
from service.demo.cycle import CYCLE, ExampleCycle, example_cycle
from service.demo.edition import LOG_KEY, example_settings, publish_example
from service.demo.folder import ANNOTATIONS, SIGNATORIES, WORKBOOKS, Folder, workbook_name, write_data, write_workbooks
from service.demo.records import Account, RefusedExampleError
from service.render.report.contents import Report
from service.store.engine import Database
from service.workflows.consolidate import Request, consolidate_folder
from service.workflows.cycles import Frameworks
from service.workflows.write_report import write_files

Step = Literal["workbooks", "consolidate", "reports", "accounts", "submissions", "annotations", "edition"]
STEPS: tuple[Step, ...] = (
    "workbooks",
    "consolidate",
    "reports",
    "accounts",
    "submissions",
    "annotations",
    "edition",
)


class Told(Protocol):
    """Told while a step goes on: which one, how much of it is done, how much there is, and what was done last."""

    def __call__(self, step: Step, done: int, total: int, name: str = "") -> None:
        """Tell of one step."""


def _untold(step: Step, done: int, total: int, name: str = "") -> None:
    """Nobody is told."""


DATABASE = "enregard.db"
PACKAGE = "package.zip"
MADE_ON = date(2026, 11, 20)
"""The date on the reports: fixed, so that the same data give the same files."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Made:
    """What a run leaves behind: the report's figures, where every file is, and the tokens that were issued."""

    directory: Path
    workbooks: tuple[Path, ...]
    signatories: Path
    annotations: Path
    reports: tuple[Path, ...]
    database: Path
    report: Report
    accounts: tuple[Account, ...]

    @property
    def files(self) -> tuple[Path, ...]:
        """Every file beside the workbooks."""
        return (self.signatories, self.annotations, *self.reports, self.database)

    @property
    def one_account_of_a_kind(self) -> tuple[Account, ...]:
        """One company, all unions and the organisers: enough to try every door."""
        first = {account.kind: account for account in reversed(self.accounts)}
        return tuple(a for a in self.accounts if a.kind == "union" or first[a.kind] is a)


def report_name(language: Language) -> str:
    """Return the file name of the report in a language."""
    return f"report.{language}.xlsx"


def database_url(directory: Path) -> str:
    """Return the address of the example database in a directory."""
    return f"sqlite:///{directory / DATABASE}"


def make(directory: Path, tell: Told = _untold, public_url: str = "http://127.0.0.1:8000") -> Made:
    """Write the example cycle into `directory`, replacing what an earlier run wrote there and nothing else.

    `public_url` is where it will be served: permanent links in the published edition begin with it.

    Raises TakenDirectoryError before anything is written, OSError where the directory cannot be written, and
    RefusedExampleError where the service's own rules refuse the example.
    """
    cycle = example_cycle()
    folder = Folder(directory)
    folder.clear(_names(cycle))
    filed = list(_counted(write_workbooks(folder, cycle), "workbooks", len(cycle.filings), tell))
    signatories, annotations = write_data(folder, cycle)
    request = Request(tuple(filed), annotations, signatories, cycle=CYCLE, made_on=MADE_ON)
    report = consolidate_folder(request, lambda done, all_: tell("consolidate", done, all_))
    if report.refused:
        raise RefusedExampleError(report.refused[0].name, report.refused[0].message)
    reports = _write_reports(folder, report, tell)
    accounts = _fill_database(folder, cycle, filed, public_url, tell)
    return Made(
        directory, tuple(filed), signatories, annotations, reports, directory / DATABASE, report, tuple(accounts)
    )


def _names(cycle: ExampleCycle) -> Sequence[str]:
    workbooks = [f"{WORKBOOKS}/{workbook_name(filing)}" for filing in cycle.filings]
    reports = [report_name(language) for language in LANGUAGES]
    return [*workbooks, SIGNATORIES, ANNOTATIONS, *reports, PACKAGE, *_database_files(), LOG_KEY]


def _database_files() -> tuple[str, ...]:
    """The database and the files SQLite keeps beside it while it is open."""
    return DATABASE, f"{DATABASE}-wal", f"{DATABASE}-shm"


def _write_reports(folder: Folder, report: Report, tell: Told) -> tuple[Path, ...]:
    outputs: dict[Language, Path] = {language: folder.path(report_name(language)) for language in LANGUAGES}
    total = len(outputs) + 1
    tell("reports", 0, total)
    written = write_files(report, outputs, folder.path(PACKAGE))
    tell("reports", len(written), total)
    return tuple(written)


def _fill_database(folder: Folder, cycle: ExampleCycle, filed: Sequence[Path], url: str, tell: Told) -> list[Account]:
    for name in (*_database_files(), LOG_KEY):
        folder.path(name)
    frameworks = Frameworks()
    database = Database.open(database_url(folder.root))
    try:
        records.open_cycle(database, frameworks, cycle)
        people = len(cycle.current) + len(cycle.unions) + len(records.ORGANISERS)
        accounts = list(_counted(records.open_accounts(database, cycle), "accounts", people, tell))
        uploads = records.file_all(database, frameworks, accounts, cycle, filed)
        _exhaust(_counted(uploads, "submissions", len(filed), tell))
        posts = records.annotate_all(database, frameworks, accounts, cycle)
        _exhaust(_counted(posts, "annotations", len(cycle.annotations), tell))
        settings = example_settings(folder.root, database_url(folder.root), url)
        tell("edition", 0, 1)
        publish_example(
            database, frameworks, accounts, settings, lambda one: tell("edition", one.done, one.total, one.name)
        )
    finally:
        database.close()
    return accounts


def _counted(items: Iterable[T], step: Step, total: int, tell: Told) -> Iterator[T]:
    for done, item in enumerate(items, start=1):
        yield item
        tell(step, done, total)


def _exhaust(items: Iterable[object]) -> None:
    for _ in items:
        pass
