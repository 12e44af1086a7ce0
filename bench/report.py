"""The report of a cycle in the store beside its peers, in one run: cold, unchanged, and the all-answers files, with the
memory they add and how long they keep other requests waiting; how all that grows with the companies, as a picture.

Each task and each peer runs in a process of its own (`report_task`), one after the other. Peers (`report_peers`): the
same cells, and the same rows and columns, by ADBC into polars; a keyed look-up; openpyxl write-only for the rows alone,
and pandas with openpyxl for the figures (both over some rows, scaled: they are linear).
Usage: python -m bench.report [COMPANIES...].
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path

from bench.growth_plot import draw
from bench.published_cycle import annotate
from bench.stored_cycle import fill
from bench.watched import Watched
from service.store.engine import Database

SIZES = (100, 1_000, 10_000)
PEERS = {
    "cold": (("cold", "<= 2"), ("alone", "one cycle, without change")),
    "unchanged": (("unchanged", "<= 2"),),
    "csv": (("csv", "<= 1.5"),),
    "parquet": (("parquet", "<= 1.5"),),
    "xlsx": (("xlsx", "<= 0.1"), ("workbook", "<= 0.01 for figures alone")),
    "package.zip": (),
    "ods": (),
    "json": (),
    "sdmx.csv": (),
    "sdmx.json": (),
    "pdf": (),
    "svg": (),
    "png": (),
}
"""Our tasks, and for each the peers and their targets."""
DRAWN = ("cold", "csv", "parquet", "xlsx", "package.zip")
"""Those that the picture of growth shows."""
MEMORY, WAIT = 250, 50
"""Targets: MB that a task adds at most, and ms that another thread waits at most."""
PICTURE = Path(__file__).parents[1] / "docs" / "pictures" / "report-growth.svg"


def measure(companies: int, root: Path) -> dict[str, float]:
    """Fill a store, measure, print; return seconds by task."""
    path = root / f"{companies}.db"
    if not path.exists():
        fill(path, companies)
        database = Database.open(f"sqlite:///{path}")
        annotate(database, [f"EX-{number:05}" for number in range(companies)])
        database.close()
    print(f"{companies} companies, three cycles, contested by three unions; targets: {MEMORY} MB, {WAIT} ms")
    print("seconds, MB added, longest wait of another thread (ms), MB of the file; ratio to the peer")
    found = {}
    for task, peers in PEERS.items():
        one = run(path, task)
        if task in DRAWN:
            found[task] = one.seconds
        missed = "  NOT MET" * (one.megabytes > MEMORY or one.waited > WAIT)
        size = f" {one.size:9.2f} MB" if one.size else ""
        print(
            f"  {task:12} {one.seconds:8.3f} s {one.megabytes:7.0f} MB {one.waited:6.0f} ms{size}{missed}", flush=True
        )
        for peer, target in peers:
            other = run(path, f"peer {peer}")
            ratio = f"{one.seconds / other.seconds:8.3f} x {peer} ({target})"
            print(f"    {ratio:42} {other.seconds:8.3f} s {other.megabytes:7.0f} MB", flush=True)
    return found


def run(path: Path, task: str) -> Watched:
    """Run one task in a process of its own. Raises CalledProcessError."""
    command = [sys.executable, "-m", "bench.report_task", str(path), task]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return Watched(**json.loads(done.stdout))


def main() -> None:
    sizes = [int(one) for one in sys.argv[1:]] or list(SIZES)
    with tempfile.TemporaryDirectory() as directory:
        found = [measure(size, Path(directory)) for size in sizes]
    if len(sizes) > 1:
        draw(PICTURE, sizes, found)


if __name__ == "__main__":
    main()
