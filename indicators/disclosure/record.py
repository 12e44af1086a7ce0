"""What was published of a cycle and from which answers: all that a later edition must be protected against.

A `Record` is confidential: it holds answers. It is kept with an edition, never in its package. No rule lives here.
"""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final, Literal

import polars as pl

from indicators.columns import ANSWERED, SCALE, Columns
from indicators.contests import CONTESTED
from indicators.figures import Dimension

Part = Literal["claimed", "set_aside", "matched_change"]
"""What a figure says that is a sum over companies: all of them, those not contested, those in both cycles."""

Group = Literal["main", "detail"]
"""The figure of an indicator, or what is derived from its breakdown: extras and derived indicators together."""

DIMENSIONS: Final[tuple[Dimension, ...]] = ("all", "sector", "country", "size")

Item = tuple[Part, Dimension, str]
"""One published sum: which part, for which cut."""

Shown = tuple[str, Group, Part, Dimension, str]
"""An item that the public sees, with its source indicator and group."""


SEAL: Final = "seal"
"""Member of a kept record that holds chance."""


@dataclass(frozen=True)
class Record:
    """A cycle's answers as they were when figures were published, and the items that were.

    `companies`: id, sector, country, size, headcount, public. `rows`: company (position), indicator, whether contested,
    whether also answered in the previous cycle, a, b, c, d. `extras`: company, indicator, key, a, b. Numbers are in
    units, as floats: they are for the audit, not for figures.
    """

    companies: pl.DataFrame
    rows: pl.DataFrame
    extras: pl.DataFrame
    shown: frozenset[Shown] = frozenset()

    def showing(self, shown: Iterable[Shown]) -> Record:
        """Return the record with what was published of it."""
        return replace(self, shown=frozenset(shown))

    def to_bytes(self, seal: bytes = b"") -> bytes:
        """Return the record as a file to keep: equal records give equal bytes under the same `seal`, which is chance
        that makes the file's hash tell nothing about the answers in it.
        """
        target = io.BytesIO()
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
            for name in _FRAMES:
                frame: pl.DataFrame = getattr(self, name)
                archive.writestr(zipfile.ZipInfo(f"{name}.csv", _WHEN), frame.write_csv(), zipfile.ZIP_DEFLATED)
            listed = json.dumps(sorted(self.shown), ensure_ascii=False)
            archive.writestr(zipfile.ZipInfo("shown.json", _WHEN), listed, zipfile.ZIP_DEFLATED)
            if seal:
                archive.writestr(zipfile.ZipInfo(SEAL, _WHEN), seal)
        return target.getvalue()

    @staticmethod
    def is_sealed(content: bytes) -> bool:
        """Whether a kept record has a seal. Raises zipfile.BadZipFile where it is none."""
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return SEAL in archive.namelist()

    @staticmethod
    def from_bytes(content: bytes) -> Record:
        """Read a kept record. Raises ValueError or zipfile.BadZipFile where it is not one."""
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            frames = {name: pl.read_csv(archive.read(f"{name}.csv"), schema=schema) for name, schema in _FRAMES.items()}
            shown = frozenset(tuple(item) for item in json.loads(archive.read("shown.json")))
        return Record(frames["companies"], frames["rows"], frames["extras"], shown)


_WHEN: Final = (1980, 1, 1, 0, 0, 0)
_NUMBERS: Final = dict.fromkeys("abcd", pl.Float64)
_FRAMES: Final[dict[str, dict[str, type[pl.DataType]]]] = {
    "companies": {
        "id": pl.String,
        "sector": pl.String,
        "country": pl.String,
        "size": pl.String,
        "headcount": pl.Int64,
        "public": pl.Boolean,
    },
    "rows": {
        "company": pl.UInt32,
        "indicator": pl.String,
        "contested": pl.Boolean,
        "matched": pl.Boolean,
        **_NUMBERS,
    },
    "extras": {"company": pl.UInt32, "indicator": pl.String, "key": pl.String, "a": pl.Float64, "b": pl.Float64},
}


def record_of(columns: Columns, before: Columns | None = None) -> Record:
    """Return the answers of a cycle as a record that shows nothing yet; `before` is the previous cycle."""
    companies = pl.DataFrame(
        [
            (company.signatory.id, company.sector, company.country, company.size, company.headcount, company.public)
            for company in columns.companies
        ],
        schema=_FRAMES["companies"],
        orient="row",
    )
    rows = _named(columns)
    if before is None:
        rows = rows.with_columns(matched=pl.lit(value=False))
    else:
        earlier = _named(before).select("id", "indicator", matched=pl.lit(value=True))
        rows = rows.join(earlier, on=("id", "indicator"), how="left", maintain_order="left")
        rows = rows.with_columns(pl.col("matched").fill_null(value=False))
    return Record(companies, rows.select(*_FRAMES["rows"]), _extras(columns))


def _named(columns: Columns) -> pl.DataFrame:
    """The answers with the names of their companies and indicators, in units."""
    ids = pl.Series([company.signatory.id for company in columns.companies], dtype=pl.String)
    rows = columns.rows.filter(pl.col("status") == ANSWERED)
    return rows.select(
        "company",
        _indicators(columns, rows),
        ids.gather(rows["company"]).alias("id"),
        (pl.col("contest") >= CONTESTED).alias("contested"),
        *_in_units("abcd"),
    )


def _indicators(columns: Columns, rows: pl.DataFrame) -> pl.Series:
    names = pl.Series([plan.indicator.id for plan in columns.plans], dtype=pl.String)
    return names.gather(rows["indicator"]).alias("indicator")


def _in_units(names: str) -> list[pl.Expr]:
    return [(pl.col(name).cast(pl.Float64) / SCALE).alias(name) for name in names]


def _extras(columns: Columns) -> pl.DataFrame:
    places = pl.DataFrame(
        [(n, key, extra.key) for n, plan in enumerate(columns.plans) for key, extra in enumerate(plan.extras)],
        schema={"indicator": pl.UInt16, "key": pl.UInt16, "name": pl.String},
        orient="row",
    )
    rows = columns.extras.join(places, on=("indicator", "key"), how="left", maintain_order="left")
    return rows.select("company", _indicators(columns, rows), pl.col("name").alias("key"), *_in_units("ab"))
