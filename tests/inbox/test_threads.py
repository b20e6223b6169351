"""A conversation keeps its case, also when the way its key is written changes."""

from __future__ import annotations

from datetime import timedelta
from importlib import import_module
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.db import connection

from pendopo.inbox.models import Case
from pendopo.inbox.threads import beneath, digest, thread_key
from tests.inbox.scene import POST, arrive, said
from tests.world import NOW, two_governments


def test_what_is_said_under_one_post_lies_together_and_what_each_person_says_apart() -> None:
    keys = {thread_key(said(str(n), author_id=f"warga-{n % 20}")) for n in range(100)}
    assert len(keys) == 20
    assert len({key[:16] for key in keys}) == 1
    assert all(len(key) <= 64 for key in keys)
    assert beneath("post-1", "warga-1")[:16] != beneath("post-2", "warga-1")[:16]


@pytest.mark.django_db
def test_a_case_from_before_is_found_again_after_the_keys_were_renamed() -> None:
    account = two_governments().dukcapil.account
    arrive(account, said("1"), said("2", author_id="warga-2"), said("3", author_id="warga-3", thread_id="utas"))
    apart = Case.objects.get(citizen__external_id="warga-3").thread_key
    for number in (1, 2):
        old = digest("post", POST.external_id, f"warga-{number}")
        Case.objects.filter(citizen__external_id=f"warga-{number}").update(thread_key=old)
    rename = import_module("pendopo.inbox.migrations.0005_cases_of_a_post_lie_together").rename
    rename(apps, SimpleNamespace(connection=connection))
    assert Case.objects.get(citizen__external_id="warga-3").thread_key == apart
    arrive(account, said("4", "Masih menunggu."), at=NOW + timedelta(hours=1))
    assert Case.objects.count() == 3
    assert Case.objects.get(citizen__external_id="warga-1").items.count() == 2
