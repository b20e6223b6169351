"""What the public sees: official accounts, checkable, and nothing else."""

from __future__ import annotations

import json
from dataclasses import fields

import pytest
from django.test import Client

from pendopo.registry.models import OfficialAccount
from pendopo.web.directory import PublicAccount, harmless
from tests.world import two_governments

pytestmark = pytest.mark.django_db


def test_anybody_sees_the_official_accounts_with_their_decree() -> None:
    world = two_governments()
    page = Client().get("/pemda/probolinggo/").content.decode()
    assert world.dukcapil.account.handle in page
    assert "Keputusan 188/1/2020" in page
    assert world.other.account.handle not in page


@pytest.mark.parametrize("state", ["proposed", "suspended", "closed"])
def test_only_official_accounts_are_listed(state: str) -> None:
    world = two_governments()
    OfficialAccount.objects.filter(pk=world.pu.account.pk).update(state=state)
    for address in ("", "akun.json", "akun.csv", "akun.atom"):
        text = Client().get(f"/pemda/probolinggo/{address}").content.decode()
        assert world.pu.account.handle not in text
        assert world.dukcapil.account.handle in text


def test_no_private_field_is_public() -> None:
    world = two_governments()
    OfficialAccount.objects.update(recovery_email="pemulihan@contoh.invalid", verdict_note="catatan dalam")
    for address in ("", "akun.json", "akun.csv", "akun.atom", "cek/?akun=duk_resmi"):
        text = Client().get(f"/pemda/probolinggo/{address}").content.decode()
        for private in ("pemulihan@", "catatan dalam", world.dukcapil.officer.name, world.dukcapil.officer.email):
            assert private not in text
    rows = json.loads(Client().get("/pemda/probolinggo/akun.json").content)["akun"]
    assert {name for row in rows for name in row} == {one.name for one in fields(PublicAccount)}
    assert {one.name for one in fields(PublicAccount)} == {
        "agency", "platform", "name", "handle", "url", "since", "decree",
    }  # fmt: skip


def test_checking_an_account_says_official_or_warns() -> None:
    two_governments()
    assert "Resmi." in Client().get("/pemda/probolinggo/cek/", {"akun": "@DUK_resmi"}).content.decode()
    assert "Hati-hati" in Client().get("/pemda/probolinggo/cek/", {"akun": "duk_resml"}).content.decode()
    answer = Client().get("/pemda/probolinggo/cek/", {"akun": "warung", "format": "json"}).json()
    assert (answer["putusan"], answer["resmi"]) == ("unknown", None)


def test_a_pasted_script_is_shown_as_text() -> None:
    two_governments()
    page = Client().get("/pemda/probolinggo/cek/", {"akun": "<script>alert(1)</script>"}).content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;" in page


@pytest.mark.parametrize("cell", ["=1+1", "+62812", "-2", "@x", "\t=1", " =1", "＝1"])
def test_no_cell_of_the_csv_is_a_formula(cell: str) -> None:
    assert harmless(cell) == f"'{cell}"
    assert harmless("0812") == "0812"


def test_public_pages_are_small_and_may_be_kept_by_a_cache() -> None:
    two_governments()
    answer = Client().get("/pemda/probolinggo/")
    assert len(answer.content) < 60_000
    assert "public" in answer.headers["Cache-Control"]
    assert b"<script" not in answer.content
