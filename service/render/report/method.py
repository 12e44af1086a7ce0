"""How an answer becomes a figure, in plain words: the method sheet. The rules themselves live in `indicators`."""

from __future__ import annotations

from collections.abc import Iterator

from service.render.report.contents import Report
from service.render.report.language import Words
from service.render.report.page import Page
from service.render.report.styles import CLAIM, INK_SOFT

SECTIONS = (
    *("declared", "as_claimed", "set_aside", "bounds", "low_coverage", "spread", "silent", "revisions"),
    *("annotations", "wording", "refused", "numbers", "status", "candidate", "identity"),
)


def write(page: Page, report: Report) -> None:
    """Write the method, section by section, with the framework's identity at the end."""
    words = page.words
    page.widths(2, 110)
    page.sheet.set_row(0, 34)
    page.put(0, 1, words("method_title"), page.styles(font_size=18, bold=True, font_color=CLAIM, valign="vcenter"))
    row = page.paragraph(1, (1, 1), words("method_lead"), font_color=INK_SOFT)
    for title, text in said(report, words):
        row += 1
        page.put(row, 1, title, page.styles(bold=True, font_size=12, font_color=CLAIM))
        page.sheet.set_row(row, 18)
        row = page.paragraph(row + 1, (1, 1), text, font_size=10.5)
    footer = words("footer", cycle=report.cycle.id, framework=report.framework.ref)
    page.printed(wide=False, footer=footer)


def said(report: Report, words: Words) -> Iterator[tuple[str, str]]:
    """Yield title and text of every section."""
    framework = report.framework
    for section in SECTIONS:
        text = words(
            f"method_{section}",
            framework=framework.ref,
            hash=framework.content_hash,
            notice=words.of(framework.notice),
            translation=words.of(framework.translation_notice),
        )
        yield words(f"method_{section}_title"), text
