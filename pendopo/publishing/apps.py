"""Tells Django of this folder."""

from django.apps import AppConfig


class PublishingConfig(AppConfig):
    name = "pendopo.publishing"
