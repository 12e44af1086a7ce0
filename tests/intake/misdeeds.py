"""What a hostile file could make a parser do, as plain functions that a confined worker can be told to run."""

import errno
import os
import resource
import signal
import time
from pathlib import Path


class Panic(BaseException):
    """Like a Rust panic that crosses into Python: not an Exception."""


def size(path: Path) -> int:
    """An honest task: how many bytes a file has."""
    return len(path.read_bytes())


def wait_forever() -> None:
    """Sleep, without using the processor."""
    time.sleep(3_600)


def spin() -> None:
    """Use the processor without end."""
    while True:
        pass


def spin_deaf_to_signals() -> None:
    """Use the processor without end, and ignore polite requests to stop."""
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    spin()


def hoard() -> None:
    """Take address space without end, without spending time on filling it."""
    kept = []
    while True:
        kept.append(bytes(50_000_000))


def abort() -> None:
    """End the process as a native parser does when its allocation fails."""
    os.abort()


def leave() -> None:
    """End the process quietly."""
    os._exit(0)


def panic() -> None:
    """Raise what no `except Exception` catches."""
    raise Panic


def blunder() -> None:
    """Raise an ordinary error, as a fault of ours would."""
    raise ZeroDivisionError("a fault of ours")


def answer_something_else() -> object:
    """Return what is not a workbook."""
    return {"not": "a workbook"}


def write_a_file(path: Path) -> str:
    """Try to leave a file behind; say how it ended."""
    try:
        path.write_bytes(b"x" * 100)
    except OSError as error:
        return errno.errorcode[error.errno or 0]
    return "written"


def limits_in_force() -> dict[str, int]:
    """The limits a task finds itself under."""
    kinds = {"core": resource.RLIMIT_CORE, "file": resource.RLIMIT_FSIZE, "open": resource.RLIMIT_NOFILE}
    return {name: resource.getrlimit(kind)[0] for name, kind in kinds.items()}


def fail_on_odd(path: Path) -> str:
    """Crash for some files and answer for others."""
    if int(path.stem) % 5 == 3:
        os.abort()
    return path.stem
