"""Tells Django of this folder."""

from django.apps import AppConfig


class ReceivingConfig(AppConfig):
    name = "pendopo.inbox.receiving"
    label = "receiving"
