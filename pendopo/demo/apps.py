"""Tells Django of this folder."""

from django.apps import AppConfig


class DemoConfig(AppConfig):
    name = "pendopo.demo"
