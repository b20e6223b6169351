"""Loading a regulation's text, and looking at a legal basis. All of it journalled."""

from __future__ import annotations

import hashlib
import re
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify

from pendopo.journal.actions import note
from pendopo.journal.actor import Actor
from pendopo.journal.machine import Said
from pendopo.people.models import Person
from pendopo.registry.files import Upload
from pendopo.registry.law.models import BasisLook, LegalBasis, RegulationText
from pendopo.registry.law.queries import bases_of
from pendopo.registry.models import Agency, Government
from pendopo.registry.queries import acting, today
from pendopo.registry.rules import Doing
from pendopo.regulation.text import Parsed, parse

MAX_BYTES = 2 * 1024 * 1024


class LawRefused(Said):
    """The text or the look can't be taken; the sentence says what to bring instead."""


def load_upload(*, home: Agency, upload: Upload, by: Person) -> tuple[RegulationText, Parsed]:
    """The text from a form, by those who keep the register of the whole government (`home`: its coordinating agency)."""
    actor = acting(by, Doing.REGISTER, home)
    if (upload.size or 0) > MAX_BYTES:
        raise LawRefused(TOO_BIG)
    return load_text(
        government=home.government, content=upload.read(MAX_BYTES + 1), name=upload.name or "", actor=actor
    )


TOO_BIG = "Berkas lebih dari 2 MB. Simpan naskahnya sebagai teks biasa (.txt) tanpa gambar, lalu muat lagi."


@transaction.atomic
def load_text(
    *, government: Government, content: bytes, name: str, actor: Actor, at: datetime | None = None
) -> tuple[RegulationText, Parsed]:
    """Keep a plain text as it is, with its hash; refused when no article can be found in it."""
    if len(content) > MAX_BYTES:
        raise LawRefused(TOO_BIG)
    raw = _plain(content)
    parsed = parse(raw)
    if not any(each.reference.startswith("Pasal") for each in parsed.articles):
        raise LawRefused(
            "Tidak ada satu pasal pun dalam berkas ini. Tiap pasal harus berdiri pada barisnya sendiri, misalnya «Pasal 8»."
        )
    sha256 = hashlib.sha256(content).hexdigest()
    newest = RegulationText.objects.filter(government=government, profile=government.profile).first()
    if newest is not None and newest.sha256 == sha256:
        return newest, parsed
    made = RegulationText.objects.create(
        government=government, profile=government.profile, name=(name or "naskah.txt")[-200:], raw=raw, sha256=sha256,
        loaded_at=at or timezone.now(), loaded_by=f"{actor.name}, {actor.office}".rstrip(", ")[:300],
    )  # fmt: skip
    after = {"name": made.name, "sha256": sha256, "articles": len(parsed.articles), "dropped": len(parsed.dropped)}
    note(made, doing="law.text_loaded", by=actor, after=after, at=at)
    return made, parsed


def _plain(content: bytes) -> str:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", errors="replace") if b"\0" not in content else "\0"
    if "\0" in text or content.startswith((b"%PDF", b"PK\x03\x04")):
        raise LawRefused("Berkas ini bukan teks biasa. Salin isinya ke berkas .txt (UTF-8), lalu muat lagi.")
    return text


@transaction.atomic
def look_at_basis(
    *, home: Agency, code: str, status: str, on: date, words: str, by: Person, at: datetime | None = None
) -> LegalBasis:
    """Somebody looked whether a legal basis still stands (Mengingat; C-PRE2)."""
    actor = acting(by, Doing.REGISTER, home, at=at)
    government = home.government
    known = {one.code: one for one in bases_of(government)}.get(code)
    if known is None:
        raise LawRefused("Dasar hukum ini tidak ada dalam daftar. Tambahkan dulu.")
    if status not in LegalBasis.Status.values or status == LegalBasis.Status.UNKNOWN:
        raise LawRefused("Pilih keadaannya: berlaku, berlaku tetapi sudah diubah, atau dicabut.")
    if on > today(government, at):
        raise LawRefused("Tanggal pemeriksaan ada di masa depan.")
    if status != LegalBasis.Status.IN_FORCE and not words.strip():
        raise LawRefused("Tulis peraturan yang mengubah atau mencabutnya.")
    before = {"status": known.status, "checked_on": known.checked_on}
    row, _made = LegalBasis.objects.update_or_create(
        government=government, code=code,
        defaults={
            "label": known.label, "title": known.title, "status": status, "checked_on": on,
            "note": words.strip() or known.note,
        },
    )  # fmt: skip
    BasisLook.objects.create(basis=row, on=on, status=status, note=words.strip(), by=_signed(actor))
    note(row, doing="law.basis_checked", by=actor, before=before, after={"status": status, "checked_on": on}, at=at)
    return row


@transaction.atomic
def add_basis(*, home: Agency, label: str, title: str, by: Person, at: datetime | None = None) -> LegalBasis:
    """A legal basis that the regulation does not name, such as one that came later."""
    actor = acting(by, Doing.REGISTER, home, at=at)
    label, title = re.sub(r"\s+", " ", label).strip(), re.sub(r"\s+", " ", title).strip()
    code = slugify(label.replace("/", "-"))[:60]
    if not code or not title:
        raise LawRefused("Tulis sebutannya, misalnya «UU 27/2022», dan tentang apa.")
    if code in {one.code for one in bases_of(home.government)}:
        raise LawRefused(f"«{label}» sudah ada dalam daftar.")
    row = LegalBasis.objects.create(government=home.government, code=code, label=label[:120], title=title[:300])
    note(row, doing="law.basis_added", by=actor, after={"label": label, "title": title}, at=at)
    return row


def _signed(actor: Actor) -> str:
    return f"{actor.name}, {actor.office}".rstrip(", ")[:300]
