"""What each signatory does in a cycle, as the public may know it."""

from __future__ import annotations

from collections.abc import Container, Iterable
from typing import Final, Literal, get_args

from indicators.figures import Signatory

SignatoryState = Literal["full", "consolidated", "silent", "left"]
"""`full` (its answers are public), `consolidated` (only within figures), `silent`, `left`."""

SIGNATORY_STATES: Final[tuple[SignatoryState, ...]] = get_args(SignatoryState)


def by_state(
    signatories: Iterable[Signatory], filed: Container[str], unpublished: Container[str]
) -> dict[SignatoryState, tuple[Signatory, ...]]:
    """Return the signatories under what each does, in their order; no state and no signatory is left out.

    `filed`: the ids of those whose answers are public; `unpublished`: of those that answered within figures only.
    """
    found: dict[SignatoryState, list[Signatory]] = {state: [] for state in SIGNATORY_STATES}
    for one in signatories:
        answered: SignatoryState = "full" if one.id in filed else "consolidated" if one.id in unpublished else "silent"
        found["left" if one.status == "left" else answered].append(one)
    return {state: tuple(listed) for state, listed in found.items()}
