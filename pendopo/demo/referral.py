"""The demo's referrals in every state: running, soon due, late, answered, turned away and asked again, withdrawn, outside."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from pendopo.connectors.base import Collected, IncomingItem, IncomingPost
from pendopo.delivery.actions import confirm_posted
from pendopo.demo.world import BUILDER, DemoAgency, DemoGovernment, DemoWorld
from pendopo.inbox.actions import take_in
from pendopo.inbox.jobs import settle
from pendopo.inbox.models import Case
from pendopo.journal.actions import move
from pendopo.referral import actions
from pendopo.referral.jobs import remind
from pendopo.referral.models import Referral

MONTHS = 10


@dataclass(frozen=True)
class Asked:
    """A question that came to one agency and belongs to another."""

    here: str
    there: str
    text: str
    question: str
    because: str
    hours_ago: float
    author: str


def fill(world: DemoWorld) -> None:
    """Take in the questions, refer them in the past, and let the reminders of that time be given."""
    city, regency = world.governments["probolinggo"], world.governments["katingan"]
    _earlier(world, city)
    waiting = [_refer(world, city, one, number) for number, one in enumerate(WAITING)]
    _answered(world, city)
    _turned_away(world, city)
    _withdrawn_and_outside(world, city)
    _refer(world, regency, KATINGAN, 40)
    for hours in (30, 20, 12, 4, 0):
        remind(world.now - timedelta(hours=hours))
    Referral.objects.filter(pk=waiting[1].pk).update(seen_at=world.now - timedelta(hours=3))


WAITING = (
    Asked(
        "Disdukcapil", "Dishub", "min sekalian lapor, lampu jalan depan kantor dispenduk mati sdh seminggu, gelap bgt",
        "Lampu jalan di depan kantor Disdukcapil padam sejak seminggu. Kapan diperbaiki?",
        "Penerangan jalan umum adalah urusan Dishub.", 2, "warga_mayangan",
    ),
    Asked(
        "Diskominfo", "DPUPR-PKP", "kak jalan soekarno hatta yg lubang itu kapan ditambal? kemarin ada yg jatuh",
        "Lubang di Jalan Soekarno-Hatta dekat simpang taman: kapan ditambal? Ada pengendara yang jatuh.",
        "Jalan kota dirawat DPUPR-PKP.", 21.5, "pak.tono.ojol",
    ),
    Asked(
        "Disdukcapil", "Dinsos P3A", "mbah saya kok namanya ga ada di bansos padahal ktp sdh jadi, tanya ke mana ya",
        "Seorang lansia tidak tercantum sebagai penerima bantuan walaupun data kependudukannya sudah benar. "
        "Bagaimana cara mengusulkannya?",
        "Data penerima bantuan ada di Dinsos P3A.", 29, "cucu_mbah_sum",
    ),
    Asked(
        "Dishub", "Satpol PP", "tiap malem minggu balapan liar di jalan lingkar, berisik, tolong dong",
        "Warga mengeluhkan balap liar di jalan lingkar setiap malam Minggu. Apakah patroli dapat ditambah?",
        "Ketertiban umum adalah tugas Satpol PP.", 6, "ibu_rt_03",
    ),
)  # fmt: skip
ANSWERED = (
    Asked(
        "Disdukcapil", "Dinkes", "anak saya umur 9 bulan mau imunisasi campak, puskesmas mana yg buka sabtu?",
        "Puskesmas mana yang melayani imunisasi pada hari Sabtu?", "Jadwal imunisasi ada di Dinkes.", 75, "mama.dafa",
    ),
    Asked(
        "Diskominfo", "DLH", "pohon di jalan pahlawan miring banget takut roboh pas hujan",
        "Pohon peneduh di Jalan Pahlawan condong ke jalan. Bisakah diperiksa?", "Pohon tepi jalan dirawat DLH.", 120,
        "hujan_terus",
    ),
    Asked(
        "Dishub", "BPPKAD", "min kalau bayar pbb telat sebulan dendanya berapa",
        "Berapa denda PBB bila terlambat sebulan?", "Pajak daerah adalah urusan BPPKAD.", 170, "koko_sate",
    ),
)  # fmt: skip
WORDS = (
    "Puskesmas Ketapang dan Puskesmas Sukabumi melayani imunisasi setiap Sabtu pukul 08.00–10.00. Bawa buku KIA; "
    "campak diberikan mulai usia sembilan bulan.",
    "Sudah kami periksa pagi ini. Dua dahan dipangkas hari ini dan pohonnya ditopang; bila akarnya tidak kuat akan "
    "ditebang dan diganti.",
    "Denda dihitung per bulan dari pokok pajak; besarnya tampil saat NOP dimasukkan di situs pajak daerah. "
    "Bulan ini masih ada keringanan denda.",
)
AFTER = (9, 23.5, 31)
TURNED_AWAY = Asked(
    "Diskominfo", "DPUPR-PKP", "itu trotoar alun2 dipakai jualan semua, pejalan kaki lewat mana min",
    "Trotoar di sekitar alun-alun dipakai berjualan. Apa yang dilakukan?", "Trotoar dibangun DPUPR-PKP.", 50, "jalan.kaki",
)  # fmt: skip
WITHDRAWN = Asked(
    "Dishub", "DLH", "truk sampah parkir sembarangan di jl cokro", "Truk sampah parkir di Jalan Cokro; mohon diatur.",
    "Armada sampah milik DLH.", 98, "mas_bengkel",
)  # fmt: skip
OUTSIDE = Asked(
    "Diskominfo", "", "listrik di kedopok mati dari subuh ada info?", "Apakah ada gangguan listrik di Kedopok sejak subuh?",
    "Listrik ditangani PLN.", 5, "anak.kedopok",
)  # fmt: skip
KATINGAN = Asked(
    "Diskominfosantik", "DPUPR", "titian di kampung kami lapuk, anak sekolah lewat situ tiap hari",
    "Titian kampung lapuk dan dilewati anak sekolah. Kapan dapat diperiksa?", "Titian dan jembatan adalah urusan DPUPR.",
    14, "guru_hulu",
)  # fmt: skip


def _case(world: DemoWorld, desk: DemoAgency, one: Asked, number: int) -> Case:
    """The question comes in half an hour before it is referred."""
    account = next(iter(desk.accounts.values()))
    at = _when(world, one.hours_ago + 0.5)
    said = IncomingItem(
        external_id=f"rujukan-{number}", text=one.text, kind="comment", author_id=one.author, author_name=one.author,
        posted_at=at - timedelta(minutes=4), url=f"{account.url}p/contoh{number}/",
        post=IncomingPost(f"kiriman-{number}", f"{account.url}p/contoh{number}/", "Info layanan pekan ini"),
    )  # fmt: skip
    take_in(account, Collected([said], ""), by=BUILDER, at=at)
    return Case.objects.get(items__account=account, items__external_id=said.external_id)


def _when(world: DemoWorld, hours_ago: float) -> datetime:
    return world.now - timedelta(hours=hours_ago)


def _refer(world: DemoWorld, government: DemoGovernment, one: Asked, number: int) -> Referral:
    here = government.agencies[one.here]
    return actions.refer(
        case=_case(world, here, one, number), to_agency=government.agencies[one.there].agency if one.there else None,
        outside="" if one.there else "PLN ULP setempat", question=one.question, because=one.because, their_competence=True,
        not_answerable=True, by=here.officers[0], at=_when(world, one.hours_ago),
    )  # fmt: skip


def _answered(world: DemoWorld, city: DemoGovernment) -> None:
    """Well in time, just in time, and too late."""
    for number, (one, text, hours) in enumerate(zip(ANSWERED, WORDS, AFTER, strict=True), start=10):
        referral = _refer(world, city, one, number)
        by = city.agencies[one.there].officers[-1]
        actions.answer(referral=referral, text=text, by=by, at=referral.contacted_at + timedelta(hours=hours))
        if number > 10:  # the first still waits to be said to the citizen
            _said(city.agencies[one.here], referral, text)


def _said(desk: DemoAgency, referral: Referral, text: str) -> None:
    """The officer posts the answer by hand and brings the link back."""
    at = (referral.ended_at or referral.contacted_at) + timedelta(minutes=35)
    reply = actions.reply_from(referral=referral, text=text, by=desk.officers[0], at=at)
    move(reply.dispatch, to="handed", by=BUILDER, at=at + timedelta(seconds=15))
    link = f"{reply.case.account.url}#balasan-{reply.pk}"
    confirm_posted(dispatch=reply.dispatch, url=link, by=desk.officers[0], at=at + timedelta(minutes=2))
    settle(at + timedelta(minutes=2))


def _earlier(world: DemoWorld, city: DemoGovernment) -> None:
    """Two a month in the months before, one of them now and then too late: what the yearly report counts."""
    for month in range(MONTHS, 0, -1):
        for number in range(2):
            one, text = ANSWERED[(month + number) % 3], WORDS[(month + number) % 3]
            asked = replace(one, hours_ago=720 * month + 160 * number, author=f"{one.author}.{month}")
            referral = _refer(world, city, asked, 100 + 10 * month + number)
            hours = 27 if number and month % 3 == 0 else 2 + month * 1.7
            by = city.agencies[one.there].officers[-1]
            actions.answer(referral=referral, text=text, by=by, at=referral.contacted_at + timedelta(hours=hours))
            _said(city.agencies[one.here], referral, text)


def _turned_away(world: DemoWorld, city: DemoGovernment) -> None:
    """Not the first agency's: asked again elsewhere, with its own 24 hours, and answered there."""
    first = _refer(world, city, TURNED_AWAY, 20)
    actions.reject(
        referral=first, because="Kami membangun trotoarnya; penertiban pedagang adalah tugas Satpol PP.",
        by=city.agencies["DPUPR-PKP"].officers[0], at=first.contacted_at + timedelta(hours=6),
    )  # fmt: skip
    here, there = city.agencies["Diskominfo"], city.agencies["Satpol PP"]
    second = actions.refer(
        case=first.case, to_agency=there.agency, question=first.question, because="Penertiban adalah tugas Satpol PP.",
        their_competence=True, not_answerable=True, by=here.officers[0], at=first.contacted_at + timedelta(hours=7),
    )  # fmt: skip
    actions.answer(
        referral=second, by=there.officers[0], at=second.contacted_at + timedelta(hours=16),
        text="Pedagang sudah diberi teguran kedua dan ditawari pindah ke sisi timur. Pekan depan jalur pejalan dikosongkan.",
    )  # fmt: skip


def _withdrawn_and_outside(world: DemoWorld, city: DemoGovernment) -> None:
    gone = _refer(world, city, WITHDRAWN, 30)
    actions.withdraw(
        referral=gone, because="Truk sudah dipindahkan; warga berterima kasih.", by=city.agencies["Dishub"].officers[0],
        at=gone.contacted_at + timedelta(hours=2),
    )  # fmt: skip
    _refer(world, city, OUTSIDE, 31)
