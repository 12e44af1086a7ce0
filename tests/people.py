"""People for tests: invited and signed in by the service's own acts. All of them are invented."""

from __future__ import annotations

from service.actors import OPERATOR
from service.settings import Settings
from service.store.engine import Database
from service.store.idempotency import Answered
from service.workflows.people.invitations import MemberRole, Newcomer, Wanted, accept, invite
from service.workflows.people.reception import Reception, open_reception
from service.workflows.people.sessions import SignedIn

KEY = "a key for tests only, of at least 32 characters"
PASSWORD = "quatre mots sans rapport"
ADDRESS = "192.0.2.7"


def reception_of(database: Database, **settings: object) -> Reception:
    """Return a reception with a secret key and, unless `settings` name one, without a mail server."""
    return open_reception(Settings(**{"secret_key": KEY, **settings}), database)  # type: ignore[arg-type]


def invited(reception: Reception, organisation: str, email: str, role: MemberRole = "member") -> tuple[str, str]:
    """Invite somebody on the operator's word; returns the invitation's id and the secret of its link."""
    wanted = Wanted(organisation, email, role)
    _, link = invite(reception, OPERATOR, wanted, present=lambda row: Answered(201, "{}"))
    assert link is not None
    id_, secret = link.split("/")[-2:]
    return id_, secret


def joined(
    reception: Reception,
    organisation: str,
    email: str = "claire@example.org",
    role: MemberRole = "admin",
    password: str = PASSWORD,
) -> SignedIn:
    """Let somebody join an organisation and be signed in."""
    id_, secret = invited(reception, organisation, email, role)
    return accept(reception, id_, secret, Newcomer("Claire Exemple", password, "fr", ADDRESS))
