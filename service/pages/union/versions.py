"""A new version of one's own annotation: the same composer, on the same words; earlier versions stay readable."""

from __future__ import annotations

from typing import Any

from fastapi import Response

from indicators.annotations import Annotation
from schemas.annotation import AnnotationDraftIn, AnnotationIn
from schemas.annotation_export import annotation_json
from service.errors import ServiceError
from service.pages.filled import Filled, FilledDep, words_of
from service.pages.route import page_router
from service.pages.union.compose import Revised, more_of, shaped, show, told
from service.pages.union.composing import findings_of, quoted_of, target_shown
from service.pages.union.form import content_of
from service.pages.union.publish import named
from service.pages.union.shown import AnnotationName, cards
from service.pages.visit import Visit, VisitDep
from service.store import annotations as rows
from service.workflows import annotation_acts as acts
from service.workflows.annotate import Misplaced, composed
from service.workflows.annotation_acts import Hand, seen
from service.workflows.annotation_view import tag_of, view

router = page_router()
_WRITTEN = ("motivation", "target", "body", "motives", "demands", "themes", "evidence", "judgements")


@router.get("/{language:language}/union/annotations/{annotation}/version", name="union.version")
def version(visit: VisitDep, annotation: AnnotationName) -> Response:
    """The composer with the newest version in it."""
    earlier, match = _earlier(visit, annotation)
    return show(visit, _content(earlier), action=_here(visit, annotation), match=match, revised=Revised(annotation))


@router.post("/{language:language}/union/annotations/{annotation}/version", name="union.revise")
def revise(visit: VisitDep, annotation: AnnotationName, filled: FilledDep) -> Response:
    """Show the card of the new version, or file it."""
    earlier, _ = _earlier(visit, annotation)
    content, match = _written(visit, earlier, filled), filled.text("match")
    errors = shaped(visit, content)
    if filled.text("act") == "publish" and isinstance(errors, AnnotationDraftIn):
        outcome = _filed(visit, annotation, content, match)
        if not isinstance(outcome, dict):
            return outcome
        errors = outcome
    return _again(visit, annotation, earlier, content, errors, filled)


def _filed(visit: Visit, annotation: str, content: dict[str, Any], match: str) -> Response | dict[str, str]:
    """File the version; returns what is wrong by field where it cannot stand."""
    house = visit.house
    try:
        given = AnnotationIn.model_validate(content)
    except ValueError:
        return {"text_fr": visit.say("Write the text, in French, in English or in both.")}
    hand = Hand(house.database, house.frameworks, visit.actor, annotation, named, match=match, clock=house.clock)
    try:
        outcome = acts.revise(hand, given)
    except ServiceError as refused:
        if refused.status == 404:
            raise
        return {"source": words_of(refused, visit.language)}
    if isinstance(outcome, Misplaced):
        return told(visit, content, outcome.faults)
    return visit.go("union.annotation", annotation=annotation)


def _again(
    visit: Visit,
    annotation: str,
    earlier: Annotation,
    content: dict[str, Any],
    errors: AnnotationDraftIn | dict[str, str],
    filled: Filled,
) -> Response:
    revised, wrong = Revised(annotation), None
    if isinstance(errors, AnnotationDraftIn):
        with visit.house.database.reading() as connection:
            bare = composed(visit.actor, errors, earlier.created, earlier.id)
            revised = Revised(annotation, cards(visit, connection, [bare])[0])
    else:
        wrong = errors
    more = more_of(filled) if filled.text("act") == "more" else 0
    match = filled.text("match")
    return show(visit, content, wrong, action=_here(visit, annotation), match=match, more=more, revised=revised)


def _earlier(visit: Visit, annotation: str) -> tuple[Annotation, str]:
    """Return one's own annotation and its tag. Raises ServiceError `not_found` (404), `not_author` (403)."""
    with visit.house.database.reading() as connection:
        found = seen(connection, visit.actor, annotation)
        tag = tag_of(view(connection, visit.house.frameworks, found))
    if found.union.id != rows.UNION_IRI + visit.actor.organisation:
        raise ServiceError("not_author", 403)
    return found, tag


def _content(annotation: Annotation) -> dict[str, Any]:
    return {name: value for name, value in annotation_json(annotation).items() if name in _WRITTEN}


def _written(visit: Visit, earlier: Annotation, filled: Filled) -> dict[str, Any]:
    """What was filled in, on the words and the target of the version before."""
    before = _content(earlier)
    with visit.house.database.reading() as connection:
        shown = target_shown(visit, connection, before["target"]["source"], quoted_of(visit, before))
    return content_of(filled, before["target"], findings_of(visit, shown, before))


def _here(visit: Visit, annotation: str) -> str:
    return visit.address("union.revise", annotation=annotation)
