"""How far each clause binds, as notes on a staff: one square for a clause, its height the level from 0 to 4."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from indicators.model import Language
from service.render.charts.marks import Attribute, percent, tag, text
from service.render.report.language import Words
from service.render.report.styles import HAIR, INK, INK_SOFT, PAPER

STEP, HEIGHT, _BOTTOM = 24, 142, 108
_GAP = 0.75


def staff(clauses: Sequence[tuple[int, int]], language: Language) -> str:
    """Return the staff of clauses given as (objective, level), in their order, as one `<svg>` element."""
    words = Words(language)
    groups = [list(found) for _, found in groupby(clauses, key=lambda one: one[0])]
    whole = len(clauses) + _GAP * max(len(groups) - 1, 0)
    drawn = [tag("line", x1=0, x2="100%", y1=_y(level), y2=_y(level), stroke=HAIR) for level in range(4)]
    drawn.append(tag("line", x1=0, x2="100%", y1=_y(4), y2=_y(4), stroke=INK, stroke_dasharray="4 4"))
    at = 0.5
    for group in groups:
        middle = percent(at + (len(group) - 1) / 2, whole)
        drawn.append(text(str(group[0][0]), middle, 136, size=13, fill=INK_SOFT, text_anchor="middle"))
        for _, level in group:
            drawn.append(_note(percent(at, whole), level))
            at += 1
        at += _GAP
    counts = [(level, sum(found == level for _, found in clauses)) for level in range(5)]
    said = ", ".join(f"{words(f'badge_{level}')}{words.joiner}{number}" for level, number in counts)
    return tag("svg", "".join(drawn), class_="staff", width="100%", height=HEIGHT, role="img", aria_label=said)


def _y(level: int) -> int:
    return _BOTTOM - STEP * level


def _note(x: str, level: int) -> str:
    look: dict[str, Attribute] = {"fill": INK if level else PAPER, "stroke": INK, "stroke_width": 1.5}
    stem = tag("line", x1=x, x2=x, y1=_y(level), y2=_BOTTOM, stroke=INK, stroke_width=1.5)
    return stem + tag("rect", x=x, y=_y(level) - 6, width=12, height=12, transform="translate(-6 0)", **look)
