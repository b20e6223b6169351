"""Tells Django of this folder."""

from django.apps import AppConfig


class InboxConfig(AppConfig):
    name = "pendopo.inbox"
