"""What is uploaded stays exactly as long as the row that names it: a transaction that is rolled back leaves no file."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction

from pendopo.delivery.outgoing import keep_file
from pendopo.inbox.actions import record
from pendopo.inbox.captures import prove
from pendopo.publishing.media.actions import upload
from pendopo.registry.competence.actions import Met, record_meeting
from pendopo.registry.papers import actions
from tests.publishing.pictures import png
from tests.registry.papers import copy, drafted
from tests.world import World, two_governments

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _own_folder(settings: Any, tmp_path: Path) -> None:
    """Other tests at the same time keep files too."""
    kept = settings.STORAGES["default"]
    settings.MEDIA_ROOT = tmp_path
    settings.STORAGES = {**settings.STORAGES, "default": {**kept, "OPTIONS": {**kept["OPTIONS"], "location": tmp_path}}}


class Stopped(Exception):
    """Something after the upload fails."""


def files() -> set[Path]:
    return {one for one in Path(settings.MEDIA_ROOT).rglob("*") if one.is_file()}


def signed_copy(world: World) -> None:
    decree = drafted(world.pu, since=date(2026, 3, 1))
    actions.sign(decree=decree, signed_on=date(2026, 3, 1), copy=copy(), by=world.pu.official)


def picture(world: World) -> None:
    desk = world.dukcapil
    upload(agency=desk.agency, name="loket.png", content=png(300, 200), by=desk.officer)


def screenshot(world: World) -> None:
    desk = world.dukcapil
    shown = [prove("layar.png", png(31, 17))]
    record(account=desk.account, by=desk.officer, url="https://contoh.invalid/9", text="KTP hilang", captures=shown)


def evidence(world: World) -> None:
    keep_file(png(13, 11))


def minutes(world: World) -> None:
    met = Met("meeting", date(2026, 3, 2), "Rapat", "Isi notula.", "Tidak ada.", "Dewan")
    record_meeting(agency=world.kominfo.agency, met=met, agencies=[], people=[], by=world.analyst, file=copy())


@pytest.mark.parametrize("uploaded", [signed_copy, picture, screenshot, evidence, minutes])
def test_an_upload_that_is_rolled_back_leaves_no_file(uploaded: Callable[[World], None]) -> None:
    world, before = two_governments(), files()
    with suppress(Stopped), transaction.atomic():
        uploaded(world)
        assert files() > before
        raise Stopped
    assert files() == before
    with transaction.atomic():
        uploaded(world)
    assert files() > before


def test_a_savepoint_that_is_rolled_back_takes_only_its_own_file() -> None:
    with transaction.atomic():
        first = default_storage.save("percobaan/satu", ContentFile(b"1"))
        with suppress(Stopped), transaction.atomic():
            second = default_storage.save("percobaan/dua", ContentFile(b"2"))
            raise Stopped
    assert default_storage.exists(first)
    assert not default_storage.exists(second)


def test_a_later_step_that_fails_after_the_commit_takes_no_file() -> None:
    def fail() -> None:
        raise Stopped

    with suppress(Stopped), transaction.atomic():
        transaction.on_commit(fail)
        kept = default_storage.save("percobaan/tiga", ContentFile(b"3"))
    assert default_storage.exists(kept)


def test_a_file_that_two_share_outlives_the_rollback_of_the_first() -> None:
    content = png(19, 23)
    with transaction.atomic():
        digest = keep_file(content)
        transaction.on_commit(lambda: default_storage.delete(f"outgoing/{digest}"))  # as the other's rollback does
        keep_file(content)
    with default_storage.open(f"outgoing/{digest}") as file:
        assert file.read() == content
