"""One search for everything: what it finds can be opened, and what cannot be opened is not found, whoever asks."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pendopo.insight.actions import recommend
from pendopo.knowledge.actions import Wording, approve, draft
from pendopo.people.models import Person
from pendopo.publishing.actions import draft as draft_message
from pendopo.referral.actions import refer
from pendopo.registry.finding import words_of
from pendopo.registry.models import Office, Role
from pendopo.web.search import everything
from tests.publishing.written import written
from tests.referral.scene import case_of
from tests.world import Desk, World, person, two_governments

pytestmark = pytest.mark.django_db
COMMON = "gotongroyong"
KINDS = ("kasus", "jawaban", "pesan", "rekomendasi", "instansi", "akun", "keputusan", "orang")


@dataclass
class Scene:
    """Both governments, each agency with one thing of every kind; everything carries the common word and one of its own."""

    world: World
    desks: dict[str, Desk]
    people: dict[str, tuple[Person, frozenset[str]]]


def word(kind: str, name: str) -> str:
    return f"qxunik{kind}{name}"


def fill(desk: Desk, name: str, number: int) -> None:
    """One of everything for an agency."""
    case_of(desk.account, f"{COMMON} {word('kasus', name)}", number=number)
    wording = Wording(title=f"{COMMON} {word('jawaban', name)}", text="Jawaban.", source="SOP", topic="", tags="")
    answer = draft(agency=desk.agency, wording=wording, by=desk.officer)
    approve(version=answer.versions.get(), by=desk.official)
    title = f"{COMMON} {word('pesan', name)}"
    draft_message(agency=desk.agency, by=desk.officer, written=written(desk, title=title))
    text = f"{COMMON} {word('rekomendasi', name)}"
    recommend(agency=desk.agency, text=text, addressee="Kepala", due=date(2026, 12, 1), by=desk.official)
    desk.agency.name += f" {COMMON} {word('instansi', name)}"
    desk.agency.save()
    desk.account.name = f"{COMMON} {word('akun', name)}"
    desk.account.save()
    desk.decree.number = f"{COMMON} {word('keputusan', name)}"
    desk.decree.save()
    desk.officer.name = f"{COMMON} {word('orang', name)}"
    desk.officer.save()


@pytest.fixture
def scene() -> Scene:
    world = two_governments()
    desks = {"kom": world.kominfo, "duk": world.dukcapil, "pu": world.pu, "kat": world.other}
    for number, (name, desk) in enumerate(desks.items(), start=1):
        fill(desk, name, number)
    asked = case_of(world.dukcapil.account, "Jalan berlubang", number=77)
    refer(
        case=asked, to_agency=world.pu.agency, question=f"{COMMON} {word('rujukan', 'dukpu')}", because="x",
        their_competence=True, not_answerable=True, by=world.dukcapil.officer,
    )  # fmt: skip
    everywhere = frozenset({"kom", "duk", "pu", "dukpu"})
    people = {
        "petugas duk": (world.dukcapil.officer, frozenset({"duk", "dukpu"})),
        "pejabat pu": (world.pu.official, frozenset({"pu", "dukpu"})),
        "kepala kom": (world.kominfo.head, frozenset({"kom"})),
        "analis": (world.analyst, everywhere),
        "wali kota": (world.regional_head, everywhere),
        "inspektorat": (world.auditor, everywhere),
        "petugas kat": (world.other.officer, frozenset({"kat"})),
        "tanpa tugas": (person("Tanpa Tugas"), frozenset()),
    }
    for role, name, desk, sees in (
        (Role.LIAISON, "narahubung", world.pu, frozenset({"pu", "dukpu"})),
        (Role.PREPARER, "penyusun", world.dukcapil, frozenset({"duk", "dukpu"})),
        (Role.ADMIN, "admin", world.kominfo, everywhere),
    ):
        who = person(f"Orang {name}")
        Office.objects.create(person=who, agency=desk.agency, role=role, title=name, since=date(2020, 1, 1))
        people[name] = (who, sees)
    left = person("Sudah Pindah")
    Office.objects.create(person=left, agency=world.pu.agency, role=Role.LIAISON, title="x", since=date(2020, 1, 1),
                          until=date(2021, 1, 1))  # fmt: skip
    people["sudah pindah"] = (left, frozenset())
    return Scene(world, desks, people)


def client_of(who: Person) -> Client:
    client = Client()
    client.force_login(who)
    return client


def test_what_search_finds_can_be_opened_and_shows_what_was_found(scene: Scene) -> None:
    for name, (who, _sees) in scene.people.items():
        client = client_of(who)
        for group in everything(who, COMMON):
            for hit in group.hits:
                answer = client.get(hit.href.partition("#")[0])
                assert answer.status_code == 200, (name, hit)
                own = re.search(r"qxunik\w+", f"{hit.title} {hit.about}")
                assert own, hit
                assert own[0] in answer.content.decode(), (name, hit)


def test_what_cannot_be_opened_is_not_found(scene: Scene) -> None:
    for name, (who, sees) in scene.people.items():
        page = client_of(who).get("/cari/", {"q": COMMON}).content.decode()
        found = set(re.findall(r"qxunik\w+", page))
        # Approved answers that another agency shares, and names of agencies on both sides of a referral, may be seen.
        mine = {word(kind, desk) for kind in KINDS for desk in sees if desk != "dukpu"}
        lent = {word("jawaban", desk) for desk in ("kom", "duk", "pu")} if sees - {"kat"} else set()
        asked = {word("rujukan", "dukpu")} if "dukpu" in sees else set()
        assert mine <= found, (name, mine - found)
        assert found <= mine | lent | asked, (name, found - mine - lent - asked)
        assert asked <= found, name


@pytest.mark.parametrize("kind", [*KINDS, "rujukan"])
def test_each_kind_is_found_by_its_own_word_alone(scene: Scene, kind: str) -> None:
    who, _sees = scene.people["analis"]
    own = word(kind, "dukpu" if kind == "rujukan" else "duk")
    titles = [f"{hit.title} {hit.about}" for group in everything(who, own) for hit in group.hits]
    assert titles
    assert own in titles[0]
    # Answers are also found by likeness.
    assert kind == "jawaban" or all(own in title for title in titles)
    stranger, _none = scene.people["petugas kat"]
    assert everything(stranger, own) == []


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(max_size=80))
def test_any_text_is_answered_and_shows_a_person_without_a_duty_nothing(scene: Scene, text: str) -> None:
    who, _none = scene.people["tanpa tugas"]
    assert everything(who, text) == []
    analyst, _all = scene.people["analis"]
    assert client_of(analyst).get("/cari/", {"q": text}).status_code == 200


def test_words_are_plain_words() -> None:
    assert words_of('  "KTP"  hilang, (saya) ') == ["KTP", "hilang", "saya"]
    assert len(words_of("a " * 100)) == 8
    assert words_of("\x00\x00") == []


def test_percent_and_underscore_are_letters_not_wildcards(scene: Scene) -> None:
    who, _sees = scene.people["analis"]
    for text in ("%", "_", "%%", "qxuni_instansiduk"):
        assert not [hit for group in everything(who, text) for hit in group.hits if "instansi" in hit.title]


def test_the_box_stands_on_every_page_and_keeps_what_was_asked(scene: Scene) -> None:
    client = client_of(scene.world.analyst)
    page = client.get("/daftar/").content.decode()
    assert 'action="/cari/"' in page
    asked = client.get("/cari/", {"q": "<b>lampu</b>"}).content.decode()
    assert "&lt;b&gt;lampu&lt;/b&gt;" in asked
    assert "Tidak ada yang memuat" in asked


def test_a_word_that_stands_nowhere_finds_nothing_not_even_by_likeness(scene: Scene) -> None:
    who, _sees = scene.people["analis"]
    assert everything(who, "zzzxqy") == []
