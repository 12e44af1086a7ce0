"""What every refusal must be: the right code, at once, in both languages, at no cost to the process that asked."""

import os
import resource
import time
from pathlib import Path

import pytest

from service.intake.confinement import ConfinedReader
from service.intake.refusals import Refusal

_SECONDS_WHEN_IDLE = 2.0
PARENT_GROWTH_BYTES = 60_000_000


def allowed_seconds() -> float:
    """Two seconds on an idle machine; more when more processes than processors want to run."""
    waiting = os.getloadavg()[0] / (os.cpu_count() or 1)
    return _SECONDS_WHEN_IDLE * max(1.0, waiting)


def resident_bytes() -> int:
    """Memory of this process that is really held."""
    pages = Path("/proc/self/statm").read_text(encoding="ascii").split()[1]
    return int(pages) * resource.getpagesize()


def assert_refused(reader: ConfinedReader, data: bytes, code: str) -> Refusal:
    """Read through the confined child; assert code, time, memory of this process, and words in both languages."""
    before, start = resident_bytes(), time.perf_counter()
    with pytest.raises(Refusal) as refused:
        reader.read(data)
    elapsed = time.perf_counter() - start
    assert refused.value.code == code, refused.value.params
    assert elapsed < allowed_seconds()
    assert resident_bytes() - before < PARENT_GROWTH_BYTES
    for language in ("fr", "en"):
        message = refused.value.message(language)
        assert "{" not in message
        assert len(message) > 40
    return refused.value
