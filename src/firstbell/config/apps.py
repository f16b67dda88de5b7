from django.apps import AppConfig


class ConfigConfig(AppConfig):
    name = "firstbell.config"
    label = "config"
