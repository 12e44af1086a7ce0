"""From annotations to JSON-LD: one annotation, or a file of them. The inverse of `schemas.annotation`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Literal

from pydantic import Field

from indicators.annotations import Annotation, Proof, Speaker
from schemas.annotation import ANNO, CONTEXT, AnnotationRecord, Shape
from schemas.annotation_target import write_source


class AnnotationFile(Shape):
    """A file of annotations: a W3C AnnotationPage, or an AnnotationCollection that holds its items itself.

    `items` are kept as read: each is judged by itself, so that one bad annotation does not hide the others.
    """

    context: Any = Field(default=ANNO, alias="@context")
    id: str | None = None
    type: Literal["AnnotationPage", "AnnotationCollection"] = "AnnotationPage"
    label: str | None = None
    total: int | None = None
    items: list[Any] = Field(max_length=100_000)


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


def _life(annotation: Annotation) -> dict[str, Any]:
    return {
        "countersignatures": [_organisation(speaker) for speaker in annotation.countersigned_by],
        "dissents": [{"creator": _organisation(speaker), "text": text} for speaker, text in annotation.dissent],
        "replies": [
            {
                "type": "Annotation",
                "motivation": "replying",
                "creator": {"id": reply.signatory, "type": "Organization", "name": reply.signatory},
                "created": reply.created.isoformat(),
                "body": _bodies(reply.texts),
            }
            for reply in annotation.replies
        ],
        "carriedForward": {"revision": annotation.carried_to} if annotation.carried_to is not None else None,
        "retraction": {"reason": annotation.retracted} if annotation.retracted is not None else None,
        "withholding": {"reason": annotation.withheld} if annotation.withheld is not None else None,
    }


def annotation_json(annotation: Annotation, *, context: bool = True) -> dict[str, Any]:
    """Return one annotation as JSON-LD; keys without content are left out. Reading it back gives an equal value."""
    out: dict[str, Any] = {
        "id": annotation.id,
        "type": "Annotation",
        "motivation": annotation.motivation,
        "creator": _organisation(annotation.union),
        "created": annotation.created.isoformat(),
        "body": _bodies(annotation.texts),
        "target": _target(annotation),
        "motives": list(annotation.motives),
        "demands": list(annotation.demands),
        "themes": list(annotation.themes),
        "evidence": [_proof(proof) for proof in annotation.evidence],
        "version": annotation.version,
        **_life(annotation),
    }
    kept = {key: value for key, value in out.items() if value not in (None, [])}
    return {"@context": CONTEXT, **kept} if context else kept


def annotation_page(annotations: Iterable[Annotation], id_: str, label: str) -> dict[str, Any]:
    """Return a file of annotations: an AnnotationPage whose context stands once."""
    items = [annotation_json(annotation, context=False) for annotation in annotations]
    page = {"id": id_, "type": "AnnotationPage", "label": label, "total": len(items), "items": items}
    return {"@context": CONTEXT, **page}


def read_record(item: object) -> Annotation:
    """Return one item of a file as an annotation. Raises pydantic's ValidationError where its shape is wrong."""
    return AnnotationRecord.model_validate(item).as_annotation()
