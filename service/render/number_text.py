"""Numbers of a frame as text: every digit that was entered, and no exponent. Nothing else."""

from __future__ import annotations

from decimal import Decimal

import polars as pl


def number_text(values: pl.Series) -> pl.Series:
    """Return doubles in as few characters as give them back; whole ones without a point, none with an exponent."""
    value = pl.col(values.name)
    whole = (value == value.round()) & (value.abs() < 1e15)
    shown = pl.when(whole).then(value.cast(pl.Int64, strict=False).cast(pl.String)).otherwise(value.cast(pl.String))
    texts: pl.Series = values.to_frame().select(shown).to_series()
    if not texts.str.contains("e", literal=True).any():
        return texts
    plain = [format(Decimal(text), "f") if text and "e" in text else text for text in texts]
    return pl.Series(values.name, plain, dtype=pl.String)
