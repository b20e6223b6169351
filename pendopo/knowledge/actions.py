"""Writing, revising, approving and retiring answers, and replying with one. Two people stand behind every approved text."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from pendopo.inbox import actions as inbox
from pendopo.inbox.models import Case, Reply
from pendopo.journal.actions import move, note
from pendopo.journal.actor import Actor
from pendopo.knowledge.models import Answer, Use, Version
from pendopo.knowledge.rules import BadAnswer, expired, tags_of, tidy
from pendopo.knowledge.shelf import next_edition
from pendopo.people.actions import tell
from pendopo.people.models import Person
from pendopo.registry.models import Agency
from pendopo.registry.queries import acting, today
from pendopo.registry.rules import Doing


@dataclass(frozen=True)
class Wording:
    """All that an approver puts their name to."""

    title: str
    text: str
    source: str
    topic: str = ""
    tags: str = ""
    valid_until: date | None = None
    shared: bool = True

    def tidied(self) -> Wording:
        """The same, fit to be kept; BadAnswer says what is missing. A source is a must (Pasal 2 a)."""
        return Wording(
            title=tidy(self.title, "judul", 200), text=tidy(self.text, "jawaban"),
            source=tidy(self.source, "sumber", 500), topic=tidy(self.topic, "topik", 80, required=False),
            tags=tidy(", ".join(tags_of(self.tags)), "kata kunci", 500, required=False),
            valid_until=self.valid_until, shared=self.shared,
        )  # fmt: skip


@transaction.atomic
def draft(
    *, agency: Agency, wording: Wording, by: Person, from_reply: Reply | None = None, at: datetime | None = None
) -> Answer:
    """A new answer that waits for somebody else's approval; from an answered case when `from_reply` is given."""
    actor = acting(by, Doing.DRAFT, agency, at=at)
    if from_reply is not None and from_reply.case.agency_id != agency.pk:
        raise BadAnswer("Jawaban itu bukan milik instansi ini.")
    if not agency.active:
        raise BadAnswer("Instansi ini sudah tidak aktif.")
    words = wording.tidied()
    answer = Answer.objects.create(
        agency=agency, title=words.title, topic=words.topic, tags=words.tags, shared=words.shared
    )
    _write(answer, words, by, actor, "", from_reply, at)
    return answer


@transaction.atomic
def revise(*, answer: Answer, wording: Wording, by: Person, because: str = "", at: datetime | None = None) -> Version:
    """A newer version. The one approved before stays in use until this one is approved."""
    actor = acting(by, Doing.DRAFT, answer.agency, at=at)
    row = Answer.objects.select_for_update().get(pk=answer.pk)
    words = wording.tidied()
    if row.state == "retired":
        move(row, to="draft", by=actor, because=because or "dipakai lagi", at=at)
    if row.state == "draft":
        Answer.objects.filter(pk=row.pk).update(
            title=words.title, topic=words.topic, tags=words.tags, shared=words.shared
        )
    version = _write(row, words, by, actor, tidy(because, "alasan perubahan", 300, required=False), None, at)
    answer.refresh_from_db()
    return version


def _write(
    answer: Answer, words: Wording, by: Person, actor: Actor, because: str, from_reply: Reply | None,
    at: datetime | None,
) -> Version:  # fmt: skip
    last = answer.versions.order_by("-number").values_list("number", flat=True).first() or 0
    version = Version.objects.create(
        answer=answer, number=last + 1, title=words.title, topic=words.topic, tags=words.tags, shared=words.shared,
        text=words.text, source=words.source, valid_until=words.valid_until, because=because, from_reply=from_reply,
        author=by, created_at=at or timezone.now(),
    )  # fmt: skip
    note(answer, doing="answer.version", by=actor, because=because, at=at,
         after={"number": version.number, "title": version.title, "text": version.text, "source": version.source})  # fmt: skip
    return version


@transaction.atomic
def approve(*, version: Version, by: Person, at: datetime | None = None) -> Answer:
    """Put one's name to a version somebody else wrote; from now on it is the one in use."""
    answer, actor = _judge(version, by, at)
    moment = at or timezone.now()
    if expired(version.valid_until, today(answer.agency.government, at)):
        raise BadAnswer("Masa berlaku versi ini sudah lewat. Tulis versi baru dengan tanggal yang benar.")
    version.approved_by, version.approved_at = by, moment
    version.save(update_fields=["approved_by", "approved_at"])
    changes: dict[str, object] = {
        "current": version, "title": version.title, "topic": version.topic, "tags": version.tags,
        "shared": version.shared, "edition": next_edition(answer.agency.government),
    }  # fmt: skip
    move(answer, to="approved", by=actor, because=f"versi {version.number}", changes=changes, at=at)
    return answer


@transaction.atomic
def send_back(*, version: Version, because: str, by: Person, at: datetime | None = None) -> None:
    """Not like this: the author is told why."""
    answer, actor = _judge(version, by, at)
    version.returned_by, version.returned_at = by, at or timezone.now()
    version.returned_because = tidy(because, "catatan", 300)
    version.save(update_fields=["returned_by", "returned_at", "returned_because"])
    note(answer, doing="answer.returned", by=actor, because=version.returned_because, at=at,
         after={"number": version.number})  # fmt: skip
    tell(
        key=f"answer-version-{version.pk}-returned", person=version.author, link=f"/pustaka/{answer.pk}/", mail=False,
        subject=f"Jawaban baku dikembalikan: {version.title}", body=version.returned_because,
    )  # fmt: skip


def _judge(version: Version, by: Person, at: datetime | None) -> tuple[Answer, Actor]:
    """The locked answer and the actor, when this person may judge this version."""
    actor = acting(by, Doing.APPROVE_ANSWER, version.answer.agency, at=at)
    answer = Answer.objects.select_for_update().get(pk=version.answer_id)
    version.refresh_from_db()
    if version.author_id == by.pk:
        raise BadAnswer("Anda menulis versi ini sendiri. Mintalah orang lain yang berhak untuk menyetujuinya.")
    if not version.waiting:
        raise BadAnswer("Versi ini sudah diputuskan. Muat ulang halaman untuk melihat keadaan terbaru.")
    if answer.versions.filter(number__gt=version.number).exists():
        raise BadAnswer("Ada versi yang lebih baru. Putuskan versi yang terbaru itu.")
    return answer, actor


@transaction.atomic
def retire(*, answer: Answer, because: str, by: Person, at: datetime | None = None) -> Answer:
    """No longer used; its versions and where they were used stay."""
    actor = acting(by, Doing.APPROVE_ANSWER, answer.agency, at=at)
    Answer.objects.select_for_update().get(pk=answer.pk)
    move(
        answer, to="retired", by=actor, because=tidy(because, "alasan", 300), at=at,
        changes={"edition": next_edition(answer.agency.government)},
    )  # fmt: skip
    return answer


@transaction.atomic
def reply_with(
    *, case: Case, version: Version, text: str, by: Person, known: Reply | None = None, at: datetime | None = None
) -> Reply:
    """Answer a case with an approved version (annex B.2); the case keeps which one it was (C-SRV3)."""
    answer = Answer.objects.select_related("agency__government").get(pk=version.answer_id)
    if answer.state != "approved" or answer.current_id != version.pk:
        raise BadAnswer("Versi jawaban ini tidak lagi dipakai. Pilih jawaban yang berlaku.")
    if expired(version.valid_until, today(answer.agency.government, at)):
        raise BadAnswer("Masa berlaku jawaban ini sudah lewat. Perbarui dulu di pustaka.")
    lent = answer.shared and answer.agency.government_id == case.agency.government_id
    if answer.agency_id != case.agency_id and not lent:
        raise BadAnswer("Jawaban baku itu milik instansi lain dan tidak dibagikan.")
    source = f"{answer.agency.short_name}: {version.title} (versi {version.number}); {version.source}"
    reply = inbox.reply(
        case=case, text=text, by=by, basis=Reply.Basis.KNOWLEDGE, source=source[:500], known=known, at=at
    )
    Use.objects.create(version=version, reply=reply)
    return reply
