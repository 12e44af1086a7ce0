"""The life of an annotation explored at random against a model of a dozen lines: who may do what, when, and what then
stands. The real workflows run on a real database; whatever they answer, the model has said before.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import ClassVar

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from indicators.annotation_life import REPLY_DAYS
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
from tests.annotation_model import CONTESTING, MOST_DAYS, MOST_REVISIONS, UNIONS, WHO, Model, Stage
from tests.samples import annotation, answer_target

ON_2 = CarryForwardPosted(revision=2)


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
        expected = self.model.refuses(act, who, accredited=self.stage.accredited["union"])
        hand = hand_of(self.stage.database, self.stage.actors[who], self.id, match)
        try:
            outcome = do(replace(hand, clock=lambda: utc_now() + timedelta(days=self.model.day)))
            said = None
        except ServiceError as refusal:
            outcome, said = None, refusal.code
        assert said == expected, (act, who)
        return said is None and not isinstance(outcome, Misplaced | TooFew)

    @rule(who=st.sampled_from(WHO))
    def revise(self, who: str) -> None:
        given = AnnotationIn.model_validate(annotation(answer_target("SD-1"), (self.motive,)))
        earlier = self.tag()
        if self.does("revise", who, lambda hand: acts.revise(hand, given), self.tag(who)):
            self.model.version += 1
            self.model.put = self.model.day
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
            if done:
                self.model.carried, self.model.put = to, self.model.day

    @rule(who=st.sampled_from(WHO), differs=st.booleans())
    def take_a_position(self, who: str, differs: bool) -> None:
        act = "dissent" if differs else "countersign"
        if self.does(act, who, lambda hand: acts.dissent(hand, "Non.") if differs else acts.countersign(hand)):
            self.model.positions.add(self.model.version)

    @rule(who=st.sampled_from(WHO))
    def reply(self, who: str) -> None:
        if self.does("reply", who, lambda hand: acts.reply(hand, {"fr": "Nous répondons."})):
            self.model.speaks(who)

    @rule(days=st.sampled_from([REPLY_DAYS - 1, REPLY_DAYS]))
    def time_passes(self, days: int) -> None:
        if self.model.day + days < MOST_DAYS:
            self.model.day += days

    @rule(union=st.sampled_from(UNIONS))
    def the_secretariat_ends_or_renews_an_accreditation(self, union: str) -> None:
        self.stage.decide(union)

    @rule(who=st.sampled_from(WHO), place=st.integers(0, 2))
    def withhold_or_show_a_reply(self, who: str, place: int) -> None:
        hidden, there = place in self.model.hidden, place < len(self.model.thread)
        given = WithholdingPosted(of="reply", number=place, ground="legal", reason="Diffamation.", lifted=hidden)
        if who == "secretariat" and not there:
            with pytest.raises(ServiceError, match="not_found"):
                acts.withhold(hand_of(self.stage.database, self.stage.actors[who], self.id), given)
        elif self.does("withhold", who, lambda hand: acts.withhold(hand, given)):
            self.model.hidden ^= {place}

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
        assert [reply.late for reply in one.replies] == model.late
        hidden = {place for place, reply in enumerate(one.replies) if reply.withheld is not None}
        assert hidden == {place for place, reply in enumerate(one.replies) if not reply.texts} == model.hidden
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
