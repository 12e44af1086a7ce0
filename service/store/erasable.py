"""Which words can be erased: every text of a person's making that a leaf of the public log commits to. Names and
places only; the acts are in `erasing.py`, the guards that let these words and no others go in `service/migrations`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property


@dataclass(frozen=True)
class ErasableText:
    """The words in `column` of `table`; `name` is the urn of one of them, with the columns of its key in braces."""

    table: str
    column: str
    name: str

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        holes = re.sub(r"\{(\w+)\}", lambda hole: f"(?P<{hole[1]}>{_VALUES[hole[1]]})", self.name)
        return re.compile(holes)

    def key(self, subject: str) -> dict[str, str | int] | None:
        """Return the key of the row that `subject` names, None where it names another kind of thing."""
        found = self._pattern.fullmatch(subject)
        if found is None:
            return None
        return {name: int(value) if name in _NUMBERS else value for name, value in found.groupdict().items()}


_NUMBERS = frozenset({"number", "sequence", "revision"})
_VALUES: Mapping[str, str] = {
    **dict.fromkeys(_NUMBERS, "[1-9][0-9]{0,9}"),
    "annotation": "[0-9a-f]{32}",
    **dict.fromkeys(("submission", "cycle", "organisation", "id"), "[^:]{1,120}"),
}
_ANNOTATION = "urn:enregard:annotation:{annotation}:"
TEXTS = (
    ErasableText("annotation_version", "content", _ANNOTATION + "version:{number}"),
    ErasableText("reply", "texts", _ANNOTATION + "reply:{sequence}"),
    ErasableText("dissent", "text", _ANNOTATION + "dissent:{sequence}"),
    ErasableText("carry_forward", "texts", _ANNOTATION + "carry-forward:{revision}"),
    ErasableText("retraction", "reason", _ANNOTATION + "retraction"),
    ErasableText("withholding", "reason", _ANNOTATION + "withholding:{sequence}"),
    ErasableText("withdrawal", "reason", "urn:enregard:submission:{submission}:withdrawal:{revision}"),
    ErasableText("cycle_transition", "reason", "urn:enregard:cycle:{cycle}:transition:{number}"),
    ErasableText("accreditation", "ground", "urn:enregard:union:{organisation}:accreditation:{sequence}"),
    ErasableText("edition", "reason", "urn:enregard:edition:{id}"),
    ErasableText("erasure", "reason", "urn:enregard:erasure:{id}"),
)
"""Names as the leaves have them (`log_acts.ACTS`), but the last: an erasure's leaf bears the name of what went."""

UPLOAD = re.compile(r"urn:enregard:upload:(?P<sha256>[0-9a-f]{64})")


def text_named(subject: str) -> tuple[ErasableText, dict[str, str | int]] | None:
    """Return which words `subject` names, and the key of their row; None where it names none that can be erased."""
    for one in TEXTS:
        key = one.key(subject)
        if key is not None:
            return one, key
    return None
