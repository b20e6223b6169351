"""What a register file may hold: three tables, their columns, what people write above them, and what a cell must be. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from pendopo.regulation.profile import Profile
from pendopo.tables.reading import Sheet, as_text, cell_name, formula, words

MONTHS = ("jan", "feb", "mar", "apr", "mei", "jun", "jul", "agu", "sep", "okt", "nov", "des")
ROLES = {
    "kepala": "head", "kepala instansi": "head", "kepala dinas": "head", "narahubung": "liaison", "penyusun": "preparer",
    "penyusun non asn": "preparer", "petugas": "officer", "pejabat": "official",
    "pejabat penanggung jawab": "official",
}  # fmt: skip
STATUSES = {"pns": "pns", "pppk": "pppk", "p3k": "pppk", "kontrak": "contract", "tenaga kontrak": "contract",
            "non asn": "contract"}  # fmt: skip
EXAMPLE = "contoh:"


class BadCell(ValueError):
    """What is wrong with a cell and what to do, as a sentence."""


@dataclass(frozen=True)
class Column:
    """A column: its title in the template, other titles that people use, whether a cell may be empty, how it is read."""

    key: str
    title: str
    also: frozenset[str]
    required: bool
    read: Callable[[str, Profile], str]
    example: str


def _text(text: str, profile: Profile) -> str:
    return text


def _short(limit: int) -> Callable[[str, Profile], str]:
    def read(text: str, profile: Profile) -> str:
        if len(text) > limit:
            raise BadCell(f"Terlalu panjang: paling banyak {limit} huruf.")
        return text

    return read


def _email(text: str, profile: Profile) -> str:
    if not re.fullmatch(r"[^\s@<>\"]{1,64}@[\w-]+(\.[\w-]+)+", text):
        raise BadCell(f"«{text[:60]}» bukan alamat surel. Tulis misalnya nama@kota.go.id.")
    return text.lower()


def _link(text: str, profile: Profile) -> str:
    whole = text if "://" in text else f"https://{text}"
    if not re.fullmatch(r"https?://[\w-]+(\.[\w-]+)+(:\d+)?(/\S*)?", whole) or len(whole) > 500:
        raise BadCell(
            f"«{text[:60]}» bukan tautan. Salin alamat akun dari peramban, misalnya https://instagram.com/dishub."
        )
    return whole


def _nip(text: str, profile: Profile) -> str:
    digits = re.sub(r"[\s.]", "", text)
    if "e+" in text.lower() or not digits.isdigit():
        raise BadCell("NIP berubah menjadi bilangan. Jadikan kolom ini teks, lalu tulis lagi 18 angkanya.")
    return digits


def _day(text: str, profile: Profile) -> str:
    found = _ymd(text)
    try:
        return date(*found).isoformat() if found else _raise(text)
    except ValueError as error:
        raise BadCell(f"Tanggal «{text[:30]}» tidak ada di kalender. Tulis misalnya 31/12/2026.") from error


def _raise(text: str) -> str:
    raise BadCell(f"Tanggal «{text[:30]}» tidak terbaca. Tulis misalnya 31/12/2026.")


def _ymd(text: str) -> tuple[int, int, int] | None:
    if found := re.fullmatch(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[ T].*)?", text):
        return int(found[1]), int(found[2]), int(found[3])
    if found := re.fullmatch(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})", text):
        return int(found[3]), int(found[2]), int(found[1])
    if found := re.fullmatch(r"(\d{1,2})\s+([A-Za-z]+)\s+(\d{4})", text):
        word = (
            found[2].lower()[:3].replace("may", "mei").replace("aug", "agu").replace("oct", "okt").replace("dec", "des")
        )
        word = {"ags": "agu", "nop": "nov", "peb": "feb"}.get(word, word)
        return (int(found[3]), MONTHS.index(word) + 1, int(found[1])) if word in MONTHS else None
    return None


def _kind(text: str, profile: Profile) -> str:
    kinds = {words(one.label): one.code for one in profile.agency_kinds} | {
        one.code: one.code for one in profile.agency_kinds
    }
    code = kinds.get(words(text)) or kinds.get(words(text).replace(" ", "_"))
    if code is None:
        raise BadCell(
            f"Jenis «{text[:40]}» tidak dikenal. Pakai salah satu: {', '.join(one.label for one in profile.agency_kinds)}."
        )
    return code


def _platform(text: str, profile: Profile) -> str:
    named = {words(rule.label): key for key, rule in profile.platforms.items()}
    named |= {key: key for key in profile.platforms} | {
        "twitter": "x",
        "ig": "instagram",
        "fb": "facebook",
        "yt": "youtube",
    }
    key = named.get(words(text)) or named.get(words(text).replace(" ", "_"))
    if key is None or key not in profile.platforms:
        raise BadCell(f"Platform «{text[:40]}» tidak dikenal. Lihat lembar «petunjuk» pada contoh berkas.")
    return key


def _role(text: str, profile: Profile) -> str:
    if words(text) not in ROLES:
        raise BadCell(f"Peran «{text[:40]}» tidak dikenal. Pakai kepala, narahubung, penyusun, petugas, atau pejabat.")
    return ROLES[words(text)]


def _status(text: str, profile: Profile) -> str:
    if words(text) not in STATUSES:
        raise BadCell(f"Status «{text[:40]}» tidak dikenal. Pakai PNS, PPPK, atau kontrak.")
    return STATUSES[words(text)]


def _column(
    key: str, title: str, also: str, read: Callable[[str, Profile], str], example: str, *, required: bool = True
) -> Column:
    return Column(key, title, frozenset({title, key, *also.split("|")}) - {""}, required, read, example)


TABLES: Mapping[str, tuple[Column, ...]] = {
    "instansi": (
        _column("name", "nama", "nama instansi|nama lengkap|instansi|opd|perangkat daerah", _short(200), "Contoh: Dinas Perhubungan"),
        _column("short_name", "nama pendek", "singkatan|akronim", _short(60), "Dishub"),
        _column("kind", "jenis", "jenis instansi", _kind, "perangkat daerah"),
        _column("since", "sejak", "berdiri sejak|tanggal berdiri", _day, "02/01/2017"),
        _column("parent", "induk", "instansi induk", _short(60), "", required=False),
        _column("email", "surel", "email|e mail|surel dinas", _email, "dishub@kota.contoh.invalid", required=False),
        _column("duties", "kewenangan", "tugas|kata kunci", _text, "parkir, terminal, lampu jalan", required=False),
    ),
    "akun": (
        _column("agency", "instansi", "nama pendek instansi|nama pendek|pemilik|opd", _short(200), "Contoh: Dishub"),
        _column("platform", "platform", "media|medsos|media sosial", _platform, "Instagram"),
        _column("name", "nama akun", "nama", _short(120), "Dishub Kota"),
        _column("handle", "alamat akun", "akun|username|nama pengguna|handle", _short(200), "@dishub.kota"),
        _column("url", "tautan", "link|url|alamat tautan", _link, "https://www.instagram.com/dishub.kota/"),
        _column("recovery_email", "surel pemulihan", "email pemulihan", _email, "dishub@kota.contoh.invalid", required=False),
        _column("verdict_note", "alasan", "catatan|catatan tafsir", _text, "", required=False),
    ),
    "orang": (
        _column("agency", "instansi", "nama pendek instansi|opd", _short(200), "Contoh: Dishub"),
        _column("name", "nama", "nama lengkap|nama pejabat", _short(200), "Bambang Contoh, S.T."),
        _column("email", "surel", "email|e mail|surel dinas", _email, "bambang@kota.contoh.invalid"),
        _column("nip", "nip", "", _nip, "", required=False),
        _column("employment", "status", "status kepegawaian", _status, "PNS"),
        _column("role", "peran", "tugas|sebagai", _role, "kepala"),
        _column("title", "jabatan", "nama jabatan", _short(200), "Kepala Dinas Perhubungan"),
        _column("since", "mulai", "sejak|tmt", _day, "02/01/2024"),
        _column("until", "sampai", "berakhir|selesai", _day, "", required=False),
    ),
}  # fmt: skip
# How sheets and CSV files may be called.
NAMES = {"instansi": "instansi", "opd": "instansi", "perangkat daerah": "instansi", "akun": "akun", "akun resmi": "akun",
         "orang": "orang", "pejabat": "orang", "petugas": "orang", "jabatan": "orang"}  # fmt: skip


@dataclass(frozen=True)
class Line:
    """One row as it was read: `values` by column, `errors` as sentences that name the cell."""

    table: str
    sheet: str
    number: int
    values: dict[str, str]
    errors: tuple[str, ...] = field(default=())


def table_of(sheet: Sheet) -> str:
    """Which table a sheet is: by its name, else by what stands above its columns; "" for none (instructions)."""
    if (named := NAMES.get(words(sheet.name))) is not None:
        return named
    head = frozenset(sheet.head)
    fitting = [name for name, columns in TABLES.items() if all(c.also & head for c in columns if c.required)]
    return max(fitting, key=lambda name: sum(bool(c.also & head) for c in TABLES[name]), default="")


def lines_of(sheet: Sheet, profile: Profile) -> tuple[list[Line], list[str]]:
    """The rows of a sheet, and what is wrong with the sheet as a whole."""
    table = table_of(sheet)
    if not table or not sheet.head:
        return [], []
    places = _places(table, sheet.head)
    missing = [column.title for column in TABLES[table] if column.required and column.key not in places]
    if missing:
        return [], [
            f"Lembar «{sheet.name}»: kolom {', '.join(f'«{one}»' for one in missing)} tidak ada di baris pertama."
        ]
    found = [
        _line(table, sheet.name, number, [as_text(cell) for cell in cells], places, profile)
        for number, cells in sheet.rows
        if not as_text(cells[0]).casefold().startswith(EXAMPLE)
    ]
    return found, []


def _places(table: str, head: Sequence[str]) -> dict[str, int]:
    places: dict[str, int] = {}
    for column in TABLES[table]:
        exact = [at for at, name in enumerate(head) if name == column.title]
        loose = [at for at, name in enumerate(head) if name in column.also and at not in places.values()]
        if exact or loose:
            places[column.key] = (exact or loose)[0]
    return places


def _line(table: str, sheet: str, number: int, cells: list[str], places: dict[str, int], profile: Profile) -> Line:
    values: dict[str, str] = {}
    errors: list[str] = []
    for column in TABLES[table]:
        at = places.get(column.key)
        text = cells[at] if at is not None and at < len(cells) else ""
        where = f"Sel {cell_name(at or 0, number)} ({column.title}): "
        try:
            values[column.key] = _read(column, text, profile)
        except BadCell as wrong:
            values[column.key] = ""
            errors.append(where + str(wrong))
    return Line(table, sheet, number, values, tuple(errors))


def _read(column: Column, text: str, profile: Profile) -> str:
    if formula(text):
        raise BadCell("berisi rumus. Tempel nilainya saja (tempel khusus → nilai).")
    if not text and column.required:
        raise BadCell("kosong. Isi kolom ini.")
    return column.read(text, profile) if text else ""
