"""How accounts are kept: types decided by the head, keys, moving, handover minutes, trouble under clocks; nothing ever lost."""

from __future__ import annotations

import io
from datetime import date, timedelta

import docx
import pytest
from django.apps import apps
from django.db import models
from django.db.models.deletion import ProtectedError
from django.utils import timezone
from pypdf import PdfReader

from pendopo.delivery.sending import no_right
from pendopo.journal.queries import entries_of
from pendopo.people.models import Notice
from pendopo.registry import actions as register
from pendopo.registry.actions import BadRegister, Proposed
from pendopo.registry.custody import actions
from pendopo.registry.custody.actions import Keys, Minutes, Particulars
from pendopo.registry.custody.checklists import HANDED
from pendopo.registry.custody.jobs import watch
from pendopo.registry.custody.minutes import sheet_of
from pendopo.registry.custody.models import Ownership
from pendopo.registry.custody.queries import (
    free_host_without_link,
    handovers_for,
    keys_due,
    owners,
    questioned,
    recovery_trouble,
    undecided,
)
from pendopo.registry.models import OfficialAccount
from pendopo.registry.papers import pdf, word
from pendopo.registry.queries import decree_of, may, today
from pendopo.registry.rules import Doing
from tests.registry.papers import copy, drafted
from tests.registry.test_trouble import hacked
from tests.world import World, two_governments

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return two_governments()


def unlisted(world: World) -> OfficialAccount:
    """A proposal whose type the annex of Katingan does not list."""
    return register.propose_account(
        agency=world.other.agency, by=world.other.official,
        proposed=Proposed("facebook", "Laman Katingan", "kat.resmi", "https://contoh.invalid/fb", verdict_note="Dipakai warga."),
    )  # fmt: skip


def by_decree(world: World, account: OfficialAccount) -> None:
    """A decree in force names the account too."""
    world.other.decree.accounts.add(account)


# --- types ---------------------------------------------------------------


def test_a_type_that_the_annex_does_not_list_waits_for_the_heads_decision(world: World) -> None:
    account = unlisted(world)
    by_decree(world, account)
    with pytest.raises(BadRegister, match="kepala instansi belum menerimanya"):
        register.make_official(account=account, by=world.other.official)
    actions.decide_type(account=account, accepted=False, reason="Cukup Instagram.", by=world.other.head)
    assert undecided(account)
    with pytest.raises(BadRegister, match="belum menerimanya"):
        register.make_official(account=account, by=world.other.official)
    actions.decide_type(account=account, accepted=True, reason="Warga desa memakainya.", by=world.other.head)
    register.make_official(account=account, by=world.other.official)
    assert account.state == "official"


def test_only_the_head_decides_with_a_reason_and_the_dinas_is_told(world: World) -> None:
    account = unlisted(world)
    with pytest.raises(Exception, match="tidak memegang tugas"):
        actions.decide_type(account=account, accepted=True, reason="x", by=world.other.official)
    with pytest.raises(BadRegister, match="Tulis alasan"):
        actions.decide_type(account=account, accepted=True, reason="  ", by=world.other.head)
    actions.decide_type(account=account, accepted=True, reason="Warga memakainya.", by=world.other.head)
    assert [str(one.person) for one in Notice.objects.filter(key__startswith="type-decided-")] == ["Kat Pejabat"]
    assert entries_of(account).filter(doing="account.type_decided").count() == 1


def test_the_dinas_sees_every_type_that_is_not_listed_by_name(world: World) -> None:
    account = unlisted(world)
    assert list(questioned(world.other.official)) == [account]
    assert list(questioned(world.pu.official)) == []


# --- keys ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("medsos@dishub.contoh.go.id", ""), ("admin.dishub@gmail.com", "layanan surel gratis"), ("A@Yahoo.CO.ID", "layanan surel gratis"),
        ("pu.petugas@contoh.invalid", "surel seseorang"), ("", "belum dicatat"),
    ],
)  # fmt: skip
def test_a_recovery_address_is_the_institutions_own(world: World, address: str, said: str) -> None:
    found = recovery_trouble(world.pu.account, address)
    assert (said in found) if said else not found


def test_a_look_at_the_keys_is_kept_and_due_again_after_six_months(world: World) -> None:
    account, day = world.pu.account, today(world.government)
    assert keys_due(account, day)
    with pytest.raises(BadRegister, match="siapa yang memegang"):
        actions.look_at_keys(account=account, found=Keys("medsos@contoh.go.id", True, " "), by=world.pu.officer)
    found = Keys("medsos@contoh.go.id", True, "Sekretaris; Pranata Humas")
    actions.look_at_keys(account=account, found=found, by=world.pu.officer)
    account.refresh_from_db()
    assert (account.keys_checked_on, account.recovery_email) == (day, "medsos@contoh.go.id")
    assert not keys_due(account, day + timedelta(days=170))
    assert keys_due(account, day + timedelta(days=200))
    later = timezone.now() + timedelta(days=200)
    for _twice in range(2):
        watch(later)
    assert Notice.objects.filter(key__startswith=f"keys-{account.pk}-").count() == 3


def test_what_is_known_of_an_account_is_journalled_with_what_it_was(world: World) -> None:
    said = Particulars("Pemuda", "", "", True, date(2026, 3, 1), "Serangan komentar")
    actions.describe(account=world.pu.account, said=said, by=world.pu.official)
    actions.describe(account=world.pu.account, said=said, by=world.pu.official)
    entry = entries_of(world.pu.account).get(doing="account.described")
    assert '"is_public":null' in entry.before
    assert "Serangan komentar" in entry.after
    future = Particulars("", "", "", True, date(2200, 1, 1), "")
    with pytest.raises(BadRegister, match="belum tiba"):
        actions.describe(account=world.pu.account, said=future, by=world.pu.official)


@pytest.mark.parametrize(
    ("hosting", "link", "bare"),
    [
        ("free_host", "", True), ("free_host", "https://dishub.contoh.go.id/tautan", False),
        ("free_host", "https://contoh.go.id.penipu.com/", True), ("free_host", "https://bukango.id/", True),
        ("own_domain", "", False), ("", "", False),
    ],
)  # fmt: skip
def test_a_blog_on_a_free_host_needs_a_link_from_go_id(hosting: str, link: str, bare: bool) -> None:
    assert free_host_without_link(OfficialAccount(hosting=hosting, official_link=link)) is bare


# --- ownership -----------------------------------------------------------


def test_an_account_that_moves_keeps_its_history_and_waits_for_the_new_agencys_decree(world: World) -> None:
    account, day = world.pu.account, today(world.government)
    assert decree_of(account) == world.pu.decree
    actions.move_account(account=account, to=world.dukcapil.agency, on=day, because="Perda 9/2026", by=world.analyst)
    assert [(row.agency, row.since, row.until) for row in owners(account)] == [
        (world.pu.agency, date(2020, 1, 1), day), (world.dukcapil.agency, day, None),
    ]  # fmt: skip
    account.refresh_from_db()
    assert decree_of(account) is None
    assert "Tidak ada keputusan" in no_right(account, timezone.now())
    assert not may(world.pu.officer, Doing.PUBLISH, account.agency, account=account)
    world.dukcapil.decree.accounts.add(account)
    assert no_right(account, timezone.now()) == ""
    for agency in (world.pu.agency, world.dukcapil.agency):
        rows = Ownership.objects.filter(account=account, agency=agency)
        assert rows.exists()


def test_moving_needs_the_right_at_both_ends_and_the_same_government(world: World) -> None:
    day = today(world.government)
    common = {"account": world.pu.account, "on": day, "because": "x"}
    with pytest.raises(Exception, match="tidak memegang tugas"):
        actions.move_account(to=world.dukcapil.agency, by=world.pu.official, **common)  # type: ignore[arg-type]
    with pytest.raises(Exception, match="tidak memegang tugas"):
        actions.move_account(to=world.other.agency, by=world.analyst, **common)  # type: ignore[arg-type]
    with pytest.raises(BadRegister, match="Pilih instansi lain"):
        actions.move_account(to=world.pu.agency, by=world.analyst, **common)  # type: ignore[arg-type]
    assert not Ownership.objects.exists()


# --- handover ------------------------------------------------------------


def said(world: World, *, items: dict[str, tuple[bool, str]] | None = None) -> Minutes:
    return Minutes(
        world.pu.officer, "Pranata Humas", world.pu.official, "Sekretaris", date(2026, 3, 2), "Probolinggo",
        "mutasi nomor 800/1/2026", items if items is not None else {code: (True, "") for code, _label in HANDED},
    )  # fmt: skip


def test_minutes_are_finished_only_when_everything_went_over_or_is_explained(world: World) -> None:
    items = {code: (code != "archive", "") for code, _label in HANDED}
    made = actions.write_minutes(account=world.pu.account, said=said(world, items=items), by=world.pu.official)
    with pytest.raises(BadRegister, match="Arsip unggahan"):
        actions.finish_minutes(handover=made, by=world.pu.official)
    items["archive"] = (False, "Arsip ada di server dinas.")
    actions.write_minutes(account=world.pu.account, said=said(world, items=items), by=world.pu.official, handover=made)
    actions.finish_minutes(handover=made, by=world.pu.official, copy=copy())
    made.refresh_from_db()
    assert (made.state, len(made.file_sha256)) == ("done", 64)
    with pytest.raises(BadRegister, match="tidak diubah lagi"):
        actions.write_minutes(account=world.pu.account, said=said(world), by=world.pu.official, handover=made)
    assert entries_of(world.pu.account).filter(doing="account.handed_over").exists()


def test_nobody_hands_an_account_to_themselves(world: World) -> None:
    same = Minutes(world.pu.officer, "a", world.pu.officer, "b", date(2026, 3, 2), "x", "y", {})
    with pytest.raises(BadRegister, match="orang yang berbeda"):
        actions.write_minutes(account=world.pu.account, said=same, by=world.pu.official)


def test_the_minutes_print_both_parties_and_never_a_password(world: World) -> None:
    made = actions.write_minutes(account=world.pu.account, said=said(world), by=world.pu.official)
    sheet = sheet_of(made)
    printed = " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf.render(sheet))).pages).split())
    for words in (
        "BERITA ACARA",
        "PIHAK PERTAMA",
        "Pu Petugas",
        "PIHAK KEDUA",
        "Pu Pejabat",
        "Senin",
        "2 Maret 2026",
        "pu_resmi",
        "Mengetahui",
        "Pu Kepala",
        "188/1/2020",
    ):
        assert words in printed, words
    assert docx.Document(io.BytesIO(word.render(sheet))).tables


def test_minutes_of_another_government_are_not_seen(world: World) -> None:
    made = actions.write_minutes(account=world.pu.account, said=said(world), by=world.pu.official)
    assert list(handovers_for(world.analyst)) == [made]
    assert not handovers_for(world.other.official).exists()
    assert not handovers_for(world.dukcapil.official).exists()


# --- nothing is ever lost ------------------------------------------------


def test_no_foreign_key_to_anything_of_the_register_ever_cascades() -> None:
    loose = [
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        if model.__module__.startswith("pendopo.")
        for field in model._meta.get_fields()
        if isinstance(field, models.ForeignKey)
        and field.related_model._meta.label == "registry.OfficialAccount"
        and field.remote_field.on_delete is not models.PROTECT
    ]
    assert loose == []
    own = [
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models(include_auto_created=True)
        if model._meta.app_label in {"registry", "custody", "papers"}
        for field in model._meta.get_fields()
        if isinstance(field, models.ForeignKey) and field.remote_field.on_delete is not models.PROTECT
    ]
    assert own == []


def test_an_account_with_a_past_cannot_be_deleted(world: World) -> None:
    drafted(world.pu, since=date(2026, 3, 1))
    hacked(world)
    for thing in (world.pu.account, world.pu.decree, world.pu.agency, world.pu.officer):
        with pytest.raises(ProtectedError):
            thing.delete()
