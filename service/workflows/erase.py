"""Erasing personal data: the bytes of an upload, or any words that a leaf commits to (`service.store.erasable`), with
the salt that opened them. The leaf stays, a leaf of the erasure joins it, and every proof still verifies.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable
from typing import Any, Literal

from sqlalchemy import Connection

from service.actors import Actor
from service.clock import Clock, utc_now
from service.errors import ServiceError
from service.store import erasable, erasing
from service.store.engine import Database
from service.store.idempotency import Answered
from service.store.tables import Erasure
from service.workflows.once import Key, once
from service.workflows.public_log import handed, record

Ground = Literal["legal", "personal_data"]


def erase(
    database: Database,
    actor: Actor,
    subject: str,
    ground: Ground,
    reason: str,
    *,
    present: Callable[[Erasure], Answered],
    key: Key | None = None,
    clock: Clock = utc_now,
) -> Answered:
    """Erase the bytes or words of `subject` with their salt, in one transaction with the record of it.

    `reason` is shown to everyone and must itself name nobody. Raises ServiceError `not_erasable` (422) on a subject of
    another form, `not_found` (404) where there is no such thing, `already_erased` (409), `idempotency_mismatch` (422).
    """
    now = clock()
    if erasable.text_named(subject) is None and erasable.UPLOAD.fullmatch(subject) is None:
        raise ServiceError("not_erasable", 422, {"found": subject[:200]})

    def act(connection: Connection) -> Answered:
        if erasing.is_erased(connection, subject):
            raise ServiceError("already_erased", 409, {"subject": subject})
        leaf = erasing.leaf_of_subject(connection, subject)
        row = Erasure(
            id=secrets.token_hex(16),
            subject=subject,
            leaf=leaf,
            ground=ground,
            reason=reason,
            organisation=actor.organisation,
            token=actor.token,
            created=now,
        )
        erasing.add_erasure(connection, row.model_dump())
        content = content_of(connection, row)
        let_go(connection, subject, leaf)
        return handed(present(row), record(connection, "erasure", subject, content, now))

    return database.write(lambda connection: once(connection, actor, key, now, act))


def content_of(connection: Connection, row: Erasure) -> dict[str, Any]:
    """What the leaf of an erasure commits to; asked for before anything goes.

    One salt opens the reason of an edition and the hashes of its files: they go together. `remains` says again all
    that the edition's leaf said but the reason, so that its files are held to a leaf still; the erasure of that
    erasure's own reason hands it on.
    """
    content = {"erasure": row.id, "ground": row.ground, "reason": row.reason, "leaf": row.leaf and row.leaf.hex()}
    opened = None if row.leaf is None else erasing.opened(connection, row.leaf)
    if opened is None or opened.kind not in ("edition", "erasure"):
        return content
    said = json.loads(opened.content)
    remains = said.get("remains")
    if opened.kind == "edition":
        remains = {name: value for name, value in said.items() if name != "reason"}
    return content if remains is None else {**content, "remains": remains}


def let_go(connection: Connection, subject: str, leaf: bytes | None) -> None:
    """Remove the bytes or words of `subject`, and what opens its `leaf`, after the record that permits it.

    Raises ServiceError `not_found` (404) where there is no such thing.
    """
    upload, words = erasable.UPLOAD.fullmatch(subject), erasable.text_named(subject)
    if upload is not None:
        there = erasing.drop_upload(connection, upload["sha256"])
    elif words is not None:
        there = erasing.reword(connection, *words)
        erasing.forget_answers(connection, str(words[1].get("annotation", subject)))
    else:
        there = False
    if not there:
        raise ServiceError("not_found", 404)
    if leaf is not None:
        erasing.drop_opening(connection, leaf)
