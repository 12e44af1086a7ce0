"""A cycle with all that its report shows: figures, wording of clauses, headings and commitments, doubts by answer.

One place for both ways to a report, from a folder and from the store. The wording reader is `indicators.wording`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from indicators import wording
from indicators.answers import Submission
from indicators.case import Cycle, Filed
from indicators.consolidate import consolidate
from indicators.figures import Consolidation
from indicators.model import Framework, Language
from indicators.wording import ClauseReading
from service.render.report.contents import FlagShown, Refused, Report, WordingProfile

INVENTED_MARKS = ("(fictive)", "(invented)", "(fictif)")
"""How an invented company names itself; a cycle of such companies only is labelled as an example."""


def report_of(
    framework: Framework,
    cycle: Cycle,
    *,
    consolidation: Consolidation | None = None,
    made_on: date | None = None,
    refused: tuple[Refused, ...] = (),
    readings: Mapping[str, Sequence[WordingProfile | None]] | None = None,
) -> Report:
    """Return the report of a cycle. Figures and readings of commitments (by signatory) are made where not given."""
    language: Language = framework.official_languages[0]
    read = readings or {filed.signatory: commitment_profiles(filed.submission) for filed in cycle.filed}
    return Report(
        framework=framework,
        cycle=cycle,
        consolidation=consolidation or consolidate(framework, cycle),
        made_on=made_on,
        invented=bool(cycle.signatories) and all(s.name.endswith(INVENTED_MARKS) for s in cycle.signatories),
        clause_wording=clause_profiles(framework, language),
        heading_flags=heading_findings(framework, language),
        commitment_wording={
            (signatory, number): profile
            for signatory, profiles in read.items()
            for number, profile in enumerate(profiles)
            if profile
        },
        refused=refused,
        warnings=warnings_of(cycle.filed),
    )


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


def warnings_of(filed: Iterable[Filed]) -> dict[tuple[str, str], tuple[str, ...]]:
    """Return the codes of doubts by (signatory, indicator), or by (signatory, `commitment <number>`) from 0."""
    codes: defaultdict[tuple[str, str], dict[str, None]] = defaultdict(dict)
    for one in filed:
        for finding in one.findings:
            if finding.severity == "warning":
                codes[one.signatory, finding.indicator or _commitment(finding.path)][finding.code] = None
    return {key: tuple(found) for key, found in codes.items()}


def _commitment(path: tuple[str | int, ...]) -> str:
    return f"commitment {path[1]}" if len(path) > 1 and path[0] == "commitments" else str(path[0] if path else "")
