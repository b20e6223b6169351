"""The demo's approval and sending: a chain, words ready for a disaster and their use, an exercise of the stop, a correction."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from pendopo.delivery.changing.actions import agree, ask_edit
from pendopo.delivery.models import Dispatch
from pendopo.delivery.stopping.actions import lift, stop
from pendopo.demo.messages import SAFE, posted
from pendopo.demo.world import DemoAgency, DemoGovernment, DemoWorld
from pendopo.publishing import actions
from pendopo.publishing.approving.actions import Words, approve_ready, review, set_chain, write_ready
from pendopo.publishing.approving.models import Ready, Urgent
from pendopo.publishing.approving.rules import Signer, Step
from pendopo.publishing.jobs import settle
from pendopo.publishing.queries import current_sha256
from pendopo.publishing.rules import Written

FLOOD = "Peringatan banjir di [wilayah] sejak [jam]. Jauhi sungai dan jembatan. Bantuan: hubungi 112."
OUTAGE = "Layanan [nama layanan] terganggu sejak [jam]. Kami kabarkan lagi pukul [jam berikutnya]."


def fill(world: DemoWorld) -> None:
    """For each government at its coordinating agency; the correction at the agency that has published most."""
    for government in world.governments.values():
        home = next(one for one in government.agencies.values() if one.agency.coordinates)
        _chain(world, home)
        _ready(world, home)
        _exercise(world, government)
        _correction(world, government)
        _urgent(world, home, late=government.government.key == "katingan")


def _chain(world: DemoWorld, home: DemoAgency) -> None:
    """What speaks of policy goes to the official, then to the head and an analyst, both."""
    official, head, analyst = (Signer("standing", word) for word in ("official", "head", "analyst"))
    steps = (Step("any", (official,)), Step("all", (head, analyst)))
    at = world.now - timedelta(days=60)
    set_chain(agency=home.agency, by=home.head, steps=steps, category="kebijakan", at=at)


def _ready(world: DemoWorld, home: DemoAgency) -> None:
    until = (world.now + timedelta(days=200)).date()
    at = world.now - timedelta(days=40)
    for title, text, tags in (("Peringatan banjir", FLOOD, "#banjir"), ("Gangguan layanan", OUTAGE, "#layanan")):
        words = Words(title, text, "kegiatan", "sebar_informasi", "SOP siaga informasi", tags, until)
        made = write_ready(agency=home.agency, by=home.officers[0], words=words, at=at)
        if title == "Peringatan banjir":
            approve_ready(ready=made, by=home.official, at=at + timedelta(hours=3))


def _urgent(world: DemoWorld, home: DemoAgency, *, late: bool) -> None:
    """The short way twice: one was looked at the next morning, one still waits for it (in one government too long)."""
    ready = Ready.objects.get(agency=home.agency, title="Peringatan banjir")
    now = world.now.replace(second=0, microsecond=0)
    past = _sent_urgently(home, ready, "Kedopok", now - timedelta(days=12, hours=4))
    review(
        urgent=past, by=home.head, verdict="fit", at=now - timedelta(days=11, hours=16),
        words="Jamnya cocok dengan laporan pos; nomor bantuan benar.",
    )  # fmt: skip
    _sent_urgently(home, ready, "Kademangan", now - (timedelta(days=2) if late else timedelta(hours=6)))


def _sent_urgently(home: DemoAgency, ready: Ready, where: str, at: datetime) -> Urgent:
    """Blanks filled in by an officer, one yes by the official, and posted."""
    account = next(one for platform, one in home.accounts.items() if platform in ("x", "wordpress"))
    hour = at.astimezone(ZoneInfo(home.agency.government.zone))
    text = ready.text.replace("[wilayah]", where).replace("[jam]", f"{hour:%H.%M}")
    written = Written(
        title=f"{ready.title} {where}", text=text, purpose=ready.purpose, category=ready.category, source=ready.source,
        tags=ready.tags, planned_at=at + timedelta(minutes=10), ethics=SAFE, variants={account.pk: ""},
    )  # fmt: skip
    message = actions.draft(agency=home.agency, by=home.officers[0], written=written, at=at)
    because = f"Sungai meluap di {where}, dilaporkan petugas pos pukul {hour:%H.%M}."
    actions.submit_urgent(message=message, by=home.officers[0], ready=ready, because=because, at=at)
    yes = at + timedelta(minutes=4)
    actions.approve(message=message, by=home.official, sha256=current_sha256(message), at=yes)
    for variant in message.variants.select_related("dispatch", "account"):
        posted(home, variant, at + timedelta(minutes=10))
    settle(at + timedelta(minutes=20))
    return Urgent.objects.get(message=message)


def _exercise(world: DemoWorld, government: DemoGovernment) -> None:
    """An exercise three weeks ago: eleven minutes."""
    at = world.now - timedelta(days=21)
    because = "Latihan: kabar bohong tentang pemadaman listrik beredar."
    stop(government=government.government, by=government.analyst, because=because, at=at)
    after = at + timedelta(minutes=11)
    lift(government=government.government, by=government.analyst, because="Latihan selesai.", at=after)


def _correction(world: DemoWorld, government: DemoGovernment) -> None:
    """An hour was wrong in something that is public: its officer asked, its official agreed, the officer will do it."""
    ids = [one.agency.pk for one in government.agencies.values()]
    live = Dispatch.objects.filter(account__agency__in=ids, kind="post", state="live").order_by("-sent_at")
    row = live.select_related("account__agency__government").first()
    if row is None:
        return
    desk = next(one for one in government.agencies.values() if one.agency.pk == row.account.agency_id)
    change = ask_edit(
        dispatch=row, by=desk.officers[0], text=f"{row.outgoing['text']}\n\nLoket buka pukul 08.30.",
        correction="jam buka loket", because="Jam buka loket belum disebut dan ditanyakan warga.",
        at=world.now - timedelta(hours=5),
    )  # fmt: skip
    agree(change=change, by=desk.official, at=world.now - timedelta(hours=4))
