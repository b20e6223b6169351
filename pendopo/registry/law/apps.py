"""The app `law`."""

from django.apps import AppConfig


class LawConfig(AppConfig):
    name = "pendopo.registry.law"
    label = "law"
