"""What can be wrong with a framework directory: each fault has a stable code, a file, a line, and words in fr and en.

Values only: the words are in `framework_faults.yaml`, what is checked is in `framework_rules.py` and `loader.py`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from dataclasses import field as given
from functools import lru_cache
from pathlib import Path

import yaml

from indicators.model import Language

WORDS = Path(__file__).with_suffix(".yaml")


@lru_cache(maxsize=1)
def words() -> dict[str, dict[str, dict[Language, str]]]:
    """Return the words of every fault: code -> `what` and `remedy` -> language."""
    with WORDS.open(encoding="utf-8") as stream:
        loaded: dict[str, dict[str, dict[Language, str]]] = yaml.load(stream, Loader=yaml.CSafeLoader)
    return loaded


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault at one line; `params` fills its words and is already text."""

    code: str
    file: str
    line: int
    params: Mapping[str, str] = given(default_factory=dict)

    def what(self, language: Language) -> str:
        """Return what was found, in `language`."""
        return words()[self.code]["what"][language].format_map(self.params)

    def remedy(self, language: Language) -> str:
        """Return how to mend it, in `language`."""
        return words()[self.code]["remedy"][language].format_map(self.params)

    def sentence(self, language: Language) -> str:
        """Return `file:line: what - remedy`."""
        return f"{self.file}:{self.line}: {self.what(language)} - {self.remedy(language)}"


class FrameworkFault(Exception):  # noqa: N818  the domain word: it carries faults
    """A framework directory that cannot be used; `faults` holds every fault found, by file and line."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(sorted(faults, key=lambda fault: (fault.file, fault.line, fault.code)))
        super().__init__("\n".join(fault.sentence("en") for fault in self.faults))


class UnknownFramework(LookupError):  # noqa: N818  says what is wrong, as LookupError does
    """No bundled framework has this id and version."""
