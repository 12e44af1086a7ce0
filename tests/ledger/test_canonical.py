"""Canonical JSON is that of RFC 8785, whichever way it is written, and commitments hide what they commit to."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from hashlib import sha256
from typing import Any

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from service.ledger.canonical import canonical
from service.ledger.leaves import Opening, commit, leaf_of, new_opening

_SCALARS = (
    st.none()
    | st.booleans()
    | st.integers(-(2**53) + 1, 2**53 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
)
_KEYS = st.text(st.characters(exclude_categories=["Cs"]), max_size=4)
_VALUES = st.recursive(_SCALARS, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(_KEYS, inner, max_size=4))


@given(_VALUES)
def test_the_fast_way_writes_what_the_library_writes(value: Any) -> None:
    assert canonical(value) == rfc8785.dumps(value)


def test_decimals_moments_and_great_numbers_have_one_form() -> None:
    value = {"n": Decimal("12.50"), "i": Decimal(7), "t": datetime(2026, 3, 1, 9, tzinfo=UTC), "big": 10**20, "x": 1e21}

    assert canonical(value) == (
        b'{"big":100000000000000000000,"i":7,"n":12.5,"t":"2026-03-01T09:00:00.000000Z","x":1e+21}'
    )


def test_what_json_cannot_hold_is_refused() -> None:
    for value in (float("nan"), b"bytes", object()):
        with pytest.raises(ValueError):
            canonical({"value": value})


def test_a_leaf_commits_to_its_content_with_a_salt_of_its_own() -> None:
    content = {"texts": {"fr": "mots d’un témoin"}}
    one, other = new_opening(content), new_opening(content)

    assert one.content == other.content == '{"texts":{"fr":"mots d’un témoin"}}'.encode()
    assert commit(one) != commit(other)
    assert commit(one) == sha256(b"enregard/commitment/v1\x00" + one.salt + one.content).digest()
    assert commit(Opening(one.salt, b"{}")) != commit(one)
    leaf = leaf_of("annotation", "urn:enregard:annotation:1:version:1", commit(one))
    assert (
        leaf.entry
        == (
            f'{{"commitment":"{commit(one).hex()}","kind":"annotation","subject":"urn:enregard:annotation:1:version:1"}}'
        ).encode()
    )
    assert leaf.hash == sha256(b"\x00" + leaf.entry).digest()


def test_a_kind_that_nobody_defined_is_refused() -> None:
    with pytest.raises(ValueError, match="no such kind of leaf: gossip"):
        leaf_of("gossip", "urn:enregard:x", bytes(32))


def test_a_digest_in_hexadecimal_does_not_send_a_leaf_the_slow_way(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nearly every digest holds a digit before an `e`: each leaf of a verification took twice the time."""
    monkeypatch.setattr(rfc8785, "dumps", lambda _: pytest.fail("the slow way"))
    digests = "3e" * 32, "1234567890123456" * 4

    for digest in digests:
        assert canonical({"commitment": digest, "n": [1, 2.5]}) == f'{{"commitment":"{digest}","n":[1,2.5]}}'.encode()
