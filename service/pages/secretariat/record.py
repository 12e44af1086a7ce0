"""The public log as its keeper sees it: what waits, whether a checkpoint is due, the newest ones, and signing now."""

from __future__ import annotations

from fastapi import Response

from service.errors import ServiceError
from service.pages.filled import words_of
from service.pages.route import page_router
from service.pages.visit import Visit, VisitDep
from service.store import log_tree
from service.workflows.checkpoints import checkpoint_due, make_checkpoint
from service.workflows.log_key import signing_key
from service.workflows.rounds import batching_of

router = page_router()
LISTED = 12


@router.get("/{language:language}/secretariat/log", name="secretariat.log")
def log(visit: VisitDep) -> Response:
    """The page."""
    return _log(visit)


@router.post("/{language:language}/secretariat/log", name="secretariat.sign")
def sign(visit: VisitDep) -> Response:
    """Sign what waits now, unless it is too little to be told together."""
    house = visit.house
    key = signing_key(house.settings)
    if key is None:
        return _log(visit, visit.say("No key signs the log here: the operator makes one with `enregard log key`."), 409)
    try:
        make_checkpoint(house.database, key, house.clock(), house.settings.log_batch_least)
    except ServiceError as refused:
        return _log(visit, words_of(refused, visit.language), refused.status)
    return visit.go("secretariat.log")


def _log(visit: Visit, fault: str = "", status: int = 200) -> Response:
    house = visit.house
    batching, key = batching_of(house.settings), signing_key(house.settings)
    due = checkpoint_due(house.database, batching, house.clock())
    with house.database.reading() as connection:
        waiting, kept = log_tree.waiting(connection), log_tree.checkpoints(connection)
    context = {
        "waiting": waiting,
        "due": due,
        "batching": batching,
        "minutes": int(batching.every.total_seconds() // 60),
        "hours": int(batching.longest.total_seconds() // 3600),
        "checkpoints": sorted(kept, key=lambda one: one.size, reverse=True)[:LISTED],
        "signed": key is not None,
        "verifier": str(key.verifier) if key else "",
        "fault": fault,
    }
    return visit.page("secretariat/log.html", context, status=status)
