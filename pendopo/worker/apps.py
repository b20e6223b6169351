"""Tells Django of this folder."""

from django.apps import AppConfig


class WorkerConfig(AppConfig):
    name = "pendopo.worker"
