"""RFC 9162, section 2.1, written down again from its definitions alone: slow, and sharing no line with the
service.
"""

from __future__ import annotations

import hashlib


def _sha(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()


def _k(n: int) -> int:
    """The largest power of two smaller than n."""
    k = 1
    while k * 2 < n:
        k *= 2
    return k


def mth(d: list[bytes]) -> bytes:
    """2.1.1: MTH(D_n) over entries."""
    if not d:
        return _sha(b"")
    if len(d) == 1:
        return _sha(b"\x00" + d[0])
    k = _k(len(d))
    return _sha(b"\x01" + mth(d[:k]) + mth(d[k:]))


def path(m: int, d: list[bytes]) -> list[bytes]:
    """2.1.3.1: PATH(m, D_n)."""
    if len(d) == 1:
        return []
    k = _k(len(d))
    if m < k:
        return [*path(m, d[:k]), mth(d[k:])]
    return [*path(m - k, d[k:]), mth(d[:k])]


def proof(m: int, d: list[bytes]) -> list[bytes]:
    """2.1.4.1: PROOF(m, D_n)."""
    return _subproof(m, d, True)


def _subproof(m: int, d: list[bytes], b: bool) -> list[bytes]:
    if m == len(d):
        return [] if b else [mth(d)]
    k = _k(len(d))
    if m <= k:
        return [*_subproof(m, d[:k], b), mth(d[k:])]
    return [*_subproof(m - k, d[k:], False), mth(d[:k])]


def inclusion_holds(hash_: bytes, leaf_index: int, tree_size: int, inclusion_path: list[bytes], root: bytes) -> bool:
    """2.1.3.2: verifying an inclusion proof, step by step as the text has them."""
    if leaf_index < 0 or leaf_index >= tree_size:  # 1
        return False
    fn, sn = _Bits(leaf_index), _Bits(tree_size - 1)  # 2
    r = hash_  # 3
    for p in inclusion_path:  # 4
        if sn.zero:  # 4a
            return False
        if fn.lsb or fn.value == sn.value:  # 4b
            r = _sha(b"\x01" + p + r)  # 4b i
            if not fn.lsb:  # 4b ii
                _shift_on(fn, sn)
        else:
            r = _sha(b"\x01" + r + p)  # 4b, otherwise
        fn.shift(), sn.shift()  # 4c
    return sn.zero and r == root  # 5


def consistency_holds(
    first: int, second: int, first_hash: bytes, second_hash: bytes, consistency_path: list[bytes]
) -> bool:
    """2.1.4.2: verifying consistency between two tree heads, step by step; `first` of 0 has no proof (2.1.4.1)."""
    if first == second:
        return first_hash == second_hash and not consistency_path
    if first <= 0 or first > second:
        return False
    path = list(consistency_path)
    if not path:  # 1
        return False
    if bin(first).count("1") == 1:  # 2: an exact power of two
        path.insert(0, first_hash)
    fn, sn = _Bits(first - 1), _Bits(second - 1)  # 3
    while fn.lsb:  # 4
        fn.shift(), sn.shift()
    fr = sr = path[0]  # 5
    for c in path[1:]:  # 6
        if sn.zero:  # 6a
            return False
        if fn.lsb or fn.value == sn.value:  # 6b
            fr = _sha(b"\x01" + c + fr)  # 6b i
            sr = _sha(b"\x01" + c + sr)  # 6b ii
            if not fn.lsb:  # 6b iii
                _shift_on(fn, sn)
        else:
            sr = _sha(b"\x01" + sr + c)  # 6b, otherwise
        fn.shift(), sn.shift()  # 6c
    return fr == first_hash and sr == second_hash and sn.zero  # 7


def _shift_on(fn: _Bits, sn: _Bits) -> None:
    """Shift both until either LSB(fn) is set or fn is 0."""
    while True:
        fn.shift(), sn.shift()
        if fn.lsb or fn.zero:
            return


class _Bits:
    """A number as the text speaks of it: its least significant bit, and its shift to the right."""

    def __init__(self, value: int) -> None:
        self.digits = f"{value:b}"

    @property
    def value(self) -> int:
        return int(self.digits, 2)

    @property
    def lsb(self) -> bool:
        return self.digits[-1] == "1"

    @property
    def zero(self) -> bool:
        return "1" not in self.digits

    def shift(self) -> None:
        self.digits = self.digits[:-1] or "0"
