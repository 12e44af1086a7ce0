"""Receipts of the public log as files, for the organisation whose acts they are of."""

from __future__ import annotations

import json
from typing import Annotated, Any

from fastapi import Path, Response

from service.pages.route import page_router
from service.pages.visit import VisitDep
from service.workflows import receipts

router = page_router()
Leaf = Annotated[str, Path(pattern=r"^[0-9a-f]{64}$")]


@router.get("/{language:language}/receipts/{leaf}", name="receipts.one")
def one(visit: VisitDep, leaf: Leaf) -> Response:
    """The receipt of one act, as JSON."""
    with visit.house.database.reading() as connection:
        found = receipts.receipt(connection, visit.actor, leaf)
    return _file(found.receipt.as_json(), f"receipt-{leaf[:12]}.json")


@router.get("/{language:language}/receipts/{leaf}/import", name="receipts.imported")
def imported(visit: VisitDep, leaf: Leaf) -> Response:
    """The receipts of all that was filed by one import, as a JSON list; `leaf` is the first of them."""
    with visit.house.database.reading() as connection:
        found = receipts.of_import(connection, visit.actor, leaf)
    return _file([one.receipt.as_json() for one in found], f"receipts-{leaf[:12]}.json")


def _file(content: Any, name: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    body = json.dumps(content, ensure_ascii=False, indent=1) + "\n"
    return Response(body, headers=headers, media_type="application/json")
