"""Withholding: which text is not shown, on which ground and why; the place and the reason stay visible, and it can be
shown again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from fastapi import Response
from pydantic import ValidationError

from indicators.annotations import Annotation
from schemas.annotation_life import WithholdingPosted
from service.errors import ServiceError
from service.pages.filled import Filled, FilledDep, words_of
from service.pages.route import page_router
from service.pages.visit import Visit, VisitDep
from service.store import annotations as rows
from service.store.idempotency import Answered
from service.store.withheld import beginning_of_page, withheld_now
from service.workflows import receipts
from service.workflows.annotation_acts import Hand, seen, withhold

router = page_router()
LISTED, MOST_WITHHELD = 40, 200


@dataclass(frozen=True, slots=True)
class TextShown:
    """One text that can be withheld: which (`of`, `number` among its like), whose, its words, why it is withheld."""

    of: str
    number: int
    by: str
    words: Mapping[str, str]
    withheld: str | None


@router.get("/{language:language}/secretariat/withholding", name="secretariat.withholding")
def withholding(visit: VisitDep, until: int | None = None) -> Response:
    """What is withheld now, and the newest annotations."""
    with visit.house.database.reading() as connection:
        withheld = withheld_now(connection, limit=MOST_WITHHELD)
        first = beginning_of_page(connection, LISTED, until)
        found = rows.annotations_seen(connection, visit.actor, after=first, limit=LISTED)[::-1]
    here = visit.address("secretariat.withholding")
    listed = [(one.id.removeprefix(rows.IRI), one) for _, one in found]
    context = {"withheld": withheld, "listed": listed, "next": f"{here}?until={first}" if first else ""}
    return visit.page("secretariat/withholding.html", {**context, "previous": here if until is not None else ""})


@router.get("/{language:language}/secretariat/withholding/{annotation}", name="secretariat.texts")
def texts(visit: VisitDep, annotation: str) -> Response:
    """Every text beside one annotation, each with the form that withholds it or shows it again."""
    return _texts(visit, annotation)


@router.post("/{language:language}/secretariat/withholding/{annotation}", name="secretariat.withhold")
def act(visit: VisitDep, annotation: str, filled: FilledDep) -> Response:
    """Withhold one text, or show it again."""
    house = visit.house
    hand = Hand(
        house.database, house.frameworks, visit.actor, annotation, lambda *_: Answered(200, "{}"), clock=house.clock
    )
    try:
        withhold(hand, _posted(filled))
    except ValidationError:
        return _texts(visit, annotation, visit.say("Choose a ground and write the reason: both are shown to everyone."))
    except ServiceError as refused:
        return _texts(visit, annotation, words_of(refused, visit.language), refused.status)
    return visit.go("secretariat.texts", annotation=annotation)


def _posted(filled: Filled) -> WithholdingPosted:
    number = filled.text("number")
    return WithholdingPosted.model_validate(
        {
            "of": filled.text("of"),
            "number": int(number[:4]) if number.isdecimal() else -1,
            "ground": filled.text("ground"),
            "reason": filled.text("reason"),
            "lifted": filled.text("act") == "lift",
        }
    )


def _texts(visit: Visit, id_: str, fault: str = "", status: int = 422) -> Response:
    with visit.house.database.reading() as connection:
        found = seen(connection, visit.actor, id_)
        kept = receipts.of_annotation(connection, visit.actor, id_)
    context = {"id": id_, "one": found, "texts": list(_beside(found)), "fault": fault, "receipts": kept}
    return visit.page("secretariat/texts.html", context, status=status if fault else 200)


def _beside(found: Annotation) -> Iterator[TextShown]:
    yield TextShown("annotation", 0, found.union.name, found.texts, found.withheld)
    for number, (who, words) in enumerate(found.dissent):
        yield TextShown("dissent", number, who.name, {"fr": words} if words else {}, who.withheld)
    for number, reply in enumerate(found.replies):
        by = reply.union.name if reply.union else reply.signatory
        yield TextShown("reply", number, by, reply.texts, reply.withheld)
