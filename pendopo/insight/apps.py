"""Tells Django of this folder."""

from django.apps import AppConfig


class InsightConfig(AppConfig):
    name = "pendopo.insight"
