"""A new version of one's own annotation: the same composer, on the same words; earlier versions stay readable."""

from __future__ import annotations

from typing import Any

from fastapi import Response

from indicators.annotations import Annotation
from indicators.small_groups import group_message
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
from service.render.html.card import Card
from service.store import annotations as rows
from service.workflows import annotation_acts as acts
from service.workflows.annotate import Misplaced, TooFew, composed
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
        outcome = _filed(visit, annotation, content, match, accepted=bool(filled.text("accepted")))
        if isinstance(outcome, TooFew):
            return _doubted(visit, annotation, earlier, content, outcome, match)
        if not isinstance(outcome, dict):
            return outcome
        errors = outcome
    return _again(visit, annotation, earlier, content, errors, filled)


def _filed(
    visit: Visit, annotation: str, content: dict[str, Any], match: str, *, accepted: bool
) -> Response | TooFew | dict[str, str]:
    """File the version; returns what is wrong by field where it cannot stand, or what to look at again."""
    house = visit.house
    try:
        given = AnnotationIn.model_validate(content)
    except ValueError:
        return {"text_fr": visit.say("Write the text, in French, in English or in both.")}
    hand = Hand(house.database, house.frameworks, visit.actor, annotation, named, match=match, clock=house.clock)
    try:
        outcome = acts.revise(hand, given, small_groups_accepted=accepted)
    except ServiceError as refused:
        if refused.status == 404:
            raise
        return {"source": words_of(refused, visit.language)}
    if isinstance(outcome, Misplaced):
        return told(visit, content, outcome.faults)
    return outcome if isinstance(outcome, TooFew) else visit.go("union.annotation", annotation=annotation)


def _doubted(
    visit: Visit, annotation: str, earlier: Annotation, content: dict[str, Any], doubts: TooFew, match: str
) -> Response:
    """Ask about testimonies that could point at somebody, over the card and with all that was written."""
    warnings = tuple((one.code, group_message(one, visit.language)) for one in doubts.warnings)
    card = _card(visit, earlier, AnnotationDraftIn.model_validate(content))
    revised = Revised(annotation, card, warnings)
    return show(visit, content, action=_here(visit, annotation), match=match, revised=revised)


def _card(visit: Visit, earlier: Annotation, given: AnnotationDraftIn) -> Card:
    with visit.house.database.reading() as connection:
        return cards(visit, connection, [composed(visit.actor, given, earlier.created, earlier.id)])[0]


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
        revised = Revised(annotation, _card(visit, earlier, errors))
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
