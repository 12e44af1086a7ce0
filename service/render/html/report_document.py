"""The whole report as one printable HTML document: every objective face to face, from the same macros as the pages."""

from __future__ import annotations

from indicators.model import Clause, Indicator, Language
from service.render.html.environment import render
from service.render.html.figure import FigureShown, figure_of
from service.render.report.contents import Report
from service.render.report.language import Words
from service.render.report.method import said

MOST_CARDS = 40
"""Annotations printed beside one figure; how many more there are is said under them."""


def report_html(report: Report, language: Language) -> str:
    """Return the report as HTML for print, in one language."""
    number = 0
    parts: list[tuple[tuple[Clause, ...], list[FigureShown], str]] = []
    for objectives, clauses, indicators in report.sections:
        figures = _figures(report, indicators, language, number)
        number += sum(len(figure.cards) for figure in figures)
        heading = objectives[0].heading
        title = f"{objectives[0].number}. {heading.in_(language)}" if heading else ""
        if figures:
            parts.append((clauses, figures, title))
    context = {
        "report": report,
        "coverage": report.consolidation.coverage,
        "edition": report.edition,
        "framework": report.framework,
        "listed": parts,
        "method": list(said(report, Words(language))),
    }
    return render("print/report.html", language, context)


def _figures(report: Report, indicators: tuple[Indicator, ...], language: Language, number: int) -> list[FigureShown]:
    listed: list[FigureShown] = []
    for indicator in indicators:
        if not report.view.measures(indicator.id):
            continue
        listed.append(figure_of(report, indicator, language, first=number, most=MOST_CARDS))
        number += len(listed[-1].cards)
    return listed
