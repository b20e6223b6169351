"""The demo's means and money: devices of last year and this one, outages, budget lines with what was spent of them."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from pendopo.demo.messages import CHOSEN
from pendopo.demo.world import DemoAgency, DemoWorld
from pendopo.insight.rules import span
from pendopo.registry.means.actions import add_cost, add_device, copy_year, note_outage, spend

DEVICES = (
    ("phone", "Ponsel dinas", 1, "agency", "cellular", "battery", ""),
    ("phone", "Ponsel petugas", 2, "personal", "cellular", "battery", "dipakai di luar jam kantor"),
    ("computer", "Laptop pengolah gambar", 1, "agency", "wifi", "battery", ""),
    ("camera", "Kamera", 1, "agency", "none", "none", ""),
)
LINES = (
    ("Paket data dan langganan", "5.1.02.02.01.0063", 18_000_000, 1_450_000),
    ("Pembuatan bahan publikasi", "5.1.02.01.01.0024", 30_000_000, 2_300_000),
)


def fill(world: DemoWorld) -> None:
    """The chosen agency of each government has both years in full; the coordinating agencies this year's list."""
    for key, government in world.governments.items():
        desk = government.agencies[CHOSEN[key]]
        _devices(world, desk)
        _outages(world, desk)
        for year in (world.now.year - 1, world.now.year):
            _money(world, desk, year)
        home = next(one for one in government.agencies.values() if one.agency.coordinates)
        if home is not desk:
            _listed(home, world.now.year, world.now - timedelta(days=40))


def _start(desk: DemoAgency, year: int) -> datetime:
    return span(date(year, 1, 1), desk.agency.government.zone)[0] + timedelta(days=14, hours=10)


def _listed(desk: DemoAgency, year: int, at: datetime) -> None:
    for kind, name, quantity, owner, link, backup, words in DEVICES:
        add_device(
            agency=desk.agency, year=year, kind=kind, name=name, quantity=quantity, owner=owner, link=link, backup=backup,
            words=words, by=desk.official, at=at,
        )  # fmt: skip


def _devices(world: DemoWorld, desk: DemoAgency) -> None:
    year = world.now.year
    _listed(desk, year - 1, _start(desk, year - 1))
    copy_year(agency=desk.agency, year=year, by=desk.official, at=min(_start(desk, year), world.now))


def _outages(world: DemoWorld, desk: DemoAgency) -> None:
    year = world.now.year - 1
    told = (
        ("power", (2, 11), 3.5, "pemadaman bergilir"),
        ("internet", (7, 3), 50, "kabel penyedia putus"),
        ("platform", (10, 20), 2, "akun tidak dapat dibuka"),
    )
    for what, (month, day), hours, words in told:
        at = _start(desk, year).replace(month=month, day=day)
        note_outage(
            agency=desk.agency, what=what, started_at=at, ended_at=at + timedelta(hours=hours), words=words,
            by=desk.officers[0], at=at + timedelta(hours=hours + 1),
        )  # fmt: skip
    at = world.now - timedelta(hours=5)
    note_outage(
        agency=desk.agency, what="device", started_at=at, words="ponsel dinas tidak menyala", by=desk.officers[0]
    )


def _money(world: DemoWorld, desk: DemoAgency, year: int) -> None:
    at = min(_start(desk, year), world.now)
    for item, code, ceiling, monthly in LINES:
        line = add_cost(
            agency=desk.agency, year=year, item=item, budget_reference=f"DPA {year}, halaman 12",
            sub_activity="2.16.02.2.01.0005", account_code=code, ceiling=ceiling, by=desk.official, at=at,
        )  # fmt: skip
        for month in range(2, 13):
            paid = _start(desk, year).replace(month=month)
            if paid < world.now:
                spend(cost=line, on=paid.date(), amount=monthly, words=f"bulan ke-{month}", by=desk.official, at=paid)
