"""What `enregard consolidate` says: progress and refusals on standard error, figures on standard output."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import yaml

from indicators.figures import Figure
from indicators.model import Indicator, Language
from indicators.plurals import filled
from service.cli.printed import echo_line
from service.render.report.contents import Refused, Report
from service.render.report.facts import is_percent
from service.render.report.language import Words
from service.workflows.roster import RosterRefused

MOST_REASONS = 40
"""Reasons told on the screen; all of them stand in the workbook."""

_TENTHS = 10


class Told:
    """One run of the command, in one language."""

    def __init__(self, language: Language) -> None:
        self.language: Language = language
        self._words = Words(language)
        text = Path(__file__).with_name("consolidate.yaml").read_text(encoding="utf-8")
        self._texts: dict[str, dict[str, str]] = yaml.safe_load(text)

    def _say(self, key: str, *, err: bool = False, **params: object) -> None:
        shown = {name: self._words.shown(value) for name, value in params.items()}
        echo_line(filled(self._texts[key][self.language], self.language, shown), err=err)

    @contextmanager
    def progress(self) -> Iterator[Callable[[int, int], None]]:
        """Show how many files are read: a bar on a terminal, a line at every tenth elsewhere."""
        if sys.stderr.isatty():
            with _bar(self._texts["reading"][self.language]) as update:
                yield update
        else:
            yield self._line

    def _line(self, done: int, all_: int) -> None:
        if done == all_ or (done * _TENTHS) // all_ > ((done - 1) * _TENTHS) // all_:
            self._say("read", err=True, done=done, all=all_)

    def refused(self, refused: Sequence[Refused]) -> None:
        """Say what was not consolidated, with code, place and reason."""
        if not refused:
            return
        self._say("refused_head", err=True)
        for one in refused[:MOST_REASONS]:
            place = one.place[self.language]
            where = f"{one.name} [{place}]" if place else one.name
            echo_line(f"  {where} {one.code}: {one.message[self.language]}", err=True)
        if len(refused) > MOST_REASONS:
            self._say("refused_more", err=True, count=len(refused) - MOST_REASONS)

    def summary(self, report: Report) -> None:
        """Say the headline and one line a figure."""
        coverage = report.consolidation.coverage
        share = report.share_submitted
        self._say(
            "headline",
            submitted=coverage.submitted,
            signatories=coverage.signatories,
            share=self._words.percent(share),
            silent=len(coverage.silent),
            left=len(coverage.left),
        )
        self._say(
            "contested",
            contested=coverage.contested_answers,
            answers=coverage.answers,
            annotations=coverage.annotations,
            unions=coverage.unions,
        )
        self._say("figures")
        for indicator in report.framework.indicators:
            echo_line(self._figure(indicator, report.consolidation.figure(indicator.id)))

    def _figure(self, indicator: Indicator, figure: Figure) -> str:
        claimed, aside = self._value(indicator, figure, claimed=True), self._value(indicator, figure, claimed=False)
        answers = self._words.number(figure.coverage.answered)
        return f"{indicator.id:<11} {claimed:<12} {aside:<16} {answers:>7} {figure.contested:>10}"

    def _value(self, indicator: Indicator, figure: Figure, *, claimed: bool) -> str:
        if figure.low_coverage:
            return self._texts["low"][self.language]
        value = (figure.claimed if claimed else figure.set_aside).value
        if value is None:
            return self._words("none")
        return self._words.percent(value, 1) if is_percent(indicator) else self._words.number(value)

    def written(self, paths: Sequence[Path]) -> None:
        """Say where the files are."""
        for path in paths:
            self._say("written", path=path)

    def nothing(self) -> None:
        """Say that there is nothing to consolidate."""
        self._say("nothing", err=True)

    def roster(self, refusal: RosterRefused) -> None:
        """Say every fault of the roster with its line and column."""
        self._say("roster", err=True, path=refusal.path)
        for fault in refusal.faults:
            key = "roster_column" if fault.column else "roster_line"
            place = self._texts[key][self.language].format(line=fault.line, column=fault.column)
            echo_line(f"  {place} {fault.code}: {fault.message[self.language]}", err=True)

    def framework(self, fault: Exception) -> None:
        """Say that the framework cannot be used."""
        self._say("framework", err=True, detail=fault)

    def system(self, error: OSError) -> None:
        """Say which file could not be found, read or written."""
        path = error.filename or (error.args[0] if error.args else "")
        key = "not_found" if isinstance(error, FileNotFoundError) else "unreadable"
        self._say(key, err=True, path=path, reason=error.strerror or "")


@contextmanager
def _bar(label: str) -> Iterator[Callable[[int, int], None]]:
    """A progress bar on standard error."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns: tuple[Any, ...] = (TextColumn(label), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as shown:
        task = shown.add_task(label, total=None)
        yield lambda done, all_: shown.update(task, completed=done, total=all_)
