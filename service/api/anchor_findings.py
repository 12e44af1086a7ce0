"""What an annotation names and is not there, and testimonies that could point at somebody, as findings in words."""

from __future__ import annotations

from indicators.anchor_messages import anchor_message
from indicators.anchors import AnchorFault
from indicators.model import Language
from indicators.small_groups import GroupWarning, group_message
from schemas.problem import FindingOut
from service.api.problems import field_of, pointer, quoted
from service.errors import shape
from service.workflows.annotate import SERVICE_GIVES


def anchor_finding(fault: AnchorFault, language: Language) -> FindingOut:
    """Return one fault with its place in the JSON of the annotation."""
    found, field = quoted(fault.found), field_of(fault.path)
    if fault.code != SERVICE_GIVES:
        message = anchor_message(fault, language)
        expected = fault.params.get("expected", "")
        return FindingOut(
            code=fault.code, field=field, message=message, found=found, expected=expected, pointer=pointer(fault.path)
        )
    said = {part: shape(fault.code, part, language, {"name": field or ""}) for part in ("found", "expected", "remedy")}
    return FindingOut(
        code=fault.code,
        field=field,
        message=f"{said['found']}. {said['remedy']}",
        expected=said["expected"],
        remedy=said["remedy"],
        pointer=pointer(fault.path),
    )


def group_finding(warning: GroupWarning, language: Language) -> FindingOut:
    """Return one warning about a testimony, with its place in the JSON of the annotation."""
    return FindingOut(
        code=warning.code,
        severity="warning",
        field="evidence",
        message=group_message(warning, language),
        found=quoted(warning.found),
        pointer=pointer(("evidence", warning.proof)),
    )
