"""Chat by Apprise: an extra package that speaks to Slack, Teams, Google Chat and a hundred others by one address form.

https://github.com/caronc/apprise/wiki for the forms. Only services with a fixed home on the internet are allowed, so
that an address cannot reach into the school's own network; FIRSTBELL_PRIVATE_HOOKS=1 allows those as well.
"""

from __future__ import annotations

from importlib.util import find_spec

from django.conf import settings

from firstbell.core.errors import Conflict, Invalid
from firstbell.core.notifications.mail import Refused

#: Services that know their own host; the address holds only tokens.
PUBLIC_SERVICES = {
    "slack": "Slack",
    "workflows": "Microsoft Teams (Workflows)",
    "msteams": "Microsoft Teams",
    "gchat": "Google Chat",
    "discord": "Discord",
    "tgram": "Telegram",
    "wxteams": "Webex",
    "zulip": "Zulip Cloud",
}
#: Services of which the address names the host.
OWN_SERVICES = {
    "mmost": "Mattermost", "mmosts": "Mattermost",
    "rocket": "Rocket.Chat", "rockets": "Rocket.Chat",
    "matrix": "Matrix", "matrixs": "Matrix",
    "ntfy": "ntfy", "ntfys": "ntfy",
    "json": "JSON", "jsons": "JSON",
}  # fmt: skip


def is_chat_installed() -> bool:
    return find_spec("apprise") is not None


def require_chat() -> None:
    """Raises Conflict with how to get it when the extra is missing."""
    if not is_chat_installed():
        raise Conflict(
            "Chat needs the package “apprise”, which is not installed.",
            remedy="Install the extras (requirements/extras.txt) and start Firstbell again.",
            code="extra_missing",
        )


def service_of(url: str) -> str:
    """The name of the service behind an Apprise address. Raises Invalid for one that is unknown or not allowed."""
    require_chat()
    scheme = url.partition("://")[0].strip().lower()
    allowed = PUBLIC_SERVICES | (OWN_SERVICES if settings.FIRSTBELL_PRIVATE_HOOKS else {})
    if scheme not in allowed:
        names = ", ".join(f"{key}://" for key in allowed)
        raise Invalid(f"“{scheme[:20]}://” is not a chat we send to.", remedy=f"Use one of: {names}", field="url")
    import apprise

    if apprise.Apprise.instantiate(url.strip()) is None:
        raise Invalid(
            f"This is not a whole address of {allowed[scheme]}.",
            remedy="Copy it anew from Apprise's page about the service; it holds the channel's tokens.",
            field="url",
        )
    return allowed[scheme]


def say(url: str, *, title: str, text: str) -> None:
    """Send one message. Raises Refused when the extra is gone, OSError when the service did not take it."""
    if not is_chat_installed():
        raise Refused("The package “apprise” is not installed.", "Install the extras and send it again.")
    import apprise

    service = apprise.Apprise.instantiate(url)
    if service is None:
        raise Refused("The address of this chat is not understood any more.", "Enter it again on the chat's page.")
    if not service.notify(body=text, title=title):
        raise OSError("The chat service did not take the message.")
