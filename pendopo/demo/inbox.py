"""The demo's inbox: what citizens wrote today and in the months before, and what officers made of it, by the real actions."""

from __future__ import annotations

import tomllib
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from pendopo.connectors.base import Collected, IncomingItem, IncomingPost
from pendopo.delivery.actions import confirm_posted
from pendopo.demo.world import BUILDER, DemoAgency, DemoWorld
from pendopo.inbox import actions
from pendopo.inbox.jobs import settle
from pendopo.inbox.models import Case
from pendopo.journal.actions import move
from pendopo.registry.models import OfficialAccount

FILE = Path(__file__).with_name("inbox.toml")
MONTHS = 10
NAMES = ("wati_prob", "pak.slamet", "dewi.ayu", "mas_joko", "bu.endang", "rian.saputra", "lina_m", "cak.man", "tari.k")


def fill(world: DemoWorld) -> None:
    """The months before first, so that the desk's newest cases are today's."""
    data = tomllib.loads(FILE.read_text(encoding="utf-8"))
    for month in range(MONTHS, 0, -1):
        for number, one in enumerate(data["earlier"]):
            if (number + month) % 3:
                _earlier(world, one, month, number)
    for number, one in enumerate(sorted(data["items"], key=lambda each: -float(each["hours"]))):
        _today(world, one, number)


def _place(world: DemoWorld, at: str) -> tuple[DemoAgency, OfficialAccount]:
    key, agency, platform = at.split("/")
    desk = world.governments[key].agencies[agency]
    return desk, desk.accounts[platform]


def _arrives(account: OfficialAccount, one: dict[str, Any], *, key: str, author: str, at: datetime) -> Case:
    post = IncomingPost(f"unggahan-{one['post']}", f"{account.url}", one["post"]) if "post" in one else None
    said = IncomingItem(
        external_id=key, text=one["text"], kind="comment", author_id=author, author_name=author, url=f"{account.url}#{key}",
        posted_at=at - timedelta(minutes=3), post=post,
    )  # fmt: skip
    actions.take_in(account, Collected([said], ""), by=BUILDER, at=at)
    return Case.objects.get(items__account=account, items__external_id=key)


def _earlier(world: DemoWorld, one: dict[str, Any], month: int, number: int) -> None:
    desk, account = _place(world, one["at"])
    at = world.now - timedelta(days=30 * month + number * 2 % 27, hours=number % 7)
    author = NAMES[(month * 5 + number) % len(NAMES)]
    case = _arrives(account, one, key=f"dulu-{month}-{number}", author=f"{author}{month}", at=at)
    officer = desk.officers[month % len(desk.officers)]
    actions.set_kind(case=case, kind=one["kind"], by=officer, at=at + timedelta(minutes=9))
    if one["answer"]:
        _answered(desk, case, one["answer"], at + timedelta(minutes=11 + 17 * (number + month)))
    done = at + timedelta(days=1)
    actions.close(case=case, by=officer, because="" if one["answer"] else "apresiasi, tidak perlu dijawab", at=done)


def _today(world: DemoWorld, one: dict[str, Any], number: int) -> None:
    desk, account = _place(world, one["at"])
    at = world.now - timedelta(hours=one["hours"])
    case = _arrives(account, one, key=f"kini-{number}", author=one["author"], at=at)
    officer, soon = desk.officers[0], at + timedelta(minutes=14)
    if "kind" in one:
        actions.set_kind(case=case, kind=one["kind"], by=officer, at=at + timedelta(minutes=6))
    match one.get("fate", ""):
        case "sp4n" | "ppid" as to:
            actions.exit_to(case=case, to=to, number=one["number"], by=officer, at=soon)
        case "answered":
            _answered(desk, case, one["answer"], at + timedelta(minutes=48))
        case "noise":
            actions.mark_noise(case=case, by=officer, because="iklan atau judi", at=soon)
        case "snoozed":
            actions.snooze(case=case, until=world.now + timedelta(days=3), by=officer, at=soon)
        case "assigned":
            actions.assign(case=case, to=desk.official, by=officer, instruction=one["answer"], at=soon)
        case "asked":
            asked = actions.assign(case=case, to=desk.official, by=officer, instruction="Mohon jawabannya.", at=soon)
            actions.answer_assignment(
                assignment=asked, by=desk.official, text=one["answer"], at=soon + timedelta(hours=3)
            )


def _answered(desk: DemoAgency, case: Case, text: str, at: datetime) -> None:
    """Written, posted by hand on the platform, and the link brought back."""
    officer = desk.officers[0]
    reply = actions.reply(
        case=case, text=text, by=officer, basis="source", source=f"SOP {desk.agency.short_name}", at=at
    )
    posted = at + timedelta(minutes=2)
    move(reply.dispatch, to="handed", by=BUILDER, at=at + timedelta(seconds=15))
    link = f"{case.account.url}#balasan-{reply.pk}"
    confirm_posted(dispatch=reply.dispatch, url=link, by=officer, at=posted)
    settle(posted)
    case.refresh_from_db()
