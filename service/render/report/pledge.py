"""The pledge's clauses with how far they bind, criterion by criterion, beside what unions write on their words."""

from __future__ import annotations

from itertools import count

from indicators.model import Clause, Objective
from indicators.wording.agreement import Agreement
from service.render.report.badge import badge
from service.render.report.cards import Piece, card
from service.render.report.contents import FlagShown, Report, WordingProfile
from service.render.report.objective import letters
from service.render.report.page import Page
from service.render.report.readings import agreement_lines, disputes, heading, verdict
from service.render.report.spine import LEFT, TITLE, Spine
from service.render.report.styles import (
    CLAIM,
    CLAIM_TINT,
    COUNTER,
    COUNTER_TINT,
    HAIR,
    INK,
    INK_SOFT,
    NO,
    PAPER,
    SERIF,
)

CRITERIA = tuple(f"R{number}" for number in range(1, 9))
WIDTHS = (1.5, 9, 24, 9, 9, 9, 9, 9, 9, 9, 9)

_SCORE_LOOKS = (
    {"bg_color": PAPER, "font_color": INK_SOFT},
    {"bg_color": "#E4E8EC"},
    {"bg_color": NO},
    {"bg_color": INK, "font_color": PAPER, "bold": True},
)


class PledgeSheet:
    """Writes every clause of the framework face to face with its annotations."""

    def __init__(self, page: Page, report: Report) -> None:
        self.page = page
        self.words = page.words
        self.report = report
        self.spine = Spine(page, WIDTHS)
        self._numbers = count()

    def write(self) -> None:
        """Write the whole sheet."""
        frozen = row = self._head()
        for objective in self.report.framework.objectives:
            above: int | None = row
            row = self._objective(row, objective)
            for clause in self.report.framework.clauses:
                if clause.objective == objective.number:
                    row = self._clause(row, clause, above)
                    above = None
        self._overall(row)
        self.page.sheet.freeze_panes(frozen, 0)
        footer = self.words("footer", cycle=self.report.cycle.id, framework=self.report.framework.ref)
        self.spine.printed(footer, repeat=(frozen - 2, frozen - 1))

    def _head(self) -> int:
        page, words, styles = self.page, self.words, self.page.styles
        framework = self.report.framework
        page.sheet.set_row(0, 34)
        big = styles(font_size=18, bold=True, font_color=CLAIM, valign="vcenter")
        page.put(0, LEFT, words.of(framework.title), big)
        page.sheet.set_row(1, 22)
        page.put(1, LEFT, words("pledge_text"), styles(font_size=14, bold=True, font_color=CLAIM))
        official = words.language in framework.official_languages
        notice = words("pledge_official" if official else "pledge_translation")
        page.put(2, LEFT, notice, styles(font_size=9, font_color=INK_SOFT))
        serif = {"font_name": SERIF, "italic": True, "font_size": 14, "font_color": COUNTER}
        page.put(1, self.spine.key, words("objective_counter"), styles(bg_color=COUNTER_TINT, **serif))
        soft = styles(font_size=9, font_color=INK_SOFT, bg_color=COUNTER_TINT)
        page.put(2, self.spine.key, words("pledge_counter_sub"), soft)
        self.spine.ground(1, 2)
        return 3

    def _objective(self, top: int, objective: Objective) -> int:
        words = self.words
        heading = objective.heading or objective.short
        text = f"{objective.number}. {words.of(heading)}" if objective.heading else words.of(heading)
        row = self.spine.text(top + 1, (LEFT, self.spine.last), text, bold=True, font_size=13, font_color=CLAIM)
        flags = self.report.heading_flags.get(objective.number, ())
        if flags:
            row = self._flags(row, flags)
        self.spine.ground(top, row - 1)
        return row

    def _clause(self, top: int, clause: Clause, above: int | None) -> int:
        """Write a clause; its heading, where it has one above it, stays on the same page."""
        page, styles = self.page, self.page.styles
        page.put(top + 1, LEFT, clause.id, styles(bold=True, font_color=INK_SOFT, font_size=11))
        row = self.spine.text(top + 1, (TITLE, self.spine.last), self.words.of(clause.text), font_size=11)
        profile = self.report.clause_wording.get(clause.id)
        if profile:
            row = self._profile(row + 1, profile, disputes(clause.id, self.report, self.words))
            row = self._unions(row, clause)
        measured = [i.id for i in self.report.framework.indicators if clause.id in i.clauses]
        key = "objective_measured" if measured else "objective_unmeasured"
        line = self.words(key, indicators=", ".join(measured)) if measured else self.words(key)
        row = self.spine.text(row, (TITLE, self.spine.last), line, font_size=9, font_color=INK_SOFT)
        bottom = max(row, self.spine.cards(top + 1, self._cards(clause)))
        self.spine.ground(top, bottom)
        self.spine.block(top if above is None else above, bottom)
        return bottom + 1

    def _cards(self, clause: Clause) -> list[tuple[str, tuple[Piece, ...]]]:
        on_it = self.report.on_clause.get(clause.id, ())
        if not on_it:
            look = {"font_name": SERIF, "italic": True, "font_color": INK_SOFT, "font_size": 10.5}
            return [("", (Piece(self.words("no_annotation_clause"), look),))]
        return [(letters(next(self._numbers)), card(annotation, self.report, self.words)) for annotation in on_it]

    def _profile(self, row: int, profile: WordingProfile, disputed: tuple[str, ...]) -> int:
        page, styles = self.page, self.page.styles
        page.put(row, TITLE, badge(profile.level, self.words), styles(bold=True, font_size=11))
        for line in disputed:
            row = self.spine.text(row + 1, (TITLE, self.spine.last), line, font_size=9, font_color=COUNTER) - 1
        return self._flags(self._scores(row + bool(disputed), profile), profile.flags)

    def _scores(self, row: int, profile: WordingProfile) -> int:
        page, styles = self.page, self.page.styles
        head = styles(bold=True, font_size=9, align="center", bg_color=CLAIM_TINT, bottom=1, bottom_color=CLAIM)
        for place, criterion in enumerate(CRITERIA, TITLE + 1):
            page.put(row, place, criterion, head)
            score = profile.scores.get(criterion)
            look = _SCORE_LOOKS[score] if score is not None else {}
            page.put(row + 1, place, score, styles(align="center", bottom=1, bottom_color=HAIR, **look))
        return row + 2

    def _unions(self, row: int, clause: Clause) -> int:
        """Write each union's own reading under the reader's, never one for all of them, then who agrees how far."""
        words, whole = self.words, (TITLE, self.spine.last)
        for reading in self.report.clause_readings.get(clause.id, ()):
            line = heading(reading, self.report, words)
            row = self.spine.text(row, whole, line, bold=True, font_size=9.5, font_color=COUNTER)
            row = self._scores(row, reading.profile)
            for judgement in reading.judgements:
                row = self.spine.text(row, whole, verdict(judgement, words), font_size=9)
        agreement = self.report.clause_agreement.get(clause.id)
        for line in agreement_lines(agreement, words) if agreement else ():
            row = self.spine.text(row, whole, line, font_size=9, font_color=INK_SOFT)
        return row

    def _overall(self, top: int) -> int:
        """Close the sheet with the agreement over all clauses, then over all commitments, where a union judged any."""
        report = self.report
        top = self._agreement(top, "agreement_title", report.wording_agreement)
        return self._agreement(top, "agreement_commitments", report.commitments_agreement)

    def _agreement(self, top: int, title: str, agreement: Agreement | None) -> int:
        if agreement is None:
            return top
        whole = (LEFT, self.spine.last)
        row = self.spine.text(top + 1, whole, self.words(title), bold=True, font_color=CLAIM)
        for line in (*agreement_lines(agreement, self.words), self.words("agreement_caution")):
            row = self.spine.text(row, whole, line, font_size=9)
        self.spine.ground(top, row)
        self.spine.block(top, row)
        return row + 1

    def _flags(self, row: int, flags: tuple[FlagShown, ...]) -> int:
        for flag in flags:
            label = self.words.of(self.report.framework.motive(flag.code).label)
            official = self.words.language in self.report.framework.official_languages
            shown = self.words(
                "flag_words" if official else "flag_words_official", code=flag.code, label=label, words=flag.words
            )
            text = shown if flag.words else f"{flag.code} {label}"
            row = self.spine.text(row, (TITLE, self.spine.last), text, font_size=9)
        return row
