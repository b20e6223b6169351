"""The app `papers`."""

from django.apps import AppConfig


class PapersConfig(AppConfig):
    name = "pendopo.registry.papers"
    label = "papers"
    default_auto_field = "django.db.models.BigAutoField"
