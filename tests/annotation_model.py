"""What a random life of an annotation is held to: the model, and the stage on which the real workflows run."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from math import inf
from typing import Literal

from sqlalchemy import update
from sqlmodel import col

from indicators.annotation_life import LEAST_REPLY_DAYS, REPLY_DAYS
from indicators.annotations import Contest
from indicators.loader import bundled
from schemas.submission import SubmissionIn
from service.actors import OPERATOR, Accreditation, Actor
from service.clock import utc_now
from service.store import cycles
from service.store.engine import Database
from service.store.filing import submission_id
from service.store.idempotency import Answered
from service.store.tables import Cycle
from service.workflows.accounts import actor_of
from service.workflows.people.accrediting import Decision, decide
from service.workflows.run_cycle import ActPhase, begin
from service.workflows.submit import approach, judge, submit
from service.workflows.withdraw import withdraw
from tests.annotation_lives import FRAMEWORKS, made_of
from tests.kept_edition import keep_edition
from tests.samples import company, open_cycle, self_assessment

MOTIVES = bundled("paris-2025", 1)
CONTESTING = frozenset(motive.id for motive in MOTIVES.motives if motive.contests)
MOST_REVISIONS = 60
"""Of all lives together: they share one answer."""
UNIONS = ("author", "union")
"""Those whose accreditation ends and comes back."""
MOST_DAYS = 3 * REPLY_DAYS
"""Of one life."""
WHO = ("author", "union", "newcomer", "company", "other company", "secretariat")
Phase = Literal["contradictory", "closed", "frozen", "published"]
RESTS = {"closed": "cycle_closed", "frozen": "cycle_frozen"}


@dataclass
class Calendar:
    """Where the cycle of a life stands, in days since it began: the end of replies, if one is promised, and the times
    in which it was frozen."""

    ends: float | None = None
    day: float = 0
    pauses: list[tuple[float, float | None]] = field(default_factory=list)

    @property
    def phase(self) -> Phase:
        """The phase of this day: the secretariat's acts go before the clock."""
        if self.pauses:
            return "frozen" if self.pauses[-1][1] is None else "published"
        return "closed" if self.ends is not None and self.day >= self.ends else "contradictory"

    @property
    def rests(self) -> str | None:
        """Why nothing is filed now; None where it is."""
        return RESTS.get(self.phase)

    def freezes(self) -> str | None:
        """Freeze, or say why not."""
        if self.phase == "frozen":
            return "wrong_phase"
        if self.phase == "contradictory" and self.ends is not None:
            return "replies_still_open"
        self.pauses.append((self.day, None))
        return None

    def publishes(self) -> str | None:
        """Publish, or say why not."""
        if self.phase != "frozen":
            return "wrong_phase"
        self.pauses[-1] = (self.pauses[-1][0], self.day)
        return None

    def until(self, put: float, withheld: Sequence[tuple[float, float | None]] = ()) -> float:
        """Until which day a reply to what was put on one is in time; without end while nobody may reply,
        be it that the cycle is frozen or the text withheld."""
        due = put + REPLY_DAYS if self.ends is None else max(self.ends, put + LEAST_REPLY_DAYS)
        for began, ended in sorted((*self.pauses, *withheld), key=lambda pause: pause[0]):
            if began < due and ended is None:
                return inf
            if began < due and ended is not None and began < ended and put < ended:
                due = max(due, ended + LEAST_REPLY_DAYS)
        return due


@dataclass
class Model:
    """All that a life is: a version, a thread, positions by version, and what may have happened to it and to the
    answer it is about."""

    calendar: Calendar = field(default_factory=Calendar)
    version: int = 1
    retracted: bool = False
    hushed: list[tuple[float, float | None]] = field(default_factory=list)
    """From which day to which its text was withheld; None: it still is."""
    carried: int = 0
    thread: list[tuple[str, int, int]] = field(default_factory=list)
    """Who spoke, when which version stood, carried forward how far."""
    late: list[bool] = field(default_factory=list)
    hidden: dict[str, set[int]] = field(default_factory=lambda: {"reply": set(), "dissent": set()})
    """Which turns of the thread and which dissents are withheld, by their place."""
    positions: set[int] = field(default_factory=set)
    dissents: int = 0
    contests: bool = True
    put: float = 0
    """The day on which what now stands was put to the company."""
    last: float = 0
    """The day under which the last version, carry-forward or turn is recorded: never before that of the one before."""
    others: list[tuple[int, bool]] = field(default_factory=list)
    """What another union wrote on the same answer: on which revision, and whether its motive contests."""

    @property
    def withheld(self) -> bool:
        """Whether nobody may read its text now."""
        return bool(self.hushed) and self.hushed[-1][1] is None

    def withholds(self) -> None:
        """Let the secretariat withhold the text, or show it again."""
        at = max(self.last, self.calendar.day)
        if self.withheld:
            self.hushed[-1] = (self.hushed[-1][0], at)
        else:
            self.hushed.append((at, None))

    def until(self) -> float:
        """Until which day a reply to what now stands is in time."""
        return self.calendar.until(self.put, self.hushed)

    def recorded(self) -> float:
        """The day under which an act of now is recorded."""
        self.last = max(self.last, self.calendar.day)
        return self.last

    def refuses(self, act: str, who: str, *, accredited: bool = True) -> str | None:
        """Why `who` may not do `act` now; None where it may. `accredited`: whether the other union is, now."""
        return self._not_theirs(act, who, accredited=accredited) or self._resting(act)

    def _resting(self, act: str) -> str | None:
        """Why nobody may do `act` in the cycle as it stands: retracting and withholding wait for nothing, carrying for
        no rest, and a thread goes on in a closed cycle while its time runs."""
        if act in ("retract", "withhold") or (act == "carry" and self.calendar.phase == "closed"):
            return None
        if act == "reply" and self.calendar.phase == "closed" and self.calendar.day < self.until():
            return None
        return self.calendar.rests

    def _not_theirs(self, act: str, who: str, *, accredited: bool) -> str | None:
        own = {"revise": "author", "retract": "author", "carry": "author", "withhold": "secretariat"}
        if act in own:
            if who != own[act]:
                return "not_author" if act != "withhold" else "forbidden"
            return "annotation_retracted" if self.retracted and act != "withhold" else None
        if act == "reply":
            if who not in ("author", "company"):
                return "not_concerned"
        elif who != "union" or not accredited:
            return "own_annotation" if who == "author" else "not_accredited"
        if self.retracted:
            return "annotation_retracted"
        if self.withheld:
            return "annotation_withheld"
        if act == "reply":
            return "nothing_to_answer" if who == "author" and not self.heard else None
        return "position_taken" if self.version in self.positions else None

    @property
    def heard(self) -> bool:
        """Whether the company has spoken, to whichever version."""
        return any(who == "company" for who, *_ in self.thread)

    @property
    def replied(self) -> bool:
        """Whether the company has spoken to what now stands."""
        return ("company", self.version, self.carried) in self.thread

    def speaks(self, who: str) -> None:
        """Take a turn of the thread down: the company's is late once its time is over, the author's never is."""
        self.thread.append((who, self.version, self.carried))
        self.late.append(who == "company" and self.calendar.day >= self.until())
        self.recorded()

    def contest(self, current: int, *, accredited: bool) -> Contest:
        """The contest that this annotation alone makes on the answer's current revision, while its author is accredited
        for the cycle."""
        if not accredited or not self.contests or (self.carried or 1) != current:
            return Contest.NONE
        if self.retracted:
            return Contest.WITHDRAWN
        return Contest.ANSWERED if self.replied else Contest.OPEN

    def contest_of_all(self, current: int, accredited: dict[str, bool]) -> Contest:
        """The contest of the answer with what another union wrote on it, to which nobody replied: the worst of them."""
        made = {self.contest(current, accredited=accredited["author"])}
        if accredited["union"] and (current, True) in self.others:
            made.add(Contest.OPEN)
        return next(one for one in (Contest.OPEN, Contest.ANSWERED, Contest.WITHDRAWN, Contest.NONE) if one in made)

    def note(self, current: int) -> str | None:
        """What every view says of the revision it was written about, in English; None while the answer stays at it."""
        if current == 1:
            return None
        if not self.carried:
            return f"Written about revision 1; the answer is now at revision {current}."
        upheld = f"Written about revision 1, upheld by its author on revision {self.carried}"
        return f"{upheld}." if self.carried == current else f"{upheld}; the answer is now at revision {current}."

    def moved_on(self, current: int) -> bool:
        """Whether its author is told that the answer was revised since: of withheld words too, which stand and may be
        carried forward (decision 91)."""
        return not self.retracted and (self.carried or 1) < current


class Stage:
    """A database with a cycle and everybody in it; each life begins with an annotation of its own."""

    def __init__(self, database: Database) -> None:
        self.database = database
        open_cycle(database)
        issued, other = company(database), company(database, "EX-002", "Autre Exemple (invented)")
        self.actors: dict[str, Actor] = {
            "author": made_of(database, "union", "Syndicat Auteur (invented)"),
            "union": made_of(database, "union", "Syndicat Autre (invented)"),
            "newcomer": made_of(database, "union", "Syndicat Nouveau (invented)"),
            "company": actor_of(database, issued.secret),
            "other company": actor_of(database, other.secret),
            "secretariat": made_of(database, "secretariat", "Secrétariat (invented)"),
        }
        newcomer = self.actors["newcomer"]
        self.actors["newcomer"] = Actor(
            "union", newcomer.organisation, newcomer.name, newcomer.token, newcomer.scopes, verified=False
        )
        self.body = SubmissionIn.model_validate(self_assessment(MOTIVES, publication="full")).as_submission()
        self.accredited = dict.fromkeys(UNIONS, True)
        self.current = self.read = 0
        self.withdrawn = False
        self.now = utc_now()
        keep_edition(database)
        self.file()

    def clock(self) -> datetime:
        """The moment that everybody's clock shows."""
        return self.now

    def lives(self, ends: float | None) -> None:
        """Let another life begin, long after the one before, in a cycle whose end of replies is so many days off; a
        cycle that is still frozen is published first."""
        self.now += timedelta(days=2 * MOST_DAYS)
        with self.database.reading() as connection:
            found = cycles.find_cycle(connection, "2026")
        if found is not None and found.frozen is not None and found.published is None:
            self.begins("published")
        until = None if ends is None else self.now + timedelta(days=ends)
        dates = {"closes": self.now - timedelta(hours=1), "replies_until": until, "frozen": None, "published": None}
        here = update(Cycle).where(col(Cycle.id) == "2026").values(**dates)
        self.database.write(lambda connection: connection.execute(here))
        if self.withdrawn:
            self.file()

    def begins(self, phase: ActPhase) -> None:
        """Let the secretariat freeze or publish the cycle. Raises ServiceError as it does."""
        begin(self.database, OPERATOR, "2026", phase, clock=self.clock)

    def file(self) -> None:
        """Let the company file its answers once more; everyone may read them. Raises ServiceError as `submit` does."""
        desk = approach(self.database, FRAMEWORKS, self.actors["company"], "2026", clock=self.clock)
        submit(
            self.database,
            desk,
            self.body,
            judge(desk, self.body),
            source="json",
            present=lambda _: Answered(201, ""),
        )
        self.current, self.withdrawn = self.current + 1, False

    def withdraw(self) -> None:
        """Let the company withdraw what it filed. Raises ServiceError as it does."""
        withdraw(
            self.database,
            self.actors["company"],
            submission_id("2026", "EX-001"),
            revision=self.current,
            reason="Erreur de périmètre.",
            present=lambda _: Answered(201, ""),
            clock=self.clock,
        )
        self.withdrawn = True

    def decide(self, union: str) -> None:
        """End what a union is accredited for, or accredit it anew; it comes to the door as it then stands."""
        actor, granted = self.actors[union], not self.accredited[union]
        decision = Decision("granted" if granted else "ended", "Décision (invented).")
        after: list[Accreditation] = []

        def told(_: object, standing: Accreditation) -> Answered:
            after.append(standing)
            return Answered(201, "")

        decide(self.database, self.actors["secretariat"], actor.organisation, decision, present=told)
        self.actors[union] = replace(actor, accreditation=after[0], verified=after[0].stands)
        self.accredited[union] = granted
