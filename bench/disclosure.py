"""Disclosure control: the attack program over 2,000 random cycles, what is kept of the figures, and how long it takes.

Utility beside a named peer: suppressing naively, which drops a whole breakdown as soon as one of its cells is unsafe by
itself (that is safe against the margin of one breakdown, and what people do by hand). Usage: python -m bench.disclosure
[STORIES] [COMPANIES].
"""

from __future__ import annotations

import sys
import time
from collections import Counter

from bench.made_columns import FRAMEWORK, made
from indicators.consolidate import consolidate_columns
from indicators.disclosure import Protected, protect_columns
from indicators.figures import Consolidation
from tests.indicators.disclosure.attack import attack
from tests.indicators.disclosure.random_cycles import story

STORIES = 2_000
COMPANIES = (100, 1_000, 10_000)


def naive(figures: Consolidation, protected: Protected) -> int:
    """How many figures are left when every breakdown of an indicator with a primary-unsafe cell is dropped whole."""
    unsafe = {
        (one.indicator, one.cut.dimension)
        for one in protected.audit.suppressed
        if one.part == "claimed" and one.code in ("A", "O")
    }
    return sum(
        figure.coverage.answered > 0 and (figure.indicator, figure.cut.dimension) not in unsafe
        for figure in figures.figures.values()
    )


def attacked(stories: int = STORIES) -> Counter[str]:
    """Attack so many stories of three publications each; count what was recovered and what was kept."""
    count: Counter[str] = Counter()
    start = time.perf_counter()
    for seed in range(stories):
        told = story(seed)
        for indicator in told.framework.indicators:
            if indicator.entered:
                count["recovered"] += sum(1 for _ in attack(told, indicator.id))
        for figures, published in zip(told.figures, told.published, strict=True):
            count["cells"] += published.audit.figures
            count["kept"] += published.audit.kept
            count["naive"] += naive(figures, published)
            count["unsafe"] += sum(
                one.part == "claimed" and one.code in ("A", "O") for one in published.audit.suppressed
            )
    count["seconds"] = round(time.perf_counter() - start)
    return count


def timed(companies: int) -> dict[str, float]:
    """Protect a whole cycle of so many companies."""
    cycle, columns = made(companies)
    start = time.perf_counter()
    figures = consolidate_columns(FRAMEWORK, cycle, columns)
    between = time.perf_counter()
    protected = protect_columns(columns, figures)
    seconds = time.perf_counter() - between
    audit = protected.audit
    print(
        f"  {companies:6} companies: consolidated {between - start:6.2f} s, protected {seconds:7.2f} s; kept "
        f"{audit.kept / audit.figures:.1%} of {audit.figures} figures "
        f"(naive {naive(figures, protected) / audit.figures:.1%}); "
        f"{audit.examined} answers examined by {audit.programs} programs"
    )
    return {"seconds": seconds, "kept": audit.kept / audit.figures}


def main() -> None:
    stories = int(sys.argv[1]) if len(sys.argv) > 1 else STORIES
    count = attacked(stories)
    safe_alone = count["cells"] - count["unsafe"]
    print(f"{stories} random cycles of 3 to 13 companies, three publications each, {count['seconds']} s")
    print(f"  answers recovered by the attack: {count['recovered']}")
    kept, by_hand = count["kept"] / count["cells"], count["naive"] / count["cells"]
    print(f"  figures kept: {kept:.1%} of {count['cells']}; naive {by_hand:.1%}")
    print(f"  of those safe by themselves: {count['kept'] / safe_alone:.1%}")
    for companies in [int(n) for n in sys.argv[2:]] or COMPANIES:
        timed(companies)


if __name__ == "__main__":
    main()
