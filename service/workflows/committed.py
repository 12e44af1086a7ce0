"""What the leaves of revisions and annotations commit to: the same mapping when filed and when verified later.

Parts that are absent are left out, so that a field which a later version adds does not change what was committed to.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, fields
from typing import Any

from indicators.annotations import Annotation
from indicators.answers import Submission
from indicators.findings import Finding
from schemas.annotation_cited import cited_json
from schemas.annotation_target import write_source
from schemas.content import content_json
from service.ledger.canonical import digest, moment
from service.ledger.leaves import Opening, commit
from service.store.filed import FiledRevision

_PARTS = tuple(part.name for part in fields(Finding))


def declared_digests(submission: Submission, findings: Sequence[Finding]) -> dict[str, str]:
    """Return the digests of what a revision declares and of the findings that stood: SHA-256 of RFC 8785 JSON.

    `declared` is the digest of `content` as `/submissions/{id}/revisions/{n}` gives it.
    """
    told = [_present({part: getattr(finding, part) for part in _PARTS}) for finding in findings]
    return {"declared": digest(content_json(submission)), "findings": digest(told)}


def remaining_of(leaf: Any) -> dict[str, Any]:
    """Return what the leaf of an erasure, with its opening, commits to of what remains of an edition; empty where there
    is no leaf, where it says nothing of that, or where its opening does not open it (which L12 tells)."""
    if leaf is None or commit(Opening(bytes(leaf.salt), leaf.content.encode())) != bytes(leaf.commitment):
        return {}
    said = json.loads(leaf.content)
    remains = said.get("remains") if isinstance(said, dict) else None
    return dict(remains) if isinstance(remains, dict) else {}


def revision_content(revision: FiledRevision, declared: Mapping[str, str]) -> dict[str, Any]:
    """Return what the leaf of a revision commits to; `declared` as `declared_digests` gives it."""
    return _present(
        {
            "submission": revision.submission_id,
            "cycle": revision.cycle,
            "signatory": revision.filed.signatory,
            "revision": revision.filed.revision,
            "received": moment(revision.received),
            "source": revision.filed.source,
            "late": revision.filed.late,
            "framework": revision.filed.submission.framework,
            "framework_hash": revision.framework_hash,
            "upload": revision.upload,
            **declared,
        }
    )


def annotation_content(annotation: Annotation) -> dict[str, Any]:
    """Return what the leaf of one version of an annotation commits to: words, what they are about, who speaks, when,
    and what it makes of the reader's findings.
    """
    written = annotation.revised if annotation.version > 1 else None
    selector = annotation.target.selector
    return _present(
        {
            "annotation": annotation.id,
            "version": annotation.version,
            "union": annotation.union.id,
            "motivation": annotation.motivation,
            "motives": list(annotation.motives),
            "target": write_source(annotation.target),
            "selector": _present(asdict(selector)) if selector else None,
            "texts": dict(annotation.texts),
            "demands": list(annotation.demands),
            "themes": list(annotation.themes),
            "evidence": [_present(asdict(proof)) for proof in annotation.evidence],
            "judgements": [_present(asdict(judgement)) for judgement in annotation.judgements],
            "cited": [cited_json(one) for one in annotation.cited if one.carried],
            "written": moment(written or annotation.created),
        }
    )


def _present(content: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in content.items() if value not in (None, "", [], {}, ())}
