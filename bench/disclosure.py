"""Disclosure control of a whole edition: how long it takes, how that grows, and what is kept of the figures.

Peers: dropping only the cells that are unsafe by themselves (which the attack program breaks, `disclosure_attack`), and
dropping a whole breakdown as soon as one of its cells is. Usage: python -m bench.disclosure [COMPANIES...].
"""

from __future__ import annotations

import sys
import time
from collections import Counter
from collections.abc import Mapping

from bench.disclosure_attack import dropped_whole
from bench.made_columns import FRAMEWORK, made
from indicators.consolidate import consolidate_columns
from indicators.disclosure import Protected, protect_columns
from indicators.figures import Consolidation

COMPANIES = (12, 40, 100, 1_000, 10_000)
SIZES = ((1, 2), (3, 5), (6, 9), (10, 29), (30, 99), (100, None))
"""Contributors of a cell: from, to."""


def by_size(figures: Consolidation, protected: Protected) -> Mapping[str, tuple[int, int]]:
    """Figures with a value, and those kept, by how many contribute to them."""
    all_: Counter[str] = Counter()
    kept: Counter[str] = Counter()
    for key, figure in figures.figures.items():
        n = figure.coverage.answered
        name = next((f"{low}-{high or ''}" for low, high in SIZES if n >= low and (high is None or n <= high)), "")
        all_[name] += n > 0
        kept[name] += n > 0 and protected.consolidation.figures[key].obs_status != "Q"
    return {name: (all_[name], kept[name]) for name in all_ if name}


def timed(companies: int) -> float:
    """Protect a whole cycle of so many companies; print and return its seconds of processor time."""
    cycle, columns = made(companies)
    figures = consolidate_columns(FRAMEWORK, cycle, columns)
    start, wall = time.process_time(), time.perf_counter()
    protected = protect_columns(columns, figures)
    seconds, passed = time.process_time() - start, time.perf_counter() - wall
    audit = protected.audit
    alone = sum(one.part == "claimed" and one.code in ("A", "O") for one in audit.suppressed)
    answers = sum(figure.coverage.answered for figure in figures.figures.values())
    kept = sum(
        figure.coverage.answered
        for key, figure in figures.figures.items()
        if protected.consolidation.figures[key].obs_status != "Q"
    )
    whole = dropped_whole(figures, protected)
    print(
        f"  {companies:6} companies: {seconds:7.2f} s of CPU ({passed:.2f} s); kept {audit.kept / audit.figures:.1%} "
        f"of {audit.figures} figures, {kept / answers:.1%} weighted by contributors (primary only: "
        f"{1 - alone / audit.figures:.1%}; tables dropped whole: {whole / audit.figures:.1%}); "
        f"{audit.examined} answers examined by {audit.programs} programs"
    )
    told = (f"{name}: {kept} of {n}" for name, (n, kept) in sorted(by_size(figures, protected).items(), key=_first))
    print("         kept by contributors: " + ", ".join(told), flush=True)
    return seconds


def _first(entry: tuple[str, tuple[int, int]]) -> int:
    return int(entry[0].split("-")[0])


def main() -> None:
    for companies in [int(n) for n in sys.argv[1:]] or COMPANIES:
        timed(companies)


if __name__ == "__main__":
    main()
