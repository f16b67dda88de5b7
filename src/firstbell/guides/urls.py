"""The pages of those who write cards. Those who use them go through the help desk."""

from django.urls import path

from firstbell.guides.views import cards

app_name = "guides"
urlpatterns = [
    path("cards/", cards.cards, name="cards"),
    path("cards/add/", cards.card_add, name="card_add"),
    path("cards/<str:code>/", cards.card, name="card"),
    path("cards/<str:code>/edit/", cards.card_edit, name="card_edit"),
    path("cards/<str:code>/switch/", cards.card_switch, name="card_switch"),
    path("report/", cards.card_report, name="report"),
]
