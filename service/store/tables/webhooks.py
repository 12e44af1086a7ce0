"""Webhooks: where organisations want to be told that the log was signed, and each telling. Rows only."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, Column, Integer, UniqueConstraint
from sqlmodel import Field, SQLModel

from service.store.tables.base import moment, words

_BIG = BigInteger().with_variant(Integer, "sqlite")


class Webhook(SQLModel, table=True):
    """A subscription of an organisation; its secret follows from the service's own and is not kept."""

    __tablename__ = "webhook"
    id: str = Field(primary_key=True)
    organisation: str = Field(foreign_key="organisation.id", index=True)
    url: str = words(nullable=False)
    kinds: list[Any] = Field(sa_column=Column(JSON, nullable=False))
    created: datetime = moment()
    ended: datetime | None = moment(nullable=True)


class WebhookDelivery(SQLModel, table=True):
    """One telling: the leaves from `earlier` to `size`, queued with the checkpoint that covers them."""

    __tablename__ = "webhook_delivery"
    __table_args__ = (UniqueConstraint("webhook", "size"),)
    id: int | None = Field(default=None, sa_column=Column(_BIG, primary_key=True))
    webhook: str = Field(foreign_key="webhook.id")
    earlier: int = Field(sa_column=Column(_BIG, nullable=False))
    size: int = Field(sa_column=Column(_BIG, nullable=False))
    created: datetime = moment()
    attempts: int = 0
    due: datetime | None = moment(nullable=True, index=True)
    delivered: datetime | None = moment(nullable=True)
    status: int | None = None
    error: str | None = words()
