"""The statistics a second time, in SQL: every number from its definition, over two flat tables, by DuckDB.

Quartiles: `quantile_cont`, the interpolation of definition 7 of Hyndman and Fan (1996). Bounds: Manski (1989), written
out for ratios over the headcount and for levels.
"""

from __future__ import annotations

from typing import Any

import duckdb

from indicators.annotations import Contest, contest_of
from indicators.case import Cycle
from indicators.figures import Cut, size_band
from indicators.model import Framework, Indicator

Row = dict[str, Any]

_TABLES = """
create table company (id varchar, sector varchar, country varchar, size varchar, headcount bigint, submitted boolean);
create table answer (company varchar, indicator varchar, status varchar, contested boolean, a double, b double);
"""

_GIVEN = """
create or replace temp table member as select * from company where {where};
create or replace temp table answered as
  select answer.*, case when b > 0 then a / b end as own from answer join member on member.id = answer.company
  where indicator = '{indicator}' and status = 'answered';
create or replace temp table calm as select * from answered where not contested;
create or replace temp table silent as select * from member where not submitted;
"""

_COVERAGE = """
select count(*) as signatories, count(*) filter (where submitted) as submitted,
  count(*) filter (where not submitted) as silent, coalesce(sum(headcount), 0) as headcount_known,
  coalesce(sum(headcount) filter (where id in (select company from answered)), 0) as headcount_answered
from member
"""

_RATIO = """
select count(*) as n, sum(a) / nullif(sum(b), 0) as value, avg({own}) as mean, min({own}) as minimum,
  quantile_cont({own}, 0.25) as q1, quantile_cont({own}, 0.5) as median, quantile_cont({own}, 0.75) as q3,
  max({own}) as maximum, sum(a) as total
from {table}
"""

_WEIGHT = """
select count(*) filter (where contested) as contested,
  coalesce(sum({weight}) filter (where contested), 0) / nullif(sum({weight}), 0) as share from answered
"""

_BOUNDS = """
with s as (select coalesce(sum(headcount), 0) as h, count(*) as n, count(*) filter (where headcount is null) as unknown
           from silent),
     t as (select count(*) as n, coalesce(sum(a), 0) as a, coalesce(sum(b), 0) as b,
           coalesce(sum(a) filter (where contested), 0) as ca, coalesce(sum(b) filter (where contested), 0) as cb,
           count(*) filter (where a >= 2) as high, count(*) filter (where contested and a >= 2) as chigh,
           count(*) filter (where contested) as cn from answered)
select {lower}, {upper} from s, t
"""

_PAIRS = {
    ("ratio", False): ("a / nullif(b + h, 0)", "(a + h) / nullif(b + h, 0)"),
    ("ratio", True): ("(a - ca) / nullif(b + h, 0)", "(a - ca + cb + h) / nullif(b + h, 0)"),
    ("level", False): ("high / nullif(t.n + s.n, 0)", "(high + s.n) / nullif(t.n + s.n, 0)"),
    ("level", True): ("(high - chigh) / nullif(t.n + s.n, 0)", "(high - chigh + cn + s.n) / nullif(t.n + s.n, 0)"),
}


class Reference:
    """One cycle in DuckDB. Companies that left are not in it."""

    def __init__(self, framework: Framework, cycle: Cycle, indicators: tuple[Indicator, ...]) -> None:
        self.database = duckdb.connect(":memory:")
        self.database.execute(_TABLES)
        filed = {entry.signatory: entry for entry in cycle.filed}
        motives = frozenset(motive.id for motive in framework.motives if motive.contests)
        for one in cycle.signatories:
            if one.status == "left":
                continue
            entry = filed.get(one.id)
            headcount = one.headcount
            if headcount is None and entry is not None and entry.submission.organisation.headcount is not None:
                headcount = int(entry.submission.organisation.headcount)
            cuts = (one.sector or "unknown", one.country or "unknown", size_band(headcount) or "unknown")
            self.database.execute(
                "insert into company values (?, ?, ?, ?, ?, ?)", [one.id, *cuts, headcount, entry is not None]
            )
            for indicator in indicators:
                answer = entry.submission.answer(indicator.id) if entry else None
                if entry is None or answer is None:
                    continue
                on_it = tuple(
                    a for a in cycle.annotations if a.target.signatory == one.id and a.target.indicator == indicator.id
                )
                contested = contest_of(on_it, entry.revision, motives) in (Contest.OPEN, Contest.ANSWERED)
                a, b = answer.number(_FIRST.get(indicator.kind, "numerator")), answer.number("denominator")
                numbers = [None if x is None else float(x) for x in (a, b)]
                row = [one.id, indicator.id, answer.status, contested, *numbers]
                self.database.execute("insert into answer values (?, ?, ?, ?, ?, ?)", row)

    def choose(self, indicator: str, cut: Cut) -> None:
        """Take one indicator and one cut."""
        where = "true" if cut.dimension == "all" else f"{cut.dimension} = '{cut.value}'"
        self.database.execute(_GIVEN.format(where=where, indicator=indicator))

    def row(self, query: str) -> Row:
        """One row of a query, by column."""
        found = self.database.execute(query)
        names = [column[0] for column in found.description or ()]
        return dict(zip(names, found.fetchone() or (), strict=True))

    def coverage(self) -> Row:
        return self.row(_COVERAGE)

    def values(self, kind: str, *, aside: bool = False) -> Row:
        own = "own" if kind == "ratio" else "a"
        return self.row(_RATIO.format(own=own, table="calm" if aside else "answered"))

    def levels(self) -> tuple[int, ...]:
        counted = dict(self.database.execute("select a::integer, count(*) from answered group by 1").fetchall())
        return tuple(counted.get(level, 0) for level in range(4))

    def contested(self, kind: str) -> Row:
        return self.row(_WEIGHT.format(weight={"ratio": "b", "level": "1"}.get(kind, "a")))

    def bounds(self, kind: str, *, contested: bool) -> tuple[float | None, float | None]:
        lower, upper = _PAIRS[kind, contested]
        found = self.database.execute(_BOUNDS.format(lower=lower, upper=upper)).fetchone()
        assert found is not None
        return found[0], found[1]


_FIRST = {"count": "count", "level": "level"}
