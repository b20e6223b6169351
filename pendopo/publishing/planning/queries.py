"""Reading sheets, questionnaires and plans: who may see which, the plan in force, and how far it was carried out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, QuerySet, Sum

from pendopo.people.models import Person
from pendopo.publishing.planning.behaviours import CODES
from pendopo.publishing.planning.models import Holiday, Plan, PlanRow, Sheet, Survey
from pendopo.registry.models import Agency, Government, OfficialAccount
from pendopo.registry.queries import agencies_for
from pendopo.regulation.calendar import national


def visible_sheets(person: Person) -> QuerySet[Sheet]:
    """Sheets of the agencies that a person may see, the newest first."""
    rows = Sheet.objects.filter(agency__in=agencies_for(person)).select_related("agency__government", "by", "survey")
    return rows.order_by("-on", "-pk")


def visible_surveys(person: Person) -> QuerySet[Survey]:
    """Questionnaires of the agencies that a person may see."""
    rows = Survey.objects.filter(agency__in=agencies_for(person)).select_related("agency__government")
    return rows.order_by("-created_at", "-pk")


def visible_plans(person: Person) -> QuerySet[Plan]:
    """Plans of the agencies that a person may see, the newest year and version first."""
    rows = Plan.objects.filter(agency__in=agencies_for(person))
    return rows.select_related("agency__government", "author", "approved_by").order_by(
        "-year", "-number", "agency__name"
    )


def sheets_of(agency: Agency) -> QuerySet[Sheet]:
    """An agency's sheets, the newest first."""
    return Sheet.objects.filter(agency=agency).order_by("-on", "-pk")


def plan_of(agency: Agency, year: int) -> Plan | None:
    """The plan of a year that is in force."""
    return Plan.objects.filter(agency=agency, year=year, state="approved").first()


def plannable_accounts(agency: Agency) -> QuerySet[OfficialAccount]:
    """An agency's own accounts that are not closed."""
    return OfficialAccount.objects.filter(agency=agency).exclude(state="closed").order_by("platform", "name")


def counted(survey: Survey) -> tuple[dict[str, int], int]:
    """The sums by behaviour, and how many answered."""
    sums = survey.tallies.aggregate(answers=Sum("answers"), **{f"n_{code}": Sum(code) for code in CODES})
    return {code: int(sums[f"n_{code}"] or 0) for code in CODES}, int(sums["answers"] or 0)


@dataclass(frozen=True)
class Progress:
    """A row of a plan with what was meant for the year and what was published for it."""

    row: PlanRow
    planned: int
    published: int

    @property
    def percent(self) -> int:
        """Of hundred, at most hundred."""
        return min(100, round(100 * self.published / self.planned)) if self.planned else 0


def progress_of(plan: Plan, months: int = 12) -> list[Progress]:
    """Each row: so many a month for so many months, and the messages published for it (of any version of the year)."""
    rows = list(plan.rows.select_related("sheet").prefetch_related("accounts"))
    same = PlanRow.objects.filter(plan__agency=plan.agency_id, plan__year=plan.year, aims__message__state="published")
    done = dict(same.values_list("theme").annotate(n=Count("aims")).order_by())
    return [Progress(row, row.a_month * months, done.get(row.theme, 0)) for row in rows]


def visible_holidays(person: Person) -> QuerySet[Holiday]:
    """Own days of the governments that a person works for."""
    governments = agencies_for(person).values("government")
    return Holiday.objects.filter(home__government__in=governments).select_related("home__government").order_by("on")


def holidays_of(government: Government, since: date, until: date) -> dict[date, str]:
    """The national days and the government's own (which go before) from a day to the day before another."""
    own = Holiday.objects.filter(home__government=government, on__gte=since, on__lt=until).values_list("on", "label")
    return {day: name for day, name in national().items() if since <= day < until} | dict(own)
