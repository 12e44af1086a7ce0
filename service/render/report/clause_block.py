"""The block of one clause: its words and how far they bind, beside the annotations on its words."""

from __future__ import annotations

from indicators.model import Clause
from service.render.report.badge import badge
from service.render.report.cards import Piece
from service.render.report.contents import Report
from service.render.report.readings import disputes
from service.render.report.spine import LEFT, TITLE, Spine
from service.render.report.styles import COUNTER, INK_SOFT

Cards = list[tuple[str, tuple[Piece, ...]]]


def write_clause(spine: Spine, top: int, clause: Clause, report: Report, cards: Cards) -> int:
    """Write the block from row `top`; return the row after it."""
    page = spine.page
    words, styles = page.words, page.styles
    page.put(top + 1, LEFT, clause.id, styles(bold=True, font_color=INK_SOFT, font_size=11))
    profile = report.clause_wording.get(clause.id)
    row = top + 1
    if profile:
        page.put(row, TITLE, badge(profile.level, words), styles(bold=True))
        row += 1
        for disputed in disputes(clause.id, report, words):
            row = spine.text(row, (TITLE, spine.last), disputed, font_size=9, font_color=COUNTER)
    row = spine.text(row, (TITLE, spine.last), words.of(clause.text), font_size=11)
    if profile and profile.flags:
        codes = dict.fromkeys(flag.code for flag in profile.flags)
        shown = ", ".join(f"{code} {words.of(report.framework.motive(code).label)}" for code in codes)
        row = spine.text(row, (TITLE, spine.last), words("clause_flags", flags=shown), font_size=9, font_color=INK_SOFT)
    measured = [i.id for i in report.framework.indicators if clause.id in i.clauses]
    line = words("objective_measured", indicators=", ".join(measured)) if measured else words("objective_unmeasured")
    row = spine.text(row, (TITLE, spine.last), line, font_color=INK_SOFT, font_size=9)
    bottom = max(row, spine.cards(top + 1, cards)) - 1
    spine.ground(top, bottom + 1)
    spine.block(top, bottom + 1)
    return bottom + 2
