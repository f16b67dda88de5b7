"""The self-checks' entry in the navigation."""

from firstbell.connectors.sip2.permissions import Sip2Permission
from firstbell.core.nav import NavEntry, register

register(NavEntry("District", "Self-checks", "sip2:terminals", "scan", Sip2Permission.TERMINAL_EDIT, order=42))
