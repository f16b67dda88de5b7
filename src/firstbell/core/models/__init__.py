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
from firstbell.core.models.listing import BulkRow, BulkRun, ListHabit, SavedView
from firstbell.core.models.merges import Merge
from firstbell.core.models.notifications import (
    Channel,
    Choice,
    Delivery,
    KindSwitch,
    Notice,
    NoticeTimes,
    Preference,
    Wording,
)
from firstbell.core.models.retention import LegalHold, RetentionRule
from firstbell.core.models.schedule import ScheduledJob
from firstbell.core.models.search import SearchDocument
from firstbell.core.models.stamps import TableStamp
from firstbell.core.models.undo import UndoOffer
from firstbell.core.models.webhooks import ChatRoom, Webhook, WebhookDelivery

__all__ = [
    "ApiReading",
    "Attachment",
    "AuditEntry",
    "AuditLink",
    "BackupPlan",
    "BackupRun",
    "BulkRow",
    "BulkRun",
    "Channel",
    "ChatRoom",
    "Choice",
    "Delivery",
    "Disclosure",
    "DisclosureBlock",
    "DisclosureGround",
    "DisclosurePerson",
    "IdempotentReply",
    "ImportGuard",
    "ImportIssue",
    "ImportRun",
    "ImportValueMap",
    "KindSwitch",
    "LegalHold",
    "ListHabit",
    "Merge",
    "Notice",
    "NoticeTimes",
    "Preference",
    "RetentionRule",
    "SavedView",
    "ScheduledJob",
    "SearchDocument",
    "TableStamp",
    "UndoOffer",
    "Webhook",
    "WebhookDelivery",
    "Wording",
]
