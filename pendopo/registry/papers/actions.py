"""Drafting decrees from the template, keeping their wording, drafting a successor, and what follows from a signature."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db import transaction

from pendopo.journal.actions import note
from pendopo.people.models import Person
from pendopo.people.tries import Tries
from pendopo.registry import actions as register
from pendopo.registry.actions import BadRegister
from pendopo.registry.files import Upload
from pendopo.registry.models import Agency, Decree, Office, OfficialAccount
from pendopo.registry.papers import pdf
from pendopo.registry.papers.bases import bases_for, usual
from pendopo.registry.papers.build import head_on, sheet_of, with_region
from pendopo.registry.papers.models import Paper, Seal, Serial
from pendopo.registry.papers.queries import number_with, template_of
from pendopo.registry.papers.signing import Identity, Signer, SigningFailed, look
from pendopo.registry.papers.wording import clauses_of, considerations_of, copies_of, lines_of, shifted
from pendopo.registry.queries import acting, in_force, today
from pendopo.registry.rules import Doing
from pendopo.regulation.profile import load

PASSPHRASES = Tries("e-signature", 5, timedelta(minutes=15))


@dataclass(frozen=True)
class Named:
    """Somebody to be named, as what."""

    person: Person
    duty: str
    position: str


@dataclass(frozen=True)
class Wanted:
    """What a decree is to say. An empty number is taken from the pattern."""

    about: str
    since: date
    until: date | None = None
    number: str = ""
    accounts: Sequence[OfficialAccount] = ()
    people: Sequence[Named] = ()
    makes_official: bool = True
    replaces: Decree | None = None


@dataclass(frozen=True)
class Words:
    """The wording as a secretary left it."""

    considerations: Sequence[str]
    bases: Sequence[tuple[str, str]]
    clauses: Sequence[str]
    copies: Sequence[str]
    place: str
    dated: date | None = None
    basis_note: str = ""
    makes_official: bool = True


@dataclass(frozen=True)
class Signed:
    """What followed from a signature: accounts that are official now, sentences about those that are not yet."""

    official: list[OfficialAccount] = field(default_factory=list)
    waiting: list[str] = field(default_factory=list)
    revoked: Decree | None = None


def take_number(agency: Agency, day: date) -> str:
    """The next running number of the year, never given twice. Call it inside the transaction that uses it."""
    Serial.objects.get_or_create(agency=agency, year=day.year)
    serial = Serial.objects.select_for_update().get(agency=agency, year=day.year)
    while True:
        serial.last += 1
        number = number_with(agency, day, serial.last)
        if not Decree.objects.filter(agency=agency, number=number).exists():
            break
    serial.save(update_fields=["last"])
    return number


@transaction.atomic
def draft(*, agency: Agency, wanted: Wanted, by: Person) -> Decree:
    """A decree with its paper: accounts, people and the wording of the template."""
    old = wanted.replaces
    if old is not None and (old.agency_id != agency.pk or old.state != "signed"):
        raise BadRegister("Yang digantikan harus keputusan instansi ini yang sudah ditandatangani.")
    if not wanted.about.strip():
        raise BadRegister("Tulis tentang apa keputusan ini.")
    acting(by, Doing.REGISTER, agency)
    number = wanted.number.strip() or take_number(agency, wanted.since)
    made = register.draft_decree(
        agency=agency, number=number, about=wanted.about, since=wanted.since, until=wanted.until,
        accounts=list(wanted.accounts), by=by,
    )  # fmt: skip
    for one in wanted.people:
        register.appoint(decree=made, person=one.person, duty=one.duty, position=one.position, account=None, by=by)
    usual_paper(made, replaces=wanted.replaces, makes_official=wanted.makes_official).save()
    return made


def usual_paper(decree: Decree, *, replaces: Decree | None = None, makes_official: bool = True) -> Paper:
    """The wording that the template gives a decree; not kept yet."""
    agency, government = decree.agency, decree.agency.government
    profile, template = load(government.profile), template_of(government)
    bases = [(one.code, one.text) for one in bases_for(government) if usual(one)]
    return Paper(
        decree=decree,
        considerations=considerations_of(profile, office=with_region(agency), about=decree.about),
        bases=[list(one) for one in bases],
        clauses=clauses_of(
            profile, agency=agency.name, since=decree.since, until=decree.until,
            replaces=replaces.number if replaces else "", extra=lines_of(template.clauses),
        ),
        copies=copies_of(lines_of(template.copies), head_title=profile.head_title),
        place=template.place, makes_official=makes_official, replaces=replaces,
    )  # fmt: skip


@transaction.atomic
def write(*, decree: Decree, words: Words, by: Person) -> Paper:
    """Keep the wording of a decree that is not signed yet."""
    actor = acting(by, Doing.REGISTER, decree.agency)
    row = Decree.objects.select_for_update().get(pk=decree.pk)
    if row.state != "draft":
        raise BadRegister("Keputusan yang sudah ditandatangani tidak diubah lagi. Buat keputusan penerus.")
    if not words.clauses or not words.considerations:
        raise BadRegister("Menimbang dan diktum tidak boleh kosong: tulis sedikitnya satu butir masing-masing.")
    paper = Paper.objects.filter(decree=row).first() or Paper(decree=row)
    paper.considerations, paper.clauses = list(words.considerations), list(words.clauses)
    paper.bases = [[code, text.strip()] for code, text in words.bases if text.strip()]
    paper.copies, paper.place, paper.dated = list(words.copies), words.place.strip(), words.dated
    paper.basis_note, paper.makes_official = words.basis_note.strip(), words.makes_official
    paper.save()
    note(
        row, doing="decree.worded", by=actor, because=paper.basis_note,
        after={"clauses": len(paper.clauses), "bases": [code for code, _text in paper.bases]},
    )  # fmt: skip
    return paper


@transaction.atomic
def succeed(*, decree: Decree, by: Person) -> Decree:
    """One click: the draft that follows a decree, with its accounts, people and wording, for as long as the old one was."""
    old, agency = decree, decree.agency
    known = (
        Paper.objects.filter(replaces=old, decree__state="draft").select_related("decree__agency__government").first()
    )
    if known is not None:
        return known.decree
    since = max((old.until or today(agency.government)) + timedelta(days=1), today(agency.government))
    until = shifted(old.since, old.until, since) if old.until else None
    rows = old.appointments.select_related("person").filter(ended_on=None).order_by("pk")
    people = list(
        dict.fromkeys(Named(r.person, r.duty, r.position) for r in rows if r.person.is_active and r.person.is_asn)
    )
    wanted = Wanted(
        old.about, since, until, accounts=list(old.accounts.filter(agency=agency).exclude(state="closed")),
        people=people, replaces=old,
    )  # fmt: skip
    made = draft(agency=agency, wanted=wanted, by=by)
    before = Paper.objects.filter(decree=old).first()
    if before is not None:
        fresh = made.paper
        fresh.copies, fresh.place = before.copies, before.place or fresh.place
        fresh.save(update_fields=["copies", "place"])
    return made


@transaction.atomic
def sign(*, decree: Decree, signed_on: date, copy: Upload, by: Person, signer: Office | None = None) -> Signed:
    """The signed copy is here; what the paper asked for follows: accounts become official, the replaced decree ends."""
    if signer is not None and signer.agency_id != decree.agency_id:
        raise BadRegister("Penanda tangan yang dipilih bukan kepala instansi ini.")
    register.sign_decree(decree=decree, signed_on=signed_on, copy=copy, by=by, signer=signer)
    _seal(decree)
    paper = Paper.objects.filter(decree=decree).select_related("replaces__agency__government").first()
    if paper is None:
        return Signed()
    old = paper.replaces if paper.replaces is not None and paper.replaces.state == "signed" else None
    if old is not None and (old.until is None or old.until >= decree.since):
        register.revoke_decree(decree=old, on=decree.since, because=f"Diganti dengan {decree.number}.", by=by)
    else:
        old = None
    done = Signed(revoked=old)
    for account in decree.accounts.filter(state="proposed") if paper.makes_official else ():
        if decree.since > today(decree.agency.government):
            done.waiting.append(f"{account.name} menjadi resmi pada hari keputusan mulai berlaku.")
            continue
        try:
            with transaction.atomic():
                register.make_official(account=account, by=by)
            done.official.append(account)
        except BadRegister as refused:
            done.waiting.append(f"{account.name}: {refused.sentence}")
    return done


def _seal(decree: Decree) -> None:
    """Keep what electronic signatures the copy carries, if any."""
    with decree.file.open("rb") as kept:
        seen = look(kept.read())
    if seen.signatures:
        Seal.objects.create(
            decree=decree, signatures=seen.signatures, names="; ".join(seen.names)[:400], intact=seen.intact
        )


@dataclass(frozen=True)
class Made:
    """Bytes that a service gave back, as an upload."""

    content: bytes
    name: str | None = "tanda-tangan-elektronik.pdf"

    @property
    def size(self) -> int | None:
        return len(self.content)

    def read(self, num_bytes: int = -1, /) -> bytes:
        return self.content if num_bytes < 0 else self.content[:num_bytes]


def sign_electronically(*, decree: Decree, signer: Signer, passphrase: str, by: Person) -> Signed:
    """The head signs through the configured service, today. The call happens outside any transaction.

    The passphrase goes to the service and nowhere else; after five tries that did not sign it is not asked for a while.
    """
    day = today(decree.agency.government)
    head = head_on(decree.agency, day)
    if head is None or head.person_id != by.pk:
        raise BadRegister(f"Yang menandatangani keputusan ini hanya kepala {decree.agency.short_name}.")
    paper = (
        Paper.objects.filter(decree=decree, decree__state="draft").select_related("decree__agency__government").first()
    )
    if paper is None:
        raise BadRegister("Konsep ini belum bernaskah, atau sudah ditandatangani. Muat ulang halaman.")
    acting(by, Doing.REGISTER, decree.agency)
    if PASSPHRASES.count(by.pk) > PASSPHRASES.most:
        raise SigningFailed("Terlalu banyak percobaan tanda tangan. Tunggu seperempat jam, lalu coba lagi.")
    paper.dated = day
    identity = Identity(by.name, by.nip or "", with_region(decree.agency))
    signed = signer.sign(pdf.render(sheet_of(paper)), by=identity, passphrase=passphrase)
    seen = look(signed)
    if not seen.signatures or not seen.intact:
        raise SigningFailed(
            "Layanan tanda tangan mengembalikan berkas tanpa tanda tangan yang utuh. Tidak ada yang disimpan."
        )
    PASSPHRASES.forget(by.pk)
    said = signer.verify(signed)
    with transaction.atomic():
        paper.save(update_fields=["dated"])
        done = sign(decree=decree, signed_on=day, copy=Made(signed), by=by, signer=head)
        Seal.objects.filter(decree=decree).update(verdict=said.sentence[:300])
    return done


@transaction.atomic
def cancel(*, decree: Decree, because: str, by: Person) -> None:
    """A draft that will not be signed. Its number stays with it."""
    register.cancel_decree(decree=decree, because=because, by=by)


def head_now(agency: Agency) -> Office | None:
    """The head today."""
    return head_on(agency, today(agency.government))


def current_decree(agency: Agency) -> Decree | None:
    """The newest decree in force of an agency."""
    return Decree.objects.filter(in_force(today(agency.government)), agency=agency).order_by("-since", "-pk").first()
