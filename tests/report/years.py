"""A year that is ready to be signed, and one agency's report on its way."""

from __future__ import annotations

from datetime import UTC, date, datetime

from pendopo.insight.actions import close_month, count, note_obstacle, rewrite, sign_month
from pendopo.insight.rules import next_month, span
from pendopo.report.actions import build, hand_over, plan, receive, sign, write
from pendopo.report.models import Report
from tests.insight.months import OCTOBER, closed, october
from tests.world import Desk, World

JANUARY = datetime(2026, 1, 15, 3, 0, tzinfo=UTC)
SIGNED = datetime(2026, 1, 20, 3, 0, tzinfo=UTC)
WORDS = {
    "procedure": "SOP Nomor 12/2024 tanggal 2 Januari 2024, ditetapkan kepala instansi.",
    "budget": "DPA 2.16.02.2.01.0005, pagu Rp40.000.000.",
    "content": "Jadwal layanan paling banyak disampaikan.",
    "comments": "Warga paling sering menanyakan KTP-el.",
    "no_external": "jaringan dan listrik lancar sepanjang tahun",
}


def day(number: int, month: int = 1) -> datetime:
    """Ten in the morning of a day of 2026 in WIB."""
    return datetime(2026, month, number, 3, 0, tzinfo=UTC)


def everything(desk: Desk, year: int = 2025) -> Report:
    """All that a–h asks for of a year in which only October was busy, without signing."""
    for month in range(1, 13):
        first = date(year, month, 1)
        if not (first == OCTOBER and desk.agency.closings.filter(month=first).exists()):
            closed_month(desk, first)
    if not desk.agency.obstacles.filter(on__year=year).exists():
        note_obstacle(
            agency=desk.agency, on=date(year, 5, 1), origin="internal", text="Satu petugas saja.", by=desk.officer
        )
    plan(
        agency=desk.agency, year=year + 1, action="Menambah petugas", owner="Sekretaris", due=date(year + 1, 6, 30),
        indicator="dua petugas", by=desk.official, at=JANUARY,
    )  # fmt: skip
    report = build(agency=desk.agency, year=year, by=desk.officer, at=JANUARY)
    write(report=report, words=WORDS, by=desk.officer, at=JANUARY)
    return report


def closed_month(desk: Desk, first: date) -> None:
    """A month without words, except that December counts the accounts."""
    after = span(next_month(first), "Asia/Jakarta")[0]
    if first.month == 12:
        for name, value in (("followers", 2100), ("shares", 0), ("reposts", 0)):
            last = date(first.year, 12, 31)
            count(
                account=desk.account, name=name, on=last, value=value, source="halaman akun", by=desk.officer, at=after
            )
    if desk.agency.government.key == "katingan":
        closed_in_katingan(desk, first, after)
    else:
        closed(desk, first, after, nil=True)


def closed_in_katingan(desk: Desk, first: date, after: datetime) -> None:
    """Katingan also wants a recommendation, or why not."""
    closing = close_month(agency=desk.agency, month=first, by=desk.officer, nil_reason="belum ada percakapan", at=after)
    rewrite(closing=closing, by=desk.officer, digest="", no_recommendation="tidak ada masukan", at=after)
    sign_month(closing=closing, by=desk.official, at=after)


def busy_year(world: World) -> Report:
    """Disdukcapil's 2025 with the October of tests/insight/months.py, whole but not signed."""
    desk = october(world)
    closed(desk)
    return everything(desk)


def signed_report(world: World) -> Report:
    """The same, signed by the head."""
    report = busy_year(world)
    return sign(report=report, by=world.dukcapil.head, at=SIGNED)


def signed_in_katingan(world: World) -> Report:
    """A quiet year of Katingan's dinas, signed."""
    report = everything(world.other)
    return sign(report=report, by=world.other.head, at=SIGNED)


def delivered(world: World) -> Report:
    """Probolinggo: straight to the Walikota with the copy, received by the dinas."""
    report = signed_report(world)
    hand_over(report=report, by=world.dukcapil.head, receipt="Surat 1", at=SIGNED)
    receive(handover=report.handovers.get(copy=True), by=world.analyst, complete=True, at=SIGNED)
    report.refresh_from_db()
    return report
