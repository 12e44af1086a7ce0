"""Which part of a report is asked for: the same query parameters for pages of figures, files and pictures."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import Depends, Path, Query

from indicators.figures import Cut, Dimension
from service.render.downloads.tables import TableName
from service.render.report.view import Asked

Sector = Annotated[str | None, Query(pattern=r"^([A-V]|unknown)$", examples=["C"], description="NACE section.")]
Country = Annotated[str | None, Query(pattern=r"^([A-Z]{2}|unknown)$", examples=["FR"], description="ISO 3166-1.")]
Size = Annotated[
    Literal["1-49", "50-249", "250-999", "1000-4999", "5000-19999", "20000+", "unknown"] | None,
    Query(description="Band of headcount."),
]
Objective = Annotated[int | None, Query(ge=0, le=99, description="Only indicators of one objective.")]
ContestedQuery = Annotated[
    Literal["claimed", "set_aside"] | None,
    Query(description="Only the values as claimed, or only those with contested answers set aside; both if not given."),
]
IndicatorQuery = Annotated[str | None, Query(pattern=r"^[A-Z]{2,4}-[0-9]{1,2}$", examples=["SD-1"])]
IndicatorPath = Annotated[str, Path(pattern=r"^[A-Z]{2,4}-[0-9]{1,2}$", examples=["SD-1"])]
EditionPath = Annotated[
    str, Path(pattern=r"^[A-Za-z0-9][A-Za-z0-9._@-]{0,80}-[0-9]{1,4}\.[0-9]{1,4}$", examples=["2026-1.0"])
]
TableQuery = Annotated[
    TableName, Query(description="Which table a flat file (`csv`, `parquet`) holds; other files hold all of them.")
]


def _asked(
    sector: Sector = None,
    country: Country = None,
    size: Size = None,
    objective: Objective = None,
    indicator: IndicatorQuery = None,
    contested: ContestedQuery = None,
) -> Asked:
    named: tuple[tuple[Dimension, str | None], ...] = (("sector", sector), ("country", country), ("size", size))
    cuts = tuple(Cut(dimension, value) for dimension, value in named if value is not None)
    return Asked(cuts, objective, indicator, contested)


AskedDep = Annotated[Asked, Depends(_asked)]
