"""From the outcome of an act on annotations to a response: the annotation as it stands, or every reason why not."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import Query, Request, Response
from sqlalchemy import Connection

from indicators.annotations import Annotation
from indicators.model import Language
from service.api.anchor_findings import anchor_finding, group_finding
from service.api.answered import refused, respond
from service.api.problems import problem, safe_json
from service.dependencies import House
from service.store.annotations import IRI
from service.store.idempotency import Answered
from service.workflows.annotate import Misplaced, Presented, TooFew
from service.workflows.annotation_view import view

SmallGroups = Annotated[
    Literal["accepted"] | None,
    Query(description="`accepted`: the warnings about small groups were read, and the testimony is published."),
]


def showing(house: House, status: int) -> Presented:
    """Return what makes the answer of an act: the annotation as it stands after it, and where it is."""

    def present(connection: Connection, annotation: Annotation) -> Answered:
        body = safe_json(view(connection, house.frameworks, annotation)).decode()
        return Answered(status, body, f"/api/v1/annotations/{annotation.id.removeprefix(IRI)}")

    return present


def told(request: Request, outcome: Answered | Misplaced | TooFew, language: Language) -> Response:
    """Return the outcome of an act on an annotation."""
    if isinstance(outcome, Misplaced):
        return refused(request, [anchor_finding(fault, language) for fault in outcome.faults])
    if isinstance(outcome, TooFew):
        findings = [group_finding(warning, language) for warning in outcome.warnings]
        return problem(request, "small_group", 409, {"count": len(findings)}, findings)
    return respond(outcome)
