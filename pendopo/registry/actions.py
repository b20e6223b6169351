"""Changing the register: agencies, people and their offices, accounts, decrees and appointments. All of it journalled."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.text import slugify

from pendopo.journal.actions import move, note
from pendopo.journal.machine import Said
from pendopo.people.models import Person
from pendopo.registry.custody.queries import held_by_trouble, undecided
from pendopo.registry.files import Upload, signed_copy
from pendopo.registry.models import (
    Agency,
    Appointment,
    Connection,
    Decree,
    Government,
    Office,
    OfficialAccount,
    Role,
)
from pendopo.registry.queries import acting, heads_on, in_force, today
from pendopo.registry.rules import Doing
from pendopo.regulation.nip import nip_problem
from pendopo.regulation.profile import load


class BadRegister(Said):
    """The register can't take this; the sentence says what to mend."""


@transaction.atomic
def add_agency(
    *, government: Government, by: Person, beside: Agency, kind: str, name: str, short_name: str,
    since: date, email: str = "", duties: str = "", parent: Agency | None = None,
) -> Agency:  # fmt: skip
    """An agency of a kind that the profile knows. `beside` is the agency through which `by` holds the right to register."""
    actor = acting(by, Doing.REGISTER, beside)
    if kind not in {one.code for one in load(government.profile).agency_kinds}:
        raise BadRegister("Jenis instansi ini tidak dikenal profil peraturan. Pilih jenis yang ada dalam daftar.")
    if parent is not None and (parent.government_id != government.pk or parent.closed_on is not None):
        raise BadRegister("Induk harus instansi aktif di pemerintah daerah yang sama.")
    made = Agency(
        government=government, kind=kind, name=name.strip(), short_name=short_name.strip(), slug=slugify(short_name)[:60],
        since=since, email=email, duties=duties.strip(), parent=parent,
    )  # fmt: skip
    try:
        with transaction.atomic():
            made.save()
    except IntegrityError as error:
        raise BadRegister(
            f"Sudah ada instansi dengan nama pendek «{short_name}». Pakai nama pendek lain.", "short_name"
        ) from error
    note(made, doing="agency.added", by=actor, after={"name": name, "kind": kind})
    return made


# What somebody who is no ASN may hold: preparing texts, keeping the program running, and the elected head of the region.
WITHOUT_ASN = frozenset({Role.PREPARER, Role.ADMIN, Role.REGIONAL_HEAD})


@transaction.atomic
def add_office(
    *, agency: Agency, person: Person, role: str, title: str, since: date, until: date | None, by: Person,
    acting_as: str = "", letter: str = "",
) -> Office:  # fmt: skip
    """Somebody takes an office, or acts in it (`acting_as`: "plt" or "plh") by a letter and until a day."""
    actor = acting(by, Doing.REGISTER, agency)
    letter = letter.strip()
    if until and until < since:
        raise BadRegister("Tanggal akhir jabatan ada sebelum tanggal mulainya: periksa kedua tanggal itu.", "until")
    if not person.is_asn and role not in WITHOUT_ASN:
        raise BadRegister(
            f"{person.name} bukan ASN. Tenaga kontrak hanya dapat menjadi penyusun: pilih peran itu.", "role"
        )
    if acting_as and not (letter and until):
        raise BadRegister("Plt. dan Plh. perlu nomor surat perintah dan tanggal akhirnya: lengkapi keduanya.", "letter")
    again = Office.objects.filter(Q(until=None) | Q(until__gte=since), agency=agency, person=person, role=role)
    if (again.filter(since__lte=until) if until else again).exists():
        raise BadRegister(f"{person.name} sudah memegang peran ini di {agency.short_name} pada masa itu.", "role")
    if role == Role.HEAD:
        _one_head(agency, since, until, acting_as)
    made = Office.objects.create(
        agency=agency, person=person, role=role, title=title, since=since, until=until, acting=acting_as, letter=letter
    )
    after = {"person": person.name, "role": role, "since": since, "until": until, "acting": acting_as, "letter": letter}
    note(made, doing="office.taken", by=actor, after=after)
    return made


def _one_head(agency: Agency, since: date, until: date | None, acting_as: str) -> None:
    """An agency has one head at a time. Plt. fills an empty office; Plh. stands beside a holder who is away."""
    heads = Office.objects.filter(agency=agency, role=Role.HEAD).filter(Q(until=None) | Q(until__gte=since))
    heads = heads.filter(since__lte=until) if until else heads
    if acting_as == Office.Acting.ABSENT:
        if not heads.filter(acting="", since__lte=since).exists():
            raise BadRegister("Plh. menggantikan kepala yang berhalangan. Jabatan ini kosong: pilih Plt.", "acting_as")
        heads = heads.exclude(acting="")
    elif not acting_as:
        heads = heads.exclude(acting=Office.Acting.ABSENT)
    for other in heads.select_related("person"):
        raise BadRegister(
            f"{other.person.name} masih tercatat sebagai kepala {agency.short_name} pada masa itu "
            f"({other.shown_title}). Akhiri dulu jabatannya."
        )


@transaction.atomic
def end_office(*, office: Office, on: date, by: Person) -> None:
    """The holder leaves; the last day is `on`."""
    actor = acting(by, Doing.REGISTER, office.agency)
    if on < office.since:
        raise BadRegister("Jabatan tidak bisa berakhir sebelum dimulai.")
    before = {"until": office.until}
    office.until = on
    office.save(update_fields=["until"])
    note(office, doing="office.ended", by=actor, before=before, after={"until": on})


def folded(handle: str) -> str:
    """A handle as it is compared: without @, address, capitals, closing slash."""
    text = re.sub(r"^(https?://)?(www\.|m\.|mobile\.)?", "", handle.strip().lower()).rstrip("/")
    return text.removeprefix("@")


@dataclass(frozen=True)
class Proposed:
    """What a person writes of a new account."""

    platform: str
    name: str
    handle: str
    url: str
    recovery_email: str = ""
    verdict_note: str = ""
    audience: str = ""
    hosting: str = ""
    official_link: str = ""


@transaction.atomic
def propose_account(*, agency: Agency, proposed: Proposed, by: Person) -> OfficialAccount:
    """An account as a proposal (Pasal 8 b), with the verdict of annex A for its platform.

    A type that the annex doesn't list needs the head's reason; it is kept and shown, never silently passed.
    """
    actor = acting(by, Doing.REGISTER, agency)
    rule = load(agency.government.profile).platforms.get(proposed.platform)
    if rule is None or rule.verdict == "outside":
        raise BadRegister(
            "Platform ini bukan media sosial menurut peraturan (tidak terbuka bagi siapa saja). Catat sebagai jalur masukan.",
            "platform",
        )
    if rule.verdict == "not_listed" and not proposed.verdict_note.strip():
        raise BadRegister(
            "Jenis akun ini tidak tercantum dalam lampiran. Tulis alasan kepala instansi memakainya.", "verdict_note"
        )
    made = OfficialAccount(
        agency=agency, platform=proposed.platform, name=proposed.name, handle=proposed.handle, url=proposed.url,
        handle_folded=folded(proposed.handle), account_type=rule.account_type, verdict=rule.verdict,
        verdict_note=proposed.verdict_note.strip() or rule.note, recovery_email=proposed.recovery_email,
        audience=proposed.audience.strip(), hosting=proposed.hosting, official_link=proposed.official_link,
    )  # fmt: skip
    try:
        with transaction.atomic():
            made.save()
    except IntegrityError as error:
        raise BadRegister(f"Akun {proposed.handle} di platform itu sudah terdaftar.", "handle") from error
    Connection.objects.create(account=made, options={"platform": proposed.platform})
    note(made, doing="account.proposed", by=actor, after={"handle": made.handle, "verdict": made.verdict})
    return made


def why_not_official(account: OfficialAccount, day: date) -> str:
    """Why a proposal can't be official on that day, or ""."""
    profile = load(account.agency.government.profile)
    named = account.decrees.filter(in_force(day), agency=account.agency_id).exists()
    if "account" in profile.appointment.decree_covers and not named:
        return "Belum ada keputusan berlaku yang menetapkan akun ini. Buat keputusan, unggah salinan bertanda tangan, lalu coba lagi."
    if held_by_trouble(account):
        return (
            f"{account.name} masih dalam penanganan gangguan dan kuncinya belum diganti. Selesaikan langkah itu dulu di "
            "daftar periksanya."
        )
    if undecided(account):
        return (
            f"Jenis akun {account.name} tidak tercantum dalam lampiran dan kepala instansi belum menerimanya. "
            "Kepala instansi memutuskannya di halaman akun itu."
        )
    return ""


@transaction.atomic
def make_official(*, account: OfficialAccount, by: Person) -> None:
    """A proposal becomes official: only when a signed decree in force names it (where the regulation asks for one)."""
    actor = acting(by, Doing.REGISTER, account.agency)
    day = today(account.agency.government)
    if why := why_not_official(account, day):
        raise BadRegister(why)
    move(account, to="official", by=actor, changes={"official_since": account.official_since or day})


def suspend(*, account: OfficialAccount, because: str, by: Person) -> None:
    """The account stands still (hacked, under dispute): nothing leaves through it."""
    move(account, to="suspended", by=acting(by, Doing.REGISTER, account.agency), because=because)


def close(*, account: OfficialAccount, because: str, by: Person) -> None:
    """The account is given up; everything about it stays."""
    changes = {"closed_on": today(account.agency.government)}
    move(account, to="closed", by=acting(by, Doing.REGISTER, account.agency), because=because, changes=changes)


@transaction.atomic
def draft_decree(
    *,
    agency: Agency,
    number: str,
    about: str,
    since: date,
    until: date | None,
    accounts: list[OfficialAccount],
    by: Person,
) -> Decree:
    """A decree before it is signed."""
    actor = acting(by, Doing.REGISTER, agency)
    if until and until < since:
        raise BadRegister("Keputusan berakhir sebelum mulai berlaku: periksa kedua tanggal itu.", "until")
    if any(account.agency_id != agency.pk for account in accounts):
        raise BadRegister("Keputusan hanya dapat menetapkan akun milik instansi itu sendiri.")
    made = Decree(agency=agency, number=number.strip(), about=about.strip(), since=since, until=until)
    try:
        with transaction.atomic():
            made.save()
    except IntegrityError as error:
        raise BadRegister(f"Nomor keputusan «{number}» sudah dipakai di instansi ini.", "number") from error
    made.accounts.set(accounts)
    note(made, doing="decree.drafted", by=actor, after={"number": number, "since": since, "until": until})
    return made


@transaction.atomic
def appoint(
    *, decree: Decree, person: Person, duty: str, position: str, account: OfficialAccount | None, by: Person
) -> Appointment:
    """Name an officer or official in a decree that is not signed yet. Both are ASN by definition (P 1.4–1.5, K 1.8–1.9)."""
    actor = acting(by, Doing.REGISTER, decree.agency)
    if decree.state != "draft":
        raise BadRegister("Keputusan yang sudah ditandatangani tidak diubah lagi. Buat keputusan baru.")
    if not person.is_asn:
        raise BadRegister(f"{person.name} bukan ASN. Petugas dan pejabat harus ASN; jadikan penyusun saja.", "email")
    try:
        with transaction.atomic():
            made = Appointment.objects.create(
                decree=decree, person=person, duty=duty, position=position, account=account
            )
    except IntegrityError as error:
        raise BadRegister(f"{person.name} sudah tercantum untuk tugas itu dalam keputusan ini.", "duty") from error
    note(decree, doing="decree.appointed", by=actor, after={"person": person.name, "duty": duty})
    return made


@transaction.atomic
def sign_decree(*, decree: Decree, signed_on: date, copy: Upload, by: Person, signer: Office | None = None) -> None:
    """The signed copy is here: rights follow the decree's days from now on. The signer must have been head that day.

    `signer` is whose name stands on the paper; without it the head of that day is taken.
    """
    actor = acting(by, Doing.REGISTER, decree.agency)
    heads = heads_on(decree.agency, signed_on)
    if not heads:
        raise BadRegister(
            f"Pada {signed_on:%d-%m-%Y} tidak tercatat kepala {decree.agency.short_name}. Catat dulu jabatannya."
        )
    head = next((one for one in heads if signer is None or one.person_id == signer.person_id), None)
    if head is None and signer is not None:
        raise BadRegister(
            f"Pada {signed_on:%d-%m-%Y} kepala {decree.agency.short_name} adalah {heads[0].person.name}, bukan {signer.person.name}. "
            "Periksa tanggal dan penanda tangan pada naskah; bila benar begitu, keputusan ini tidak sah dan perlu dibuat ulang."
        )
    if signed_on > today(decree.agency.government):
        raise BadRegister("Tanggal tanda tangan ada di masa depan.")
    content, sha256 = signed_copy(copy)
    decree.file_sha256 = sha256
    decree.file.save("copy.pdf", ContentFile(content), save=False)
    move(decree, to="signed", by=actor, changes={
        "signed_on": signed_on, "signer": head, "file": decree.file.name,
        "file_name": (copy.name or "salinan.pdf")[-200:], "file_sha256": sha256,
    })  # fmt: skip


def cancel_decree(*, decree: Decree, because: str, by: Person) -> None:
    """A draft that will not be signed; it stays with its number."""
    move(decree, to="cancelled", by=acting(by, Doing.REGISTER, decree.agency), because=because)


def revoke_decree(*, decree: Decree, on: date, because: str, by: Person) -> None:
    """The decree ends before its time; on the day `on` it is no longer in force."""
    move(
        decree, to="revoked", by=acting(by, Doing.REGISTER, decree.agency), because=because, changes={"revoked_on": on}
    )


@transaction.atomic
def end_appointment(*, appointment: Appointment, on: date, because: str, by: Person) -> None:
    """The person moved: from the day `on` the rights are gone, whatever the decree's own end (Pasal 8 d)."""
    actor = acting(by, Doing.REGISTER, appointment.decree.agency)
    if not because.strip():
        raise BadRegister("Tulis sebabnya, misalnya nomor surat mutasi.")
    appointment.ended_on, appointment.ended_because = on, because.strip()[:200]  # the whole of it: the journal
    appointment.save(update_fields=["ended_on", "ended_because"])
    note(appointment, doing="appointment.ended", by=actor, because=because, after={"ended_on": on})


@transaction.atomic
def add_person(*, agency: Agency, email: str, name: str, nip: str, employment: str, by: Person) -> Person:
    """Somebody who may sign in, once they have set a password by the link that "forgot password" sends."""
    actor = acting(by, Doing.REGISTER, agency)
    nip = nip.replace(" ", "")
    if nip and (problem := nip_problem(nip, today(agency.government))):
        raise BadRegister(f"{problem} Periksa NIP {nip} pada keputusan kepegawaiannya.", "nip")
    known = Person.objects.filter(email=email.strip().lower()).first()
    if known is not None:
        return known
    if nip and Person.objects.filter(nip=nip).exists():
        raise BadRegister(
            "NIP ini sudah tercatat dengan surel lain. Pakai surel yang tercatat, atau periksa NIP-nya.", "nip"
        )
    made = Person(email=email.strip().lower(), name=name.strip(), nip=nip or None, employment=employment)
    made.set_unusable_password()
    made.full_clean(exclude=["password"])
    made.save()
    note(agency, doing="person.added", by=actor, after={"person": made.pk, "name": made.name, "at": timezone.now()})
    return made


@transaction.atomic
def correct_person(
    *, person: Person, agency: Agency, name: str, nip: str, employment: str, phone: str, by: Person
) -> None:
    """Mend what stands of a person. Whoever is no ASN any more may not answer from that moment (P 1.4–1.5, K 1.8–1.9)."""
    actor = acting(by, Doing.REGISTER, agency)
    nip = nip.replace(" ", "")
    if not name.strip():
        raise BadRegister("Tulis namanya.", "name")
    if nip and (problem := nip_problem(nip, today(agency.government))):
        raise BadRegister(f"{problem} Periksa NIP {nip} pada keputusan kepegawaiannya.", "nip")
    if nip and Person.objects.filter(nip=nip).exclude(pk=person.pk).exists():
        raise BadRegister("NIP ini sudah tercatat pada orang lain. Periksa kedua keputusan kepegawaiannya.", "nip")
    before = {"name": person.name, "nip": person.nip, "employment": person.employment, "phone": person.phone}
    person.name, person.nip, person.employment, person.phone = name.strip(), nip or None, employment, phone.strip()
    person.full_clean(exclude=["password"])
    person.save(update_fields=["name", "nip", "employment", "phone"])
    after = {
        "person": person.pk,
        "name": person.name,
        "nip": person.nip,
        "employment": employment,
        "phone": person.phone,
    }
    note(agency, doing="person.corrected", by=actor, before=before, after=after)


@transaction.atomic
def allow_first_password(*, person: Person, agency: Agency, by: Person) -> None:
    """Somebody who never had a password may make one by a link that is handed over. Whoever has one is left alone: nobody
    takes over a colleague's name."""
    actor = acting(by, Doing.REGISTER, agency)
    if person.has_usable_password() or not person.is_active:
        raise BadRegister("Orang ini sudah punya kata sandi. Bila lupa, ia memakai «Lupa kata sandi» di halaman masuk.")
    note(agency, doing="person.password_link", by=actor, after={"person": person.pk, "name": person.name})
