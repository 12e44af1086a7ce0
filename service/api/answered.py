"""From the outcome of an act to a response: what was filed, or every reason why nothing was."""

from __future__ import annotations

from collections.abc import Sequence

from fastapi import Request, Response

from schemas.problem import FindingOut
from service.api.problems import problem
from service.store.idempotency import Answered


def respond(answered: Answered) -> Response:
    """Return what an act answered; a repeated answer says so."""
    headers = {"Location": answered.location} if answered.location else {}
    if answered.replayed:
        headers["Idempotent-Replayed"] = "true"
    return Response(answered.body, answered.status, headers, "application/json")


def refused(request: Request, findings: Sequence[FindingOut]) -> Response:
    """Return 422 with all findings, warnings too."""
    errors = sum(finding.severity == "error" for finding in findings)
    return problem(request, "findings", 422, {"count": errors}, findings)
