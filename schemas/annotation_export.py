"""From annotations to JSON-LD: one annotation, or a file of them. The inverse of `schemas.annotation`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any, Literal

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from indicators.annotation_life import revision_note
from indicators.annotations import Annotation, Proof, Reply, Respondent, Speaker
from indicators.wording.judgements import Judgement
from schemas.annotation import ANNO, CONTEXT, AnnotationRecord
from schemas.annotation_cited import cited_json
from schemas.annotation_parts import Shape, zulu
from schemas.annotation_target import write_source
from schemas.text import Count

_NOWHERE: Mapping[str, int] = MappingProxyType({})


class AnnotationFile(Shape):
    """A file of annotations: a W3C AnnotationPage, or an AnnotationCollection with its first page or its items in it.

    `items` are kept as read: each is judged by itself, so that one bad annotation does not hide the others.
    """

    context: Any = Field(default=ANNO, alias="@context")
    id: str | None = None
    type: Literal["AnnotationPage", "AnnotationCollection"] = "AnnotationPage"
    label: str | None = None
    total: Count | None = None
    items: list[Any] = Field(default_factory=list, max_length=100_000)
    next: str | None = None
    prev: str | None = None
    part_of: Any = Field(default=None, alias="partOf")
    start_index: Count | None = Field(default=None, alias="startIndex")

    @model_validator(mode="before")
    @classmethod
    def _first_page(cls, given: Any) -> Any:
        """Take the items of an embedded first page; more pages are other files."""
        if not isinstance(given, dict) or not isinstance(given.get("first"), dict) or "items" in given:
            return given
        rest = {key: value for key, value in given.items() if key not in ("first", "last")}
        return {**rest, "items": given["first"].get("items", []), "next": given["first"].get("next")}

    @model_validator(mode="after")
    def _whole(self) -> AnnotationFile:
        """A list that goes on elsewhere is not taken as the whole of it."""
        if self.total not in (None, len(self.items)) and self.type == "AnnotationCollection":
            params = {"found": len(self.items), "total": self.total or 0}
            raise PydanticCustomError("not_whole", "{found} of {total} annotations are here", params)
        return self


def _organisation(speaker: Speaker) -> dict[str, Any]:
    out: dict[str, Any] = {"id": speaker.id, "type": "Organization", "name": speaker.name}
    return out if speaker.verified else {**out, "verified": False}


def _bodies(texts: Mapping[str, str]) -> list[dict[str, str]]:
    return [
        {"type": "TextualBody", "value": value, "language": language, "format": "text/markdown"}
        for language, value in texts.items()
    ]


def _target(annotation: Annotation) -> dict[str, Any]:
    out: dict[str, Any] = {"type": "SpecificResource", "source": write_source(annotation.target)}
    selector = annotation.target.selector
    if selector:
        out["selector"] = {"type": "TextQuoteSelector", "exact": selector.exact}
        out["selector"] |= {k: v for k, v in (("prefix", selector.prefix), ("suffix", selector.suffix)) if v}
        out["quotedLanguage"] = selector.language
    return out


def _proof(proof: Proof) -> dict[str, Any]:
    keys = ("kind", "title", "link", "reference", "quote", "sector", "role", "consent", "source")
    return {key: getattr(proof, key) for key in keys if getattr(proof, key)}


def _kept(keys: Mapping[str, Any]) -> dict[str, Any]:
    """Leave out keys without content; 0 and False are content where they can be said."""
    return {key: value for key, value in keys.items() if value is not None and value != [] and value is not False}


def _moment(moment: datetime | None) -> str | None:
    return zulu(moment) if moment else None


def _respondent(one: Respondent) -> dict[str, Any]:
    return {**_organisation(one), **_kept({"version": one.version, "created": _moment(one.created)})}


def _reason(reason: str | None, created: datetime | None = None, ground: str | None = None) -> dict[str, Any] | None:
    return None if reason is None else _kept({"reason": reason, "created": _moment(created), "ground": ground})


def _dissent(one: Respondent, text: str) -> dict[str, Any]:
    withholding = _reason(one.withheld)
    more = {"text": text or None, "version": one.version, "created": _moment(one.created), "withholding": withholding}
    return {"creator": _organisation(one), **_kept(more)}


def _reply(reply: Reply, annotation: str, place: int) -> dict[str, Any]:
    """A turn is an annotation of the annotation (annotation-model, section 3.1: one IRI, a target). Replies are only
    ever added, so that the place of one that has no name of its own names it too.
    """
    company = {"id": reply.signatory, "type": "Organization", "name": reply.signatory}
    keys = {
        "id": reply.id or f"{annotation}:turn:{place}",
        "type": "Annotation",
        "motivation": "replying",
        "target": annotation,
        "creator": _organisation(reply.union) if reply.union else company,
        "created": zulu(reply.created),
        "body": _bodies(reply.texts),
        "late": reply.late,
        "version": reply.version,
        "withholding": _reason(reply.withheld),
    }
    return _kept(keys)


def _carried(annotation: Annotation) -> dict[str, Any] | None:
    if annotation.carried_to is None:
        return None
    more = {"created": _moment(annotation.carried_on), "body": _bodies(annotation.carried_texts)}
    return {"revision": annotation.carried_to, **_kept(more)}


def _life(annotation: Annotation) -> dict[str, Any]:
    one = annotation
    return {
        "countersignatures": [_respondent(speaker) for speaker in one.countersigned_by],
        "dissents": [_dissent(speaker, text) for speaker, text in one.dissent],
        "replies": [_reply(reply, one.id, place) for place, reply in enumerate(one.replies, 1)],
        "carriedForward": _carried(one),
        "retraction": _reason(one.retracted, one.retracted_on),
        "withholding": _reason(one.withheld, one.withheld_on, one.withheld_ground),
    }


def _judgement(judgement: Judgement) -> dict[str, Any]:
    return {key: value for key, value in asdict(judgement).items() if value is not None and value != ""}


def _moved(annotation: Annotation, now: int | None) -> dict[str, Any] | None:
    note = revision_note(annotation, now)
    return {"revisionRead": annotation.target.revision, "revisionNow": now, "note": dict(note)} if note else None


def _version(annotation: Annotation) -> dict[str, Any]:
    """What one version says; its target is the annotation's."""
    return {
        "motivation": annotation.motivation,
        "created": zulu(annotation.created),
        "modified": _moment(annotation.revised),
        "body": _bodies(annotation.texts),
        "motives": list(annotation.motives),
        "demands": list(annotation.demands),
        "citedDemands": [cited_json(one) for one in annotation.cited],
        "themes": list(annotation.themes),
        "evidence": [_proof(proof) for proof in annotation.evidence],
        "judgements": [_judgement(judgement) for judgement in annotation.judgements],
        "version": annotation.version,
    }


def earlier_json(annotation: Annotation) -> dict[str, Any]:
    """Return an earlier version under a name of its own, that of its leaf in the public log."""
    out = {"id": f"{annotation.id}:version:{annotation.version}", **_version(annotation)}
    return {key: value for key, value in out.items() if value not in (None, [])}


def annotation_json(
    annotation: Annotation, *, context: bool = True, now: int | None = None, earlier: Iterable[Annotation] = ()
) -> dict[str, Any]:
    """Return one annotation as JSON-LD; keys without content are left out. Reading it back gives an equal value.

    Where the answer is `now` at another revision than the one it was written about, its `state` says so. `earlier`: its
    versions before this one, where they go out with it.
    """
    said = _version(annotation)
    out: dict[str, Any] = {
        "id": annotation.id,
        "type": "Annotation",
        "motivation": said["motivation"],
        "creator": _organisation(annotation.union),
        **{key: said[key] for key in ("created", "modified", "body")},
        "target": _target(annotation),
        **said,
        "earlierVersions": [earlier_json(one) for one in earlier],
        **_life(annotation),
        "state": _moved(annotation, now),
    }
    kept = {key: value for key, value in out.items() if value not in (None, [])}
    return {"@context": CONTEXT, **kept} if context else kept


def annotation_page(
    annotations: Iterable[Annotation], id_: str, label: str, now: Mapping[str, int] = _NOWHERE
) -> dict[str, Any]:
    """Return a file of annotations: an AnnotationPage whose context stands once; `now` by the annotations' ids."""
    items = [annotation_json(one, context=False, now=now.get(one.id)) for one in annotations]
    page = {"id": id_, "type": "AnnotationPage", "label": label, "total": len(items), "items": items}
    return {"@context": CONTEXT, **page}


@dataclass(frozen=True, slots=True)
class PagePlace:
    """Where a page stands in its collection: the cursor it begins after (None: the first page), how many annotations
    stand before it, the cursors of the page before (None: the first) and after it (None: there is none).
    """

    cursor: str | None = None
    before: int = 0
    preceding: int | None = None
    following: int | None = None


FIRST = PagePlace()


def annotation_collection(
    items: Sequence[Mapping[str, Any]],
    here: str,
    query: Mapping[str, str],
    *,
    total: int,
    address: Callable[[str, Mapping[str, str]], str],
    place: PagePlace = FIRST,
) -> dict[str, Any]:
    """Return a collection with its first page in it, or a further page of it.

    `items` are annotations as `annotation_json` makes them, `here` is the collection's address, `query` the choice it
    is of; `address` writes both as one. Rules: annotation-model, section 5.
    """

    def page_id(cursor: object) -> str:
        return f"{address(here, query)}#first" if cursor is None else address(here, {**query, "cursor": str(cursor)})

    page: dict[str, Any] = {"id": page_id(place.cursor), "type": "AnnotationPage", "startIndex": place.before}
    if place.following is not None:
        page["next"] = page_id(place.following)
    collection = {"id": address(here, query), "type": "AnnotationCollection", "label": "En regard", "total": total}
    if place.cursor is not None:
        page["prev"] = page_id(place.preceding)
        return {"@context": CONTEXT, **page, "partOf": collection, "items": list(items)}
    return {"@context": CONTEXT, **collection, **({"first": {**page, "items": list(items)}} if items else {})}


def read_record(item: object) -> Annotation:
    """Return one item of a file as an annotation. Raises pydantic's ValidationError where its shape is wrong."""
    return AnnotationRecord.model_validate(item).as_annotation()
