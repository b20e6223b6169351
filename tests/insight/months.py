"""A month with known numbers, made through the real actions of the desk."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from pendopo.delivery.actions import confirm_posted
from pendopo.delivery.jobs import send_due
from pendopo.inbox.actions import mark_noise, reply, set_kind
from pendopo.inbox.models import Case
from pendopo.inbox.recording import record
from pendopo.insight.actions import close_month, count, sign_month
from pendopo.insight.models import Closing
from pendopo.referral.actions import answer, refer
from tests.publishing.written import published
from tests.world import Desk, World

OCTOBER = date(2025, 10, 1)
START = datetime(2025, 10, 6, 2, 0, tzinfo=UTC)  # Monday 09.00 WIB
AFTER = datetime(2025, 11, 3, 2, 0, tzinfo=UTC)

SAID = (
    ("ktp saya hilang, cara mengurusnya bagaimana?", "pertanyaan", "KTP-el"),
    ("syarat cetak ulang ktp apa saja ya", "pertanyaan", "KTP-el"),
    ("antrean di loket lama sekali", "kritik", "Antrean"),
    ("semoga loket sabtu diteruskan", "saran", "Jam layanan"),
    ("jalan depan kantor berlubang", "aduan", "Jalan"),
)


def said(desk: Desk, number: int, at: datetime) -> Case:
    """One person says one of the known things."""
    text, kind, topic = SAID[number % len(SAID)]
    item = record(
        account=desk.account, by=desk.officer, text=text, author=f"warga_{number}", kind=kind, at=at,
        url=f"https://contoh.invalid/{desk.agency.slug}/{at:%Y%m%d}/{number}", posted_at=at,
    )  # fmt: skip
    set_kind(case=item.case, kind=kind, topic=topic, by=desk.officer, at=at)
    item.case.refresh_from_db()
    return item.case


def answered(desk: Desk, case: Case, at: datetime) -> None:
    """Answered on the platform by hand."""
    made = reply(case=case, text="Terima kasih, begini caranya.", by=desk.officer, basis="source", source="SOP", at=at)
    send_due(at + timedelta(minutes=1))
    made.dispatch.refresh_from_db()
    url = f"https://contoh.invalid/jawab/{made.pk}"
    confirm_posted(dispatch=made.dispatch, url=url, by=desk.officer, at=at + timedelta(minutes=1))


def october(world: World) -> Desk:
    """Five people at Disdukcapil: two answered, one referred in time, one referred late, one waiting; two messages."""
    desk, pu = world.dukcapil, world.pu
    cases = [said(desk, number, START + timedelta(hours=number)) for number in range(5)]
    answered(desk, cases[0], START + timedelta(minutes=59))
    answered(desk, cases[1], START + timedelta(hours=3, minutes=59))
    for case, hours in ((cases[4], 24), (cases[2], 25)):
        hop = refer(
            case=case, to_agency=pu.agency, question="Mohon jawaban.", because="kewenangan PU", their_competence=True,
            not_answerable=True, by=desk.officer, holding=False, at=START + timedelta(days=1),
        )  # fmt: skip
        answer(referral=hop, text="Dijadwalkan minggu depan.", by=pu.officer, at=START + timedelta(days=1, hours=hours))
    spam = said(desk, 5, START + timedelta(days=2))
    mark_noise(case=spam, by=desk.officer, at=START + timedelta(days=2))
    for days, category in ((3, "kegiatan"), (4, "isu_aktual")):
        moment = START + timedelta(days=days)
        published(desk, moment, planned_at=moment + timedelta(hours=1), category=category)
    for name, value in (("followers", 1973), ("shares", 12), ("reposts", 4)):
        count(
            account=desk.account, name=name, on=date(2025, 10, 31), value=value, source="halaman akun", by=desk.officer,
            at=AFTER,
        )  # fmt: skip
    return desk


def closed(desk: Desk, month: date = OCTOBER, at: datetime = AFTER, *, nil: bool = False) -> Closing:
    """Closed by the officer and signed by the official."""
    words = {"nil_reason": "belum ada percakapan"} if nil else {"digest": "Warga menanyakan KTP-el."}
    closing = close_month(agency=desk.agency, month=month, by=desk.officer, at=at, **words)
    return sign_month(closing=closing, by=desk.official, at=at)
