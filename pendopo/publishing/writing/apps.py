"""Tells Django of this folder."""

from django.apps import AppConfig


class WritingConfig(AppConfig):
    name = "pendopo.publishing.writing"
    label = "writing"
