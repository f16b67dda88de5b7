"""core's pages."""

from django.urls import URLPattern, URLResolver, include, path

from firstbell.core.views.attachments import attachment
from firstbell.core.views.audit import audit
from firstbell.core.views.bulk import bulk_run
from firstbell.core.views.find import find
from firstbell.core.views.schedule import schedule, schedule_run
from firstbell.core.views.saved_views import saved_view
from firstbell.core.views.tasks import task, task_retry, tasks
from firstbell.core.views.undo import undo

app_name = "core"
urlpatterns: list[URLPattern | URLResolver] = [
    path("find/", find, name="find"),
    path("undo/<uuid:token>/", undo, name="undo"),
    path("audit/", audit, name="audit"),
    path("tasks/", tasks, name="tasks"),
    path("tasks/schedule/", schedule, name="schedule"),
    path("tasks/schedule/<str:name>/run/", schedule_run, name="schedule_run"),
    path("tasks/<uuid:pk>/", task, name="task"),
    path("tasks/<uuid:pk>/retry/", task_retry, name="task_retry"),
    path("bulk/<int:pk>/", bulk_run, name="bulk_run"),
    path("views/<int:pk>/", saved_view, name="saved_view"),
    path("attachments/<int:pk>/", attachment, name="attachment"),
    path("imports/", include("firstbell.core.imports.urls")),
    path("", include("firstbell.core.notifications.urls")),
    path("ui/", include("firstbell.core.ui.urls")),
]
