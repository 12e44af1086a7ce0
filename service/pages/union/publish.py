"""The card as it will look, and publishing it; a testimony that could point at somebody is asked about first."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from fastapi import Response
from sqlalchemy import Connection

from indicators.annotations import Annotation
from indicators.small_groups import GroupWarning, group_message
from schemas.annotation import AnnotationDraftIn
from service.pages.filled import FilledDep
from service.pages.route import page_router
from service.pages.union.compose import show, told
from service.pages.union.shown import AnnotationName, cards
from service.pages.visit import Visit, VisitDep
from service.store.annotations import IRI
from service.store.idempotency import Answered
from service.workflows import annotation_drafts as drafts
from service.workflows.annotate import Misplaced, TooFew, composed
from service.workflows.annotation_drafts import Unfinished, tag_of_draft
from service.workflows.annotation_file import listed_shape_faults

router = page_router()


@router.get("/{language:language}/union/drafts/{draft}/preview", name="union.preview")
def preview(visit: VisitDep, draft: AnnotationName) -> Response:
    """The card as readers will see it, and what publishing means."""
    return _preview(visit, draft)


@router.post("/{language:language}/union/drafts/{draft}/publication", name="union.publish")
def publish(visit: VisitDep, draft: AnnotationName, filled: FilledDep) -> Response:
    """File the draft as an annotation; what keeps it from standing is told beside the fields of the composer."""
    accepted = bool(filled.text("accepted"))
    house, before = visit.house, _content(visit, draft)
    outcome = drafts.publish(
        house.database,
        house.frameworks,
        visit.actor,
        draft,
        present=named,
        clock=house.clock,
        small_groups_accepted=accepted,
    )
    if isinstance(outcome, TooFew):
        return _preview(visit, draft, outcome.warnings)
    if isinstance(outcome, Answered):
        return visit.go("union.annotation", annotation=json.loads(outcome.body)["id"])
    return _sent_back(visit, draft, before, outcome)


def named(_: Connection, annotation: Annotation) -> Answered:
    """Return the answer that pages need of an act: which annotation it was."""
    return Answered(201, json.dumps({"id": annotation.id.removeprefix(IRI)}))


def _content(visit: Visit, draft: str) -> tuple[dict[str, Any], str]:
    with visit.house.database.reading() as connection:
        held = drafts.own(connection, visit.actor, draft)
    return dict(held.content), tag_of_draft(held)


def _sent_back(
    visit: Visit, draft: str, before: tuple[dict[str, Any], str], outcome: Misplaced | Unfinished
) -> Response:
    content, match = before
    faults = outcome.faults if isinstance(outcome, Misplaced) else tuple(listed_shape_faults(outcome.errors))
    action = visit.address("union.change_draft", draft=draft)
    return show(visit, content, told(visit, content, faults), action=action, match=match, draft=draft)


def _preview(visit: Visit, draft: str, warnings: Sequence[GroupWarning] = ()) -> Response:
    content, match = _content(visit, draft)
    annotation = composed(visit.actor, AnnotationDraftIn.model_validate(content), visit.house.clock())
    with visit.house.database.reading() as connection:
        (card,) = cards(visit, connection, [annotation])
    context = {
        "draft": draft,
        "match": match,
        "card": card,
        "annotation": annotation,
        "warnings": [(one.code, group_message(one, visit.language)) for one in warnings],
        "framework": visit.framework,
    }
    return visit.page("union/preview.html", context, status=409 if warnings else 200)
