"""What the table models share: naming of constraints, column types used again and again. No table lives here."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Column, MetaData, Text
from sqlmodel import Field, SQLModel

from service.store.types import Moment

CONVENTION = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

metadata: MetaData = SQLModel.metadata
metadata.naming_convention = CONVENTION


def words(nullable: bool = True) -> Any:
    """Return a column for text of any length."""
    return Field(sa_column=Column(Text, nullable=nullable), default=None)


def moment(nullable: bool = False, index: bool = False) -> Any:
    """Return a column for a moment in UTC."""
    return Field(sa_column=Column(Moment, nullable=nullable, index=index), default=None)
