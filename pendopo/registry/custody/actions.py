"""Keeping accounts: type decisions, openness, keys, moving to another agency, and handover minutes. All of it journalled."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone

from pendopo.journal.actions import move, note
from pendopo.people.actions import tell
from pendopo.people.models import Person
from pendopo.registry.actions import BadRegister
from pendopo.registry.addressees import who_is_told
from pendopo.registry.custody.checklists import HANDED
from pendopo.registry.custody.models import Handover, HandoverItem, KeyLook, TypeDecision
from pendopo.registry.custody.ownership import began_on, pass_on
from pendopo.registry.files import Upload, signed_copy
from pendopo.registry.models import Agency, OfficialAccount
from pendopo.registry.queries import acting, today
from pendopo.registry.rules import Doing


@transaction.atomic
def decide_type(*, account: OfficialAccount, accepted: bool, reason: str, by: Person) -> TypeDecision:
    """The head accepts or refuses a type that the annex does not list; the dinas is told (P/K 9 (2), annex A)."""
    actor = acting(by, Doing.DECIDE, account.agency)
    if account.verdict == "explicit":
        raise BadRegister("Jenis akun ini tercantum dalam lampiran; tidak perlu diputuskan.")
    if not reason.strip():
        raise BadRegister("Tulis alasan keputusan Anda; alasan itu dibaca dinas pengampu.")
    made = TypeDecision.objects.create(
        account=account, accepted=accepted, reason=reason.strip(), by=by, office=actor.office, decided_at=timezone.now()
    )
    note(account, doing="account.type_decided", by=actor, because=reason, after={"accepted": accepted})
    word = "menerima" if accepted else "menolak"
    for person in who_is_told(account.agency, today(account.agency.government)):
        if person.pk != by.pk:
            tell(
                key=f"type-decided-{made.pk}-{person.pk}", person=person, link=f"/daftar/akun/{account.pk}/", mail=False,
                subject=f"{actor.office} {word} jenis akun {account.name}", body=f"{account.name}: {reason.strip()}",
            )  # fmt: skip
    return made


@dataclass(frozen=True)
class Particulars:
    """What is known of an account beside its address."""

    audience: str
    hosting: str
    official_link: str
    is_public: bool | None
    comments_closed_since: date | None
    comments_closed_because: str


@transaction.atomic
def describe(*, account: OfficialAccount, said: Particulars, by: Person) -> None:
    """Keep for whom it is, where it lives, and whether it is open to anybody; what it was before stays in the journal."""
    actor = acting(by, Doing.REGISTER, account.agency)
    if said.comments_closed_since and said.comments_closed_since > today(account.agency.government):
        raise BadRegister("Komentar ditutup sejak tanggal yang belum tiba: periksa tanggalnya.")
    names = list(Particulars.__dataclass_fields__)
    before = {name: getattr(account, name) for name in names if getattr(account, name) != getattr(said, name)}
    if not before:
        return
    for name in names:
        setattr(account, name, getattr(said, name))
    account.save(update_fields=names)
    after = {name: getattr(said, name) for name in before}
    note(account, doing="account.described", by=actor, before=before, after=after)


@dataclass(frozen=True)
class Keys:
    """What somebody found when looking at the keys of an account."""

    recovery_email: str
    two_factor: bool
    keepers: str
    note: str = ""


@transaction.atomic
def look_at_keys(*, account: OfficialAccount, found: Keys, by: Person) -> KeyLook:
    """The half-yearly look: recovery address, second factor, who holds the keys (C-ACC2). Never a password."""
    actor = acting(by, Doing.CUSTODY, account.agency)
    if not found.keepers.strip():
        raise BadRegister("Tulis siapa yang memegang kunci akun, paling sedikit dua orang atau jabatan.")
    day = today(account.agency.government)
    before = {"recovery_email": account.recovery_email, "two_factor": account.two_factor}
    made = KeyLook.objects.create(
        account=account, on=day, by=by, recovery_email=found.recovery_email.strip().lower(),
        two_factor=found.two_factor, keepers=found.keepers.strip(), note=found.note.strip(),
    )  # fmt: skip
    account.recovery_email, account.two_factor, account.keys_checked_on = made.recovery_email, made.two_factor, day
    account.save(update_fields=["recovery_email", "two_factor", "keys_checked_on"])
    after = {"recovery_email": made.recovery_email, "two_factor": made.two_factor, "keepers": made.keepers}
    note(account, doing="account.keys_looked_at", by=actor, because=made.note, before=before, after=after)
    return made


@transaction.atomic
def move_account(
    *, account: OfficialAccount, to: Agency, on: date, because: str, by: Person, minutes: Handover | None = None
) -> None:
    """Another agency of the same government owns it from now on. What was received stays where it was received.

    The old agency's decree says nothing of it any more: nothing leaves until one of the new agency names it.
    """
    old = account.agency
    actor = acting(by, Doing.REGISTER, old)
    acting(by, Doing.REGISTER, to)
    if to.government_id != old.government_id or to.pk == old.pk or not to.active:
        raise BadRegister("Pilih instansi lain yang masih aktif di pemerintah daerah ini.")
    if account.state == "closed":
        raise BadRegister("Akun yang sudah nonaktif tidak dipindahkan.")
    if not because.strip():
        raise BadRegister("Tulis sebab pemindahan, misalnya nomor peraturan tentang susunan perangkat daerah.")
    if on > today(old.government):
        raise BadRegister("Pemindahan dicatat pada harinya, bukan sebelumnya.")
    if minutes is not None and (minutes.account_id != account.pk or minutes.state != "done"):
        raise BadRegister("Berita acara yang dipilih bukan milik akun ini, atau belum selesai.")
    row = OfficialAccount.objects.select_for_update().get(pk=account.pk)
    began = began_on(row)
    if began and on < began:
        raise BadRegister("Akun ini belum dimiliki instansi sekarang pada tanggal itu: periksa tanggalnya.")
    last, _next = pass_on(row, to, on, because.strip(), minutes)
    # Written in the old agency's part of the journal, then in the new one's.
    note(last, doing="account.given", by=actor, because=because, after={"to": to.name, "on": on})
    account.agency = row.agency = to
    row.save(update_fields=["agency"])
    note(row, doing="account.taken", by=actor, because=because, before={"agency": old.name}, after={"agency": to.name})


@dataclass(frozen=True)
class Minutes:
    """Who hands what to whom. `items`: by code, whether it went over, and a note."""

    giver: Person
    giver_office: str
    taker: Person
    taker_office: str
    on: date
    place: str
    because: str
    items: Mapping[str, tuple[bool, str]]
    number: str = ""


@transaction.atomic
def write_minutes(*, account: OfficialAccount, said: Minutes, by: Person, handover: Handover | None = None) -> Handover:
    """Begin minutes, or keep what was changed in a draft."""
    actor = acting(by, Doing.CUSTODY, account.agency)
    if handover is not None and handover.state != "draft":
        raise BadRegister("Berita acara yang sudah selesai tidak diubah lagi. Buat yang baru.")
    if said.giver.pk == said.taker.pk:
        raise BadRegister("Yang menyerahkan dan yang menerima harus orang yang berbeda.")
    if not said.because.strip():
        raise BadRegister("Tulis sebab serah terima, misalnya nomor surat mutasi.")
    kept = handover or Handover(account=account, agency=account.agency)
    kept.giver, kept.giver_office = said.giver, said.giver_office.strip()
    kept.taker, kept.taker_office = said.taker, said.taker_office.strip()
    kept.on, kept.place, kept.because, kept.number = (
        said.on,
        said.place.strip(),
        said.because.strip(),
        said.number.strip(),
    )
    kept.save()
    for code, _label in HANDED:
        done, remark = said.items.get(code, (False, ""))
        HandoverItem.objects.update_or_create(handover=kept, code=code, defaults={"done": done, "note": remark.strip()})
    doing = "handover.begun" if handover is None else "handover.changed"
    items = {code: done for code, (done, _remark) in said.items.items()}
    note(kept, doing=doing, by=actor, because=kept.because, after={"to": said.taker.name, "items": items})
    return kept


@transaction.atomic
def finish_minutes(*, handover: Handover, by: Person, copy: Upload | None = None) -> None:
    """The handover is done: every item went over, or its note says why not. The signed copy may come with it."""
    actor = acting(by, Doing.CUSTODY, handover.agency)
    labels = dict(HANDED)
    open_items = [labels[row.code] for row in handover.items.all() if not row.done and not row.note]
    if open_items:
        raise BadRegister(f"Belum selesai: {open_items[0]}. Centang, atau tulis mengapa tidak diserahkan.")
    changes: dict[str, object] = {}
    if copy is not None:
        content, handover.file_sha256 = signed_copy(copy)
        handover.file.save("minutes.pdf", ContentFile(content), save=False)
        changes = {"file": handover.file.name, "file_sha256": handover.file_sha256}
    move(handover, to="done", by=actor, changes=changes)
    note(
        handover.account,
        doing="account.handed_over",
        by=actor,
        because=handover.because,
        after={"minutes": handover.pk},
    )
