"""What makes a submission wrong (E codes, which block submitting) or doubtful (W codes, shown beside the answer).

`check` is the one entry: it runs every rule, so that all faults come back at once. Each rule is a pure function in a
module named after what it looks at; what a code means to a reader is said in `messages.yaml`.
"""

from __future__ import annotations

from indicators.answers import Submission
from indicators.checks.answer import answer_faults
from indicators.checks.commitment import commitment_findings
from indicators.checks.context import TEXT_LIMITS, Context, Reader
from indicators.checks.doubts import doubts
from indicators.checks.header import header_faults
from indicators.checks.organisation import organisation_faults
from indicators.checks.place import in_order
from indicators.findings import Finding
from indicators.model import Framework

__all__ = ["TEXT_LIMITS", "Reader", "check"]


def check(
    framework: Framework,
    submission: Submission,
    previous: Submission | None = None,
    *,
    cycle: str | None = None,
    reader: Reader | None = None,
) -> tuple[Finding, ...]:
    """Return every fault and doubt of a submission, in the framework's order (framework, section 2).

    `previous` is the same company's submission of the cycle before (for W03); `cycle` is the cycle that is being
    answered, None where any is accepted; `reader` reads the wording of commitments (by default
    `indicators.wording.read`). A submission made for another framework is told so and judged no further: every
    other finding would follow from that one. Raises nothing on bad values.
    """
    context = Context(framework, submission, previous, cycle, reader)
    header = tuple(header_faults(context))
    if submission.framework != framework.ref:
        return header
    found = [
        *header,
        *organisation_faults(context),
        *answer_faults(context),
        *commitment_findings(context),
        *doubts(context),
    ]
    return in_order(framework, found)
