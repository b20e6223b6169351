"""The app `procedures`."""

from django.apps import AppConfig


class ProceduresConfig(AppConfig):
    name = "pendopo.registry.procedures"
    label = "procedures"
