"""What every test has: its own data folder, and a database whose journal is guarded."""

from __future__ import annotations

import os
import tempfile

os.environ.setdefault("PENDOPO_DATA_DIR", tempfile.mkdtemp(prefix="pendopo-test-"))

import importlib
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.core.management.commands import flush
from django.db import connection

from pendopo.web.publiccache import empty
from tests import prepared

APPEND_ONLY = importlib.import_module("pendopo.journal.migrations.0002_append_only")


@pytest.fixture(scope="session")
def django_db_keepdb() -> bool:
    """The database is there before Django looks for it: a copy of one that was migrated once."""
    return True


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix: None, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """SQLite in a file, as it is in use: in memory, threads would not wait for each other's transactions."""
    if connection.vendor == "sqlite":
        place = tmp_path_factory.mktemp("database") / "test.sqlite3"
        prepared.sqlite_copy(place)
        connection.settings_dict["TEST"]["NAME"] = str(place)
    else:
        folder = tmp_path_factory.getbasetemp()
        shared = folder.parent if os.environ.get("PYTEST_XDIST_WORKER") else folder
        name = connection.settings_dict["TEST"]["NAME"] or f"test_{connection.settings_dict['NAME']}"
        prepared.postgresql_copy(os.environ["PENDOPO_DATABASE_URL"], name, shared)


@pytest.fixture(autouse=True, scope="session")
def _flush_may_empty_the_journal() -> Iterator[None]:
    """Between tests with real transactions the tables are emptied; the journal's guard would refuse, so it steps aside."""
    real = flush.Command.handle

    def handle(self: flush.Command, **options: Any) -> None:
        with connection.schema_editor() as editor:
            APPEND_ONLY.unguard(None, editor)
        try:
            real(self, **options)
        finally:
            with connection.schema_editor() as editor:
                APPEND_ONLY.guard(None, editor)

    flush.Command.handle = handle  # type: ignore[method-assign]
    yield
    flush.Command.handle = real  # type: ignore[method-assign]


@pytest.fixture(autouse=True)
def _quiet_settings(settings: Any) -> None:
    """Tests use plain static files and a fast password hash."""
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"


@pytest.fixture(autouse=True)
def _nothing_kept(_quiet_settings: None) -> None:
    """Tests make rows without the journal, by which kept public pages know that something changed; and the sign-ins that
    one test tries are not counted in the next."""
    empty()
    cache.clear()
