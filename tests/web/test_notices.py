"""What somebody was told stands on their screen, and on nobody else's."""

from __future__ import annotations

import pytest
from django.test import Client

from pendopo.people.actions import tell
from pendopo.people.models import Notice
from tests.world import person, two_governments

pytestmark = pytest.mark.django_db


def test_one_sees_what_one_was_told_and_goes_where_it_points() -> None:
    world = two_governments()
    notice = tell(key="a", person=world.dukcapil.officer, subject="Belum pasti", body="Periksa dulu.", link="/akun/")
    assert notice
    client = Client()
    client.force_login(world.dukcapil.officer)
    page = client.get("/kabar/").content.decode()
    assert "Periksa dulu." in page
    assert client.get("/angka/").json()["notices"] == "1"
    assert client.post(f"/kabar/{notice.pk}/").headers["Location"] == "/akun/"
    assert client.get("/angka/").json()["notices"] == ""
    other = Client()
    other.force_login(world.pu.officer)
    assert "Periksa dulu." not in other.get("/kabar/").content.decode()
    assert other.post(f"/kabar/{notice.pk}/").status_code == 404


def test_many_notices_come_a_page_at_a_time_and_are_read_at_once() -> None:
    someone = person("Banyak Kabar")
    for number in range(90):
        tell(key=str(number), person=someone, subject=f"Kabar {number}", body="x", mail=False)
    client = Client()
    client.force_login(someone)
    seen, address = 0, "/kabar/"
    while address:
        page = client.get(address)
        seen += len(page.context["notices"])
        address = f"/kabar/?sebelum={page.context['next']}" if page.context["next"] else ""
    assert seen == 90
    client.post("/kabar/dibaca/")
    assert not Notice.objects.filter(person=someone, read_at=None).exists()


def test_a_notice_never_leads_off_the_site() -> None:
    someone = person("Ada Jebakan")
    notice = tell(key="x", person=someone, subject="x", body="x", link="//jahat.invalid/")
    assert notice
    client = Client()
    client.force_login(someone)
    assert client.post(f"/kabar/{notice.pk}/").headers["Location"] == "/kabar/"
