"""Companies: who signed and who answered; and one company's answers, where it publishes them in full."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from operator import itemgetter
from typing import Annotated

from fastapi import Query, Response

from indicators.answers import Answer, Commitment, commitment_name
from indicators.case import Filed
from indicators.figures import Signatory
from indicators.folding import folded
from indicators.model import Indicator, Language
from service.errors import ServiceError
from service.pages import faces
from service.pages.paging import Page, paging
from service.pages.parts import EDITIONS, Edition, said
from service.pages.route import page_router
from service.pages.share import shared
from service.pages.shown import published
from service.pages.visit import VisitDep
from service.render.html.card import Card, cards_of
from service.render.report.contents import Report, UnionReading, WordingProfile
from service.render.report.facts import is_percent
from service.render.report.language import Words
from service.render.report.roster import SignatoryState

router = page_router()
MOST = 100
"""Companies on one page of the list."""

Named = Annotated[str, Query(alias="name", max_length=100)]
InState = Annotated[SignatoryState | None, Query(alias="state")]


@dataclass(frozen=True, slots=True)
class AnswerShown:
    """One answer beside the annotations on it; `value` in words, `made` what it is made of."""

    indicator: Indicator
    answer: Answer
    value: str
    made: str
    contest: str
    cards: tuple[Card, ...]


@dataclass(frozen=True, slots=True)
class Promise:
    """One commitment of a company in its own words, with how it reads, how unions read it and what they write on it.

    `source` names it for a union that writes about it; empty where nobody writes.
    """

    commitment: Commitment
    profile: WordingProfile | None
    readings: tuple[UnionReading, ...] = ()
    cards: tuple[Card, ...] = ()
    source: str = ""


@router.get("/{language:language}/companies", name="pages.companies")
def companies(
    visit: VisitDep, edition: Edition = None, name: Named = "", state: InState = None, page: Page = 1
) -> Response:
    """Every signatory under what it does in the cycle, a page at a time: nobody is dropped. `name` keeps those in whose
    name it is found, however it is spelt; `state` keeps one group.
    """
    report, sought = published(visit.house, edition), name.strip()

    def context() -> dict[str, object]:
        found = {group: named(report, listed, sought) for group, listed in report.by_state.items()}
        listed = [(group, one) for group in ([state] if state else found) for one in found[group]]
        kept = {"edition": edition, "name": sought, "state": state}
        paged = paging(page, len(listed), MOST, visit.address("pages.companies"), kept)
        shown = groupby(listed[paged.first : paged.after], itemgetter(0))
        return {
            **said(report),
            "counts": {group: len(ones) for group, ones in found.items()},
            "groups": [(group, [one for _, one in ones]) for group, ones in shown],
            "paging": paged,
            "name": sought,
            "state": state or "",
            "asked": edition or "",
        }

    template = "public/companies.html"
    if sought:  # there is no end of names: such a page is written when asked for, and takes no other page's place
        return visit.page(template, context())
    return visit.published(template, EDITIONS, context)


def named(report: Report, listed: Sequence[Signatory], sought: str) -> Sequence[Signatory]:
    """Return those in whose name `sought` is found, case, accents and kinds of dash and quotation mark aside."""
    if not sought:
        return listed
    wanted = folded(sought)[0]
    return [one for one in listed if wanted in report.folded_names[one.id]]


@router.get("/{language:language}/companies/{signatory}", name="pages.company")
def company(visit: VisitDep, signatory: str, edition: Edition = None) -> Response:
    """One company's answers, each beside what unions oppose to it."""
    report = published(visit.house, edition)
    filed, known = report.filed.get(signatory), report.signatories.get(signatory)
    if filed is None or known is None:
        raise ServiceError("not_found", 404)

    def context() -> dict[str, object]:
        shown, own = list(answers(report, filed, visit.language)), list(promises(report, filed, visit.language))
        share = shared(visit, "company", signatory, edition, faces.of_company(visit, report, known, filed))
        return {**said(report), "signatory": known, "filed": filed, "answers": shown, "promises": own, "share": share}

    return visit.published("public/company.html", EDITIONS, context)


def answers(report: Report, filed: Filed, language: Language) -> Iterator[AnswerShown]:
    """Yield a company's answers in the framework's order."""
    words, number = Words(language), 0
    given = {answer.indicator: answer for answer in filed.submission.answers}
    for indicator in report.framework.entered():
        answer = given.get(indicator.id)
        if answer is None:
            continue
        cards = tuple(cards_of(report.on_answer(filed.signatory, indicator.id), report, language, number))
        number += len(cards)
        value, made = value_of(indicator, answer, words)
        yield AnswerShown(indicator, answer, value, made, str(report.contest(filed, indicator.id)), cards)


def value_of(indicator: Indicator, answer: Answer, words: Words) -> tuple[str, str]:
    """Return an answer's own value in words, and the numbers it is made of; nothing where it gives none."""
    entered = [
        (one, number)
        for one in indicator.fields
        if one.part_of is None and (number := answer.number(one.key)) is not None
    ]
    made = " · ".join(f"{words.number(number)} {words.of(one.unit)}" for one, number in entered)
    if indicator.kind == "level":
        level = answer.number("level")
        return (words(f"band_level_{level}"), "") if level is not None else ("", "")
    if indicator.kind == "ratio" and indicator.method == "pooled":
        top, whole = answer.number("numerator"), answer.number("denominator")
        if top is None or not whole:
            return "", made
        share = Decimal(top) / whole
        return (words.percent(share) if is_percent(indicator) else words.number(share)), made
    return (words.number(entered[0][1]), made) if entered else ("", "")


def promises(report: Report, filed: Filed, language: Language) -> Iterator[Promise]:
    """Yield a company's own commitments, each with what unions make of it."""
    for number, commitment in enumerate(filed.submission.commitments):
        place = (filed.signatory, number)
        written = report.on_answer(filed.signatory, commitment_name(number + 1))
        cards = tuple(cards_of(written, report, language))
        readings = report.commitment_readings.get(place, ())
        yield Promise(commitment, report.commitment_wording.get(place), readings, cards)
