"""A message is approved by a second person, bound to its content, and goes live once on every account or says why not."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from pendopo.delivery.jobs import send_due
from pendopo.journal.actions import move
from pendopo.journal.actor import Actor
from pendopo.journal.machine import MoveRefused
from pendopo.journal.queries import entries_of
from pendopo.people.models import Notice
from pendopo.publishing.actions import (
    MessageRefused,
    approve,
    cancel,
    draft,
    leave_out,
    revise,
    schedule,
    send_again,
    send_back,
    submit,
)
from pendopo.publishing.jobs import settle, warn_of_unapproved
from pendopo.publishing.leaving import tags_of, with_tags
from pendopo.publishing.models import Message, Variant
from pendopo.publishing.queries import awaiting, current_sha256, problems_of, visible_to
from pendopo.publishing.rules import Tick
from pendopo.registry.models import Office, Role
from pendopo.registry.queries import NotAllowed
from tests.publishing.written import SAFE, SOON, published, scheduled, submitted, written
from tests.world import NOW, Desk, account, person, two_governments

pytestmark = pytest.mark.django_db
PLATFORM = Actor.system("platform")


def duk() -> Desk:
    return two_governments().dukcapil


def test_a_whole_message_goes_from_draft_to_published_with_everybody_named() -> None:
    desk = duk()
    message = published(desk)
    assert message.state == "published"
    assert message.published_at == SOON + timedelta(minutes=1)
    done = [(entry.doing, entry.actor_name) for entry in entries_of(message)]
    assert ("message.drafted", "Duk Petugas") in done
    assert ("message.approved", "Duk Pejabat") in done
    variant = message.variants.get()
    assert variant.dispatch is not None
    assert variant.dispatch.url.startswith("https://contoh.invalid/")


def test_nobody_approves_what_they_wrote_or_changed() -> None:
    desk = duk()
    message = draft(agency=desk.agency, by=desk.official, written=written(desk), at=NOW)
    submit(message=message, by=desk.official, at=NOW)
    with pytest.raises(MessageRefused, match="orang kedua"):
        approve(message=message, by=desk.official, sha256=current_sha256(message), at=NOW)
    approve(message=message, by=desk.head, sha256=current_sha256(message), at=NOW)
    message.refresh_from_db()
    assert message.state == "approved"


def test_a_later_editor_may_not_approve_either() -> None:
    desk = duk()
    message = draft(agency=desk.agency, by=desk.officer, written=written(desk), at=NOW)
    revise(message=message, by=desk.official, written=written(desk, text="Loket buka pukul 09.00."), at=NOW)
    submit(message=message, by=desk.officer, at=NOW)
    with pytest.raises(MessageRefused, match="orang kedua"):
        approve(message=message, by=desk.official, sha256=current_sha256(message), at=NOW)


@pytest.mark.parametrize(
    "change",
    [
        {"text": "Loket tutup."}, {"title": "Lain"}, {"tags": "#lain"}, {"planned_at": SOON + timedelta(minutes=1)},
        {"source": "Surat lain"}, {"category": "isu_aktual"}, {"purpose": "gali_aspirasi"}, {"info_class": "limited"},
    ],
)  # fmt: skip
def test_any_change_after_approval_voids_it_and_says_so(change: dict[str, Any]) -> None:
    desk = duk()
    message = scheduled(desk)
    revise(message=message, by=desk.officer, written=replace(written(desk), **change), at=NOW)
    message.refresh_from_db()
    assert message.state == "draft"
    approval = message.approvals.get()
    assert approval.voided_because == "isi diubah sesudah disetujui"
    assert entries_of(message).filter(doing="message.approval_voided").exists()
    assert message.variants.get().dispatch is None
    with pytest.raises(MessageRefused, match="belum disetujui"):
        schedule(message=message, by=desk.officer, at=NOW)


def test_an_approval_of_what_was_read_fails_when_the_content_changed_meanwhile() -> None:
    desk = duk()
    message = submitted(desk)
    read = current_sha256(message)
    revise(message=message, by=desk.officer, written=written(desk, text="Versi baru."), at=NOW)
    submit(message=message, by=desk.officer, at=NOW)
    with pytest.raises(MessageRefused, match="berubah sejak"):
        approve(message=message, by=desk.official, sha256=read, at=NOW)


@pytest.mark.parametrize("behind", ["text", "variant"])
def test_what_was_changed_behind_the_actions_is_not_scheduled(behind: str) -> None:
    desk = duk()
    message = submitted(desk)
    approve(message=message, by=desk.official, sha256=current_sha256(message), at=NOW)
    if behind == "text":
        Message.objects.filter(pk=message.pk).update(text="Diselipkan.")
    else:
        Variant.objects.filter(message=message).update(text="Diselipkan.")
    with pytest.raises(MessageRefused, match="belum disetujui"):
        schedule(message=message, by=desk.officer, at=NOW)


def test_an_unchanged_save_keeps_the_approval() -> None:
    desk = duk()
    message = scheduled(desk)
    revise(message=message, by=desk.officer, written=written(desk), at=NOW)
    message.refresh_from_db()
    assert message.state == "scheduled"


@pytest.mark.parametrize(
    ("lacks", "said"),
    [
        ({"text": " "}, "Isi pesan"), ({"purpose": ""}, "tujuan"), ({"category": "x"}, "kategori"),
        ({"category": "kebijakan"}, "tingkat"), ({"category": "kebijakan", "level": "negara"}, "tingkat"),
        ({"level": "daerah"}, "tidak memakai tingkat"), ({"category": "lainnya"}, "jelaskan"),
        ({"source": ""}, "sumber"), ({"tags": " , "}, "penanda"), ({"info_class": "exempt"}, "dikecualikan"),
        ({"variants": {}}, "akun resmi"), ({"planned_at": NOW}, "sudah lewat"),
        ({"ethics": {**SAFE, "c": Tick(False)}}, "berisiko"), ({"ethics": {"a": Tick(True)}}, "7 butir"),
    ],
)  # fmt: skip
def test_an_unfinished_message_is_kept_as_draft_but_not_handed_in(lacks: dict[str, Any], said: str) -> None:
    desk = duk()
    message = draft(agency=desk.agency, by=desk.officer, written=written(desk, **lacks), at=NOW)
    with pytest.raises(MessageRefused, match=said):
        submit(message=message, by=desk.officer, at=NOW)


def test_a_greeting_needs_no_source_but_says_that_it_is_one() -> None:
    desk = duk()
    message = submitted(desk, category="lainnya", category_note="ucapan Hari Pahlawan", source="")
    assert message.state == "review"


def test_a_risk_with_its_remedy_is_shown_to_the_approver() -> None:
    desk = duk()
    shown = problems_of(desk.agency, written(desk, ethics={**SAFE, "g": Tick(False, "nama warga disamarkan")}), NOW)
    assert [(one.weight, one.field) for one in shown] == [("warn", "ethics")]


def test_probolinggo_has_the_province_as_a_level_and_katingan_has_not() -> None:
    world = two_governments()
    provincial = {"category": "kebijakan", "level": "provinsi"}
    assert not [
        p for p in problems_of(world.dukcapil.agency, written(world.dukcapil, **provincial), NOW) if p.weight == "stop"
    ]
    assert [p.field for p in problems_of(world.other.agency, written(world.other, **provincial), NOW)] == ["level"]


def test_the_140_of_the_annex_warns_and_the_platform_stops() -> None:
    desk = duk()
    short = account(desk.agency, "duk_x", platform="x")
    short.account_type = "microblog"
    short.save()
    desk.decree.accounts.add(short)
    for size, expected in ((130, []), (150, ["warn"]), (300, ["stop", "warn"])):
        content = written(desk, text="a" * size, tags="topik", variants={short.pk: ""})
        assert [one.weight for one in problems_of(desk.agency, content, NOW)] == expected


def test_hashtags_count_into_the_length_because_they_leave_with_the_text() -> None:
    assert with_tags("Loket buka. #layanan", ["#Layanan", "#baru", "topik"]) == "Loket buka. #layanan\n\n#baru"
    assert tags_of("#a #b, @c; topik luas\n#a") == ["#a", "#b", "@c", "topik luas"]


def test_an_account_without_decree_stops_katingan_and_warns_probolinggo() -> None:
    world = two_governments()
    for desk, weight in ((world.dukcapil, "warn"), (world.other, "stop")):
        bare = account(desk.agency, f"{desk.agency.pk}_tanpa")
        found = problems_of(desk.agency, written(desk, variants={bare.pk: ""}), NOW)
        assert [(one.field, one.weight) for one in found] == [("accounts", weight)]


def test_an_account_of_another_agency_or_a_frozen_one_is_refused() -> None:
    world = two_governments()
    foreign = problems_of(world.dukcapil.agency, written(world.dukcapil, variants={world.pu.account.pk: ""}), NOW)
    assert foreign[0].weight == "stop"
    move(world.dukcapil.account, to="suspended", by=PLATFORM, because="diretas")
    assert problems_of(world.dukcapil.agency, written(world.dukcapil), NOW)[0].weight == "stop"


def test_contract_staff_prepare_but_never_approve_or_schedule() -> None:
    desk = duk()
    staff = person("Tena Kontrak", employment="contract")
    Office.objects.create(person=staff, agency=desk.agency, role=Role.PREPARER, title="Tenaga media", since=NOW.date())
    message = draft(agency=desk.agency, by=staff, written=written(desk), at=NOW)
    submit(message=message, by=staff, at=NOW)
    with pytest.raises(NotAllowed):
        approve(message=message, by=staff, sha256=current_sha256(message), at=NOW)
    approve(message=message, by=desk.official, sha256=current_sha256(message), at=NOW)
    with pytest.raises(NotAllowed):
        schedule(message=message, by=staff, at=NOW)


def test_a_message_is_not_approved_or_scheduled_after_its_minute() -> None:
    desk = duk()
    message = submitted(desk)
    late = SOON + timedelta(seconds=1)
    with pytest.raises(MessageRefused, match="sudah lewat"):
        approve(message=message, by=desk.official, sha256=current_sha256(message), at=late)
    approve(message=message, by=desk.official, sha256=current_sha256(message), at=NOW)
    with pytest.raises(MessageRefused, match="sudah lewat"):
        schedule(message=message, by=desk.officer, at=late)


def test_the_dispatch_waits_for_its_minute_and_ends_with_the_window() -> None:
    dispatch = scheduled(duk()).variants.get().dispatch
    assert dispatch is not None
    assert dispatch.not_before == SOON
    assert dispatch.not_after == SOON + timedelta(minutes=120)
    assert dispatch.outgoing["text"].endswith("#layanan")
    assert dispatch.outgoing["title"] == "Layanan Sabtu"


def test_what_was_missed_is_shown_and_never_sent_late() -> None:
    desk = duk()
    message = scheduled(desk)
    send_due(SOON + timedelta(hours=3))
    settle(SOON + timedelta(hours=3))
    message.refresh_from_db()
    dispatch = message.variants.get().dispatch
    assert dispatch is not None
    assert (message.state, dispatch.state) == ("scheduled", "missed")
    assert Notice.objects.filter(person=desk.officer, subject__contains="terlewat").count() == 1
    settle(SOON + timedelta(hours=4))
    assert Notice.objects.filter(person=desk.officer, subject__contains="terlewat").count() == 1


def _two_accounts() -> tuple[Desk, Message, Variant, Variant]:
    desk = duk()
    second = account(desk.agency, "duk_kedua")
    desk.decree.accounts.add(second)
    message = scheduled(desk, variants={desk.account.pk: "", second.pk: "Teks sendiri."})
    good, bad = message.variants.select_related("dispatch").order_by("pk")
    assert good.dispatch is not None
    assert bad.dispatch is not None
    for dispatch in (good.dispatch, bad.dispatch):
        move(dispatch, to="sending", by=PLATFORM)
    move(good.dispatch, to="live", by=PLATFORM, changes={"sent_at": SOON, "url": "https://contoh.invalid/1"})
    return desk, message, good, bad


def test_one_account_refused_keeps_the_message_open_until_a_person_decides() -> None:
    desk, message, _, bad = _two_accounts()
    assert bad.dispatch is not None
    move(bad.dispatch, to="refused", by=PLATFORM, because="gambar wajib")
    settle(SOON)
    message.refresh_from_db()
    assert message.state == "scheduled"
    told = Notice.objects.filter(subject__contains="ditolak")
    assert set(told.values_list("person", flat=True)) == {desk.officer.pk, desk.official.pk}
    with pytest.raises(MessageRefused, match="Sudah terkirim"):
        revise(message=message, by=desk.officer, written=written(desk, text="Lain."), at=NOW)
    leave_out(variant=bad, by=desk.officer, because="cukup satu akun", at=SOON)
    settle(SOON)
    message.refresh_from_db()
    assert message.state == "published"


def test_a_refused_account_is_tried_again_only_within_the_window_and_with_the_same_content() -> None:
    desk, message, _, bad = _two_accounts()
    assert bad.dispatch is not None
    first = bad.dispatch
    move(first, to="refused", by=PLATFORM, because="token habis")
    with pytest.raises(MessageRefused, match="lewat"):
        send_again(variant=bad, by=desk.officer, because="sudah disambung", at=SOON + timedelta(hours=3))
    again = send_again(variant=bad, by=desk.officer, because="sudah disambung", at=SOON + timedelta(minutes=5))
    assert again.dispatch is not None
    assert again.dispatch.pk != first.pk
    assert again.dispatch.outgoing == first.outgoing
    message.refresh_from_db()
    assert message.state == "scheduled"


def test_an_unknown_outcome_is_told_as_such_and_nothing_is_sent_again() -> None:
    desk, message, _, bad = _two_accounts()
    assert bad.dispatch is not None
    move(bad.dispatch, to="unknown", by=PLATFORM)
    settle(SOON)
    message.refresh_from_db()
    assert message.state == "scheduled"
    assert Notice.objects.filter(subject__contains="belum pasti").exists()
    with pytest.raises(MessageRefused, match="ditolak"):
        send_again(variant=bad, by=desk.officer, because="coba lagi", at=SOON)


def test_a_cancelled_message_leaves_nothing_in_the_outbox() -> None:
    desk = duk()
    message = scheduled(desk)
    variant = message.variants.get()
    dispatch = variant.dispatch
    assert dispatch is not None
    with pytest.raises(MoveRefused, match="alasannya"):
        cancel(message=message, by=desk.officer, because=" ", at=NOW)
    cancel(message=message, by=desk.officer, because="acara batal", at=NOW)
    dispatch.refresh_from_db()
    assert dispatch.state == "cancelled"


def test_sending_back_needs_a_reason_and_voids() -> None:
    desk = duk()
    message = submitted(desk)
    with pytest.raises(MoveRefused, match="alasannya"):
        send_back(message=message, by=desk.official, because="", at=NOW)
    send_back(message=message, by=desk.official, because="sebutkan jamnya", at=NOW)
    message.refresh_from_db()
    assert message.state == "draft"


def test_a_message_without_approval_an_hour_before_is_brought_to_its_author_once() -> None:
    desk = duk()
    submitted(desk)
    assert warn_of_unapproved(SOON - timedelta(hours=3)) == 0
    assert warn_of_unapproved(SOON - timedelta(minutes=30)) == 1
    assert warn_of_unapproved(SOON - timedelta(minutes=20)) == 0


def test_people_see_messages_of_their_own_agency_and_the_coordinators_see_all() -> None:
    world = two_governments()
    message = submitted(world.dukcapil)
    assert visible_to(world.dukcapil.officer).get() == message
    assert not visible_to(world.pu.officer).exists()
    assert visible_to(world.analyst).get() == message
    assert not visible_to(world.other.officer).exists()
    assert awaiting(world.dukcapil.official).get() == message
    assert not awaiting(world.dukcapil.officer).exists()


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", "=1+1", "\u202eterbalik", "a" + "\u0301" * 10_000])
def test_strange_text_stays_text(text: str) -> None:
    desk = duk()
    message = draft(agency=desk.agency, by=desk.officer, written=written(desk, text=text, title="Judul"), at=NOW)
    assert Message.objects.get(pk=message.pk).text == text


def test_characters_that_no_database_keeps_are_dropped() -> None:
    desk = duk()
    message = draft(agency=desk.agency, by=desk.officer, written=written(desk, text="A\x00B\ud800C"), at=NOW)
    assert Message.objects.get(pk=message.pk).text == "ABC"
