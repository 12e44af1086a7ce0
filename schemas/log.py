"""What goes out of the public log: receipts, checkpoints, leaves and proofs. Hashes in hexadecimal."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

_HASH = r"^[0-9a-f]{64}$"


class ReceiptOut(BaseModel):
    """What a submitter keeps: with it anyone can show that this very content was filed, whatever becomes of it here.

    `commitment` is SHA-256(`enregard/commitment/v1`, a zero byte, `salt`, `content`); `leaf` is SHA-256(a zero byte,
    the RFC 8785 JSON of `commitment`, `kind` and `subject`).
    """

    model_config = ConfigDict(extra="forbid")

    leaf: str = Field(pattern=_HASH, description="Leaf hash (RFC 9162); `/log/inclusion?leaf=` takes it.")
    kind: str = Field(examples=["revision"])
    subject: str = Field(examples=["urn:enregard:submission:2026.EX-017:revision:1"])
    commitment: str = Field(pattern=_HASH)
    salt: str = Field(pattern=_HASH, description="Keep it to yourself: it opens the commitment.")
    content: str = Field(description="What is committed to, as RFC 8785 JSON.")
    included: Literal["by the next checkpoint"] = "by the next checkpoint"
