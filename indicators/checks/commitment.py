"""A company's own commitments: the clause they answer, their words (E01, E09, E11, W05), their target and date."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from functools import lru_cache
from typing import Any, Literal

from indicators.answers import Commitment, Unreadable
from indicators.checks.context import Context, blank, text_faults
from indicators.checks.numbers import unreadable
from indicators.findings import Finding, Path


def commitment_findings(context: Context) -> Iterator[Finding]:
    """Every fault and doubt about the commitments, one after another."""
    for number, commitment in enumerate(context.submission.commitments):
        at: Path = ("commitments", number)
        yield from _clause(context, commitment, at)
        yield from _words(context, commitment, at)
        yield from _target(commitment, at)


def _clause(context: Context, commitment: Commitment, at: Path) -> Iterator[Finding]:
    clause = commitment.clause
    if clause is None or blank(clause):
        yield Finding("E01", (*at, "clause"), None, "clause", "", {"case": "commitment"})
    elif not context.framework.has_clause(clause):
        yield Finding("E11", (*at, "clause"), None, "clause", clause, {"case": "clause"})


def _words(context: Context, commitment: Commitment, at: Path) -> Iterator[Finding]:
    if blank(commitment.text):
        yield Finding("E01", (*at, "text"), None, "text", "", {"case": "commitment"})
        return
    too_long = tuple(text_faults(commitment.text, (*at, "text")))
    yield from too_long
    if not too_long:
        yield from _flagged(context, commitment, at)


def _target(commitment: Commitment, at: Path) -> Iterator[Finding]:
    """A target may be negative (a reduction), and needs its unit."""
    if commitment.target is not None:
        for fault in unreadable(commitment.target, (*at, "target"), None):
            percent = fault.params["case"] == "percent"
            yield replace(fault, params={"case": "percent_target"}) if percent else fault
        if blank(commitment.unit):
            yield Finding("E01", (*at, "unit"), None, "unit", "", {"case": "unit"})
    yield from text_faults(commitment.unit, (*at, "unit"))
    if isinstance(commitment.target_date, Unreadable):
        found = commitment.target_date.found
        yield Finding("E02", (*at, "target_date"), None, "target_date", found, {"case": "date"})
    yield from text_faults(commitment.role, (*at, "role"))


def _flagged(context: Context, commitment: Commitment, at: Path) -> Iterator[Finding]:
    """W05: the wording reader (framework, section 5) flags the words.

    NB3, no target and no date, is not held against words whose target or date stands in a column of its own.
    """
    dated = isinstance(commitment.target_date, date) or commitment.target is not None
    if context.reader is None:
        flags, words = _told_by_default(commitment.text, context.submission.language, dated)
    else:
        flags, words = _told(context.reader(commitment.text, context.submission.language), dated)
    if flags:
        yield Finding("W05", (*at, "text"), None, "text", words or commitment.text, {"flags": flags})


@lru_cache(maxsize=512)
def _told_by_default(text: str, language: Literal["fr", "en"], dated: bool) -> tuple[str, str]:
    """What our reader tells of a text. Kept for some texts, because one commitment is read again and again on its way:
    tried out, filed, revised with all others as they were."""
    return _told(_read(text, language), dated)


def _told(reading: Any, dated: bool) -> tuple[str, str]:
    """The flags of a reading, and the words they rest on."""
    flags = sorted({flag for clause in reading.clauses for flag in clause.flags} - ({"NB3"} if dated else set()))
    return ", ".join(flags), _words_of(reading, frozenset(flags)) if flags else ""


def _words_of(reading: Any, flags: frozenset[str]) -> str:
    """The words the flags rest on, each once, in order. A weak verb (NB2) rests on its hedges too, which are found
    under R1; so does a flag that has no words of its own, for it is about what is not there."""
    telling = flags | ({"R1"} if "NB2" in flags else set())
    found = [finding for clause in reading.clauses for finding in clause.findings if finding.words]
    chosen = [f for f in found if f.criterion in telling] or [f for f in found if f.criterion == "R1"]
    return " … ".join(dict.fromkeys(f.words for f in sorted(chosen, key=lambda f: int(f.start))))


def _read(text: str, language: Literal["fr", "en"]) -> Any:
    """The reader in `indicators.wording`, imported on first use: most submissions carry no commitment."""
    from indicators.wording import read

    return read(text, language)
