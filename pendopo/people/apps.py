"""Tells Django of this folder."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "pendopo.people"
