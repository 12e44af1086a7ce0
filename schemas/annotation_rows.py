"""Annotations as rows of cells: the same JSON-LD, laid out flat. The way back is `schemas.annotation_items`.

No file format is known here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from indicators.annotations import Annotation
from schemas.annotation_export import annotation_json

Cells = dict[str, str | int | None]
"""One row: by column code; None and absent are a blank cell."""
Place = tuple[str, int, str]
"""Sheet code, row (from 0, heads not counted), column code."""
JsonPath = tuple[str | int, ...]

MOTIVE_CELLS = ("motive_1", "motive_2", "motive_3")
PROOF = ("kind", "title", "link", "reference", "quote", "sector", "role", "source")
JUDGEMENT = ("criterion", "rule", "start", "end", "words", "verdict", "score", "reason")


def cells_of(annotations: Iterable[Annotation]) -> dict[str, list[Cells]]:
    """Return the rows of every sheet, by the sheet's code, in the order of the annotations."""
    sheets: dict[str, list[Cells]] = {"annotations": [], "evidence": [], "judgements": [], "voices": []}
    for annotation in annotations:
        one = annotation_json(annotation, context=False)
        sheets["annotations"].append(_head(one))
        sheets["evidence"] += [_proof_cells(one["id"], proof) for proof in one.get("evidence", [])]
        sheets["judgements"] += [{"judgement_of": one["id"], **given} for given in one.get("judgements", [])]
        sheets["voices"] += _voices(one)
    return sheets


def _flag(value: Any) -> str:
    return "yes" if value else "no"


def _text(bodies: Iterable[Mapping[str, str]], language: str) -> str | None:
    return next((body["value"] for body in bodies if body["language"] == language), None)


def _head(one: Mapping[str, Any]) -> Cells:
    target, motives = one["target"], list(one["motives"])
    selector, carried = target.get("selector", {}), one.get("carriedForward", {})
    retraction, withholding = one.get("retraction", {}), one.get("withholding", {})
    creator, body = one["creator"], one.get("body", [])
    first = dict(zip(MOTIVE_CELLS, motives, strict=False))
    return {
        "annotation_id": one["id"],
        "union_id": creator["id"],
        "union_name": creator["name"],
        "union_verified": _flag(creator.get("verified", True)),
        "motivation": one["motivation"],
        "target": target["source"],
        "quoted_language": target.get("quotedLanguage"),
        **{key: selector.get(key) for key in ("exact", "prefix", "suffix")},
        **first,
        "more_motives": " ".join(motives[len(MOTIVE_CELLS) :]) or None,
        "text_fr": _text(body, "fr"),
        "text_en": _text(body, "en"),
        "demands": " ".join(one.get("demands", [])) or None,
        "themes": " ".join(one.get("themes", [])) or None,
        "version": one["version"],
        "created": one["created"],
        "modified": one.get("modified"),
        "carried_to": carried.get("revision"),
        "carried_on": carried.get("created"),
        "carried_fr": _text(carried.get("body", []), "fr"),
        "carried_en": _text(carried.get("body", []), "en"),
        "retracted": retraction.get("reason"),
        "retracted_on": retraction.get("created"),
        "withheld": withholding.get("reason"),
        "withheld_on": withholding.get("created"),
        "withheld_ground": withholding.get("ground"),
    }


def _proof_cells(id_: str, proof: Mapping[str, Any]) -> Cells:
    return {"evidence_of": id_, **{key: proof.get(key) for key in PROOF}, "consent": _flag(proof.get("consent"))}


def _voices(one: Mapping[str, Any]) -> Iterator[Cells]:
    said: Cells
    for reply in one.get("replies", []):
        body = reply.get("body", [])
        said = {"said_fr": _text(body, "fr"), "said_en": _text(body, "en"), "late": _flag(reply.get("late"))}
        yield _voice(one["id"], "reply", reply["creator"], reply) | {"on_version": reply.get("version")} | said
    for signed in one.get("countersignatures", []):
        yield _voice(one["id"], "countersignature", signed, signed) | {"on_version": signed["version"]}
    for dissent in one.get("dissents", []):
        said = {"on_version": dissent["version"], "text": dissent.get("text")}
        yield _voice(one["id"], "dissent", dissent["creator"], dissent) | said


def _voice(id_: str, act: str, by: Mapping[str, Any], said: Mapping[str, Any]) -> Cells:
    return {
        "voice_on": id_,
        "act": act,
        "organisation_id": by["id"],
        "organisation_name": by["name"],
        "organisation_verified": _flag(by.get("verified", True)),
        "said_on": said.get("created"),
        "said_withheld": said.get("withholding", {}).get("reason"),
    }
