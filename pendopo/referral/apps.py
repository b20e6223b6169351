"""Tells Django of this folder."""

from django.apps import AppConfig


class ReferralConfig(AppConfig):
    name = "pendopo.referral"
