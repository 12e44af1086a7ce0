"""The published edition of the example cycle: made by the service's own act, so that its public pages are full."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from pydantic import SecretStr

from service.demo.cycle import CYCLE
from service.demo.records import Account
from service.settings import Settings
from service.store.engine import Database
from service.store.idempotency import Answered
from service.workflows.accounts import actor_of
from service.workflows.cycles import Frameworks
from service.workflows.log_key import ensured_key
from service.workflows.publish_edition import Order, Press, publish
from service.workflows.report import KeptReports
from service.workflows.under_way import Tell

PUBLISHED = datetime(2026, 6, 2, 8, tzinfo=UTC)
LOG_KEY = "log.key"
"""The key that signs the example's public log: in the example's own directory, good for nothing else."""


def publish_example(
    database: Database,
    frameworks: Frameworks,
    accounts: Sequence[Account],
    settings: Settings,
    tell: Tell = lambda _: None,
) -> str:
    """Publish the first edition of the example cycle in the secretariat's name; return the edition's id. `tell` is told
    of each file written.

    Raises ServiceError where the checklist forbids it.
    """
    key = ensured_key(settings)
    press = Press(database, frameworks, KeptReports(), key, settings.public_url, lambda: PUBLISHED)
    secretariat = next(one for one in accounts if one.kind == "secretariat")
    actor = actor_of(database, secretariat.issued.secret)
    order = Order(correction=False)
    done = publish(press, actor, CYCLE, order, present=lambda edition, _: Answered(201, edition.id), tell=tell)
    return done.body


def example_settings(directory: Path, url: str, public_url: str) -> Settings:
    """Return the settings under which the example is published and served; its sessions end with it."""
    key = SecretStr(secrets.token_hex(32))
    return Settings(database_url=url, public_url=public_url, log_key_file=directory / LOG_KEY, secret_key=key)
