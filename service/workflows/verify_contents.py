"""Holding what is stored against what the log's leaves commit to, page by page: nine bytes of memory a leaf.

The contents themselves are never held together: each page of stored rows asks for the leaves that are about them.
"""

from __future__ import annotations

import json
from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import islice
from typing import Any

from sqlalchemy import Connection

from service.ledger.canonical import canonical, moment
from service.ledger.leaves import Opening, commit
from service.ledger.log_findings import LogFinding, finding
from service.ledger.subjects import annotation_urn, revision_urn
from service.store import annotations as annotation_rows
from service.store import filed, log_contents, receipts
from service.store.guards import ERASED as TOMBSTONES
from service.store.log_acts import Stored, tombstone
from service.workflows.committed import annotation_content, declared_digests, remaining_of, revision_content

PAGE = 500
REVISIONS_AT_A_TIME = 100
SOUND, ERASED, SHUT, MET = 0, 1, 2, 4
"""What is known of a leaf: its opening opens it, was erased, does not open it; and whether a stored row is about it."""


@dataclass(frozen=True, slots=True)
class _Leaf:
    """The oldest leaf about a subject: what is known of its opening, its content (None: erased), when it was written,
    and whether there is another."""

    state: int
    content: str | None
    recorded: datetime
    twice: bool


@dataclass(slots=True)
class Seen:
    """What one pass over the openings leaves behind: a number and a byte for each leaf, in the order of writing."""

    ids: array[int] = field(default_factory=lambda: array("q"))
    states: bytearray = field(default_factory=bytearray)
    placed: int = 0
    erased: int = 0
    whole: bool = False
    compared: set[str] = field(default_factory=set)

    def add(self, id_: int, state: int) -> None:
        """Keep the state of the next leaf."""
        self.ids.append(id_)
        self.states.append(state)

    def meet(self, id_: int) -> int:
        """Note that a stored row is about a leaf; returns what is known of its opening."""
        at = bisect_left(self.ids, id_)
        self.states[at] |= MET
        return self.states[at] & ~MET


def open_all(connection: Connection, seen: Seen) -> Iterator[LogFinding]:
    """Fill `seen`, and yield what does not open (L12, L13) and what was left out of the tree (L18)."""
    for row in log_contents.openings(connection):
        seen.placed += row.place is not None
        name = row.place if row.place is not None else row.subject
        if row.place is None and row.pending is None:
            yield finding("L18", row.subject)
        if row.salt is None:
            seen.add(row.id, ERASED)
            seen.erased += 1
            if row.erased is None:
                yield finding("L13", name)
        elif commit(Opening(bytes(row.salt), row.content.encode())) != bytes(row.commitment):
            seen.add(row.id, SHUT)
            yield finding("L12", name)
        else:
            seen.add(row.id, SOUND)
    seen.whole = True


def revisions(connection: Connection) -> Iterator[Stored]:
    """Yield every revision as its leaf commits to it."""
    for span in log_contents.revision_spans(connection, REVISIONS_AT_A_TIME):
        for one in filed.revisions_as_filed(connection, *span):
            declared = declared_digests(one.filed.submission, one.filed.findings)
            yield Stored(revision_urn(one.submission_id, one.filed.revision), revision_content(one, declared))


def versions(connection: Connection) -> Iterator[Stored]:
    """Yield every version of an annotation as its leaf commits to it."""
    for span in log_contents.annotation_spans(connection, PAGE):
        for _, one in annotation_rows.versions_as_filed(connection, *span):
            yield Stored(annotation_urn(one.id, one.version), annotation_content(one))


def compared(connection: Connection, kind: str, seen: Seen, stored: Iterable[Stored]) -> Iterator[LogFinding]:
    """Hold what is stored against what was committed to (L13, L14, L15), by the oldest leaf of that name; there must be
    no other (L27)."""
    rows = iter(stored)
    while page := list(islice(rows, PAGE)):
        about = _about(connection, kind, [one.subject for one in page], seen)
        for one in page:
            leaf = about.get(one.subject)
            if leaf is None:
                yield finding("L15", one.subject)
                continue
            if leaf.twice:
                yield finding("L27", one.subject)
            held = _remains(connection, one.subject) if kind == "edition" and leaf.state == ERASED else {}
            yield from _differing(kind, one, leaf, held)
    seen.compared.add(kind)


def _remains(connection: Connection, edition: str) -> dict[str, Any]:
    """What the leaf of its erasure says that remains of an edition; nothing where it is from before that was said."""
    return remaining_of(receipts.remaining(connection, edition))


def _differing(kind: str, one: Stored, leaf: _Leaf, remains: dict[str, Any]) -> Iterator[LogFinding]:
    """What a row says otherwise than its leaf: of an erased one, otherwise than an erasure leaves it and says that it
    `remains`."""
    before = None if one.implied is None else {**one.implied, "created": moment(leaf.recorded)}
    if leaf.state == SOUND and leaf.content is not None:
        said = json.loads(leaf.content)
        asked = said if before is None else {name: said.get(name, before.get(name)) for name in one.content}
        names = {*asked, *one.content}
    elif leaf.state == ERASED:
        left = tombstone(kind, one.subject)
        if left is None:
            yield finding("L13", one.subject)
            return
        asked = {**(before or {}), **remains, **left}
        names = set(asked) & set(one.content) if before is not None else set(asked)
    else:
        return
    wrong = [name for name in sorted(names) if canonical(asked.get(name)) != canonical(one.content.get(name))]
    if wrong:
        yield finding("L14", one.subject, ", ".join(wrong))


def erasures(connection: Connection, seen: Seen) -> Iterator[LogFinding]:
    """Yield every erasure that has no leaf of its own (L17), or says otherwise than it (L14)."""
    rows = log_contents.erasure_rows(connection)
    while page := list(islice(rows, PAGE)):
        about: dict[str, list[dict[str, Any] | None]] = {}
        for leaf in log_contents.leaves_about(connection, "erasure", [row.subject for row in page]):
            sound = seen.meet(leaf.id) == SOUND
            about.setdefault(leaf.subject, []).append(json.loads(leaf.content) if sound else None)
        for row in page:
            yield from _erasure(row, about.get(row.subject, []))
    seen.compared.add("erasure")


def _erasure(row: Any, leaves: Iterable[dict[str, Any] | None]) -> Iterator[LogFinding]:
    """An erasure whose own reason was erased bears the tombstone; what its leaf said besides went with the reason."""
    said = [one for one in leaves if one is None or one.get("erasure") == row.id]
    if not said:
        yield finding("L17", row.subject)
        return
    told = {"ground": row.ground, "reason": row.reason, "leaf": None if row.leaf is None else bytes(row.leaf).hex()}
    own = next((one for one in said if one is not None), {"reason": TOMBSTONES["erasure"]})
    wrong = [name for name, value in told.items() if own.get(name, value) != value]
    if wrong:
        yield finding("L14", row.subject, ", ".join(sorted(wrong)))


def _about(connection: Connection, kind: str, subjects: Iterable[str], seen: Seen) -> dict[str, _Leaf]:
    """What is known of the oldest leaf about each subject; all of them are met."""
    about: dict[str, _Leaf] = {}
    for row in log_contents.leaves_about(connection, kind, list(subjects)):
        first, state = about.get(row.subject), seen.meet(row.id)
        about[row.subject] = replace(first, twice=True) if first else _Leaf(state, row.content, row.recorded, False)
    return about


def missing(connection: Connection, seen: Seen) -> Iterator[LogFinding]:
    """Yield every leaf about which nothing is stored any more (L16), of the kinds that were compared to the end."""
    for at, row in enumerate(log_contents.leaf_names(connection)):
        if row.kind in seen.compared and seen.states[at] in (SOUND, SHUT):
            yield finding("L16", row.subject)
