"""Leaves of the public log: what stands in it, and what is only committed to.

A leaf names a kind of act and the thing acted on; the content is committed to with a salt that is kept apart, so that
text and salt can be erased while the leaf, and every proof over it, stay as they are.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from service.ledger.canonical import canonical

KINDS = frozenset(
    {
        "revision",
        "withdrawal",
        "transition",
        "annotation",
        "reply",
        "countersignature",
        "dissent",
        "retraction",
        "carry_forward",
        "withholding",
        "accreditation",
        "edition",
        "erasure",
        "organisation",
    }
)
"""Every kind of act that is filed for good."""

TAG = b"enregard/commitment/v1\x00"
SALT_BYTES = 32


@dataclass(frozen=True, slots=True)
class Leaf:
    """One leaf: `entry` is what the tree hashes, `hash` its RFC 9162 leaf hash."""

    kind: str
    subject: str
    commitment: bytes
    entry: bytes
    hash: bytes


@dataclass(frozen=True, slots=True)
class Opening:
    """What opens a commitment: the salt, and the canonical content that it hides."""

    salt: bytes
    content: bytes


def new_opening(content: Mapping[str, Any]) -> Opening:
    """Return a fresh opening of `content`, with 32 random bytes of salt."""
    return Opening(secrets.token_bytes(SALT_BYTES), canonical(content))


def commit(opening: Opening) -> bytes:
    """Return the commitment: SHA-256 over tag, salt and canonical content. The salt has a fixed length."""
    return sha256(TAG + opening.salt + opening.content).digest()


def leaf_of(kind: str, subject: str, commitment: bytes) -> Leaf:
    """Return the leaf for an act. Raises ValueError on a kind that is not in `KINDS`."""
    if kind not in KINDS:
        raise ValueError(f"no such kind of leaf: {kind}")
    entry = canonical({"commitment": commitment.hex(), "kind": kind, "subject": subject})
    return Leaf(kind, subject, commitment, entry, leaf_hash(entry))


def leaf_hash(entry: bytes) -> bytes:
    """Return the hash of a leaf: SHA-256(0x00 || entry) (RFC 9162, section 2.1.1)."""
    return sha256(b"\x00" + entry).digest()
