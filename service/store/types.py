"""Column types that mean the same on SQLite and on PostgreSQL: exact numbers and moments in UTC.

Nothing here knows a table.
"""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import DateTime, Dialect, Numeric
from sqlalchemy.types import TypeDecorator, TypeEngine, UserDefinedType

_LARGEST_INTEGER = 2**63 - 1


def canonical(number: Decimal) -> Decimal:
    """Return `number` as `schemas.text.readable` writes it: whole without an exponent, else without trailing zeros."""
    normal = number.normalize()
    return Decimal(int(normal)) if int(normal.as_tuple().exponent) >= 0 else normal


def exact(value: Any) -> Decimal:
    """Return what a driver gives for a column of `Exact`, as it was written."""
    if type(value) is int:
        return Decimal(value)
    return canonical(Decimal(repr(value)) if isinstance(value, float) else Decimal(value))


class _SqliteNumeric(UserDefinedType[Any]):
    """A NUMERIC column whose values reach the driver as they are."""

    cache_ok = True

    def get_col_spec(self, **_: object) -> str:
        return "NUMERIC"


class Exact(TypeDecorator[Decimal]):
    """A decimal of at most 15 significant digits that comes back equal from both databases.

    PostgreSQL keeps it as NUMERIC. SQLite has no decimals: whole numbers are kept as integers, others as doubles, and
    a double gives back any decimal of up to 15 digits unchanged (DBL_DIG), which is all that enters
    (`schemas.text.LARGEST_DIGITS`).
    """

    impl = Numeric
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """NUMERIC without a scale on PostgreSQL, with numeric affinity on SQLite."""
        return dialect.type_descriptor(_SqliteNumeric() if dialect.name == "sqlite" else Numeric())

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> Any:
        """Decimal to what the driver takes."""
        if value is None or dialect.name != "sqlite":
            return value
        whole = value == value.to_integral_value() and abs(value) <= _LARGEST_INTEGER
        return int(value) if whole else float(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> Decimal | None:
        """What the driver gives to Decimal."""
        del dialect
        return None if value is None else exact(value)


class Moment(TypeDecorator[datetime]):
    """A moment in UTC, aware of its zone on both sides; a naive datetime is refused."""

    impl = DateTime
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """With a zone where the database has one."""
        return dialect.type_descriptor(DateTime(timezone=dialect.name != "sqlite"))

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Aware datetime to UTC. Raises ValueError on a naive one."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs its zone")
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Always aware, in UTC."""
        del dialect
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)
