"""Making organisations through the API and the pages; which names look alike is told, and nothing follows from it."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import Connection

from service.access import may_administer
from service.actors import Actor
from service.errors import ServiceError
from service.store import organisations
from service.store.idempotency import Answered
from service.store.organisations import Known
from service.workflows.accounts import New, add_organisation
from service.workflows.names import line
from service.workflows.once import Key, once
from service.workflows.people.likeness import skeleton
from service.workflows.people.reception import Reception

Shown = Callable[[Known, list[Known]], Answered]
"""From an organisation just made, and those whose names look like its own, to an answer."""


def create(reception: Reception, actor: Actor, new: New, *, present: Shown, key: Key | None = None) -> Answered:
    """Make an organisation without people: inviting them is another act.

    Organisations whose names look alike are made all the same, and told to the secretariat. Raises ServiceError
    `account_exists`, `place_taken` (409), `unknown_cycle` (404), `bad_id`, `bad_name`, `only_company_place`,
    `idempotency_mismatch` (422).
    """
    known = New(new.kind, line(new.name), new.id_, new.place, new.verified)
    known.refuse_bad()
    now = reception.clock()

    def act(connection: Connection) -> Answered:
        id_ = add_organisation(connection, known, now)
        made = organisations.find_organisation(connection, id_)
        assert made is not None
        return present(made, organisations.lookalikes(connection, skeleton(known.name), id_))

    return reception.database.write(lambda connection: once(connection, actor, key, now, act))


def seen(reception: Reception, actor: Actor, *, after: str = "", limit: int | None = None) -> list[Known]:
    """Return the organisations that `actor` may list: all for the secretariat, for others their own."""
    only = None if actor.role == "secretariat" else actor.organisation
    with reception.database.reading() as connection:
        return organisations.organisations(connection, after=after, limit=limit, only=only)


def one(reception: Reception, actor: Actor, id_: str) -> tuple[Known, list[Known]]:
    """Return an organisation that `actor` may see, and for the secretariat those whose names look like its own.

    Raises ServiceError `not_found` (404).
    """
    if actor.role != "secretariat" and actor.organisation != id_:
        raise ServiceError("not_found", 404)
    with reception.database.reading() as connection:
        found = organisations.find_organisation(connection, id_)
        if found is None:
            raise ServiceError("not_found", 404)
        alike = may_administer(actor, id_) and actor.role == "secretariat"
        return found, organisations.lookalikes(connection, skeleton(found.name), id_) if alike else []
