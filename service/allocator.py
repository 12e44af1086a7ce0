"""The C library's allocator, told to give large uploads back: what a server held once, it need not hold for good.

glibc raises the size above which memory is mapped apart to that of the largest block freed so far, and gives each
thread a heap of its own: after a burst of large uploads a server kept a hundred megabytes (mallopt(3)).
"""

from __future__ import annotations

import ctypes
import sys
from typing import Final

_TRIM_THRESHOLD, _MMAP_THRESHOLD, _ARENA_MAX = -1, -3, -8
"""As malloc.h of glibc numbers them."""
_LARGE: Final = 1 << 20
_HEAPS: Final = 2


def give_memory_back() -> bool:
    """Fix the allocator's thresholds for this process; returns whether it took them (glibc does, others may not)."""
    if sys.platform != "linux":
        return False
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is None:
        return False
    wanted = ((_MMAP_THRESHOLD, _LARGE), (_TRIM_THRESHOLD, _LARGE), (_ARENA_MAX, _HEAPS))
    return all(mallopt(name, value) == 1 for name, value in wanted)
