"""Chains of approval: in order, by those who are named, never by a writer, bound to the content, through every door."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from pendopo.delivery.jobs import send_due
from pendopo.delivery.models import Dispatch
from pendopo.journal.queries import entries_of
from pendopo.people.models import Notice, Person
from pendopo.publishing.actions import MessageRefused, approve, draft, revise, schedule, submit, submit_urgent
from pendopo.publishing.approving.actions import (
    BadChain,
    Words,
    approve_ready,
    end_chain,
    review,
    set_chain,
    withdraw_ready,
    write_ready,
)
from pendopo.publishing.approving.models import Ready, Urgent
from pendopo.publishing.approving.rules import Signed, Signer, Step, combined, filled_in, open_step
from pendopo.publishing.jobs import expire, remind_reviews, warn_of_unapproved
from pendopo.publishing.models import Approval, Message
from pendopo.publishing.queries import approval_in_force, awaiting, current_sha256, to_review
from pendopo.registry.models import Office, Role
from pendopo.registry.queries import NotAllowed
from tests.publishing.written import SOON, submitted, written
from tests.world import NOW, Desk, World, account, person, two_governments

pytestmark = pytest.mark.django_db


def signers(*words: str) -> tuple[Signer, ...]:
    return tuple(Signer.read(word) for word in words)


THREE = (
    Step("any", signers("office:Sekretaris", "standing:official")),
    Step("all", signers("standing:head", "standing:analyst")),
    Step("any", signers("standing:regional_head")),
)


@pytest.fixture
def world() -> World:
    return two_governments()


def yes(message: Message, by: Person) -> Approval:
    fresh = Message.objects.get(pk=message.pk)
    return approve(message=fresh, by=by, sha256=current_sha256(fresh), at=NOW)


def state(message: Message) -> str:
    return Message.objects.get(pk=message.pk).state


def test_each_step_waits_for_the_one_before_and_all_means_all(world: World) -> None:
    desk = world.dukcapil
    set_chain(agency=desk.agency, by=desk.head, steps=THREE, at=NOW)
    message = submitted(desk)
    for early in (desk.head, world.analyst, world.regional_head):
        with pytest.raises(MessageRefused, match="bukan giliran Anda"):
            yes(message, early)
    yes(message, desk.official)
    assert awaiting(desk.official).count() == 0
    assert awaiting(world.analyst).get() == message
    yes(message, world.analyst)
    assert state(message) == "review"
    with pytest.raises(MessageRefused, match="bukan giliran"):
        yes(message, world.regional_head)
    yes(message, desk.head)
    assert state(message) == "review"
    assert approval_in_force(message) is None
    with pytest.raises(MessageRefused, match="belum disetujui"):
        schedule(message=message, by=desk.officer, at=NOW)
    yes(message, world.regional_head)
    assert state(message) == "approved"
    schedule(message=message, by=desk.officer, at=NOW)
    done = [entry.doing for entry in entries_of(message)]
    assert done.count("message.step_approved") == 3
    assert [row.step for row in message.approvals.order_by("pk")] == [1, 2, 2, 3]
    assert Notice.objects.filter(person=world.regional_head, subject__startswith="Menunggu persetujuan").count() == 1


def test_nobody_signs_two_steps_and_no_writer_signs_any(world: World) -> None:
    desk = world.dukcapil
    set_chain(
        agency=desk.agency, by=desk.head, at=NOW,
        steps=(Step("any", signers("standing:official", "standing:head")), Step("any", signers("standing:head"))),
    )  # fmt: skip
    message = submitted(desk)
    yes(message, desk.head)
    with pytest.raises(MessageRefused, match="bukan giliran"):
        yes(message, desk.head)
    assert state(message) == "review"
    own = draft(agency=desk.agency, by=desk.official, written=written(desk, title="Punya pejabat"), at=NOW)
    submit(message=own, by=desk.official, at=NOW)
    with pytest.raises(MessageRefused, match="orang kedua"):
        yes(own, desk.official)


def test_any_change_voids_every_step_and_begins_again(world: World) -> None:
    desk = world.dukcapil
    set_chain(agency=desk.agency, by=desk.head, steps=THREE, at=NOW)
    message = submitted(desk)
    yes(message, desk.official)
    revise(message=message, by=desk.officer, written=written(desk, text="Loket tutup."), at=NOW)
    assert Approval.objects.get().voided_because == "isi diubah sesudah disetujui"
    submit(message=message, by=desk.officer, at=NOW)
    with pytest.raises(MessageRefused, match="bukan giliran"):
        yes(message, desk.head)
    assert awaiting(desk.official).get() == message


def test_what_changed_behind_the_actions_undoes_the_steps_that_were_signed(world: World) -> None:
    desk = world.dukcapil
    set_chain(
        agency=desk.agency, by=desk.head, at=NOW,
        steps=(Step("any", signers("standing:official")), Step("any", signers("standing:head"))),
    )  # fmt: skip
    message = submitted(desk)
    yes(message, desk.official)
    Message.objects.filter(pk=message.pk).update(text="Diselipkan.")
    with pytest.raises(MessageRefused, match="bukan giliran"):
        yes(Message.objects.get(pk=message.pk), desk.head)


def test_the_chain_of_the_account_and_category_comes_before_the_agency_s(world: World) -> None:
    desk = world.dukcapil
    second = account(desk.agency, "duk_dua")
    desk.decree.accounts.add(second)
    head, official = Step("any", signers("standing:head")), Step("any", signers("standing:official"))
    set_chain(agency=desk.agency, by=desk.head, steps=(official,), at=NOW)
    set_chain(agency=desk.agency, by=desk.head, steps=(head,), account=second, category="kegiatan", at=NOW)
    usual, strict = submitted(desk), submitted(desk, title="Dua", variants={second.pk: ""})
    both = submitted(desk, title="Keduanya", variants={desk.account.pk: "", second.pk: ""})
    yes(usual, desk.official)
    assert state(usual) == "approved"
    with pytest.raises(MessageRefused, match=r"bukan giliran|hak"):
        yes(strict, desk.official)
    yes(strict, desk.head)
    for one in (desk.official, desk.head) if awaiting(desk.official).exists() else (desk.head, desk.official):
        yes(both, one)
        assert state(both) == ("review" if both.approvals.count() == 1 else "approved")


def test_a_chain_that_is_changed_counts_for_the_next_message(world: World) -> None:
    desk = world.dukcapil
    set_chain(agency=desk.agency, by=desk.head, steps=THREE, at=NOW)
    message = submitted(desk)
    end_chain(agency=desk.agency, by=desk.head, at=NOW)
    yes(message, desk.official)
    assert state(message) == "review"
    assert yes(submitted(desk, title="Berikutnya"), desk.official).message.state == "approved"


def test_an_acting_head_signs_in_the_place_of_the_head(world: World) -> None:
    desk = world.dukcapil
    stand_in = person("Plh Kepala")
    Office.objects.create(
        person=stand_in, agency=desk.agency, role=Role.HEAD, title="Kepala Disdukcapil", since=date(2026, 3, 20),
        until=date(2026, 3, 31), acting="plh", letter="SP 12/2026",
    )  # fmt: skip
    by_office = Step("any", signers("office:Kepala Disdukcapil"))
    set_chain(agency=desk.agency, by=desk.head, steps=(by_office,), at=NOW)
    yes(submitted(desk), stand_in)
    late = NOW + timedelta(days=6)
    message = submitted(desk, late, title="Sesudahnya", planned_at=late + timedelta(hours=2))
    with pytest.raises(NotAllowed):
        approve(message=message, by=stand_in, sha256=current_sha256(message), at=late)


def test_contract_staff_sign_nothing_even_when_named(world: World) -> None:
    desk = world.dukcapil
    staff = person("Tena Kontrak", employment="contract")
    Office.objects.create(person=staff, agency=desk.agency, role=Role.PREPARER, title="Tenaga media", since=NOW.date())
    set_chain(agency=desk.agency, by=desk.head, steps=(Step("any", signers(f"person:{staff.pk}")),), at=NOW)
    with pytest.raises(NotAllowed):
        yes(submitted(desk), staff)


def test_only_the_head_or_an_admin_sets_a_chain_of_one_to_five_steps(world: World) -> None:
    desk = world.dukcapil
    step = Step("any", signers("standing:head"))
    for nobody in (desk.officer, desk.official, world.pu.head, world.other.head):
        with pytest.raises(NotAllowed):
            set_chain(agency=desk.agency, by=nobody, steps=(step,), at=NOW)
    for wrong in ((), (step,) * 6, (Step("any", ()),)):
        with pytest.raises(BadChain):
            set_chain(agency=desk.agency, by=desk.head, steps=wrong, at=NOW)
    with pytest.raises(BadChain, match="bukan akun"):
        set_chain(agency=desk.agency, by=desk.head, steps=(step,), account=world.pu.account, at=NOW)
    for word in ("standing:officer", "person:x", "office:", "alien:1"):
        with pytest.raises(ValueError, match=word):
            Signer.read(word)


def test_a_request_expires_at_its_minute_and_is_warned_of_before(world: World) -> None:
    desk = world.dukcapil
    message = submitted(desk)
    assert warn_of_unapproved(SOON - timedelta(minutes=30)) == 1
    assert Notice.objects.filter(person=desk.official, subject__startswith="Segera").count() == 1
    assert expire(SOON - timedelta(seconds=1)) == 0
    assert expire(SOON) == 1
    assert state(message) == "draft"
    assert Notice.objects.filter(person=desk.officer, subject__startswith="Tidak terbit").count() == 1
    approved = submitted(desk, title="Disetujui")
    yes(approved, desk.official)
    expire(SOON)
    assert state(approved) == "draft"
    assert approved.approvals.get().voided_at == SOON


def test_through_the_page_too_the_turn_is_kept(world: World) -> None:
    desk = world.dukcapil
    set_chain(agency=desk.agency, by=desk.head, steps=THREE)
    soon = timezone.now() + timedelta(days=1)
    message = submitted(desk, timezone.now(), planned_at=soon)

    def press(by: Person) -> int:
        client = Client()
        client.force_login(by)
        sha256 = current_sha256(Message.objects.get(pk=message.pk))
        return client.post(f"/pesan/{message.pk}/setujui/", {"sha256": sha256}).status_code

    assert press(desk.head) == 409
    assert press(desk.officer) == 403
    assert press(desk.official) == 302
    assert (press(world.analyst), press(desk.head), press(world.regional_head)) == (302, 302, 302)
    assert state(message) == "approved"


def test_the_worker_sends_nothing_whose_steps_are_not_all_signed(world: World) -> None:
    """Even a message that was put into the calendar past the actions has nothing in the outbox."""
    desk = world.dukcapil
    set_chain(agency=desk.agency, by=desk.head, steps=THREE, at=NOW)
    message = submitted(desk)
    yes(message, desk.official)
    with pytest.raises(MessageRefused):
        schedule(message=message, by=desk.officer, at=NOW)
    assert send_due(SOON + timedelta(minutes=1)) == 0
    assert not Dispatch.objects.exists()


# The short path


TEMPLATE = "Peringatan banjir di [wilayah] sejak [jam]. Hubungi 112."
WORDS = Words(
    "Banjir", TEMPLATE, "kegiatan", "sebar_informasi", "SOP siaga bencana 2026", "#banjir", date(2026, 12, 31)
)


def ready(desk: Desk) -> Ready:
    made = write_ready(agency=desk.agency, by=desk.officer, words=WORDS, at=NOW)
    return approve_ready(ready=made, by=desk.official, at=NOW)


def urgent_draft(desk: Desk, text: str = "Peringatan banjir di Mayangan sejak 09.00. Hubungi 112.") -> Message:
    content = written(desk, title="Banjir Mayangan", text=text, planned_at=NOW + timedelta(minutes=3))
    return draft(agency=desk.agency, by=desk.officer, written=content, at=NOW)


def test_in_a_disaster_one_yes_sends_ready_words_and_another_looks_afterwards(world: World) -> None:
    desk = world.dukcapil
    set_chain(agency=desk.agency, by=desk.head, steps=THREE, at=NOW)
    message = urgent_draft(desk)
    submit_urgent(message=message, by=desk.officer, ready=ready(desk), because="sungai meluap di Mayangan", at=NOW)
    yes(message, desk.head)
    assert state(message) == "scheduled"
    urgent = Urgent.objects.get()
    assert urgent.review_due == NOW + timedelta(hours=24)
    assert to_review(desk.official).get() == urgent
    for involved in (desk.head, desk.officer):
        with pytest.raises((BadChain, NotAllowed)):
            review(urgent=urgent, by=involved, verdict="fit", words="sesuai", at=NOW)
    with pytest.raises(BadChain, match="satu kalimat"):
        review(urgent=urgent, by=desk.official, verdict="fit", words=" ", at=NOW)
    assert remind_reviews(NOW + timedelta(hours=23)) == 0
    assert remind_reviews(NOW + timedelta(hours=25)) == 1
    review(urgent=urgent, by=desk.official, verdict="mend", words="jam salah tulis", at=NOW + timedelta(hours=26))
    assert not to_review(desk.official).exists()
    assert entries_of(message).filter(doing="message.urgent_reviewed").exists()


@pytest.mark.parametrize(
    "text",
    [
        "Peringatan banjir di Mayangan sejak 09.00. Hubungi 112. Pilih nomor satu!",
        "Peringatan banjir di [wilayah] sejak 09.00. Hubungi 112.",
        "Peringatan gempa di Mayangan sejak 09.00. Hubungi 112.",
        f"Peringatan banjir di {'x' * 300} sejak 09.00. Hubungi 112.",
        "Peringatan banjir di Mayangan sejak 09.00\nJual beli. Hubungi 112.",
    ],
)
def test_other_words_than_the_ready_ones_go_the_usual_way(world: World, text: str) -> None:
    desk = world.dukcapil
    message = urgent_draft(desk, text)
    with pytest.raises(MessageRefused, match="berbeda dari teks"):
        submit_urgent(message=message, by=desk.officer, ready=ready(desk), because="sungai meluap", at=NOW)
    assert state(message) == "draft"


def test_ready_words_need_four_eyes_themselves_and_end(world: World) -> None:
    desk, because = world.dukcapil, "sungai meluap di Mayangan"
    own = write_ready(agency=desk.agency, by=desk.official, words=WORDS, at=NOW)
    with pytest.raises(BadChain, match="orang kedua"):
        approve_ready(ready=own, by=desk.official, at=NOW)
    message = urgent_draft(desk)
    with pytest.raises(MessageRefused, match="belum disetujui"):
        submit_urgent(message=message, by=desk.officer, ready=own, because=because, at=NOW)
    good = ready(desk)
    with pytest.raises(MessageRefused, match="keadaan daruratnya"):
        submit_urgent(message=message, by=desk.officer, ready=good, because="ya", at=NOW)
    withdraw_ready(ready=good, by=desk.official, because="SOP baru", at=NOW)
    with pytest.raises(MessageRefused, match="ditarik"):
        submit_urgent(message=message, by=desk.officer, ready=good, because=because, at=NOW)
    with pytest.raises(BadChain, match="lewat"):
        write_ready(agency=desk.agency, by=desk.officer, words=replace(WORDS, until=date(2026, 3, 1)), at=NOW)


def test_a_message_that_left_the_short_path_needs_every_step_again(world: World) -> None:
    desk = world.dukcapil
    message = urgent_draft(desk)
    submit_urgent(message=message, by=desk.officer, ready=ready(desk), because="sungai meluap jauh", at=NOW)
    revise(message=message, by=desk.officer, written=written(desk, text="Kata lain."), at=NOW)
    set_chain(agency=desk.agency, by=desk.head, steps=THREE, at=NOW)
    submit(message=message, by=desk.officer, at=NOW)
    yes(message, desk.official)
    assert state(message) == "review"
    assert Urgent.objects.get().review_due is None


def test_the_order_of_steps_as_a_table() -> None:
    a, b = signers("standing:head", "standing:official")
    any_, all_ = Step("any", (a, b)), Step("all", (a, b))
    assert open_step((any_, all_), []) == 1
    assert open_step((any_, all_), [Signed(1, 1, str(a))]) == 2
    assert open_step((any_, all_), [Signed(1, 1, str(a)), Signed(2, 2, str(b))]) == 2
    assert open_step((any_, all_), [Signed(1, 1, str(a)), Signed(2, 2, str(b)), Signed(3, 2, str(a))]) is None
    assert combined([(any_,), (all_, any_)]) == (all_, any_)
    assert filled_in("Di [a] pukul [b].", "Di Jati pukul 9.")
    assert not filled_in("Di [a].", "Di .")
