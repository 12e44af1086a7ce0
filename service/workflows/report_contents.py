"""A cycle with all that its report shows: figures, wording of clauses, headings and commitments, doubts by answer.

One place for both ways to a report, from a folder and from the store. The wording reader is `indicators.wording`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date

from indicators.case import Cycle, Filed
from indicators.consolidate import consolidate
from indicators.figures import Consolidation
from indicators.model import Framework, Language
from service.render.report.contents import Refused, Report, WordingProfile
from service.workflows.wording_judgements import clause_judgements, commitment_judgements
from service.workflows.wording_profiles import clause_profiles, commitment_profiles, heading_findings

INVENTED_MARKS = ("(fictive)", "(invented)", "(fictif)")
"""How an invented company names itself; a cycle of such companies only is labelled as an example."""


def report_of(
    framework: Framework,
    cycle: Cycle,
    *,
    consolidation: Consolidation | Callable[[], Consolidation] | None = None,
    made_on: date | None = None,
    refused: tuple[Refused, ...] = (),
    readings: Mapping[str, Sequence[WordingProfile | None]] | None = None,
) -> Report:
    """Return the report of a cycle. Figures and readings of commitments (by signatory) are made where not given."""
    language: Language = framework.official_languages[0]
    judged = clause_judgements(framework, cycle.annotations)
    promised = commitment_judgements(cycle.annotations, cycle.filed)
    read = readings or {filed.signatory: commitment_profiles(filed.submission) for filed in cycle.filed}
    return Report(
        framework=framework,
        cycle=cycle,
        consolidated=consolidation or consolidate(framework, cycle),
        made_on=made_on,
        invented=bool(cycle.signatories) and all(s.name.endswith(INVENTED_MARKS) for s in cycle.signatories),
        clause_wording=clause_profiles(framework, language),
        clause_readings=judged.readings,
        clause_agreement=judged.agreement,
        wording_agreement=judged.overall,
        commitment_readings=promised.readings,
        commitment_agreement=promised.agreement,
        commitments_agreement=promised.overall,
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
