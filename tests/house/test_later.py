"""A web process does not load what only few of its requests need."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

RARE = (
    "openpyxl",
    "docx",
    "xlsxwriter",
    "segno",
    "vl_convert",
    "typst",
    "apprise",
    "PIL",
    "httpx",
    "httpcore",
    "ninja",
    "pydantic",
)
LOAD = """
import sys
import pendopo.wsgi
from django.urls import get_resolver
get_resolver().url_patterns
print(" ".join(name for name in sys.argv[1:] if name in sys.modules))
"""


def test_a_web_process_begins_without_what_few_requests_need(tmp_path: Path) -> None:
    place = {**os.environ, "PENDOPO_DATA_DIR": str(tmp_path), "DJANGO_SETTINGS_MODULE": "pendopo.settings"}
    told = subprocess.run(
        [sys.executable, "-c", LOAD, *RARE], env=place, cwd=Path(__file__).parents[2], capture_output=True, text=True,
        check=True,
    )  # fmt: skip
    assert told.stdout.split() == [], "declare it with `later` (pendopo/later.py) where it is used"
