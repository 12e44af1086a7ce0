"""How long an act takes, how much memory it adds, and how long it keeps others waiting: one thread watches it."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_BEAT = 0.002
_PAGE = os.sysconf("SC_PAGE_SIZE")


@dataclass(frozen=True, slots=True)
class Watched:
    """Seconds, MB above what stood before, the longest that a thread which wanted to run had to wait (ms), and the MB
    of the file that was written, where one was."""

    seconds: float
    megabytes: float
    waited: float
    size: float = 0.0


def resident() -> int:
    """Bytes of memory that this process and its children hold (Linux); pages they share are counted in each."""
    children = [
        child for task in Path("/proc/self/task").iterdir() for child in (task / "children").read_text("ascii").split()
    ]
    return sum(map(_held, ("self", *children)))


def _held(process: str) -> int:
    try:
        return int(Path(f"/proc/{process}/statm").read_text(encoding="ascii").split()[1]) * _PAGE
    except (FileNotFoundError, ProcessLookupError):
        return 0


def watched(act: Callable[[], Any]) -> Watched:
    """Run `act` once under watch."""
    before, stopped, seen = resident(), threading.Event(), [0.0, 0.0]

    def watch() -> None:
        while not stopped.is_set():
            start = time.perf_counter()
            time.sleep(_BEAT)
            seen[0] = max(seen[0], time.perf_counter() - start - _BEAT)
            seen[1] = max(seen[1], resident())

    thread = threading.Thread(target=watch)
    thread.start()
    start = time.perf_counter()
    act()
    seconds = time.perf_counter() - start
    stopped.set()
    thread.join()
    return Watched(seconds, (seen[1] - before) / 1e6, seen[0] * 1e3)
