"""The paper of a handover: minutes (berita acara) with both parties, what went over, and the head who knows of it."""

from __future__ import annotations

from pendopo.registry.custody.checklists import HANDED
from pendopo.registry.custody.models import Handover
from pendopo.registry.models import Decree
from pendopo.registry.papers import sheet as s
from pendopo.registry.papers.build import head_on, letterhead_of, with_region
from pendopo.registry.papers.wording import long_day
from pendopo.registry.queries import in_force
from pendopo.regulation.days import DAYS
from pendopo.regulation.profile import load


def sheet_of(handover: Handover) -> s.Sheet:
    """The minutes as a paper."""
    account, agency = handover.account, handover.agency
    head = head_on(agency, handover.on)
    platform = load(agency.government.profile).platform(account.platform).label
    decree = Decree.objects.filter(in_force(handover.on), agency=agency, accounts=account).order_by("-since").first()
    rows = {row.code: row for row in handover.items.all()}
    table = tuple(
        (str(place), label, "diserahkan" if code in rows and rows[code].done else "tidak diserahkan",
         rows[code].note if code in rows else "")
        for place, (code, label) in enumerate(HANDED, start=1)
    )  # fmt: skip
    blocks: tuple[s.Block, ...] = (
        s.Centred(("BERITA ACARA", "SERAH TERIMA AKUN MEDIA SOSIAL", f"NOMOR {handover.number or '……………………'}")),
        s.Paragraph(
            f"Pada hari ini, {DAYS[handover.on.weekday()]}, tanggal {long_day(handover.on)}, bertempat di {handover.place}, "
            "yang bertanda tangan di bawah ini:"
        ),
        _party(handover.giver.name, handover.giver.nip, handover.giver_office, agency.name),
        s.Paragraph("selanjutnya disebut PIHAK PERTAMA, yang menyerahkan; dan"),
        _party(handover.taker.name, handover.taker.nip, handover.taker_office, agency.name),
        s.Paragraph("selanjutnya disebut PIHAK KEDUA, yang menerima."),
        s.Paragraph(
            f"PIHAK PERTAMA menyerahkan kepada PIHAK KEDUA pengelolaan akun media sosial berikut, karena {handover.because}:"
        ),
        s.Facts((
            ("Platform", platform), ("Nama akun", account.handle), ("Tautan", account.url),
            ("Keputusan", decree.number if decree else "–"),
        )),
        s.Paragraph("dengan rincian sebagai berikut:"),
        s.Table((s.Column("No.", 3), s.Column("Yang diserahkan", 16), s.Column("Keadaan", 7), s.Column("Catatan", 11)), table),
        s.Paragraph(
            "Kata sandi dan kode cadangan diserahkan langsung dan tidak ditulis dalam berita acara ini. Sejak penandatanganan, "
            "PIHAK KEDUA bertanggung jawab atas keamanan dan pengelolaan akun tersebut."
        ),
        s.Signatures((
            s.Signature(("PIHAK KEDUA,",), handover.taker.name, handover.taker.nip or ""),
            s.Signature(("PIHAK PERTAMA,",), handover.giver.name, handover.giver.nip or ""),
        )),
        s.Signatures((
            s.Signature(
                ("Mengetahui,", f"{_acting(head)}{with_region(agency).upper()},"),
                head.person.name if head else "", (head.person.nip or "") if head else "",
            ),
        )),
    )  # fmt: skip
    return s.Sheet(f"Berita acara serah terima {account.handle}", agency.name, letterhead_of(agency), blocks, "a4")


def _acting(head: object) -> str:
    how = getattr(head, "acting", "")
    return f"{how.capitalize()}. " if how else ""


def _party(name: str, nip: str | None, office: str, agency: str) -> s.Facts:
    return s.Facts((("Nama", name), ("NIP", nip or "–"), ("Jabatan", office), ("Instansi", agency)))
