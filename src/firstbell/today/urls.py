"""The pages of a technician's day."""

from django.urls import path

from firstbell.today.views import evenings, stuck, walks

app_name = "today"
urlpatterns = [
    path("", walks.walk, name="walk"),
    path("print/", walks.walk_print, name="walk_print"),
    path("stuck/", stuck.stuck_page, name="stuck"),
    path("evening/", evenings.evening, name="evening"),
    path("evening/push/", evenings.push, name="push"),
]
