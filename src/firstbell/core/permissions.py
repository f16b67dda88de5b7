"""What core itself guards."""

from enum import StrEnum


class CorePermission(StrEnum):
    """Named ``room.thing.verb``; roles get them in ``config/roles.py``."""

    AUDIT_VIEW = "core.audit.view"
    DISCLOSURE_VIEW = "core.disclosure.view"
    BACKUP_VIEW = "core.backup.view"
    BACKUP_RUN = "core.backup.run"
    IMPORT_VIEW = "core.import.view"
    IMPORT_RUN = "core.import.run"
    IMPORT_RELEASE = "core.import.release"
    IMPORT_ANY = "core.import.any"
    """Every kind of file. Without it only kinds that name a permission of their own, and that one is needed."""
    RETENTION_EDIT = "core.retention.edit"
    SETTINGS_EDIT = "core.settings.edit"
    TASK_VIEW = "core.task.view"
    TASK_RETRY = "core.task.retry"
    SEARCH_USE = "core.search.use"
    VIEW_SHARE = "core.view.share"
    API_USE = "core.api.use"
    NOTICE_MANAGE = "core.notice.manage"
    DELIVERY_VIEW = "core.delivery.view"
    WEBHOOK_MANAGE = "core.webhook.manage"
