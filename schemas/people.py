"""People and their organisations at the edge: what comes in and goes out. No secret ever goes out of a table: those
that go out (`link`, `secret`) were just made and are shown once.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from schemas.out import Out
from schemas.text import Line, SafeText

Kind = Literal["company", "union", "secretariat", "analyst"]
Scope = Literal["read", "submit", "annotate", "administer"]
Role = Literal["admin", "member"]
Language = Literal["fr", "en"]
Identifier = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$")]
CycleName = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._@-]{0,63}$")]
Email = Annotated[str, StringConstraints(min_length=3, max_length=254), Field(examples=["claire@example.org"])]
Password = Annotated[
    str, StringConstraints(min_length=1, max_length=4096), Field(json_schema_extra={"writeOnly": True})
]
Secret = Annotated[
    str,
    StringConstraints(pattern=r"^[A-Za-z0-9_-]{20,100}$"),
    Field(description="The last part of the link.", json_schema_extra={"writeOnly": True}),
]


class In(BaseModel):
    """What comes in: nothing but what is declared."""

    model_config = ConfigDict(extra="forbid")


class SignInIn(In):
    """An e-mail address and a password."""

    email: Email
    password: Password


class SpeakerIn(In):
    """Which of one's organisations speaks."""

    organisation: Identifier


class OneselfIn(In):
    """What one says of oneself."""

    name: Line
    language: Language


class NewPasswordIn(In):
    """The present password and the one to come."""

    current: Password
    new: Password


class ResetAskIn(In):
    """Whose password is to be chosen anew."""

    email: Email


class ResetIn(In):
    """A link's secret and the password to come."""

    secret: Secret
    password: Password


class InvitationIn(In):
    """Whom to invite to which organisation, as what."""

    organisation: Identifier
    email: Email
    role: Role = "member"
    language: Language = "fr"


class AcceptanceIn(In):
    """A link's secret, and who accepts it; someone with an account already gives its password."""

    secret: Secret
    name: Line
    password: Password
    language: Language = "fr"


class RoleIn(In):
    """What a member is."""

    role: Role


class OrganisationIn(In):
    """An organisation to be made; a company may take its place on a cycle's roster, a union is accredited apart."""

    kind: Kind
    name: Line
    id: Identifier | None = None
    cycle: CycleName | None = None
    signatory: Identifier | None = None


class TokenIn(In):
    """What a token is to be good for; the widest scopes of the organisation where none is named."""

    label: Line
    scopes: list[Scope] = Field(default_factory=list, max_length=4)
    days: int = Field(default=90, ge=1, le=400)


class DecisionIn(In):
    """A decision on a union, for one cycle or, without one, for all."""

    act: Literal["granted", "ended"]
    ground: Annotated[SafeText, StringConstraints(min_length=1, max_length=2000)]
    cycle: CycleName | None = None


class OutsideIn(In):
    """A sign-in elsewhere: with an invitation to accept, or to link the identity to the account signed in."""

    invitation: str | None = Field(default=None, pattern=r"^i_[0-9a-f]{16}$")
    secret: Secret | None = None
    link: bool = False


class BelongingOut(Out):
    """An organisation as one belongs to it."""

    organisation: str
    name: str
    kind: Kind
    role: Role


class MeOut(Out):
    """The person signed in, which organisation speaks, and the token for the header X-Form-Token."""

    id: str
    email: str
    name: str
    language: Language
    organisation: str | None
    role: Literal["public", "company", "union", "secretariat", "analyst"]
    belongings: list[BelongingOut]
    form_token: str


class SignedInOut(Out):
    """A session just begun or renewed, and the token for the header X-Form-Token; its cookie comes with it."""

    id: str
    organisation: str | None
    expires: datetime
    form_token: str


class SessionOut(Out):
    """A session of one's own."""

    id: str
    organisation: str | None
    way: Literal["password", "oidc"]
    created: datetime
    last_seen: datetime
    expires: datetime
    current: bool


class SessionsOut(Out):
    """One's sessions that stand, newest first."""

    items: list[SessionOut]


class InvitationOut(Out):
    """An invitation. `link` is there once, where no mail server took it: hand it over yourself."""

    id: str
    organisation: str
    email: str
    role: Role
    language: Language
    state: Literal["open", "accepted", "withdrawn", "expired"]
    invited_by: str | None
    created: datetime
    expires: datetime
    link: str | None = None


class MemberOut(Out):
    """A person as a member."""

    id: str
    email: str
    name: str
    role: Role
    since: datetime


class LinkOut(Out):
    """A link just made; empty where a mail server took it."""

    link: str | None


class LookalikeOut(Out):
    """An organisation whose name looks like another's; nothing follows from it but a second look."""

    id: str
    name: str
    kind: Kind


class OrganisationOut(Out):
    """An organisation. `verified`: of a union, that it is accredited for a cycle at least."""

    id: str
    kind: Kind
    name: str
    verified: bool
    created: datetime
    lookalikes: list[LookalikeOut] = Field(default_factory=list)


class TokenOut(Out):
    """A token, recognised by its first characters. `secret` is there once, when it is made."""

    id: str
    prefix: str
    label: str | None
    scopes: list[Scope]
    created: datetime
    expires: datetime
    revoked: datetime | None = None
    made_by: str | None = None
    secret: str | None = None


class TokensOut(Out):
    """The tokens of an organisation, newest first."""

    items: list[TokenOut]


class StandingOut(Out):
    """What a union is accredited for: every cycle but those `ended`, or none but those `granted`."""

    every: bool
    granted: list[str]
    ended: list[str]


class DecisionOut(Out):
    """One act of the secretariat on a union; `by` is empty for the operator's command line."""

    sequence: int
    act: Literal["granted", "ended"]
    cycle: str | None
    ground: str
    by: str | None
    created: datetime
    standing: StandingOut | None = None


class AccreditationsOut(Out):
    """The record of a union, oldest first, and what stands now."""

    standing: StandingOut
    items: list[DecisionOut]
    next: str | None = None


class OutsideOut(Out):
    """Where to send the browser to sign in."""

    authorization_url: str
