"""Every table of the service, one module a concern. Rows only: no table model reaches the network, no rule lives here.

`INSERT_ONLY` names the tables whose rows nobody may change or remove; the database itself refuses it (`guards.py`).
"""

from __future__ import annotations

from service.store.tables.annotation_life import INSERT_ONLY as LIVED
from service.store.tables.annotation_life import (
    AnnotationDraft,
    CarryForward,
    Countersignature,
    Dissent,
    ReadingMark,
    Reply,
    Retraction,
    UnionDemand,
    Withholding,
)
from service.store.tables.annotations import INSERT_ONLY as OPPOSED
from service.store.tables.annotations import Annotation, AnnotationMotive, AnnotationTarget, AnnotationVersion
from service.store.tables.base import metadata
from service.store.tables.cycles import Cycle, Signatory
from service.store.tables.organisations import Organisation, Token
from service.store.tables.people import INSERT_ONLY as ACCREDITED
from service.store.tables.people import (
    Account,
    Accreditation,
    Attempt,
    Identity,
    Invitation,
    Membership,
    OutsideSignIn,
    PasswordReset,
    Session,
)
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
    *LIVED,
    *ACCREDITED,
)

__all__ = [
    "INSERT_ONLY",
    "Account",
    "Accreditation",
    "Annotation",
    "AnnotationDraft",
    "AnnotationMotive",
    "AnnotationTarget",
    "AnnotationVersion",
    "Answer",
    "AnswerValue",
    "Attempt",
    "CarryForward",
    "Commitment",
    "Countersignature",
    "Cycle",
    "Dissent",
    "Evidence",
    "FindingRow",
    "IdempotencyKey",
    "Identity",
    "Invitation",
    "Membership",
    "Organisation",
    "OutsideSignIn",
    "PasswordReset",
    "Population",
    "ReadingMark",
    "Reply",
    "Retraction",
    "Revision",
    "Session",
    "Signatory",
    "Submission",
    "Token",
    "UnionDemand",
    "Upload",
    "Withholding",
    "metadata",
]
