"""Tells Django of this folder."""

from django.apps import AppConfig


class PlanningConfig(AppConfig):
    name = "pendopo.publishing.planning"
    label = "planning"
