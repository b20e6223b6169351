"""Making sheets, running a questionnaire, and taking a plan from draft to approved. All of it journalled."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from pendopo.journal.actions import move, note
from pendopo.journal.actor import Actor
from pendopo.people.models import Person
from pendopo.publishing.models import Message
from pendopo.publishing.planning.behaviours import behaviours_of, shares_of
from pendopo.publishing.planning.models import Aim, Holiday, Plan, PlanRow, Sheet, Survey, Tally
from pendopo.publishing.planning.queries import counted, plan_of, plannable_accounts, sheets_of
from pendopo.publishing.planning.rules import FEWEST_SAMPLE, BadPlan, Measured, Row, check_row, check_sheet
from pendopo.registry.models import Agency
from pendopo.registry.queries import acting, today
from pendopo.registry.rules import Doing
from pendopo.regulation.profile import load

MOST_ANSWERS_A_DAY = 5000


@transaction.atomic
def add_sheet(
    *, agency: Agency, given: Measured, by: Person, survey: Survey | None = None, at: datetime | None = None
) -> Sheet:
    """Keep a sheet as it was measured."""
    actor = acting(by, Doing.DRAFT, agency, at=at)
    check_sheet(given, today(agency.government, at))
    made = Sheet.objects.create(
        agency=agency, audience=given.audience.strip()[:200], on=given.on, method=given.method, sample=given.sample,
        source=given.source.strip()[:300], shares=dict(given.shares), survey=survey, by=by,
        created_at=at or timezone.now(),
    )  # fmt: skip
    after = {"method": made.method, "sample": made.sample, "shares": dict(given.shares)}
    note(made, doing="sheet.added", by=actor, after=after, at=at)
    return made


@transaction.atomic
def open_survey(*, agency: Agency, title: str, audience: str, by: Person, at: datetime | None = None) -> Survey:
    """A questionnaire with an address of its own that can be shared, printed and read by anybody."""
    actor = acting(by, Doing.DRAFT, agency, at=at)
    if not title.strip() or not audience.strip():
        raise BadPlan("Beri kuesioner judul, dan sebutkan khalayak yang ditanya.")
    made = Survey.objects.create(
        agency=agency, title=title.strip()[:200], audience=audience.strip()[:200], by=by,
        address=secrets.token_urlsafe(9), created_at=at or timezone.now(),
    )  # fmt: skip
    note(made, doing="survey.opened", by=actor, after={"title": made.title}, at=at)
    return made


def close_survey(*, survey: Survey, by: Person, at: datetime | None = None) -> None:
    """No more answers."""
    move(survey, to="closed", by=acting(by, Doing.DRAFT, survey.agency, at=at), at=at)


@transaction.atomic
def count_answer(*, survey: Survey, ticked: Iterable[str], at: datetime | None = None) -> None:
    """One more answer from the public. Only sums by day are kept: nobody can tell later who said what."""
    if survey.state != "open":
        raise BadPlan("Kuesioner ini sudah ditutup. Terima kasih atas perhatian Anda.")
    day = today(survey.agency.government, at)
    shown = behaviours_of(ticked)
    try:
        with transaction.atomic():
            Tally.objects.get_or_create(survey=survey, on=day)
    except IntegrityError:
        pass
    more = {code: F(code) + 1 for code in shown}
    room = Tally.objects.filter(survey=survey, on=day, answers__lt=MOST_ANSWERS_A_DAY)
    if not room.update(answers=F("answers") + 1, **more):
        raise BadPlan("Hari ini sudah terlalu banyak jawaban. Coba lagi besok.")


@transaction.atomic
def sheet_from_survey(*, survey: Survey, by: Person, at: datetime | None = None) -> Sheet:
    """The answers so far, as a sheet. Too few would say nothing of the audience."""
    sums, sample = counted(survey)
    if sample < FEWEST_SAMPLE:
        raise BadPlan(f"Baru ada {sample} jawaban. Kumpulkan sedikitnya {FEWEST_SAMPLE} agar angkanya berarti.")
    given = Measured(
        audience=survey.audience, on=today(survey.agency.government, at), method=Sheet.Method.SURVEY, sample=sample,
        source=f"Kuesioner «{survey.title}»", shares=shares_of(sums, sample),
    )  # fmt: skip
    return add_sheet(agency=survey.agency, given=given, by=by, survey=survey, at=at)


@transaction.atomic
def draft_plan(*, agency: Agency, year: int, aim: str, by: Person, at: datetime | None = None) -> Plan:
    """A new version of the year's plan; rows of the one in force are taken over, so that a revision starts from it."""
    actor = acting(by, Doing.DRAFT, agency, at=at)
    first = load(agency.government.profile).effective_from.year
    if not first <= year <= today(agency.government, at).year + 2:
        raise BadPlan(f"Rencana dibuat untuk tahun {first} sampai dua tahun ke depan.")
    versions = Plan.objects.select_for_update().filter(agency=agency, year=year)
    if versions.filter(state__in=["draft", "review"]).exists():
        raise BadPlan(f"Konsep rencana {year} sudah ada. Lanjutkan yang itu.")
    latest = versions.order_by("-number").first()
    made = Plan.objects.create(
        agency=agency, year=year, number=latest.number + 1 if latest else 1, aim=aim.strip(), author=by,
        created_at=at or timezone.now(),
    )  # fmt: skip
    before = plan_of(agency, year)
    for row in before.rows.prefetch_related("accounts") if before else []:
        _copy(row, made)
    note(made, doing="plan.drafted", by=actor, after={"year": year, "number": made.number, "aim": made.aim}, at=at)
    return made


def _copy(row: PlanRow, plan: Plan) -> None:
    made = PlanRow.objects.create(
        plan=plan, audience=row.audience, sheet_id=row.sheet_id, theme=row.theme, purpose=row.purpose,
        category=row.category, a_month=row.a_month, indicator=row.indicator,
    )  # fmt: skip
    made.accounts.set(row.accounts.all())


@transaction.atomic
def add_row(*, plan: Plan, row: Row, by: Person, at: datetime | None = None) -> PlanRow:
    """One more line, while the plan is a draft."""
    actor = _writing(plan, by, at)
    check_row(row, load(plan.agency.government.profile), plannable_accounts(plan.agency).values_list("pk", flat=True))
    sheet = sheets_of(plan.agency).filter(pk=row.sheet_id).first() if row.sheet_id else None
    made = PlanRow.objects.create(
        plan=plan, audience=row.audience.strip()[:200], sheet=sheet, theme=row.theme.strip()[:300],
        purpose=row.purpose, category=row.category, a_month=row.a_month, indicator=row.indicator.strip()[:200],
    )  # fmt: skip
    made.accounts.set(row.accounts)
    note(plan, doing="plan.row_added", by=actor, after={"theme": made.theme, "accounts": sorted(row.accounts)}, at=at)
    return made


@transaction.atomic
def drop_row(*, row: PlanRow, by: Person, at: datetime | None = None) -> None:
    """Take a line out of a draft."""
    actor = _writing(row.plan, by, at)
    note(row.plan, doing="plan.row_dropped", by=actor, before={"theme": row.theme}, at=at)
    row.accounts.clear()
    row.delete()


def _writing(plan: Plan, by: Person, at: datetime | None) -> Actor:
    actor = acting(by, Doing.DRAFT, plan.agency, at=at)
    if Plan.objects.get(pk=plan.pk).state != "draft":
        raise BadPlan("Rencana yang diajukan atau disetujui tidak diubah lagi. Buat versi baru.")
    return actor


@transaction.atomic
def submit_plan(*, plan: Plan, by: Person, at: datetime | None = None) -> None:
    """Ask for approval; a plan without a line says nothing."""
    actor = acting(by, Doing.DRAFT, plan.agency, at=at)
    if not plan.rows.exists():
        raise BadPlan("Rencana ini belum memuat satu baris pun. Tambahkan khalayak dan pesannya dulu.")
    move(plan, to="review", by=actor, at=at)


@transaction.atomic
def approve_plan(*, plan: Plan, by: Person, at: datetime | None = None) -> None:
    """A second person says yes; the version before it is replaced."""
    actor = acting(by, Doing.APPROVE, plan.agency, at=at)
    if plan.author_id == by.pk:
        raise BadPlan("Rencana buatan sendiri disetujui oleh orang kedua.")
    before = plan_of(plan.agency, plan.year)
    if before is not None:
        move(before, to="replaced", by=actor, because=f"diganti versi {plan.number}", at=at)
    changes = {"approved_by": by, "approved_at": at or timezone.now()}
    move(plan, to="approved", by=actor, changes=changes, at=at)


@transaction.atomic
def return_plan(*, plan: Plan, because: str, by: Person, at: datetime | None = None) -> None:
    """Back to its author, with what to mend."""
    actor = acting(by, Doing.APPROVE, plan.agency, at=at)
    if not because.strip():
        raise BadPlan("Tulis apa yang perlu diperbaiki.")
    move(plan, to="draft", by=actor, because=because, at=at)


@transaction.atomic
def set_aim(
    *, message: Message, by: Person, audience: str = "", row: PlanRow | None = None, at: datetime | None = None
) -> Aim | None:
    """Say for whom a message is, by a row of the plan in force or in own words; empty takes it away."""
    actor = acting(by, Doing.DRAFT, message.agency, at=at)
    if row is not None and (row.plan.agency_id != message.agency_id or row.plan.state != "approved"):
        raise BadPlan("Pilih baris dari rencana instansi ini yang sudah disetujui.")
    words = (audience.strip() or (row.audience if row else ""))[:200]
    before = Aim.objects.filter(message=message).first()
    if before is not None and (before.audience, before.row_id) == (words, row.pk if row else None):
        return before
    if not words:
        if before is not None:
            before.delete()
            note(message, doing="message.aimed", by=actor, before={"audience": before.audience}, at=at)
        return None
    made, _new = Aim.objects.update_or_create(message=message, defaults={"audience": words, "row": row})
    note(message, doing="message.aimed", by=actor, after={"audience": words, "row": row.pk if row else None}, at=at)
    return made


@transaction.atomic
def add_holiday(*, home: Agency, on: date, label: str, by: Person) -> Holiday:
    """A day off of the region, kept at the coordinating agency. The 24 hours of annex B.4 never stop for it."""
    actor = acting(by, Doing.REGISTER, home)
    label = " ".join(label.split())[:120]
    if not label:
        raise BadPlan("Tulis nama hari liburnya.")
    made, new = Holiday.objects.update_or_create(home=home, on=on, defaults={"label": label})
    note(made, doing="holiday.added" if new else "holiday.renamed", by=actor, after={"on": on, "label": label})
    return made


@transaction.atomic
def drop_holiday(*, holiday: Holiday, by: Person) -> None:
    """An own day that is none after all."""
    actor = acting(by, Doing.REGISTER, holiday.home)
    note(holiday, doing="holiday.dropped", by=actor, before={"on": holiday.on, "label": holiday.label})
    holiday.delete()
