"""The demo's messages: a year and more that went out, and one in every state, all by the real actions."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.utils.text import slugify

from pendopo.delivery.actions import confirm_posted
from pendopo.demo.pictures import CAPTIONS, FILM, poster
from pendopo.demo.world import BUILDER, PICTURE, DemoAgency, DemoGovernment, DemoWorld
from pendopo.journal.actions import move
from pendopo.people.models import Person
from pendopo.publishing import actions
from pendopo.publishing.issues.actions import open_issue
from pendopo.publishing.issues.models import Issue
from pendopo.publishing.jobs import settle
from pendopo.publishing.media.actions import upload, upload_captions
from pendopo.publishing.media.models import MediaFile
from pendopo.publishing.models import Message, Variant
from pendopo.publishing.queries import current_sha256
from pendopo.publishing.rules import Shown, Tick, Written

SAFE = {code: Tick(True) for code in "abcdefgh"}


@dataclass(frozen=True)
class Told:
    """What an agency tells, without its time."""

    title: str
    text: str
    category: str = "kegiatan"
    purpose: str = "sebar_informasi"
    source: str = "Surat edaran kepala dinas"
    tags: str = "#layanan"
    level: str = ""
    note: str = ""
    other_channel: str = ""
    issue: str = ""


# The agency of each government whose year is told whole; insight and report follow it.
CHOSEN = {"probolinggo": "Disdukcapil", "katingan": "BPBD"}
MONTHLY = {
    "probolinggo": (
        Told("Loket buka Sabtu", "Mulai pekan ini loket KTP-el buka Sabtu pukul 08.00 sampai 12.00. Bawa KK asli.", tags="#KTPel, #layanan"),
        Told("Rekam data di sekolah", "Petugas datang merekam KTP-el pemula di SMA/SMK. Jadwal: prob.invalid/jadwal", tags="#KTPpemula", other_channel="Halaman jadwal di situs dinas"),
        Told("Akta kelahiran dari rumah", "Ajukan akta kelahiran lewat daring, cetak sendiri di rumah dengan kertas A4.", "kebijakan", "kesadaran_peran_serta", "Perwali layanan adminduk", "#akta", "daerah"),
        Told("Apa yang perlu kami perbaiki?", "Tulis di kolom komentar: layanan mana yang paling lama Anda tunggu?", "kegiatan", "gali_aspirasi", "Rencana kerja dinas", "#suaraWarga"),
    ),
    "katingan": (
        Told("Siaga karhutla", "Lihat titik api? Laporkan ke posko terdekat. Jangan membakar lahan.", "isu_aktual", "sebar_informasi", "Posko Karhutla", "#siagakarhutla", other_channel="Siaran radio daerah pukul 07.00", issue="Kebakaran hutan dan lahan"),
        Told("Tinggi muka air pagi ini", "Katingan di Kasongan 4,1 m, siaga III. Pantau tiap enam jam.", "isu_aktual", "sebar_informasi", "Pos duga air", "#siagabanjir", issue="Tinggi muka air sungai Katingan"),
        Told("Bantuan perahu desa", "Dua belas desa menerima perahu karet tahun ini.", "kebijakan", "sosialisasi_strategi", "RKPD", "#tangguh", "daerah"),
        Told("Di mana posko paling dibutuhkan?", "Tulis nama desa Anda di balasan, kami petakan bersama.", "kegiatan", "gali_aspirasi", "Rencana kerja badan", "#suarawarga"),
    ),
}  # fmt: skip
FILMED = Told("Syarat KTP-el dalam delapan detik", "Dua langkah mengurus KTP-el. Takarirnya ikut.", tags="#KTPel")
GREETING = Told(
    "Selamat Hari Kesehatan Nasional", "Sehat bersama, dimulai dari rumah.", "lainnya", "sebar_informasi", "",
    "#HKN", note="ucapan hari besar",
)  # fmt: skip


def fill(world: DemoWorld) -> None:
    """The past first, then what is on the way today."""
    for key, told in MONTHLY.items():
        government = world.governments[key]
        desk = government.agencies[CHOSEN[key]]
        for number, moment in enumerate(_months(world, government)):
            _published(desk, told[number % len(told)], moment)
        _today(world, government, desk, told)


def _months(world: DemoWorld, government: DemoGovernment) -> list[datetime]:
    """The 12th of every second month at ten, from January of last year until last month."""
    zone, today = ZoneInfo(government.government.zone), world.now.date()
    days = [date(year, month, 12) for year in (today.year - 1, today.year) for month in range(1, 13, 2)]
    return [datetime.combine(day, time(10), zone) for day in days if day < today.replace(day=1)]


def _written(desk: DemoAgency, told: Told, at: datetime, by: Person, accounts: int = 2) -> Written:
    chosen = list(desk.accounts.values())[:accounts]
    file = _poster(desk, told.title, by)
    described = f"Poster dengan tulisan «{told.title}» dan nama {desk.agency.short_name}."
    return Written(
        title=told.title, text=told.text, purpose=told.purpose, category=told.category, level=told.level,
        category_note=told.note, source=told.source, tags=told.tags, planned_at=at, ethics=SAFE,
        variants={one.pk: "" for one in chosen}, media=(Shown(file.pk, file.sha256, alt=described),), format="image",
        other_channel=told.other_channel, issue_id=_issue(desk, told, at),
    )  # fmt: skip


def _poster(desk: DemoAgency, title: str, by: Person) -> MediaFile:
    """Drawn and proven once; the months tell the same things again."""
    name = f"{slugify(title)}.png"
    known = MediaFile.objects.filter(agency=desk.agency, name=name).first()
    return known or upload(agency=desk.agency, name=name, content=poster(title, desk.agency.short_name), by=by)


def _film(desk: DemoAgency, by: Person) -> Shown:
    """A short film with its captions beside it."""
    film = upload(agency=desk.agency, name="syarat-ktp.mp4", content=FILM.read_bytes(), by=by)
    told = upload_captions(film=film, name="syarat-ktp.vtt", content=CAPTIONS.encode(), by=by)
    size = (film.size, film.width, film.height, film.seconds)
    return Shown(film.pk, film.sha256, "video", "", "", False, (), *size, told.pk, told.sha256, told.size)


def _issue(desk: DemoAgency, told: Told, at: datetime) -> int | None:
    """The issue that the message speaks to, led by the agency that tells it."""
    if not told.issue:
        return None
    known = Issue.objects.filter(government=desk.agency.government, name=told.issue).first()
    return (known or open_issue(lead=desk.agency, by=desk.official, name=told.issue, since=at.date())).pk


def _drafted(desk: DemoAgency, told: Told, at: datetime, written: datetime) -> Message:
    author = desk.preparer or desk.officers[-1]
    return actions.draft(agency=desk.agency, by=author, written=_written(desk, told, at, author), at=written)


def _scheduled(desk: DemoAgency, told: Told, at: datetime, written: datetime) -> Message:
    message = _drafted(desk, told, at, written)
    actions.submit(message=message, by=message.author, at=written)
    _approved(desk, message, written + timedelta(hours=1))
    return actions.schedule(message=message, by=desk.officers[0], at=written + timedelta(hours=2))


def _approved(desk: DemoAgency, message: Message, at: datetime) -> None:
    actions.approve(message=message, by=desk.official, sha256=current_sha256(message), at=at)


def _published(desk: DemoAgency, told: Told, at: datetime) -> Message:
    message = _scheduled(desk, told, at, at - timedelta(days=2))
    for variant in message.variants.select_related("dispatch", "account"):
        posted(desk, variant, at)
    settle(at + timedelta(minutes=9))
    return message


def posted(desk: DemoAgency, variant: Variant, at: datetime) -> None:
    """These platforms give no interface: the officer posts it and brings the link back."""
    if variant.dispatch is not None:
        move(variant.dispatch, to="handed", by=BUILDER, at=at)
        link = f"{variant.account.url}#unggahan-{variant.pk}"
        confirm_posted(
            dispatch=variant.dispatch, url=link, by=desk.officers[0], evidence=PICTURE, at=at + timedelta(minutes=7)
        )  # fmt: skip


def _today(world: DemoWorld, government: DemoGovernment, desk: DemoAgency, told: tuple[Told, ...]) -> None:
    """One message in every state."""
    # On the hour, as people plan.
    now = world.now.replace(minute=0, second=0, microsecond=0)
    _published(desk, told[0], now - timedelta(days=3))
    _published(desk, told[3], now - timedelta(days=1, hours=2))
    _scheduled(desk, told[1], now + timedelta(days=1, hours=1), now - timedelta(hours=6))
    waiting = _drafted(desk, told[2], now + timedelta(days=2), now - timedelta(hours=5))
    actions.submit(message=waiting, by=waiting.author, at=now - timedelta(hours=4))
    second = _drafted(desk, GREETING, now + timedelta(days=4), now - timedelta(hours=3))
    actions.submit(message=second, by=second.author, at=now - timedelta(hours=3))
    ready = _drafted(
        desk, replace(told[1], title="Jadwal libur layanan"), now + timedelta(days=6), now - timedelta(hours=9)
    )
    actions.submit(message=ready, by=ready.author, at=now - timedelta(hours=9))
    _approved(desk, ready, now - timedelta(hours=8))
    _drafted(
        desk, replace(told[3], title="Jajak pendapat loket", tags=""), now + timedelta(days=9), now - timedelta(hours=1)
    )
    _half_refused(desk, replace(told[2], title="Infografik syarat layanan"), now - timedelta(hours=20))
    if government.government.key == "probolinggo":
        _with_film(desk, FILMED, now + timedelta(days=3), now - timedelta(hours=2))
    missed = _scheduled(
        desk, replace(told[0], title="Siaran langsung tanya jawab"), now - timedelta(days=2), now - timedelta(days=4)
    )
    for variant in missed.variants.select_related("dispatch"):
        if variant.dispatch is not None:
            move(variant.dispatch, to="missed", by=BUILDER, at=now - timedelta(days=2) + timedelta(hours=2))
    called_off = _drafted(
        desk, replace(told[0], title="Undangan gelar wicara"), now + timedelta(days=3), now - timedelta(days=3)
    )
    actions.cancel(message=called_off, by=desk.officers[0], because="acaranya ditunda", at=now - timedelta(days=2))
    settle(now)


def _with_film(desk: DemoAgency, told: Told, at: datetime, written: datetime) -> None:
    """A film waits for a yes, with captions as a file of their own."""
    author = desk.officers[0]
    whole = replace(_written(desk, told, at, author), media=(_film(desk, author),), format="video")
    message = actions.draft(agency=desk.agency, by=author, written=whole, at=written)
    actions.submit(message=message, by=author, at=written)


def _half_refused(desk: DemoAgency, told: Told, at: datetime) -> None:
    """On one account it stands, the other refused it: a person decides."""
    message = _scheduled(desk, told, at, at - timedelta(days=1))
    good, *bad = message.variants.select_related("dispatch", "account").order_by("pk")
    posted(desk, good, at)
    for variant in bad:
        if variant.dispatch is not None:
            sentence = "Platform menolak: unggahan ini memerlukan gambar."
            move(variant.dispatch, to="refused", by=BUILDER, because=sentence, changes={"trouble": sentence}, at=at)
