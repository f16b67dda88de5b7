"""core's tables. None of them has a foreign key to a room."""

from firstbell.core.models.attachments import Attachment
from firstbell.core.models.audit import AuditEntry, AuditLink
from firstbell.core.models.idempotency import IdempotentReply
from firstbell.core.models.imports import ImportGuard, ImportIssue, ImportRun, ImportValueMap
from firstbell.core.models.listing import BulkRow, BulkRun, ListHabit, SavedView
from firstbell.core.models.search import SearchDocument
from firstbell.core.models.undo import UndoOffer

__all__ = [
    "Attachment",
    "AuditEntry",
    "AuditLink",
    "BulkRow",
    "BulkRun",
    "IdempotentReply",
    "ImportGuard",
    "ImportIssue",
    "ImportRun",
    "ImportValueMap",
    "ListHabit",
    "SavedView",
    "SearchDocument",
    "UndoOffer",
]
