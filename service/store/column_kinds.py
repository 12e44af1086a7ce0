"""The types of the columns that answers are read in, the same whichever driver read them."""

from __future__ import annotations

from typing import Final

import polars as pl

_KINDS: Final = {"revision": pl.Int64, "value": pl.Float64}


def typed(frame: pl.DataFrame) -> pl.DataFrame:
    """Return a frame with ids as whole numbers, values as doubles, all else as text: a driver takes the type of a
    column from its first rows."""
    return frame.select(pl.col(name).cast(_KINDS.get(name, pl.String)) for name in frame.columns)
