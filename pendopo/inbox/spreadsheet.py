"""Reading a CSV or XLSX of items: every row with its own errors, formulas made harmless, nothing kept yet."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from pendopo.inbox.text import TEXT_LIMIT, clean, line, link
from pendopo.regulation.profile import Profile
from pendopo.tables.reading import BadTable, first_sheet, harmless, named, words

MOST_ROWS = 5000
# What people write above the columns, folded to lower case.
HEADERS = {
    "url": {"tautan", "link", "url", "alamat", "alamat tautan", "permalink"},
    "text": {"pesan", "isi", "isi pesan", "teks", "komentar", "text", "message", "comment", "masukan"},
    "author": {
        "nama",
        "pengirim",
        "penulis",
        "warga",
        "nama warga",
        "author",
        "username",
        "user",
        "akun warga",
        "dari",
    },
    "posted_at": {"waktu", "tanggal", "tgl", "jam", "waktu pesan", "tanggal pesan", "time", "date", "posted at"},
    "kind": {"jenis", "jenis masukan", "kategori", "kind", "category"},
}
TEMPLATE = ("tautan", "pesan", "nama", "waktu", "jenis")
TIMES = (
    "%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M", "%Y-%m-%d", "%d/%m/%Y %H:%M:%S", "%d/%m/%Y %H:%M", "%d/%m/%Y %H.%M",
    "%d/%m/%Y", "%d-%m-%Y %H:%M", "%d-%m-%Y %H.%M", "%d-%m-%Y",
)  # fmt: skip


@dataclass(frozen=True)
class Row:
    """One row as it would be taken in; `errors` are sentences for the officer. `posted_at` is ISO text."""

    number: int
    url: str
    text: str
    author: str
    posted_at: str
    kind: str
    errors: tuple[str, ...] = field(default=())

    def plain(self) -> dict[str, Any]:
        """As JSON."""
        return asdict(self)


def read_file(name: str, content: bytes, *, profile: Profile, now: datetime) -> list[Row]:
    """All rows of a file; BadTable when it is no CSV or XLSX that can be used at all."""
    sheet = first_sheet(name, content, most=MOST_ROWS)
    places = sheet.places(HEADERS)
    if "text" not in places:
        raise BadTable("Kolom «pesan» tidak ditemukan di baris pertama. Pakai judul kolom dari contoh berkas.")
    return [_row(number, named(places, cells), profile=profile, now=now) for number, cells in sheet.filled()]


def _row(number: int, cells: dict[str, object], *, profile: Profile, now: datetime) -> Row:
    errors: list[str] = []
    text = harmless(clean(str(cells.get("text") or ""))).strip()
    if not text:
        errors.append("Pesan kosong.")
    if len(text) > TEXT_LIMIT:
        errors.append(f"Pesan lebih dari {TEXT_LIMIT:,} karakter.".replace(",", "."))
    given = str(cells.get("url") or "").strip()
    if given and not link(given):
        errors.append(f"Tautan tidak lengkap: «{line(given, 60)}».")
    posted_at = _time(cells.get("posted_at"), ZoneInfo(profile.zone), now, errors)
    kind = _kind(str(cells.get("kind") or ""), profile, errors)
    author = harmless(line(str(cells.get("author") or "")))
    return Row(number, link(given), text[:TEXT_LIMIT], author, posted_at, kind, tuple(errors))


def _time(cell: object, zone: ZoneInfo, now: datetime, errors: list[str]) -> str:
    """The time as ISO text in UTC; "" for an empty cell (then the moment of the import counts)."""
    if cell is None or not str(cell).strip():
        return ""
    found = _moment(cell)
    if found is None:
        errors.append(f"Waktu tidak terbaca: «{line(str(cell), 40)}». Tulis misalnya 2026-03-27 10:00.")
        return ""
    moment = (found if found.tzinfo else found.replace(tzinfo=zone)).astimezone(UTC)
    if moment > now:
        errors.append("Waktu ada di masa depan.")
    return moment.isoformat()


def _moment(cell: object) -> datetime | None:
    if isinstance(cell, datetime):
        return cell
    if isinstance(cell, date):
        return datetime(cell.year, cell.month, cell.day)  # noqa: DTZ001 (the zone is set by the caller)
    text = line(str(cell), 60)
    for form in TIMES:
        try:
            return datetime.strptime(text, form)  # noqa: DTZ007 (as above)
        except ValueError:
            continue
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def _kind(text: str, profile: Profile, errors: list[str]) -> str:
    asked = words(text)
    if not asked:
        return ""
    for kind in profile.input_kinds:
        if asked in {words(kind.code), words(kind.label)}:
            return kind.code
    errors.append(f"Jenis tidak dikenal: «{line(text, 40)}».")
    return ""


def template_rows(profile: Profile) -> Iterator[tuple[str, ...]]:
    """What the file to download holds: the column titles and two invented rows."""
    yield TEMPLATE
    yield ("https://contoh.invalid/p/123", "KTP saya hilang, bagaimana mengurusnya?", "warga_contoh",
           "2026-03-27 10:00", profile.input_kinds[0].code)  # fmt: skip
    yield ("", "Terima kasih, pelayanannya cepat.", "", "", "apresiasi")
