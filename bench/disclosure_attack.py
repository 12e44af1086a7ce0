"""The attack program over random cycles: what it recovers of what is published, and of what naive suppression shows.

Every story has three publications (an edition of the previous cycle, one of this, a correction) of 3 to 13 companies;
the attacker takes every company's viewpoint in turn. Usage: python -m bench.disclosure_attack [STORIES [FIRST]]; the
same numbers tell the same stories, so a long run may be cut in pieces.
"""

from __future__ import annotations

import sys
import time
from collections import Counter

from indicators.disclosure import Protected
from indicators.figures import Consolidation
from tests.indicators.disclosure.attack import attack
from tests.indicators.disclosure.naive import naively
from tests.indicators.disclosure.random_cycles import Story, story

STORIES = 2_000
NAIVE_EVERY = 10
TOLD_EVERY = 50


def recovered(told: Story) -> int:
    """How many answers the attacker finds out, counted once for each viewpoint that finds them."""
    return sum(1 for one in told.framework.indicators if one.entered for _ in attack(told, one.id))


def dropped_whole(figures: Consolidation, protected: Protected) -> int:
    """How many figures are left when every breakdown of an indicator with a cell unsafe by itself is dropped whole."""
    unsafe = {
        (one.indicator, one.cut.dimension)
        for one in protected.audit.suppressed
        if one.part == "claimed" and one.code in ("A", "O")
    }
    return sum(
        figure.coverage.answered > 0 and (figure.indicator, figure.cut.dimension) not in unsafe
        for figure in figures.figures.values()
    )


def attacked(first: int, stories: int) -> Counter[str]:
    """Attack so many stories from the `first` on; count what was recovered and what was kept."""
    count: Counter[str] = Counter()
    for seed in range(first, first + stories):
        told = story(seed)
        found = recovered(told)
        if found:
            print(f"story {seed}: {found} recovered", flush=True)
        count["recovered"] += found
        count["unsafe audits"] += sum(not published.audit.safe for published in told.published)
        for figures, published in zip(told.figures, told.published, strict=True):
            _count_kept(count, figures, published)
        if seed % NAIVE_EVERY == 0:
            count["naive stories"] += 1
            naive = recovered(naively(told))
            count["naive stories told"] += naive > 0
            count["naive recovered"] += naive
        if (seed - first) % TOLD_EVERY == TOLD_EVERY - 1:
            print(f"  {seed - first + 1} of {stories}: {dict(count)}", file=sys.stderr, flush=True)
    return count


def _count_kept(count: Counter[str], figures: Consolidation, published: Protected) -> None:
    valued = [figure for figure in figures.figures.values() if figure.coverage.answered]
    audit = published.audit
    alone = sum(one.part == "claimed" and one.code in ("A", "O") for one in audit.suppressed)
    count["figures"] += audit.figures
    count["kept"] += audit.kept
    count["primary only"] += audit.figures - alone
    count["dropped whole"] += dropped_whole(figures, published)
    count["answers"] += sum(figure.coverage.answered for figure in valued)
    count["answers kept"] += sum(
        figure.coverage.answered
        for key, figure in figures.figures.items()
        if figure.coverage.answered and published.consolidation.figures[key].obs_status != "Q"
    )


def main(stories: int = STORIES, first: int = 0) -> None:
    start = time.process_time()
    count = attacked(first, stories)
    print(
        f"{stories} random cycles from {first} on, three publications each, {time.process_time() - start:.0f} s of CPU"
    )
    print(f"  answers recovered: {count['recovered']}; audits that name an answer: {count['unsafe audits']}")
    print(
        f"  of small and dominated cells suppressed only: {count['naive recovered']} recovered, in "
        f"{count['naive stories told']} of {count['naive stories']} stories tried"
    )
    print(
        f"  figures kept: {count['kept'] / count['figures']:.1%} of {count['figures']} (primary only, attackable: "
        f"{count['primary only'] / count['figures']:.1%}; tables dropped whole, attackable: "
        f"{count['dropped whole'] / count['figures']:.1%}); weighted by contributors: "
        f"{count['answers kept'] / count['answers']:.1%}"
    )
    print(f"  {dict(count)}")


if __name__ == "__main__":
    main(*(int(number) for number in sys.argv[1:3]))
