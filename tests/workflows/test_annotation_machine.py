"""The life of an annotation explored at random against a model of a dozen lines: who may do what, when, and what then
stands. The real workflows run on a real database; whatever they answer, the model has said before.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import ClassVar

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from indicators.annotations import Contest, contest_of
from indicators.loader import bundled
from schemas.annotation import AnnotationIn
from schemas.annotation_around import ReadingIn
from schemas.annotation_life import CarryForwardPosted, WithholdingPosted
from schemas.submission import SubmissionIn
from service.actors import OPERATOR, Actor
from service.clock import utc_now
from service.errors import ServiceError
from service.store import annotations as rows
from service.store.awaited_replies import awaits_reply
from service.store.engine import Database
from service.store.idempotency import Answered
from service.workflows import annotation_acts as acts
from service.workflows.accounts import actor_of
from service.workflows.annotate import Misplaced
from service.workflows.annotation_queue import Wanted, mark_read, moved_on, waiting
from service.workflows.annotation_view import tag_of, view
from service.workflows.submit import approach, judge, submit
from tests.annotation_lives import FRAMEWORKS, filed_by, hand_of, made_of
from tests.samples import annotation, answer_target, company, open_cycle, self_assessment

MOTIVES = bundled("paris-2025", 1)
CONTESTING = frozenset(motive.id for motive in MOTIVES.motives if motive.contests)
MOST_REVISIONS = 24
"""Of all lives together: they share one answer."""
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
    positions: set[int] = field(default_factory=set)
    contests: bool = True

    def refuses(self, act: str, who: str) -> str | None:
        """Why `who` may not do `act` now; None where it may."""
        own = {"revise": "author", "retract": "author", "carry": "author", "withhold": "secretariat"}
        if act in own:
            if who != own[act]:
                return "not_author" if act != "withhold" else "forbidden"
            return "annotation_retracted" if self.retracted and act != "withhold" else None
        if act == "reply":
            if who not in ("author", "company"):
                return "not_concerned"
        elif who != "union":
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

    def contest(self, current: int) -> Contest:
        """The contest that this annotation alone makes on the answer's current revision."""
        if not self.contests or (self.carried or 1) != current:
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
        """Whether its author is told that the answer was revised since."""
        return not self.retracted and not self.withheld and (self.carried or 1) < current


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


class Life(RuleBasedStateMachine):
    """Lives lives on a stage, one annotation each, and holds the store to the model after every step."""

    stage: ClassVar[Stage]

    @initialize(motive=st.sampled_from(["A1", "A6"]))
    def begin(self, motive: str) -> None:
        self.model = Model(contests=motive in CONTESTING)
        self.motive = motive
        self.id = filed_by(self.stage.database, self.stage.actors["author"], answer_target("SD-1"), motive)
        self.stale: str | None = None

    def tag(self, who: str = "author") -> str:
        with self.stage.database.reading() as connection:
            ((_, one),) = rows.annotations_seen(connection, self.stage.actors[who], rows.with_id(self.id))
            return tag_of(view(connection, FRAMEWORKS, one))

    def does(self, act: str, who: str, do: Callable[[acts.Hand], object], match: str | None = None) -> bool:
        expected = self.model.refuses(act, who)
        try:
            outcome = do(hand_of(self.stage.database, self.stage.actors[who], self.id, match))
            said = None
        except ServiceError as refusal:
            outcome, said = None, refusal.code
        assert said == expected, (act, who)
        return said is None and not isinstance(outcome, Misplaced)

    @rule(who=st.sampled_from(WHO))
    def revise(self, who: str) -> None:
        given = AnnotationIn.model_validate(annotation(answer_target("SD-1"), (self.motive,)))
        earlier = self.tag()
        if self.does("revise", who, lambda hand: acts.revise(hand, given), self.tag(who)):
            self.model.version += 1
            self.stale = earlier

    @rule()
    def revise_what_has_moved_on(self) -> None:
        given = AnnotationIn.model_validate(annotation(answer_target("SD-1"), (self.motive,)))
        if self.stale is None or self.model.retracted:
            return
        with pytest.raises(ServiceError, match="stale"):
            acts.revise(hand_of(self.stage.database, self.stage.actors["author"], self.id, self.stale), given)

    @rule(who=st.sampled_from(WHO))
    def retract(self, who: str) -> None:
        if self.does("retract", who, lambda hand: acts.retract(hand, "Erreur.")):
            self.model.retracted = True

    @rule()
    def the_company_files_a_new_revision(self) -> None:
        if self.stage.current < MOST_REVISIONS:
            self.stage.file()

    @rule()
    def the_author_reads_the_answers(self) -> None:
        given = ReadingIn(cycle="2026", signatory="EX-001", revision=self.stage.current)
        mark_read(self.stage.database, self.stage.actors["author"], given, utc_now())
        self.stage.read = self.stage.current

    @rule(who=st.sampled_from(WHO), ahead=st.integers(-2, 1))
    def carry(self, who: str, ahead: int) -> None:
        to = max(2, self.stage.current + ahead)
        done = self.does("carry", who, lambda hand: acts.carry_forward(hand, CarryForwardPosted(revision=to)))
        if self.model.refuses("carry", who) is None:
            assert done == (self.model.carried < to <= self.stage.current)
            self.model.carried = to if done else self.model.carried

    @rule(who=st.sampled_from(WHO), differs=st.booleans())
    def take_a_position(self, who: str, differs: bool) -> None:
        act = "dissent" if differs else "countersign"
        if self.does(act, who, lambda hand: acts.dissent(hand, "Non.") if differs else acts.countersign(hand)):
            self.model.positions.add(self.model.version)

    @rule(who=st.sampled_from(WHO))
    def reply(self, who: str) -> None:
        if self.does("reply", who, lambda hand: acts.reply(hand, {"fr": "Nous répondons."})):
            self.model.thread.append((who, self.model.version, self.model.carried))

    @rule(who=st.sampled_from(WHO))
    def withhold_or_show(self, who: str) -> None:
        given = WithholdingPosted(ground="legal", reason="Diffamation.", lifted=self.model.withheld)
        if self.does("withhold", who, lambda hand: acts.withhold(hand, given)):
            self.model.withheld = not self.model.withheld

    @invariant()
    def what_is_stored_is_what_the_model_says(self) -> None:
        if not hasattr(self, "id"):
            return
        with self.stage.database.reading() as connection:
            ((_, one),) = rows.annotations_seen(connection, OPERATOR, rows.with_id(self.id))
            versions = rows.annotations_seen(connection, OPERATOR, rows.with_id(self.id), versions=True)
            waits = rows.count_seen(connection, OPERATOR, rows.with_id(self.id), awaits_reply())
        model = self.model
        assert [version.version for _, version in versions] == list(range(1, model.version + 1))
        assert (one.version, one.carried_to or 0) == (model.version, model.carried)
        assert (one.retracted is not None, one.withheld is not None) == (model.retracted, model.withheld)
        said = [("company" if reply.by_company else "author", reply.version) for reply in one.replies]
        assert said == [(who, version) for who, version, _ in model.thread]
        assert waits == one.awaits_reply == (not (model.retracted or model.withheld or model.replied))
        taken = {*(by.version for by in one.countersigned_by), *(by.version for by, _ in one.dissent)}
        assert taken == model.positions
        assert bool(one.texts) is not model.withheld
        assert contest_of((one,), self.stage.current, CONTESTING) == model.contest(self.stage.current)

    @invariant()
    def whoever_looks_is_told_which_revision_it_was_written_about(self) -> None:
        if not hasattr(self, "id"):
            return
        current, author = self.stage.current, self.stage.actors["author"]
        with self.stage.database.reading() as connection:
            ((_, one),) = rows.annotations_seen(connection, OPERATOR, rows.with_id(self.id))
            state = view(connection, FRAMEWORKS, one)["state"]
            moved = [other.id for other in moved_on(connection, author)]
            unread, _ = waiting(connection, author, "2026", Wanted(), limit=5)
        assert one.target.revision == state["revisionRead"] == 1, "an annotation never moves to another revision"
        assert (state["revisionNow"], state.get("note", {}).get("en")) == (current, self.model.note(current))
        assert (one.id in moved) == self.model.moved_on(current)
        seen_last = [(of.signatory, of.revision, of.read or 0) for of in unread]
        assert seen_last == ([("EX-001", current, self.stage.read)] if self.stage.read < current else [])


def test_lives_at_random_go_as_the_model_says(database: Database) -> None:
    chosen = settings(
        max_examples=8,
        stateful_step_count=12,
        phases=[Phase.generate],
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    here = type("LifeHere", (Life,), {"stage": Stage(database)})
    run_state_machine_as_test(here, settings=chosen)
