"""What can be wrong with a framework directory: each fault has a stable code, a file, a line, and words in fr and en.

Words only; what is checked is in `framework_rules.py` and `loader.py`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from dataclasses import field as given

from indicators.framework_fault_words import WORDS
from indicators.model import Language


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault at one line; `params` fills its words and is already text."""

    code: str
    file: str
    line: int
    params: Mapping[str, str] = given(default_factory=dict)

    def what(self, language: Language) -> str:
        """Return what was found, in `language`."""
        return WORDS[self.code][language][0].format_map(self.params)

    def remedy(self, language: Language) -> str:
        """Return how to mend it, in `language`."""
        return WORDS[self.code][language][1].format_map(self.params)

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
