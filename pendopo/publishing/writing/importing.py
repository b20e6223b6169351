"""Taking in a month of messages: read and shown first; then, only when every row is good, all of them as drafts or none."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from pendopo.connectors.text import one_line
from pendopo.people.models import Person
from pendopo.publishing.actions import MessageRefused, draft
from pendopo.publishing.models import Message
from pendopo.publishing.writing.models import MonthFile
from pendopo.publishing.writing.monthfile import Row, read_month, written_from_row
from pendopo.registry.models import Agency
from pendopo.registry.queries import acting
from pendopo.registry.rules import Doing


def read_file(*, agency: Agency, name: str, content: bytes, by: Person, at: datetime | None = None) -> MonthFile:
    """Step one: keep what was read, with the errors of each row, for the preview."""
    acting(by, Doing.DRAFT, agency, at=at)
    rows = [row.plain() for row in read_month(agency, name, content, at or timezone.now())]
    return MonthFile.objects.create(agency=agency, by=by, name=one_line(name, 200) or "berkas", rows=rows)


def rows_of(file: MonthFile) -> list[Row]:
    """The rows as they were read."""
    return [
        Row(one["number"], one["values"], tuple(one["accounts"]), one["planned_at"], tuple(one["errors"]))
        for one in file.rows
    ]


@transaction.atomic
def take_in(*, file: MonthFile, by: Person, at: datetime | None = None) -> list[Message]:
    """Step two: every row becomes a draft, or none does. The same file is not taken in twice."""
    held = MonthFile.objects.select_for_update(of=("self",)).select_related("agency__government").get(pk=file.pk)
    acting(by, Doing.DRAFT, held.agency, at=at)
    if held.taken_at is not None:
        raise MessageRefused("Berkas ini sudah diimpor; tidak ada yang ditambahkan.")
    rows = rows_of(held)
    if any(row.errors for row in rows):
        raise MessageRefused("Masih ada baris yang salah, jadi belum ada yang diimpor. Perbaiki berkasnya dulu.")
    made = [draft(agency=held.agency, by=by, written=written_from_row(held.agency, row), at=at) for row in rows]
    held.taken_at = at or timezone.now()
    held.save(update_fields=["taken_at"])
    return made
