"""Tells Django of this folder."""

from django.apps import AppConfig


class CustodyConfig(AppConfig):
    name = "pendopo.registry.custody"
    label = "custody"
    default_auto_field = "django.db.models.BigAutoField"
