"""A report to write in tests: the example cycle as the rules see it, with two refused items, without any file."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import cache

from indicators.case import Cycle, Filed
from indicators.checks import check
from indicators.disclosure.protect import protect
from service.demo.cycle import CYCLE, example_cycle
from service.render.report.contents import Refused, Report
from service.workflows.public_report import public_of
from service.workflows.report_contents import report_of

REFUSED = (
    Refused("abîmé.xlsx", "U03", {"fr": "", "en": ""}, {"fr": "Pas un classeur.", "en": "No workbook."}),
    Refused("faux.xlsx", "E04", {"fr": "1 A E14", "en": "1 B E14"}, {"fr": "Trop grand.", "en": "Too large."}),
)


def example_case() -> Cycle:
    """Return the example cycle with every filing judged: current revisions filed, earlier ones superseded."""
    example = example_cycle()
    current: dict[str, Filed] = {}
    superseded: list[Filed] = []
    for filing in example.filings:
        id_ = filing.signatory.id
        if id_ in current:
            superseded.append(current[id_])
        findings = check(example.framework, filing.submission)
        name = f"{id_}-r{filing.revision}.xlsx"
        current[id_] = Filed(id_, filing.revision, filing.submission, findings, filing.revision > 1, name)
    return Cycle(
        CYCLE,
        example.framework.ref,
        example.signatories,
        tuple(current.values()),
        example.annotations,
        superseded=tuple(superseded),
    )


@cache
def public_example(withdrawn: str = "") -> Report:
    """Return the report of the example cycle as the public sees it, made once; with the answers of one signatory
    `withdrawn`, where it is named."""
    return published(example_report(withdrawn))


def published(whole: Report) -> Report:
    """Return a report as the public sees it."""
    public = public_of(whole.cycle, protect(whole.framework, whole.cycle, whole.consolidation))
    report = report_of(
        whole.framework, public.cycle, consolidation=public.consolidation, made_on=date(2026, 6, 2), refused=()
    )
    return replace(report, unpublished=public.unpublished)


@cache
def example_report(withdrawn: str = "") -> Report:
    """Return the report of the example cycle, made once; with the answers of one signatory `withdrawn`."""
    case = example_case()
    case = replace(case, filed=tuple(one for one in case.filed if one.signatory != withdrawn))
    return report_of(example_cycle().framework, case, made_on=date(2026, 6, 2), refused=REFUSED)
