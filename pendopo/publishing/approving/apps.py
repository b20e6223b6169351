"""Tells Django of this folder."""

from django.apps import AppConfig


class ApprovingConfig(AppConfig):
    name = "pendopo.publishing.approving"
    label = "approving"
