"""Addresses of the kiosk room."""

from django.urls import path

from firstbell.kiosk.views import desk, kiosks, self_check, texts

app_name = "kiosk"
urlpatterns = [
    path("", desk.start, name="start"),
    path("pin/", desk.pin, name="pin"),
    path("choose/", desk.choose, name="choose"),
    path("me/", desk.me, name="me"),
    path("ticket/", desk.ticket, name="ticket"),
    path("done/", desk.done, name="done"),
    path("self-check/", self_check.start, name="self_check"),
    path("self-check/pin/", self_check.pin, name="self_check_pin"),
    path("self-check/turn/", self_check.turn, name="self_check_turn"),
    path("self-check/renew/", self_check.renew, name="self_check_renew"),
    path("self-check/back/", self_check.back, name="self_check_back"),
    path("self-check/done/", self_check.done, name="self_check_done"),
    path("self-check/language/", self_check.language, name="self_check_language"),
    path("kiosks/", kiosks.kiosks, name="kiosks"),
    path("kiosks/add/", kiosks.kiosk_add, name="kiosk_add"),
    path("kiosks/<int:pk>/", kiosks.kiosk, name="kiosk"),
    path("kiosks/<int:pk>/use/", kiosks.kiosk_use, name="kiosk_use"),
    path("kiosks/<int:pk>/revoke/", kiosks.kiosk_revoke, name="kiosk_revoke"),
    path("texts/", texts.texts, name="texts"),
    path("texts/<int:pk>/<slug:key>/", texts.text, name="text"),
    path("people/<int:pk>/pin/", kiosks.pin_set, name="pin_set"),
    path("people/<int:pk>/pin/remove/", kiosks.pin_remove, name="pin_remove"),
    path("sections/<int:pk>/slips/", kiosks.slips, name="slips"),
    path("sections/<int:pk>/code/", kiosks.offer, name="offer"),
]
