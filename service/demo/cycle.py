"""The example cycle as the rules see it: a framework, a roster, what each company filed, what unions oppose.

Reads the data files beside this module and nothing else; no file is written and nothing is judged here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from indicators.annotations import Annotation
from indicators.answers import Submission
from indicators.figures import Signatory
from indicators.loader import bundled
from indicators.model import Framework
from schemas.submission import SubmissionIn
from service.demo.voices import Union, read_annotations
from service.workflows.roster import read_roster

HERE = Path(__file__).parent
ROSTER = HERE / "signatories.csv"
CYCLE = "2026"


@dataclass(frozen=True, slots=True)
class Filing:
    """One workbook of the example cycle: who files it, which revision it is, what it says."""

    signatory: Signatory
    revision: int
    given: SubmissionIn

    @property
    def submission(self) -> Submission:
        """What the workbook says, as the checks take it."""
        return self.given.as_submission()


@dataclass(frozen=True, slots=True)
class ExampleCycle:
    """All that is invented: filings by signatory and revision, annotations by id."""

    framework: Framework
    signatories: tuple[Signatory, ...]
    filings: tuple[Filing, ...]
    unions: tuple[Union, ...]
    annotations: tuple[Annotation, ...]

    @property
    def current(self) -> Mapping[str, Filing]:
        """The newest filing of each signatory that filed, by the signatory's id."""
        return {filing.signatory.id: filing for filing in self.filings}


@lru_cache(maxsize=1)
def example_cycle() -> ExampleCycle:
    """Return the example cycle, read once."""
    framework = bundled("paris-2025", 1)
    signatories = read_roster(ROSTER)
    unions, annotations = read_annotations(_data("annotations.yaml"), framework, CYCLE)
    return ExampleCycle(framework, signatories, tuple(_filings(framework, signatories)), unions, annotations)


def _data(name: str) -> Any:
    return yaml.safe_load((HERE / name).read_text("utf-8"))


def _filings(framework: Framework, signatories: tuple[Signatory, ...]) -> Iterator[Filing]:
    companies, answers, commitments = _data("companies.yaml"), _data("answers.yaml"), _data("commitments.yaml")
    later = _data("revisions.yaml")
    for signatory in signatories:
        if signatory.id not in companies:
            continue
        company, declared = companies[signatory.id], answers[signatory.id]
        for revision, changed in {1: {}, **later.get(signatory.id, {})}.items():
            declared = declared | changed
            yield Filing(
                signatory,
                revision,
                SubmissionIn.model_validate(
                    {
                        "framework": framework.ref,
                        "cycle": CYCLE,
                        "language": company["language"],
                        "organisation": _organisation(signatory, company),
                        "answers": [_answer(indicator, said) for indicator, said in declared.items()],
                        "commitments": commitments.get(signatory.id, []),
                    }
                ),
            )


def _organisation(signatory: Signatory, company: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "name": signatory.name,
        "country": signatory.country,
        "sector": signatory.sector,
        "reference": signatory.id,
        "populations": {population: company[population] for population in ("EMP", "SYS", "EXP")},
        "publication": company["publication"],
    }


def _answer(indicator: str, said: Mapping[str, Any]) -> dict[str, Any]:
    """What stands in a line of `answers.yaml` beside status, reason, comment and evidence are numbers by field key."""
    words = {key: said[key] for key in ("status", "reason", "comment", "evidence") if key in said}
    values = {key: value for key, value in said.items() if key not in words}
    return {"indicator": indicator, "values": values, **words}
