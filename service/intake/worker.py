"""What runs inside a confined child: its limits, and one bounded task at a time.

Nothing here starts or stops processes (`confinement.py` does), and no reader imports anything from here.
"""

import gc
import pickle
import resource
import traceback
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from service.intake import gate
from service.intake.limits import Limits
from service.intake.refusals import Refusal

_OPEN_FILES = 64
_ALLOCATIONS_BETWEEN_COLLECTIONS = 50_000
_UNKNOWN_ADDRESS_SPACE = 1_000_000_000

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Broken:
    """A task ended by something that is not a Refusal: a fault of ours, of a library, or memory that ran out."""

    out_of_memory: bool
    trace: str


def confine(memory_bytes: int) -> None:
    """Put the limits on this process: memory beyond what it has now, no files written, few open, no core dumps."""
    address_space = _address_space() + memory_bytes
    for kind, limit in (
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_NOFILE, _OPEN_FILES),
        (resource.RLIMIT_AS, address_space),
    ):
        with suppress(ValueError, OSError):  # a system may not know a limit, or already hold a stricter one
            resource.setrlimit(kind, (limit, limit))
    gc.freeze()
    gc.set_threshold(_ALLOCATIONS_BETWEEN_COLLECTIONS)


def run_bounded(
    function: Callable[..., Result], arguments: tuple[object, ...], seconds: float
) -> Result | Refusal | Broken:
    """Run one task; any end but a result comes back as a Refusal or as Broken, and is never raised.

    Processor time is bounded anew for each task: the kernel ends the process when it is spent, even inside native
    code that never returns to Python.
    """
    spent = resource.getrusage(resource.RUSAGE_SELF)
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    soft = int(spent.ru_utime + spent.ru_stime + seconds) + 2
    resource.setrlimit(resource.RLIMIT_CPU, (soft if hard == resource.RLIM_INFINITY else min(soft, hard), hard))
    try:
        return function(*arguments)
    except Refusal as refusal:
        return Refusal(refusal.code, **refusal.params)
    except MemoryError:
        return Broken(out_of_memory=True, trace="")
    except BaseException:
        return Broken(out_of_memory=False, trace=traceback.format_exc())


def inspected(source: bytes | Path, limits: Limits) -> bytes:
    """`gate.inspect`, its result pickled here: the pickler of `multiprocessing` looks up every Decimal in Python code,
    which cost a fifth of the time of an upload.
    """
    return pickle.dumps(gate.inspect(source, limits), pickle.HIGHEST_PROTOCOL)


def _address_space() -> int:
    """Bytes of address space this process has now; a generous guess where the system does not tell."""
    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    except OSError:
        return _UNKNOWN_ADDRESS_SPACE
    return pages * resource.getpagesize()
