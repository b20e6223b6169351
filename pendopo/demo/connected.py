"""The demo's connected accounts: a Telegram bot with an open hook, one that is paused, one that is cut off, and what could not
be read. Their servers end in `.invalid`, which this program never even looks up; nothing is fetched from by itself."""

from __future__ import annotations

import hashlib
import json
from datetime import timedelta
from typing import Any

from pendopo.connectors.base import BadEntry, Collected
from pendopo.connectors.errors import Disconnected
from pendopo.demo.world import BUILDER, DemoAgency, DemoWorld
from pendopo.inbox.actions import take_in
from pendopo.inbox.receiving.actions import open_hook
from pendopo.inbox.receiving.jobs import read_for
from pendopo.inbox.receiving.models import Inbound
from pendopo.registry.connections import connect, pause, went_well, went_wrong
from pendopo.registry.custody.actions import decide_type
from pendopo.registry.models import Connection

SAID = (
    ("Nanik", 25, "Selamat siang, apakah wifi publik di alun-alun masih bisa dipakai? Sejak kemarin tidak tersambung."),
    ("Pak Toha", 70, "Terima kasih, situs dinas sekarang lebih cepat dibuka dari ponsel."),
    ("Sulastri", 190, "Saya dapat pesan hadiah pulsa atas nama dinas, betul atau tidak?"),
)


def fill(world: DemoWorld) -> None:
    """Three accounts of the city."""
    city = world.governments["probolinggo"].agencies
    _telegram(world, city["Diskominfo"])
    _paused(world, city["Dishub"])
    _cut_off(world, city["DLH"])


def _telegram(world: DemoWorld, desk: DemoAgency) -> None:
    account = desk.accounts["telegram"]
    reason = "Kanal ini dibuka bersama grup diskusinya, jadi warga dapat menanggapi."
    decide_type(account=account, accepted=True, reason=reason, by=desk.head)
    connect(
        account=account, connector="telegram", by=desk.official, at=world.now - timedelta(days=40),
        options={"channel": f"@{account.handle}", "api_url": "https://bot-api.contoh.invalid"},
        secrets={"token": "100:contoh-bukan-token"},
    )  # fmt: skip
    went_well(account, at=world.now - timedelta(days=40))
    open_hook(account=account, by=desk.official, at=world.now - timedelta(days=39))
    bodies = [_update(number, *said, world) for number, said in enumerate(SAID, start=1)]
    # A kind of message that this program does not know yet.
    bodies.append({"update_id": 900, "message": {"message_id": 900, "jajak_pendapat": "Loket mana paling cepat?"}})
    for body in bodies:
        raw = json.dumps(body, ensure_ascii=False).encode()
        Inbound.objects.create(
            account=account,
            key=hashlib.sha256(raw).hexdigest(),
            body=raw,
            received_at=world.now,
            next_read_at=world.now,
        )
    read_for(account.pk, world.now)
    _at_rest(account.pk, collected_at=world.now - timedelta(minutes=2))


def _update(number: int, name: str, minutes: int, text: str, world: DemoWorld) -> dict[str, Any]:
    """What Telegram delivers for one message to the bot."""
    said = {
        "message_id": number, "date": int((world.now - timedelta(minutes=minutes)).timestamp()), "text": text,
        "chat": {"id": 5000 + number, "type": "private"}, "from": {"id": 5000 + number, "first_name": name},
    }  # fmt: skip
    return {"update_id": number, "message": said}


def _paused(world: DemoWorld, desk: DemoAgency) -> None:
    account = desk.accounts["mastodon"]
    connect(
        account=account, connector="mastodon", options={}, secrets={"token": "contoh"}, by=desk.official,
        at=world.now - timedelta(days=90),
    )  # fmt: skip
    went_well(account, at=world.now - timedelta(days=90))
    gap = "Sebagian kiriman tanggal itu sudah dihapus server sebelum diambil."
    take_in(account, Collected([], "", bad=[BadEntry(gap, "")]), by=BUILDER, at=world.now - timedelta(days=2))
    pause(account=account, by=desk.official, because="Server dipindahkan sampai Senin.")
    _at_rest(account.pk, collected_at=world.now - timedelta(days=2))


def _cut_off(world: DemoWorld, desk: DemoAgency) -> None:
    account = desk.accounts["bluesky"]
    connect(
        account=account, connector="bluesky", options={"identifier": account.handle}, secrets={"password": "contoh"},
        by=desk.official, at=world.now - timedelta(days=60),
    )  # fmt: skip
    went_well(account, at=world.now - timedelta(days=60))
    at = world.now - timedelta(hours=7)
    went_wrong(account, Disconnected("Kata sandi aplikasi ditolak. Buat yang baru di Bluesky."), at=at)
    _at_rest(account.pk, collected_at=at)


def _at_rest(account_id: int, **seen: Any) -> None:
    """The worker does not fetch from it by itself."""
    Connection.objects.filter(account=account_id).update(next_collect_at=None, **seen)
