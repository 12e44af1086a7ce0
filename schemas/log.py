"""What goes out of the public log: receipts, checkpoints, leaves and proofs. Hashes in hexadecimal."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from schemas.text import SafeText

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
    accepted: str = Field(description="When the service took it, in UTC.", examples=["2026-03-02T12:00:00.000000Z"])
    note: str | None = Field(
        description="Signed note (C2SP) by which the log's key answers for this leaf: with it you can show that the "
        "service took the act, even if the leaf never enters the log. Null where the service has no key: the "
        "receipt is then not signed."
    )
    included: Literal["by the next checkpoint"] = "by the next checkpoint"


class LeafOut(BaseModel):
    """One leaf as everyone sees it: never what it commits to."""

    model_config = ConfigDict(extra="forbid")

    index: int = Field(ge=0)
    leaf: str = Field(pattern=_HASH)
    kind: str
    subject: str
    commitment: str = Field(pattern=_HASH)


class LeavesOut(BaseModel):
    """Leaves in the order of the tree; `next`: where to go on, null at the end of the newest checkpoint."""

    model_config = ConfigDict(extra="forbid")

    size: int = Field(description="Leaves that the newest checkpoint covers.")
    items: list[LeafOut]
    next: int | None


class InclusionOut(BaseModel):
    """That a leaf stands in the signed tree: PATH of RFC 9162, section 2.1.3, leaf side first."""

    model_config = ConfigDict(extra="forbid")

    leaf: str = Field(pattern=_HASH)
    index: int = Field(ge=0)
    size: int = Field(ge=1)
    root: str = Field(pattern=_HASH)
    path: list[str]
    checkpoint: str = Field(description="The signed note that names this size and root.")


class ConsistencyOut(BaseModel):
    """That the tree of one size begins with the tree of another: PROOF of RFC 9162, section 2.1.4."""

    model_config = ConfigDict(extra="forbid", serialize_by_alias=True)

    from_: int = Field(alias="from", ge=1)
    to: int = Field(ge=1)
    from_root: str = Field(pattern=_HASH)
    to_root: str = Field(pattern=_HASH)
    path: list[str]


class EditionReceiptOut(BaseModel):
    """The receipt of an edition, for everyone: with it `enregard verify --receipt` shows that a package is, word for
    word, the file that was published. Its salt opens nothing that is not public."""

    model_config = ConfigDict(extra="forbid")

    receipt: ReceiptOut
    proof: InclusionOut | None = Field(
        description="That its leaf stands in the signed log; null until the next checkpoint covers it."
    )


class ErasureIn(BaseModel):
    """What is to be erased, on which ground, and the reason that everyone is told."""

    model_config = ConfigDict(extra="forbid")

    subject: str = Field(
        max_length=200,
        pattern=r"^urn:enregard:[!-~]+$",
        examples=["urn:enregard:annotation:0123456789abcdef0123456789abcdef:version:1"],
    )
    ground: Literal["legal", "personal_data"]
    reason: Annotated[SafeText, StringConstraints(min_length=1, max_length=2_000)] = Field(
        description="Shown to everyone: it must itself name nobody."
    )


class ErasureOut(BaseModel):
    """That something was erased: the omission stays visible for ever."""

    model_config = ConfigDict(extra="forbid")

    id: str
    subject: str
    leaf: str | None = Field(description="Leaf whose content and salt are gone; null for an upload.")
    ground: Literal["legal", "personal_data"]
    reason: str
    created: datetime


class ErasureFiledOut(ErasureOut):
    """The answer to an erasure, with the receipt of its own leaf."""

    receipt: ReceiptOut
