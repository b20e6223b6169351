"""Tells Django of this folder."""

from django.apps import AppConfig


class AmplifyingConfig(AppConfig):
    name = "pendopo.publishing.amplifying"
    label = "amplifying"
