"""The app `watching`."""

from django.apps import AppConfig


class WatchingConfig(AppConfig):
    name = "pendopo.insight.watching"
    label = "watching"
