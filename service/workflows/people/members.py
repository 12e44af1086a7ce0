"""The people of an organisation: who they are, who among them administers, who goes."""

from __future__ import annotations

from sqlalchemy import Connection

from service.access import may_administer
from service.actors import Actor
from service.errors import Language, ServiceError
from service.store import organisations, people
from service.store.people import Belonging, Member
from service.store.tables import Account
from service.workflows.people.invitations import MemberRole
from service.workflows.people.names import person_name
from service.workflows.people.reception import Reception
from service.workflows.people.sessions import signed_in


def members_of(
    reception: Reception, actor: Actor, organisation: str, *, after: str = "", limit: int | None = None
) -> list[Member]:
    """Return the members of an organisation by account id, to its own people and to the secretariat.

    Raises ServiceError `forbidden` (403), `not_found` (404).
    """
    colleague = actor.person is not None and actor.organisation == organisation
    if not colleague and not may_administer(actor, organisation):
        raise ServiceError("forbidden", 403)
    with reception.database.reading() as connection:
        if organisations.find_organisation(connection, organisation) is None:
            raise ServiceError("not_found", 404)
        return people.members(connection, organisation, after=after, limit=limit)


def give_role(reception: Reception, actor: Actor, organisation: str, person: str, role: MemberRole) -> Member:
    """Make a member an administrator, or one no longer.

    Raises ServiceError `forbidden` (403), `not_found` (404), `last_admin` (409).
    """
    if not may_administer(actor, organisation):
        raise ServiceError("forbidden", 403)

    def act(connection: Connection) -> Member:
        members = people.members(connection, organisation, lock=True)
        if role == "member":
            _refuse_last(members, person, organisation)
        if not people.give_role(connection, person, organisation, role):
            raise ServiceError("not_found", 404)
        return next(one for one in people.members(connection, organisation) if one.account == person)

    return reception.database.write(act)


def remove(reception: Reception, actor: Actor, organisation: str, person: str) -> None:
    """End a membership, and the tokens that this person made for the organisation; anyone may leave by themselves.

    The person's other organisations are not concerned. Raises ServiceError `forbidden` (403), `not_found` (404),
    `last_admin` (409), which does not bind the secretariat.
    """
    leaves = actor.person == person and actor.person is not None
    outsider = actor.organisation != organisation
    if not leaves and not may_administer(actor, organisation):
        raise ServiceError("forbidden", 403)
    now = reception.clock()

    def act(connection: Connection) -> None:
        members = people.members(connection, organisation, lock=True)
        if leaves or not outsider:
            _refuse_last(members, person, organisation)
        if not people.leave(connection, person, organisation, now):
            raise ServiceError("not_found", 404)
        organisations.revoke_tokens_of(connection, organisation, person, now)

    reception.database.write(act)


def _refuse_last(members: list[Member], person: str, organisation: str) -> None:
    admins = {one.account for one in members if one.role == "admin"}
    if admins == {person} and len(members) > 1:
        raise ServiceError("last_admin", 409, {"organisation": organisation})


def oneself(reception: Reception, actor: Actor) -> tuple[Account, list[Belonging]]:
    """Return the person who asks and where they belong. Raises ServiceError `session_needed` (403)."""
    person, _ = signed_in(actor)
    with reception.database.reading() as connection:
        account = people.account_by_id(connection, person)
        assert account is not None
        return account, people.belongings(connection, person)


def describe_oneself(reception: Reception, actor: Actor, name: str, language: Language) -> None:
    """Change one's own name and language. Raises ServiceError `session_needed` (403), `bad_name` (422)."""
    person, _ = signed_in(actor)
    known_as = person_name(name)
    reception.database.write(
        lambda connection: people.change_account(connection, person, name=known_as, language=language)
    )
