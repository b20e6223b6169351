"""The JSON interface: a key acts as its person and never as more; what is said there is what the pages say."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from pendopo.inbox.models import Case
from pendopo.journal.models import Entry
from pendopo.people.keys import BadKey, issue, key_for, keys_of, revoke
from pendopo.people.models import ApiKey, Person
from pendopo.referral.models import Referral
from pendopo.web.api.addresses import urlpatterns
from pendopo.web.api.door import api
from tests.web.caller import Caller
from tests.world import World, two_governments

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    """Two governments. What an earlier test asked does not count against this one's calls."""
    cache.clear()
    return two_governments()


def recorded(world: World, **more: object) -> int:
    """A case that was recorded through the interface."""
    body = {"account": world.dukcapil.account.pk, "text": "KTP saya hilang, bagaimana mengurusnya?", "author": "warga"}
    answer = Caller(world.dukcapil.officer).post("/items", **{**body, **more})
    assert answer.status_code == 201, answer.content
    return int(answer.json()["case"])


def test_only_the_hash_of_a_key_is_kept_and_it_is_journalled(world: World) -> None:
    made = issue(person=world.dukcapil.officer, name=" situs  layanan ", days=10, may_write=False)
    kept = ApiKey.objects.get()
    assert made.secret not in {kept.secret_sha256, kept.name}
    assert kept.name == "situs layanan"
    assert not Entry.objects.filter(after__contains=made.secret).exists()
    assert list(Entry.objects.filter(chain="people").values_list("doing", flat=True)) == ["api_key.issued"]


def test_a_key_opens_until_it_expires_or_is_revoked_or_its_person_may_not_sign_in(world: World) -> None:
    person, now = world.dukcapil.officer, timezone.now()
    made = issue(person=person, name="a", days=1, may_write=True, at=now)
    assert key_for(made.secret, now + timedelta(hours=23)) == made.key
    assert key_for(made.secret, now + timedelta(hours=24)) is None
    assert key_for(made.secret[:-1], now) is None
    assert key_for("", now) is None
    Person.objects.filter(pk=person.pk).update(is_active=False)
    assert key_for(made.secret, now) is None
    Person.objects.filter(pk=person.pk).update(is_active=True)
    revoke(key=made.key, by=person, at=now)
    assert key_for(made.secret, now) is None


@pytest.mark.parametrize(("name", "days"), [("", 30), ("   ", 30), ("a", 0), ("a", 366)])
def test_a_key_needs_a_name_and_ends_within_a_year(world: World, name: str, days: int) -> None:
    with pytest.raises(BadKey):
        issue(person=world.dukcapil.officer, name=name, days=days, may_write=False)


def test_a_key_that_may_only_read_changes_nothing(world: World) -> None:
    body = {"account": world.dukcapil.account.pk, "text": "halo"}
    refused = Caller(world.dukcapil.officer, may_write=False).post("/items", **body)
    assert (refused.status_code, Case.objects.count()) == (403, 0)
    assert "hanya boleh membaca" in refused.json()["detail"]
    assert Caller(world.dukcapil.officer).post("/items", **body).status_code == 201


def test_a_key_sees_what_its_person_sees(world: World) -> None:
    case = recorded(world)
    assert [one["id"] for one in Caller(world.dukcapil.officer).get("/cases").json()["cases"]] == [case]
    assert Caller(world.analyst).get(f"/cases/{case}").status_code == 200
    for stranger in (world.pu.officer, world.other.officer):
        assert Caller(stranger).get("/cases").json()["cases"] == []
        theirs, missing = Caller(stranger).get(f"/cases/{case}"), Caller(stranger).get("/cases/999999999")
        assert (theirs.status_code, theirs.content) == (404, missing.content)


def test_rights_end_with_the_decree_whatever_the_key_says(world: World) -> None:
    caller = Caller(world.dukcapil.officer)
    case = recorded(world)
    world.dukcapil.decree.appointments.update(ended_on=timezone.now().date() - timedelta(days=2))
    assert caller.get(f"/cases/{case}").status_code == 404
    assert caller.get("/me").json()["standings"] == []


def test_the_same_words_twice_are_one_case(world: World) -> None:
    link = "https://contoh.invalid/p/1"
    assert recorded(world, url=link) == recorded(world, url=link)


def test_an_answer_needs_its_ground_and_a_second_one_is_told_of_the_first(world: World) -> None:
    case, caller = recorded(world), Caller(world.dukcapil.officer)
    first = caller.post(f"/cases/{case}/replies", text="Silakan ke loket 2.", source="SOP 3/2026")
    assert (first.status_code, first.json()["state"]) == (201, "queued")
    second = caller.post(f"/cases/{case}/replies", text="Silakan ke loket 2!", source="SOP 3/2026")
    assert second.status_code == 409
    assert second.json()["detail"]
    prepared = Caller(world.analyst).post(f"/cases/{case}/replies", text="Halo", source="x")
    assert prepared.status_code == 403


def test_a_referral_by_the_interface_has_its_24_hours_and_is_answered_by_the_other_agency(world: World) -> None:
    case, asking, asked = recorded(world), Caller(world.dukcapil.officer), Caller(world.pu.officer)
    body = {"to_agency": world.pu.agency.pk, "question": "Kapan lampu diganti?", "because": "Lampu jalan milik PU"}
    refused = asking.post(f"/cases/{case}/referrals", **body, their_competence=True, not_answerable=False)
    assert refused.status_code == 409
    sent = asking.post(f"/cases/{case}/referrals", **body, their_competence=True, not_answerable=True).json()
    row = Referral.objects.get()
    assert row.due_at is not None
    assert row.due_at - row.contacted_at == timedelta(hours=24)
    assert [one["id"] for one in asked.get("/referrals").json()] == [sent["id"]]
    assert asked.get(f"/cases/{case}").status_code == 404
    assert asking.post(f"/referrals/{sent['id']}/answer", text="x").status_code == 404
    answered = asked.post(f"/referrals/{sent['id']}/answer", text="Besok pagi.").json()
    assert (answered["state"], answered["verdict"]) == ("answered", "met")
    reply = asking.post(f"/cases/{case}/replies", text="Besok pagi diganti.", referral=sent["id"])
    assert (reply.status_code, reply.json()["basis"]) == (201, "referral")


def test_a_field_that_cannot_be_read_is_named_and_never_its_value(world: World) -> None:
    answer = Caller(world.dukcapil.officer).post("/items", account="rahasia-saya", text=5)
    assert answer.status_code == 422
    assert answer.json()["fields"] == ["body.body.account", "body.body.text"]
    assert b"rahasia-saya" not in answer.content


def test_lengths_are_those_of_the_one_table(world: World) -> None:
    caller = Caller(world.dukcapil.officer)
    assert caller.post("/lengths", platform="microblog-140", text="a" * 141).json()["ok"] is False
    assert caller.post("/lengths", platform="microblog-140", text="a" * 140).json()["ok"] is True


def test_the_page_shows_a_new_key_once_and_revokes_only_ones_own(world: World, client: Client) -> None:
    client.force_login(world.dukcapil.officer)
    page = client.post("/saya/kunci-api/", {"name": "situs", "days": "90"}).content.decode()
    key = keys_of(world.dukcapil.officer).get()
    assert page.count("pdp_") == 1
    assert "pdp_" not in client.get("/saya/kunci-api/").content.decode()
    stranger = Client()
    stranger.force_login(world.pu.officer)
    assert stranger.post(f"/saya/kunci-api/{key.pk}/cabut/").status_code == 404
    client.post(f"/saya/kunci-api/{key.pk}/cabut/")
    key.refresh_from_db()
    assert key.revoked_at is not None


def test_every_call_of_the_interface_stands_in_its_page_of_the_docs() -> None:
    page = (Path(__file__).parents[2] / "docs" / "reference" / "api.md").read_text(encoding="utf-8")
    assert urlpatterns, "the description is whole once the addresses are there"
    described = api.get_openapi_schema(path_prefix="/")
    calls = {f"{method.upper()} {path}" for path, ways in described["paths"].items() for method in ways}
    assert len(calls) > 10
    assert not {call for call in calls if f"`{call}`" not in page}


def test_anybody_may_read_the_description_of_the_interface(client: Client) -> None:
    described = client.get("/api/v1/openapi.json").json()
    assert "/api/v1/cases" in described["paths"]
    assert described["info"]["title"] == "Pendopo"
