"""Tells Django of this folder."""

from django.apps import AppConfig


class JournalConfig(AppConfig):
    name = "pendopo.journal"
