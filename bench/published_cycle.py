"""A store with one invented cycle of any size, annotated by three unions, and an edition of it for the pages to show.

The edition keeps the figures as they are, unprotected, and no file but what pages read: what is measured is reading.
"""

from __future__ import annotations

import hashlib
import random
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from bench.stored_cycle import FRAMEWORK, fill
from indicators.annotations import Annotation, Selector, Speaker, Target
from service.actors import PUBLIC, Actor
from service.render.report.contents import EditionShown
from service.store import accreditations, editions
from service.store.annotation_filing import add_annotation
from service.store.annotations import IRI, UNION_IRI
from service.store.engine import Database
from service.store.filed import current_revisions
from service.store.rows import insert_rows
from service.store.tables import Organisation
from service.workflows.cycles import Frameworks
from service.workflows.edition_files import FROZEN
from service.workflows.frozen import Frozen, public_report
from service.workflows.report import KeptReports
from tests.kept_edition import row

CYCLE = "2026"
UNIONS = ("UN-1", "UN-2", "UN-3")
ON_EACH_CLAUSE, ON_EACH_FIGURE, ON_ANSWERS = 4, 4, 1_500
_WORDS = (
    "Ce qui est déclaré n'est pas ce que les élus ont vu (inventé) : la consultation a suivi la décision, et les "
    "documents demandés en comité ne sont pas venus. *Nous demandons les dates.*"
)


def publish(path: Path, companies: int, also: Callable[[Connection], None] = lambda _: None) -> str:
    """Fill a SQLite store at `path` and publish its edition; returns the signatory that pages of one company show.

    `also` is an act on the record before the edition is made.
    """
    fill(path, companies, cycles=(CYCLE,))
    database, frameworks = Database.open(f"sqlite:///{path}"), Frameworks()
    open_to_all = [one.filed for one in _read(database)]
    annotate(database, [one.signatory for one in open_to_all])
    database.write(also)
    live = KeptReports().live(database, frameworks, CYCLE)
    cycle = replace(live.cycle, filed=tuple(open_to_all))
    hidden = frozenset(one.signatory for one in live.cycle.filed) - {one.signatory for one in open_to_all}
    shown = EditionShown(f"{CYCLE}-1.0", "1.0", f"http://127.0.0.1:8000/editions/{CYCLE}-1.0", datetime.now(UTC).date())
    report = public_report(FRAMEWORK, cycle, live.consolidation, hidden, shown, shown.published)
    _keep(database, Frozen.of(report, {}).to_bytes())
    database.close()
    return open_to_all[0].signatory


def annotate(database: Database, signatories: list[str]) -> None:
    """Have three accredited unions annotate every clause and figure, and contest answers of these signatories."""
    database.write(_unions)
    annotations = list(_annotations(signatories))
    database.write(lambda connection: [add_annotation(connection, one, _voice(one)) for one in annotations])


def _read(database: Database) -> list[Any]:
    with database.reading() as connection:
        return current_revisions(connection, PUBLIC, CYCLE)


def _unions(connection: Connection) -> None:
    now = datetime.now(UTC)
    rows = [{"id": one, "kind": "union", "name": f"{one} (fictif)", "created": now} for one in UNIONS]
    insert_rows(connection, Organisation, rows)
    for one in UNIONS:
        granted = {"organisation": one, "act": "granted", "cycle": None, "ground": "Exemple.", "created": now}
        accreditations.record(connection, granted)


def _voice(annotation: Annotation) -> Actor:
    return Actor(role="union", organisation=annotation.union.id.removeprefix(UNION_IRI))


def _annotations(signatories: list[str]) -> Iterator[Annotation]:
    drawn, number = random.Random(7), 0
    targets = [_on_words(clause) for clause in FRAMEWORK.clauses for _ in range(ON_EACH_CLAUSE)]
    targets += [
        Target(kind="figure", cycle=CYCLE, indicator=one.id)
        for one in FRAMEWORK.indicators
        for _ in range(ON_EACH_FIGURE)
    ]
    asked = [one.id for one in FRAMEWORK.entered()]
    targets += [
        Target(
            kind="answer", cycle=CYCLE, signatory=drawn.choice(signatories), indicator=drawn.choice(asked), revision=1
        )
        for _ in range(ON_ANSWERS)
    ]
    contesting = [motive.id for motive in FRAMEWORK.motives if motive.contests]
    for number, target in enumerate(targets):
        union = UNIONS[number % len(UNIONS)]
        yield Annotation(
            id=f"{IRI}{number:08}-0000-4000-8000-000000000000",
            union=Speaker(UNION_IRI + union, f"{union} (fictif)", verified=True),
            motivation="questioning",
            motives=(drawn.choice(contesting),),
            target=target,
            texts={"fr": _WORDS},
            created=datetime.now(UTC),
        )


def _on_words(clause: Any) -> Target:
    words = clause.text.in_("fr").split()
    exact = " ".join(words[: min(4, len(words))])
    return Target(kind="clause", framework=FRAMEWORK.ref, clause=clause.id, selector=Selector(exact, "", "", "fr"))


def _keep(database: Database, frozen: bytes) -> None:
    digest = hashlib.sha256(frozen).hexdigest()
    file = {"name": FROZEN, "media_type": "application/octet-stream", "audience": "internal", "size": len(frozen)}
    with tempfile.TemporaryDirectory() as directory:
        path = Path(directory) / FROZEN
        path.write_bytes(frozen)

        def act(connection: Connection) -> None:
            editions.add_pieces(connection, digest, path)
            edition = row(CYCLE, framework=FRAMEWORK.ref, framework_hash=FRAMEWORK.content_hash)
            editions.add_edition(connection, edition, [{**file, "sha256": digest}])

        database.write(act)
