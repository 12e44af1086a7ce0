"""Reading: one company's answers, and one answer with its doubts, its history and what unions oppose to it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Query, Response
from sqlalchemy import Connection

from indicators.annotations import Annotation, Target
from indicators.answers import Answer, commitment_name
from indicators.model import Framework, Indicator
from schemas.annotation_target import write_source
from service.errors import ServiceError
from service.pages.companies import AnswerShown, Promise
from service.pages.route import page_router
from service.pages.union.shown import (
    CycleName,
    IndicatorName,
    SignatoryName,
    answer_shown,
    cards,
    known,
    known_indicator,
)
from service.pages.visit import Visit, VisitDep
from service.render.report.language import Words
from service.store import annotation_queues as queues
from service.store import annotations as rows
from service.store import filed
from service.store.filed import FiledRevision
from service.store.filing import submission_id
from service.workflows.annotation_offers import offers
from service.workflows.check_workbook import finding_words
from service.workflows.differences import differences
from service.workflows.wording_judgements import commitment_judgements
from service.workflows.wording_profiles import commitment_profiles

router = page_router()
Revision = Annotated[int | None, Query(ge=1, le=999_999)]


@dataclass(frozen=True, slots=True)
class Listed:
    """One answer of a company in the list: how many annotations are on it, and whether it is new since last read."""

    shown: AnswerShown
    annotations: int
    fresh: bool


@dataclass(frozen=True, slots=True)
class Step:
    """One revision as one answer went through it: its circumstances, and the places that differ from the one before."""

    revision: FiledRevision
    answered: bool
    changes: tuple[tuple[str, str, str], ...]


@router.get("/{language:language}/union/cycles/{cycle}/companies/{signatory}", name="union.company")
def company(visit: VisitDep, cycle: CycleName, signatory: SignatoryName) -> Response:
    """Every answer of a company's current revision, and its own commitments with how they read."""
    with visit.house.database.reading() as connection:
        here = _revision(visit, connection, cycle, signatory, None)
        framework = visit.house.frameworks.find(known(connection, cycle).framework)
        said = [one for _, one in rows.annotations_seen(connection, visit.actor, rows.about_answers(cycle, signatory))]
        unread = queues.unread(connection, visit.actor, cycle, named=signatory)
        fresh = {one for row in unread if row.signatory == signatory for one in row.indicators}
        own = list(_promises(visit, connection, here, said))
    gone = [id_ for id_ in sorted(fresh) if framework.has_indicator(id_) and here.filed.submission.answer(id_) is None]
    context = {"here": here, "framework": framework, "fresh": fresh, "promises": own, "gone": gone}
    return visit.page("union/company.html", {**context, "listed": list(_listed(visit, framework, here, said, fresh))})


def _promises(visit: Visit, connection: Connection, here: FiledRevision, said: list[Annotation]) -> Iterator[Promise]:
    """A company's own commitments, how they read, how unions read them, and what they write on them."""
    signatory, submission = here.filed.signatory, here.filed.submission
    read = commitment_judgements(said, [here.filed]).readings
    for place, profile in enumerate(commitment_profiles(submission)):
        name = commitment_name(place + 1)
        target = Target("answer", cycle=here.cycle, signatory=signatory, indicator=name, revision=here.filed.revision)
        on_it = [one for one in said if one.target.indicator == name]
        shown = tuple(cards(visit, connection, on_it))
        yield Promise(
            submission.commitments[place], profile, read.get((signatory, place), ()), shown, write_source(target)
        )


def _listed(
    visit: Visit, framework: Framework, here: FiledRevision, said: Iterable[Annotation], fresh: set[str]
) -> Iterator[Listed]:
    counted = Counter(one.target.indicator for one in said if one.standing)
    for indicator, answer in _answers(framework, here):
        shown = answer_shown(indicator, answer, Words(visit.language))
        yield Listed(shown, counted[indicator.id], indicator.id in fresh)


def _answers(framework: Framework, here: FiledRevision) -> Iterator[tuple[Indicator, Answer]]:
    for indicator in framework.entered():
        answer = here.filed.submission.answer(indicator.id)
        if answer is not None:
            yield indicator, answer


@router.get("/{language:language}/union/cycles/{cycle}/companies/{signatory}/answers/{indicator}", name="union.reading")
def reading(
    visit: VisitDep, cycle: CycleName, signatory: SignatoryName, indicator: IndicatorName, revision: Revision = None
) -> Response:
    """One answer of one revision; the current one where none is named."""
    with visit.house.database.reading() as connection:
        here = _revision(visit, connection, cycle, signatory, revision)
        framework = visit.house.frameworks.find(known(connection, cycle).framework)
        context = _around(visit, connection, here, framework, known_indicator(framework, indicator))
        context["carries"] = _carries(visit, connection, here, indicator)
    return visit.page("union/reading.html", {"here": here, "framework": framework, **context})


def _revision(visit: Visit, connection: Connection, cycle: str, signatory: str, number: int | None) -> FiledRevision:
    submission = submission_id(cycle, signatory)
    if number is None:
        found = filed.current_revision(connection, visit.actor, submission)
    else:
        found = filed.revision(connection, visit.actor, submission, number)
    if found is None:
        raise ServiceError("not_found", 404)
    return found


def _around(
    visit: Visit, connection: Connection, here: FiledRevision, framework: Framework, indicator: Indicator
) -> dict[str, Any]:
    cycle, signatory, submission = here.cycle, here.filed.signatory, here.filed.submission
    answer = submission.answer(indicator.id)
    where = rows.about_answers(cycle, signatory, indicator.id)
    said = [one for _, one in rows.annotations_seen(connection, visit.actor, where)]
    earlier = filed.earlier_revisions(connection, visit.actor, here.submission_id)
    current = here if here.filed.revision == here.current else _revision(visit, connection, cycle, signatory, None)
    warned = [one for one in here.filed.findings if one.indicator == indicator.id]
    ids = [one.id for one, _ in _answers(framework, here)]
    place = ids.index(indicator.id) if indicator.id in ids else None
    target = Target("answer", cycle=cycle, signatory=signatory, indicator=indicator.id, revision=here.filed.revision)
    return {
        "indicator": indicator,
        "it": answer_shown(indicator, answer, Words(visit.language)) if answer else None,
        "fields": _fields(indicator, answer, Words(visit.language)) if answer else [],
        "warnings": [(one.code, finding_words(one, visit.language, framework)) for one in warned],
        "cards": cards(visit, connection, said),
        "steps": list(_steps([*earlier, current], indicator, visit))[::-1],
        "source": write_source(target),
        "before": ids[place - 1] if place else "",
        "after": ids[place + 1] if place is not None and place + 1 < len(ids) else "",
    }


def _carries(visit: Visit, connection: Connection, here: FiledRevision, indicator: str) -> list[str]:
    """The organisation's own annotations that may be carried forward to the current revision of this answer, by id."""
    own = rows.by_union(visit.actor.organisation)
    about = rows.about_answers(here.cycle, here.filed.signatory, indicator)
    now = visit.house.clock()
    return [
        one.id.removeprefix(rows.IRI)
        for _, one in rows.annotations_seen(connection, visit.actor, own, about)
        if (one.revision or 0) < here.current and "carry" in offers(connection, visit.actor, one, now)
    ]


def _fields(indicator: Indicator, answer: Answer, words: Words) -> list[tuple[str, str, bool]]:
    return [
        (words.of(one.label), f"{words.number(number)} {words.of(one.unit)}", one.part_of is not None)
        for one in indicator.fields
        if (number := answer.number(one.key)) is not None
    ]


def _steps(revisions: Iterable[FiledRevision], indicator: Indicator, visit: Visit) -> Iterator[Step]:
    before = None
    here = f"/answers/{indicator.id}/"
    for revision in revisions:
        submission = revision.filed.submission
        found: Iterable[tuple[str, Any, Any]] = differences(before, submission).changes if before else ()
        changes = tuple(
            (_named(path.removeprefix(here), indicator, visit), _said(old, visit), _said(new, visit))
            for path, old, new in found
            if path.startswith(here)
        )
        yield Step(revision, submission.answer(indicator.id) is not None, changes)
        before = submission


def _named(place: str, indicator: Indicator, visit: Visit) -> str:
    steps = place.split("/")
    if steps[0] == "values":
        return Words(visit.language).of(indicator.field(steps[1]).label)
    if steps[0] == "evidence":
        return f"{visit.say('Evidence')} {int(steps[1]) + 1}"
    return {"status": visit.say("Status"), "reason": visit.say("Reason")}.get(steps[0], visit.say("Comment"))


def _said(value: Any, visit: Visit) -> str:
    words = Words(visit.language)
    if value is None:
        return words("none")
    if value in ("not_applicable", "not_available"):
        return words(str(value))
    return visit.say("answered") if value == "answered" else words.shown(value)
