"""Writing an annotation: the composer, drafts, the card as it will look, and publishing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Query, Response
from pydantic import ValidationError

from indicators.anchors import AnchorFault
from indicators.model import Language
from schemas.annotation import AnnotationDraftIn
from service.clock import utc_now
from service.errors import ServiceError
from service.pages.filled import Filled, FilledDep, words_of
from service.pages.route import page_router
from service.pages.union.composing import Errors, composer, findings_of, quoted_of, target_shown
from service.pages.union.form import content_of, target_of
from service.pages.union.shown import AnnotationName, cards
from service.pages.union.told import by_field
from service.pages.visit import Visit, VisitDep
from service.render.html.card import Card
from service.store import annotation_catalogues
from service.store.tables import AnnotationDraft
from service.workflows import annotation_drafts as drafts
from service.workflows.annotate import composed
from service.workflows.annotation_drafts import tag_of_draft
from service.workflows.annotation_file import shape_faults

router = page_router()


@dataclass(frozen=True, slots=True)
class Revised:
    """Which annotation gets a new version, the card of what was written, where it was asked for, and what to look at
    again before it is published: codes and sentences."""

    annotation: str = ""
    card: Card | None = None
    warnings: tuple[tuple[str, str], ...] = ()


NEW = Revised()
Source = Annotated[str, Query(max_length=300)]
Quoted = Annotated[str, Query(pattern="^(fr|en)$")]


@router.get("/{language:language}/union/compose", name="union.compose")
def compose(visit: VisitDep, source: Source, quoted: Quoted | None = None) -> Response:
    """The composer for a target, empty."""
    content = {"target": {"source": source, "quotedLanguage": quoted or visit.language}}
    return show(visit, content, action=visit.address("union.keep"))


@router.post("/{language:language}/union/compose", name="union.keep")
def keep(visit: VisitDep, filled: FilledDep) -> Response:
    """Keep what was written as a draft, and show the card as it will look or stay with the writing."""
    content, again = written(visit, filled), visit.address("union.keep")
    if filled.text("act") == "more":
        return show(visit, content, action=again, more=more_of(filled))
    given = shaped(visit, content)
    if not isinstance(given, AnnotationDraftIn):
        return show(visit, content, given, action=again)
    draft = drafts.save(visit.house.database, visit.actor, given, visit.house.clock)
    return _onward(visit, filled, draft)


@router.get("/{language:language}/union/drafts", name="union.drafts")
def every_draft(visit: VisitDep) -> Response:
    """The drafts of the organisation, those changed last first."""
    with visit.house.database.reading() as connection:
        found = annotation_catalogues.drafts(connection, visit.actor, limit=drafts.MOST_DRAFTS)
        found.sort(key=lambda one: one.changed, reverse=True)
        given = [AnnotationDraftIn.model_validate(one.content) for one in found]
        shown = cards(visit, connection, [composed(visit.actor, one, utc_now()) for one in given])
    return visit.page("union/drafts.html", {"rows": list(zip(found, shown, strict=True)), "tag": tag_of_draft})


@router.get("/{language:language}/union/drafts/{draft}", name="union.draft")
def one_draft(visit: VisitDep, draft: AnnotationName) -> Response:
    """The composer with a draft in it."""
    held = _held(visit, draft)
    return _draft(visit, draft, held.content, match=tag_of_draft(held))


@router.post("/{language:language}/union/drafts/{draft}", name="union.change_draft")
def change_draft(visit: VisitDep, draft: AnnotationName, filled: FilledDep) -> Response:
    """Change a draft; where a colleague changed it meanwhile, nothing is lost: what was written stays in the form."""
    content, match = written(visit, filled), filled.text("match")
    if filled.text("act") == "more":
        return _draft(visit, draft, content, match=match, more=more_of(filled))
    given = shaped(visit, content)
    if not isinstance(given, AnnotationDraftIn):
        return _draft(visit, draft, content, given, match=match)
    try:
        held = drafts.change(visit.house.database, visit.actor, draft, match, given, visit.house.clock)
    except ServiceError as refused:
        return _stale(visit, draft, content, refused)
    return _onward(visit, filled, held)


@router.post("/{language:language}/union/drafts/{draft}/removal", name="union.remove_draft")
def remove_draft(visit: VisitDep, draft: AnnotationName, filled: FilledDep) -> Response:
    """Remove a draft for good."""
    drafts.remove(visit.house.database, visit.actor, draft, filled.text("match"))
    return visit.go("union.drafts")


def _onward(visit: Visit, filled: Filled, held: AnnotationDraft) -> Response:
    return visit.go("union.preview" if filled.text("act") == "preview" else "union.draft", draft=held.id)


def _stale(visit: Visit, draft: str, content: Mapping[str, Any], refused: ServiceError) -> Response:
    """Show what was written over the newer version's tag: sent again, it takes its place."""
    if refused.code != "stale":
        raise refused
    match = tag_of_draft(_held(visit, draft))
    return _draft(visit, draft, content, {"source": words_of(refused, visit.language)}, match=match)


def _held(visit: Visit, draft: str) -> AnnotationDraft:
    with visit.house.database.reading() as connection:
        return drafts.own(connection, visit.actor, draft)


def _draft(
    visit: Visit, draft: str, content: Mapping[str, Any], errors: Errors | None = None, *, match: str, more: int = 0
) -> Response:
    action = visit.address("union.change_draft", draft=draft)
    return show(visit, content, errors, action=action, match=match, more=more, draft=draft)


def written(visit: Visit, filled: Filled) -> dict[str, Any]:
    """Return the content that was filled in, whole. Raises ServiceError `not_found` (404) for a target that is not."""
    quoted: Language = "en" if filled.text("quoted") == "en" else "fr"
    with visit.house.database.reading() as connection:
        shown = target_shown(visit, connection, filled.text("source"), quoted)
    target = target_of(filled, shown.text, shown.quoted)
    return content_of(filled, target, findings_of(visit, shown, {"target": target}))


def shaped(visit: Visit, content: Mapping[str, Any]) -> AnnotationDraftIn | dict[str, str]:
    """Return a content as a draft, or what is wrong with its shape by field."""
    try:
        return AnnotationDraftIn.model_validate(content)
    except ValidationError as error:
        return told(visit, content, shape_faults(error))


def told(visit: Visit, content: Mapping[str, Any], faults: Iterable[AnchorFault]) -> dict[str, str]:
    """Return faults of a content by field."""
    return by_field(visit, faults, [one["language"] for one in content.get("body", [])])


def more_of(filled: Filled) -> int:
    """Return how many empty rows of evidence are asked for: one more than there were."""
    blanks = filled.text("blanks")
    return min(int(blanks) + 1, 10) if blanks.isdecimal() and len(blanks) < 3 else 2


def show(
    visit: Visit,
    content: Mapping[str, Any],
    errors: Errors | None = None,
    *,
    action: str,
    match: str = "",
    more: int = 0,
    draft: str = "",
    revised: Revised = NEW,
) -> Response:
    """Return the composer with a content in it; 422 where something in it is wrong."""
    with visit.house.database.reading() as connection:
        shown = target_shown(visit, connection, content["target"]["source"], quoted_of(visit, content))
        context = composer(visit, connection, shown, content, errors, more)
    around = {"action": action, "match": match, "draft": draft, "revised": revised}
    status = 422 if errors else 409 if revised.warnings else 200
    return visit.page("union/compose.html", {**context, **around}, status=status, scripts=True)
