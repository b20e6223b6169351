"""The app `means`."""

from django.apps import AppConfig


class MeansConfig(AppConfig):
    name = "pendopo.registry.means"
    label = "means"
