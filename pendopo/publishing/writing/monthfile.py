"""A month of messages as a table: what its columns are, how a row is read, and how a message is written into one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from pendopo.connectors.text import one_line
from pendopo.publishing.models import Message
from pendopo.publishing.queries import problems_of, profile_of, written_of
from pendopo.publishing.rules import FORMATS, Written, cleaned, moment_of, plausible
from pendopo.registry.models import Agency, OfficialAccount
from pendopo.tables.reading import BadTable, first_sheet, harmless, named

MOST_ROWS = 500
HEAD = (
    "waktu", "judul", "isi", "akun", "penanda", "tujuan", "kategori", "tingkat", "penjelasan", "sumber", "sebutan",
    "bentuk", "bahasa", "kampanye", "saluran lain", "keadaan", "tautan",
)  # fmt: skip
NEEDED = ("waktu", "judul", "isi", "akun")
LONGEST = {
    "judul": 200,
    "penjelasan": 300,
    "sumber": 500,
    "penanda": 500,
    "sebutan": 500,
    "kampanye": 60,
    "saluran lain": 300,
}
TIMES = (
    "%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M", "%d/%m/%Y %H:%M", "%d/%m/%Y %H.%M", "%d-%m-%Y %H:%M",
    "%d-%m-%Y %H.%M",
)  # fmt: skip
# What a file may say wrongly of a message; what is only missing yet is written later, on its page.
JUDGED = frozenset({"text", "accounts", "mentions", "format"})


@dataclass(frozen=True)
class Row:
    """One message of a file, with what is wrong with it. `planned_at` is ISO text."""

    number: int
    values: Mapping[str, str]
    accounts: tuple[int, ...] = ()
    planned_at: str = ""
    errors: tuple[str, ...] = field(default=())

    def plain(self) -> dict[str, Any]:
        """As JSON."""
        return asdict(self)


def read_month(agency: Agency, name: str, content: bytes, now: datetime) -> list[Row]:
    """Every row with its own errors; BadTable when the file is none that can be used."""
    sheet = first_sheet(name, content, most=MOST_ROWS)
    places = sheet.places({column: {column} for column in HEAD})
    if missing := [column for column in NEEDED if column not in places]:
        raise BadTable(
            f"Kolom {', '.join(missing)} tidak ditemukan di baris pertama. Pakai judul kolom dari contoh berkas."
        )
    accounts = list(OfficialAccount.objects.filter(agency=agency, state="official"))
    return [_row(agency, number, named(places, cells), accounts, now) for number, cells in sheet.filled()]


def _row(
    agency: Agency, number: int, raw: Mapping[str, object], accounts: Sequence[OfficialAccount], now: datetime
) -> Row:  # fmt: skip
    values = {name: _text(raw.get(name)) for name in HEAD if name not in ("waktu", "keadaan", "tautan")}
    errors = [f"Kolom {name} kosong." for name in NEEDED if not str(raw.get(name) or "").strip()]
    errors += [
        f"Kolom {name} lebih dari {most} karakter." for name, most in LONGEST.items() if len(values[name]) > most
    ]
    moment = _moment(raw.get("waktu"), agency.government.zone, now, errors)
    chosen = _accounts(values["akun"], accounts, errors)
    row = Row(number, values, tuple(chosen), moment.isoformat() if moment else "", tuple(errors))
    if not errors:
        stops = [one for one in problems_of(agency, written_from_row(agency, row), now) if one.weight == "stop"]
        row = Row(
            number, values, row.accounts, row.planned_at, tuple(one.sentence for one in stops if one.field in JUDGED)
        )
    return row


def _text(cell: object) -> str:
    # An apostrophe that only kept a spreadsheet from running the cell is not part of the text.
    text = str(cell if cell is not None else "").strip()
    return text[1:] if text.startswith("'") and harmless(text[1:]) != text[1:] else text


def _moment(cell: object, zone: str, now: datetime, errors: list[str]) -> datetime | None:
    if cell is None or not str(cell).strip():
        return None
    wall = _wall(cell)
    wall = wall if wall is not None and plausible(wall) else None
    moment = moment_of(wall, zone) if wall is not None else None
    if wall is None:
        errors.append(f"Waktu tidak terbaca: «{one_line(str(cell), 40)}». Tulis misalnya 2026-12-31 09:00.")
    elif moment is None:
        errors.append("Jam itu tidak pernah ada di zona waktu ini.")
    elif moment <= now:
        errors.append(f"Waktu sudah lewat: {moment.astimezone(ZoneInfo(zone)):%d/%m/%Y %H.%M}.")
    return moment


def _wall(cell: object) -> datetime | None:
    if isinstance(cell, datetime):
        return cell.replace(tzinfo=None)
    if isinstance(cell, date):
        return None
    for form in TIMES:
        try:
            return datetime.strptime(one_line(str(cell), 60), form)  # noqa: DTZ007 (the zone is set by the caller)
        except ValueError:
            continue
    return None


def _accounts(text: str, accounts: Sequence[OfficialAccount], errors: list[str]) -> list[int]:
    found = []
    for part in (part.strip() for part in re.split(r"[,;\n]", text) if part.strip()):
        match = next((one.pk for one in accounts if part.casefold() in _names(one)), None)
        if match is None:
            errors.append(f"Akun «{one_line(part, 60)}» bukan akun resmi instansi ini.")
        else:
            found.append(match)
    return list(dict.fromkeys(found))


def _names(account: OfficialAccount) -> set[str]:
    handle = account.handle.casefold().lstrip("@")
    return {f"{account.platform}:{handle}", f"{account.platform}:@{handle}", account.name.casefold()}


def written_from_row(agency: Agency, row: Row) -> Written:
    """The message of a row without errors. Labels are understood as well as codes."""
    values, profile = row.values, profile_of(agency)
    purposes = {one.label.casefold(): one.code for one in profile.purposes}
    kinds = {one.label.casefold(): one.code for one in profile.message_categories}
    return cleaned(Written(
        title=values["judul"], text=values["isi"], planned_at=datetime.fromisoformat(row.planned_at),
        purpose=purposes.get(values["tujuan"].casefold(), values["tujuan"])[:40],
        category=kinds.get(values["kategori"].casefold(), values["kategori"])[:40], level=values["tingkat"][:20],
        category_note=values["penjelasan"], source=values["sumber"], tags=values["penanda"],
        mentions=values["sebutan"], format=values["bentuk"] if values["bentuk"] in FORMATS else "text",
        language=values["bahasa"][:8] or "id", campaign=values["kampanye"], other_channel=values["saluran lain"],
        variants=dict.fromkeys(row.accounts, ""),
    ))  # fmt: skip


def month_table(messages: Iterable[Message], zone: str) -> Iterator[tuple[str, ...]]:
    """The head and a row for each message; a cell that a spreadsheet would run is made text."""
    yield HEAD
    for message in messages:
        yield tuple(harmless(cell) for cell in _cells(message, zone))


def _cells(message: Message, zone: str) -> tuple[str, ...]:
    written = written_of(message)
    variants = list(message.variants.all())
    links = [one.dispatch.url for one in variants if one.dispatch is not None and one.dispatch.url]
    return (
        f"{message.planned_at.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M}", written.title, written.text,
        ", ".join(f"{one.account.platform}:{one.account.handle}" for one in variants), written.tags, written.purpose,
        written.category, written.level, written.category_note, written.source, written.mentions, written.format,
        written.language, written.campaign, written.other_channel, str(message.get_state_display()), "\n".join(links),
    )  # fmt: skip
