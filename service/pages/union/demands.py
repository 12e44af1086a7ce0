"""The organisation's own catalogue of demands, beside the framework's, which stays labelled as restated."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import Path, Response
from pydantic import ValidationError

from schemas.annotation_around import DemandIn, NewDemandIn
from service.errors import ServiceError
from service.pages.filled import Filled, FilledDep, words_of
from service.pages.route import page_router
from service.pages.union.told import fault_words
from service.pages.visit import Visit, VisitDep
from service.store import annotation_catalogues as rows
from service.workflows.annotation_file import shape_faults
from service.workflows.demands import add_demand, change_demand

router = page_router()
DemandName = Annotated[str, Path(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$")]
_FIELDS = ("code", "title_fr", "title_en", "sentence_fr", "sentence_en", "source")


@router.get("/{language:language}/union/demands", name="union.demands")
def demands(visit: VisitDep) -> Response:
    """The catalogue, and the form that adds to it."""
    return _page(visit, {})


@router.post("/{language:language}/union/demands", name="union.add_demand")
def add(visit: VisitDep, filled: FilledDep) -> Response:
    """Add a demand; annotations may cite it at once."""
    house = visit.house
    try:
        given = NewDemandIn.model_validate({**_content(visit, filled), "code": filled.text("code")})
        add_demand(house.database, house.frameworks, visit.actor, given, house.clock())
    except (ValidationError, ServiceError) as refused:
        return _page(visit, _given(filled), _errors(visit, refused))
    return visit.go("union.demands")


@router.get("/{language:language}/union/demands/{demand}", name="union.demand")
def one_demand(visit: VisitDep, demand: DemandName) -> Response:
    """One of the organisation's own demands, to be written anew."""
    row = _own(visit, demand)
    titles = {f"title_{one}": words for one, words in row.content["title"].items()}
    sentences = {f"sentence_{one}": words for one, words in row.content["sentence"].items()}
    given = {**titles, **sentences, "source": row.content["source"], "clauses": row.content["clauses"]}
    return _page(visit, {**given, "match": f'"{row.number}"'}, demand=demand)


@router.post("/{language:language}/union/demands/{demand}", name="union.change_demand")
def change(visit: VisitDep, demand: DemandName, filled: FilledDep) -> Response:
    """Add a new version of a demand; earlier ones stay."""
    house, match = visit.house, filled.text("match")
    _own(visit, demand)
    try:
        given = DemandIn.model_validate(_content(visit, filled))
        change_demand(house.database, house.frameworks, visit.actor, demand, given, match, house.clock())
    except (ValidationError, ServiceError) as refused:
        return _page(visit, _given(filled), _errors(visit, refused), demand)
    return visit.go("union.demands")


def _own(visit: Visit, demand: str) -> Any:
    """Return the row. Raises ServiceError `not_found` (404), for demands of others too."""
    with visit.house.database.reading() as connection:
        found = rows.demands(connection, rows.with_demand(demand), rows.demands_of(visit.actor.organisation))
    if not found:
        raise ServiceError("not_found", 404)
    return found[0]


def _content(visit: Visit, filled: Filled) -> dict[str, Any]:
    both = {name: {one: filled.text(f"{name}_{one}") for one in ("fr", "en")} for name in ("title", "sentence")}
    return {
        **both,
        "framework": visit.framework.id,
        "source": filled.text("source"),
        "clauses": filled.every("clauses"),
    }


def _given(filled: Filled) -> dict[str, Any]:
    texts = {name: filled.text(name) for name in _FIELDS}
    return {**texts, "clauses": filled.every("clauses"), "match": filled.text("match")}


def _errors(visit: Visit, refused: ValidationError | ServiceError) -> dict[str, str]:
    if isinstance(refused, ServiceError):
        return {"code": words_of(refused, visit.language)}
    places = ("_".join(str(step) for step in one["loc"][:2]) for one in refused.errors())
    told = (fault_words(fault, visit.language) for fault in shape_faults(refused))
    return dict(zip(places, told, strict=True))


def _page(
    visit: Visit, given: Mapping[str, Any], errors: Mapping[str, str] | None = None, demand: str = ""
) -> Response:
    with visit.house.database.reading() as connection:
        own = rows.demands(connection, rows.demands_of(visit.actor.organisation))
    blank = dict.fromkeys((*_FIELDS, "match"), "")
    context = {"rows": own, "given": {**blank, "clauses": [], **given}, "errors": errors or {}, "demand": demand}
    return visit.page("union/demands.html", {**context, "framework": visit.framework}, status=422 if errors else 200)
