"""Tells Django of this folder."""

from django.apps import AppConfig


class ChangingConfig(AppConfig):
    name = "pendopo.delivery.changing"
    label = "changing"
