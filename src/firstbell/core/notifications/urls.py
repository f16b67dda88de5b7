"""Pages of notices, webhooks and team chats."""

from django.urls import path

from firstbell.core.notifications.views import chats, deliveries, kinds, mine, webhooks

urlpatterns = [
    path("notices/", mine.notices, name="notices"),
    path("notices/read/", mine.notices_read, name="notices_read"),
    path("notices/<int:pk>/read/", mine.notice_read, name="notice_read"),
    path("notices/preferences/", mine.notice_preferences, name="notice_preferences"),
    path("notices/preferences/school-hours/", mine.notice_times_reset, name="notice_times_reset"),
    path("notices/stop/<str:token>/", mine.notice_stop, name="notice_stop"),
    path("notices/kinds/", kinds.notice_kinds, name="notice_kinds"),
    path("notices/kinds/<str:key>/", kinds.notice_kind, name="notice_kind"),
    path("notices/kinds/<str:key>/<str:channel>/<str:language>/", kinds.wording, name="wording"),
    path(
        "notices/kinds/<str:key>/<str:channel>/<str:language>/preview/", kinds.wording_preview, name="wording_preview"
    ),
    path("notices/kinds/<str:key>/<str:channel>/<str:language>/revert/", kinds.wording_revert, name="wording_revert"),
    path("notices/hours/", kinds.notice_times, name="notice_times"),
    path("notices/sent/", deliveries.deliveries, name="deliveries"),
    path("notices/sent/<int:pk>/", deliveries.delivery, name="delivery"),
    path("notices/sent/<int:pk>/again/", deliveries.delivery_again, name="delivery_again"),
    path("webhooks/", webhooks.webhooks, name="webhooks"),
    path("webhooks/add/", webhooks.webhook_add, name="webhook_add"),
    path("webhooks/<int:pk>/", webhooks.webhook, name="webhook"),
    path("webhooks/<int:pk>/secret/", webhooks.webhook_secret, name="webhook_secret"),
    path("webhooks/<int:pk>/try/", webhooks.webhook_ping, name="webhook_ping"),
    path("webhooks/<int:pk>/remove/", webhooks.webhook_remove, name="webhook_remove"),
    path("webhooks/log/<int:pk>/", webhooks.webhook_delivery, name="webhook_delivery"),
    path("webhooks/log/<int:pk>/again/", webhooks.webhook_again, name="webhook_again"),
    path("webhooks/chats/", chats.chat_rooms, name="chat_rooms"),
    path("webhooks/chats/add/", chats.chat_room_add, name="chat_room_add"),
    path("webhooks/chats/<int:pk>/", chats.chat_room, name="chat_room"),
    path("webhooks/chats/<int:pk>/try/", chats.chat_room_try, name="chat_room_try"),
    path("webhooks/chats/<int:pk>/remove/", chats.chat_room_remove, name="chat_room_remove"),
]
