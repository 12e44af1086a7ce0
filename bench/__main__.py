"""`make bench`: runs every benchmark there is, one after the other, each against its named peer in the same run.

A benchmark is a module of this folder with a `main` that takes no argument and prints its ratios; data makers and
peers have none that counts.
"""

from __future__ import annotations

import sys
import time
from importlib import import_module
from pathlib import Path

NOT_BENCHMARKS = {
    "disclosure_attack",
    "__init__",
    "__main__",
    "calling",
    "consolidate_peer",
    "stored_cycle",
    "published_cycle",
    "pages_peer",
    "filled_folder",
    "made_columns",
    "service_peers",
    "report_peers",
    "report_task",
    "growth_plot",
    "watched",
}


def benchmarks() -> list[str]:
    """Return the names of all benchmarks, sorted."""
    return sorted(path.stem for path in Path(__file__).parent.glob("*.py") if path.stem not in NOT_BENCHMARKS)


def main() -> None:
    chosen = sys.argv[1:] or benchmarks()
    sys.argv[1:] = []
    for name in chosen:
        print(f"== {name}", flush=True)
        start = time.perf_counter()
        import_module(f"bench.{name}").main()
        print(f"   ({time.perf_counter() - start:.0f} s)\n", flush=True)


if __name__ == "__main__":
    main()
