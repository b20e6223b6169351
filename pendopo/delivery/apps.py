"""Tells Django of this folder."""

from django.apps import AppConfig


class DeliveryConfig(AppConfig):
    name = "pendopo.delivery"
