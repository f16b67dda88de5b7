from django.apps import AppConfig


class CataloguesConfig(AppConfig):
    name = "firstbell.connectors.catalogues"
    label = "catalogues"
    verbose_name = "Other catalogues"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from firstbell.connectors.catalogues.sources import enabled_sources
        from firstbell.library.ports import register_sources

        register_sources("catalogues", enabled_sources)
