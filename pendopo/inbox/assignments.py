"""Disposisi: own competence without a ready answer, the gap that annex B leaves. Its target warns and never fails."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from pendopo.inbox.models import Assignment, Case
from pendopo.inbox.rules import BadInput, target_at, text_of
from pendopo.inbox.text import clean
from pendopo.journal.actions import move, note
from pendopo.people.actions import tell
from pendopo.people.models import Person
from pendopo.registry.models import Agency
from pendopo.registry.queries import NotAllowed, acting, standings
from pendopo.registry.rules import Doing


def works_at(person: Person, agency: Agency, at: datetime | None = None) -> bool:
    """Does this person hold anything at the agency itself at that moment?"""
    return any(held.agency_id == agency.pk for held in standings(person, at))


@transaction.atomic
def assign(*, case: Case, to: Person, by: Person, instruction: str = "", at: datetime | None = None) -> Assignment:
    """Ask a colleague for the answer. Assigning an assigned case passes it on to another colleague."""
    now = at or timezone.now()
    actor = acting(by, Doing.ASSIGN, case.agency, account=case.account, at=at)
    if not works_at(to, case.agency, at):
        raise BadInput(f"{to.name} tidak memegang tugas di {case.agency.short_name}: pilih rekan dari daftar.")
    target = target_at(case.agency.government.profile, "T0-internal", now)
    row = Case.objects.select_for_update().get(pk=case.pk)
    changes = {"holder": to, "due_at": target, "snoozed_until": None, "attention": ""}
    earlier = Assignment.objects.filter(case=row, done_at=None).first()
    if earlier is not None:
        _pass_on(row, earlier, to=to, now=now)
    made = Assignment.objects.create(
        case=row, to=to, by=by, instruction=clean(instruction).strip()[:5000], created_at=now, target_at=target
    )
    if row.state == "assigned":
        Case.objects.filter(pk=row.pk).update(**changes)
        note(row, doing="case.passed_on", by=actor, because=made.instruction, after={"to": to.name}, at=at)
    else:
        move(row, to="assigned", by=actor, because=made.instruction, changes=changes, at=at)
    if to.pk != by.pk:
        tell(
            key=f"assignment-{made.pk}", person=to, subject=f"Disposisi dari {by.name}",
            body=f"{by.name} meminta jawaban Anda untuk: {row.excerpt}\n\n{made.instruction}".strip(),
            link=reverse("case", args=[row.pk]),
        )  # fmt: skip
    case.refresh_from_db()
    return made


def _pass_on(case: Case, earlier: Assignment, *, to: Person, now: datetime) -> None:
    if case.state == "assigned" and earlier.to_id == to.pk:
        raise BadInput(f"Kasus ini sudah didisposisikan kepada {to.name}.")
    earlier.done_at, earlier.answer = now, f"(dialihkan kepada {to.name})"
    earlier.save(update_fields=["done_at", "answer"])


@transaction.atomic
def answer_assignment(*, assignment: Assignment, by: Person, text: str, at: datetime | None = None) -> None:
    """The colleague's answer: the case is back on the desk, with these words at hand for the reply."""
    now = at or timezone.now()
    case = assignment.case
    actor = acting(by, Doing.SEE, case.agency, at=at)
    if by.pk != assignment.to_id:
        if not works_at(by, case.agency, at):
            raise NotAllowed(f"Disposisi ini untuk {assignment.to.name}.")
        actor = acting(by, Doing.ASSIGN, case.agency, account=case.account, at=at)
    row = Assignment.objects.select_for_update().get(pk=assignment.pk)
    if row.done_at is not None:
        raise BadInput("Disposisi ini sudah ditutup. Muat ulang halaman untuk melihat jawabannya.")
    row.done_at, row.answer = now, text_of(clean(text), "Jawaban disposisi")
    row.save(update_fields=["done_at", "answer"])
    assignment.refresh_from_db()
    note(case, doing="case.assignment_answered", by=actor, after={"assignment": row.pk, "answer": row.answer}, at=at)
    Case.objects.filter(pk=case.pk).update(seen_at=None)
    if case.state == "assigned":
        changes = {"holder": row.by, "due_at": None, "attention": f"Jawaban dari {row.to.name} sudah ada."}
        move(case, to="new", by=actor, because="disposisi dijawab", changes=changes, at=at)
    if by.pk != row.by_id:
        tell(
            key=f"assignment-done-{row.pk}", person=row.by, subject=f"{by.name} menjawab disposisi Anda",
            body=f"{case.excerpt}\n\n{row.answer}", link=reverse("case", args=[case.pk]),
        )  # fmt: skip
