"""A folder of filled workbooks to measure on: the example cycle's answers, multiplied, under invented names."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

from indicators.answers import Answer, Submission, Value
from indicators.model import Framework
from service.demo.cycle import example_cycle
from service.render.filled_template import fill


def write_folder(folder: Path, files: int) -> None:
    """Write `files` workbooks, each of a company of its own; every one passes the checks."""
    example = example_cycle()
    base = [filing.submission for filing in example.filings]
    for number in range(files):
        times = 1 + number % 7
        submission = _company(base[number % len(base)], number, times, example.framework)
        (folder / f"B-{number:05}.xlsx").write_bytes(fill(submission, example.framework))


def _company(submission: Submission, number: int, times: int, framework: Framework) -> Submission:
    organisation = submission.organisation
    populations = {key: _scaled(value, times) for key, value in organisation.populations.items()}
    return replace(
        submission,
        organisation=replace(
            organisation, name=f"Banc {number:05} (fictive)", reference=f"B-{number:05}", populations=populations
        ),
        answers=tuple(_answer(answer, times, framework) for answer in submission.answers),
    )


def _answer(answer: Answer, times: int, framework: Framework) -> Answer:
    indicator = framework.indicator(answer.indicator)
    if indicator.kind == "level":
        return answer
    return replace(answer, values={key: _scaled(value, times) for key, value in answer.values.items()})


def _scaled(value: Value, times: int) -> Value:
    return value * times if isinstance(value, Decimal) else value
