"""What the submission says it answers: which framework, which cycle (E13)."""

from __future__ import annotations

from collections.abc import Iterator

from indicators.checks.context import Context
from indicators.findings import Finding


def header_faults(context: Context) -> Iterator[Finding]:
    """E13: made for another framework, another version of it, or another cycle."""
    submission = context.submission
    if submission.framework != context.framework.ref:
        params = {"case": "framework", "expected": context.framework.ref}
        yield Finding("E13", ("framework",), None, "framework", submission.framework, params)
    if context.cycle is not None and submission.cycle != context.cycle:
        yield Finding("E13", ("cycle",), None, "cycle", submission.cycle, {"case": "cycle", "expected": context.cycle})
