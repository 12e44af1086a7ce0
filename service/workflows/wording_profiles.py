"""How clauses, headings and commitments read, as the report shows it. The reader itself is `indicators.wording`.

Imported by the confined children that read workbooks, so it must stay quick to load.
"""

from __future__ import annotations

from collections.abc import Mapping

from indicators import wording
from indicators.answers import Submission
from indicators.model import Framework, Language
from indicators.wording import ClauseReading
from service.render.report.contents import FlagShown, WordingProfile


def commitment_profiles(submission: Submission) -> tuple[WordingProfile | None, ...]:
    """Return how each commitment of a submission reads, None for a text without a clause."""
    operatives = (wording.read(c.text, submission.language).operative for c in submission.commitments)
    return tuple(profile_of(operative) if operative else None for operative in operatives)


def clause_profiles(framework: Framework, language: Language) -> dict[str, WordingProfile]:
    """Return the wording profile of every clause, read in `language` (the pledge's official one)."""
    profiles: dict[str, WordingProfile] = {}
    for clause in framework.clauses:
        operative = wording.read(clause.text.in_(language), language).operative
        if operative:
            profiles[clause.id] = profile_of(operative)
    return profiles


def profile_of(reading: ClauseReading) -> WordingProfile:
    """Return a reading as the report shows it: each flag with the words it rests on."""
    words: Mapping[str, str] = {finding.criterion: finding.words for finding in reversed(reading.findings)}
    flags = tuple(FlagShown(flag, words.get(flag, "")) for flag in reading.flags)
    return WordingProfile(reading.bindingness, dict(reading.scores), flags)


def heading_findings(framework: Framework, language: Language) -> dict[int, tuple[FlagShown, ...]]:
    """Return the headings that promise more than their clauses (NB6), by number of their objective."""
    found: dict[int, tuple[FlagShown, ...]] = {}
    for objective in framework.objectives:
        if objective.heading is None:
            continue
        under = [c.text.in_(language) for c in framework.clauses if c.objective == objective.number]
        flag = wording.heading_flags(objective.heading.in_(language), under, language)
        if flag:
            found[objective.number] = (FlagShown("NB6", flag.words),)
    return found
