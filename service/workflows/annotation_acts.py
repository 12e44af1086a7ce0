"""What becomes of an annotation, one act each: versions, the tombstone, carry-forward, positions, thread, withholding.

Every act reads the annotation as its actor sees it, asks the rules (`indicators.annotation_life`), writes rows and a
leaf of the public log in one transaction, and is answered with the annotation as it then stands. Nobody changes or
removes another's text.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from indicators.anchors import AnchorFault, anchor_faults, version_faults
from indicators.annotation_life import MOST_TURNS, LifeAct, Side, moment_after, not_theirs, obstacle
from indicators.annotations import Annotation
from indicators.phases import CycleAct
from schemas.annotation import AnnotationIn
from schemas.annotation_life import CarryForwardPosted, WithholdingPosted
from schemas.annotation_parts import texts_of
from service.actors import Actor, Scope
from service.clock import Clock, utc_now
from service.errors import ServiceError
from service.ledger.canonical import moment
from service.ledger.subjects import annotation_urn
from service.store import annotation_filing as filing
from service.store import annotation_life as life
from service.store import annotations as rows
from service.store import cycles, editions
from service.store.annotation_life import Act
from service.store.engine import Database
from service.store.idempotency import Answered
from service.workflows.annotate import Misplaced, Presented, TooFew, composed, faults_of
from service.workflows.annotation_ground import carrying, ground_of, group_warnings
from service.workflows.annotation_view import same_tag, tag_of, view
from service.workflows.committed import annotation_content
from service.workflows.cycles import Frameworks
from service.workflows.once import Key, once
from service.workflows.phases import require_phase
from service.workflows.public_log import handed, record
from service.workflows.reply_time import replies_open, span_of

PHASED: Mapping[LifeAct, CycleAct] = {
    "revise": "annotate",
    "carry": "carry",
    "countersign": "annotate",
    "dissent": "annotate",
    "reply": "reply",
}
"""Act -> what the phase of the cycle must permit; a union may retract, and the secretariat withhold, at any time."""


@dataclass(frozen=True, slots=True)
class Hand:
    """Who acts on which annotation, how the outcome is told, under which key; `match` is the tag that was read."""

    database: Database
    frameworks: Frameworks
    actor: Actor
    annotation: str
    present: Presented
    key: Key | None = None
    match: str | None = None
    clock: Clock = utc_now


@dataclass(frozen=True, slots=True)
class Scene:
    """What an act finds: the annotation as it stands for the actor, whose side the actor is on, what is recorded of the
    act, and when it was asked for by the clock."""

    connection: Connection
    annotation: Annotation
    side: Side
    act: Act
    now: datetime


Deed = tuple[str, str, Mapping[str, Any]]
"""What the log keeps of an act: its kind, the name of what it is about, what is committed to."""


class _RefusedError(Exception):
    """Ends the transaction of an act that is told about instead of done."""

    def __init__(self, outcome: Misplaced | TooFew) -> None:
        super().__init__(outcome)
        self.outcome = outcome


def revise(hand: Hand, given: AnnotationIn, *, small_groups_accepted: bool = False) -> Answered | Misplaced | TooFew:
    """File a new version by its author; earlier ones stay readable. `hand.match` is needed.

    A testimony in it is asked about as on first publishing, whether or not an earlier version held it. Raises
    ServiceError `not_found` (404), `precondition_needed` (428), `stale` (412), `not_author`, `not_own_voice` (403),
    `annotation_retracted` (409), those of `require_phase`, `idempotency_mismatch` (422).
    """
    if hand.match is None:
        raise ServiceError("precondition_needed", 428)

    def write(scene: Scene) -> Deed:
        earlier, now = scene.annotation, scene.act.now
        bare = _still_citing(composed(hand.actor, given, earlier.created, earlier.id), earlier)
        faults = faults_of(scene.connection, hand.frameworks, hand.actor, given, bare) + version_faults(bare, earlier)
        if faults:
            raise _RefusedError(Misplaced(faults))
        warnings = () if small_groups_accepted else group_warnings(scene.connection, bare)
        if warnings:
            raise _RefusedError(TooFew(warnings))
        newer = carrying(scene.connection, replace(bare, version=earlier.version + 1, revised=now))
        filing.add_version(scene.connection, newer, hand.actor)
        return "annotation", annotation_urn(newer.id, newer.version), annotation_content(newer)

    return _tried(hand, "revise", write)


def retract(hand: Hand, reason: str) -> Answered:
    """Put up the tombstone of an annotation, by its author. Raises ServiceError as `revise` does."""

    def write(scene: Scene) -> Deed:
        life.add_retraction(scene.connection, scene.act, reason)
        return "retraction", scene.annotation.id + ":retraction", {**_by(scene), "reason": reason}

    return _acted(hand, "retract", write)


def carry_forward(hand: Hand, given: CarryForwardPosted) -> Answered | Misplaced:
    """Uphold an annotation on a later revision of the answer, by its author. Raises ServiceError as `revise` does."""

    def write(scene: Scene) -> Deed:
        carried = replace(
            scene.annotation, carried_to=given.revision, replies=(), evidence=(), judgements=(), demands=()
        )
        ground = ground_of(scene.connection, hand.frameworks, hand.actor, carried.target, given.revision)
        faults = tuple(_as_posted(fault) for fault in anchor_faults(carried, ground))
        if not faults and given.revision <= (scene.annotation.carried_to or 0):
            faults = (AnchorFault("N14", ("revision",), str(given.revision), {"expected": ""}),)
        if faults:
            raise _RefusedError(Misplaced(faults))
        texts = texts_of(given.body)
        life.add_carry_forward(scene.connection, scene.act, given.revision, texts)
        subject = f"{scene.annotation.id}:carry-forward:{given.revision}"
        return "carry_forward", subject, {**_by(scene), "revision": given.revision, "texts": texts}

    outcome = _tried(hand, "carry", write)
    assert not isinstance(outcome, TooFew)  # what is carried forward was asked about when it was published
    return outcome


def countersign(hand: Hand) -> Answered:
    """Sign the newest version too, as another accredited union.

    Raises ServiceError `not_found` (404), `own_annotation`, `not_accredited` (403), `position_taken`,
    `annotation_retracted`, `annotation_withheld` (409), those of `require_phase`, `idempotency_mismatch` (422).
    """

    def write(scene: Scene) -> Deed:
        number = life.add_countersignature(scene.connection, scene.act)
        return "countersignature", f"{scene.annotation.id}:countersignature:{number}", _beside(scene)

    return _acted(hand, "countersign", write)


def dissent(hand: Hand, text: str) -> Answered:
    """State that another accredited union differs from the newest version. Raises ServiceError as `countersign`."""

    def write(scene: Scene) -> Deed:
        number = life.add_dissent(scene.connection, scene.act, text)
        return "dissent", f"{scene.annotation.id}:dissent:{number}", {**_beside(scene), "text": text}

    return _acted(hand, "dissent", write)


def reply(hand: Hand, texts: Mapping[str, str]) -> Answered:
    """Add a turn to the thread: the company concerned, or the author once the company has spoken.

    After the time for replies it is taken and marked late; in a closed cycle it waits until the edition is published.
    Raises ServiceError `not_found` (404), `not_concerned` (403), `nothing_to_answer`, `thread_full`,
    `annotation_retracted`, `annotation_withheld` (409), those of `require_phase`, `idempotency_mismatch` (422).
    """

    needed: Scope = "submit" if hand.actor.role == "company" else "annotate"

    def write(scene: Scene) -> Deed:
        if needed not in hand.actor.scopes:
            raise ServiceError("scope_missing", 403, {"scope": needed})
        one, by_company = scene.annotation, scene.side == "company"
        late = by_company and span_of(scene.connection, one).over(scene.now)
        signatory = one.target.signatory if by_company else None
        number = life.add_reply(scene.connection, scene.act, signatory, texts, late=late)
        content = {**_beside(scene), "signatory": signatory, "texts": dict(texts), "late": late}
        return "reply", f"{one.id}:reply:{number}", content

    return _acted(hand, "reply", write)


def withhold(hand: Hand, given: WithholdingPosted) -> Answered:
    """Withhold a text, or show it again, as the secretariat; the place, the ground and the reason stay visible.

    Raises ServiceError `not_found` (404) where there is no such text, `already_so` (409), `idempotency_mismatch` (422).
    """

    def write(scene: Scene) -> Deed:
        item = life.item_of(scene.connection, scene.act.annotation, given.of, given.number)
        if item is None:
            raise ServiceError("not_found", 404)
        if (life.withholding_of(scene.connection, scene.act.annotation, item) is None) == given.lifted:
            raise ServiceError("already_so", 409)
        number = life.add_withholding(
            scene.connection, scene.act, item, given.ground, given.reason, lifted=given.lifted
        )
        part, sequence = item
        content = {"part": part, "item": sequence, "ground": given.ground, "reason": given.reason}
        content |= {"lifted": given.lifted, **_by(scene)}
        return "withholding", f"{scene.annotation.id}:withholding:{number}", content

    return _acted(hand, "withhold", write)


def _as_posted(fault: AnchorFault) -> AnchorFault:
    """A fault of the revision carried to at its place in what was posted, which is not in that of an annotation."""
    return replace(fault, path=fault.path[1:]) if fault.path[0] == "carriedForward" else fault


def _still_citing(annotation: Annotation, earlier: Annotation) -> Annotation:
    """Return a version with what the earlier one tells of demands that it cites too and does not tell of itself."""
    told = {one.id for one in annotation.cited}
    more = (one for one in earlier.cited if one.carried and one.id in annotation.demands and one.id not in told)
    return replace(annotation, cited=(*annotation.cited, *more))


def _by(scene: Scene) -> dict[str, Any]:
    return {"by": scene.act.actor.organisation, "created": moment(scene.act.now)}


def _beside(scene: Scene) -> dict[str, Any]:
    return {**_by(scene), "version": scene.act.number}


def _tried(hand: Hand, act: LifeAct, write: Callable[[Scene], Deed]) -> Answered | Misplaced | TooFew:
    try:
        return _acted(hand, act, write)
    except _RefusedError as refused:
        return refused.outcome


def _acted(hand: Hand, act: LifeAct, write: Callable[[Scene], Deed]) -> Answered:
    """Do one act in one transaction: seen, permitted, written, logged, shown."""

    def done(connection: Connection) -> Answered:
        filing.lock_annotation(connection, hand.annotation)
        now = hand.clock()  # with the lock, because phases and lateness go by it
        annotation = seen(connection, hand.actor, hand.annotation)
        then = moment_after(annotation, now)
        side = side_of(connection, annotation, hand.actor)
        _permitted(hand, act, annotation, side)
        cycle = editions.cycle_about(connection, annotation.target)
        if cycle is not None:
            held = cycles.held_cycle(connection, cycle)  # an edition is published before or after
            if act in PHASED and not (act == "reply" and replies_open(connection, held, annotation, now)):
                require_phase(held, PHASED[act], now)
        if hand.match is not None and not same_tag(hand.match, tag_of(view(connection, hand.frameworks, annotation))):
            raise ServiceError("stale", 412)
        scene = Scene(connection, annotation, side, Act(hand.annotation, annotation.version, hand.actor, then), now)
        kind, subject, content = write(scene)
        receipt = record(connection, kind, subject, {"annotation": annotation.id, **content}, then)
        return handed(hand.present(connection, seen(connection, hand.actor, hand.annotation)), receipt)

    return hand.database.write(lambda connection: once(connection, hand.actor, hand.key, hand.clock(), done))


def seen(connection: Connection, actor: Actor, id_: str) -> Annotation:
    """Return an annotation as `actor` sees it. Raises ServiceError `not_found` (404)."""
    found = rows.annotations_seen(connection, actor, rows.with_id(id_))
    if not found:
        raise ServiceError("not_found", 404)
    return found[0][1]


def side_of(connection: Connection, annotation: Annotation, actor: Actor) -> Side:
    """Return on whose side `actor` stands before an annotation."""
    if actor.role == "secretariat":
        return "secretariat"
    if actor.role == "union":
        if annotation.union.id == rows.UNION_IRI + actor.organisation:
            return "author"
        cycle = editions.cycle_about(connection, annotation.target)
        return "union" if actor.accreditation.holds(cycle) else "stranger"
    concerned = actor.role == "company" and life.concerned(connection, annotation, actor.organisation)
    return "company" if concerned else "stranger"


def _permitted(hand: Hand, act: LifeAct, annotation: Annotation, side: Side) -> None:
    refusal = not_theirs(act, side)
    if refusal is not None:
        raise ServiceError(refusal, 403)
    against = obstacle(act, annotation, side, rows.UNION_IRI + hand.actor.organisation)
    if against is not None:
        raise ServiceError(against, 409, {"most": str(MOST_TURNS)} if against == "thread_full" else None)
