"""How every clause of a framework reads, read once: the pledge does not change, and reading is slower than a page."""

from __future__ import annotations

from indicators.model import Framework, Language
from indicators.wording import ClauseReading, read
from service.render.report.contents import FlagShown
from service.workflows.wording_profiles import heading_findings

_READ: dict[tuple[str, Language], dict[str, ClauseReading]] = {}
"""By content hash and language."""

_HEADED: dict[tuple[str, Language], dict[int, tuple[FlagShown, ...]]] = {}


def headings(framework: Framework, language: Language) -> dict[int, tuple[FlagShown, ...]]:
    """Return the headings that promise more than their clauses, as `heading_findings` does."""
    key = (framework.content_hash, language)
    if key not in _HEADED:
        _HEADED[key] = heading_findings(framework, language)
    return _HEADED[key]


def readings(framework: Framework, language: Language) -> dict[str, ClauseReading]:
    """Return how every clause reads in `language`, by clause."""
    key = (framework.content_hash, language)
    if key not in _READ:
        found = ((clause.id, read(clause.text.in_(language), language).operative) for clause in framework.clauses)
        _READ[key] = {id_: reading for id_, reading in found if reading}
    return _READ[key]
