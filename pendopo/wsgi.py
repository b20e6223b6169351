"""What the web server calls."""

from __future__ import annotations

import os
from importlib import import_module

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pendopo.settings")
application = get_wsgi_application()
# Only a program that is set up knows its models.
import_module("pendopo.web.warming").warm_beside()
