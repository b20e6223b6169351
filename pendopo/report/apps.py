"""Tells Django of this folder."""

from django.apps import AppConfig


class ReportConfig(AppConfig):
    name = "pendopo.report"
