"""What time it is: one function that everything asks, so that a test can stand at a deadline. Moments are UTC."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

Clock = Callable[[], datetime]
"""Gives the present moment, aware of its zone."""


def utc_now() -> datetime:
    """Return the present moment by the server's clock, in UTC."""
    return datetime.now(UTC)
