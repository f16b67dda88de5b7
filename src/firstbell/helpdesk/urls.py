"""The help desk's pages."""

from django.urls import path

from firstbell.helpdesk.views import symptoms, tickets, work

app_name = "helpdesk"
urlpatterns = [
    path("", tickets.tickets, name="tickets"),
    path("open/", tickets.ticket_open, name="ticket_open"),
    path("<int:pk>/", tickets.ticket, name="ticket"),
    path("<int:pk>/reply/", work.ticket_reply, name="ticket_reply"),
    path("<int:pk>/note/", work.ticket_note, name="ticket_note"),
    path("<int:pk>/state/<slug:to>/", work.ticket_state, name="ticket_state"),
    path("<int:pk>/assign/", work.ticket_assign, name="ticket_assign"),
    path("<int:pk>/items/", work.ticket_link, name="ticket_link"),
    path("<int:pk>/items/<int:item_pk>/remove/", work.ticket_unlink, name="ticket_unlink"),
    path("symptoms/", symptoms.symptoms, name="symptoms"),
    path("symptoms/add/", symptoms.symptom_add, name="symptom_add"),
    path("symptoms/<int:pk>/", symptoms.symptom, name="symptom"),
]
