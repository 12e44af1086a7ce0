"""Answers that are gone through several times: read once, kept on the disk meanwhile, in no more memory than a piece.

A workbook needs them thrice: to count rows before it is laid out, for the long sheet and for the wide one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from types import TracebackType
from typing import Self

import polars as pl

from indicators.answer_pieces import AnswerSource, Piece
from indicators.case import Filed


class SpooledAnswers:
    """An `AnswerSource` over another one, to be used as a context manager. What was asked for once comes from disk."""

    def __init__(self, source: AnswerSource) -> None:
        self._source = source
        self._directory = TemporaryDirectory(prefix="enregard-answers-")
        self._kept: dict[tuple[str, tuple[str, ...]], list[Sequence[Filed]]] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._directory.cleanup()

    def pieces(self, cycle: str, filed: Sequence[Filed]) -> Iterator[Piece]:
        """Yield what the companies in `filed` said in `cycle`, as the source does. Raises OSError."""
        key = (cycle, tuple(one.signatory for one in filed))
        if key in self._kept:
            yield from self._read(key)
            return
        number, some = len(self._kept), []
        for place, piece in enumerate(self._source.pieces(cycle, filed)):
            for name, frame in zip(_NAMES, (piece.answers, piece.numbers, piece.evidence), strict=True):
                frame.write_ipc_stream(self._path(number, place, name))
            some.append(piece.filed)
            yield piece
        self._kept[key] = some

    def _read(self, key: tuple[str, tuple[str, ...]]) -> Iterator[Piece]:
        number = list(self._kept).index(key)
        for place, filed in enumerate(self._kept[key]):
            frames = [pl.read_ipc_stream(self._path(number, place, name)) for name in _NAMES]
            yield Piece(filed, *frames)

    def _path(self, number: int, place: int, name: str) -> Path:
        return Path(self._directory.name) / f"{number}.{place}.{name}"


_NAMES = ("answers", "numbers", "evidence")
