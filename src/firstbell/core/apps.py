"""core as a Django app; on start each room hangs itself into core's registries."""

from importlib import import_module
from importlib.util import find_spec

from django.apps import AppConfig, apps

REGISTRATIONS = (
    "notices",
    "tasks",
    "listeners",
    "scan",
    "search",
    "panels",
    "nav",
    "import_sources",
    "merging",
    "clearance",
    "list_actions",
    "record",
    "retention",
)
# core's own listeners live where their subject does.
OWN_LISTENERS = (
    "firstbell.core.upkeep",
    "firstbell.core.notifications.listeners",
    "firstbell.core.kinds",
    "firstbell.core.nightly",
)


class CoreConfig(AppConfig):
    name = "firstbell.core"
    label = "core"
    verbose_name = "Core"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        for module in OWN_LISTENERS:
            import_module(module)
        for app in apps.get_app_configs():
            if not app.name.startswith("firstbell."):
                continue
            for module in REGISTRATIONS:
                if find_spec(f"{app.name}.{module}") is not None:
                    import_module(f"{app.name}.{module}")
