"""The pages of self-checks."""

from django.urls import path

from firstbell.connectors.sip2.views import terminals, texts

app_name = "sip2"
urlpatterns = [
    path("", terminals.terminals, name="terminals"),
    path("add/", terminals.terminal_add, name="terminal_add"),
    path("<int:pk>/", terminals.terminal, name="terminal"),
    path("<int:pk>/password/", terminals.terminal_password, name="terminal_password"),
    path("notes/<int:pk>/settle/", terminals.note_settle, name="note_settle"),
    path("texts/", texts.texts, name="texts"),
    path("texts/<slug:key>/", texts.text, name="text"),
]
