"""An invented agency that meets every duty: tests change one thing of it and see which check notices."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from pendopo.regulation.checks.facts import (
    Account,
    Act,
    Agency,
    Appointment,
    Assignment,
    AudienceSheet,
    Change,
    Closing,
    Cost,
    Decree,
    EthicsCase,
    Facts,
    Finding,
    Handover,
    Input,
    Manager,
    Message,
    Procedure,
    Recommendation,
    Referral,
    Reply,
    Report,
    Setup,
    Urgent,
)
from pendopo.regulation.profile import load
from pendopo.regulation.rights import Grant
from pendopo.regulation.shape import Profile

ZONE = ZoneInfo("Asia/Jakarta")
P, K = load("probolinggo-37-2016"), load("katingan-55-2022")
NOW = datetime(2025, 7, 16, 9, tzinfo=ZONE)  # a Wednesday
GRANT = Grant("SK 1/2025", date(2025, 1, 1), date(2025, 12, 31))
NIP = "198705142010012003"


def at(day: int, hour: int = 9, month: int = 7) -> datetime:
    return datetime(2025, month, day, hour, tzinfo=ZONE)


ACCOUNT = Account(
    "X Dinas Contoh",
    "x",
    "dinascontoh",
    "microblog",
    recovery_email="medsos@contoh.go.id",
    two_factor=True,
    checked_on=date(2025, 5, 1),
    audience_sheet="Lembar 2025",
    grants=(GRANT,),
)
MESSAGE = Message(
    "Pesan 1",
    at(10),
    author="Sari",
    approvers=("Bima",),
    source="https://contoh.go.id/jadwal",
    purpose="sebar_informasi",
    category="kegiatan",
    audiences=("warga",),
    tags=("#layanan",),
    url="https://x.example/1",
    capture=True,
    other_channel="https://contoh.go.id",
    ethics_answered=frozenset("abcdefgh"),
    texts=(("x", "microblog", ("Loket buka pukul 08.00",)),),
)
INPUT = Input(
    "Masukan 1", at(10), at(10), "pertanyaan", "ditutup", first_answer_at=at(10, 10), answered=True, topic="ktp"
)
REFERRAL = Referral("Rujukan 1", at(10), at(11))
REPORT = Report(
    "Laporan 2024",
    2024,
    signed=True,
    evaluated=True,
    decrees_listed=True,
    procedures_listed=True,
    audience=(("X Dinas Contoh", True),),
    printed={
        "c.messages": 9,
        "c.categories": 9,
        "d.inputs": 4,
        "d.kinds": 4,
        "e.posts": 9,
        "e.answers": 4,
        "f.referrals": 2,
    },
    obstacles=frozenset({"internal"}),
    no_obstacles_stated=frozenset({"eksternal"}),
    plan_rows=2,
)
REPORT = replace(REPORT, recomputed=REPORT.printed)
DIRECT = (
    Handover(1, "agency", "regional_head", date(2025, 2, 3)),
    Handover(1, "agency", "coordinating_agency", date(2025, 2, 3), copy=True),
)
HOPS = (
    Handover(1, "agency", "coordinating_agency", date(2025, 1, 20)),
    Handover(2, "coordinating_agency", "regional_head", date(2025, 2, 7)),
)


def good(profile: Profile = K, **changes: Any) -> Facts:
    """Facts with which every check is met; `changes` replace whole groups."""
    days = frozenset(date(2025, 6, 1) + timedelta(days=each) for each in range(60))
    months = tuple(
        Closing(f"{m:02}", date(2024 + (m > 12), (m - 1) % 12 + 1, 1), "Sari", signed=True, recommendations=1)
        for m in range(7, 19)
    )
    facts = Facts(
        profile,
        NOW,
        Agency("Dinas Contoh", "perangkat_daerah", since=date(2010, 1, 1)),
        setup=Setup(
            1,
            "a" * 64,
            flow_steps=tuple("12345"),
            bases=tuple(replace(each, checked_on=date(2025, 1, 1)) for each in profile.legal_bases),
        ),
        accounts=(ACCOUNT,),
        appointments=(
            Appointment("Sari", "Sari", "officer", GRANT, nip=NIP),
            Appointment("Tono", "Tono", "officer", GRANT, nip=NIP),
            Appointment("Bima", "Bima", "official", GRANT, nip=NIP),
        ),
        acts=(Act("Unggahan 1", at(10), (GRANT,)),),
        managers=(Manager("Sari", date(2025, 1, 1), date(2024, 9, 1), True, date(2025, 1, 9), True),),
        decrees=(Decree("SK 1/2025", GRANT, True, True, frozenset({"account", "officer", "official"})),),
        procedures=(Procedure("SOP 1", True, date(2025, 1, 2)),),
        changes=(Change("Ralat 1", "Salah tanggal", True),),
        messages=(MESSAGE,),
        urgents=(Urgent("Pesan 2", at(11), at(10, 20)),),
        inputs=(INPUT,),
        referrals=(REFERRAL,),
        assignments=(Assignment("Disposisi 1", at(10), at(11)),),
        replies=(Reply("Jawaban 1", True, "KB-1"), Reply("Jawaban 2", False, "", "Rujukan 1", at(11), at(11, 10))),
        watched_days={"X Dinas Contoh": days},
        closings=months,
        recommendations=(Recommendation("Rekomendasi 1", date(2025, 5, 1), date(2025, 5, 20)),),
        plan_approved_years=frozenset({2025}),
        audience_sheets=(AudienceSheet("Lembar 2025", date(2025, 1, 5), {"kreator": 24.0, "penonton": 90.0}),),
        ethics_cases=(EthicsCase("Perkara 1", date(2025, 1, 5), date(2025, 1, 9)),),
        coordination_days=(date(2025, 7, 2),),
        facility_years=frozenset({2025}),
        public_personal_data=(),
        reports=(replace(REPORT, handovers=DIRECT if len(profile.report.route) == 1 else HOPS),),
        findings=(Finding("Temuan 1", 2023, planned=True, result_stated=True),),
        costs=(Cost("DPA 1", 2025, "DPA hlm. 3", "2.16.02.2.01.0005", "5.1.02.01.01.0024", 100, 90),),
        aims_measured={2024: frozenset(each.code for each in profile.aims)},
        objectives_measured={2024: frozenset(each.code for each in profile.objectives)},
    )
    assert all(getattr(facts, each.name) is not None for each in fields(facts) if each.name != "working_time")
    return replace(facts, **changes)
