"""What can be annotated beside answers: the words of the pledge, its indicators, editions and their figures."""

from __future__ import annotations

from typing import Annotated

from fastapi import Query, Response

from indicators.annotations import Target
from schemas.annotation_target import write_source
from service.pages.readings import readings
from service.pages.route import page_router
from service.pages.visit import VisitDep
from service.store import editions

router = page_router()
EditionAsked = Annotated[str, Query(pattern=r"^([A-Za-z0-9][A-Za-z0-9._-]{0,63})?$")]


@router.get("/{language:language}/union/targets", name="union.targets")
def targets(visit: VisitDep, edition: EditionAsked = "") -> Response:
    """The clauses one by one, the indicators, and the figures of an edition: the newest unless one is named."""
    framework = visit.framework
    with visit.house.database.reading() as connection:
        every = editions.editions(connection)[::-1]
        newest = editions.newest(connection)
    named = {one.id: one for one in every}
    chosen = named.get(edition) or (named.get(newest) if newest else None)
    clauses = [(one, _of(framework.ref, clause=one.id)) for one in framework.clauses]
    indicators = [
        (_of(framework.ref, indicator=one.id), f"{one.id} {one.title.in_(visit.language)}")
        for one in framework.indicators
    ]
    return visit.page(
        "union/targets.html",
        {
            "clauses": clauses,
            "levels": {
                id_: one.bindingness for id_, one in readings(framework, framework.official_languages[0]).items()
            },
            "indicators": indicators,
            "editions": [(one.id, one.id) for one in every],
            "edition": chosen,
            "figures": _figures(chosen.id, indicators) if chosen else [],
            "whole": write_source(Target("edition", edition=chosen.id)) if chosen else "",
        },
    )


def _of(framework: str, *, clause: str | None = None, indicator: str | None = None) -> str:
    kind = "clause" if clause else "indicator"
    return write_source(
        Target("clause" if kind == "clause" else "indicator", framework, clause=clause, indicator=indicator)
    )


def _figures(edition: str, indicators: list[tuple[str, str]]) -> list[tuple[str, str]]:
    named = ((label.split(" ", 1)[0], label) for _, label in indicators)
    return [(write_source(Target("figure", edition=edition, indicator=id_)), label) for id_, label in named]
