"""People of the example: an invitation to each kind of organisation, so that its pages can be walked through."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from service.actors import OPERATOR
from service.demo.records import Account
from service.errors import Language
from service.settings import Settings
from service.store.engine import Database
from service.store.idempotency import Answered
from service.workflows.people.invitations import Wanted, invite
from service.workflows.people.reception import open_reception


def invited(settings: Settings, accounts: Sequence[Account], language: Language) -> Iterator[tuple[Account, str]]:
    """Yield a link that makes whoever opens it an administrator of each organisation, an invented person."""
    database = Database.open(settings.database_url)
    try:
        reception = open_reception(settings, database)
        for account in accounts:
            organisation = account.issued.organisation
            wanted = Wanted(organisation, f"{organisation[:60].lower()}@example.org", "admin", language)
            _, link = invite(reception, OPERATOR, wanted, present=lambda row: Answered(201, row.id))
            if link is not None:
                yield account, link
    finally:
        database.close()
