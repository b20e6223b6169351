"""Tells Django of this folder."""

from django.apps import AppConfig


class EthicsConfig(AppConfig):
    name = "pendopo.registry.ethics"
