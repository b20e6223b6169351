"""The pages of the law: the reader with and without a text, links from screens, legal bases, and who may change them."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from pendopo.people.models import Person
from pendopo.regulation.profile import load
from pendopo.report.compliance.facts import gather, verdicts_of
from tests.registry.test_law import CONTENT
from tests.world import NOW, World, two_governments

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return two_governments()


def client_of(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def test_the_analyst_loads_a_text_and_everybody_reads_it(world: World) -> None:
    client = client_of(world.analyst)
    answer = client.post(reverse("law_load"), {"text": SimpleUploadedFile("naskah.txt", CONTENT)}, follow=True)
    assert "Naskah termuat" in answer.content.decode()
    text = client_of(world.dukcapil.officer).get(reverse("law_article", args=["pasal-2"])).content.decode()
    assert "menyebut nama; dan" in text
    assert 'id="pasal-2-huruf-b"' in text
    assert "Keikutsertaan" not in text
    assert client_of(world.dukcapil.officer).get(reverse("law_raw")).content == CONTENT
    assert client_of(world.other.officer).get(reverse("law_raw")).status_code == 404
    assert (
        "menyebut nama"
        not in client_of(world.other.officer).get(reverse("law_article", args=["pasal-2"])).content.decode()
    )


def test_a_file_that_is_no_text_is_refused_in_words(world: World) -> None:
    answer = client_of(world.analyst).post(reverse("law_load"), {"text": SimpleUploadedFile("a.txt", b"%PDF-1.4")})
    assert answer.status_code == 409
    assert "bukan teks biasa" in answer.content.decode()


def test_an_officer_may_read_but_not_load_nor_mark(world: World) -> None:
    client = client_of(world.dukcapil.officer)
    assert client.get(reverse("law_load")).status_code == 403
    assert client.post(reverse("law_load"), {"text": SimpleUploadedFile("a.txt", CONTENT)}).status_code == 403
    basis = reverse("basis", args=["uu-14-2008"])
    assert client.get(basis).status_code == 200
    assert client.post(basis, {"status": "berlaku", "on": "2026-03-01"}).status_code == 403
    assert client.post(reverse("bases"), {"label": "UU 1/1", "title": "x"}).status_code == 403


@pytest.mark.parametrize("who", ["dukcapil", "other"])
def test_without_a_text_every_page_shows_our_wording_and_how_to_load(world: World, who: str) -> None:
    desk = getattr(world, who)
    client = client_of(desk.officer)
    text = client.get(reverse("law")).content.decode()
    assert "Naskah peraturan belum dimuat" in text
    article = client.get(reverse("law_article", args=["lampiran-b"])).content.decode()
    assert "Instansi terkait menjawab melalui petugas" in article
    assert client.get(reverse("law_article", args=["pasal-99"])).status_code == 404
    assert load(desk.agency.government.profile).short_title in text


def test_a_screen_links_to_the_articles_of_its_own_government(world: World) -> None:
    for desk, mine, others in ((world.dukcapil, "huruf-i", "huruf-j"), (world.other, "huruf-j", None)):
        text = client_of(desk.official).get(reverse("recommendations")).content.decode()
        assert f'href="{reverse("law_article", args=["pasal-8"])}#pasal-8-{mine}"' in text
        if others:
            assert f"#pasal-8-{others}" not in text
    desk_page = client_of(world.dukcapil.officer).get(reverse("desk")).content.decode()
    assert f"{reverse('law_article', args=['lampiran-b'])}#lampiran-b-1" in desk_page


def test_slips_stand_as_written_and_as_read(world: World) -> None:
    text = client_of(world.analyst).get(reverse("law_article", args=["pasal-16"])).content.decode()
    assert "“Pasal 13”" in text
    assert "“Pasal 15”" in text


def test_marking_a_basis_turns_the_check_and_stays_in_its_history(world: World) -> None:
    before = verdicts_of(gather(world.dukcapil.agency, NOW))["C-PRE2"]
    assert before.state == "warn"
    client = client_of(world.analyst)
    for one in load("probolinggo-37-2016").legal_bases:
        words = {"status": "berlaku", "on": "2026-03-20", "words": "dibaca pada laman resmi"}
        assert client.post(reverse("basis", args=[one.code]), words).status_code == 302
    assert verdicts_of(gather(world.dukcapil.agency, NOW))["C-PRE2"].state == "ok"
    page = client.get(reverse("basis", args=["uu-14-2008"])).content.decode()
    assert "dibaca pada laman resmi" in page
    assert "Ana Analis" in page


def test_text_and_screens_are_judged(world: World) -> None:
    found = verdicts_of(gather(world.dukcapil.agency, NOW))
    assert found["C-PRE1"].state == "warn"
    assert found["C-AIM0"].state == "ok"
    client_of(world.analyst).post(reverse("law_load"), {"text": SimpleUploadedFile("naskah.txt", CONTENT)})
    later = verdicts_of(gather(world.dukcapil.agency, NOW.replace(year=2030)))["C-PRE1"]
    assert later.state == "warn"
    assert "tidak memuat" in later.because
