"""The app `aims`."""

from django.apps import AppConfig


class AimsConfig(AppConfig):
    name = "pendopo.report.aims"
    label = "aims"
