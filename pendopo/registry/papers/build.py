"""From the rows of a decree to its paper: letterhead, numbers, people by date, annexes."""

from __future__ import annotations

from copy import copy
from datetime import date

from pendopo.registry.models import Agency, Appointment, Office
from pendopo.registry.papers import sheet as s
from pendopo.registry.papers.models import AgencyLetterhead, Letterhead, Paper
from pendopo.registry.papers.wording import ANNEXES, long_day, ordinal, split_bases
from pendopo.registry.queries import heads_on, today
from pendopo.registry.structure.queries import name_on
from pendopo.regulation.profile import load


def office_on_paper(agency: Agency) -> str:
    """How the head is called on paper: "Kepala Dinas Perhubungan"."""
    own = AgencyLetterhead.objects.filter(agency=agency).first()
    return own.head_office if own and own.head_office else f"Kepala {agency.name}"


def with_region(agency: Agency) -> str:
    """The head's office with the region behind it, as titles of decrees have it."""
    office, region = office_on_paper(agency), load(agency.government.profile).region.name
    return office if region.lower() in office.lower() else f"{office} {region}"


def letterhead_of(agency: Agency) -> s.Letterhead:
    """The head of the agency's papers."""
    template = Letterhead.objects.filter(government=agency.government_id).first()
    own = AgencyLetterhead.objects.filter(agency=agency).first()
    lines = own.lines.splitlines() if own and own.lines else [line for line in (agency.phone, agency.email) if line]
    crest = b""
    if template and template.crest:
        with template.crest.open("rb") as kept:
            crest = kept.read()
    return s.Letterhead(
        agency.government.name.upper(),
        agency.name.upper(),
        tuple(line.strip() for line in lines if line.strip()),
        crest,
    )


def head_on(agency: Agency, day: date) -> Office | None:
    """Who is head of the agency on a day, or acts as such (C-PRE4: the office table decides, never a name in a text)."""
    return next(iter(heads_on(agency, day)), None)


def signer_of(paper: Paper) -> Office | None:
    """Who signs this paper: who signed it, or the head on its day (today while no day is set)."""
    decree = paper.decree
    if decree.signer is not None:
        return decree.signer
    return head_on(decree.agency, decree.signed_on or paper.dated or today(decree.agency.government))


def sheet_of(paper: Paper) -> s.Sheet:
    """The whole decree, with the agency called as on the day of the paper."""
    decree = paper.decree
    agency = decree.agency = _named_then(paper)
    template = Letterhead.objects.filter(government=agency.government_id).first()
    title, office = f"KEPUTUSAN {with_region(agency).upper()}", with_region(agency).upper()
    opening = template.opening if template else ""
    rows = list(decree.appointments.select_related("person", "account").order_by("duty", "pk"))
    sign = _signature(paper, office)
    blocks: list[s.Block] = [
        s.Centred((title, f"NOMOR {decree.number}", "", "TENTANG", "", decree.about.upper(), *(("", opening.upper()) if opening else ()), "", f"{office},")),
        s.Points("Menimbang", "letters", tuple(paper.considerations)),
        *_bases(paper),
        s.Centred(("MEMUTUSKAN:",)),
        s.Points("Menetapkan", "none", (f"{title} TENTANG {decree.about.upper()}.",)),
        *(s.Points(ordinal(place), "none", (text,)) for place, text in enumerate(paper.clauses)),
        s.Signatures((sign,)),
    ]  # fmt: skip
    if paper.copies:
        blocks += [s.Paragraph("Tembusan:"), s.Points("", "numbers", tuple(paper.copies))]
    blocks += _annexes(paper, rows, title, sign)
    size: s.Size = "a4" if template and template.size == "a4" else "f4"
    return s.Sheet(f"Keputusan {decree.number}", agency.name, letterhead_of(agency), tuple(blocks), size)


def _named_then(paper: Paper) -> Agency:
    """The agency under its name of that day: a later renaming changes no old paper. The copy is never saved."""
    agency = copy(paper.decree.agency)
    named = name_on(agency, paper.decree.signed_on or paper.dated or today(agency.government))
    agency.name, agency.short_name = named.name, named.short_name
    return agency


def _bases(paper: Paper) -> list[s.Block]:
    law, noted = split_bases([text for _code, text in paper.bases])
    named = (("Mengingat", law), ("Memperhatikan", noted))
    return [s.Points(label, "numbers", tuple(texts)) for label, texts in named if texts]


def _signature(paper: Paper, office: str) -> s.Signature:
    held = signer_of(paper)
    day = paper.decree.signed_on or paper.dated
    if held and held.acting:
        office = f"{held.acting.capitalize()}. {office}"
    above = (f"Ditetapkan di {paper.place or '……………'}", f"pada tanggal {long_day(day) or '…………………………'}", f"{office},")
    return s.Signature(above, held.person.name if held else "", (held.person.nip or "") if held else "")


def _annexes(paper: Paper, rows: list[Appointment], title: str, sign: s.Signature) -> list[s.Block]:
    decree = paper.decree
    profile = load(decree.agency.government.profile)
    types = {one.code: one.label for one in profile.account_types}
    accounts = [
        (str(place), profile.platform(one.platform).label, types.get(one.account_type, "tidak tercantum dalam lampiran peraturan"), one.handle, one.url)
        for place, one in enumerate(decree.accounts.order_by("platform", "pk"), start=1)
    ]  # fmt: skip
    of_accounts = s.Table(
        (
            s.Column("No.", 3),
            s.Column("Platform", 5),
            s.Column("Jenis", 7),
            s.Column("Nama akun", 7),
            s.Column("Tautan", 13),
        ),
        tuple(accounts),
    )
    below = decree.agency.name.upper()
    parts = [
        (f"AKUN MEDIA SOSIAL RESMI {below}", of_accounts),
        (f"{profile.terms.official.upper()} PENANGGUNG JAWAB MEDIA SOSIAL {below}", _people(rows, "official")),
        (f"{profile.terms.officer.upper()} MEDIA SOSIAL {below}", _people(rows, "officer")),
    ]
    blocks: list[s.Block] = []
    lines = (title, f"NOMOR {decree.number}", f"TENTANG {decree.about.upper()}")
    for number, (heading, table) in zip(ANNEXES, parts, strict=True):
        blocks += [s.Annex(f"LAMPIRAN {number}", lines, heading), table, s.Signatures((_short(sign),))]
    return blocks


def _short(sign: s.Signature) -> s.Signature:
    """An annex is signed by office and name, without place and date."""
    return s.Signature(sign.above[2:], sign.name, sign.nip)


def _people(rows: list[Appointment], duty: str) -> s.Table:
    named = [row for row in rows if row.duty == duty]
    columns = (
        s.Column("No.", 3),
        s.Column("Nama", 10),
        s.Column("NIP", 9),
        s.Column("Jabatan", 9),
        s.Column("Akun", 6),
    )
    return s.Table(columns, tuple(
        (str(place), row.person.name, row.person.nip or "–", row.position or "–", row.account.name if row.account else "semua akun")
        for place, row in enumerate(named, start=1)
    ))  # fmt: skip
