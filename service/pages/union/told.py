"""What keeps an annotation from standing, in the words of its rules, beside the field of the composer it is about."""

from __future__ import annotations

from collections.abc import Iterable

from indicators.anchor_messages import anchor_message
from indicators.anchors import AnchorFault, Path
from indicators.model import Language
from service.errors import shape
from service.pages.visit import Visit
from service.workflows.annotate import SERVICE_GIVES
from service.workflows.annotation_file import in_language

SHAPE = "N21"
_LISTS = ("motives", "demands", "themes")


def fault_words(fault: AnchorFault, language: Language) -> str:
    """Return what was found and how to mend it."""
    if fault.code == SERVICE_GIVES:
        name = {"name": ".".join(map(str, fault.path))}
        found, remedy = (shape(fault.code, part, language, name) for part in ("found", "remedy"))
        return f"{found}. {remedy}"
    return anchor_message(in_language(fault, language), language)


def by_field(visit: Visit, faults: Iterable[AnchorFault], languages: Iterable[str]) -> dict[str, str]:
    """Return faults by the field of the composer they are about; `languages` are those of its texts, in order.

    Several about one field stand one after the other.
    """
    said: dict[str, list[str]] = {}
    spoken = tuple(languages)
    for fault in faults:
        said.setdefault(field_of(fault.path, spoken), []).append(_words(visit, fault))
    return {name: " ".join(dict.fromkeys(told)) for name, told in said.items()}


def _words(visit: Visit, fault: AnchorFault) -> str:
    if fault.code == SHAPE and fault.path == ("motives",):
        return visit.say("Choose at least one motive.")
    if fault.code == SHAPE and fault.path == ("body",):
        return visit.say("Write the text, in French, in English or in both.")
    return fault_words(fault, visit.language)


def field_of(path: Path, languages: tuple[str, ...]) -> str:
    """Return the name of the field that a place in the JSON of an annotation comes from; `source` where none does."""
    steps = [step if isinstance(step, int) or not step.isdecimal() else int(step) for step in path]
    head = str(steps[0]) if steps else ""
    place = next((step for step in steps[1:] if isinstance(step, int)), None)
    if head == "target":
        return "exact" if "selector" in steps else "source"
    if head == "body":
        known = place is not None and place < len(languages)
        return f"text_{languages[place]}" if known and place is not None else "text_fr"
    if head in _LISTS:
        return head
    if head == "evidence" and place is not None:
        return f"e{place}-{steps[2] if len(steps) > 2 else 'kind'}"
    if head == "judgements" and place is not None:
        return f"j{place}"
    return "judgements" if head == "judgements" else "source"
