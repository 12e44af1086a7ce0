"""Annotations that have lived: every act once, by organisations made for it. For tests that need a row everywhere."""

from __future__ import annotations

from schemas.annotation import AnnotationIn
from schemas.annotation_around import NewDemandIn
from schemas.annotation_life import CarryForwardPosted, WithholdingPosted
from service.actors import Actor
from service.clock import Clock, utc_now
from service.store.annotations import IRI
from service.store.engine import Database
from service.store.idempotency import Answered
from service.workflows import annotation_acts as acts
from service.workflows.accounts import actor_of, create_account
from service.workflows.annotate import Presented, annotate
from service.workflows.annotation_acts import Hand
from service.workflows.cycles import Frameworks
from service.workflows.demands import add_demand
from tests.samples import annotation, answer_target

FRAMEWORKS = Frameworks()


def made_of(database: Database, kind: str, name: str) -> Actor:
    """Make an organisation and return it as an actor."""
    return actor_of(database, create_account(database, kind=kind, name=name).secret)  # type: ignore[arg-type]


def filed_by(database: Database, actor: Actor, target: str, *motives: str, clock: Clock = utc_now) -> str:
    """File an annotation and return its bare id."""
    made: list[str] = []

    def present(_: object, one: object) -> Answered:
        made.append(str(getattr(one, "id", "")).removeprefix(IRI))
        return Answered(201, "{}")

    given = AnnotationIn.model_validate(annotation(target, motives))
    outcome = annotate(database, FRAMEWORKS, actor, given, present=present, clock=clock)
    assert isinstance(outcome, Answered), outcome
    return made[0]


def hand_of(database: Database, actor: Actor, id_: str, match: str | None = None) -> Hand:
    """Return a hand of `actor` on an annotation, whose answers say nothing."""
    nothing: Presented = lambda *_: Answered(201, "{}")  # noqa: E731 - one line says it
    return Hand(database, FRAMEWORKS, actor, id_, nothing, match=match)


def live(database: Database, company: Actor, *, signatory: str = "EX-001") -> None:
    """Let every act happen once on annotations of the company's answer to SD-1, which has two revisions on file."""
    author = made_of(database, "union", "Syndicat Auteur (invented)")
    other = made_of(database, "union", "Syndicat Autre (invented)")
    secretariat = made_of(database, "secretariat", "Secrétariat Exemple (invented)")
    first, second = (filed_by(database, author, answer_target("SD-1", signatory), "A1") for _ in range(2))
    acts.countersign(hand_of(database, other, first))
    acts.dissent(hand_of(database, other, second), "Nous lisons autrement.")
    acts.reply(hand_of(database, company, first), {"fr": "Nous avons consulté."})
    acts.carry_forward(hand_of(database, author, first), CarryForwardPosted(revision=2))
    acts.retract(hand_of(database, author, second), "Erreur de site.")
    hidden = WithholdingPosted(ground="legal", reason="Diffamation.")
    acts.withhold(hand_of(database, secretariat, first), hidden)
    acts.withhold(hand_of(database, secretariat, first), replace_lifted(hidden))
    demand = {
        "code": "D1",
        "framework": "paris-2025",
        "title": {"fr": "Droit d’alerte", "en": "Right to alert"},
        "sentence": {"fr": "Chacun peut alerter.", "en": "Everyone may alert."},
        "source": "Congrès inventé",
    }
    add_demand(database, FRAMEWORKS, author, NewDemandIn.model_validate(demand), utc_now())


def replace_lifted(given: WithholdingPosted) -> WithholdingPosted:
    """Return the same withholding, lifted."""
    return given.model_copy(update={"lifted": True})
