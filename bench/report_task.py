"""One task of `bench.report`, ours or a peer's, in a process of its own: what it adds to memory is then its own.

The process first does what a server has done long before: what is loaded once, and a report of the cycle before.
Usage: python -m bench.report_task DATABASE TASK; prints seconds, MB added, longest wait of another thread in ms.
"""

from __future__ import annotations

import gc
import json
import sys
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Final

import openpyxl
import pandas as pd
from sqlalchemy import text

from bench import report_peers
from bench.stored_cycle import CYCLES
from bench.watched import watched
from indicators.model import LANGUAGES
from service.render.report.language import Words
from service.render.report.view import EVERYTHING
from service.store.engine import Database
from service.workflows.cycles import Frameworks
from service.workflows.downloads import Form, figure_png, figure_svg, write_form
from service.workflows.report import KeptReports

FIRST, PREVIOUS, CYCLE = CYCLES
TIMES: Final = 200
"""Look-ups in one measure."""
PICTURES: Final = ("svg", "png")
SAMPLE: Final = 50_000
"""Rows that openpyxl writes or reads in a measure; it is linear, and the time is scaled to all of them."""


class Ours:
    """Our own tasks, each from the store to what a request gets, the kept report out of date."""

    def __init__(self, file: Path, target: Path) -> None:
        self._database, self._frameworks = Database.open(f"sqlite:///{file}"), Frameworks()
        self._target = target
        self._kept = KeptReports()
        for language in LANGUAGES:
            Words(language)("yes")
        _ = self._kept.live(self._database, self._frameworks, FIRST).shown
        gc.collect()
        gc.freeze()

    def cold(self) -> None:
        """Make a report."""
        KeptReports().live(self._database, self._frameworks, CYCLE)

    def ready(self) -> None:
        """Make the report that `unchanged` looks up."""
        self._kept.live(self._database, self._frameworks, CYCLE)

    def unchanged(self) -> None:
        """Ask for a report that is kept."""
        for _ in range(TIMES):
            self._kept.live(self._database, self._frameworks, CYCLE)

    def picture(self, name: str) -> None:
        """Draw one figure with its counter-annotations, from the kept report."""
        report = self._kept.live(self._database, self._frameworks, CYCLE).report(EVERYTHING)
        svg = figure_svg(report, "SD-1", "en")
        self._target.write_bytes(svg.encode() if name == "svg" else figure_png(svg))

    def file(self, name: str) -> None:
        """Write a file with all answers."""
        form = Form(name, "answers")
        report = KeptReports().for_files(self._database, self._frameworks, CYCLE, form).report(EVERYTHING)
        write_form(self._target, report, form, "en", "complete")


class Peers:
    """What they are measured against."""

    def __init__(self, file: Path, target: Path) -> None:
        self._file, self._target = file, target
        self._database = Database.open(f"sqlite:///{file}")

    def cold(self) -> None:
        """The same cells: of the cycle, of the one before, and of the companies present in both."""
        report_peers.cells(self._file, CYCLE, PREVIOUS)

    def alone(self) -> None:
        """The cells of one cycle that is compared with no other."""
        report_peers.cells(self._file, CYCLE, None)

    def unchanged(self) -> None:
        """Look up a row by its key."""
        keyed = text("SELECT * FROM cycle WHERE id = '2026'")
        for _ in range(TIMES):
            with self._database.reading() as connection:
                connection.execute(keyed).first()

    def csv(self) -> None:
        """The same rows and columns."""
        report_peers.rows(self._file, CYCLE).write_csv(self._target)

    def parquet(self) -> None:
        """The same rows and columns."""
        report_peers.rows(self._file, CYCLE).write_parquet(self._target)


def _scaled(file: Path, target: Path, task: str) -> tuple[Callable[[], None], float]:
    """What openpyxl does with `SAMPLE` of the rows, and how many times that all of them are."""
    frame = report_peers.rows(file, CYCLE)
    some = frame.head(SAMPLE)
    if task == "peer xlsx":
        return lambda: report_peers.write_openpyxl(target, some), frame.height / some.height
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("rows")
    sheet.append(some.columns)
    for row in some.iter_rows():
        sheet.append(row)
    book.save(target)
    return lambda: _analyst(target), frame.height / some.height


def _analyst(target: Path) -> None:
    """An analyst's own script: pandas over a workbook of answers, sums and quartiles by every cut."""
    rows = pd.read_excel(target, engine="openpyxl")
    for cut in ([], ["sector"], ["country"], ["size_band"]):
        rows.groupby(["indicator", "field", *cut])["value"].describe()


def main() -> None:
    file, task = Path(sys.argv[1]), sys.argv[2]
    with tempfile.TemporaryDirectory() as directory:
        target, times = Path(directory) / ("book.xlsx" if task == "peer workbook" else "file"), 1.0
        if task in ("peer xlsx", "peer workbook"):
            act, times = _scaled(file, target, task)
        elif task.startswith("peer "):
            act = getattr(Peers(file, target), task.removeprefix("peer "))
        else:
            ours = Ours(file, target)
            known: Mapping[str, Callable[[], None]] = {"cold": ours.cold, "unchanged": ours.unchanged}
            other = ours.picture if task in PICTURES else ours.file
            act = known.get(task) or (lambda: other(task))
            if task in ("unchanged", *PICTURES):
                ours.ready()
        found = watched(act)
        size = target.stat().st_size / 1e6 if target.exists() and not task.startswith("peer ") else 0.0
    print(json.dumps({**asdict(found), "seconds": found.seconds * times, "size": size}))


if __name__ == "__main__":
    main()
