"""The app `importing`."""

from django.apps import AppConfig


class ImportingConfig(AppConfig):
    name = "pendopo.registry.importing"
    label = "importing"
