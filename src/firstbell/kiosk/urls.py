"""Addresses of the kiosk room."""

from django.urls import path

from firstbell.kiosk.views import desk, kiosks

app_name = "kiosk"
urlpatterns = [
    path("", desk.start, name="start"),
    path("pin/", desk.pin, name="pin"),
    path("choose/", desk.choose, name="choose"),
    path("me/", desk.me, name="me"),
    path("ticket/", desk.ticket, name="ticket"),
    path("done/", desk.done, name="done"),
    path("kiosks/", kiosks.kiosks, name="kiosks"),
    path("kiosks/add/", kiosks.kiosk_add, name="kiosk_add"),
    path("kiosks/<int:pk>/", kiosks.kiosk, name="kiosk"),
    path("kiosks/<int:pk>/revoke/", kiosks.kiosk_revoke, name="kiosk_revoke"),
    path("people/<int:pk>/pin/", kiosks.pin_set, name="pin_set"),
    path("people/<int:pk>/pin/remove/", kiosks.pin_remove, name="pin_remove"),
    path("sections/<int:pk>/slips/", kiosks.slips, name="slips"),
    path("sections/<int:pk>/code/", kiosks.offer, name="offer"),
]
