"""What several pages of the workspace show: cards that say where an answer was revised, one answer, the cycle."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import Annotated

from fastapi import Path, Query
from sqlalchemy import Connection

from indicators.annotations import Annotation
from indicators.answers import Answer
from indicators.model import Framework, Indicator
from service.errors import ServiceError
from service.pages.companies import AnswerShown, value_of
from service.pages.visit import Visit
from service.render.html.card import Card, beside, cards_of
from service.render.report.language import Words
from service.store import annotation_queues as queues
from service.store import annotations as rows
from service.store import cycles
from service.store.beside import signatories_of
from service.store.tables import Cycle

NAME = r"^[A-Za-z0-9][A-Za-z0-9._@-]{0,63}$"
CycleName = Annotated[str, Path(pattern=NAME)]
SignatoryName = Annotated[str, Path(pattern=NAME)]
IndicatorName = Annotated[str, Path(pattern=NAME)]
AnnotationName = Annotated[str, Path(pattern=r"^[0-9a-f]{32}$")]
CycleAsked = Annotated[str, Query(pattern=r"^([A-Za-z0-9][A-Za-z0-9._@-]{0,63})?$")]
PageAsked = Annotated[int, Query(ge=1, le=10_000)]
MOST_CYCLES = 200


def cards(visit: Visit, connection: Connection, annotations: Iterable[Annotation]) -> list[Card]:
    """Return the cards of annotations in their order; each says where its answer was revised since it was read."""
    found = list(annotations)
    names = signatories_of(connection, found)
    now = queues.revisions_now(connection, [one.id.removeprefix(rows.IRI) for one in found])
    report = beside(visit.framework, found, names, now)
    return [replace(card, key="") for card in cards_of(found, report, visit.language)]


def answer_shown(indicator: Indicator, answer: Answer, words: Words) -> AnswerShown:
    """Return one answer by itself."""
    value, made = value_of(indicator, answer, words)
    return AnswerShown(indicator, answer, value, made, "", ())


def chosen_cycle(connection: Connection, asked: str, now: datetime) -> tuple[Cycle | None, list[Cycle]]:
    """Return the cycle asked for, else the one that opened last (not one that is only prepared, where another has
    opened), and all cycles, the latest first.

    Raises ServiceError `unknown_cycle` (404).
    """
    every = sorted(cycles.cycles(connection, limit=MOST_CYCLES), key=lambda one: one.opens, reverse=True)
    if not asked:
        opened = (one for one in every if one.opens <= now)
        return next(opened, every[0] if every else None), every
    return known(connection, asked), every


def known(connection: Connection, cycle: str) -> Cycle:
    """Return a cycle. Raises ServiceError `unknown_cycle` (404)."""
    found = cycles.find_cycle(connection, cycle)
    if found is None:
        raise ServiceError("unknown_cycle", 404, {"cycle": cycle})
    return found


def known_indicator(framework: Framework, id_: str) -> Indicator:
    """Return an indicator. Raises ServiceError `not_found` (404)."""
    if not framework.has_indicator(id_):
        raise ServiceError("not_found", 404)
    return framework.indicator(id_)
