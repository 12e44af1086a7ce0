"""Editions and their files: rows in and out. Files are kept in pieces by their hash, and read back piece by piece."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, and_, select
from sqlmodel import col

from indicators.annotations import Target
from service.store.engine import Database
from service.store.rows import find, insert_rows, table_of
from service.store.tables import Cycle, Edition, EditionChunk, EditionFile

PIECE: Final = 1_000_000
"""Bytes of a piece."""


def add_edition(connection: Connection, row: Mapping[str, Any], files: Sequence[Mapping[str, Any]]) -> None:
    """Insert an edition with the list of its files, whose pieces must be there already."""
    insert_rows(connection, Edition, [row])
    insert_rows(connection, EditionFile, [{"edition": row["id"], **file} for file in files])


def add_pieces(connection: Connection, sha256: str, path: Path) -> None:
    """Keep the content of a file under its hash, unless it is kept already."""
    if find(connection, EditionChunk, col(EditionChunk.sha256) == sha256) is not None:
        return
    with path.open("rb") as file:
        position = 0
        while piece := file.read(PIECE):
            insert_rows(connection, EditionChunk, [{"sha256": sha256, "position": position, "content": piece}])
            position += 1


def find_edition(connection: Connection, id_: str) -> Edition | None:
    """Return an edition by id."""
    return find(connection, Edition, col(Edition.id) == id_)


def editions(
    connection: Connection, *, cycle: str | None = None, after: str = "", limit: int | None = None
) -> list[Edition]:
    """Return editions by id, beginning after id `after`; of one cycle where it is named."""
    where = [col(Edition.id) > after, *([col(Edition.cycle) == cycle] if cycle is not None else [])]
    query = select(table_of(Edition)).where(*where).order_by(col(Edition.id)).limit(limit)
    return [Edition(**row) for row in connection.execute(query).mappings()]


def cycles_about(connection: Connection, targets: Iterable[Target]) -> list[str]:
    """Return the ids of the cycles that targets of annotations belong to, sorted, one query: the cycle that a target
    names, or that of the edition it names instead. Words of a framework belong to none.
    """
    places = {(one.cycle, one.edition) for one in targets}
    named = {cycle for cycle, _ in places if cycle is not None}
    published = {edition for cycle, edition in places if cycle is None and edition is not None}
    if published:
        named |= set(connection.execute(select(col(Edition.cycle)).where(col(Edition.id).in_(published))).scalars())
    return sorted(named)


def cycle_about(connection: Connection, target: Target) -> str | None:
    """Return the id of the cycle that a target belongs to, as `cycles_about` does; None where it belongs to none."""
    return next(iter(cycles_about(connection, (target,))), None)


def of_cycle(connection: Connection, cycle: str) -> list[Edition]:
    """Return the editions of a cycle in the order of their numbers."""
    query = select(table_of(Edition)).where(col(Edition.cycle) == cycle)
    query = query.order_by(col(Edition.major), col(Edition.minor))
    return [Edition(**row) for row in connection.execute(query).mappings()]


_NEWEST: Final = select(col(Edition.id)).order_by(col(Edition.published).desc(), col(Edition.id).desc()).limit(1)


def newest(connection: Connection) -> str | None:
    """Return the id of the edition that was published last, of whatever cycle; None where there is none. Almost every
    page asks."""
    return connection.execute(_NEWEST).scalar()


def newest_before(connection: Connection, cycle: Cycle) -> Edition | None:
    """Return the newest edition of the cycle that came before `cycle` under the same framework."""
    earlier = and_(col(Cycle.framework) == cycle.framework, col(Cycle.closes) < cycle.closes, col(Cycle.id) != cycle.id)
    query = select(col(Cycle.id)).where(earlier).order_by(col(Cycle.closes).desc(), col(Cycle.id).desc()).limit(1)
    before = connection.execute(query).scalar()
    found = of_cycle(connection, before) if before is not None else []
    return found[-1] if found else None


def files(connection: Connection, edition: str, audiences: Iterable[str]) -> list[EditionFile]:
    """Return the files of an edition for these audiences, by name."""
    query = select(table_of(EditionFile)).where(
        col(EditionFile.edition) == edition, col(EditionFile.audience).in_(list(audiences))
    )
    return [EditionFile(**row) for row in connection.execute(query.order_by(col(EditionFile.name))).mappings()]


def find_file(connection: Connection, edition: str, name: str) -> EditionFile | None:
    """Return one file of an edition."""
    return find(connection, EditionFile, col(EditionFile.edition) == edition, col(EditionFile.name) == name)


def content(connection: Connection, sha256: str) -> bytes:
    """Return a whole file; for those that are small or needed whole."""
    query = select(col(EditionChunk.content)).where(col(EditionChunk.sha256) == sha256)
    return b"".join(connection.execute(query.order_by(col(EditionChunk.position))).scalars())


def pieces(database: Database, file: EditionFile) -> Iterator[bytes]:
    """Yield a file piece by piece, each in a short transaction: what is read never changes."""
    for position in range(-(-file.size // PIECE)):
        with database.reading() as connection:
            found = connection.execute(
                select(col(EditionChunk.content)).where(
                    col(EditionChunk.sha256) == file.sha256, col(EditionChunk.position) == position
                )
            ).scalar_one()
        yield bytes(found)
