"""Files and annotations that were not consolidated: what, where and why, one reason a row."""

from __future__ import annotations

from collections.abc import Iterator

from service.render.report.contents import Report
from service.render.report.language import Words
from service.render.report.table import Column, Row

COLUMNS = (
    Column("refused_name", "text", 40),
    Column("refused_code", "code", 10),
    Column("refused_place", "text", 34),
    Column("refused_reason", "text", 100),
)


def rows(report: Report, words: Words) -> Iterator[Row]:
    """Yield one row a reason, in the order of the files."""
    for refused in report.refused:
        yield Row((refused.name, refused.code, refused.place[words.language], refused.message[words.language]))
