"""Tells Django of this folder."""

from django.apps import AppConfig


class StoppingConfig(AppConfig):
    name = "pendopo.delivery.stopping"
    label = "stopping"
