"""Freezing a year's aims, giving the year's objectives a value or saying that they have none, keeping press contacts."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from pendopo.journal.actions import note
from pendopo.journal.actor import Actor
from pendopo.journal.machine import Said
from pendopo.people.models import Person
from pendopo.registry.models import Agency
from pendopo.registry.queries import acting, today
from pendopo.registry.rules import Doing
from pendopo.regulation.profile import load
from pendopo.report.aims.figures import aim_figures
from pendopo.report.aims.models import AimSnapshot, MediaContact, ObjectiveValue


class AimsRefused(Said):
    """It can't be kept so; the sentence says why."""


@transaction.atomic
def take_snapshot(
    *, home: Agency, year: int, code: str, words: str, by: Person, at: datetime | None = None
) -> AimSnapshot:
    """Freeze the figures of an aim for a year that is over, with what the dinas makes of them (4(2); C-AIM1)."""
    actor = acting(by, Doing.EVALUATE, home, at=at)
    government = home.government
    _refuse_early(home, year, at)
    if code not in {each.code for each in load(government.profile).aims}:
        raise AimsRefused("Tujuan ini tidak ada dalam peraturan.")
    figures = aim_figures(government, code, year)
    if not figures and not words.strip():
        raise AimsRefused("Untuk tujuan ini tidak ada angka yang terhitung sendiri: tulis ulasannya.")
    moment = at or timezone.now()
    made, new = AimSnapshot.objects.update_or_create(
        government=government, year=year, code=code,
        defaults={
            "figures": [list(each) for each in figures], "words": words.strip(), "taken_at": moment,
            "taken_by": _signed(actor),
        },
    )  # fmt: skip
    after = {"year": year, "aim": code, "figures": made.figures}
    note(made, doing="aim.taken" if new else "aim.retaken", by=actor, after=after, at=at)
    return made


@transaction.atomic
def give_objective(
    *, home: Agency, year: int, code: str, value: str, source: str, by: Person, at: datetime | None = None
) -> ObjectiveValue:
    """A value for an objective with its source, or an empty one with why it is not measured (6; C-AIM2)."""
    actor = acting(by, Doing.EVALUATE, home, at=at)
    _refuse_early(home, year, at)
    if code not in {each.code for each in load(home.government.profile).objectives}:
        raise AimsRefused("Sasaran ini tidak ada dalam peraturan.")
    if not source.strip():
        raise AimsRefused("Tulis sumber angkanya, atau mengapa sasaran ini tidak diukur.")
    made, _new = ObjectiveValue.objects.update_or_create(
        government=home.government, year=year, code=code,
        defaults={
            "measured": bool(value.strip()), "value": value.strip()[:300], "source": source.strip(),
            "given_at": at or timezone.now(), "given_by": _signed(actor),
        },
    )  # fmt: skip
    after = {"year": year, "objective": code, "value": made.value or "tidak diukur"}
    note(made, doing="objective.given", by=actor, because=source, after=after, at=at)
    return made


@transaction.atomic
def add_contact(
    *, home: Agency, outlet: str, name: str, email: str, phone: str, words: str, by: Person, at: datetime | None = None
) -> MediaContact:
    """A newsroom that the government works with (6 b)."""
    actor = acting(by, Doing.EVALUATE, home, at=at)
    if not outlet.strip() or not (email.strip() or phone.strip()):
        raise AimsRefused("Tulis nama medianya dan surel atau telepon redaksinya.")
    try:
        with transaction.atomic():
            made = MediaContact.objects.create(
                government=home.government, outlet=outlet.strip()[:120], name=name.strip()[:120], email=email.strip(),
                phone=phone.strip()[:30], note=words.strip()[:300],
            )  # fmt: skip
    except IntegrityError as error:
        raise AimsRefused(f"{outlet} sudah ada dalam daftar.") from error
    note(made, doing="media.added", by=actor, after={"outlet": made.outlet}, at=at)
    return made


@transaction.atomic
def end_contact(*, home: Agency, contact: MediaContact, by: Person) -> None:
    """It is no longer a contact."""
    actor = acting(by, Doing.EVALUATE, home)
    contact.active = False
    contact.save(update_fields=["active"])
    note(contact, doing="media.ended", by=actor, before={"outlet": contact.outlet})


def _refuse_early(home: Agency, year: int, at: datetime | None) -> None:
    profile = load(home.government.profile)
    if year >= today(home.government, at).year:
        raise AimsRefused(f"Tahun {year} belum selesai; tujuan dan sasaran diukur sesudah tahunnya lewat.")
    if year < profile.effective_from.year:
        raise AimsRefused(f"Peraturannya belum berlaku pada tahun {year}.")


def _signed(actor: Actor) -> str:
    return f"{actor.name}, {actor.office}".rstrip(", ")[:300]
