"""The demo's audience sheets, a questionnaire with its sums, and plans: approved, waiting, and one agency without any."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from pendopo.demo.messages import CHOSEN
from pendopo.demo.world import DemoAgency, DemoWorld
from pendopo.publishing.models import Message
from pendopo.publishing.planning import actions
from pendopo.publishing.planning.models import Plan, Survey, Tally
from pendopo.publishing.planning.rules import Measured, Row

OBSERVED = {
    "creator": 18.0, "conversationalist": 31.5, "critic": 37.0, "collector": 24.0, "joiner": 62.0, "spectator": 78.5,
    "inactive": 14.0,
}  # fmt: skip
# Sums of a questionnaire: how many of 214 showed each behaviour.
ANSWERED = {
    "creator": 41, "conversationalist": 66, "critic": 92, "collector": 83, "joiner": 139, "spectator": 176, "inactive": 19,
}  # fmt: skip
ROWS = (
    ("Warga pengguna layanan loket", "Syarat, jam, dan cara mengurus layanan", "sebar_informasi", "kegiatan", 4, "Pertanyaan berulang turun seperlima"),
    ("Keluarga muda", "Layanan daring yang dapat diurus dari rumah", "sosialisasi_strategi", "kegiatan", 2, "Pengguna layanan daring bertambah"),
    ("Warga yang aktif menulis", "Apa yang perlu kami perbaiki?", "gali_aspirasi", "kegiatan", 1, "Sedikitnya 20 masukan tersaring setiap kali"),
)  # fmt: skip


def fill(world: DemoWorld) -> None:
    """The agency whose year is told whole has everything; a second one waits for approval."""
    for key, short in CHOSEN.items():
        government = world.governments[key]
        desk = government.agencies[short]
        _whole(world, desk)
        other = next(one for name, one in government.agencies.items() if name != short and not one.agency.coordinates)
        plan = _drafted(world, other, world.now.year, None)
        actions.submit_plan(plan=plan, by=other.officers[0], at=world.now - timedelta(days=2))


def _whole(world: DemoWorld, desk: DemoAgency) -> None:
    author, now = desk.officers[-1], world.now
    survey = actions.open_survey(
        agency=desk.agency, title="Kebiasaan bermedia sosial pengguna layanan", audience="Warga pengguna layanan loket",
        by=author, at=now - timedelta(days=40),
    )  # fmt: skip
    Survey.objects.filter(pk=survey.pk).update(address=f"contoh-{desk.agency.slug}"[:24])
    survey.refresh_from_db()
    Tally.objects.create(survey=survey, on=(now - timedelta(days=33)).date(), answers=214, **ANSWERED)
    sheet = actions.sheet_from_survey(survey=survey, by=author, at=now - timedelta(days=30))
    observed = Measured(
        "Warga yang datang ke loket", (now - timedelta(days=200)).date(), "observation", 120,
        "Pengamatan petugas selama dua pekan", OBSERVED,
    )  # fmt: skip
    actions.add_sheet(agency=desk.agency, given=observed, by=author, at=now - timedelta(days=190))
    for year in (now.year - 1, now.year):
        begun = now.replace(year=year, month=1, day=9)
        plan = _drafted(world, desk, year, sheet.pk if year == now.year else None, at=begun)
        actions.submit_plan(plan=plan, by=author, at=begun)
        actions.approve_plan(plan=plan, by=desk.official, at=begun + timedelta(days=2))
        _aim_messages(desk, plan)


def _drafted(world: DemoWorld, desk: DemoAgency, year: int, sheet: int | None, at: datetime | None = None) -> Plan:
    moment = at or world.now - timedelta(days=3)
    author = desk.officers[-1]
    plan = actions.draft_plan(
        agency=desk.agency, year=year, aim="Warga tahu syarat layanan sebelum datang, dan suaranya sampai ke kebijakan.",
        by=author, at=moment,
    )  # fmt: skip
    accounts = tuple(one.pk for one in desk.accounts.values())
    purposes = {"sebar_informasi", "gali_aspirasi"}
    for audience, theme, purpose, category, a_month, indicator in ROWS:
        row = Row(
            audience,
            theme,
            purpose if purpose in purposes else "sebar_informasi",
            category,
            a_month,
            accounts,
            sheet,
            indicator,
        )
        actions.add_row(plan=plan, row=row, by=author, at=moment)
    return plan


def _aim_messages(desk: DemoAgency, plan: Plan) -> None:
    """Messages of that year carry out the row of their purpose."""
    rows = {row.purpose: row for row in plan.rows.all()[::-1]}
    first, last = date(plan.year, 1, 1), date(plan.year, 12, 31)
    plan.refresh_from_db()
    for message in Message.objects.filter(agency=desk.agency, planned_at__date__range=(first, last)):
        row = rows.get(message.purpose) or rows["sebar_informasi"]
        row.plan = plan
        actions.set_aim(message=message, by=desk.officers[0], row=row)
