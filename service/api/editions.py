"""`/editions` and `/cycles/{cycle}/editions`: publishing, and everything an edition is read and downloaded by.

Editions are for everyone. Files are sent as they were published; a view that nobody asked for before is made from what
the edition froze.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from schemas.edition import (
    ChecklistOut,
    CitationOut,
    ComparisonOut,
    EditionFiledOut,
    EditionFullOut,
    EditionIn,
    EditionOut,
)
from schemas.log import EditionReceiptOut, ReceiptOut
from schemas.out import Page
from service.api.answered import respond
from service.api.documented import Responses, reading, writing
from service.api.edition_words import (
    checklist_out,
    citation_out,
    comparison_out,
    edition_full,
    edition_out,
    permalink,
)
from service.api.log import inclusion_out
from service.api.parameters import Cursor, CycleId, Limit
from service.api.problems import safe_json
from service.api.route import GuardedRoute
from service.api.views import EditionPath
from service.dependencies import ActorDep, HouseDep, KeyText, LanguageDep, keyed
from service.store import editions as rows
from service.store.idempotency import Answered
from service.store.tables import Edition
from service.workflows import edition_reading as published
from service.workflows import receipts
from service.workflows.edition_files import Written
from service.workflows.publish_edition import Order, proof, publish

router = APIRouter(tags=["editions"], route_class=GuardedRoute)
CREATED: Responses = {201: {"description": "Published; `Location` names it.", "model": EditionFiledOut}}
ReasonQuery = Annotated[str, Query(max_length=2_000, description="The reason that would be given.")]


@router.post("/cycles/{cycle}/editions", name="editions.publish", status_code=201, responses={**writing(), **CREATED})
def publish_edition(
    cycle: CycleId, given: EditionIn, house: HouseDep, actor: ActorDep, key_text: KeyText, request: Request
) -> Response:
    """Publish an edition: its report, in every form, is frozen for ever. A closed cycle is frozen by this very act.

    Where a condition of the checklist does not hold, nothing is published (409, `edition_not_ready`).
    """
    key = keyed(request, key_text, request.state.content)
    url = house.settings.public_url

    def present(edition: Edition, files: Sequence[Written]) -> Answered:
        del files
        body = safe_json(edition_out(edition, url).model_dump(mode="json")).decode()
        return Answered(201, body, f"/api/v1/editions/{edition.id}")

    order = Order(given.reason, given.correction)
    with house.in_flight.hold(actor, key):
        return respond(publish(house.press, actor, cycle, order, present=present, key=key))


@router.get("/cycles/{cycle}/editions/checklist", name="editions.checklist", responses=reading())
def read_checklist(
    cycle: CycleId,
    house: HouseDep,
    language: LanguageDep,
    reason: ReasonQuery = "",
    correction: Annotated[bool, Query(description="Ask for a correction of the newest edition.")] = True,
) -> ChecklistOut:
    """What must hold before the next edition is published, what holds, and the number it would have."""
    return checklist_out(proof(house.press, cycle, Order(reason, correction)), language)


@router.get("/editions", name="editions.list", responses=reading())
def list_editions(
    house: HouseDep,
    cycle: Annotated[str | None, Query(pattern=r"^[A-Za-z0-9][A-Za-z0-9._@-]{0,63}$")] = None,
    limit: Limit = 100,
    cursor: Cursor = None,
) -> Page[EditionOut]:
    """All editions by id, or those of one cycle."""
    with house.database.reading() as connection:
        found = rows.editions(connection, cycle=cycle, after=cursor or "", limit=limit + 1)
    items = [edition_out(edition, house.settings.public_url) for edition in found[:limit]]
    return Page(items=items, next=items[-1].id if len(found) > limit else None)


@router.get("/editions/{edition}", name="editions.read", responses=reading())
def read_edition(edition: EditionPath, house: HouseDep, language: LanguageDep) -> EditionFullOut:
    """One edition: number, reason, checklist, citation, and every file with its hash."""
    found = published.known_edition(house.database, edition)
    url = house.settings.public_url
    framework = house.frameworks.find(found.framework)
    cited = published.cited(house.database, framework, found, permalink(url, found.id))
    return edition_full(found, published.public_files(house.database, found), cited, url, language)


@router.get("/editions/{edition}/receipt", name="editions.receipt", responses=reading())
def read_receipt(edition: EditionPath, house: HouseDep, actor: ActorDep) -> EditionReceiptOut:
    """The receipt of its leaf in the public log, and the proof that the leaf stands there. The leaf commits to the hash
    of every file: `enregard verify package.zip --receipt receipt.json --key …` holds each word of the package against
    it. Refused to who may not see every answer where the edition was published before complete packages were sealed.
    """
    with house.database.reading() as connection:
        found = receipts.of_edition(connection, actor, edition)
    proof = inclusion_out(found.proof) if found.proof else None
    return EditionReceiptOut(receipt=ReceiptOut.model_validate(found.receipt.as_json()), proof=proof)


@router.get("/editions/{edition}/citation", name="editions.citation", responses=reading())
def read_citation(edition: EditionPath, house: HouseDep, language: LanguageDep) -> CitationOut:
    """How to cite it: a sentence, BibTeX, CSL-JSON; with the permalink and the hash of the public package."""
    found = published.known_edition(house.database, edition)
    framework = house.frameworks.find(found.framework)
    link = permalink(house.settings.public_url, found.id)
    return citation_out(published.cited(house.database, framework, found, link), language)


@router.get("/editions/{before}/comparison/{after}", name="editions.comparison", responses=reading())
def compare_editions(before: EditionPath, after: EditionPath, house: HouseDep, language: LanguageDep) -> ComparisonOut:
    """Two editions side by side: which figures changed, from what to what, and why they can."""
    old, new = (published.known_edition(house.database, one) for one in (before, after))
    found = published.comparison(house.database, before, after)
    return comparison_out(old, new, found, house.settings.public_url, language)
