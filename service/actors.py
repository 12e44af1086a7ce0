"""Who is asking: a role, the organisation that speaks, the person or the token it came with. No rights here
(`access.py`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Role = Literal["public", "company", "union", "secretariat", "analyst"]
Kind = Literal["company", "union", "secretariat", "analyst"]
Scope = Literal["read", "submit", "annotate", "administer"]

KINDS: tuple[Kind, ...] = ("company", "union", "secretariat", "analyst")
SCOPES: tuple[Scope, ...] = ("read", "submit", "annotate", "administer")


@dataclass(frozen=True, slots=True)
class Accreditation:
    """What a union is accredited for: every cycle but those `ended`, or none but those `granted`."""

    every: bool = False
    granted: frozenset[str] = frozenset()
    ended: frozenset[str] = frozenset()

    def covers(self, cycle: str) -> bool:
        """Whether it holds for a cycle."""
        return cycle in self.granted or (self.every and cycle not in self.ended)

    def holds(self, cycle: str | None) -> bool:
        """Whether it holds for what is said of a cycle; for what is said of none, whether it stands at all."""
        return self.stands if cycle is None else self.covers(cycle)

    @property
    def stands(self) -> bool:
        """Whether it holds for any cycle at all."""
        return self.every or bool(self.granted)


NONE = Accreditation()


@dataclass(frozen=True, slots=True)
class Actor:
    """Someone at a door. `organisation` is empty for the public, and for a person who speaks for no organisation.

    `person` is an account's id and `session` a session's, where a person is asking; a program has a `token` instead.
    `admin`: this person invites and removes people of the organisation that speaks.
    """

    role: Role
    organisation: str = ""
    name: str = ""
    token: str | None = None
    scopes: frozenset[Scope] = frozenset()
    verified: bool = True
    accreditation: Accreditation = NONE
    person: str | None = None
    session: str | None = None
    admin: bool = False


PUBLIC = Actor("public", scopes=frozenset({"read"}))
"""Anyone, without a token."""

OPERATOR = Actor("secretariat", organisation="", name="operator", scopes=frozenset(SCOPES))
"""Whoever runs the command line on the machine itself."""
