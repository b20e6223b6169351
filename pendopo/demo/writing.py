"""The demo's writing desk: aids, issues, an election window, a thread with everything in it, and a message to decide on."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from pendopo.demo.messages import SAFE
from pendopo.demo.pictures import poster
from pendopo.demo.world import DemoAgency, DemoGovernment, DemoWorld
from pendopo.publishing import actions
from pendopo.publishing.issues.actions import open_issue
from pendopo.publishing.issues.models import Issue
from pendopo.publishing.leaving import UTM, Own
from pendopo.publishing.media.actions import upload
from pendopo.publishing.models import Message
from pendopo.publishing.neutrality.actions import open_window
from pendopo.publishing.queries import current_sha256, written_of
from pendopo.publishing.rules import Shown, Written
from pendopo.publishing.writing.actions import comment, keep_tag_group, keep_template, set_campaign_links

GROUPS = (
    ("Adminduk", "#KTPel, #KK, #akta"),
    ("Pengumuman loket", "#layanan, #jamlayanan"),
    ("Hari besar", "#Probolinggo"),
)


def fill(world: DemoWorld) -> None:
    """For the first government, where people look first."""
    government = world.governments["probolinggo"]
    desk, home = government.agencies["Disdukcapil"], government.agencies["Diskominfo"]
    for name, tags in GROUPS:
        keep_tag_group(agency=desk.agency, by=desk.officers[0], name=name, tags=tags)
    set_campaign_links(agency=desk.agency, by=desk.officers[0], template=UTM, hosts="")
    _thread(world, home, _issue_and_window(world, government, home))
    _to_decide(world, desk)
    last = Message.objects.filter(agency=desk.agency, state="published").order_by("-planned_at").first()
    if last is not None:
        keep_template(message=last, by=desk.officers[0], name="Pengumuman loket")


def _issue_and_window(world: DemoWorld, government: DemoGovernment, home: DemoAgency) -> Issue:
    today = world.now.date()
    issue = open_issue(
        lead=home.agency, by=home.official, name="Kabar bohong tentang bantuan sosial", since=today - timedelta(days=5),
        narrative="Bantuan hanya diumumkan di akun resmi. Tidak ada pungutan. Cek akun di direktori.",
    )  # fmt: skip
    open_window(
        coordinating=home.agency, by=government.analyst, label="Pemilihan serentak (contoh)",
        starts=today + timedelta(days=60), ends=today + timedelta(days=120), words="Maju Bersama\nKota Gemilang",
    )  # fmt: skip
    return issue


def _thread(world: DemoWorld, home: DemoAgency, issue: Issue) -> None:
    """A draft that uses everything: an issue, a thread on one account, a mention, a place, a picture, a first comment."""
    author, at = home.officers[0], world.now - timedelta(hours=2)
    file = upload(agency=home.agency, name="poster.png", content=poster("Cek dulu akunnya", "Diskominfo"), by=author)
    short, wide = home.accounts["x"], home.accounts["instagram"]
    written = Written(
        title="Cek dulu akunnya", purpose="kesadaran_peran_serta", category="isu_aktual", source="Rilis Diskominfo",
        text="Beredar akun palsu bantuan sosial. Cek akun resmi di https://prob.invalid/akun sebelum mengisi data.",
        tags="#cekdulu", mentions="instagram:disdukcapil.kotaprob", planned_at=world.now + timedelta(days=1, hours=3),
        ethics=SAFE, format="infographic", campaign="Cek akun", other_channel="Siaran radio kota pukul 08.00",
        issue_id=issue.pk,
        variants={short.pk: "", wide.pk: ""}, media=(Shown(file.pk, file.sha256, alt="Poster «Cek dulu akunnya»."),),
        own={
            short.pk: Own(("Ciri akun palsu: baru dibuat, meminta kode OTP, dan memakai nomor pribadi.",
                           "Laporkan lewat pesan ke akun ini. Jangan bagikan tangkapan data diri.")),
            wide.pk: Own(first_comment="Daftar akun resmi ada di tautan bio.", place="Kota Probolinggo"),
        },
    )  # fmt: skip
    message = actions.draft(agency=home.agency, by=author, written=written, at=at)
    actions.revise(
        message=message, by=author, at=at + timedelta(minutes=50),
        written=replace(written, text=written.text.replace("mengisi data", "mengisi data apa pun")),
    )  # fmt: skip
    _thread_sent(world, home, issue, written)


def _thread_sent(world: DemoWorld, home: DemoAgency, issue: Issue, like: Written) -> None:
    """One that was read, approved and scheduled with its thread, first comment and place: how it looks on the way."""
    at = world.now - timedelta(hours=8)
    short, wide = home.accounts["x"], home.accounts["instagram"]
    written = replace(
        like, title="Bantuan hanya lewat akun resmi", campaign="", mentions="",
        text="Pengumuman bantuan sosial hanya di akun resmi. Tidak ada pungutan apa pun.",
        planned_at=world.now.replace(minute=0, second=0, microsecond=0) + timedelta(days=2, hours=2),
        own={
            short.pk: Own(("Terlanjur mengisi data? Ganti kata sandi dan lapor lewat pesan ke akun ini.",),
                          "Daftar akun resmi: https://prob.invalid/akun", "Kota Probolinggo"),
            wide.pk: Own(first_comment="Daftar akun resmi ada di tautan bio.", place="Kota Probolinggo"),
        },
    )  # fmt: skip
    message = actions.draft(agency=home.agency, by=home.officers[0], written=written, at=at)
    actions.submit(message=message, by=home.officers[0], at=at + timedelta(minutes=5))
    actions.approve(message=message, by=home.official, sha256=current_sha256(message), at=at + timedelta(hours=1))
    actions.schedule(message=message, by=home.officers[0], at=at + timedelta(hours=2))


def _to_decide(world: DemoWorld, desk: DemoAgency) -> None:
    """A message that waits for approval with a number in it: the official decides whether it may stand."""
    author, at = desk.officers[-1], world.now - timedelta(hours=3)
    waiting = Message.objects.filter(agency=desk.agency, state="review").order_by("pk").first()
    if waiting is None:
        return
    written = replace(
        written_of(waiting),
        title="Nomor layanan akta",
        text="Tanya akta kelahiran? Hubungi 081200000000 pada jam kerja.",
    )
    message = actions.draft(
        agency=desk.agency, by=author, written=replace(written, planned_at=world.now + timedelta(days=3)), at=at
    )
    actions.submit(message=message, by=author, at=at + timedelta(minutes=10))
    named = f"@{desk.official.name}"
    comment(
        message=message,
        by=author,
        text=f"{named} nomor ini milik loket, mohon diputuskan.",
        at=at + timedelta(minutes=12),
    )
