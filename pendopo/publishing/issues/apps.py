"""Tells Django of this folder."""

from django.apps import AppConfig


class IssuesConfig(AppConfig):
    name = "pendopo.publishing.issues"
    label = "issues"
