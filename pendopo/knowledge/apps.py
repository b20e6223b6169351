"""Tells Django of this folder."""

from django.apps import AppConfig


class KnowledgeConfig(AppConfig):
    name = "pendopo.knowledge"
