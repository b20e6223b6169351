"""The demo's numbers under messages and the requests to pass one on."""

from __future__ import annotations

from datetime import timedelta

from pendopo.demo.messages import CHOSEN
from pendopo.demo.world import DemoAgency, DemoWorld
from pendopo.publishing.amplifying import actions
from pendopo.publishing.measuring.actions import type_in
from pendopo.publishing.models import Message, Variant


def fill(world: DemoWorld) -> None:
    """Numbers as officers read them on the platforms; one request that some have answered."""
    for key, short in CHOSEN.items():
        government = world.governments[key]
        desk = government.agencies[short]
        _numbers(world, desk)
        newest = Message.objects.filter(agency=desk.agency, state="published").order_by("-published_at").first()
        others = [one for one in government.agencies.values() if one is not desk and one.agency.active]
        if newest is not None and others:
            made = actions.ask(
                message=newest, agencies=[one.agency for one in others], words="Mohon dibagikan di cerita akun Anda.",
                tags="#layanan", until=(world.now + timedelta(days=4)).date(), by=desk.officers[0],
                at=world.now - timedelta(hours=20),
            )  # fmt: skip
            first = made.echoes.select_related("agency__government").get(agency=others[0].agency)
            link = f"{next(iter(others[0].accounts.values())).url}#gaung-{first.pk}"
            actions.echo_done(echo=first, url=link, by=others[0].officers[0], at=world.now - timedelta(hours=3))


def _numbers(world: DemoWorld, desk: DemoAgency) -> None:
    live = Variant.objects.filter(message__agency=desk.agency, dispatch__state="live").select_related(
        "dispatch__account__agency__government"
    )
    for number, variant in enumerate(live.order_by("pk")):
        sent = variant.dispatch
        if sent is None or sent.sent_at is None:
            continue
        for days, share in ((1, 55), (7, 90), (30, 100)):
            at = sent.sent_at + timedelta(days=days)
            if at < world.now:
                given = {"likes": 40 + number * 7, "comments": 3 + number % 5, "shares": 6 + number % 9}
                counted = {name: str(value * share // 100) for name, value in given.items()}
                type_in(dispatch=sent, given=counted, by=desk.officers[0], at=at)
