"""E-mail in's entries in the navigation."""

from firstbell.connectors.mail.permissions import MailPermission
from firstbell.core.nav import NavEntry, register

register(NavEntry("Help", "Mail in", "mail:inbound_mails", "mail", MailPermission.INBOUND_VIEW, order=34))
register(NavEntry("District", "Mailboxes", "mail:mailboxes", "mail", MailPermission.MAILBOX_EDIT, order=62))
