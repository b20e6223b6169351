"""The demo's reports: last year's signed, on its regulation's way, evaluated, and its findings in this year's plan."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from pendopo.demo.messages import CHOSEN
from pendopo.demo.world import DemoAgency, DemoGovernment, DemoWorld
from pendopo.insight.rules import span
from pendopo.report import actions
from pendopo.report.models import Report

SCORES = {"dasar": 95, "rujukan": 80, "dua_arah": 72, "laporan": 100, "umpan_balik": 60, "unggahan": 55, "keamanan": 50}
PLANS = (
    ("Menunjuk petugas pengganti agar akun tidak kosong saat cuti", "Sekretaris", 6, "dua petugas dalam keputusan"),
    ("Mengunggah sedikitnya dua pesan setiap pekan", "Petugas", 12, "104 pesan setahun"),
)


def fill(world: DemoWorld) -> None:
    """One whole report in each government; one beginning that shows what is missing."""
    year = world.now.year - 1
    for key, chosen in CHOSEN.items():
        government = world.governments[key]
        desk = government.agencies[chosen]
        report = _whole(government, desk, year)
        _delivered(government, desk, report)
        _evaluated(world, government, desk, report)
    other = world.governments["probolinggo"].agencies["Diskominfo"]
    actions.build(agency=other.agency, year=year, by=other.officers[0])


def _at(government: DemoGovernment, day: date) -> datetime:
    return span(day.replace(day=1), government.government.zone)[0] + timedelta(days=day.day - 1, hours=10)


def _whole(government: DemoGovernment, desk: DemoAgency, year: int) -> Report:
    when = _at(government, date(year + 1, 1, 15))
    report = actions.build(agency=desk.agency, year=year, by=desk.officers[0], at=when)
    words = {
        "content": "Pesan tentang jadwal dan syarat layanan paling banyak disampaikan karena paling sering ditanyakan. "
        "Satu dari empat pesan mengajak warga menyampaikan pendapat.",
        "comments": "Pertanyaan tentang syarat layanan terbanyak; keluhan terbanyak tentang lamanya antrean. "
        "Keluhan itu menjadi dasar rekomendasi penambahan jam layanan.",
        "no_internal": "petugas dan perangkat mencukupi",
        "no_external": "tidak ada gangguan jaringan yang berarti",
    }
    actions.write(report=report, words=words, by=desk.officers[0], at=when)
    for action, owner, month, indicator in PLANS:
        actions.plan(
            agency=desk.agency, year=year + 1, action=action, owner=owner, due=date(year + 1, month, 28),
            indicator=indicator, by=desk.official, at=when,
        )  # fmt: skip
    return actions.sign(report=report, by=desk.head, at=_at(government, date(year + 1, 1, 20)))


def _delivered(government: DemoGovernment, desk: DemoAgency, report: Report) -> None:
    """By the profile's hops; the dinas confirms what it gets, as addressee or by copy."""
    days = (date(report.year + 1, 1, 21), date(report.year + 1, 2, 5))
    for number, hop in enumerate(government.profile.report.route):
        at = _at(government, days[min(number, 1)])
        by = desk.head if hop.sender == "agency" else government.analyst
        actions.hand_over(report=report, by=by, receipt=f"Surat 487/{31 + number}/{report.year + 1}", at=at)
        for got in report.handovers.filter(receiver="coordinating_agency", received_at=None):
            actions.receive(handover=got, by=government.analyst, complete=True, at=at + timedelta(days=3))
    report.refresh_from_db()


def _evaluated(world: DemoWorld, government: DemoGovernment, desk: DemoAgency, report: Report) -> None:
    at = min(_at(government, date(report.year + 1, 4, 10)), world.now - timedelta(days=1))
    evaluation = actions.evaluate(
        report=report, scores=SCORES, by=government.analyst, at=at,
        summary="Layanan tertib dan bulan ditutup tepat waktu. Keteraturan unggahan dan tindak lanjut perlu naik.",
    )  # fmt: skip
    first = actions.find(
        evaluation=evaluation, text="Unggahan hanya dua bulan sekali.", recommendation="Susun kalender pesan pekanan.",
        by=government.analyst, at=at,
    )  # fmt: skip
    actions.find(
        evaluation=evaluation, text="Rekomendasi yang dilaksanakan belum selalu dikabarkan kepada warga.",
        recommendation="Tautkan setiap hasil dengan satu pesan.", by=government.analyst, at=at,
    )  # fmt: skip
    actions.issue(evaluation=evaluation, by=government.analyst, at=at + timedelta(hours=1))
    item = actions.plan_from(
        finding=first, action="Menyusun kalender pesan pekanan", owner="Pejabat penanggung jawab",
        due=date(report.year + 1, 7, 31), indicator="dua pesan terbit setiap pekan", by=desk.official,
        at=at + timedelta(hours=2),
    )  # fmt: skip
    actions.record_result(item=item, result="Kalender dipakai sejak Juli.", by=desk.officers[0], at=world.now)
