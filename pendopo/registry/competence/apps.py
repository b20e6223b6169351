"""Tells Django of this folder."""

from django.apps import AppConfig


class CompetenceConfig(AppConfig):
    name = "pendopo.registry.competence"
