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
from pendopo.people.models import Notice, Person
from pendopo.registry import actions as register
from pendopo.registry.actions import BadRegister, Proposed
from pendopo.registry.custody import actions, troubles
from pendopo.registry.custody.actions import Keys, Minutes, Particulars
from pendopo.registry.custody.checklists import HACKED, HANDED, LAW, MOVED
from pendopo.registry.custody.jobs import watch
from pendopo.registry.custody.minutes import sheet_of
from pendopo.registry.custody.models import Ownership, Trouble
from pendopo.registry.custody.queries import (
    free_host_without_link,
    handovers_for,
    keys_due,
    lines_of,
    owners,
    questioned,
    recovery_trouble,
    troubles_for,
    undecided,
)
from pendopo.registry.models import OfficialAccount
from pendopo.registry.papers import pdf, word
from pendopo.registry.queries import decree_of, may, today
from pendopo.registry.rules import Doing
from tests.registry.papers import copy, drafted
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


# --- trouble -------------------------------------------------------------


def hacked(world: World, *, freeze: bool = True, data: bool = False) -> Trouble:
    return troubles.report_hacked(
        account=world.pu.account, what="Unggahan judi", by=world.pu.officer, freeze=freeze, data=data
    )


def test_a_hacked_account_is_frozen_at_once_and_nothing_leaves_through_it(world: World) -> None:
    assert no_right(world.pu.account, timezone.now()) == ""
    made = hacked(world)
    account = OfficialAccount.objects.select_related("agency__government").get(pk=world.pu.account.pk)
    assert account.state == "suspended"
    assert "tidak resmi" in no_right(account, timezone.now())
    assert [row.code for row in made.steps.all()] == ["freeze", "tell"]
    told = Notice.objects.filter(key__startswith=f"trouble-{made.pk}-").values_list("person__name", flat=True)
    assert sorted(told) == ["Ana Analis", "Pu Kepala", "Pu Pejabat"]
    with pytest.raises(BadRegister, match="sedang ditangani"):
        hacked(world)


def test_steps_are_done_in_order_each_by_somebody_with_time_and_note(world: World) -> None:
    made = hacked(world)
    with pytest.raises(BadRegister, match="Simpan bukti"):
        troubles.tick(trouble=made, code="keys", remark="", by=world.pu.officer)
    row = troubles.tick(trouble=made, code="evidence", remark="12 tangkapan layar", by=world.pu.official)
    assert (row.by, row.note) == (world.pu.official, "12 tangkapan layar")
    with pytest.raises(BadRegister, match="berurutan"):
        troubles.tick(trouble=made, code="evidence", remark="lagi", by=world.pu.officer)
    assert entries_of(made).filter(doing="trouble.step").count() == 3


def test_a_step_that_is_not_needed_says_why(world: World) -> None:
    made = hacked(world)
    with pytest.raises(BadRegister, match="mengapa"):
        troubles.tick(trouble=made, code="evidence", remark="", by=world.pu.officer, skipped=True)
    assert troubles.tick(
        trouble=made, code="evidence", remark="Sudah hilang.", by=world.pu.officer, skipped=True
    ).skipped


def through(made: Trouble, until: str, by: Person, *, data: bool = False) -> None:
    """Tick everything before a step."""
    for line in lines_of(made):
        if line.paced.step.code == until:
            return
        if line.done is None:
            code = line.paced.step.code
            troubles.tick(trouble=made, code=code, remark="selesai", by=by, data=data and code == "data")
            made.refresh_from_db()


def test_the_72_hours_begin_when_somebody_knows_that_personal_data_was_touched(world: World) -> None:
    made = hacked(world)
    assert "notify" not in [line.paced.step.code for line in lines_of(made)]
    through(made, "report", world.pu.official, data=True)
    made.refresh_from_db()
    assert made.data_known_at is not None
    line = next(each for each in lines_of(made) if each.paced.step.code == "notify")
    assert (line.paced.step.law, line.paced.due_at) == (LAW, made.data_known_at + timedelta(hours=72))
    for moment, late in ((line.paced.due_at, False), (line.paced.due_at + timedelta(seconds=1), True)):
        again = next(each for each in lines_of(made, moment) if each.paced.step.code == "notify")
        assert again.paced.late is late
    troubles.tick(trouble=made, code="notify", remark="Surat 5/2026", by=world.pu.official)


def test_the_breach_is_called_out_at_24_48_and_72_hours_once_each(world: World) -> None:
    made = hacked(world, data=True)
    assert made.data_known_at is not None
    for hours, count in ((23, 0), (24, 3), (25, 3), (48, 6), (72, 9), (200, 9)):
        watch(made.data_known_at + timedelta(hours=hours))
        assert Notice.objects.filter(key__startswith=f"breach-{made.pk}-").count() == count, hours


def test_a_frozen_account_comes_back_only_after_its_keys_were_changed(world: World) -> None:
    made = hacked(world)
    account = OfficialAccount.objects.get(pk=world.pu.account.pk)
    with pytest.raises(BadRegister, match="kuncinya belum diganti"):
        register.make_official(account=account, by=world.pu.official)
    through(made, "reopen", world.pu.official)
    with pytest.raises(BadRegister, match="masih dibekukan"):
        troubles.tick(trouble=made, code="reopen", remark="", by=world.pu.official)
    register.make_official(account=account, by=world.pu.official)
    made.refresh_from_db()
    troubles.tick(trouble=Trouble.objects.get(pk=made.pk), code="reopen", remark="pulih", by=world.pu.official)
    with pytest.raises(BadRegister, match="Masih ada langkah"):
        troubles.close(trouble=made, outcome="pulih", by=world.pu.official)
    troubles.tick(trouble=made, code="learn", remark="Tautan palsu", by=world.pu.official)
    troubles.close(trouble=made, outcome="Pulih; sandi dicuri lewat tautan palsu.", by=world.pu.official)
    assert made.state == "closed"


def test_freezing_may_wait_but_is_the_first_step(world: World) -> None:
    made = hacked(world, freeze=False)
    assert OfficialAccount.objects.get(pk=world.pu.account.pk).state == "official"
    troubles.tick(trouble=made, code="freeze", remark="", by=world.pu.officer)
    assert OfficialAccount.objects.get(pk=world.pu.account.pk).state == "suspended"


def test_an_officer_who_moves_loses_the_right_that_very_day(world: World) -> None:
    day = today(world.government)
    assert may(world.pu.officer, Doing.PUBLISH, world.pu.agency)
    made = troubles.officer_moves(
        agency=world.pu.agency, person=world.pu.officer, on=day, because="SK mutasi 800/7", by=world.pu.official
    )
    assert not may(world.pu.officer, Doing.PUBLISH, world.pu.agency)
    assert [row.code for row in made.steps.all()] == ["rights"]
    assert [line.paced.step.code for line in lines_of(made)] == [step.code for step in MOVED]
    with pytest.raises(BadRegister, match="tidak tercantum"):
        troubles.officer_moves(
            agency=world.pu.agency, person=world.pu.officer, on=day, because="lagi", by=world.pu.official
        )


def test_only_the_law_is_called_law_and_everything_else_a_target() -> None:
    assert [step.code for step in (*HACKED, *MOVED) if step.law] == ["notify"]
    assert next(step for step in HACKED if step.code == "notify").hours == 72


def test_trouble_of_others_is_not_seen_and_not_ticked(world: World) -> None:
    made = hacked(world)
    assert list(troubles_for(world.analyst)) == [made]
    for stranger in (world.dukcapil.officer, world.other.officer):
        assert not troubles_for(stranger).exists()
        with pytest.raises(Exception, match="tidak memegang tugas"):
            troubles.tick(trouble=made, code="evidence", remark="x", by=stranger)


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
