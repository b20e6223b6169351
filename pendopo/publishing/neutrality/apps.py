"""Tells Django of this folder."""

from django.apps import AppConfig


class NeutralityConfig(AppConfig):
    name = "pendopo.publishing.neutrality"
    label = "neutrality"
