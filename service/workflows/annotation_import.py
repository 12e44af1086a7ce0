"""Many annotations at once, from JSON-LD or a workbook: all of them are filed or none, and what is there stays.

An item whose id the service knows is compared with what is on file: equal is left alone, otherwise it becomes the next
version. Everything else is filed anew, under its own id where that is one of the service's form. Nobody imports
another's text, nor what others did with one: an annotation that has lived elsewhere comes in as its first version, and
whatever is left out of the file is named with its place (`Imported.left_out`). One that was retracted or withheld
elsewhere does not come in at all: an import brings no words back.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from pydantic import ValidationError
from sqlalchemy import Connection

from indicators.anchors import AnchorFault, Ground, anchor_faults, version_faults
from indicators.annotation_life import moment_after
from indicators.annotations import Annotation
from schemas.annotation import LIFE, AnnotationIn
from service.actors import Actor
from service.clock import Clock
from service.errors import ServiceError
from service.ledger.subjects import annotation_urn
from service.store import annotation_filing as filing
from service.store import annotations as rows
from service.store import cycles, editions
from service.store.engine import Database
from service.store.idempotency import Answered
from service.workflows.annotate import composed
from service.workflows.annotation_export import versions_before
from service.workflows.annotation_file import shape_faults
from service.workflows.annotation_ground import carrying, ground_of, group_warnings
from service.workflows.annotation_left_out import not_brought_back, not_taken
from service.workflows.annotation_sorted import Imported, NotImported, Sorted
from service.workflows.committed import annotation_content
from service.workflows.cycles import Frameworks
from service.workflows.once import Key, once
from service.workflows.phases import require_phase
from service.workflows.public_log import Receipt, record

MOST_ITEMS = 5_000
"""Annotations and versions that one import files."""
MOST_READ = 50_000
"""Annotations in one file, those that are left as they are among them."""
FOREIGN, RETRACTED = "N29", "N30"
_NAMED = 500
"""Annotations named one by one in a query."""
_OURS = re.compile(re.escape(rows.IRI) + r"[0-9a-f]{32}")


class _RefusedError(Exception):
    """Ends the transaction of an import that something stands against by the time it is filed."""

    def __init__(self, outcome: NotImported) -> None:
        super().__init__(outcome)
        self.outcome = outcome


def import_annotations(
    database: Database,
    frameworks: Frameworks,
    actor: Actor,
    items: Sequence[Any],
    *,
    clock: Clock,
    small_groups_accepted: bool,
    dry_run: bool = False,
    key: Key | None = None,
    answer: Any = None,
) -> Answered | Imported | NotImported:
    """File a list of annotations in the actor's name; with `dry_run` only judge them.

    They are judged once more when nobody can act on them any more: what was retracted or changed meanwhile counts.
    `answer` makes the answer kept under `key`. Raises ServiceError `too_many_items` (422), and as `annotate` does.
    """
    if len(items) > MOST_READ:
        raise ServiceError("too_many_items", 422, {"found": str(len(items)), "most": str(MOST_READ)})

    def judged(connection: Connection, now: datetime) -> Sorted:
        return _Judge(connection, frameworks, actor, now).sort(items, warn=not small_groups_accepted)

    with database.reading() as connection:
        found = judged(connection, clock())
    filing_now = len(found.created) + len(found.revised)
    if filing_now > MOST_ITEMS:
        raise ServiceError("too_many_items", 422, {"found": str(filing_now), "most": str(MOST_ITEMS)})
    if found.refused:
        return found.refusal()
    if dry_run:
        return found.outcome()

    def act(connection: Connection) -> Answered:
        filing.lock_annotations(connection, _own(items), actor)
        now = clock()  # after the lock, as of every act
        again = judged(connection, now)
        if again.refused:
            raise _RefusedError(again.refusal())
        answered: Answered = answer(again.outcome(_file(connection, actor, again, now)))
        return answered

    try:
        return database.write(lambda connection: once(connection, actor, key, clock(), act))
    except _RefusedError as refused:
        return refused.outcome


def _file(connection: Connection, actor: Actor, found: Sorted, now: datetime) -> list[Receipt]:
    for cycle in editions.cycles_about(connection, (one.target for one in (*found.created, *found.revised))):
        require_phase(cycles.held_cycle(connection, cycle), "annotate", now)
    created, revised = ([carrying(connection, one) for one in some] for some in (found.created, found.revised))
    for one in created:
        filing.add_annotation(connection, one, actor)
    for one in revised:
        filing.add_version(connection, one, actor)
    return [
        record(connection, "annotation", annotation_urn(one.id, one.version), annotation_content(one), at)
        for one in (*created, *revised)
        for at in (one.revised or now,)
    ]


def _own(items: Iterable[Any]) -> list[str]:
    """The bare ids of the service's form that items name."""
    named = (item.get("id") for item in items if isinstance(item, dict))
    return [id_.removeprefix(rows.IRI) for id_ in named if isinstance(id_, str) and _OURS.fullmatch(id_)]


class _Judge:
    """Judges items against what is on file; what may be stood on is looked up once for each target."""

    def __init__(self, connection: Connection, frameworks: Frameworks, actor: Actor, now: datetime) -> None:
        self._connection = connection
        self._frameworks = frameworks
        self._actor = actor
        self._now = now
        self._grounds: dict[Any, Ground] = {}
        self._earlier: dict[str, list[Annotation]] = {}

    def sort(self, items: Sequence[Any], *, warn: bool) -> Sorted:
        """Sort items into new, revised and equal ones, with every fault of every item."""
        found = Sorted()
        given = [self._shaped(place, item, found) for place, item in enumerate(items)]
        known = self._known(one.id for one in given if one is not None and one.id is not None)
        seen: set[str] = set()
        for place, one in enumerate(given):
            if one is None:
                continue
            if one.id is not None and one.id in seen:
                found.faults.append((place, AnchorFault("N22", ("id",), one.id)))
                continue
            seen.add(one.id or "")
            self._place(place, one, known, found, warn=warn)
        return found

    def _shaped(self, place: int, item: Any, found: Sorted) -> AnnotationIn | None:
        try:
            return AnnotationIn.model_validate(item)
        except ValidationError as error:
            found.faults.extend((place, fault) for fault in shape_faults(error))
            return None

    def _known(self, ids: Iterable[str]) -> dict[str, Annotation | None]:
        """What is on file under the ids given; None where it is there and the actor does not see it."""
        bare = [id_.removeprefix(rows.IRI) for id_ in ids if _OURS.fullmatch(id_)]
        known: dict[str, Annotation | None] = {}
        for some in (bare[at : at + _NAMED] for at in range(0, len(bare), _NAMED)):
            known |= dict.fromkeys(filing.taken(self._connection, some))
            seen = [one for _, one in rows.annotations_seen(self._connection, self._actor, rows.among(some))]
            known |= {one.id: one for one in seen}
            self._earlier |= versions_before(self._connection, self._actor, seen)
        return known

    def _place(
        self, place: int, given: AnnotationIn, known: dict[str, Annotation | None], found: Sorted, *, warn: bool
    ) -> None:
        mine = rows.UNION_IRI + self._actor.organisation
        filed = known.get(given.id or "")
        speaks = given.creator.id if given.creator else mine
        if speaks not in (mine, self._actor.organisation) or (given.id in known and not _by(filed, mine)):
            found.faults.append((place, AnchorFault(FOREIGN, ("creator", "id"), speaks, {"expected": mine})))
            return
        bare = {name: AnnotationIn.model_fields[name].get_default(call_default_factory=True) for name in LIFE}
        own = given.model_copy(update={"creator": None, **bare})
        id_ = given.id if given.id and _OURS.fullmatch(given.id) else None
        annotation = composed(self._actor, own, filed.created if filed else self._now, id_)
        if filed is not None and _same(annotation, filed):
            annotation = filed
        ended = not_brought_back(given, filed) if annotation is not filed else None
        if ended is not None:
            found.left_out.append((place, ended))
            return
        found.left_out += [(place, one) for one in not_taken(given, filed, self._earlier.get(given.id or "", []))]
        faults: list[AnchorFault] = []
        if annotation is not filed:
            faults += anchor_faults(annotation, self._ground(annotation))
            faults += version_faults(annotation, filed) if filed else ()
            if filed is not None and filed.retracted is not None:
                faults.append(AnchorFault(RETRACTED, ("id",), filed.id))
            found.warnings += [(place, one) for one in group_warnings(self._connection, annotation)] if warn else []
        found.faults += [(place, fault) for fault in faults]
        if annotation is filed:
            found.unchanged += 1
        elif filed is None:
            found.created.append(annotation)
        else:
            found.revised.append(replace(annotation, version=filed.version + 1, revised=moment_after(filed, self._now)))

    def _ground(self, annotation: Annotation) -> Ground:
        key = replace(annotation.target, selector=None)
        if key not in self._grounds:
            self._grounds[key] = ground_of(self._connection, self._frameworks, self._actor, key)
        return self._grounds[key]


def _by(filed: Annotation | None, union: str) -> bool:
    return filed is not None and filed.union.id == union


def _same(given: Annotation, filed: Annotation) -> bool:
    said = ("motivation", "motives", "target", "texts", "demands", "themes", "evidence", "judgements")
    return all(getattr(given, name) == getattr(filed, name) for name in said)
