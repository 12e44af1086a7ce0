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
    Reminder,
    Reply,
    Retraction,
    UnionDemand,
    Withholding,
)
from service.store.tables.annotations import INSERT_ONLY as OPPOSED
from service.store.tables.annotations import Annotation, AnnotationMotive, AnnotationTarget, AnnotationVersion
from service.store.tables.base import metadata
from service.store.tables.cycles import INSERT_ONLY as HAPPENED
from service.store.tables.cycles import Cycle, CycleTransition, Signatory, SignatoryEvent
from service.store.tables.drafts import BulkFile, BulkJob, Draft, DraftPart, WorkbookOnTrial
from service.store.tables.editions import INSERT_ONLY as PUBLISHED
from service.store.tables.editions import Edition, EditionChunk, EditionFile, RegisterChange
from service.store.tables.log import INSERT_ONLY as LOGGED
from service.store.tables.log import (
    Checkpoint,
    Erasure,
    LedgerLeaf,
    LedgerOpening,
    LedgerPending,
    LedgerPlace,
    LedgerTile,
)
from service.store.tables.organisations import INSERT_ONLY as NAMED
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
from service.store.tables.webhooks import Webhook, WebhookDelivery
from service.store.tables.withdrawals import INSERT_ONLY as WITHDRAWN
from service.store.tables.withdrawals import Withdrawal

INSERT_ONLY = (
    *NAMED,
    *DECLARED,
    *OPPOSED,
    *HAPPENED,
    *WITHDRAWN,
    *LIVED,
    *ACCREDITED,
    *LOGGED,
    *PUBLISHED,
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
    "BulkFile",
    "BulkJob",
    "CarryForward",
    "Checkpoint",
    "Commitment",
    "Countersignature",
    "Cycle",
    "CycleTransition",
    "Dissent",
    "Draft",
    "DraftPart",
    "Edition",
    "EditionChunk",
    "EditionFile",
    "Erasure",
    "Evidence",
    "FindingRow",
    "IdempotencyKey",
    "Identity",
    "Invitation",
    "LedgerLeaf",
    "LedgerOpening",
    "LedgerPending",
    "LedgerPlace",
    "LedgerTile",
    "Membership",
    "Organisation",
    "OutsideSignIn",
    "PasswordReset",
    "Population",
    "ReadingMark",
    "RegisterChange",
    "Reminder",
    "Reply",
    "Retraction",
    "Revision",
    "Session",
    "Signatory",
    "SignatoryEvent",
    "Submission",
    "Token",
    "UnionDemand",
    "Upload",
    "Webhook",
    "WebhookDelivery",
    "Withdrawal",
    "Withholding",
    "WorkbookOnTrial",
    "metadata",
]
