"""The demo's papers and accounts: letterheads, decrees with their wording and copies, one about to end, keys, a hacked account."""

from __future__ import annotations

import io
from datetime import timedelta

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw

from pendopo.demo.world import DemoAgency, DemoGovernment, DemoWorld
from pendopo.registry.actions import Proposed, propose_account
from pendopo.registry.custody import actions as custody
from pendopo.registry.custody import troubles
from pendopo.registry.custody.checklists import HANDED
from pendopo.registry.models import OfficialAccount
from pendopo.registry.papers import actions, letterheads, pdf
from pendopo.registry.papers.build import sheet_of
from pendopo.registry.papers.models import Paper
from pendopo.registry.queries import today

# An agency by its short name, as its head is called and numbered on paper.
OFFICES = {"Kec. Mayangan": "Camat Mayangan", "RSUD": "Direktur RSUD"}
ADDRESS = "Jalan Contoh Nomor {number}, Telepon (0000) 0000{number:02d}\nSurel {email}"
AUDIENCES = {
    "instagram": "Warga 17–35 tahun yang mencari kabar dan syarat layanan",
    "facebook": "Keluarga dan pengurus RT/RW", "x": "Warga yang bertanya cepat dan wartawan",
    "youtube": "Warga yang mencari tata cara dan rekaman rapat", "wordpress": "Pembaca kabar daerah",
}  # fmt: skip


def fill(world: DemoWorld) -> None:
    """Everything, by the real actions where people act."""
    for place in world.governments.values():
        _templates(place)
        for agency in place.agencies.values():
            _paper(agency)
            _accounts(agency, world)
    city, regency = world.governments["probolinggo"], world.governments["katingan"]
    _ending(city.agencies["Dishub"], city)
    _handover(city.agencies["Disdukcapil"])
    _hacked(city.agencies["Dinsos P3A"], world)
    _moved(city.agencies["Diskominfo"], world)
    _unlisted(regency, world)


def crest(colour: str) -> bytes:
    """An invented shield; no real region's."""
    picture = Image.new("RGBA", (400, 480), (0, 0, 0, 0))
    draw = ImageDraw.Draw(picture)
    draw.polygon([(20, 20), (380, 20), (380, 280), (200, 460), (20, 280)], fill=colour, outline="#c79a00", width=14)
    draw.polygon([(200, 90), (320, 190), (80, 190)], fill="#ffffff")
    for left in (110, 190, 270):
        draw.rectangle((left, 200, left + 22, 300), fill="#ffffff")
    draw.rectangle((80, 308, 320, 332), fill="#ffd84d")
    made = io.BytesIO()
    picture.save(made, "PNG")
    return made.getvalue()


def _templates(place: DemoGovernment) -> None:
    home = next(one for one in place.agencies.values() if one.agency.coordinates)
    name = "Probolinggo" if place.government.key == "probolinggo" else "Kasongan"
    template = letterheads.Template(
        "{klasifikasi}/{nomor}/{unit}/{bulan_romawi}/{tahun}", "480", name, "DENGAN RAHMAT TUHAN YANG MAHA ESA", "f4",
        "", "",
    )  # fmt: skip
    letterheads.set_template(
        government=place.government, beside=home.agency, template=template, by=place.analyst,
        crest=SimpleUploadedFile("lambang.png", crest(place.government.accent)),
    )  # fmt: skip
    for number, (short, one) in enumerate(place.agencies.items(), start=1):
        letterheads.set_agency_letterhead(
            agency=one.agency, unit="KPTS", lines=ADDRESS.format(number=number, email=one.agency.email),
            head_office=OFFICES.get(short, ""), by=place.analyst,
        )  # fmt: skip


def _paper(one: DemoAgency) -> None:
    """The wording of the decree in force; the signed copy of two."""
    paper = actions.usual_paper(one.decree)
    paper.dated = one.decree.signed_on
    paper.save()
    if one.agency.short_name not in {"Diskominfo", "Disdukcapil"}:
        return
    content = pdf.render(sheet_of(Paper.objects.get(pk=paper.pk)))
    one.decree.file_name, one.decree.file_sha256 = "keputusan.pdf", letterheads.digest_of(content)
    one.decree.file.save("copy.pdf", SimpleUploadedFile("copy.pdf", content), save=False)
    one.decree.save(update_fields=["file", "file_name", "file_sha256"])


def _accounts(one: DemoAgency, world: DemoWorld) -> None:
    for platform, account in one.accounts.items():
        blog = platform == "wordpress"
        closed = today(one.agency.government) - timedelta(days=12) if one.agency.short_name == "Satpol PP" else None
        custody.describe(account=account, by=one.official, said=custody.Particulars(
            AUDIENCES.get(platform, ""), "own_domain" if blog else "", "", True, closed, ""
        ))  # fmt: skip
        if one.agency.short_name in {"BPPKAD", "BPBD"}:
            continue  # never looked at: the board says so
        free = one.agency.short_name == "Kec. Mayangan"
        address = "admin.mayangan@gmail.com" if free else account.recovery_email
        custody.look_at_keys(account=account, by=one.officers[0], found=custody.Keys(
            address, account.two_factor, "Sekretaris; Pranata Hubungan Masyarakat"
        ))  # fmt: skip


def _ending(one: DemoAgency, place: DemoGovernment) -> None:
    """A decree that ends in three weeks, and whose officer leaves even earlier."""
    until = today(place.government) + timedelta(days=21)
    one.decree.until = until
    one.decree.save(update_fields=["until"])
    Paper.objects.filter(decree=one.decree).update(clauses=actions.usual_paper(one.decree).clauses)


def _handover(one: DemoAgency) -> None:
    items = {
        code: (code != "archive", "Arsip tetap di server dinas." if code == "archive" else "") for code, _ in HANDED
    }
    minutes = custody.Minutes(
        one.officers[1], "Pranata Hubungan Masyarakat", one.officers[0], "Pranata Hubungan Masyarakat",
        today(one.agency.government) - timedelta(days=40), "Probolinggo", "pembagian tugas nomor 800/12/2026", items,
        "480/BA/3/2026",
    )  # fmt: skip
    account = one.accounts["instagram"]
    made = custody.write_minutes(account=account, said=minutes, by=one.official)
    custody.finish_minutes(handover=made, by=one.official)


def _hacked(one: DemoAgency, world: DemoWorld) -> None:
    """Hacked yesterday; personal data touched; in the middle of its steps."""
    at = world.now - timedelta(hours=30)
    made = troubles.report_hacked(
        account=OfficialAccount.objects.get(pk=one.accounts["facebook"].pk), freeze=True, data=False, now=at,
        what="Sejak pagi tampil unggahan undian palsu; petugas tidak bisa masuk.", by=one.officers[0],
    )  # fmt: skip
    done = (
        ("evidence", "14 tangkapan layar dan surel peringatan tersimpan di map dinas."),
        ("recover", "Masuk lagi lewat surel dinas, laporan platform nomor 55-1023."),
        ("keys", "Kata sandi baru, 3 perangkat asing dikeluarkan, verifikasi dua langkah dipasang ulang."),
        ("clean", "5 unggahan diturunkan sesudah dicatat."),
        ("public", "Diumumkan lewat akun Diskominfo."),
        ("data", "Pesan pribadi 11 warga dengan nomor telepon terbaca."),
    )
    for hours, (code, remark) in enumerate(done, start=1):
        by = one.official if code == "public" else one.officers[0]
        moment = at + timedelta(hours=hours)
        troubles.tick(trouble=made, code=code, remark=remark, by=by, data=code == "data", now=moment)


def _moved(one: DemoAgency, world: DemoWorld) -> None:
    """An officer who leaves soon: the right ends on that day, the checklist runs."""
    on = today(one.agency.government) + timedelta(days=10)
    troubles.officer_moves(
        agency=one.agency, person=one.officers[-1], on=on, because="Surat mutasi 824/31/2026", by=one.official,
        now=world.now - timedelta(hours=3),
    )  # fmt: skip


def _unlisted(place: DemoGovernment, world: DemoWorld) -> None:
    """Facebook, which the annex of Katingan does not list: accepted by one head, waiting at another; a draft decree."""
    home, hospital = place.agencies["Diskominfosantik"], place.agencies["RSUD"]
    proposed = {
        one.agency.pk: propose_account(agency=one.agency, by=one.official, proposed=Proposed(
            "facebook", f"{one.agency.short_name} · Facebook", handle, f"https://www.facebook.com/{handle}",
            recovery_email=one.agency.email, verdict_note="Dipakai warga desa lebih banyak daripada yang lain.",
            audience="Warga desa dan keluarga pasien",
        ))
        for one, handle in ((home, "katingankab"), (hospital, "rsud.katingan"))
    }  # fmt: skip
    account = proposed[home.agency.pk]
    reason = (
        "Sebagian besar warga kecamatan jauh hanya memakai Facebook; tanpa akun resmi mereka mengikuti akun tiruan."
    )
    custody.decide_type(account=account, accepted=True, reason=reason, by=home.head)
    people = [actions.Named(home.official, "official", "Sekretaris")]
    people += [actions.Named(one, "officer", "Pranata Hubungan Masyarakat") for one in home.officers]
    day = today(place.government)
    wanted = actions.Wanted(
        "Akun resmi, petugas dan pejabat pengelola media sosial", day, day.replace(month=12, day=31),
        accounts=[*home.accounts.values(), account], people=people, replaces=home.decree,
    )  # fmt: skip
    actions.draft(agency=home.agency, wanted=wanted, by=home.official)
