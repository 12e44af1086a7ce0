"""What a revision declares, as plain values: for filings, where sixty models would cost more than storing them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from indicators.answers import Submission, Value
from schemas.out import json_number


def content_json(submission: Submission) -> dict[str, Any]:
    """Return `content_of(submission).model_dump(mode="json")`, made without its sixty models: every filing asks for it
    twice, once for the digest that the public log commits to."""
    organisation = submission.organisation
    return {
        "framework": submission.framework,
        "cycle": submission.cycle,
        "language": submission.language,
        "organisation": {
            "name": organisation.name,
            "country": organisation.country,
            "sector": organisation.sector,
            "reference": organisation.reference,
            "populations": _json_numbers(organisation.populations),
            "publication": organisation.publication,
        },
        "answers": [
            {
                "indicator": answer.indicator,
                "status": answer.status,
                "values": _json_numbers(answer.values),
                "reason": answer.reason,
                "comment": answer.comment,
                "evidence": [
                    {"kind": item.kind, "title": item.title, "link": item.link, "reference": item.reference}
                    for item in answer.evidence
                ],
            }
            for answer in submission.answers
        ],
        "commitments": [
            {
                "clause": given.clause,
                "text": given.text,
                "target": json_number(given.target) if isinstance(given.target, Decimal) else None,
                "unit": given.unit,
                "target_date": given.target_date.isoformat() if isinstance(given.target_date, date) else None,
                "role": given.role,
            }
            for given in submission.commitments
        ],
    }


def _json_numbers(values: Mapping[str, Value]) -> dict[str, int | float]:
    return {key: json_number(value) for key, value in values.items() if isinstance(value, Decimal)}
