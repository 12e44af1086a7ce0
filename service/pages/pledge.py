"""The pledge's text, clause by clause: how far each binds, and what unions write on its words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated

from fastapi import Query, Response
from sqlalchemy import Connection

from indicators.annotations import Annotation
from indicators.model import Clause, Framework, Language, Objective
from indicators.wording import ClauseReading
from service.actors import Actor
from service.errors import ServiceError
from service.pages.paging import Page, paging
from service.pages.parts import SPOKEN
from service.pages.readings import headings, readings
from service.pages.route import page_router
from service.pages.share import face_of_pledge, shared
from service.pages.visit import VisitDep
from service.render.charts.staff import staff
from service.render.html.card import Card, beside, cards_of
from service.render.html.marking import Piece, pieces
from service.render.report.contents import FlagShown, Report
from service.store.annotations import IRI, among, annotations_seen
from service.store.beside import Noted, noted_on_clauses

router = page_router()
MotiveCode = Annotated[str | None, Query(pattern=r"^[A-Z]{1,2}[0-9]$")]
ClauseNumber = Annotated[str | None, Query(max_length=64)]
MOST_CARDS, ON_ONE_CLAUSE = 60, 20
"""Annotations beside the whole text, shared out among its clauses, and on one page about a single clause."""

_FOR_THE_PICTURE = 4
"""Newest annotations read with those shown: the picture of the page quotes one of them, as a rule."""


@dataclass(frozen=True, slots=True)
class ClauseShown:
    """One clause in its row: its words in pieces, how it reads, the cards beside it and how many `more` there are."""

    clause: Clause
    pieces: tuple[Piece, ...]
    reading: ClauseReading | None
    measured: str
    cards: list[Card]
    more: int


@dataclass(frozen=True, slots=True)
class ObjectiveShown:
    """A heading with its clauses."""

    objective: Objective
    flags: tuple[FlagShown, ...]
    clauses: list[ClauseShown]


@router.get("/{language:language}/pledge", name="pages.pledge")
def pledge(visit: VisitDep, motive: MotiveCode = None, clause: ClauseNumber = None, page: Page = 1) -> Response:
    """The page; `motive` keeps the annotations of one motive, `clause` shows one clause with all that is written on it,
    a page at a time.
    """
    framework = visit.framework
    if (clause is not None and not framework.has_clause(clause)) or (clause is None and page > 1):
        raise ServiceError("not_found", 404)

    def context() -> dict[str, object]:
        with visit.house.database.reading() as connection:
            found = noted_on_clauses(connection, visit.actor, framework)
            kept = [one for one in found if motive is None or motive in one.motives]
            here = visit.address("pages.pledge")
            if clause is None:
                chosen = _newest_of_each(kept)
                paged = paging(1, 0, MOST_CARDS, here)
            else:
                written = [one for one in kept if one.clause == clause][::-1]
                paged = paging(page, len(written), ON_ONE_CLAUSE, here, {"motive": motive, "clause": clause})
                chosen = written[paged.first : paged.after]
            newest = found[: -_FOR_THE_PICTURE - 1 : -1]
            read = _read(connection, visit.actor, [*chosen, *newest])
            face = face_of_pledge(visit, connection, len(found), [read[one.id] for one in newest])
        shown, counts = [read[one.id] for one in chosen], Counter(one.clause for one in kept)
        return {
            **_context(framework, found, motive, visit.language),
            "objectives": list(_objectives(framework, shown, counts, visit.language, clause)),
            "clause": clause,
            "paging": paged,
            "share": shared(visit, "pledge", face=face),
        }

    return visit.published("public/pledge.html", SPOKEN, context)


def _context(framework: Framework, found: list[Noted], motive: str | None, language: Language) -> dict[str, object]:
    levels = {id_: reading.bindingness for id_, reading in _official(framework).items()}
    return {
        "framework": framework,
        "levels": Counter(levels.values()),
        "clause_count": len(framework.clauses),
        "staff": staff([(c.objective, levels.get(c.id, 0)) for c in framework.clauses], language),
        "counted": len(found),
        "unions": len({one.union for one in found}),
        "motives": Counter(code for one in found for code in one.motives).most_common(),
        "motive": motive,
        "official": language in framework.official_languages,
    }


def _official(framework: Framework) -> dict[str, ClauseReading]:
    return readings(framework, framework.official_languages[0])


def _read(connection: Connection, actor: Actor, chosen: Iterable[Noted]) -> dict[str, Annotation]:
    ids = {one.id for one in chosen}
    found = annotations_seen(connection, actor, among(ids)) if ids else []
    return {one.id.removeprefix(IRI): one for _, one in found}


def _newest_of_each(annotations: Sequence[Noted]) -> list[Noted]:
    """Return what stands beside the whole text: everything, or where that is too much the newest on each clause."""
    clauses = Counter(one.clause for one in annotations)
    most = max(1, MOST_CARDS // max(1, len(clauses))) if len(annotations) > MOST_CARDS else len(annotations)
    shown: list[Noted] = []
    for one in annotations:
        clauses[one.clause] -= 1  # what is left is how many newer ones there are
        if clauses[one.clause] < most:
            shown.append(one)
    return shown


def _objectives(
    framework: Framework, shown: Sequence[Annotation], counts: Mapping[str, int], language: Language, only: str | None
) -> Iterator[ObjectiveShown]:
    report, number = beside(framework, shown), 0
    flags = headings(framework, framework.official_languages[0])
    for objective in framework.objectives:
        rows: list[ClauseShown] = []
        for clause in framework.clauses:
            if clause.objective == objective.number and only in (None, clause.id):
                rows.append(_clause(clause, report, language, number, counts.get(clause.id, 0)))
                number += len(rows[-1].cards)
        if rows or only is None:
            yield ObjectiveShown(objective, flags.get(objective.number, ()), rows)


def _clause(clause: Clause, report: Report, language: Language, number: int, count: int) -> ClauseShown:
    framework = report.framework
    cards = cards_of(report.on_clause.get(clause.id, ()), report, language, number)
    here = readings(framework, language).get(clause.id)
    verbs = [(found.start, found.end) for found in here.findings if found.criterion == "R1"] if here else []
    measured = ", ".join(indicator.id for indicator in framework.indicators if clause.id in indicator.clauses)
    cut = pieces(clause.text.in_(language), language, cards, verbs)
    return ClauseShown(clause, cut, _official(framework).get(clause.id), measured, cards, count - len(cards))
