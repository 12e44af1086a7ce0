"""Reminders of replies that are due: which annotations wait for which company, and what was sent. Rows only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, and_, delete, func, select, update
from sqlmodel import col

from indicators.annotation_life import Pause
from service.store import tables
from service.store.annotation_life import hushed_of
from service.store.awaited_replies import awaits_reply, opened
from service.store.rows import insert_if_absent, table_of
from service.store.tables import Account, AnnotationTarget, Membership, Reminder


@dataclass(frozen=True, slots=True)
class Waiting:
    """An annotation that a company has not replied to: its newest version, when that was put to it (filed, or carried
    forward since), whose answer it is on.

    `organisation` is None for a signatory without an account; `hushed`: from when to when its text was withheld.
    """

    annotation: str
    number: int
    filed: datetime
    signatory: str
    name: str
    organisation: str | None
    hushed: tuple[Pause, ...] = ()


def waiting(connection: Connection, cycle: str) -> list[Waiting]:
    """Return every annotation of a cycle that awaits a reply, by signatory, oldest first; two queries."""
    target, place, version = AnnotationTarget, tables.Signatory, tables.AnnotationVersion
    every, put = table_of(version).alias("every"), opened()
    newest = select(func.max(every.c.number)).where(every.c.annotation == col(version.annotation)).scalar_subquery()
    same = and_(col(place.cycle) == col(target.cycle), col(place.id) == col(target.signatory))
    query = (
        select(
            col(version.annotation),
            col(version.number),
            put.c.filed,
            col(place.id),
            col(place.name),
            col(place.organisation),
        )
        .select_from(table_of(tables.Annotation))
        .join(target, col(target.annotation) == col(tables.Annotation.id))
        .join(version, col(version.annotation) == col(tables.Annotation.id))
        .join(put, put.c.annotation == col(tables.Annotation.id))
        .join(place, same)
        .where(col(target.cycle) == cycle, col(version.number) == newest, awaits_reply())
        .order_by(col(place.id), col(tables.Annotation.sequence))
    )
    hushed = hushed_of(connection, cycle)
    found = (Waiting(*row) for row in connection.execute(query))
    return [replace(one, hushed=tuple(hushed.get(one.annotation, ()))) for one in found]


def claim(connection: Connection, row: dict[str, Any], since: datetime) -> bool:
    """Take a reminder for oneself (`annotation number days cycle signatory created`); False where it was taken.

    One from before `since`, when what now stands was put to the company or its time began anew, reminded of something
    else: it is taken anew.
    """
    if insert_if_absent(connection, Reminder, row):
        return True
    mine = (col(Reminder.annotation) == row["annotation"], col(Reminder.number) == row["number"])
    earlier = (*mine, col(Reminder.days) == row["days"], col(Reminder.created) < since)
    again = update(Reminder).where(*earlier).values(created=row["created"], letters=None)
    return bool(connection.execute(again).rowcount)


def settle(connection: Connection, claimed: Sequence[tuple[str, int, int]], letters: int | None) -> None:
    """Say how many letters went out for reminders (annotation, version, days); None: none could, try again."""
    for annotation, number, days in claimed:
        here = and_(col(Reminder.annotation) == annotation, col(Reminder.number) == number, col(Reminder.days) == days)
        act = delete(Reminder).where(here) if letters is None else update(Reminder).where(here).values(letters=letters)
        connection.execute(act)


def readers(connection: Connection, organisation: str) -> list[tuple[str, str]]:
    """Return (address, language) of everyone who belongs to an organisation and may sign in."""
    query = (
        select(col(Account.email), col(Account.language))
        .join(Membership, col(Membership.account) == col(Account.id))
        .where(
            col(Membership.organisation) == organisation,
            col(Membership.ended).is_(None),
            col(Account.disabled).is_(None),
        )
        .order_by(col(Account.id))
    )
    return [(row[0], row[1]) for row in connection.execute(query)]


@dataclass(frozen=True, slots=True)
class Reminded:
    """When a company was last reminded, and how many letters went out then; 0: it was only shown."""

    at: datetime
    letters: int


def last_reminders(connection: Connection, cycle: str) -> dict[str, Reminded]:
    """Return the last reminder of each company of a cycle, by signatory."""
    query = (
        select(col(Reminder.signatory), col(Reminder.created), func.max(func.coalesce(col(Reminder.letters), 0)))
        .where(col(Reminder.cycle) == cycle)
        .group_by(col(Reminder.signatory), col(Reminder.created))
        .order_by(col(Reminder.created))
    )
    return {row[0]: Reminded(row[1], row[2]) for row in connection.execute(query)}
