"""What an import leaves out of a file, and names: others' acts, earlier versions, marks of the service, words ended
elsewhere. Nothing is read or written here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from indicators.anchors import AnchorFault
from indicators.annotations import Annotation, Speaker
from schemas.annotation import AnnotationIn, EarlierVersion
from schemas.annotation_export import annotation_json, earlier_json

LEFT_OUT, NOT_BROUGHT_BACK = "N31", "N32"
_ACTS = ("replies", "countersignatures", "dissents")
"""What others did, each act by itself."""
_MARKS = ("carriedForward", "retraction", "withholding")
_NEVER = datetime(1970, 1, 1, tzinfo=UTC)
_NOBODY = Speaker("-", "-")


def not_brought_back(given: AnnotationIn, filed: Annotation | None) -> AnchorFault | None:
    """Return why an item is left out whole: elsewhere its words were retracted or withheld, here they are not (N32)."""
    for key, mark in (("retraction", given.retraction), ("withholding", given.withholding)):
        here = filed and (filed.retracted if key == "retraction" else filed.withheld)
        if mark is not None and here is None:
            return AnchorFault(NOT_BROUGHT_BACK, (key,), mark.reason)
    return None


def not_taken(given: AnnotationIn, filed: Annotation | None, earlier: Sequence[Annotation]) -> Iterator[AnchorFault]:
    """Yield what a file tells of an annotation's life and is not on file here, each part at its place (N31).

    `filed` and `earlier` are what is on file; a copy of it says nothing.
    """
    if not given.life:
        return
    union = filed.union if filed else given.creator.speaker() if given.creator else _NOBODY
    there = annotation_json(_versioned(given.as_annotation(id_="-", union=union, created=_NEVER), filed))
    here = annotation_json(filed) if filed else {}
    for key in _ACTS:
        known = [_unverified(act) for act in here.get(key, [])]
        for number, act in enumerate(there.get(key, [])):
            if _unverified(act) not in known:
                yield AnchorFault(LEFT_OUT, (key, number), act.get("creator", act)["name"])
    for key in _MARKS:
        if key in there and there[key] != here.get(key):
            yield AnchorFault(LEFT_OUT, (key,), str(there[key].get("reason") or there[key].get("revision")))
    versions = [_said(EarlierVersion.model_validate(earlier_json(one))) for one in earlier]
    for number, version in enumerate(given.earlier_versions):
        if _said(version) not in versions:
            yield AnchorFault(LEFT_OUT, ("earlierVersions", number), str(version.version))


def _said(version: EarlierVersion) -> EarlierVersion:
    """A version without what the demands say that it cites: files from before did not tell it."""
    return version.model_copy(update={"cited": []})


def _unverified(act: Mapping[str, Any]) -> dict[str, Any]:
    """An act without whether who did it is accredited: that is asked for when it is shown, and changes without it; a
    reply without its names too, which files from before do not have."""
    beside = {"verified", "id", "target"} if act.get("type") == "Annotation" else {"verified"}
    bare = {key: value for key, value in act.items() if key not in beside}
    return {**bare, "creator": _unverified(act["creator"])} if "creator" in act else bare


def _versioned(copy: Annotation, filed: Annotation | None) -> Annotation:
    """Return a copy whose replies name the version of those on file, in their order, where they name none: files from
    before replies said which version they were given to."""
    known = [*(reply.version for reply in (filed.replies if filed else ())), *[None] * len(copy.replies)]
    replies = (replace(one, version=one.version or version) for one, version in zip(copy.replies, known, strict=False))
    return replace(copy, replies=tuple(replies))
