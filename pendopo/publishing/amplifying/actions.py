"""Asking, passing on, declining, withdrawing. Each is journalled, each asked agency is told once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from pendopo.journal.actions import move, note
from pendopo.journal.machine import Said
from pendopo.people.actions import tell
from pendopo.people.models import Person
from pendopo.publishing.amplifying.models import Ask, Echo
from pendopo.publishing.models import Message
from pendopo.registry.models import Agency
from pendopo.registry.queries import acting, in_force, today
from pendopo.registry.rules import Doing

MOST_AGENCIES = 200


class BadAsk(Said):
    """The request can't be made so; the sentence says what to mend."""


@transaction.atomic
def ask(
    *, message: Message, agencies: Sequence[Agency], words: str, tags: str, until: date, by: Person,
    at: datetime | None = None,
) -> Ask:  # fmt: skip
    """Ask agencies of the same government to pass on what is scheduled or published."""
    actor, now = acting(by, Doing.DRAFT, message.agency, at=at), at or timezone.now()
    if message.state not in {"scheduled", "published"}:
        raise BadAsk("Minta gaung sesudah pesan dijadwalkan atau terbit, supaya yang digaungkan sudah pasti isinya.")
    if not words.strip():
        raise BadAsk("Tulis apa yang diminta, misalnya «bagikan di cerita dan sebut akun kami».")
    if until < today(message.agency.government, at):
        raise BadAsk("Batas waktunya sudah lewat. Pilih hari yang akan datang.")
    if not agencies or len(agencies) > MOST_AGENCIES:
        raise BadAsk("Pilih sedikitnya satu instansi.")
    for one in agencies:
        if one.pk == message.agency_id or one.government_id != message.agency.government_id or not one.active:
            raise BadAsk(f"{one.short_name} tidak dapat diminta: pilih instansi lain yang masih aktif.")
    made = Ask.objects.create(
        message=message, words=words.strip()[:4000], tags=tags.strip()[:300], until=until, by=by, created_at=now
    )
    for one in agencies:
        echo = Echo.objects.create(ask=made, agency=one)
        for person in _officers(one, at):
            tell(
                key=f"echo-{echo.pk}-{person.pk}", person=person, link="/arsip/gaung/",
                subject=f"{message.agency.short_name} meminta gaung: {message.title}"[:200],
                body=f"{made.words}\n\nPaling lambat {until:%d-%m-%Y}.",
            )  # fmt: skip
    note(made, doing="echo.asked", by=actor, after={"message": message.pk, "agencies": [a.pk for a in agencies]}, at=at)
    return made


def _officers(agency: Agency, at: datetime | None) -> list[Person]:
    day = today(agency.government, at)
    named = Q(appointments__decree__agency=agency) & in_force(day, "appointments__decree")
    still = Q(appointments__ended_on=None) | Q(appointments__ended_on__gt=day)
    return list(Person.objects.filter(named, still, is_active=True).distinct().order_by("pk"))


@transaction.atomic
def echo_done(*, echo: Echo, url: str, by: Person, at: datetime | None = None) -> None:
    """It was passed on, there."""
    actor = acting(by, Doing.DRAFT, echo.agency, at=at)
    url = url.strip()
    if not url.startswith(("https://", "http://")) or len(url) > 1000 or " " in url:
        raise BadAsk("Tempelkan tautan unggahan gaungnya, diawali https://.")
    move(echo, to="done", by=actor, changes=_ended(url, by, at), at=at)


@transaction.atomic
def echo_declined(*, echo: Echo, because: str, by: Person, at: datetime | None = None) -> None:
    """Not by us, and why."""
    actor = acting(by, Doing.DRAFT, echo.agency, at=at)
    if not because.strip():
        raise BadAsk("Tulis alasannya dengan singkat.")
    move(echo, to="declined", by=actor, because=because.strip(), changes=_ended("", by, at), at=at)


@transaction.atomic
def withdraw(*, made: Ask, because: str, by: Person, at: datetime | None = None) -> int:
    """Nobody who has not passed it on yet needs to; how many were let off."""
    actor = acting(by, Doing.DRAFT, made.message.agency, at=at)
    if not because.strip():
        raise BadAsk("Tulis mengapa permintaan ini ditarik.")
    waiting = list(made.echoes.filter(state="asked").select_related("agency__government"))
    for one in waiting:
        move(one, to="withdrawn", by=actor, because=because.strip(), changes=_ended("", by, at), at=at)
    return len(waiting)


def _ended(url: str, by: Person, at: datetime | None) -> dict[str, object]:
    return {"url": url, "ended_at": at or timezone.now(), "ended_by": by.name}
