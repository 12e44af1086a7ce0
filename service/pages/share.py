"""The picture of each public page for other sites (Open Graph), in the page's language; kept as pages are."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Annotated

from fastapi import Query, Response
from sqlalchemy import Connection

from indicators.annotations import Annotation
from service.errors import ServiceError
from service.pages import faces
from service.pages.parts import EDITIONS, SPOKEN, called, parts
from service.pages.route import page_router
from service.pages.shown import newest, published
from service.pages.since import figures_since
from service.pages.visit import Visit, VisitDep
from service.render.charts.image import png
from service.render.charts.share import HEIGHT, WIDTH, Face, share
from service.render.report.contents import Report
from service.store.annotations import by_union, count_seen
from service.store.beside import find_union, lately_by_union, lately_on_clauses, noted_on_clauses
from service.store.organisations import Known
from service.store.stands import Footing

router = page_router()
Edition = Annotated[str | None, Query(max_length=100)]
LOOKED_AT = 60
"""Newest annotations among which a picture, and the home page, look for one to quote."""


@dataclass(frozen=True, slots=True)
class Shared:
    """What a page says of its picture: its address on this service, its words, its size."""

    path: str
    alt: str
    width: int = WIDTH
    height: int = HEIGHT


def home(visit: Visit, _name: str, edition: str | None) -> Face:
    """The service itself: its newest report, before there is one the pledge."""
    report = published(visit.house, edition) if edition else newest(visit.house)
    return face_of_home(visit, report) if report else pledge(visit, "", None)


def face_of_home(visit: Visit, report: Report) -> Face:
    """The service itself, beside a report that was read."""
    return faces.of_report(visit, report, visit.say("Collective impact report"))


def pledge(visit: Visit, _name: str, _edition: str | None) -> Face:
    """The pledge's text."""
    with visit.house.database.reading() as connection:
        count = len(noted_on_clauses(connection, visit.actor, visit.framework))
        return face_of_pledge(visit, connection, count)


def face_of_pledge(visit: Visit, connection: Connection, count: int, newest: Sequence[Annotation] = ()) -> Face:
    """The pledge's text, where it is known how many annotations there are on it and which are the `newest`."""
    older = lately_on_clauses(connection, visit.actor, visit.framework, first=len(newest), most=LOOKED_AT)
    return faces.of_pledge(visit, visit.framework, chain(newest, older), count)


def whole(visit: Visit, name: str, _edition: str | None) -> Face:
    """One edition."""
    report = published(visit.house, name)
    number = report.edition.number if report.edition else ""
    title = visit.say("Edition %(number)s, cycle %(cycle)s") % {"number": number, "cycle": report.cycle.id}
    return faces.of_report(visit, report, title)


def objective(visit: Visit, name: str, edition: str | None) -> Face:
    """One objective of the report."""
    report = published(visit.house, edition)
    part = next((one for one in parts(report) if str(one.number) == name), None)
    if part is None:
        raise ServiceError("not_found", 404)
    return faces.of_part(visit, report, part.indicators, called(visit, part), figures_since(visit, report))


def indicator(visit: Visit, name: str, edition: str | None) -> Face:
    """One indicator."""
    report = published(visit.house, edition)
    if not report.framework.has_indicator(name):
        raise ServiceError("not_found", 404)
    return faces.of_figure(visit, report, report.framework.indicator(name), figures_since(visit, report))


def company(visit: Visit, name: str, edition: str | None) -> Face:
    """One company that publishes its answers."""
    report = published(visit.house, edition)
    filed, known = report.filed.get(name), report.signatories.get(name)
    if filed is None or known is None:
        raise ServiceError("not_found", 404)
    return faces.of_company(visit, report, known, filed)


def union(visit: Visit, name: str, _edition: str | None) -> Face:
    """One union."""
    with visit.house.database.reading() as connection:
        known = find_union(connection, name)
        if known is None:
            raise ServiceError("not_found", 404)
        return face_of_union(visit, connection, known, count_seen(connection, visit.actor, by_union(name)))


def face_of_union(
    visit: Visit, connection: Connection, known: Known, count: int, newest: Sequence[Annotation] = ()
) -> Face:
    """One union, where it is known how much it has published and which are its `newest` annotations."""
    older = lately_by_union(connection, visit.actor, known.id, first=len(newest), most=LOOKED_AT)
    return faces.of_union(visit, known, chain(newest, older), count)


KINDS: Mapping[str, tuple[Callable[[Visit, str, str | None], Face], tuple[Footing, ...]]] = {
    "home": (home, ("editions", "record")),
    "pledge": (pledge, SPOKEN),
    "edition": (whole, EDITIONS),
    "objective": (objective, SPOKEN),
    "indicator": (indicator, SPOKEN),
    "company": (company, EDITIONS),
    "union": (union, SPOKEN),
}
"""Kind of picture -> what draws its face, what that rests on."""


@router.get("/{language:language}/share/{kind}/{which}.png", name="pages.share")
def picture(visit: VisitDep, kind: str, which: str, edition: Edition = None) -> Response:
    """One picture, 1,200 by 630 pixels."""
    if kind not in KINDS:
        raise ServiceError("not_found", 404)
    draw, rests_on = KINDS[kind]
    return visit.picture(png(share(draw(visit, which, edition))), rests_on)


def shared(visit: Visit, kind: str, which: str = "all", edition: str | None = None, face: Face | None = None) -> Shared:
    """Return what a page says of its picture; the page must rest on what the picture rests on, and gives its `face`
    where it has read what that takes."""
    query = f"?edition={edition}" if edition else ""
    said = face or KINDS[kind][0](visit, which, edition)
    return Shared(visit.address("pages.share", kind=kind, which=which) + query, said.alt)
