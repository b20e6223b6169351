"""Taking in a file in two steps: read and shown first; then, only when every row is good, all of it or nothing."""

from __future__ import annotations

from collections import Counter
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from pendopo.connectors.base import Collected, IncomingItem
from pendopo.inbox.intake import TakenIn, take_in
from pendopo.inbox.models import Case, Upload
from pendopo.inbox.recording import by_hand
from pendopo.inbox.rules import BadInput
from pendopo.inbox.spreadsheet import Row, read_file
from pendopo.inbox.text import line
from pendopo.people.models import Person
from pendopo.registry.models import OfficialAccount
from pendopo.registry.queries import acting
from pendopo.registry.rules import Doing
from pendopo.regulation.profile import load

IDS_A_QUERY = 500


def read_upload(
    *, account: OfficialAccount, name: str, content: bytes, by: Person, at: datetime | None = None
) -> Upload:
    """Step one: keep what was read, with the errors of each row, for the preview."""
    acting(by, Doing.RECORD, account.agency, account=account, at=at)
    profile = load(account.agency.government.profile)
    rows = read_file(name, content, profile=profile, now=at or timezone.now())
    plain = [row.plain() for row in rows]
    return Upload.objects.create(account=account, by=by, name=line(name, 200) or "berkas", rows=plain)


def rows_of(upload: Upload) -> list[Row]:
    """The rows as they were read."""
    return [Row(**{**row, "errors": tuple(row["errors"])}) for row in upload.rows]


@transaction.atomic
def take_in_upload(*, upload: Upload, by: Person, at: datetime | None = None) -> TakenIn:
    """Step two: everything or nothing. Taking the same file in again adds nothing."""
    actor = acting(by, Doing.RECORD, upload.account.agency, account=upload.account, at=at)
    row = Upload.objects.select_for_update().get(pk=upload.pk)
    rows = rows_of(row)
    if row.taken_at is not None:
        raise BadInput("Berkas ini sudah diimpor; tidak ada yang ditambahkan.")
    if any(each.errors for each in rows):
        raise BadInput("Masih ada baris yang salah, jadi belum ada yang diimpor. Perbaiki berkasnya, lalu unggah lagi.")
    items = _items(rows, at or timezone.now())
    taken = take_in(upload.account, Collected([item for item, _kind in items.values()], ""), by=actor, at=at, way="imported")  # fmt: skip
    if taken.bad:
        raise BadInput("Ada baris yang ditolak basis data, jadi tidak ada yang diimpor. Periksa berkasnya.")
    kinds: dict[str, list[str]] = {}
    for key, (_item, kind) in items.items():
        kinds.setdefault(kind, []).append(key)
    for kind, keys in kinds.items():
        for start in range(0, len(keys) if kind else 0, IDS_A_QUERY):
            cases = Case.objects.filter(account=upload.account, kind_confirmed=False)
            cases.filter(items__external_id__in=keys[start : start + IDS_A_QUERY]).update(
                kind=kind, kind_confirmed=True
            )
    row.taken_at = at or timezone.now()
    row.save(update_fields=["taken_at"])
    return taken


def _items(rows: list[Row], now: datetime) -> dict[str, tuple[IncomingItem, str]]:
    """Items with their kinds, by id. Rows without link and time are told apart by how often the same words came before."""
    items: dict[str, tuple[IncomingItem, str]] = {}
    times: Counter[tuple[str, str]] = Counter()
    for row in rows:
        times[row.author, row.text] += 1
        item = by_hand(
            url=row.url, text=row.text, author=row.author, moment=row.posted_at or f"#{times[row.author, row.text]}",
            posted_at=datetime.fromisoformat(row.posted_at) if row.posted_at else now,
        )  # fmt: skip
        items[item.external_id] = (item, row.kind)
    return items
