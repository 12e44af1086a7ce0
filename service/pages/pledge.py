"""The pledge's text, clause by clause: how far each binds, and what unions write on its words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated

from fastapi import Query, Response

from indicators.annotations import Annotation
from indicators.model import Clause, Framework, Language, Objective
from indicators.wording import ClauseReading
from service.pages.readings import readings
from service.pages.route import page_router
from service.pages.share import shared
from service.pages.visit import VisitDep
from service.render.charts.staff import staff
from service.render.html.card import Card, beside, cards_of
from service.render.html.marking import Piece, pieces
from service.render.report.contents import FlagShown, Report
from service.store.beside import on_clauses
from service.workflows.wording_profiles import heading_findings

router = page_router()
MotiveCode = Annotated[str | None, Query(pattern=r"^[A-Z]{1,2}[0-9]$")]


@dataclass(frozen=True, slots=True)
class ClauseShown:
    """One clause in its row: its words in pieces, how it reads, the cards beside it."""

    clause: Clause
    pieces: tuple[Piece, ...]
    reading: ClauseReading | None
    measured: str
    cards: list[Card]


@dataclass(frozen=True, slots=True)
class ObjectiveShown:
    """A heading with its clauses."""

    objective: Objective
    flags: tuple[FlagShown, ...]
    clauses: list[ClauseShown]


@router.get("/{language:language}/pledge", name="pages.pledge")
def pledge(visit: VisitDep, motive: MotiveCode = None) -> Response:
    """The page; `motive` keeps the annotations of one motive."""
    framework = visit.framework

    def context() -> dict[str, object]:
        with visit.house.database.reading() as connection:
            found = on_clauses(connection, visit.actor, framework.ref)
        return {**_context(framework, found, motive, visit.language), "share": shared(visit, "pledge")}

    return visit.published("public/pledge.html", ("record",), context)


def _context(
    framework: Framework, found: list[Annotation], motive: str | None, language: Language
) -> dict[str, object]:
    report = beside(framework, [one for one in found if motive is None or motive in one.motives])
    levels = {id_: reading.bindingness for id_, reading in _official(framework).items()}
    return {
        "framework": framework,
        "objectives": list(_objectives(report, language)),
        "levels": Counter(levels.values()),
        "clause_count": len(framework.clauses),
        "staff": staff([(c.objective, levels.get(c.id, 0)) for c in framework.clauses], language),
        "counted": len(found),
        "unions": len({one.union.id for one in found}),
        "motives": Counter(code for one in found for code in one.motives).most_common(),
        "motive": motive,
        "official": language in framework.official_languages,
    }


def _official(framework: Framework) -> dict[str, ClauseReading]:
    return readings(framework, framework.official_languages[0])


def _objectives(report: Report, language: Language) -> Iterator[ObjectiveShown]:
    number = 0
    flags = heading_findings(report.framework, report.framework.official_languages[0])
    for objective in report.framework.objectives:
        shown: list[ClauseShown] = []
        for clause in (one for one in report.framework.clauses if one.objective == objective.number):
            shown.append(_clause(clause, report, language, number))
            number += len(shown[-1].cards)
        yield ObjectiveShown(objective, flags.get(objective.number, ()), shown)


def _clause(clause: Clause, report: Report, language: Language, number: int) -> ClauseShown:
    framework = report.framework
    cards = cards_of(report.on_clause.get(clause.id, ()), report, language, number)
    here = readings(framework, language).get(clause.id)
    verbs = [(found.start, found.end) for found in here.findings if found.criterion == "R1"] if here else []
    measured = ", ".join(indicator.id for indicator in framework.indicators if clause.id in indicator.clauses)
    cut = pieces(clause.text.in_(language), language, cards, verbs)
    return ClauseShown(clause, cut, _official(framework).get(clause.id), measured, cards)
