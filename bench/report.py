"""The report of a cycle in the store beside its peers, in one run: cold, unchanged, and the all-answers files, with the
memory they add and how long they keep other requests waiting; how all that grows with the companies, as a picture.

Peers (`report_peers`): the same cells, and the same rows, by ADBC into polars; a keyed look-up; openpyxl write-only for
the rows alone (at most `SAMPLE` of them, scaled: it is linear). Usage: python -m bench.report [COMPANIES...].
"""

from __future__ import annotations

import sys
import tempfile
from functools import partial
from pathlib import Path

from sqlalchemy import text

from bench.growth_plot import draw
from bench.report_peers import cells, rows, write_openpyxl
from bench.stored_cycle import fill
from bench.watched import Watched, watched
from service.render.report.view import EVERYTHING
from service.store.engine import Database
from service.workflows.cycles import Frameworks
from service.workflows.downloads import Form, write_form
from service.workflows.report import KeptReports

SIZES = (100, 1_000, 10_000)
CYCLE = "2026"
FILES = ("csv", "parquet", "xlsx", "package.zip")
SAMPLE = 100_000
PICTURE = Path(__file__).parents[1] / "docs" / "pictures" / "report-growth.svg"


def measure(companies: int, root: Path) -> dict[str, float]:
    """Fill a store, measure, print; return seconds by task."""
    path = root / f"{companies}.db"
    fill(path, companies)
    database, frameworks = Database.open(f"sqlite:///{path}"), Frameworks()
    frameworks.find("paris-2025@1")
    kept = KeptReports()
    kept.live(database, frameworks, CYCLE)  # what is loaded once in a process
    cold = watched(lambda: KeptReports().live(database, frameworks, CYCLE))
    unchanged = watched(lambda: [kept.live(database, frameworks, CYCLE) for _ in range(200)])
    ours = {name: watched(partial(_file, database, frameworks, root / "ours", name)) for name in FILES}
    peers = _peers(database, root)
    database.close()
    _print(companies, {"cold": cold, "unchanged": unchanged, **ours}, peers)
    return {"cold": cold.seconds, **{name: one.seconds for name, one in ours.items()}}


def _file(database: Database, frameworks: Frameworks, path: Path, name: str) -> None:
    """From the store to the file, as a request has it."""
    form = Form(name, "answers")
    report = KeptReports().for_files(database, frameworks, CYCLE, form).report(EVERYTHING)
    write_form(path, report, form, "en", "complete")


def _peers(database: Database, root: Path) -> dict[str, Watched]:
    with database.reading() as connection:
        found = {"cold": watched(lambda: cells(connection, CYCLE))}
        keyed = text("SELECT * FROM cycle WHERE id = '2026'")
        found["unchanged"] = watched(lambda: [connection.execute(keyed).first() for _ in range(200)])
        found["csv"] = watched(lambda: rows(connection, CYCLE).write_csv(root / "peer"))
        found["parquet"] = watched(lambda: rows(connection, CYCLE).write_parquet(root / "peer"))
        frame = rows(connection, CYCLE)
    some = frame.head(SAMPLE)
    taken = watched(lambda: write_openpyxl(root / "peer", some))
    found["xlsx"] = Watched(taken.seconds * frame.height / max(1, some.height), taken.megabytes, taken.waited)
    return found


def _print(companies: int, ours: dict[str, Watched], peers: dict[str, Watched]) -> None:
    print(f"{companies} companies; seconds, MB added, longest wait of another thread (ms), ratio to the peer")
    targets = {"cold": "<= 2", "unchanged": "<= 2", "csv": "<= 1.5", "parquet": "<= 1.5", "xlsx": "<= 0.1"}
    for name, one in ours.items():
        line = f"  {name:12} {one.seconds:8.3f} s {one.megabytes:7.0f} MB {one.waited:6.0f} ms"
        if name in peers:
            line += f"   {one.seconds / peers[name].seconds:6.2f} x {peers[name].seconds:8.3f} s ({targets[name]})"
        print(line, flush=True)


def main() -> None:
    sizes = [int(one) for one in sys.argv[1:]] or list(SIZES)
    with tempfile.TemporaryDirectory() as directory:
        found = [measure(size, Path(directory)) for size in sizes]
    if len(sizes) > 1:
        draw(PICTURE, sizes, found)


if __name__ == "__main__":
    main()
