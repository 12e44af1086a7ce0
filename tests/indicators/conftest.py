"""What the tests of the framework share: a sound directory of an invented pledge, to break."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from breaking import TINY


@pytest.fixture
def pledge(tmp_path: Path) -> Path:
    """A sound directory of an invented pledge, to break."""
    return Path(shutil.copytree(TINY, tmp_path / "pledge"))
