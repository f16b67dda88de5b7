"""The sign-in room's entry in the navigation."""

from firstbell.core.nav import NavEntry, register
from firstbell.signin.permissions import SigninPermission

register(NavEntry("District", "Sign-in", "signin:providers", "lock", SigninPermission.PROVIDER_EDIT, order=35))
