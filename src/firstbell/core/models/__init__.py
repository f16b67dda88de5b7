"""core's tables. None of them has a foreign key to a room."""

from firstbell.core.models.attachments import Attachment
from firstbell.core.models.audit import AuditEntry, AuditLink
from firstbell.core.models.backups import BackupPlan, BackupRun
from firstbell.core.models.disclosures import (
    ApiReading,
    Disclosure,
    DisclosureBlock,
    DisclosureGround,
    DisclosurePerson,
)
from firstbell.core.models.idempotency import IdempotentReply
from firstbell.core.models.imports import ImportGuard, ImportIssue, ImportRun, ImportValueMap
from firstbell.core.models.retention import LegalHold, RetentionRule
from firstbell.core.models.search import SearchDocument
from firstbell.core.models.undo import UndoOffer

__all__ = [
    "ApiReading",
    "Attachment",
    "AuditEntry",
    "AuditLink",
    "BackupPlan",
    "BackupRun",
    "Disclosure",
    "DisclosureBlock",
    "DisclosureGround",
    "DisclosurePerson",
    "IdempotentReply",
    "ImportGuard",
    "ImportIssue",
    "ImportRun",
    "ImportValueMap",
    "LegalHold",
    "RetentionRule",
    "SearchDocument",
    "UndoOffer",
]
