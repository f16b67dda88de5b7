from django.apps import AppConfig


class TodayConfig(AppConfig):
    name = "firstbell.today"
    label = "today"
    verbose_name = "Today"
