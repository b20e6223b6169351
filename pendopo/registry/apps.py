"""Tells Django of this folder."""

from django.apps import AppConfig


class RegistryConfig(AppConfig):
    name = "pendopo.registry"
