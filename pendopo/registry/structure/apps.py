"""Tells Django of this folder."""

from django.apps import AppConfig


class StructureConfig(AppConfig):
    name = "pendopo.registry.structure"
