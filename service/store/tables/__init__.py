"""Every table of the service, one module a concern. Rows only: no table model reaches the network, no rule lives here.

`INSERT_ONLY` names the tables whose rows nobody may change or remove; the database itself refuses it (`guards.py`).
"""

from __future__ import annotations

from service.store.tables.annotations import INSERT_ONLY as OPPOSED
from service.store.tables.annotations import Annotation, AnnotationMotive, AnnotationTarget, AnnotationVersion
from service.store.tables.base import metadata
from service.store.tables.cycles import Cycle, Signatory
from service.store.tables.organisations import Organisation, Token
from service.store.tables.requests import IdempotencyKey
from service.store.tables.submissions import INSERT_ONLY as DECLARED
from service.store.tables.submissions import (
    Answer,
    AnswerValue,
    Commitment,
    Evidence,
    FindingRow,
    Population,
    Revision,
    Submission,
    Upload,
)

INSERT_ONLY = (
    *DECLARED,
    *OPPOSED,
)

__all__ = [
    "INSERT_ONLY",
    "Annotation",
    "AnnotationMotive",
    "AnnotationTarget",
    "AnnotationVersion",
    "Answer",
    "AnswerValue",
    "Commitment",
    "Cycle",
    "Evidence",
    "FindingRow",
    "IdempotencyKey",
    "Organisation",
    "Population",
    "Revision",
    "Signatory",
    "Submission",
    "Token",
    "Upload",
    "metadata",
]
