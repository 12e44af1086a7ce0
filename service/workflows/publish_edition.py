"""Publishing an edition: the checklist, then every file written and kept, and the cycle published, in one transaction.

Nothing of an edition is ever changed afterwards; what was wrong is said by a correction, which gives its reason.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sqlalchemy import Connection

from indicators.disclosure.intervals import Located, locate
from indicators.disclosure.protect import Protected, protect
from indicators.disclosure.record import Record
from indicators.editions import Condition, Ground, Number, checklist, next_number
from indicators.left_behind import left_behind
from service.actors import Actor
from service.clock import Clock
from service.errors import ServiceError
from service.ledger.leaves import SALT_BYTES
from service.ledger.notes import SigningKey
from service.ledger.subjects import edition_urn
from service.render.report.contents import EditionShown
from service.store import editions, happenings, log_tree, marks
from service.store.engine import Database
from service.store.idempotency import Answered
from service.store.marks import Mark
from service.store.tables import Edition
from service.workflows.checkpoints import LEAST, TooFewLeavesError, make_checkpoint
from service.workflows.cycles import Frameworks, known_cycle
from service.workflows.edition_files import RECORD, Holdings, Written, most_files, write_files
from service.workflows.edition_proofs import proofs_of
from service.workflows.frozen import Frozen, public_report
from service.workflows.once import Key, once
from service.workflows.phases import phase_of
from service.workflows.public_log import handed, record
from service.workflows.public_report import public_of
from service.workflows.report import KeptReports, Live
from service.workflows.run_cycle import begin_within, locked_cycle
from service.workflows.under_way import Progress, Tell, UnderWay

RESTING = frozenset({"closed", "frozen", "published"})
"""Phases from which an edition may be published; a closed or published cycle is frozen by the very act."""


@dataclass(frozen=True, slots=True)
class Press:
    """What publishing needs: the store, the reports, the log's key (None: nothing is signed), the service's address,
    and where others can see how far it is."""

    database: Database
    frameworks: Frameworks
    reports: KeptReports
    key: SigningKey | None
    public_url: str
    clock: Clock
    least: int = LEAST
    """Fewest leaves that a checkpoint adds."""
    under_way: UnderWay = field(default_factory=UnderWay)


@dataclass(frozen=True, slots=True)
class Order:
    """What is asked for: why, and whether it corrects the newest edition or is a new one with what came later."""

    reason: str = ""
    correction: bool = True


@dataclass(frozen=True)
class Proof:
    """An edition as it would be published: its number, checklist, figures, where an outsider can locate those that are
    suppressed, and where everything stood."""

    number: Number
    conditions: tuple[Condition, ...]
    live: Live
    protected: Protected
    located: Located
    previous: Edition | None


def proof(press: Press, cycle: str, order: Order) -> Proof:
    """Return what publishing would do, without doing it. Raises ServiceError `unknown_cycle` (404)."""
    live = press.reports.whole(press.database, press.frameworks, cycle)
    with press.database.reading() as connection:
        found = known_cycle(connection, cycle)
        earlier = editions.of_cycle(connection, cycle)
        before = editions.newest_before(connection, found)
        published = [_record(connection, edition) for edition in earlier]
        waiting = log_tree.waiting(connection).leaves
        unsigned = log_tree.newest_checkpoint(connection) is None
    kept = None
    if before is not None:
        with press.database.reading() as connection:
            kept = _record(connection, before)
    protected = protect(live.framework, live.cycle, live.consolidation, published, kept)
    shown = protected.consolidation
    located = locate(live.framework, live.cycle, live.consolidation, shown, published, kept)
    newest = Number(earlier[-1].major, earlier[-1].minor) if earlier else None
    annotations, behind = live.cycle.annotations, left_behind(live.framework, live.cycle)
    ground = Ground(
        resting=phase_of(found, press.clock()) in RESTING,
        exposed=len(protected.audit.exposed),
        unchecked_mappings=sum(not m.checked for i in live.framework.indicators for m in i.mappings),
        unexplained=sum(one.withheld is not None and not one.withheld.strip() for one in annotations),
        uncovered=0 if press.key is not None and waiting >= press.least else waiting,  # publishing signs what waits
        covered_later=press.key is not None,
        unsigned=unsigned and press.key is None,
        silent=len(live.consolidation.coverage.silent),
        awaited_replies=sum(one.awaits_reply for one in annotations),
        left_same=behind.same,
        left_changed=behind.changed,
        suppressed=len(protected.audit.suppressed),
        narrow=located.count("narrow"),
        unlocated=located.unsolved(),
        framework_changed=found.framework_hash != live.framework.content_hash,
        correction=order.correction and bool(earlier),
        reason=order.reason,
    )
    number = next_number(newest, correction=order.correction)
    return Proof(number, checklist(ground), live, protected, located, earlier[-1] if earlier else None)


def _record(connection: Connection, edition: Edition) -> Record:
    file = editions.find_file(connection, edition.id, RECORD)
    assert file is not None, f"edition {edition.id} was published without its record"
    return Record.from_bytes(editions.content(connection, file.sha256))


def publish(
    press: Press,
    actor: Actor,
    cycle: str,
    order: Order,
    *,
    present: Callable[[Edition, Sequence[Written]], Answered],
    key: Key | None = None,
    tell: Tell = lambda _: None,
) -> Answered:
    """Publish an edition; returns what `present` makes of it once it is durable, with the receipt of its leaf.
    `tell` is told of each file written.

    What waits for a checkpoint is signed first, where it is enough to be told together. Raises ServiceError
    `unknown_cycle` (404), `edition_not_ready` (409) with the codes of the conditions that do not hold, `edition_moved`
    (409) where something was filed meanwhile, `wrong_phase` (409), and those of `Database.write`.
    """
    with press.under_way.telling(cycle) as shown:
        if press.key is not None:
            with suppress(TooFewLeavesError):  # they wait for company; the checklist counts what cannot be proved yet
                make_checkpoint(press.database, press.key, press.clock(), press.least)
        ready = proof(press, cycle, order)
        missing = [condition.code for condition in ready.conditions if condition.forbids]
        if missing:
            raise ServiceError("edition_not_ready", 409, {"cycle": cycle, "conditions": ", ".join(missing)})
        now = press.clock()
        row = _row(actor, ready, order, now)
        with TemporaryDirectory(prefix="enregard-edition-") as directory:
            written = list(_told(_holdings(press, ready, row), Path(directory), (shown, tell)))

            def act(connection: Connection) -> Answered:
                for file in written:  # before the lock, which keeps everyone waiting who files
                    editions.add_pieces(connection, file.sha256, file.path)
                happenings.cycle_to_change(connection, cycle)  # whoever was filing has filed, and nobody begins to
                _unmoved(connection, ready.live.mark, cycle)
                editions.add_edition(connection, row, [_file_row(file) for file in written])
                _publish_cycle(connection, actor, cycle, order, now)
                receipt = record(connection, "edition", edition_urn(row["id"]), _content(row, written), now)
                return handed(present(Edition(**row), written), receipt)

            return press.database.write(lambda connection: once(connection, actor, key, now, act))


def _told(holdings: Holdings, directory: Path, listeners: Sequence[Tell]) -> Iterator[Written]:
    """Write the files, and tell whoever listens of each."""
    total = most_files(holdings.public.framework)
    for done, file in enumerate(write_files(holdings, directory), start=1):
        for tell in listeners:
            tell(Progress(file.name, done, total))
        yield file


def _publish_cycle(connection: Connection, actor: Actor, cycle: str, order: Order, now: datetime) -> None:
    found = locked_cycle(connection, cycle, now)
    if phase_of(found, now) != "frozen":
        found = begin_within(connection, found, actor, "frozen", now, order.reason or None)
    begin_within(connection, found, actor, "published", now, order.reason or None)


def _unmoved(connection: Connection, then: Mark, cycle: str) -> None:
    """Raise ServiceError `edition_moved` (409) where anything was filed while the files were written."""
    if marks.moved(connection, then):
        raise ServiceError("edition_moved", 409, {"cycle": cycle})


def _row(actor: Actor, ready: Proof, order: Order, now: datetime) -> dict[str, Any]:
    framework = ready.live.framework
    return {
        "id": f"{ready.live.cycle.id}-{ready.number}",
        "cycle": ready.live.cycle.id,
        "major": ready.number.major,
        "minor": ready.number.minor,
        "framework": framework.ref,
        "framework_hash": framework.content_hash,
        "reason": order.reason.strip() or None,
        "previous": ready.previous.id if ready.previous else None,
        "position": marks.position(ready.live.mark),
        "program": version("enregard"),
        "checklist": [asdict(condition) for condition in ready.conditions],
        "organisation": actor.organisation or None,
        "token": actor.token,
        "published": now,
    }


def _holdings(press: Press, ready: Proof, row: dict[str, Any]) -> Holdings:
    live, now = ready.live, row["published"]
    link = f"{press.public_url.rstrip('/')}/editions/{row['id']}"
    shown = EditionShown(row["id"], str(ready.number), link, now.date(), row["reason"] or "")
    public = public_of(live.cycle, ready.protected)
    report = public_report(live.framework, public.cycle, public.consolidation, public.unpublished, shown, now.date())
    complete = public_report(live.framework, live.cycle, live.consolidation, frozenset(), shown, now.date())
    with press.database.reading() as connection:
        proofs = proofs_of(connection, public.cycle, press.key)
        all_proofs = proofs_of(connection, live.cycle, press.key)
    revisions = {filed.signatory: filed.revision for filed in live.cycle.filed}
    frozen, kept = Frozen.of(report, revisions), ready.protected.record.to_bytes(new_seal())
    return Holdings(report, complete, proofs, all_proofs, frozen, kept, ready.located, new_seal())


def _file_row(file: Written) -> dict[str, Any]:
    return {name: getattr(file, name) for name in ("name", "media_type", "audience", "size", "sha256")}


def new_seal() -> bytes:
    """Return chance for a file whose hash everyone is told and whose content few may know: without it, who guesses the
    answers could try each guess on the hash."""
    return secrets.token_bytes(SALT_BYTES)


def _content(row: dict[str, Any], written: Sequence[Written]) -> dict[str, Any]:
    """What the log's leaf commits to: the edition, when and on which checks, and the hash of every file."""
    kept = ("id", "cycle", "framework", "framework_hash", "reason", "previous", "published", "checklist")
    return {**{name: row[name] for name in kept}, "files": {file.name: file.sha256 for file in written}}
