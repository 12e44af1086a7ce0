"""What requests leave behind, so that a retry is answered as the first try was. Rows only."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Field, SQLModel

from service.store.tables.base import moment, words


class IdempotencyKey(SQLModel, table=True):
    """What a request with this key was answered, so that a retry gets the same answer."""

    __tablename__ = "idempotency_key"
    organisation: str = Field(foreign_key="organisation.id", primary_key=True)
    key: str = Field(primary_key=True)
    fingerprint: str
    status: int
    body: str = words(nullable=False)
    location: str | None = None
    created: datetime = moment(index=True)
