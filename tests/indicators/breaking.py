"""Breaking a framework directory at one place, and finding the line of that place again."""

from __future__ import annotations

from pathlib import Path

import pytest

from indicators.framework_faults import Fault, FrameworkFault
from indicators.loader import load

TINY = Path(__file__).parent / "tiny_pledge"
"""The invented pledge."""


def faults_in(directory: Path) -> tuple[Fault, ...]:
    with pytest.raises(FrameworkFault) as caught:
        load(directory)
    return caught.value.faults


def change(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert old in text, f"{old!r} is not in {file.name}"
    file.write_text(text.replace(old, new, 1), encoding="utf-8")


def line_of(file: Path, words_there: str) -> int:
    """The line on which `words_there` stands; it must stand on one line only."""
    lines = [n for n, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1) if words_there in line]
    assert len(lines) == 1, f"{words_there!r} stands on lines {lines}"
    return lines[0]
