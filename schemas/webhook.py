"""Webhooks as they come in and go out. Nothing here comes from a table model."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

Kind = Annotated[str, StringConstraints(pattern=r"^[a-z_]{1,40}$")]


class WebhookIn(BaseModel):
    """Where to be told, and about which kinds of acts; about all where none is named."""

    model_config = ConfigDict(extra="forbid")

    url: str = Field(pattern=r"^https?://[!-~]+$", max_length=2_000, examples=["https://union.example.org/enregard"])
    kinds: list[Kind] = Field(default_factory=list, max_length=20, examples=[["annotation", "withholding"]])


class WebhookOut(BaseModel):
    """A subscription, without its secret."""

    model_config = ConfigDict(extra="forbid")

    id: str = Field(pattern=r"^w_[0-9a-f]{16}$")
    url: str
    kinds: list[str]
    created: datetime


class WebhookFiledOut(WebhookOut):
    """A subscription just made: `secret` is shown this once. It signs as Standard Webhooks says."""

    secret: str = Field(pattern=r"^whsec_[A-Za-z0-9+/]{43}=$")


class WebhookDeliveryOut(BaseModel):
    """One telling: the leaves from `from` to `size`; `delivered` is null while it waits or was given up."""

    model_config = ConfigDict(extra="forbid", serialize_by_alias=True)

    from_: int = Field(alias="from")
    size: int
    created: datetime
    attempts: int
    due: datetime | None
    delivered: datetime | None
    status: int | None
    error: str | None
