"""The life of an annotation explored at random against a model of a dozen lines: who may do what, when, and what then
stands. The real workflows run on a real database; whatever they answer, the model has said before.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from math import inf
from typing import ClassVar, Literal

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from indicators.annotations import Contest, contest_of
from schemas.annotation import AnnotationIn
from schemas.annotation_around import ReadingIn
from schemas.annotation_life import CarryForwardPosted, WithholdingPosted
from service.actors import OPERATOR
from service.clock import utc_now
from service.errors import ServiceError
from service.store import annotations as rows
from service.store.awaited_replies import awaits_reply
from service.store.engine import Database
from service.store.idempotency import Answered
from service.workflows import annotation_acts as acts
from service.workflows.annotate import Misplaced, TooFew
from service.workflows.annotation_queue import Wanted, mark_read, moved_on, waiting
from service.workflows.annotation_view import tag_of, view
from tests.annotation_lives import FRAMEWORKS, filed_by, hand_of
from tests.annotation_model import CONTESTING, MOST_DAYS, MOST_REVISIONS, UNIONS, WHO, Calendar, Model, Stage
from tests.samples import annotation, answer_target

ON_2 = CarryForwardPosted(revision=2)
DAYS = (3.1, 11.5, 30.7)
"""How long nothing happens: no sum of them ends at the very moment at which something does."""
ENDS = (None, 20.3, 45.2)
MOTIVES = st.sampled_from(["A1", "A4", "A6"])


class Life(RuleBasedStateMachine):
    """Lives lives on a stage, one annotation each, and holds the store to the model after every step."""

    stage: ClassVar[Stage]

    @initialize(motive=MOTIVES, ends=st.sampled_from(ENDS))
    def begin(self, motive: str, ends: float | None) -> None:
        self.stage.lives(ends)
        self.began = self.stage.now
        self.model = Model(Calendar(ends), contests=motive in CONTESTING)
        self.motive = motive
        author = self.stage.actors["author"]
        self.id = filed_by(self.stage.database, author, answer_target("SD-1"), motive, clock=self.stage.clock)
        self.others: list[str] = []
        self.stale: str | None = None

    def tag(self, who: str = "author") -> str:
        with self.stage.database.reading() as connection:
            ((_, one),) = rows.annotations_seen(connection, self.stage.actors[who], rows.with_id(self.id))
            return tag_of(view(connection, FRAMEWORKS, one))

    def does(self, act: str, who: str, do: Callable[[acts.Hand], object], match: str | None = None) -> bool:
        expected = self.model.refuses(act, who, accredited=self.stage.accredited["union"])
        hand = hand_of(self.stage.database, self.stage.actors[who], self.id, match)
        try:
            outcome = do(replace(hand, clock=self.stage.clock))
            said = None
        except ServiceError as refusal:
            outcome, said = None, refusal.code
        assert said == expected, (act, who, self.model)
        done = said is None and not isinstance(outcome, Misplaced | TooFew)
        if done and act in ("revise", "carry", "reply"):
            self.model.recorded()
        return done

    def tries(self, expected: str | None, do: Callable[[], object]) -> bool:
        """Do what the model refuses for the reason `expected`, if any; returns whether it was done."""
        try:
            do()
            said = None
        except ServiceError as refusal:
            said = refusal.code
        assert said == expected, self.model
        return said is None

    @rule(who=st.sampled_from(WHO), motive=MOTIVES)
    def revise(self, who: str, motive: str) -> None:
        """Into the motives that contest, or out of them."""
        given = AnnotationIn.model_validate(annotation(answer_target("SD-1"), (motive,)))
        earlier = self.tag()
        if self.does("revise", who, lambda hand: acts.revise(hand, given), self.tag(who)):
            self.model.version += 1
            self.model.put = self.model.last
            self.model.contests, self.motive = motive in CONTESTING, motive
            self.stale = earlier

    @rule()
    def revise_what_has_moved_on(self) -> None:
        given = AnnotationIn.model_validate(annotation(answer_target("SD-1"), (self.motive,)))
        if self.stale is None or self.model.refuses("revise", "author"):
            return
        hand = hand_of(self.stage.database, self.stage.actors["author"], self.id, self.stale)
        with pytest.raises(ServiceError, match="stale"):
            acts.revise(replace(hand, clock=self.stage.clock), given)

    @rule(who=st.sampled_from(WHO))
    def retract(self, who: str) -> None:
        if self.does("retract", who, lambda hand: acts.retract(hand, "Erreur.")):
            self.model.retracted = True

    @rule()
    def the_company_files_a_new_revision(self) -> None:
        if self.stage.current < MOST_REVISIONS:
            self.tries(self.model.calendar.rests, self.stage.file)

    @rule()
    def the_company_withdraws_what_it_filed(self) -> None:
        """What is on it stays on file and contests nothing while no other is filed."""
        withdrawn = "already_withdrawn" if self.stage.withdrawn else None
        self.tries(self.model.calendar.rests or withdrawn, self.stage.withdraw)

    @rule(motive=MOTIVES)
    def another_union_annotates_the_same_answer(self, motive: str) -> None:
        union, target = self.stage.actors["union"], answer_target("SD-1", revision=self.stage.current)

        def file() -> None:
            self.others.append(filed_by(self.stage.database, union, target, motive, clock=self.stage.clock))

        if self.tries(self.model.calendar.rests, file):
            self.model.others.append((self.stage.current, motive in CONTESTING))

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
            if done:
                self.model.carried, self.model.put = to, self.model.last

    @rule(who=st.sampled_from(WHO), differs=st.booleans())
    def take_a_position(self, who: str, differs: bool) -> None:
        act = "dissent" if differs else "countersign"
        if self.does(act, who, lambda hand: acts.dissent(hand, "Non.") if differs else acts.countersign(hand)):
            self.model.positions.add(self.model.version)
            self.model.dissents += differs

    @rule(who=st.sampled_from(WHO))
    def reply(self, who: str) -> None:
        if self.does("reply", who, lambda hand: acts.reply(hand, {"fr": "Nous répondons."})):
            self.model.speaks(who)

    def passes(self, days: float) -> None:
        self.model.calendar.day += days
        self.stage.now = self.began + timedelta(days=self.model.calendar.day)

    @rule(days=st.sampled_from(DAYS))
    def time_passes(self, days: float) -> None:
        if self.model.calendar.day + days < MOST_DAYS:
            self.passes(days)

    @rule()
    def clocks_are_set_back(self) -> None:
        """By some minutes, yet not to before the cycle was frozen or published."""
        calendar = self.model.calendar
        if calendar.day > 1 and not calendar.pauses:
            self.passes(-0.01)

    @rule(frozen=st.booleans())
    def the_secretariat_freezes_or_publishes(self, frozen: bool) -> None:
        calendar = self.model.calendar
        expected = calendar.freezes() if frozen else calendar.publishes()
        self.tries(expected, lambda: self.stage.begins("frozen" if frozen else "published"))

    @rule(union=st.sampled_from(UNIONS))
    def the_secretariat_ends_or_renews_an_accreditation(self, union: str) -> None:
        self.stage.decide(union)

    @rule(who=st.sampled_from(WHO), part=st.sampled_from(["reply", "dissent"]), place=st.integers(0, 2))
    def withhold_or_show_what_others_said(self, who: str, part: Literal["reply", "dissent"], place: int) -> None:
        hidden = self.model.hidden[part]
        there = place < (len(self.model.thread) if part == "reply" else self.model.dissents)
        given = WithholdingPosted(of=part, number=place, ground="legal", reason="Diffamation.", lifted=place in hidden)
        if who == "secretariat" and not there:
            with pytest.raises(ServiceError, match="not_found"):
                acts.withhold(hand_of(self.stage.database, self.stage.actors[who], self.id), given)
        elif self.does("withhold", who, lambda hand: acts.withhold(hand, given)):
            self.model.hidden[part] ^= {place}

    @rule(who=st.sampled_from(WHO))
    def withhold_or_show(self, who: str) -> None:
        given = WithholdingPosted(ground="legal", reason="Diffamation.", lifted=self.model.withheld)
        if self.does("withhold", who, lambda hand: acts.withhold(hand, given)):
            self.model.withholds()

    @invariant()
    def what_is_stored_is_what_the_model_says(self) -> None:
        if not hasattr(self, "id"):
            return
        with self.stage.database.reading() as connection:
            ((_, one),) = rows.annotations_seen(connection, OPERATOR, rows.with_id(self.id))
            versions = rows.annotations_seen(connection, OPERATOR, rows.with_id(self.id), versions=True)
            waits = rows.count_seen(connection, OPERATOR, rows.with_id(self.id), awaits_reply())
            beside = [one for _, one in rows.annotations_seen(connection, OPERATOR, rows.among(self.others))]
        model = self.model
        assert [version.version for _, version in versions] == list(range(1, model.version + 1))
        assert (one.version, one.carried_to or 0) == (model.version, model.carried)
        assert (one.retracted is not None, one.withheld is not None) == (model.retracted, model.withheld)
        said = [("company" if reply.by_company else "author", reply.version) for reply in one.replies]
        assert said == [(who, version) for who, version, _ in model.thread]
        assert [reply.late for reply in one.replies] == model.late
        hidden = {place for place, reply in enumerate(one.replies) if reply.withheld is not None}
        assert hidden == {place for place, reply in enumerate(one.replies) if not reply.texts} == model.hidden["reply"]
        assert len(one.dissent) == model.dissents
        unsaid = {place for place, (by, text) in enumerate(one.dissent) if by.withheld is not None and not text}
        assert unsaid == model.hidden["dissent"]
        standing = self.stage.accredited
        assert one.union.verified is standing["author"]
        positions = (*one.countersigned_by, *(by for by, _ in one.dissent))
        assert {by.verified for by in positions} <= {standing["union"]}
        assert waits == one.awaits_reply == (not (model.retracted or model.withheld or model.replied))
        taken = {*(by.version for by in one.countersigned_by), *(by.version for by, _ in one.dissent)}
        assert taken == model.positions
        assert bool(one.texts) is not model.withheld
        assert contest_of((one,), self.stage.current, CONTESTING) == model.contest(
            self.stage.current, accredited=standing["author"]
        )
        assert contest_of((one, *beside), self.stage.current, CONTESTING) == model.contest_of_all(
            self.stage.current, standing
        )

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
        alone = self.model.contest(current, accredited=self.stage.accredited["author"])
        assert state["contests"] is (not self.stage.withdrawn and alone in (Contest.OPEN, Contest.ANSWERED))
        until, expected = state["replyUntil"], self.model.until()
        assert (until is None) == (expected == inf), "while nobody may reply, nobody knows until when"
        if until is not None:
            off = datetime.fromisoformat(until) - (self.began + timedelta(days=expected))
            assert abs(off) < timedelta(seconds=1)
        assert (state["revisionNow"], state.get("note", {}).get("en")) == (current, self.model.note(current))
        assert (one.id in moved) == self.model.moved_on(current)
        seen_last = [(of.signatory, of.revision, of.read or 0) for of in unread]
        assert seen_last == ([("EX-001", current, self.stage.read)] if self.stage.read < current else [])


def test_lives_at_random_go_as_the_model_says(database: Database) -> None:
    # only generated: lives share one stage, so that a shrunk one would begin where others have left it
    chosen = settings(
        max_examples=10,
        stateful_step_count=20,
        phases=[Phase.generate],
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    here = type("LifeHere", (Life,), {"stage": Stage(database)})
    run_state_machine_as_test(here, settings=chosen)


def test_the_author_of_withheld_words_is_told_that_the_answer_moved_and_may_uphold_them(database: Database) -> None:
    """They contest as before: left behind without a word, they would cease to."""
    stage = Stage(database)
    author = stage.actors["author"]
    id_ = filed_by(database, author, answer_target("SD-1"), "A1")
    acts.withhold(hand_of(database, stage.actors["secretariat"], id_), WithholdingPosted(ground="legal", reason="x"))
    told = []

    for act in (lambda: None, stage.file, lambda: acts.carry_forward(hand_of(database, author, id_), ON_2)):
        act()
        with database.reading() as connection:
            ((_, one),) = rows.annotations_seen(connection, OPERATOR, rows.with_id(id_))
            contest = contest_of((one,), stage.current, CONTESTING)
            told.append((contest, [other.id for other in moved_on(connection, author)] == [one.id]))

    assert told == [(Contest.OPEN, False), (Contest.NONE, True), (Contest.OPEN, False)]


def test_a_version_is_asked_about_its_testimonies_unless_somebody_answers_for_them(database: Database) -> None:
    stage = Stage(database)
    id_ = filed_by(database, stage.actors["author"], answer_target("SD-1"), "A1")
    spoken = {"kind": "testimony", "quote": "Appelez Mme Durand.", "consent": True}
    given = AnnotationIn.model_validate(annotation(answer_target("SD-1"), ("A1",), evidence=[spoken]))
    with database.reading() as connection:
        ((_, one),) = rows.annotations_seen(connection, stage.actors["author"], rows.with_id(id_))
        tag = tag_of(view(connection, FRAMEWORKS, one))
    hand = hand_of(database, stage.actors["author"], id_, tag)

    asked, accepted = acts.revise(hand, given), acts.revise(hand, given, small_groups_accepted=True)

    assert isinstance(asked, TooFew)
    assert isinstance(accepted, Answered)
