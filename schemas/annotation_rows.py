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


def rows_of(annotation: Annotation, earlier: Iterable[Annotation] = ()) -> Iterator[tuple[str, Cells]]:
    """Yield the rows of one annotation and of its earlier versions, each with the code of its sheet.

    What a version brings as evidence or judges is tied to the version's own name.
    """
    one = annotation_json(annotation, context=False, earlier=earlier)
    yield "annotations", _head(one)
    for version in (one, *one.get("earlierVersions", [])):
        if version is not one:
            yield "versions", {"earlier_id": version["id"], "earlier_of": one["id"], **_said(version)}
        for proof in version.get("evidence", []):
            yield "evidence", _proof_cells(version["id"], proof)
        for cited in version.get("citedDemands", []):
            yield "cited", _cited_cells(version["id"], cited)
        for given in version.get("judgements", []):
            yield "judgements", {"judgement_of": version["id"], **given}
    for voice in _voices(one):
        yield "voices", voice


def _flag(value: Any) -> str:
    return "yes" if value else "no"


def _text(bodies: Iterable[Mapping[str, str]], language: str) -> str | None:
    return next((body["value"] for body in bodies if body["language"] == language), None)


def _head(one: Mapping[str, Any]) -> Cells:
    target = one["target"]
    selector, carried = target.get("selector", {}), one.get("carriedForward", {})
    retraction, withholding = one.get("retraction", {}), one.get("withholding", {})
    creator = one["creator"]
    return {
        "annotation_id": one["id"],
        "union_id": creator["id"],
        "union_name": creator["name"],
        "union_verified": _flag(creator.get("verified", True)),
        "target": target["source"],
        "quoted_language": target.get("quotedLanguage"),
        **{key: selector.get(key) for key in ("exact", "prefix", "suffix")},
        **_said(one),
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


def _said(version: Mapping[str, Any]) -> Cells:
    """What one version says, evidence and judgements left aside."""
    motives, body = list(version["motives"]), version.get("body", [])
    return {
        "motivation": version["motivation"],
        **dict(zip(MOTIVE_CELLS, motives, strict=False)),
        "more_motives": " ".join(motives[len(MOTIVE_CELLS) :]) or None,
        "text_fr": _text(body, "fr"),
        "text_en": _text(body, "en"),
        "demands": " ".join(version.get("demands", [])) or None,
        "themes": " ".join(version.get("themes", [])) or None,
        "version": version["version"],
        "created": version["created"],
        "modified": version.get("modified"),
    }


def _proof_cells(id_: str, proof: Mapping[str, Any]) -> Cells:
    return {"evidence_of": id_, **{key: proof.get(key) for key in PROOF}, "consent": _flag(proof.get("consent"))}


def _cited_cells(id_: str, cited: Mapping[str, Any]) -> Cells:
    texts = {
        f"{key}_{language}": cited[key].get(language) for key in ("title", "sentence") for language in ("fr", "en")
    }
    return {
        "cited_by": id_,
        "demand": cited["code"],
        "demand_version": cited["version"],
        "demand_of": cited["creator"]["id"],
        "demand_union": cited["creator"]["name"],
        **texts,
        "demand_source": cited["source"],
        "demand_created": cited.get("created"),
        "demand_carried": _flag(cited.get("carried")),
    }


def _voices(one: Mapping[str, Any]) -> Iterator[Cells]:
    said: Cells
    for reply in one.get("replies", []):
        body = reply.get("body", [])
        said = {"said_fr": _text(body, "fr"), "said_en": _text(body, "en"), "late": _flag(reply.get("late"))}
        said |= {"said_id": reply["id"], "on_version": reply.get("version")}
        yield _voice(one["id"], "reply", reply["creator"], reply) | said
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
