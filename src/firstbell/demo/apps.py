from django.apps import AppConfig


class DemoConfig(AppConfig):
    name = "firstbell.demo"
    label = "demo"
    verbose_name = "Demo district"
