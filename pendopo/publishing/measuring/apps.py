"""Tells Django of this folder."""

from django.apps import AppConfig


class MeasuringConfig(AppConfig):
    name = "pendopo.publishing.measuring"
    label = "measuring"
