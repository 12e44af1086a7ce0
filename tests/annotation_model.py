"""What a random life of an annotation is held to: the model, and the stage on which the real workflows run."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from indicators.annotation_life import REPLY_DAYS
from indicators.annotations import Contest
from indicators.loader import bundled
from schemas.submission import SubmissionIn
from service.actors import Accreditation, Actor
from service.store.engine import Database
from service.store.idempotency import Answered
from service.workflows.accounts import actor_of
from service.workflows.people.accrediting import Decision, decide
from service.workflows.submit import approach, judge, submit
from tests.annotation_lives import FRAMEWORKS, made_of
from tests.samples import company, open_cycle, self_assessment

MOTIVES = bundled("paris-2025", 1)
CONTESTING = frozenset(motive.id for motive in MOTIVES.motives if motive.contests)
MOST_REVISIONS = 24
"""Of all lives together: they share one answer."""
UNIONS = ("author", "union")
"""Those whose accreditation ends and comes back."""
MOST_DAYS = 3 * REPLY_DAYS
"""Of one life: until then the cycle takes annotations."""
WHO = ("author", "union", "newcomer", "company", "other company", "secretariat")


@dataclass
class Model:
    """All that a life is: a version, a thread, positions by version, and three things that may have happened."""

    version: int = 1
    retracted: bool = False
    withheld: bool = False
    carried: int = 0
    thread: list[tuple[str, int, int]] = field(default_factory=list)
    """Who spoke, when which version stood, carried forward how far."""
    late: list[bool] = field(default_factory=list)
    hidden: set[int] = field(default_factory=set)
    """Which turns of the thread are withheld, by their place."""
    positions: set[int] = field(default_factory=set)
    contests: bool = True
    day: int = 0
    put: int = 0
    """Days since it was filed, and the day on which what now stands was put to the company."""

    def refuses(self, act: str, who: str, *, accredited: bool = True) -> str | None:
        """Why `who` may not do `act` now; None where it may. `accredited`: whether the other union is, now."""
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
        """Take a turn of the thread down: the company's is late once 30 days are over, the author's never is."""
        self.thread.append((who, self.version, self.carried))
        self.late.append(who == "company" and self.day - self.put >= REPLY_DAYS)

    def contest(self, current: int, *, accredited: bool) -> Contest:
        """The contest that this annotation alone makes on the answer's current revision, while its author is accredited
        for the cycle."""
        if not accredited or not self.contests or (self.carried or 1) != current:
            return Contest.NONE
        if self.retracted:
            return Contest.WITHDRAWN
        return Contest.ANSWERED if self.replied else Contest.OPEN

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
        self.file()

    def file(self) -> None:
        """Let the company file its answers once more; everyone may read them."""
        desk = approach(self.database, FRAMEWORKS, self.actors["company"], "2026")
        submit(
            self.database,
            desk,
            self.body,
            judge(desk, self.body),
            source="json",
            present=lambda _: Answered(201, ""),
        )
        self.current += 1

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
