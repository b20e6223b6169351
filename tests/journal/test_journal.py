"""The journal says who did what, and shows every tampering."""

from __future__ import annotations

import re
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.test import Client

from pendopo.journal.actions import Draft, move, note
from pendopo.journal.actor import Actor
from pendopo.journal.machine import MoveRefused
from pendopo.journal.models import Chain, Entry
from pendopo.journal.queries import entries_of, faults
from pendopo.registry.models import OfficialAccount
from tests.conftest import APPEND_ONLY
from tests.world import NOW, two_governments

pytestmark = pytest.mark.django_db
OFFICER = Actor(id="7", name="Duk Petugas", office="Pranata Humas", decree="188/1/2020")


def test_a_move_changes_the_state_and_tells_who_why_and_by_which_decree() -> None:
    account = two_governments().dukcapil.account
    move(account, to="suspended", by=OFFICER, because="diretas", at=NOW)
    account.refresh_from_db()
    entry = entries_of(account).get()
    assert account.state == "suspended"
    assert (entry.actor_name, entry.office, entry.decree, entry.because) == (
        "Duk Petugas", "Pranata Humas", "188/1/2020", "diretas",
    )  # fmt: skip
    assert (entry.before, entry.after) == ('{"state":"official"}', '{"state":"suspended"}')
    assert entry.local_time == "2026-03-27T10:00:00+07:00"


def test_an_illegal_move_is_refused_with_a_sentence_and_changes_nothing() -> None:
    account = two_governments().dukcapil.account
    with pytest.raises(MoveRefused, match="tidak bisa menjadi «usulan»"):
        move(account, to="proposed", by=OFFICER)
    account.refresh_from_db()
    assert account.state == "official"
    assert not entries_of(account).exists()


def test_a_move_that_needs_a_reason_is_refused_without_one() -> None:
    account = two_governments().dukcapil.account
    with pytest.raises(MoveRefused, match="alasannya"):
        move(account, to="suspended", by=OFFICER, because="  ")


def test_the_second_of_two_moves_on_a_stale_object_sees_the_first() -> None:
    account = two_governments().dukcapil.account
    stale = type(account).objects.get(pk=account.pk)
    move(account, to="closed", by=OFFICER, because="pindah")
    with pytest.raises(MoveRefused):
        move(stale, to="suspended", by=OFFICER, because="diretas")


def test_after_a_refused_move_the_work_around_it_goes_on() -> None:
    world = two_governments()
    account = world.dukcapil.account
    with transaction.atomic():
        with pytest.raises(MoveRefused):
            move(account, to="proposed", by=OFFICER, because="tidak boleh")
        note(account, doing="account.check", by=OFFICER, at=NOW)
    assert Entry.objects.filter(doing="account.check").count() == 1
    assert not Entry.objects.filter(doing__endswith=".proposed").exists()
    assert list(faults()) == []


def test_what_led_to_a_move_stands_before_it_in_the_same_chain() -> None:
    account = two_governments().dukcapil.account
    asked = Draft(account, "account.asked", OFFICER, after={"by": "surat"})
    move(account, to="suspended", by=OFFICER, because="diretas", first=[asked], at=NOW)
    told = list(Entry.objects.order_by("sequence").values_list("doing", flat=True))
    assert told[-2:] == ["account.asked", "officialaccount.suspended"]
    assert list(faults()) == []


def _three_entries() -> None:
    world = two_governments()
    for number in range(3):
        note(world.dukcapil.account, doing="account.check", by=OFFICER, after={"number": number}, at=NOW)


def test_a_whole_chain_has_no_faults() -> None:
    _three_entries()
    assert list(faults()) == []


def test_the_database_refuses_to_change_or_remove_an_entry() -> None:
    _three_entries()
    for change in (lambda: Entry.objects.update(because="lain"), lambda: Entry.objects.all().delete()):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


@pytest.mark.parametrize(
    ("statement", "named"),
    [
        ("UPDATE journal_entry SET because='lain' WHERE sequence=2", "entri 2 .* diubah"),
        ("UPDATE journal_entry SET actor_name='Orang Lain' WHERE sequence=1", "entri 1 .* diubah"),
        ("DELETE FROM journal_entry WHERE sequence=2", "entri 2 sampai 2 hilang"),
        ("DELETE FROM journal_entry WHERE sequence=3", "berakhir di entri 2, seharusnya 3"),
        ("UPDATE journal_entry SET sequence=sequence+10 WHERE sequence=1", "hilang"),
    ],
)
def test_verify_names_the_entry_that_was_changed_removed_or_reordered(statement: str, named: str) -> None:
    _three_entries()
    with connection.cursor() as cursor:
        for undo in APPEND_ONLY.UNDO[connection.vendor]:
            cursor.execute(undo)
        cursor.execute(statement)
        for guard in APPEND_ONLY.SQLITE if connection.vendor == "sqlite" else APPEND_ONLY.POSTGRESQL:
            cursor.execute(guard)
    found = list(faults())
    assert found
    assert any(re.search(named, fault.sentence) for fault in found), found


@pytest.mark.parametrize(
    ("statements", "named"),
    [
        (
            "DELETE FROM journal_entry WHERE sequence = 3;"
            "UPDATE journal_chain SET last_sequence = 2, last_digest = (SELECT digest FROM journal_entry WHERE sequence = 2)",
            "entri 3, yang dulu ada, sudah hilang",
        ),
        ("DELETE FROM journal_entry; DELETE FROM journal_chain", "entri 3, yang dulu ada, sudah hilang"),
        (None, "entri 3 atau yang sebelumnya bukan lagi seperti yang dulu dicatat"),
    ],
    ids=["end cut off with its head", "whole chain gone", "written anew"],
)
def test_what_an_auditor_kept_shows_what_no_chain_can_show_of_itself(
    statements: str | None, named: str, tmp_path: Path
) -> None:
    _three_entries()
    kept = tmp_path / "jurnal.txt"
    with kept.open("w") as file:
        call_command("journal", "verify", stdout=file)
    call_command("journal", "verify", kept=str(kept), stdout=StringIO())
    note(OfficialAccount.objects.earliest("pk"), doing="account.check", by=OFFICER)
    call_command("journal", "verify", kept=str(kept), stdout=StringIO())
    with connection.cursor() as cursor:
        for undo in APPEND_ONLY.UNDO[connection.vendor]:
            cursor.execute(undo)
        cursor.execute("DELETE FROM journal_entry WHERE sequence = 4")
        cursor.execute(
            "UPDATE journal_chain SET last_sequence = 3, last_digest = (SELECT digest FROM journal_entry WHERE sequence = 3)"
        )
        for statement in (statements or "DELETE FROM journal_entry; DELETE FROM journal_chain").split(";"):
            cursor.execute(statement)
        for guard in APPEND_ONLY.SQLITE if connection.vendor == "sqlite" else APPEND_ONLY.POSTGRESQL:
            cursor.execute(guard)
    if statements is None:
        for _ in range(3):
            note(OfficialAccount.objects.earliest("pk"), doing="account.other", by=OFFICER)
    assert list(faults()) == [], "from inside it looks whole"
    told = StringIO()
    with pytest.raises(CommandError, match="kejanggalan"):
        call_command("journal", "verify", kept=str(kept), stdout=told)
    assert named in told.getvalue()


def test_a_file_that_is_no_earlier_look_is_refused(tmp_path: Path) -> None:
    other = tmp_path / "catatan.txt"
    other.write_text("semua baik")
    for path in (other, tmp_path / "tiada.txt"):
        with pytest.raises(CommandError, match=path.name):
            call_command("journal", "verify", kept=str(path), stdout=StringIO())


def test_two_governments_have_two_chains() -> None:
    world = two_governments()
    note(world.dukcapil.account, doing="account.check", by=OFFICER)
    note(world.other.account, doing="account.check", by=OFFICER)
    assert set(Chain.objects.values_list("name", "last_sequence")) == {("probolinggo", 1), ("katingan", 1)}


def test_an_auditor_checks_the_whole_journal_in_the_browser_and_compares_it_with_what_they_kept() -> None:
    world = two_governments()
    move(world.dukcapil.account, to="suspended", by=OFFICER, because="diretas", at=NOW)
    auditor = Client()
    auditor.force_login(world.analyst)
    whole = auditor.post("/jurnal/periksa/").content.decode()
    assert "Utuh." in whole
    kept = re.search(r"utuh +\S+: \d+ entri, sidik akhir [0-9a-f]{32}", whole)
    assert kept is not None
    assert "Utuh." in auditor.post("/jurnal/periksa/", {"kept": kept[0]}).content.decode()
    assert "belum dibandingkan" in auditor.post("/jurnal/periksa/", {"kept": "lupa"}).content.decode()
    other = kept[0][:-32] + "0" * 32
    assert "Utuh." not in auditor.post("/jurnal/periksa/", {"kept": other}).content.decode()


def test_whoever_oversees_nothing_has_no_chain_to_check() -> None:
    world = two_governments()
    officer = Client()
    officer.force_login(world.dukcapil.officer)
    assert officer.get("/jurnal/periksa/").status_code == 404
    assert "/jurnal/periksa/" not in officer.get("/jurnal/").content.decode()
