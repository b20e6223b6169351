"""What the worker does for decrees: telling of those that end, each person once, and accounts that become official on a day."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import transaction

from pendopo.journal.actions import move
from pendopo.journal.actor import Actor
from pendopo.people.actions import tell
from pendopo.registry.actions import why_not_official
from pendopo.registry.addressees import who_is_told
from pendopo.registry.models import Appointment, Decree, Government, OfficialAccount
from pendopo.registry.papers.queries import ending_soon, successors
from pendopo.registry.papers.wording import long_day
from pendopo.registry.queries import in_force, today
from pendopo.regulation.profile import load

PROGRAM = Actor.system("Pekerja Pendopo")


def watch(now: datetime) -> int:
    """Once an hour: alerts that are due, accounts whose decree begins; how many things were done."""
    done = 0
    for government in Government.objects.all():
        day, days = today(government, now), load(government.profile).targets.decree_alert_days
        done += _tell_of_decrees(government, day, days) + _tell_of_people(government, day, days)
        done += _begin(government, day)
    return done


def _tell_of_decrees(government: Government, day: date, days: int) -> int:
    rows = ending_soon(day, days).filter(agency__government=government, agency__closed_on=None, revoked_on=None)
    told = 0
    for decree in rows.select_related("agency__government"):
        if successors(decree).exists():
            continue
        said = (
            f"Keputusan {decree.number} ({decree.agency.name}) berlaku sampai {long_day(decree.until)}. Sesudah itu akun yang "
            "disebutnya tidak lagi punya dasar, dan petugasnya tidak lagi berhak menjawab. Buat konsep penerusnya dengan satu "
            "klik di halaman Akan berakhir."
        )
        for person in who_is_told(decree.agency, day):
            made = tell(
                key=f"decree-ends-{decree.pk}-{decree.until}-{person.pk}", person=person, body=said,
                subject=f"Keputusan {decree.number} berakhir {long_day(decree.until)}", link="/keputusan/akan-berakhir/",
            )  # fmt: skip
            told += made is not None
    return told


def _tell_of_people(government: Government, day: date, days: int) -> int:
    rows = Appointment.objects.filter(
        in_force(day, "decree"), decree__agency__government=government, ended_on__gt=day,
        ended_on__lte=day + timedelta(days=days),
    )  # fmt: skip
    told = 0
    for row in rows.select_related("person", "decree__agency__government"):
        said = (
            f"Penunjukan {row.person.name} sebagai {row.get_duty_display().lower()} {row.decree.agency.name} berakhir "
            f"{long_day(row.ended_on)} ({row.ended_because}). Siapkan penggantinya dan serah terima akunnya."
        )
        for person in who_is_told(row.decree.agency, day):
            made = tell(
                key=f"appointment-ends-{row.pk}-{row.ended_on}-{person.pk}", person=person, body=said,
                subject=f"Penunjukan {row.person.name} berakhir {long_day(row.ended_on)}",
                link="/keputusan/akan-berakhir/",
            )  # fmt: skip
            told += made is not None
    return told


def _begin(government: Government, day: date) -> int:
    """Accounts that a decree of today makes official, as its paper asked when it was signed."""
    due = Decree.objects.filter(in_force(day), agency__government=government, paper__makes_official=True, since=day)
    begun = 0
    for account in OfficialAccount.objects.filter(state="proposed", decrees__in=due).distinct():
        with transaction.atomic():
            if why_not_official(account, day):
                continue
            because = "Keputusannya mulai berlaku."
            move(
                account,
                to="official",
                by=PROGRAM,
                because=because,
                changes={"official_since": account.official_since or day},
            )
            begun += 1
    return begun
