"""The live report of a cycle, from the store: the same figures, by the same rules, as from a folder of workbooks.

A report is kept by where everything it rests on stands (`store/marks.py`): unchanged it costs a look-up.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import cached_property, partial
from threading import Lock

from sqlalchemy import Connection

from indicators.answer_pieces import AnswerSource
from indicators.case import Cycle
from indicators.columns import Columns
from indicators.consolidate import consolidate, consolidate_columns
from indicators.declared import columns_of_declared
from indicators.figures import Consolidation
from indicators.model import Framework
from service.access import sees_every_submission
from service.actors import Actor
from service.errors import ServiceError
from service.render.report.contents import Report
from service.render.report.view import View
from service.store import marks, tables, whole_cycle
from service.store.engine import Database
from service.store.marks import Mark
from service.store.stored_answers import StoredAnswers
from service.workflows.cycles import Frameworks, known_cycle
from service.workflows.downloads import Form
from service.workflows.report_contents import report_of

KEPT = 4
"""Cycles whose reports are kept: people look at this year's and at last year's."""


@dataclass(frozen=True)
class Live:
    """A cycle as it stands at `mark`, and its figures. Unless it is whole, `cycle` has no answers in it: they were read
    by column, and figures, pictures and annotations need no more. Files read them from `answers` while written."""

    framework: Framework
    cycle: Cycle
    consolidated: Consolidation | Callable[[], Consolidation]
    mark: Mark
    answers: AnswerSource | None = None

    @cached_property
    def consolidation(self) -> Consolidation:
        """The figures, made when they are first asked for."""
        return self.consolidated() if callable(self.consolidated) else self.consolidated

    @cached_property
    def shown(self) -> Report:
        """All that is shown of it, with the wording of what companies and pledge say."""
        shown = report_of(self.framework, self.cycle, consolidation=lambda: self.consolidation)
        return replace(shown, answers=self.answers)

    def report(self, view: View) -> Report:
        """Return what a view shows of it, dated today."""
        return replace(self.shown, view=view, made_on=datetime.now(UTC).date())


@dataclass
class KeptReports:
    """The newest reports of the cycles asked for last; of those who ask at once for a changed one, one makes it."""

    _kept: OrderedDict[str, Live] = field(default_factory=OrderedDict)
    _lock: Lock = field(default_factory=Lock)
    _making: dict[str, Lock] = field(default_factory=dict)

    def live(self, database: Database, frameworks: Frameworks, cycle: str) -> Live:
        """Return the report of a cycle as it stands now. Raises ServiceError `unknown_cycle` (404)."""
        kept = self._current(database, cycle)
        if kept is not None:
            return kept
        with self._lock:
            making = self._making.setdefault(cycle, Lock())
        with making:
            kept = self._current(database, cycle)
            if kept is not None:
                return kept
            with database.reading() as connection:
                return self._keep(_made(connection, frameworks, cycle))

    def whole(self, database: Database, frameworks: Frameworks, cycle: str) -> Live:
        """Return the same with every answer in it, for editions. Raises ServiceError `unknown_cycle` (404)."""
        live = self.live(database, frameworks, cycle)
        with database.reading() as connection:
            found = known_cycle(connection, cycle)
            stands = marks.mark(connection)
            case = whole_cycle.load(connection, found)
        if stands == live.mark:
            return replace(live, cycle=case)
        return Live(live.framework, case, consolidate(live.framework, case), stands)

    def for_files(self, database: Database, frameworks: Frameworks, cycle: str, form: Form) -> Live:
        """Return the same with all that a file of this form holds; the answers themselves are read while it is written,
        so that memory does not grow with them. Not kept. Raises ServiceError `unknown_cycle` (404)."""
        live = self.live(database, frameworks, cycle) if form.has_figures else self._current(database, cycle)
        with database.reading() as connection:
            found = known_cycle(connection, cycle)
            case, rows = whole_cycle.load_for_files(connection, found, with_previous=form.has_previous)
            stands = marks.mark(connection)
            if form.has_figures and (live is None or live.mark != stands):
                live = _made(connection, frameworks, cycle)
        answers = StoredAnswers(database, rows)
        if live is not None and live.mark == stands:
            return replace(live, cycle=case, answers=answers)
        later = partial(self._figures, database, frameworks, cycle)
        return Live(frameworks.find(found.framework), case, later, stands, answers)

    def _figures(self, database: Database, frameworks: Frameworks, cycle: str) -> Consolidation:
        return self.live(database, frameworks, cycle).consolidation

    def _current(self, database: Database, cycle: str) -> Live | None:
        with self._lock:
            kept = self._kept.get(cycle)
        if kept is None:
            return None
        with database.reading() as connection:
            return kept if marks.mark(connection) == kept.mark else None

    def _keep(self, live: Live) -> Live:
        with self._lock:
            self._kept[live.cycle.id] = live
            self._kept.move_to_end(live.cycle.id)
            while len(self._kept) > KEPT:
                self._making.pop(self._kept.popitem(last=False)[0], None)
        return live


def _made(connection: Connection, frameworks: Frameworks, cycle: str) -> Live:
    """Make a report from one snapshot, which also says where it stands, by column."""
    found = known_cycle(connection, cycle)
    stands = marks.mark(connection)
    framework = frameworks.find(found.framework)
    case, columns, before = _columns(connection, framework, found)
    return Live(framework, case, consolidate_columns(framework, case, columns, before), stands)


def _columns(
    connection: Connection, framework: Framework, found: tables.Cycle
) -> tuple[Cycle, Columns, Columns | None]:
    """The cycle, its columns and those of the cycle before; what was read to make them is let go."""
    case, answers, earlier = whole_cycle.load_columns(connection, found)
    columns = columns_of_declared(framework, case, answers)
    if case.previous is None or earlier is None:
        return case, columns, None
    return case, columns, columns_of_declared(framework, case.previous, earlier)


def live_report(
    kept: KeptReports,
    database: Database,
    frameworks: Frameworks,
    actor: Actor,
    cycle: str,
    *,
    form: Form | None = None,
) -> Live:
    """Return the live report of a cycle; for a file of some `form` with all that it holds.

    It holds every answer and cells of a single company, so it is for those who see every submission. Raises
    ServiceError `forbidden` (403), `unknown_cycle` (404).
    """
    if not sees_every_submission(actor, cycle):
        raise ServiceError("forbidden", 403)
    if form is not None:
        return kept.for_files(database, frameworks, cycle, form)
    return kept.live(database, frameworks, cycle)
