"""An answer that comes back into the box comes back with what it rests on, and what does not fit is said before it leaves."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from pendopo.delivery.models import Dispatch
from pendopo.inbox.actions import assign
from pendopo.inbox.models import Case, Reply
from pendopo.journal.actions import move
from pendopo.journal.actor import Actor
from pendopo.knowledge.actions import Wording, approve, draft
from pendopo.knowledge.models import Version
from pendopo.people.models import Person
from pendopo.referral.actions import answer
from pendopo.referral.models import Referral
from tests.inbox.scene import arrive, said
from tests.referral.scene import asked, set_up
from tests.world import World, two_governments

pytestmark = pytest.mark.django_db
KTP = Wording("KTP hilang", "Bawa surat kehilangan dan KK ke loket.", "SOP 02/2025", "Adminduk", "ktp")


def signed_in(who: Person) -> Client:
    client = Client()
    client.force_login(who)
    return client


@pytest.fixture
def world() -> World:
    made = two_governments()
    at = timezone.now() - timedelta(minutes=5)
    arrive(made.dukcapil.account, said("1", posted_at=at), at=at)
    return made


@pytest.fixture
def officer(world: World) -> Client:
    return signed_in(world.dukcapil.officer)


def approved(world: World) -> Version:
    made = draft(agency=world.dukcapil.agency, wording=KTP, by=world.dukcapil.officer).versions.get()
    approve(version=made, by=world.dukcapil.official)
    return made


def sent(officer: Client, case: Case, **data: str) -> Reply:
    officer.post(f"/meja/kasus/{case.pk}/jawab/", {"text": "Silakan ke loket.", "source": "SOP", **data})
    return Reply.objects.latest("pk")


def chosen(page: str) -> str:
    """The option that the form stands on."""
    return re.search(r'<option value="([^"]*)" selected', page.split('id="dasar"')[1].split("</select>")[0]).group(1)  # type: ignore[union-attr]


def undone(officer: Client, reply: Reply) -> str:
    page = officer.post(f"/meja/balasan/{reply.pk}/urungkan/", follow=True).content.decode()
    assert Dispatch.objects.get(reply=reply).state == "cancelled"
    return page


def refused(reply: Reply) -> None:
    move(reply.dispatch, to="sending", by=Actor.system())
    move(reply.dispatch, to="refused", by=Actor.system(), because="ditolak")


def test_an_answer_that_is_taken_back_and_sent_again_keeps_the_version_that_was_used(
    world: World, officer: Client
) -> None:
    version, case = approved(world), Case.objects.get()
    page = undone(officer, sent(officer, case, basis=f"baku-{version.pk}", text="Bawa surat kehilangan, ya."))
    assert "Bawa surat kehilangan, ya.</textarea>" in page
    assert chosen(page) == f"baku-{version.pk}"
    again = sent(officer, case, basis=chosen(page))
    assert again.knowledge_use.version == version


def test_a_version_that_is_no_longer_in_use_is_named_as_the_source_and_not_chosen(
    world: World, officer: Client
) -> None:
    version, case = approved(world), Case.objects.get()
    reply = sent(officer, case, basis=f"baku-{version.pk}")
    move(version.answer, to="retired", by=Actor.system(), because="tidak berlaku")
    page = undone(officer, reply)
    assert chosen(page) == "source"
    assert 'value="Disdukcapil: KTP hilang (versi 1); SOP 02/2025"' in page


def test_a_source_that_was_typed_comes_back_with_the_words(world: World, officer: Client) -> None:
    page = undone(officer, sent(officer, Case.objects.get(), basis="source", source="Laman disdukcapil"))
    assert 'value="Laman disdukcapil"' in page
    page = officer.get(
        undone_link := f"/meja/kasus/{Case.objects.get().pk}/?konsep={Reply.objects.latest('pk').pk}"
    ).content.decode()
    assert 'value="Laman disdukcapil"' in page, undone_link


def test_a_holding_reply_that_is_taken_back_stays_a_holding_reply(world: World, officer: Client) -> None:
    page = undone(officer, sent(officer, Case.objects.get(), holding="1"))
    assert re.search(r'name="holding" value="1" checked', page)


def test_what_a_colleague_said_is_still_the_ground_after_taking_back(world: World, officer: Client) -> None:
    case = Case.objects.get()
    assign(case=case, to=world.dukcapil.official, by=world.dukcapil.officer, instruction="")
    signed_in(world.dukcapil.official).post(f"/meja/kasus/{case.pk}/jawab-disposisi/", {"text": "Gratis."})
    ground = f"disposisi-{case.assignments.get().pk}"
    page = undone(officer, sent(officer, case, basis=ground))
    assert chosen(page) == ground


@pytest.mark.parametrize("fate", ["undone", "refused"])
def test_another_agencys_answer_waits_to_be_said_again_until_the_citizen_has_it(fate: str) -> None:
    scene = set_up()
    hop = asked(scene, at=timezone.now())
    answer(referral=hop, text="Diperbaiki pekan depan.", by=scene.liaison)
    officer, case = signed_in(scene.officer), scene.case
    ground = f"rujukan-{hop.pk}"
    reply = sent(officer, case, basis=ground, text="Kata DPUPR: pekan depan.")
    assert f'data-insert="{ground}"' not in officer.get(f"/meja/kasus/{case.pk}/").content.decode()
    if fate == "undone":
        page = undone(officer, reply)
    else:
        refused(reply)
        page = officer.get(f"/meja/kasus/{case.pk}/?konsep={reply.pk}").content.decode()
    assert chosen(page) == ground
    assert f'data-insert="{ground}"' in page
    other = officer.get(f"/rujukan/{hop.pk}/").content.decode()
    assert "Balasan sebelumnya tidak sampai kepada warga" in other
    assert "Kata DPUPR: pekan depan.</textarea>" in other
    if fate == "undone":
        officer.post(f"/rujukan/{hop.pk}/balas/", {"text": "Kata DPUPR: pekan depan."})
        assert Referral.objects.get().reply == Reply.objects.latest("pk") != reply


def test_who_comes_second_or_writes_too_much_loses_neither_words_nor_ground(world: World, officer: Client) -> None:
    version, case = approved(world), Case.objects.get()
    page = officer.post(
        f"/meja/kasus/{case.pk}/jawab/",
        {"text": "x" * 10_001, "basis": f"baku-{version.pk}", "source": "SOP 02/2025", "holding": ""},
    )
    body = page.content.decode()
    assert page.status_code == 409
    assert chosen(body) == f"baku-{version.pk}"
    assert 'value="SOP 02/2025"' in body
    assert not Dispatch.objects.exists()


@pytest.mark.parametrize(
    ("platform", "kind", "most"),
    [("mastodon", "comment", 500), ("x", "comment", 280), ("linkedin", "comment", 1_250), ("instagram", "message", 1_000),
     ("google_business", "review", 4_096)],
)  # fmt: skip
def test_an_answer_that_does_not_fit_its_platform_is_refused_before_it_leaves_and_one_that_fits_is_not(
    platform: str, kind: str, most: int
) -> None:
    world = two_governments()
    account = world.dukcapil.account
    account.platform = platform
    account.save()
    at = timezone.now()
    arrive(account, said("1", posted_at=at, kind=kind), at=at)
    case, officer = Case.objects.get(), signed_in(world.dukcapil.officer)
    page = officer.post(f"/meja/kasus/{case.pk}/jawab/", {"text": "a" * (most + 1)})
    body = page.content.decode()
    assert page.status_code == 409
    assert f"paling banyak {most}" in body
    assert "a" * (most + 1) + "</textarea>" in body
    assert not Dispatch.objects.exists()
    assert f"paling banyak {most:,}".replace(",", ".") in officer.get(f"/meja/kasus/{case.pk}/").content.decode()
    officer.post(f"/meja/kasus/{case.pk}/jawab/", {"text": "a" * most, "source": "SOP"})
    assert Dispatch.objects.get().state == "queued"


def test_what_the_accounts_own_server_tells_of_lengths_goes_before_the_table() -> None:
    world = two_governments()
    account = world.dukcapil.account
    account.platform = "mastodon"
    account.save()
    account.connection.options = {"text_limit": "5000"}
    account.connection.save()
    at = timezone.now()
    arrive(account, said("1", posted_at=at), at=at)
    officer = signed_in(world.dukcapil.officer)
    officer.post(f"/meja/kasus/{Case.objects.get().pk}/jawab/", {"text": "a" * 5_000, "source": "SOP"})
    assert Dispatch.objects.count() == 1


def test_any_answer_of_the_library_is_found_and_used_for_a_case_without_leaving_its_words_behind(
    world: World, officer: Client
) -> None:
    version, case = approved(world), Case.objects.get()
    assert f'href="/pustaka/?kasus={case.pk}"' in officer.get(f"/meja/kasus/{case.pk}/").content.decode()
    found = officer.get(f"/pustaka/?kasus={case.pk}&cari=ktp ilang").content.decode()
    assert f'name="kasus" value="{case.pk}"' in found, "the next search is for the same case"
    use = f"/meja/kasus/{case.pk}/?pakai={version.pk}#jawab"
    assert use in found
    assert use in officer.get(f"/pustaka/{version.answer_id}/?kasus={case.pk}").content.decode()
    page = officer.get(use.split("#")[0]).content.decode()
    assert "Bawa surat kehilangan dan KK ke loket.</textarea>" in page
    assert sent(officer, case, basis=chosen(page), text="Bawa surat kehilangan.").knowledge_use.version == version


@pytest.mark.parametrize("asked", ["999999", "x", "", "²", "9" * 30])
def test_the_library_is_as_always_where_no_case_of_ones_own_is_named(world: World, officer: Client, asked: str) -> None:
    approved(world)
    assert "?pakai=" not in officer.get(f"/pustaka/?kasus={asked}").content.decode()
    stranger = signed_in(world.pu.officer).get(f"/pustaka/?kasus={Case.objects.get().pk}").content.decode()
    assert "?pakai=" not in stranger


def test_an_answer_on_another_source_is_asked_for_its_name_with_its_words_still_in_the_box(world: World) -> None:
    case, officer = Case.objects.get(), signed_in(world.dukcapil.officer)
    page = officer.post(f"/meja/kasus/{case.pk}/jawab/", {"text": "Bawa KTP lama.", "basis": "source", "source": "  "})
    text = page.content.decode()
    assert page.status_code == 409
    assert "Sebut sumber jawaban ini" in text
    assert "Bawa KTP lama.</textarea>" in text
    field = next(line for line in text.split("<") if 'id="sumber"' in line)
    assert 'aria-invalid="true"' in field
    assert "autofocus" in field
    assert not case.replies.exists()
    officer.post(f"/meja/kasus/{case.pk}/jawab/", {"text": "Bawa KTP lama.", "basis": "source", "source": "SOP KTP"})
    assert case.replies.get().source == "SOP KTP"


def test_a_reply_that_only_holds_needs_no_source(world: World) -> None:
    case, officer = Case.objects.get(), signed_in(world.dukcapil.officer)
    officer.post(f"/meja/kasus/{case.pk}/jawab/", {"text": "Kami cek dulu.", "holding": "1"})
    assert case.replies.get().holding
