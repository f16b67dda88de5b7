"""The help desk's pages."""

from django.urls import path

from firstbell.helpdesk.views import help as help_pages
from firstbell.helpdesk.views import incidents, symptoms, tickets, work

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
    path("<int:pk>/incident/", incidents.join, name="ticket_incident"),
    path("incidents/make/", incidents.make, name="incident_make"),
    path("incidents/rule/", incidents.rule, name="outage_rule"),
    path("help/", help_pages.start, name="help"),
    path("help/at/<str:code>/", help_pages.at_place, name="help_at"),
    path("help/device/<str:code>/", help_pages.with_device, name="help_device"),
    path("help/direct/", help_pages.direct, name="help_direct"),
    path("help/incidents/<int:pk>/me-too/", help_pages.me_too, name="help_me_too"),
    path("help/walks/", help_pages.walk_start, name="help_walk_start"),
    path("help/walks/<int:pk>/", help_pages.walk, name="help_walk"),
    path("help/walks/<int:pk>/answer/", help_pages.walk_answer, name="help_answer"),
    path("help/walks/<int:pk>/step/", help_pages.walk_step, name="help_step"),
    path("help/walks/<int:pk>/again/", help_pages.walk_again, name="help_again"),
    path("help/walks/<int:pk>/ticket/", help_pages.walk_ticket, name="help_ticket"),
    path("room-cards/", help_pages.room_cards, name="room_cards"),
    path("symptoms/", symptoms.symptoms, name="symptoms"),
    path("symptoms/add/", symptoms.symptom_add, name="symptom_add"),
    path("symptoms/<int:pk>/", symptoms.symptom, name="symptom"),
]
