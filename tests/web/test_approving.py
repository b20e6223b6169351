"""The pages of approval: who must approve what, chains set by the head, ready words for a disaster."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from pendopo.people.models import Person
from pendopo.publishing.approving.models import Chain, Ready, Urgent
from pendopo.publishing.models import Message
from pendopo.publishing.queries import current_sha256
from tests.publishing.written import submitted
from tests.world import World, two_governments

pytestmark = pytest.mark.django_db
READY = {
    "title": "Banjir", "text": "Banjir di [wilayah] sejak [jam].", "category": "kegiatan", "purpose": "sebar_informasi",
    "source": "SOP bencana", "tags": "#banjir", "until": "2099-12-31",
}  # fmt: skip


@pytest.fixture
def world() -> World:
    return two_governments()


def browser(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def test_the_head_sets_a_chain_on_the_page_and_ends_it(world: World) -> None:
    desk = world.dukcapil
    page = f"/pesan/persetujuan/rantai/{desk.agency.pk}/"
    head = browser(desk.head)
    shown = head.get(page).content.decode()
    assert "Kepala Disdukcapil" in shown
    assert "Pranata Humas" in shown
    form = {
        "account": "", "category": "", "mode_1": "any", "signers_1": ["standing:official"], "mode_3": "all",
        "signers_3": ["standing:head", f"person:{desk.officer.pk}"],
    }  # fmt: skip
    for number in (2, 4, 5):
        form[f"mode_{number}"] = "any"
    assert head.post(page, form).status_code == 302
    chain = Chain.objects.get()
    assert [(one["mode"], len(one["signers"])) for one in chain.steps] == [("any", 1), ("all", 2)]
    assert "Duk Petugas" in head.get(page).content.decode()
    head.post(f"{page}{chain.pk}/akhiri/")
    assert not Chain.objects.filter(active=True).exists()
    for nobody in (desk.officer, world.pu.head, world.other.head):
        assert browser(nobody).get(page).status_code == 404


@pytest.mark.parametrize("signer", ["person:1000000", "standing:officer", "office:Presiden", "<script>"])
def test_a_signer_who_is_not_of_the_agency_is_refused(world: World, signer: str) -> None:
    desk = world.dukcapil
    form = {f"mode_{number}": "any" for number in range(1, 6)} | {"signers_1": signer}
    answer = browser(desk.head).post(f"/pesan/persetujuan/rantai/{desk.agency.pk}/", form)
    assert answer.status_code == 200
    assert not Chain.objects.exists()


def test_the_page_says_whose_turn_it_is_to_everybody_who_may_see_it(world: World) -> None:
    desk = world.dukcapil
    soon = timezone.now() + timedelta(days=1)
    submitted(desk, timezone.now(), planned_at=soon)
    mine = browser(desk.official).get("/pesan/persetujuan/").content.decode()
    assert "Menunggu Anda" in mine
    theirs = browser(desk.officer).get("/pesan/persetujuan/").content.decode()
    assert "Menunggu orang lain" in theirs
    assert "langkah 1 dari 1: Pejabat penanggung jawab atau Kepala instansi" in theirs
    assert "Layanan Sabtu" not in browser(world.pu.official).get("/pesan/persetujuan/").content.decode()


def test_a_disaster_from_ready_words_to_the_look_afterwards(world: World) -> None:
    desk = world.dukcapil
    page = f"/pesan/darurat/{desk.agency.pk}/"
    officer, official, head = browser(desk.officer), browser(desk.official), browser(desk.head)
    officer.post(page, READY)
    row = Ready.objects.get()
    assert "Setujui" not in officer.get(page).content.decode().split("siap pakai")[0].split("<form")[0]
    assert officer.post(f"/pesan/darurat/teks/{row.pk}/setujui/").status_code == 403
    official.post(f"/pesan/darurat/teks/{row.pk}/setujui/")
    use = f"/pesan/darurat/teks/{row.pk}/pakai/"
    filled = {
        "text": "Banjir di Jati sejak 03.10.", "because": "Kali Banger meluap", "accounts": [desk.account.pk],
        "minutes": "10",
    }  # fmt: skip
    changed = officer.post(use, filled | {"text": "Coblos nomor satu."})
    assert changed.status_code == 409
    assert officer.post(use, filled).status_code == 302
    message = Message.objects.latest("pk")
    head.post(f"/pesan/{message.pk}/setujui/", {"sha256": current_sha256(message)})
    message.refresh_from_db()
    assert message.state == "scheduled"
    urgent = Urgent.objects.get()
    review = f"/pesan/darurat/tinjau/{urgent.pk}/"
    assert head.post(review, {"verdict": "fit", "words": "baik"}).status_code == 409
    assert "Catat peninjauan" in official.get("/pesan/persetujuan/").content.decode()
    official.post(review, {"verdict": "fit", "words": "sesuai keadaan"})
    assert "sesuai keadaan" in official.get(f"/pesan/{message.pk}/").content.decode()
    assert browser(world.pu.officer).get(use).status_code == 404
