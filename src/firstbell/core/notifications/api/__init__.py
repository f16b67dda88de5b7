"""Notices over REST, a module for each noun."""

from firstbell.core.api import Router
from firstbell.core.notifications.api import chat_rooms, deliveries, kinds, notices, webhooks

router = Router(tags=["Notices"])
for noun in (notices, kinds, deliveries, webhooks, chat_rooms):
    router.add_router("", noun.router)
