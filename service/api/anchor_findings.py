"""What an annotation names and is not there, and testimonies that could point at somebody, as findings in words."""

from __future__ import annotations

from indicators.anchor_messages import anchor_message
from indicators.anchors import AnchorFault, Path
from indicators.model import Language
from indicators.small_groups import GroupWarning, group_message
from schemas.problem import FindingOut
from service.api.problems import pointer
from service.errors import shape
from service.intake.annotation_book import AnnotationBook, BookFault
from service.slips import name_of, quoted
from service.workflows.annotate import SERVICE_GIVES


def anchor_finding(fault: AnchorFault, language: Language) -> FindingOut:
    """Return one fault with its place in the JSON of the annotation."""
    found, field = quoted(fault.found), name_of(fault.path)
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


def book_finding(fault: BookFault, language: Language) -> FindingOut:
    """Return one fault of a workbook of annotations, with its cell."""
    said = AnchorFault(fault.code, (), fault.found, {"expected": fault.expected})
    cell = {"sheet": fault.place.sheet or None, "cell": fault.place.cell or None}
    message = anchor_message(said, language)
    return FindingOut(code=fault.code, message=message, found=quoted(fault.found), expected=fault.expected, **cell)


def placed(finding: FindingOut, item: int, path: Path, book: AnnotationBook | None) -> FindingOut:
    """Return a finding about one item of a list: with its cell where the list came in a workbook, else its pointer."""
    if book is None:
        return finding.model_copy(update={"pointer": pointer(("items", item, *path))})
    place = book.place_of(item, path)
    return finding.model_copy(update={"pointer": None, "sheet": place.sheet, "cell": place.cell})
