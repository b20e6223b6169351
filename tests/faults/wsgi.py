"""The web application that also knows the platform that keeps the truth, for a real web server in measurements."""

from __future__ import annotations

from pendopo.wsgi import application
from tests.faults.connector import offer

__all__ = ["application"]

offer()
