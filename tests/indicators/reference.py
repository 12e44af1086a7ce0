"""The statistics a second time, in SQL (`reference.sql`), by DuckDB: every figure of a cycle in one pass.

What is asked is written down here from section 7 of the framework, not read off our plans of columns. Floating point:
compare within a relative error.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import duckdb
import polars as pl

from indicators.case import Cycle
from indicators.model import Framework

Row = dict[str, Any]
Place = tuple[str, str, str]
"""Indicator, dimension, value of the cut."""

OVER_HEADCOUNT = ("SD-2", "SH-5", "PR-2")
HOURS = ("SD-5", "HC-1")
LEVELS = ("HC-5", "PR-4", "VC-5", "MF-1")
SEXES = ("women", "men", "other")
BY_SEX = tuple((sex, "ratio", f"numerator_{sex}", f"denominator_{sex}") for sex in SEXES)
RATES = ("numerator", "numerator_base", "denominator", "denominator_base")
EXTRAS: dict[str, tuple[tuple[str, str, str, str | None], ...]] = {
    "GOV-1": (("high_risk", "sum", "high_risk", None),),
    "SD-4": (("suspensions", "sum", "suspensions", None),),
    "HC-1": BY_SEX,
    "HC-2": BY_SEX,
    "ND-2": tuple((key, "sum", key, None) for key in RATES),
    "PR-3": (("median_days", "median", "median_days", None),),
}
"""Besides the main number: its name, how it is summed up, and its fields."""

_ABOUT = ("kind", "clause", "signatory", "indicator", "revision", "carried_to")
_SCHEMAS = {
    "signatory": ("cycle", "id", "status", "sector", "country", "headcount"),
    "filing": ("cycle", "company", "revision", "sector", "country", "headcount"),
    "answer": ("cycle", "company", "indicator", "status", "evidenced"),
    "number": ("cycle", "company", "indicator", "field", "number"),
    "note": ("id", "union_", "verified", *_ABOUT, "retracted", "withheld", "replied"),
    "motive": ("note", "motive"),
    "clause": ("clause", "indicator"),
    "kind": ("indicator", "kind", "source", "over_headcount", "fa", "fb", "fc", "fd"),
    "extra": ("indicator", "key", "summary", "fa", "fb"),
}
_TYPES = {
    **dict.fromkeys(("headcount", "number"), pl.Float64),
    **dict.fromkeys(("revision", "carried_to"), pl.Int64),
    **dict.fromkeys(("evidenced", "verified", "retracted", "withheld", "replied", "over_headcount"), pl.Boolean),
}


class Reference:
    """A cycle and the one before it in DuckDB."""

    def __init__(self, framework: Framework, cycle: Cycle) -> None:
        self.database = duckdb.connect(":memory:", config={"threads": 1})
        rows: dict[str, list[tuple[Any, ...]]] = {name: [] for name in _SCHEMAS}
        _ask(framework, rows)
        _file(cycle, "now", rows)
        if cycle.previous is not None:
            _file(cycle.previous, "before", rows)
        _say(cycle, rows)
        for name, columns in _SCHEMAS.items():
            schema = {column: _TYPES.get(column, pl.String) for column in columns}
            self.database.register(f"{name}_given", pl.DataFrame(rows[name], schema=schema, orient="row"))
            self.database.execute(f"create table {name} as select * from {name}_given")
        self.database.execute(Path(__file__).with_suffix(".sql").read_text(encoding="utf-8"))

    def rows(self, query: str) -> list[Row]:
        """Every row of a query, by column."""
        found = self.database.execute(query)
        names = [column[0] for column in found.description or ()]
        return [dict(zip(names, row, strict=True)) for row in found.fetchall()]

    def by_place(self, query: str, *more: str) -> dict[tuple[str, ...], Row]:
        """The rows of a query by what they are about: `more` columns, then the place."""
        return {
            tuple(row[name] for name in (*more, "indicator", "dimension", "value")): row for row in self.rows(query)
        }


def kind_of(indicator: str) -> str:
    """How an indicator is consolidated, in the words of `reference.sql`."""
    special = {"GOV-1": "count", "ND-2": "rates", "ND-4": "points"}
    if indicator in special:
        return special[indicator]
    return "level" if indicator in LEVELS else "hours" if indicator in HOURS else "ratio"


def _ask(framework: Framework, rows: dict[str, list[tuple[Any, ...]]]) -> None:
    by_kind = {
        "count": ("count", None, None, None),
        "level": ("level", None, None, None),
        "rates": RATES,
        "points": ("numerator_women", "denominator_women", "numerator_men", "denominator_men"),
    }
    for indicator in framework.indicators:
        kind = kind_of(indicator.id)
        source = "HC-2" if indicator.id == "ND-4" else indicator.id
        fields = by_kind.get(kind, ("numerator", "denominator", None, None))
        rows["kind"].append((indicator.id, kind, source, indicator.id in OVER_HEADCOUNT, *fields))
        rows["extra"] += [(indicator.id, *extra) for extra in EXTRAS.get(indicator.id, ())]
        rows["clause"] += [(clause, indicator.id) for clause in indicator.clauses]


def _file(cycle: Cycle, name: str, rows: dict[str, list[tuple[Any, ...]]]) -> None:
    rows["signatory"] += [(name, s.id, s.status, s.sector, s.country, s.headcount) for s in cycle.signatories]
    for entry in cycle.filed:
        profile, who = entry.submission.organisation, entry.signatory
        people = profile.populations.get("EMP")
        rows["filing"].append(
            (name, who, entry.revision, profile.sector, profile.country, people and float(str(people)))
        )
        for answer in entry.submission.answers:
            rows["answer"].append((name, who, answer.indicator, answer.status, bool(answer.evidence)))
            rows["number"] += [(name, who, answer.indicator, k, float(str(v))) for k, v in answer.values.items()]


def _say(cycle: Cycle, rows: dict[str, list[tuple[Any, ...]]]) -> None:
    for one in _of_this_cycle(cycle):
        target = one.target
        about = (target.kind, target.clause, target.signatory, target.indicator, target.revision, one.carried_to)
        ended = (
            one.retracted is not None,
            one.withheld is not None,
            any(_answers(one, reply) for reply in one.replies),
        )
        rows["note"].append((one.id, one.union.id, one.union.verified, *about, *ended))
        rows["motive"] += [(one.id, motive) for motive in one.motives]


def _answers(one: Any, reply: Any) -> bool:
    """A reply of the company to the words as they are now, given once they stood where they stand (decision 91)."""
    if reply.union is not None or reply.version not in (None, one.version):
        return False
    return one.carried_on is None or bool(reply.created >= one.carried_on)


def _of_this_cycle(cycle: Cycle) -> Iterator[Any]:
    said: Iterable[Any] = cycle.annotations
    yield from (a for a in said if a.target.cycle in (None, cycle.id) and a.motivation in ("assessing", "questioning"))
