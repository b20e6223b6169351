"""Setting chains, keeping ready texts, and the short path: asking, and looking at it afterwards."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from pendopo.journal.actions import note
from pendopo.journal.machine import Said
from pendopo.people.models import Person
from pendopo.publishing.approving.models import Chain, Ready, Urgent
from pendopo.publishing.approving.rules import MOST_STEPS, Step
from pendopo.registry.models import Agency, OfficialAccount
from pendopo.registry.queries import acting, today
from pendopo.registry.rules import Doing


class BadChain(Said):
    """The chain, text or review can't be taken so; the sentence says what to change."""


@transaction.atomic
def set_chain(
    *, agency: Agency, by: Person, steps: Sequence[Step], account: OfficialAccount | None = None, category: str = "",
    at: datetime | None = None,
) -> Chain:  # fmt: skip
    """From now on messages (of this account, of this category) go through these steps; those under way keep theirs."""
    actor = acting(by, Doing.SET_APPROVAL, agency, at=at)
    if not 1 <= len(steps) <= MOST_STEPS:
        raise BadChain(f"Rantai persetujuan berisi satu sampai {MOST_STEPS} langkah.")
    if any(not step.signers for step in steps):
        raise BadChain("Setiap langkah perlu sedikitnya satu penyetuju.")
    if account is not None and account.agency_id != agency.pk:
        raise BadChain("Akun itu bukan akun instansi ini.")
    before = end_chain(agency=agency, by=by, account=account, category=category, at=at, told=False)
    made = Chain.objects.create(
        agency=agency, account=account, category=category, steps=[one.plain() for one in steps], set_by=by.name,
        set_at=at or timezone.now(),
    )  # fmt: skip
    after = {"account": account.pk if account else None, "category": category, "steps": made.steps}
    note(made, doing="chain.set", by=actor, before={"steps": before.steps if before else []}, after=after, at=at)
    return made


@transaction.atomic
def end_chain(
    *, agency: Agency, by: Person, account: OfficialAccount | None = None, category: str = "",
    at: datetime | None = None, told: bool = True,
) -> Chain | None:  # fmt: skip
    """Back to the chain of the agency, or to the usual four eyes."""
    actor = acting(by, Doing.SET_APPROVAL, agency, at=at)
    rows = Chain.objects.select_for_update().filter(agency=agency, account=account, category=category, active=True)
    row = rows.first()
    if row is not None:
        row.active = False
        row.save(update_fields=["active"])
        if told:
            note(row, doing="chain.ended", by=actor, before={"steps": row.steps}, at=at)
    return row


@dataclass(frozen=True)
class Words:
    """A ready text as it is written."""

    title: str
    text: str
    category: str
    purpose: str
    source: str
    tags: str
    until: date
    level: str = ""


@transaction.atomic
def write_ready(*, agency: Agency, by: Person, words: Words, at: datetime | None = None) -> Ready:
    """Propose words for a disaster; somebody else approves them beforehand."""
    actor, moment = acting(by, Doing.DRAFT, agency, at=at), at or timezone.now()
    if not words.text.strip() or not words.source.strip() or not words.tags.strip():
        raise BadChain("Teks siap pakai memerlukan isi, sumber, dan penanda.")
    if words.until <= today(agency.government, at):
        raise BadChain("Tanggal berlakunya sudah lewat: pilih tanggal yang akan datang.")
    made = Ready.objects.create(
        agency=agency, title=words.title, text=words.text.strip().replace("\r\n", "\n"), category=words.category,
        level=words.level, purpose=words.purpose, source=words.source, tags=words.tags, until=words.until,
        written_by=by, written_at=moment,
    )  # fmt: skip
    note(made, doing="ready.written", by=actor, after={"title": made.title}, at=at)
    return made


@transaction.atomic
def approve_ready(*, ready: Ready, by: Person, at: datetime | None = None) -> Ready:
    """Four eyes hold for what is approved beforehand too."""
    row = Ready.objects.select_for_update(of=("self",)).select_related("agency__government").get(pk=ready.pk)
    actor = acting(by, Doing.APPROVE, row.agency, at=at)
    if row.written_by_id == by.pk:
        raise BadChain("Teks ini tulisan Anda sendiri. Persetujuan diberikan oleh orang kedua.")
    if row.approved_at is not None or row.withdrawn_at is not None:
        raise BadChain("Teks ini sudah diputuskan. Muat ulang halaman.")
    row.approved_by, row.approved_at = by, at or timezone.now()
    row.save(update_fields=["approved_by", "approved_at"])
    note(row, doing="ready.approved", by=actor, at=at)
    return row


@transaction.atomic
def withdraw_ready(*, ready: Ready, by: Person, because: str, at: datetime | None = None) -> Ready:
    """It is used no more."""
    row = Ready.objects.select_for_update(of=("self",)).select_related("agency__government").get(pk=ready.pk)
    actor = acting(by, Doing.APPROVE, row.agency, at=at)
    if not because.strip():
        raise BadChain("Tulis mengapa teks ini ditarik.")
    row.withdrawn_at = at or timezone.now()
    row.save(update_fields=["withdrawn_at"])
    note(row, doing="ready.withdrawn", by=actor, because=because, at=at)
    return row


def involved_in(urgent: Urgent) -> set[int]:
    """Whoever wrote, asked for or approved it."""
    message = urgent.message
    writers = {message.author_id, urgent.asked_by_id, *message.writers.values_list("pk", flat=True)}
    return writers | set(message.approvals.filter(voided_at=None).values_list("person_id", flat=True))


@transaction.atomic
def review(*, urgent: Urgent, by: Person, verdict: str, words: str, at: datetime | None = None) -> Urgent:
    """Somebody who neither wrote nor approved it looks at what went the short way."""
    row = Urgent.objects.select_for_update(of=("self",)).select_related("message__agency__government").get(pk=urgent.pk)
    message = row.message
    actor = acting(by, Doing.APPROVE, message.agency, at=at)
    if by.pk in involved_in(row):
        raise BadChain("Anda ikut menulis atau menyetujui pesan ini. Peninjauan dilakukan oleh orang lain.")
    if row.review_due is None or row.reviewed_at is not None:
        raise BadChain("Pesan ini belum perlu ditinjau, atau sudah ditinjau.")
    if verdict not in Urgent.Verdict.values or not words.strip():
        raise BadChain("Pilih hasil peninjauan dan tulis satu kalimat penjelasannya.")
    row.reviewed_by, row.reviewed_at, row.verdict, row.note = by, at or timezone.now(), verdict, words.strip()[:500]
    row.save(update_fields=["reviewed_by", "reviewed_at", "verdict", "note"])
    note(message, doing="message.urgent_reviewed", by=actor, because=row.note, after={"verdict": verdict}, at=at)
    return row
