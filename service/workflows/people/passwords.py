"""Passwords: what may be one, how it is kept, how it is compared. Whose it is, others know."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from functools import cache
from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from service.errors import ServiceError

SHORTEST, LONGEST = 12, 1024
"""Characters of a password. NIST SP 800-63B asks for 8 at least, 15 where a password is the only factor, and for no
rule on which characters; this service asks for 12."""

FEWEST_DIFFERENT = 5
"""Different characters: fewer is a run or a repetition, which SP 800-63B counts among the passwords to refuse."""

HASHER = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
"""Argon2id as OWASP's cheat sheet on password storage has it: 19 MiB, two passes, one lane."""

_AT_ONCE = BoundedSemaphore(4)
"""Hashes computed at once in one process: four times 19 MiB, however many people sign in together."""

_RUNS = (
    "abcdefghijklmnopqrstuvwxyz",
    "01234567890123456789",
    "qwertyuiopasdfghjklzxcvbnm",
    "azertyuiopqsdfghjklmwxcvbn",
)


def refuse_weak(password: str, known: Iterable[str]) -> None:
    """Raise ServiceError `password_too_short`, `password_too_long`, `password_guessable` (422) on what may be none.

    `known`: what others know of the person (e-mail, name, organisation). No list of breached passwords is asked:
    there is none to be had without sending something of the password to another service.
    """
    plain = _plain(password)
    if len(plain) < SHORTEST:
        raise ServiceError("password_too_short", 422, {"shortest": str(SHORTEST)})
    if len(plain) > LONGEST:
        raise ServiceError("password_too_long", 422, {"longest": str(LONGEST)})
    folded = plain.casefold()
    said = {_plain(one).casefold() for one in known}
    said |= {one.partition("@")[0] for one in said} | {"enregard", "en regard"}
    repeated = len(set(folded)) < FEWEST_DIFFERENT or any(folded in run + run for run in _RUNS)
    if repeated or any(folded == one * (len(folded) // len(one)) for one in said if one):
        raise ServiceError("password_guessable", 422)


def hashed(password: str) -> str:
    """Return what is kept of a password: an argon2id hash with its salt and its cost."""
    with _AT_ONCE:
        return HASHER.hash(_plain(password))


def matches(password: str, kept: str | None) -> bool:
    """Whether a password is the one kept. Where none is kept it takes as long and is false."""
    with _AT_ONCE:
        try:
            HASHER.verify(kept or _nobodys(), _plain(password))
        except (VerificationError, InvalidHashError):
            return False
    return kept is not None


def outdated(kept: str) -> bool:
    """Whether a hash was made at another cost than today's."""
    return HASHER.check_needs_rehash(kept)


def _plain(password: str) -> str:
    """The same password typed on another keyboard is the same: NFKC, as SP 800-63B has it."""
    return unicodedata.normalize("NFKC", password)


@cache
def _nobodys() -> str:
    """A hash that no password has been kept for."""
    return HASHER.hash("nobody's password, compared so that an unknown address takes as long as a known one")
