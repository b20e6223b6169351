"""A real Postfix and Dovecot, and workers killed before, during and after the hand-over: each answer arrives exactly once."""

from __future__ import annotations

import socket
import threading
import time
import uuid
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field

import pytest
from django.utils import timezone

from pendopo.connectors.base import Outgoing
from pendopo.delivery.actions import queue
from pendopo.delivery.models import Dispatch
from pendopo.journal.queries import faults
from pendopo.registry.connections import connect
from pendopo.registry.models import Connection, OfficialAccount
from tests.faults.desk import OFFICER
from tests.faults.house import house
from tests.lab.killing import Strike, finish
from tests.lab.mail import CITIZENS, DOMAIN, MailSite
from tests.world import World, account, two_governments

pytestmark = [pytest.mark.lab, pytest.mark.django_db(transaction=True)]


@dataclass
class Wire:
    """A line to Postfix on which some words are held up; `held` counts them."""

    port: int = 0
    said: bytes = b""
    answered: bytes = b""
    seconds: float = 0
    held: int = 0

    def pump(self, source: socket.socket, target: socket.socket, words: bytes) -> None:
        with suppress(OSError):
            while chunk := source.recv(65536):
                if self.seconds and words and words in chunk:
                    self.held += 1
                    time.sleep(self.seconds)
                target.sendall(chunk)
        for side in (source, target):
            with suppress(OSError):
                side.shutdown(socket.SHUT_WR)


@contextmanager
def wire(to: int) -> Iterator[Wire]:
    """A port that leads to Postfix."""
    made = Wire()
    with closing(socket.create_server(("127.0.0.1", 0))) as listening:
        made.port = int(listening.getsockname()[1])

        def accept() -> None:
            with suppress(OSError):
                while True:
                    near, _address = listening.accept()
                    far = socket.create_connection(("127.0.0.1", to))
                    threading.Thread(target=made.pump, args=(near, far, made.said), daemon=True).start()
                    threading.Thread(target=made.pump, args=(far, near, made.answered), daemon=True).start()

        threading.Thread(target=accept, daemon=True).start()
        yield made


@dataclass
class Letters:
    """Citizens who wait for an answer, each from an address of its own."""

    site: MailSite
    asked: list[str] = field(default_factory=list)

    def answer(self, of: OfficialAccount) -> None:
        """An officer answers a citizen."""
        citizen = f"w{uuid.uuid4().hex[:10]}@{CITIZENS}"
        message = Outgoing(
            key=str(uuid.uuid4()), text="Loket buka pukul 08.00 sampai 15.00 WIB.", since=timezone.now(), title="Bertanya",
            reply_to=f"<{uuid.uuid4().hex}@{CITIZENS}>", reply_to_author=citizen,
        )  # fmt: skip
        queue(account=of, kind="reply", outgoing=message, not_before=timezone.now(), by=OFFICER)
        self.asked.append(citizen)

    def arrived(self) -> Counter[str]:
        """How many answers really lie in each citizen's mailbox."""
        return Counter({citizen: len(self.site.inbox(citizen)) for citizen in self.asked})


def accounts(world: World, site: MailSite, smtp_port: int, count: int) -> list[OfficialAccount]:
    made = []
    for number in range(count):
        one = account(world.dukcapil.agency, f"aduan{number}@{DOMAIN}", platform="email", connector="email")
        one.url = f"https://aduan{number}.{DOMAIN}/"
        one.save()
        world.dukcapil.decree.accounts.add(one)
        options = {
            "address": f"aduan{number}@{DOMAIN}", "imap_host": site.host, "imap_port": str(site.imap_port),
            "imap_security": "none", "smtp_host": site.host, "smtp_port": str(smtp_port), "smtp_security": "none",
            "settle_seconds": "3",
        }  # fmt: skip
        connect(account=one, options=options, secrets={"password": site.password}, by=world.dukcapil.official)
        Connection.objects.filter(account=one).update(next_collect_at=None, health="good")
        made.append(one)
    return made


@pytest.mark.parametrize("moment", ["before", "during", "after"])
def test_twenty_workers_killed_and_every_answer_arrives_once(mail_site: MailSite, moment: str) -> None:
    """F1–F3: `before` Postfix hears of the letter, `during` its text, `after` Postfix has taken it but not said so."""
    world = two_governments()
    letters = Letters(mail_site)
    with (
        wire(mail_site.smtp_port) as line,
        house(PENDOPO_SEND_LEASE_SECONDS="8", PENDOPO_WORKER_THREADS="24") as running,
    ):
        line.said = {"before": b"MAIL FROM", "during": b"Subject:", "after": b""}[moment]
        line.answered = b"queued as" if moment == "after" else b""
        line.seconds = 2
        senders = accounts(world, mail_site, line.port, 36)
        strike = Strike(running)

        def refill() -> None:
            waits = Dispatch.objects.filter(state="queued").count()
            busy = set(Dispatch.objects.exclude(state="live").values_list("account_id", flat=True))
            line.held = 0
            for one in [one for one in senders if one.pk not in busy][: max(0, 2 - waits)]:
                letters.answer(one)

        def ripe() -> bool:
            return line.held >= 1 and strike.under_way() >= 1

        strike.until_killed(refill=refill, ripe=ripe)
        line.seconds = 0
        finish(running)
        time.sleep(3)
    assert letters.arrived() == dict.fromkeys(letters.asked, 1)
    assert list(faults()) == []
