"""The public log from inside an act: what files something for good also writes its leaf, in the same transaction.

The leaf gets its place in the tree with the next checkpoint (`checkpoints.py`), never here: an act waits for nobody.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from service.ledger.canonical import moment
from service.ledger.leaves import Leaf, Opening, commit, leaf_of, new_opening
from service.ledger.notes import SigningKey
from service.ledger.receipts import sign_receipt
from service.store.engine import Database
from service.store.idempotency import Answered
from service.store.ledger import add_leaf


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a submitter keeps: the leaf, the opening that shows what it commits to, and the note by which the log's key
    answers for it, where the service has one. It signs when the receipt is handed out, and not where none is."""

    leaf: Leaf
    opening: Opening
    accepted: datetime
    key: SigningKey | None = None

    def note(self) -> str | None:
        """Return the signed note, None without a key."""
        return None if self.key is None else sign_receipt(self.key, self.leaf.hash, moment(self.accepted))

    def as_json(self) -> dict[str, Any]:
        """Return the receipt as it goes out (`schemas.log.ReceiptOut`); hashes in hexadecimal."""
        return {
            "leaf": self.leaf.hash.hex(),
            "kind": self.leaf.kind,
            "subject": self.leaf.subject,
            "commitment": self.leaf.commitment.hex(),
            "salt": self.opening.salt.hex(),
            "content": self.opening.content.decode(),
            "accepted": moment(self.accepted),
            "note": self.note(),
            "included": "by the next checkpoint",
        }


_KEY = "enregard_receipt_key"


def sign_receipts(database: Database, key: SigningKey | None) -> None:
    """Let `key` sign the receipt of every act written through `database` from now on; without one none is signed."""
    database.carry(**{_KEY: key})


def record(connection: Connection, kind: str, subject: str, content: Mapping[str, Any], now: datetime) -> Receipt:
    """Write the leaf of an act in the act's own transaction; returns its receipt.

    `kind`: one of `service.ledger.leaves.KINDS`; `subject`: the urn of the thing, without personal data, for all to
    read; `content`: what is committed to, JSON-able, known to nobody without the salt; `now`: aware. Raises ValueError
    on another kind, or on content that JSON cannot hold.
    """
    opening = new_opening(content)
    leaf = leaf_of(kind, subject, commit(opening))
    add_leaf(
        connection,
        hash_=leaf.hash,
        kind=kind,
        subject=subject,
        commitment=leaf.commitment,
        salt=opening.salt,
        content=opening.content,
        now=now,
    )
    return Receipt(leaf, opening, now, connection.get_execution_options().get(_KEY))


def receipt_again(connection: Connection, leaf: Leaf, opening: Opening, accepted: datetime) -> Receipt:
    """Return the receipt of an act of the past, the same as when it was handed out: Ed25519 signs alike each time."""
    return Receipt(leaf, opening, accepted, connection.get_execution_options().get(_KEY))


def handed(answered: Answered, receipt: Receipt) -> Answered:
    """Return an act's answer with its receipt as member `receipt` of the JSON object; an empty body stays empty."""
    if not answered.body.endswith("}"):
        return answered
    told = json.dumps(receipt.as_json(), ensure_ascii=False, separators=(",", ":"))
    return replace(answered, body=f'{answered.body[:-1].rstrip()},"receipt":{told}}}')
