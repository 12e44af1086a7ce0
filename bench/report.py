"""The report of a cycle in the store beside its peers, in one run: cold, unchanged, and the all-answers files.

Peers: a bare column path (the same two tables by ADBC into polars, grouped); a keyed look-up by primary key; openpyxl
write-only for the rows alone; bare polars for csv and parquet. Usage: python -m bench.report [COMPANIES...].
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import openpyxl
import polars as pl
from sqlalchemy import text

from bench.stored_cycle import fill
from service.render.downloads.tables import frames, table_of
from service.render.report.language import Words
from service.render.report.view import EVERYTHING
from service.store.cycle_columns import read_columns
from service.store.engine import Database
from service.workflows.cycles import Frameworks
from service.workflows.downloads import Form, write_form
from service.workflows.report import KeptReports

SIZES = (100, 1_000, 10_000)
_BETWEEN = "SELECT revision, indicator, CAST(value AS DOUBLE PRECISION) AS value FROM answer_value"


def timed(act: Callable[[], Any], rounds: int = 1) -> float:
    """Seconds of one call, the median of `rounds`."""
    found = []
    for _ in range(rounds):
        start = time.perf_counter()
        act()
        found.append(time.perf_counter() - start)
    return sorted(found)[len(found) // 2]


def measure(companies: int, root: Path) -> dict[str, float]:
    """Fill a store, measure, print; return seconds and ratios."""
    path = root / f"{companies}.db"
    fill(path, companies)
    database = Database.open(f"sqlite:///{path}")
    kept, frameworks = KeptReports(), Frameworks()
    with database.reading() as connection:
        bare = timed(lambda: read_columns(connection, _BETWEEN).group_by("indicator").agg(pl.col("value").sum()))
        keyed = timed(lambda: connection.execute(text("SELECT * FROM cycle WHERE id = '2026'")).first(), 200)
    cold = timed(lambda: kept.live(database, frameworks, "2026"))
    unchanged = timed(lambda: kept.live(database, frameworks, "2026"), 200)
    report = kept.whole(database, frameworks, "2026").report(EVERYTHING)
    words = Words("en")
    ours = {
        name: timed(lambda n=name: write_form(root / f"x.{n}", report, Form(n, "answers"), "en", "complete"))
        for name in ("xlsx", "csv", "parquet")
    }  # type: ignore[misc]
    table = table_of(report, "answers", words)
    frame = pl.concat(list(frames(table, words)))
    peers = {
        "xlsx": timed(lambda: _openpyxl(root / "peer.xlsx", frame)),
        "csv": timed(lambda: frame.write_csv(root / "peer.csv")),
        "parquet": timed(lambda: frame.write_parquet(root / "peer.parquet")),
    }
    database.close()
    print(f"{companies} companies, {frame.height} values")
    print(f"  report, cold          {cold:8.3f} s   {cold / bare:6.1f} x the bare column path (target <= 2)")
    print(
        f"  report, unchanged     {unchanged * 1e6:8.0f} us  {unchanged / keyed:6.1f} x a keyed look-up (target <= 2)"
    )
    for name, target in (
        ("xlsx", "openpyxl write-only / ours, target >= 10"),
        ("csv", "ours / polars"),
        ("parquet", "ours / polars"),
    ):
        ratio = peers[name] / ours[name] if name == "xlsx" else ours[name] / peers[name]
        print(f"  {name:8} {ours[name]:8.2f} s   peer {peers[name]:8.2f} s   {ratio:6.1f} x ({target})")
    return {"cold": cold, "unchanged": unchanged, **ours}


def _openpyxl(path: Path, frame: pl.DataFrame) -> None:
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("rows")
    for row in frame.iter_rows():
        sheet.append(row)
    book.save(path)


def growth(sizes: Sequence[int], found: Sequence[dict[str, float]]) -> None:
    """Plot seconds by companies, each as a bar of signs."""
    for name in ("cold", "xlsx"):
        most = max(one[name] for one in found)
        print(f"  growth of {name}")
        for size, one in zip(sizes, found, strict=True):
            print(f"    {size:6} {'#' * max(1, round(40 * one[name] / most)):40} {one[name]:.3f} s")


def main() -> None:
    sizes = [int(one) for one in sys.argv[1:]] or list(SIZES)
    with tempfile.TemporaryDirectory() as directory:
        growth(sizes, [measure(size, Path(directory)) for size in sizes])


if __name__ == "__main__":
    main()
