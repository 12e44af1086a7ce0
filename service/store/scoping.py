"""Whose rows an actor sees, as conditions on rows: the same rules as in `service/access.py`, for use in queries."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, SQLColumnExpression, and_, false, true

from service.actors import Actor


def every_submission(actor: Actor, cycle: SQLColumnExpression[Any]) -> ColumnElement[bool]:
    """The condition that `actor` sees every submission of the cycle in column `cycle` (`access.sees_every_submission`).

    A row without a cycle is seen by nobody because of this.
    """
    if actor.role == "secretariat":
        return true()
    if actor.role != "union":
        return false()
    held = actor.accreditation
    if held.every:
        return and_(cycle.is_not(None), cycle.not_in(sorted(held.ended)))
    return cycle.in_(sorted(held.granted))
