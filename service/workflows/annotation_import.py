"""Many annotations at once, from JSON-LD or a workbook: all of them are filed or none, and what is there stays.

An item whose id the service knows is compared with what is on file: equal is left alone, otherwise it becomes the next
version. Everything else is filed anew, under its own id where that is one of the service's form. Nobody imports
another's text, nor what others did with one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from pydantic import ValidationError
from sqlalchemy import Connection

from indicators.anchors import AnchorFault, Ground, anchor_faults, version_faults
from indicators.annotations import Annotation
from indicators.small_groups import GroupWarning
from schemas.annotation import LIFE, AnnotationIn
from schemas.annotation_export import annotation_json
from service.actors import Actor
from service.clock import Clock
from service.ledger.subjects import annotation_urn
from service.store import annotation_filing as filing
from service.store import annotations as rows
from service.store import cycles
from service.store.engine import Database
from service.store.idempotency import Answered
from service.workflows.annotate import SERVICE_GIVES, composed
from service.workflows.annotation_file import shape_faults
from service.workflows.annotation_ground import ground_of, group_warnings
from service.workflows.committed import annotation_content
from service.workflows.cycles import Frameworks
from service.workflows.once import Key, once
from service.workflows.phases import require_phase
from service.workflows.public_log import record

MOST_ITEMS = 5_000
FOREIGN, RETRACTED = "N29", "N30"
_OURS = re.compile(re.escape(rows.IRI) + r"[0-9a-f]{32}")
_LIFE = ("replies", "countersignatures", "dissents", "carriedForward", "retraction", "withholding")


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did, or would do: ids filed anew, ids that got a new version, how many were equal."""

    created: tuple[str, ...] = ()
    revised: tuple[str, ...] = ()
    unchanged: int = 0


@dataclass(frozen=True, slots=True)
class NotImported:
    """Nothing was filed: faults and warnings by the place of the item in the list."""

    faults: tuple[tuple[int, AnchorFault], ...] = ()
    warnings: tuple[tuple[int, GroupWarning], ...] = ()


@dataclass
class _Sorted:
    """Items judged: what would be filed, what would be a new version, what is as it was."""

    created: list[Annotation] = field(default_factory=list)
    revised: list[Annotation] = field(default_factory=list)
    unchanged: int = 0
    faults: list[tuple[int, AnchorFault]] = field(default_factory=list)
    warnings: list[tuple[int, GroupWarning]] = field(default_factory=list)

    def outcome(self) -> Imported:
        """Return what filing these does."""
        ids = [[one.id for one in some] for some in (self.created, self.revised)]
        return Imported(tuple(ids[0]), tuple(ids[1]), self.unchanged)


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

    `answer` makes the answer kept under `key`. Raises ServiceError as `annotate` does.
    """
    now = clock()

    def judged(connection: Connection) -> _Sorted:
        return _Judge(connection, frameworks, actor, now).sort(items, warn=not small_groups_accepted)

    with database.reading() as connection:
        found = judged(connection)
    if found.faults or found.warnings:
        return NotImported(tuple(found.faults), () if found.faults else tuple(found.warnings))
    if dry_run:
        return found.outcome()

    def act(connection: Connection) -> Answered:
        again = judged(connection)
        _file(connection, actor, again, now)
        answered: Answered = answer(again.outcome())
        return answered

    return database.write(lambda connection: once(connection, actor, key, now, act))


def _file(connection: Connection, actor: Actor, found: _Sorted, now: datetime) -> None:
    for cycle in sorted({one.target.cycle for one in (*found.created, *found.revised) if one.target.cycle}):
        require_phase(cycles.held_cycle(connection, cycle), "annotate", now)
    for one in found.created:
        filing.add_annotation(connection, one, actor)
    for one in found.revised:
        filing.lock_annotation(connection, one.id.removeprefix(rows.IRI))
        filing.add_version(connection, one, actor)
    for one in (*found.created, *found.revised):
        record(connection, "annotation", annotation_urn(one.id, one.version), annotation_content(one), now)


class _Judge:
    """Judges items against what is on file; what may be stood on is looked up once for each target."""

    def __init__(self, connection: Connection, frameworks: Frameworks, actor: Actor, now: datetime) -> None:
        self._connection = connection
        self._frameworks = frameworks
        self._actor = actor
        self._now = now
        self._grounds: dict[Any, Ground] = {}

    def sort(self, items: Sequence[Any], *, warn: bool) -> _Sorted:
        """Sort items into new, revised and equal ones, with every fault of every item."""
        found = _Sorted()
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

    def _shaped(self, place: int, item: Any, found: _Sorted) -> AnnotationIn | None:
        try:
            return AnnotationIn.model_validate(item)
        except ValidationError as error:
            found.faults.extend((place, fault) for fault in shape_faults(error))
            return None

    def _known(self, ids: Iterable[str]) -> dict[str, Annotation | None]:
        """What is on file under the ids given; None where it is there and the actor does not see it."""
        bare = [id_.removeprefix(rows.IRI) for id_ in ids if _OURS.fullmatch(id_)]
        known: dict[str, Annotation | None] = dict.fromkeys(filing.taken(self._connection, bare))
        known |= {one.id: one for _, one in rows.annotations_seen(self._connection, self._actor, rows.among(bare))}
        return known

    def _place(
        self, place: int, given: AnnotationIn, known: dict[str, Annotation | None], found: _Sorted, *, warn: bool
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
        faults = [*_life_faults(given, filed)]
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
            found.revised.append(replace(annotation, version=filed.version + 1, revised=self._now))

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


def _life_faults(given: AnnotationIn, filed: Annotation | None) -> Iterable[AnchorFault]:
    """Others' acts are not taken from a file; a copy of what is on file changes nothing and is no fault, nor is one
    from before replies said which version they were given to.
    """
    if not given.life:
        return
    copy = _versioned(given.as_annotation(id_="-", union=filed.union, created=filed.created), filed) if filed else None
    here = annotation_json(filed) if filed else {}
    there = annotation_json(copy) if copy else {}
    for key in _LIFE:
        name = "carried_forward" if key == "carriedForward" else key
        if name in given.life and there.get(key, given) != here.get(key):
            yield AnchorFault(SERVICE_GIVES, (key,))


def _versioned(copy: Annotation, filed: Annotation) -> Annotation:
    """Return a copy whose replies name the version of those on file, in their order, where they name none."""
    known = [*(reply.version for reply in filed.replies), *[None] * len(copy.replies)]
    replies = (replace(one, version=one.version or version) for one, version in zip(copy.replies, known, strict=False))
    return replace(copy, replies=tuple(replies))
