"""Plain self-assessments and annotations to post, built from the framework itself, so that they stay valid with it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from indicators.model import Field, Framework, Indicator
from service.store.engine import Database
from service.workflows.accounts import Issued, Place, create_account
from service.workflows.cycles import Frameworks, create_cycle

CYCLE = "2026"


def self_assessment(
    framework: Framework, *, name: str = "Aciéries Exemple (invented)", **organisation: Any
) -> dict[str, Any]:
    """Return a valid body: each core indicator answered by small numbers that fit each other."""
    return {
        "framework": framework.ref,
        "cycle": CYCLE,
        "language": "fr",
        "organisation": {
            "name": name,
            "country": "FR",
            "sector": "C",
            "populations": {"EMP": 1200, "SYS": 9, "EXP": 400},
            **organisation,
        },
        "answers": [answer(indicator) for indicator in framework.entered() if indicator.core],
        "commitments": [
            {
                "clause": "2.1",
                "text": "Nous formerons 300 personnes à l’IA.",
                "target": 300,
                "unit": "personnes",
                "target_date": "2027-06-30",
                "role": "DRH",
            }
        ],
    }


def answer(indicator: Indicator) -> dict[str, Any]:
    """Return one valid answer."""
    values: dict[str, int] = {}
    for field in sorted(indicator.fields, key=lambda one: one.part_of is not None):
        share = 0 if field.group == "other" else 2
        values[field.key] = _value(field) if field.part_of is None else values[field.part_of] * share // 4
    return {"indicator": indicator.id, "status": "answered", "values": values}


def _value(field: Field) -> int:
    if field.population is not None:
        return {"EMP": 1200, "SYS": 9, "EXP": 400}[field.population]
    return {"numerator": 4, "numerator_base": 8, "denominator": 8, "denominator_base": 9, "level": 2}.get(field.role, 4)


def value_of(body: dict[str, Any], indicator: str) -> dict[str, Any]:
    """Return the values of one answer of a body, to change them."""
    values: dict[str, Any] = next(one for one in body["answers"] if one["indicator"] == indicator)["values"]
    return values


def annotation(
    target: str = "urn:enregard:paris-2025@1:clause:1.1", motives: tuple[str, ...] = ("V1",), **more: Any
) -> dict[str, Any]:
    """Return a valid annotation body on a clause, an answer or a figure."""
    return {
        "type": "Annotation",
        "body": [{"type": "TextualBody", "value": "Rien ne dit qui est consulté, ni quand.", "language": "fr"}],
        "target": {"source": target},
        "motives": list(motives),
        **more,
    }


def answer_target(indicator: str, signatory: str = "EX-001", revision: int = 1, cycle: str = CYCLE) -> str:
    """Return the IRI of one answer of one revision."""
    return f"urn:enregard:cycle:{cycle}:answer:{signatory}:{indicator}:revision:{revision}"


def open_cycle(database: Database, id_: str = CYCLE, *, opened_days_ago: int = 10, lasts_days: int = 100) -> None:
    """Open a cycle that runs now."""
    opens = datetime.now(UTC) - timedelta(days=opened_days_ago)
    create_cycle(
        database,
        Frameworks(),
        id_=id_,
        framework="paris-2025",
        opens=opens,
        closes=opens + timedelta(days=lasts_days),
    )


def company(database: Database, signatory: str = "EX-001", name: str = "Aciéries Exemple (invented)") -> Issued:
    """Make a company with its place in the cycle."""
    return create_account(database, kind="company", name=name, place=Place(CYCLE, signatory))
