"""Reads a SQLite file by column, in a process that does nothing else: one line of JSON in, frames out.

ADBC brings a SQLite of its own. Two of them in one process undo each other's locks on a file: where one closes it, the
other's lock is gone, and a second process may write beside the first (sqlite.org/howtocorrupt.html, 2.2.1). So the
server never opens the database by ADBC; its children do, read-only. Nor does it import this module: ADBC brings
pyarrow along where it finds it, some 80 MB that only the children would need.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from io import BytesIO
from typing import IO, Final
from urllib.parse import quote

import adbc_driver_sqlite.dbapi as adbc
import polars as pl

from service.store.column_kinds import typed

_PATIENCE: Final = "PRAGMA busy_timeout = 5000"


def read(file: str, queries: list[str]) -> Iterator[bytes]:
    """Yield what each query gives, as a stream of Arrow IPC. Raises adbc.Error."""
    with adbc.connect(f"file:{quote(file)}?mode=ro") as reader, reader.cursor() as cursor:
        cursor.execute(_PATIENCE)
        _frame(cursor)  # read to its end, or the next query would find the statement busy
        for query in queries:
            cursor.execute(query)
            content = BytesIO()
            typed(_frame(cursor)).write_ipc_stream(content)
            yield content.getvalue()


def _frame(cursor: adbc.Cursor) -> pl.DataFrame:
    """What a cursor gives, by Arrow's capsules alone: all else of the driver needs pyarrow, which is not installed."""
    return pl.DataFrame(cursor.fetch_arrow())


def serve(asked: IO[bytes], answers: IO[bytes]) -> None:
    """Answer until nobody asks any more: for each query a line with its size, then the frame; or a line that says why
    there is none, and none after it."""
    for line in asked:
        question = json.loads(line)
        try:
            for frame in read(question["file"], question["queries"]):
                answers.write(json.dumps({"size": len(frame)}).encode() + b"\n")
                answers.write(frame)
        except adbc.Error as error:
            answers.write(json.dumps({"error": str(error)}).encode() + b"\n")
        answers.flush()


if __name__ == "__main__":
    serve(sys.stdin.buffer, sys.stdout.buffer)
