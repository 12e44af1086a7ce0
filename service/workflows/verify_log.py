"""Verifying a whole database against its log: the tree, what was signed, and what is stored against what was committed
to. It only reads, and judges with nothing but the key and what others hold.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from service.actors import OPERATOR
from service.ledger.canonical import canonical
from service.ledger.leaves import Opening, commit
from service.ledger.log_findings import LogFinding, finding
from service.ledger.notes import VerifierKey
from service.ledger.subjects import annotation_urn, revision_urn
from service.ledger.tiles import perfect_root, split_hashes
from service.ledger.verification import StoredLeaf, read_notes, verify_tree
from service.store import annotations as annotation_rows
from service.store import filed, log_contents, log_tree
from service.store.engine import Database
from service.workflows.committed import annotation_content, declared_digests, revision_content

PAGE = 500
Contents = dict[str, dict[str, Any]]


@dataclass(frozen=True, slots=True)
class LogVerdict:
    """What a verification shows: findings, how many leaves the tree has, how many contents were erased by record."""

    findings: tuple[LogFinding, ...]
    leaves: int
    erased: int


@dataclass(slots=True)
class _Opened:
    """What the leaves say, once their openings are checked: contents by kind and subject, and what was erased."""

    contents: dict[str, Contents] = field(default_factory=dict)
    erased: set[str] = field(default_factory=set)
    shut: set[str] = field(default_factory=set)
    leaves: int = 0
    whole: bool = False


def verify_database(database: Database, key: VerifierKey, held: Sequence[tuple[str, str]] = ()) -> LogVerdict:
    """Return every finding on a database's log; `held`: named signed notes that others kept.

    Costs one pass over the leaves and one over what is stored. Raises ServiceError as `Database.reading` does.
    """
    with database.reading() as connection:
        return verify_within(connection, key, held)


def verify_within(connection: Connection, key: VerifierKey, held: Sequence[tuple[str, str]] = ()) -> LogVerdict:
    """The same inside a transaction of the caller's."""
    opened = _Opened()
    findings = [finding("L22", f"{where} #{row}") for where, row in log_contents.texts_for_bytes(connection)]
    for name, step in _steps(connection, key, held, opened):
        findings += _legible(name, step)
    return LogVerdict(tuple(findings), opened.leaves, len(opened.erased))


def _steps(
    connection: Connection, key: VerifierKey, held: Sequence[tuple[str, str]], opened: _Opened
) -> Iterator[tuple[str, Callable[[], Iterable[LogFinding]]]]:
    """What is looked at, one after another; without what the leaves say there is nothing to hold rows against."""
    yield "ledger_place", lambda: _tree(connection, key, held)
    yield "ledger_leaf", lambda: _open(connection, opened)
    if opened.whole:
        yield "revision", lambda: _compared("revision", opened, _revisions(connection))
        yield "annotation", lambda: _compared("annotation", opened, _annotations(connection))
        for kind in log_contents.ACTS:
            yield kind, partial(_compared_acts, connection, kind, opened)
        yield "erasure", lambda: _erasures(connection, opened)
    yield "upload", lambda: _uploads(connection)
    yield "edition_chunk", lambda: _published(connection)


def _legible(name: str, step: Callable[[], Iterable[LogFinding]]) -> Iterator[LogFinding]:
    """What a step finds; where stored values cannot even be read, that. Faults of the database itself go on up."""
    try:
        yield from step()
    except (ValueError, TypeError, KeyError) as error:
        yield finding("L22", name, error)
    except DBAPIError as error:
        if "UTF-8" not in str(error.orig):
            raise
        yield finding("L22", name, error.orig)


def _tree(connection: Connection, key: VerifierKey, held: Sequence[tuple[str, str]]) -> list[LogFinding]:
    stored = [(f"#{one.size}", one.note) for one in log_tree.checkpoints(connection)]
    own, wrong = read_notes(stored, key)
    kept, refused = read_notes(held, key)
    tiles, broken = _tiles(connection)

    def tile_hash(index: int) -> bytes | None:
        tile, place = tiles.get(index >> 8), index & 255
        return tile[place * 32 : place * 32 + 32] if tile else None

    leaves = (
        StoredLeaf(
            row.place, bytes(row.hash), row.leaf, row.kind, row.subject, row.commitment and bytes(row.commitment)
        )
        for row in log_contents.placed(connection)
    )
    return [*wrong, *refused, *broken, *verify_tree(leaves, own, kept, tile_hash)]


def _tiles(connection: Connection) -> tuple[dict[int, bytes], list[LogFinding]]:
    """The tiles of leaf hashes that give the hash stored for them, by number; all others are findings."""
    tiles, broken = {}, []
    for row in log_contents.stored_tiles(connection):
        hashes = bytes(row.hashes)
        if perfect_root(split_hashes(hashes)) != bytes(row.root):
            broken.append(finding("L21", f"{row.level}/{row.number}"))
        elif row.level == 0:
            tiles[row.number] = hashes
    return tiles, broken


def _open(connection: Connection, opened: _Opened) -> Iterator[LogFinding]:
    """Fill `opened`, and yield what does not open."""
    for row in log_contents.openings(connection):
        opened.leaves += row.place is not None
        name = row.place if row.place is not None else row.subject
        if row.place is None and row.pending is None:
            yield finding("L18", row.subject)
        contents = opened.contents.setdefault(row.kind, {})
        if row.salt is None:
            contents[row.subject] = {}
            opened.erased.add(row.subject)
            if row.erased is None:
                yield finding("L13", name)
        elif commit(Opening(bytes(row.salt), row.content.encode())) != bytes(row.commitment):
            contents[row.subject] = {}
            opened.shut.add(row.subject)
            yield finding("L12", name)
        else:
            contents[row.subject] = json.loads(row.content)
    opened.whole = True


def _revisions(connection: Connection) -> Contents:
    found: Contents = {}
    for cycle in log_contents.cycle_ids(connection):
        for read in (filed.superseded_revisions, filed.current_revisions):
            for one in read(connection, OPERATOR, cycle):
                declared = declared_digests(one.filed.submission, one.filed.findings)
                found[revision_urn(one.submission_id, one.filed.revision)] = revision_content(one, declared)
    return found


def _annotations(connection: Connection) -> Contents:
    found: Contents = {}
    for after in range(0, log_contents.last_annotation(connection), PAGE):
        for _, one in annotation_rows.versions_as_filed(connection, after, after + PAGE):
            found[annotation_urn(one.id, one.version)] = annotation_content(one)
    return found


def _acts(connection: Connection, kind: str) -> Contents:
    rows = log_contents.act_rows(connection, kind)
    if kind == "edition":
        files = log_contents.edition_files(connection)
        return {subject: {**row, "files": files.get(subject, {})} for subject, row in rows.items()}
    return rows


def _compared_acts(connection: Connection, kind: str, opened: _Opened) -> Iterator[LogFinding]:
    yield from _compared(kind, opened, _acts(connection, kind), parts=True)


def _compared(
    kind: str, opened: _Opened, stored: Mapping[str, Mapping[str, Any]], *, parts: bool = False
) -> Iterator[LogFinding]:
    """Hold what is stored against what was committed to; with `parts` only the members that the rows have."""
    committed = opened.contents.get(kind, {})
    for subject, content in stored.items():
        if subject not in committed:
            yield finding("L15", subject)
        elif subject not in opened.erased | opened.shut:
            said = committed[subject]
            asked = {name: said.get(name) for name in content} if parts else said
            if canonical(asked) != canonical(content):
                yield finding("L14", subject, ", ".join(_differing(asked, content)))
    for subject in committed.keys() - stored.keys() - opened.erased:
        yield finding("L16", subject)


def _differing(committed: Mapping[str, Any], stored: Mapping[str, Any]) -> list[str]:
    names = sorted({*committed, *stored})
    return [name for name in names if canonical(committed.get(name)) != canonical(stored.get(name))]


def _uploads(connection: Connection) -> Iterator[LogFinding]:
    for name, content in log_contents.upload_digests(connection):
        if sha256(content).hexdigest() != name:
            yield finding("L14", f"urn:enregard:upload:{name}", "sha256")


def _published(connection: Connection) -> Iterator[LogFinding]:
    for name, pieces in log_contents.published_bytes(connection):
        seen = sha256()
        for piece in pieces:
            seen.update(piece)
        if seen.hexdigest() != name:
            yield finding("L14", f"urn:enregard:edition-file:{name}", "sha256")


def _erasures(connection: Connection, opened: _Opened) -> Iterator[LogFinding]:
    recorded, there = opened.contents.get("erasure", {}), {one.subject for one in log_contents.erasures(connection)}
    for subject in sorted(there - recorded.keys()):
        yield finding("L17", subject)
    for subject in sorted(recorded.keys() - there):
        yield finding("L16", subject)
