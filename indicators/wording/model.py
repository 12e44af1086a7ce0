"""The values a reading is made of: what was read, clause by clause, and the words each finding rests on.

Plain frozen dataclasses: no rule, no lexicon, no library, so that the command starts quickly.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

CRITERIA = ("R1", "R2", "R3", "R4", "R5", "R6", "R7", "R8")
FLAGS = ("NB1", "NB2", "NB3", "NB4", "NB5", "NB6", "NB7")
NOT_BINDING = frozenset({"NB5", "NB7"})


@dataclass(frozen=True, slots=True)
class WordingFinding:
    """One rule that fired: `text[start:end] == words`, in characters of the whole text that was read.

    `criterion` is `R1` to `R8` or a flag `NB1` to `NB7`; `rule` is the id of a rule in a lexicon; `value` is what the
    finding gives its criterion: a class from 0 to 3, −1 for a hedge, 1 for a flag.
    """

    criterion: str
    rule: str
    start: int
    end: int
    words: str
    value: int = 1

    def as_dict(self) -> dict[str, object]:
        """Return the finding as the JSON object of the command and of the interface."""
        return {
            "criterion": self.criterion,
            "rule": self.rule,
            "start": self.start,
            "end": self.end,
            "words": self.words,
        }


def flags_of_scores(scores: Mapping[str, int]) -> frozenset[str]:
    """Return the flags that follow from the scores alone: no consequence, weak verb, neither target nor date."""
    raised = {
        "NB1": scores["R8"] == 0,
        "NB2": scores["R1"] < 2,
        "NB3": scores["R4"] < 2 and scores["R5"] < 2,
    }
    return frozenset(flag for flag, is_raised in raised.items() if is_raised)


@dataclass(frozen=True, slots=True)
class ClauseReading:
    """One clause: its words, its eight scores (0 to 3), its flags and what they rest on.

    `recital` is true for a recital or preamble, which states no commitment and never decides.
    """

    text: str
    start: int
    end: int
    scores: dict[str, int]
    flags: tuple[str, ...]
    findings: tuple[WordingFinding, ...]
    recital: bool = field(default=False)

    @property
    def binding(self) -> bool:
        """Whether this clause binds: R1 of 2 or more, and neither permissive (NB5) nor disclaimed (NB7)."""
        return self.scores["R1"] > 1 and not NOT_BINDING.intersection(self.flags)

    @property
    def bindingness(self) -> int:
        """Level of the badge: 0 declaratory, 1 encouraging, 2 best efforts, 3 dated result, 4 enforceable."""
        scores = self.scores
        if scores["R1"] == 0 or NOT_BINDING.intersection(self.flags):
            return 0
        if scores["R1"] == 1:
            return 1
        if scores["R2"] == 0 or scores["R4"] < 2 or scores["R5"] < 2:
            return 2
        return 4 if scores["R8"] > 1 and scores["R6"] > 1 else 3

    @property
    def profile(self) -> dict[str, int]:
        """Sums by dimension (Abbott et al. 2000): obligation R1-R2, precision R3-R5, delegation R6-R8."""
        scores = self.scores
        return {
            "obligation": scores["R1"] + scores["R2"],
            "precision": scores["R3"] + scores["R4"] + scores["R5"],
            "delegation": scores["R6"] + scores["R7"] + scores["R8"],
        }

    def as_dict(self) -> dict[str, object]:
        """Return the clause as the JSON object of the command and of the interface."""
        return {
            "text": self.text,
            "start": self.start,
            "end": self.end,
            "scores": dict(self.scores),
            "flags": list(self.flags),
            "findings": [finding.as_dict() for finding in self.findings],
        }


@dataclass(frozen=True, slots=True)
class Reading:
    """A text read in one language (`fr` or `en`): its clauses in order."""

    language: str
    clauses: tuple[ClauseReading, ...]

    @property
    def operative(self) -> ClauseReading | None:
        """The clause that decides: the strongest that is no recital, the first among equals; None for an empty text."""
        if not self.clauses:
            return None
        return max(self.clauses, key=lambda clause: (not clause.recital, clause.binding, clause.scores["R1"]))

    @property
    def binding(self) -> bool:
        """Whether the operative clause binds; false for a text without a clause."""
        operative = self.operative
        return operative is not None and operative.binding

    def as_dict(self) -> dict[str, object]:
        """Return the reading as the JSON object of `enregard wording --format json`."""
        return {
            "language": self.language,
            "clauses": [clause.as_dict() for clause in self.clauses],
            "binding": self.binding,
        }
