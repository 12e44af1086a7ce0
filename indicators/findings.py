"""A fault or a doubt about one place of a submission. What a code means is said in `messages.yaml`.

`path` points into the submission: `("answers", "SD-1", "numerator")`, `("organisation", "country")`,
`("commitments", 0, "target_date")`, `("answers", "SD-1", "evidence", 0, "link")`; the intake turns it into a sheet and
a cell.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from dataclasses import field as given
from typing import Literal

Severity = Literal["error", "warning"]
Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault (`E..`, blocks submitting) or doubt (`W..`, shown beside the answer).

    `found` quotes what stood there; `params` fills the message's words and is already text.
    """

    code: str
    path: Path
    indicator: str | None = None
    field: str | None = None
    found: str = ""
    params: Mapping[str, str] = given(default_factory=dict)

    @property
    def severity(self) -> Severity:
        """`error` for E codes, `warning` for W codes."""
        return "error" if self.code.startswith("E") else "warning"


def has_errors(findings: Iterable[Finding]) -> bool:
    """Whether any finding blocks submitting."""
    return any(finding.severity == "error" for finding in findings)
