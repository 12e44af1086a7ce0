"""The two code lists a company's profile is written in: countries and economic sections, named in both languages.

Only lists and their lookup live here; whether a profile uses them rightly is for the checks.
"""

from __future__ import annotations

from pathlib import Path
from types import MappingProxyType
from typing import Final

import yaml

from indicators.model import Text

_LISTS: Final = yaml.safe_load((Path(__file__).parent / "codes.yaml").read_text(encoding="utf-8"))

COUNTRIES: Final = MappingProxyType({code: Text(**names) for code, names in _LISTS["countries"].items()})
"""ISO 3166-1 alpha-2 code -> short name, in the order of the codes."""

SECTIONS: Final = MappingProxyType({code: Text(**names) for code, names in _LISTS["sections"].items()})
"""NACE Rev. 2.1 section (A to V) -> name (Delegated Regulation (EU) 2023/137)."""
