"""The demo's feedback: last year's conversations, counts and closings, this year's closings, advice and obstacles."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta

from pendopo.connectors.base import Collected, IncomingItem
from pendopo.delivery.actions import confirm_posted
from pendopo.demo.messages import CHOSEN
from pendopo.demo.world import BUILDER, DemoAgency, DemoGovernment, DemoWorld
from pendopo.inbox import actions as desk_actions
from pendopo.inbox.jobs import settle
from pendopo.inbox.models import Case
from pendopo.insight import actions
from pendopo.insight.digest import propose
from pendopo.insight.models import Closing, Recommendation
from pendopo.insight.queries import themes
from pendopo.insight.rules import next_month, span
from pendopo.journal.actions import move
from pendopo.publishing.models import Message
from pendopo.referral.actions import answer, refer
from pendopo.regulation.days import month_name

SAID = {
    "probolinggo": (
        ("ktp saya rusak, ganti baru syaratnya apa aja?", "pertanyaan", "Cukup KTP lama dan KK. Datang ke loket 3, selesai hari itu juga."),
        ("antrean loket kok lama banget ya min", "kritik", "Mohon maaf. Loket tambahan dibuka pukul 10.00 sampai 12.00."),
        ("akta lahir anak bisa diurus online?", "pertanyaan", "Bisa, lewat laman layanan. Unggah surat lahir, KK, dan KTP orang tua."),
        ("sarannya loket sabtu dibuka terus dong", "saran", ""),
        ("pelayanannya cepat dan ramah, terima kasih", "apresiasi", ""),
        ("lampu jalan depan kantor mati", "aduan", "rujuk"),
        ("kk hilang waktu pindahan, gimana?", "pertanyaan", "Bawa surat keterangan hilang dari kepolisian dan KTP kepala keluarga."),
    ),
    "katingan": (
        ("ada titik api di belakang kebun, lapor ke mana?", "pertanyaan", "Hubungi posko terdekat, regu kami jaga 24 jam."),
        ("asap tebal di kasongan, sekolah libur kah?", "pertanyaan", "rujuk"),
        ("perahu bantuan banjir kok lama datangnya", "kritik", "Mohon maaf. Dua perahu sudah diberangkatkan pagi ini."),
        ("usul siaran peringatan pakai bahasa dayak juga", "saran", ""),
        ("air sungai naik, apa harus mengungsi sekarang?", "pertanyaan", "Pindahkan barang ke tempat tinggi dan ikuti petugas desa."),
        ("posko karhutla sigap sekali, terima kasih", "apresiasi", ""),
    ),
}  # fmt: skip
COUNTS = {"followers": (4200, 65), "shares": (18, 3), "reposts": (4, 1)}


def fill(world: DemoWorld) -> None:
    """Live through last year, and close this one until the month before last."""
    for key, chosen in CHOSEN.items():
        government = world.governments[key]
        desk = government.agencies[chosen]
        _last_year(world, government, desk, SAID[key])
        _closings(world, desk)
        _advice(world, government, desk)


def _last_year(
    world: DemoWorld, government: DemoGovernment, desk: DemoAgency, said: tuple[tuple[str, str, str], ...]
) -> None:
    year = world.now.year - 1
    others = [one for one in government.agencies.values() if one is not desk]
    for month in range(1, 13):
        start = span(date(year, month, 1), government.government.zone)[0]
        for place, (text, kind, told) in enumerate(said):
            if (place + month) % 2:
                at = start + timedelta(days=2 + place * 3, hours=9, minutes=place * 7)
                _said(desk, others[(place + month) % len(others)], text, kind, told, at, late=month in {3, 8})


def _said(desk: DemoAgency, other: DemoAgency, text: str, kind: str, told: str, at: datetime, *, late: bool) -> None:
    account = list(desk.accounts.values())[at.day % len(desk.accounts)]
    key, author = f"tahun-lalu-{at:%Y%m%d%H%M}", f"warga{at:%m%d}"
    item = IncomingItem(
        external_id=key, text=text, kind="comment", author_id=author, author_name=author, posted_at=at,
        url=f"{account.url}#{key}",
    )  # fmt: skip
    desk_actions.take_in(account, Collected([item], ""), by=BUILDER, at=at)
    case = Case.objects.get(items__account=account, items__external_id=key)
    officer = desk.officers[0]
    desk_actions.set_kind(case=case, kind=kind, by=officer, at=at + timedelta(minutes=8))
    if told == "rujuk":
        asked = at + timedelta(minutes=20)
        hop = refer(
            case=case, to_agency=other.agency, question=text, because="di luar kewenangan kami", their_competence=True,
            not_answerable=True, by=officer, holding=False, at=asked,
        )  # fmt: skip
        done = asked + timedelta(hours=31 if late else 7)
        answer(referral=hop, text="Dijadwalkan ditangani pekan ini.", by=other.officers[0], at=done)
        told, at = "Menurut instansi terkait, penanganannya dijadwalkan pekan ini.", done
    if told:
        _answered(desk, case, told, at + timedelta(minutes=25 + at.day * 4))
    closed = at + timedelta(days=2)
    desk_actions.close(case=case, by=officer, because="" if told else "sudah dicatat sebagai masukan", at=closed)


def _answered(desk: DemoAgency, case: Case, text: str, at: datetime) -> None:
    case.refresh_from_db()
    officer = desk.officers[0]
    reply = desk_actions.reply(case=case, text=text, by=officer, basis="source", source="SOP layanan", at=at)
    move(reply.dispatch, to="handed", by=BUILDER, at=at + timedelta(seconds=15))
    link = f"{case.account.url}#balasan-{reply.pk}"
    confirm_posted(dispatch=reply.dispatch, url=link, by=officer, at=at + timedelta(minutes=3))
    settle(at + timedelta(minutes=3))
    case.refresh_from_db()


def _closings(world: DemoWorld, desk: DemoAgency) -> None:
    """Every month from January of last year until the month before last; last month waits to be closed."""
    today = world.now.date()
    until = (today.replace(day=1) - timedelta(days=1)).replace(day=1)
    month = date(today.year - 1, 1, 1)
    number = 0
    while month < until:
        after = span(next_month(month), desk.agency.government.zone)[0] + timedelta(days=2, hours=9)
        if month.month % 3 == 0 or next_month(month) == until:
            _count(desk, month, number, after)
        closing = _close(desk, month, after, number)
        actions.sign_month(closing=closing, by=desk.official, at=after + timedelta(days=1))
        month, number = next_month(month), number + 1


def _count(desk: DemoAgency, month: date, number: int, at: datetime) -> None:
    last = next_month(month) - timedelta(days=1)
    for place, account in enumerate(desk.accounts.values()):
        for name, (base, step) in COUNTS.items():
            value = (base + step * number) // (place + 1) + (number * 7 + place * 3) % 5
            actions.count(
                account=account, name=name, on=last, value=value, source="halaman akun", by=desk.officers[0], at=at
            )


def _close(desk: DemoAgency, month: date, at: datetime, number: int) -> Closing:
    agency, officer = desk.agency, desk.officers[0]
    rows = themes([agency], *span(month, agency.government.zone))
    nil = "" if rows else f"tidak ada percakapan pada {month_name(month)}"
    first = "Masukan bulan ini disarikan menurut temanya." if rows else "Tidak ada percakapan yang perlu disarikan."
    closing = actions.close_month(agency=agency, month=month, by=officer, digest=first, nil_reason=nil, at=at)
    text = propose(agency.short_name, month, json.loads(closing.figures), rows)
    words = "" if number in ADVICE else "masukan bulan ini sudah tercakup rekomendasi sebelumnya"
    actions.rewrite(closing=closing, by=officer, digest=text, no_recommendation=words, at=at)
    if number in ADVICE:
        actions.recommend(
            agency=agency, closing=closing, text=ADVICE[number], addressee=f"Kepala {agency.short_name}",
            due=next_month(next_month(month)), by=desk.official, at=at,
        )  # fmt: skip
    return closing


# By the number of months since January of last year.
ADVICE = {
    3: "Menambah jam layanan dan petugas pada waktu yang paling banyak dikeluhkan warga.",
    8: "Menyusun jawaban baku untuk pertanyaan yang berulang dan memasangnya di semua akun.",
    17: "Memasang tanda terima otomatis agar warga tahu pesannya sudah dibaca.",
}


def _advice(world: DemoWorld, government: DemoGovernment, desk: DemoAgency) -> None:
    """Last year's was carried out and told; this year's wait."""
    rows = list(Recommendation.objects.filter(agency=desk.agency).order_by("created_at"))
    told = Message.objects.filter(agency=desk.agency, state="published").order_by("planned_at").last()
    for place, one in enumerate(rows):
        decided = one.created_at + timedelta(days=5)
        if place < 3:
            actions.decide(recommendation=one, accept=True, by=desk.head, because="Laksanakan.", at=decided)
        if place == 0:
            result = "Jam layanan ditambah sejak Juni, rata-rata 60 orang setiap pekan."
            actions.finish(
                recommendation=one, result=result, by=desk.official, message=told, at=decided + timedelta(days=40)
            )
        if place == 1:
            result = "Lima belas jawaban baku dipakai petugas setiap hari."
            actions.finish(recommendation=one, result=result, by=desk.official, at=world.now - timedelta(days=2))
    actions.recommend(
        agency=desk.agency, text="Menyediakan satu nomor layanan yang dijawab petugas pada malam hari dan hari libur.",
        addressee=government.profile.head_title, due=(world.now + timedelta(days=45)).date(), by=desk.official,
        cases=list(Case.objects.filter(agency=desk.agency, kind="kritik").order_by("-received_at")[:5]),
        at=world.now - timedelta(days=4),
    )  # fmt: skip
    for days, origin, text in (
        (400, "internal", "Petugas hanya sedikit dan merangkap tugas lain."),
        (360, "external", "Gangguan jaringan penyedia tiga hari berturut-turut."),
        (80, "internal", "Telepon genggam dinas rusak, sementara memakai telepon sendiri."),
        (25, "external", "Akun tiruan meniru nama dinas; sudah dilaporkan ke platform."),
    ):
        moment = world.now - timedelta(days=days)
        actions.note_obstacle(
            agency=desk.agency, on=moment.date(), origin=origin, text=text, by=desk.officers[0], at=moment
        )
