"""A real WordPress, and workers killed before, during and after their calls: each reply stands exactly once."""

from __future__ import annotations

import time
import uuid
from collections import Counter
from dataclasses import dataclass, field

import pytest
from django.utils import timezone

from pendopo.connectors.base import Outgoing
from pendopo.delivery.actions import queue
from pendopo.delivery.models import Dispatch
from pendopo.journal.queries import faults
from pendopo.registry.connections import connect
from pendopo.registry.models import OfficialAccount
from tests.faults.desk import OFFICER
from tests.faults.house import house
from tests.lab.killing import Strike, finish
from tests.lab.wordpress import Site
from tests.world import World, account, two_governments

pytestmark = [pytest.mark.lab, pytest.mark.django_db(transaction=True)]


@dataclass
class Questions:
    """Comments of citizens on a real article, each answered from an account of its own."""

    site: Site
    world: World
    comments: list[int] = field(default_factory=list)
    asked: dict[int, str] = field(default_factory=dict)

    def write(self, count: int) -> None:
        """So many citizens ask (straight into the site, which is faster than its form)."""
        post = self.site.write_post(f"Layanan {time.monotonic_ns()}")
        said = self.site.php(
            f"for ($i = 0; $i < {count}; $i++) echo wp_insert_comment(['comment_post_ID' => {post}, 'comment_content' =>"
            " \"Kapan buka? $i\", 'comment_author' => 'Warga', 'comment_author_email' => \"w$i@example.test\","
            " 'comment_approved' => 1]), ' ';"
        )
        self.comments += [int(number) for number in said.split()]

    def answer(self, of: OfficialAccount) -> None:
        """An officer answers the next comment."""
        comment = self.comments.pop(0)
        text = f"Buka pukul 08.00 sampai 15.00 WIB. ({uuid.uuid4().hex[:8]})"
        message = Outgoing(key=str(uuid.uuid4()), text=text, since=timezone.now(), reply_to=str(comment))
        queue(account=of, kind="reply", outgoing=message, not_before=timezone.now(), by=OFFICER)
        self.asked[comment] = text

    def live(self) -> Counter[int]:
        """How many of our replies really stand under each comment."""
        ours = [row for row in self.site.comments() if row["user"] == self.site.user_id and row["parent"] in self.asked]
        return Counter(int(row["parent"]) for row in ours)


def accounts(world: World, site: Site, count: int) -> list[OfficialAccount]:
    made = []
    for number in range(count):
        one = account(world.dukcapil.agency, f"situs{number}", connector="wordpress")
        one.url = site.url
        one.save()
        world.dukcapil.decree.accounts.add(one)
        connect(
            account=one, options={"username": site.username}, secrets={"password": site.password},
            by=world.dukcapil.official,
        )  # fmt: skip
        one.connection.__class__.objects.filter(account=one).update(next_collect_at=None, health="good")
        made.append(one)
    return made


@pytest.mark.parametrize("moment", ["before", "during", "after"])
def test_twenty_workers_killed_and_every_reply_stands_once(wordpress_site: Site, moment: str) -> None:
    """F1–F3: `before` the request leaves, `during` WordPress's work on it, `after` the reply stands but is not answered."""
    world = two_governments()
    questions = Questions(wordpress_site, world)
    questions.write(150 if moment == "before" else 80)
    senders = accounts(world, wordpress_site, 30)
    pauses = {"before": {}, "during": {"before": 1.2}, "after": {"after": 1.2}}[moment]

    def refill() -> None:
        waits = Dispatch.objects.filter(state="queued").count()
        busy = set(Dispatch.objects.exclude(state="live").values_list("account_id", flat=True))
        for one in [one for one in senders if one.pk not in busy][: max(0, 2 - waits)]:
            questions.answer(one)

    before_kill = [0]

    def ripe() -> bool:
        # Nothing holds a call up before it leaves: the first that is seen is cut off, and there is always a next one.
        if moment == "before":
            refill()
            return strike.under_way() > 0
        if strike.under_way() == 0:
            before_kill[0] = len(questions.live()) if moment == "after" else 0
            return False
        if moment == "during":
            time.sleep(0.8)
        return moment != "after" or len(questions.live()) > before_kill[0]

    with house(PENDOPO_SEND_LEASE_SECONDS="10") as running:
        strike = Strike(running)
        wordpress_site.slow(**pauses)
        try:
            strike.until_killed(refill=refill, ripe=ripe)
        finally:
            wordpress_site.slow()
        finish(running)
    assert questions.live() == dict.fromkeys(questions.asked, 1)
    assert list(faults()) == []
