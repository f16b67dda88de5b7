"""Pages of the rooms room."""

from django.urls import path

from firstbell.rooms.views import bells, calendars, places

app_name = "rooms"
urlpatterns = [
    path("", places.places, name="places"),
    path("add/", places.place_add, name="place_add"),
    path("buildings/add/", places.building_add, name="building_add"),
    path("<int:pk>/", places.place, name="place"),
    path("<int:pk>/edit/", places.place_edit, name="place_edit"),
    path("<int:pk>/close/", places.place_close, name="place_close"),
    path("<int:pk>/reopen/", places.place_reopen, name="place_reopen"),
    path("calendar/", calendars.calendar, name="calendar"),
    path("calendar/<int:school>/add/", calendars.entry_add, name="entry_add"),
    path("calendar/<int:school>/week/", calendars.week, name="week"),
    path("calendar/<int:school>/file/", calendars.calendar_file, name="calendar_file"),
    path("calendar/entries/<int:pk>/revoke/", calendars.entry_revoke, name="entry_revoke"),
    path("bells/", bells.bells, name="bells"),
    path("bells/<int:school>/add/", bells.bell_add, name="bell_add"),
    path("bells/<int:school>/<slug:day_type>/", bells.bell_edit, name="bell_edit"),
    path("bells/<int:school>/<slug:day_type>/remove/", bells.bell_remove, name="bell_remove"),
]
