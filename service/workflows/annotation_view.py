"""An annotation as it is shown: its JSON-LD, and beside it what only the service knows of it today.

The tag of a view changes with anything in it, so that nobody edits what has moved on since it was read.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import Connection

from indicators.annotation_life import ReplyTime, reply_span, revision_note
from indicators.annotations import Annotation, contests
from indicators.model import Framework
from schemas.annotation_export import annotation_json
from schemas.annotation_parts import zulu
from service.store import annotation_queues as queues
from service.store import annotations as rows
from service.store.annotation_catalogues import with_cited
from service.workflows.cycles import Frameworks

View = Mapping[str, Any]


def views(connection: Connection, frameworks: Frameworks, annotations: Iterable[Annotation]) -> list[View]:
    """Return annotations as they are shown, in their order; four queries at most, however many there are."""
    shown = with_cited(connection, annotations)
    ids = [one.id.removeprefix(rows.IRI) for one in shown]
    now, withdrawn = queues.revisions_now(connection, ids), queues.on_withdrawn(connection, ids)
    times = queues.reply_times(connection) if now else {}
    known: dict[str | None, frozenset[str]] = {}
    for one in shown:
        ref = one.target.framework
        if ref not in known:
            known[ref] = contesting(frameworks.find(ref or frameworks.default))
    asked = (None if one.id in withdrawn else known[one.target.framework] for one in shown)
    return [_view(one, now.get(one.id), times, motives) for one, motives in zip(shown, asked, strict=True)]


def view(connection: Connection, frameworks: Frameworks, annotation: Annotation) -> View:
    """Return one annotation as it is shown."""
    return views(connection, frameworks, [annotation])[0]


def contesting(framework: Framework) -> frozenset[str]:
    """Return the motives that contest an answer."""
    return frozenset(motive.id for motive in framework.motives if motive.contests)


def _view(
    annotation: Annotation, now: int | None, times: Mapping[str, ReplyTime], contesting: frozenset[str] | None
) -> View:
    """`contesting`: the motives that contest an answer; None where the answer was withdrawn and counts for nothing."""
    target = annotation.target
    state: dict[str, Any] = {"standing": _standing(annotation)}
    if target.kind == "answer" and now is not None:
        current = annotation.revision == now
        opens = annotation.standing and contesting is not None and contests(annotation, contesting)
        time = times.get(target.cycle or "", ReplyTime())
        until = reply_span(annotation.opened, time, annotation.hushed).until
        state |= {"revisionRead": target.revision, "revisionNow": now, "contests": opens and current}
        state |= {"replied": annotation.replied, "replyUntil": zulu(until) if until else None}
        note = revision_note(annotation, now)
        state |= {"note": dict(note)} if note else {}
    return {**annotation_json(annotation), "state": state}


def _standing(annotation: Annotation) -> str:
    if annotation.withheld is not None:
        return "withheld"
    return "retracted" if annotation.retracted is not None else "standing"


def tag_of(shown: View) -> str:
    """Return the entity tag of a view: a strong one, of its bytes in one fixed order (RFC 9110, section 8.8.3)."""
    text = json.dumps(shown, ensure_ascii=True, sort_keys=True, separators=(",", ":"))
    return f'"{hashlib.sha256(text.encode()).hexdigest()[:32]}"'


def same_tag(named: str, tag: str) -> bool:
    """Whether a request names `tag` in `If-Match`; a `W/` that compression put in front does not count against it."""
    listed = {one.strip().removeprefix("W/") for one in named.split(",")}
    return "*" in listed or tag in listed
