"""Webhooks and what is queued for them: rows in and out. A telling is taken by one worker at a time (`take`)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, func, insert, literal, select, update
from sqlmodel import col

from service.store.rows import find, insert_rows, table_of
from service.store.tables import Checkpoint, Webhook, WebhookDelivery


def add_webhook(connection: Connection, row: Mapping[str, Any]) -> None:
    """Insert a subscription."""
    insert_rows(connection, Webhook, [row])


def standing(connection: Connection, organisation: str) -> list[Webhook]:
    """Return the subscriptions of an organisation that have not ended, oldest first."""
    table = table_of(Webhook)
    query = select(table).where(table.c.organisation == organisation, table.c.ended.is_(None))
    return [Webhook(**row) for row in connection.execute(query.order_by(table.c.created, table.c.id)).mappings()]


def find_webhook(connection: Connection, id_: str, organisation: str) -> Webhook | None:
    """Return a subscription of an organisation, ended or not."""
    return find(connection, Webhook, col(Webhook.id) == id_, col(Webhook.organisation) == organisation)


def end(connection: Connection, id_: str, now: datetime) -> None:
    """End a subscription; what waits for it is not told any more."""
    connection.execute(update(Webhook).where(col(Webhook.id) == id_).values(ended=now))
    waiting = (col(WebhookDelivery.webhook) == id_, col(WebhookDelivery.due).is_not(None))
    connection.execute(update(WebhookDelivery).where(*waiting).values(due=None, error="ended"))


def queue(connection: Connection, earlier: int, size: int, now: datetime) -> None:
    """Queue a telling for every subscription, in the transaction of the checkpoint: one statement."""
    hooks = select(
        col(Webhook.id),
        literal(earlier),
        literal(size),
        literal(now, type_=_moment()),
        literal(0),
        literal(now, _moment()),
    ).where(col(Webhook.ended).is_(None))
    names = ["webhook", "earlier", "size", "created", "attempts", "due"]
    connection.execute(insert(table_of(WebhookDelivery)).from_select(names, hooks))


def _moment() -> Any:
    return table_of(WebhookDelivery).c.created.type


def due(connection: Connection, now: datetime, limit: int) -> dict[str, list[int]]:
    """Return at most `limit` tellings whose time has come: by subscription, their ids in the order of the log.

    Everyone's oldest comes before anyone's second, so that many for one do not keep the others waiting.
    """
    table = table_of(WebhookDelivery)
    turn = func.row_number().over(partition_by=table.c.webhook, order_by=table.c.size).label("turn")
    waiting = select(table.c.id, table.c.webhook, table.c.due, turn).where(table.c.due <= now).subquery()
    query = select(waiting.c.id, waiting.c.webhook).order_by(waiting.c.turn, waiting.c.due, waiting.c.id).limit(limit)
    found: dict[str, list[int]] = {}
    for id_, webhook in connection.execute(query):
        found.setdefault(webhook, []).append(id_)
    return found


def take(connection: Connection, id_: int, now: datetime, lease: timedelta) -> Any:
    """Take a telling for `lease`; returns its row with the subscription and the note, None where another took it."""
    table = table_of(WebhookDelivery)
    claim = (
        update(table)
        .where(table.c.id == id_, table.c.due <= now)
        .values(due=now + lease, attempts=table.c.attempts + 1)
    )
    if connection.execute(claim).rowcount != 1:
        return None
    query = (
        select(*table.columns, col(Webhook.url), col(Webhook.kinds), col(Checkpoint.note))
        .join(Webhook, col(Webhook.id) == table.c.webhook)
        .join(Checkpoint, col(Checkpoint.size) == table.c.size)
        .where(table.c.id == id_)
    )
    return connection.execute(query).first()


def settle(connection: Connection, id_: int, **values: Any) -> None:
    """Write down how a telling went: `delivered`, or the next `due`, with `status` and `error`."""
    connection.execute(update(WebhookDelivery).where(col(WebhookDelivery.id) == id_).values(**values))


def deliveries(connection: Connection, webhook: str, limit: int) -> list[WebhookDelivery]:
    """Return the newest tellings of a subscription, newest first."""
    table = table_of(WebhookDelivery)
    query = select(table).where(table.c.webhook == webhook).order_by(table.c.id.desc()).limit(limit)
    return [WebhookDelivery(**row) for row in connection.execute(query).mappings()]
