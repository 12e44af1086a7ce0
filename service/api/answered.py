"""From the outcome of an act to a response: what was filed, or every reason why nothing was."""

from __future__ import annotations

import json
from collections.abc import Sequence

from fastapi import Request, Response

from schemas.problem import FindingOut
from service.api.problems import problem, safe_json
from service.store.idempotency import Answered


def respond(answered: Answered, **shown_once: str | None) -> Response:
    """Return what an act answered; a repeated answer says so.

    `shown_once`: secrets just made, which go out with the first answer and are never kept with it.
    """
    headers = {"Location": answered.location} if answered.location else {}
    if answered.replayed:
        headers["Idempotent-Replayed"] = "true"
    given = {name: value for name, value in shown_once.items() if value is not None}
    body = safe_json({**json.loads(answered.body), **given}) if given else answered.body
    return Response(body, answered.status, headers, "application/json")


def refused(request: Request, findings: Sequence[FindingOut]) -> Response:
    """Return 422 with all findings, warnings too."""
    errors = sum(finding.severity == "error" for finding in findings)
    return problem(request, "findings", 422, {"count": errors}, findings)
