"""Means by year, outages with their end, and money that is never spent above its ceiling."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from pendopo.registry.means.actions import (
    MeansRefused,
    add_cost,
    add_device,
    change_ceiling,
    copy_year,
    end_outage,
    note_outage,
    remove_device,
    spend,
)
from pendopo.registry.means.models import CostLine, Device, Outage, Spending
from pendopo.registry.means.queries import devices_of, lines_of, outages_of, share_of
from pendopo.registry.means.rules import amount_of, over, rupiah
from pendopo.registry.queries import NotAllowed
from pendopo.report.compliance.facts import gather, verdicts_of
from tests.world import NOW, Desk, World, two_governments

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 20)


@pytest.fixture
def world() -> World:
    return two_governments()


def device(desk: Desk, *, year: int = 2026, owner: str = "agency", quantity: int = 1, at: datetime = NOW) -> Device:
    return add_device(
        agency=desk.agency, year=year, kind="phone", name="Ponsel", quantity=quantity, owner=owner, link="cellular",
        backup="battery", by=desk.official, at=at,
    )  # fmt: skip


def line(desk: Desk, *, ceiling: int = 1_000_000, **changes: str) -> CostLine:
    words = {
        "item": "Paket data", "budget_reference": "DPA hlm. 3", "sub_activity": "2.16.02.2.01.0005",
        "account_code": "5.1.02.01.01.0024",
    }  # fmt: skip
    return add_cost(agency=desk.agency, year=2026, ceiling=ceiling, by=desk.official, at=NOW, **{**words, **changes})


def state(desk: Desk, code: str) -> str:
    return verdicts_of(gather(desk.agency, NOW))[code].state


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("48.000.000", 48_000_000), ("Rp48.000.000", 48_000_000), ("Rp 1.500,00", 1500), ("48000000", 48_000_000),
        ("-250.000", -250_000), ("Rp-1.000", -1000), ("0", 0), ("1.00", None), ("", None), ("dua juta", None),
        ("1,5", None), ("9" * 17, None), ("48.000.000.", None), ("1000,-", 1000),
    ],
)  # fmt: skip
def test_amounts_are_read_as_people_write_them(text: str, amount: int | None) -> None:
    assert amount_of(text) == amount


def test_a_refusal_names_the_sums() -> None:
    assert over(1000, 900, 100) == ""
    said = over(48_000_000, 45_000_000, 5_000_000)
    for words in ("Rp50.000.000", "Rp48.000.000", "Rp2.000.000"):
        assert words in said
    assert "Koreksi" in over(1000, 100, -101)
    assert rupiah(-1500) == "-Rp1.500"


def test_a_year_without_a_list_warns_and_with_one_is_met(world: World) -> None:
    assert state(world.dukcapil, "C-FAC1") == "warn"
    device(world.dukcapil, year=2025)
    assert state(world.dukcapil, "C-FAC1") == "warn"
    assert copy_year(agency=world.dukcapil.agency, year=2026, by=world.dukcapil.official, at=NOW) == 1
    assert state(world.dukcapil, "C-FAC1") == "ok"
    with pytest.raises(MeansRefused, match="sudah terisi"):
        copy_year(agency=world.dukcapil.agency, year=2026, by=world.dukcapil.official)
    with pytest.raises(MeansRefused, match="kosong"):
        copy_year(agency=world.pu.agency, year=2026, by=world.pu.official)


def test_the_personal_share_counts_pieces_and_what_was_removed_is_gone(world: World) -> None:
    own = device(world.dukcapil, owner="personal", quantity=3)
    device(world.dukcapil)
    share = share_of(devices_of(world.dukcapil.agency, 2026))
    assert (share.personal, share.whole, share.percent) == (3, 4, 75)
    with pytest.raises(MeansRefused, match="sebab"):
        remove_device(device=own, because=" ", by=world.dukcapil.official)
    remove_device(device=own, because="salah catat", by=world.dukcapil.official)
    assert share_of(devices_of(world.dukcapil.agency, 2026)).personal == 0


def test_an_outage_ends_once_and_touches_every_year_it_lasted_in(world: World) -> None:
    start = datetime.fromisoformat("2025-12-31T20:00:00+07:00")
    made = note_outage(agency=world.pu.agency, what="power", started_at=start, by=world.pu.officer, at=NOW)
    for wrong in (start - timedelta(hours=1), NOW + timedelta(hours=1)):
        with pytest.raises(MeansRefused):
            end_outage(outage=made, ended_at=wrong, by=world.pu.officer, at=NOW)
    end_outage(outage=made, ended_at=start + timedelta(hours=6), by=world.pu.officer, at=NOW)
    with pytest.raises(MeansRefused, match="sudah dicatat"):
        end_outage(outage=made, ended_at=start + timedelta(hours=7), by=world.pu.officer, at=NOW)
    assert [outages_of(world.pu.agency, year).count() for year in (2024, 2025, 2026)] == [0, 1, 1]


def test_spending_above_the_ceiling_is_refused_with_the_sum_and_nothing_is_kept(world: World) -> None:
    made = line(world.dukcapil)
    by = world.dukcapil.official
    spend(cost=made, on=DAY, amount=900_000, words="bulan ini", by=by, at=NOW)
    with pytest.raises(MeansRefused, match=r"Rp1\.000\.001"):
        spend(cost=made, on=DAY, amount=100_001, words="lebih", by=by, at=NOW)
    spend(cost=made, on=DAY, amount=100_000, words="tepat pagu", by=by, at=NOW)
    spend(cost=made, on=DAY, amount=-50_000, words="koreksi", by=by, at=NOW)
    assert lines_of(world.dukcapil.agency, 2026)[0].spent == 950_000
    assert Spending.objects.count() == 3
    assert state(world.dukcapil, "C-FIN1") == "ok"


def test_the_ceiling_follows_a_changed_budget_but_not_below_what_is_spent(world: World) -> None:
    made = line(world.dukcapil)
    spend(cost=made, on=DAY, amount=900_000, words="x", by=world.dukcapil.official, at=NOW)
    for ceiling, because in ((899_999, "DPA-P"), (2_000_000, " "), (0, "DPA-P")):
        with pytest.raises(MeansRefused):
            change_ceiling(cost=made, ceiling=ceiling, because=because, by=world.dukcapil.official)
    change_ceiling(cost=made, ceiling=2_000_000, because="DPA-P 2026", by=world.dukcapil.official)
    made.refresh_from_db()
    assert made.ceiling == 2_000_000


@pytest.mark.parametrize(
    "changes",
    [
        {"sub_activity": "2.16"}, {"account_code": "abc"}, {"budget_reference": " "}, {"item": ""}, {"ceiling": 0},
        {"sub_activity": "2.16.02.2.01.0005; DROP"},
    ],
)  # fmt: skip
def test_codes_and_empty_lines_are_refused(world: World, changes: dict[str, object]) -> None:
    with pytest.raises(MeansRefused):
        line(world.dukcapil, **changes)  # type: ignore[arg-type]


def test_bad_days_twice_the_same_line_and_strangers_are_refused(world: World) -> None:
    made = line(world.dukcapil)
    with pytest.raises(MeansRefused, match="sudah ada"):
        line(world.dukcapil)
    for on in (date(2025, 12, 31), date(2026, 3, 28)):
        with pytest.raises(MeansRefused, match="Tanggalnya"):
            spend(cost=made, on=on, amount=1, words="x", by=world.dukcapil.official, at=NOW)
    with pytest.raises(NotAllowed):
        spend(cost=made, on=DAY, amount=1, words="x", by=world.pu.official, at=NOW)
    with pytest.raises(NotAllowed):
        add_device(
            agency=world.pu.agency, year=2026, kind="phone", name="x", quantity=1, owner="agency", link="wifi",
            backup="none", by=world.dukcapil.officer,
        )  # fmt: skip
    with pytest.raises(MeansRefused):
        note_outage(agency=world.pu.agency, what="gempa", started_at=NOW, by=world.pu.officer, at=NOW)


def test_without_a_budget_line_the_check_warns(world: World) -> None:
    assert state(world.dukcapil, "C-FIN1") == "warn"


def client_of(desk: Desk, who: str = "official") -> Client:
    client = Client()
    client.force_login(getattr(desk, who))
    return client


def test_the_pages_record_and_show_and_keep_a_refusal_readable(world: World) -> None:
    client = client_of(world.dukcapil)
    words = {
        "kind": "phone",
        "name": "Ponsel dinas",
        "quantity": "2",
        "owner": "personal",
        "link": "cellular",
        "backup": "none",
    }
    assert client.post(reverse("means"), words).status_code == 302
    client.post(
        reverse("outage_add"), {"what": "power", "started_at": "2026-01-05T09:00", "ended_at": "2026-01-05T10:30"}
    )
    assert Outage.objects.get().started_at == datetime.fromisoformat("2026-01-05T09:00:00+07:00")
    text = client.get(reverse("means")).content.decode()
    assert "Ponsel dinas" in text
    assert "100 %" in text
    cost = {"item": "Paket", "budget_reference": "DPA 3", "sub_activity": "2.16.02.2.01.0005",
            "account_code": "5.1.02.01.01.0024", "ceiling": "Rp1.000.000"}  # fmt: skip
    assert client.post(reverse("costs"), cost).status_code == 302
    one = CostLine.objects.get()
    refused = client.post(
        reverse("cost_spend", args=[one.pk]), {"on": f"{one.year}-01-02", "amount": "1.000.001", "words": "x"}
    )
    assert refused.status_code == 409
    assert "Rp1.000.001" in refused.content.decode()
    assert (
        client.post(
            reverse("cost_spend", args=[one.pk]), {"on": f"{one.year}-01-02", "amount": "1.000.000", "words": "x"}
        ).status_code
        == 302
    )
    assert "100 %" in client.get(reverse("costs")).content.decode()


def test_foreign_means_are_not_found(world: World) -> None:
    made = device(world.pu)
    cost = line(world.pu)
    stranger = client_of(world.other)
    assert stranger.post(reverse("device_remove", args=[made.pk]), {"because": "x"}).status_code == 404
    for name in ("cost", "cost_spend", "cost_ceiling"):
        answer = (stranger.get if name == "cost" else stranger.post)(reverse(name, args=[cost.pk]))
        assert answer.status_code == 404
    text = stranger.get(reverse("means") + f"?instansi={world.pu.agency.pk}").content.decode()
    assert world.pu.agency.short_name not in text
    assert "Catat perangkat" in text
