"""Tells Django of this folder."""

from django.apps import AppConfig


class MediaConfig(AppConfig):
    name = "pendopo.publishing.media"
    label = "media"
