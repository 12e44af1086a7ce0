"""Who is asking: a role, the organisation that speaks, the token it came with. No rights here (`access.py`)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Role = Literal["public", "company", "union", "secretariat", "analyst"]
Kind = Literal["company", "union", "secretariat", "analyst"]
Scope = Literal["read", "submit", "annotate", "administer"]

KINDS: tuple[Kind, ...] = ("company", "union", "secretariat", "analyst")
SCOPES: tuple[Scope, ...] = ("read", "submit", "annotate", "administer")


@dataclass(frozen=True, slots=True)
class Actor:
    """Someone at a door. `organisation` is empty only for the public."""

    role: Role
    organisation: str = ""
    name: str = ""
    token: str | None = None
    scopes: frozenset[Scope] = frozenset()
    verified: bool = True


PUBLIC = Actor("public", scopes=frozenset({"read"}))
"""Anyone, without a token."""

OPERATOR = Actor("secretariat", organisation="", name="operator", scopes=frozenset(SCOPES))
"""Whoever runs the command line on the machine itself."""
