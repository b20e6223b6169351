"""Taking in a register file: rehearsed row by row through the register's own actions and rolled back, so that the preview
says exactly what will happen; then done for good, all of it or nothing. A second time adds nothing."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify

from pendopo.journal.actions import note
from pendopo.journal.machine import Said
from pendopo.people.models import Person
from pendopo.registry.actions import (
    BadRegister,
    Proposed,
    add_agency,
    add_office,
    add_person,
    folded,
    propose_account,
)
from pendopo.registry.importing.columns import Line, lines_of
from pendopo.registry.importing.models import RegisterFile
from pendopo.registry.models import Agency, Office, OfficialAccount
from pendopo.registry.queries import acting
from pendopo.registry.rules import Doing
from pendopo.registry.setup import name_person, named_for
from pendopo.regulation.profile import load
from pendopo.tables.reading import BadTable, Sheet, plain, sheets_of, words

# Agencies first: accounts and people hang on them.
ORDER = ("instansi", "orang", "akun")
MOST_ROWS = 1500
NEW, THERE = "baru", "sudah ada"


@dataclass(frozen=True)
class Row:
    """A row with what came of it: "baru", "sudah ada", or "" when it cannot be taken."""

    table: str
    sheet: str
    number: int
    values: dict[str, str]
    errors: tuple[str, ...]
    outcome: str = ""


class _Rehearsed(Exception):
    """Ends the rehearsal: everything is rolled back."""


def read_register(*, home: Agency, files: Sequence[tuple[str, bytes]], by: Person) -> RegisterFile:
    """Step one: read the files, rehearse, keep what was read for the preview. The register is as it was before."""
    acting(by, Doing.REGISTER, home)
    sheets = [sheet for name, content in files for sheet in sheets_of(name, content, most=MOST_ROWS)]
    lines = _lines(home, sheets)
    rows = _rehearsal(home, lines, by)
    name = plain(", ".join(name for name, _content in files))[:200] or "berkas"
    digest = hashlib.sha256(b"".join(content for _name, content in files)).hexdigest()
    return RegisterFile.objects.create(home=home, by=by, name=name, sha256=digest, rows=[asdict(row) for row in rows])


def _lines(home: Agency, sheets: Sequence[Sheet]) -> list[Line]:
    profile = load(home.government.profile)
    lines: list[Line] = []
    for sheet in sheets:
        found, wrong = lines_of(sheet, profile)
        if wrong:
            raise BadTable(wrong[0])
        lines += found
    if not lines:
        raise BadTable("Berkas ini tidak berisi baris instansi, akun, atau orang. Isi contoh berkas, lalu unggah lagi.")
    if len(lines) > MOST_ROWS:
        raise BadTable(f"{len(lines):,} baris; paling banyak {MOST_ROWS:,} sekali impor.".replace(",", "."))
    return sorted(lines, key=lambda line: ORDER.index(line.table))


def _rehearsal(home: Agency, lines: Sequence[Line], by: Person) -> list[Row]:
    rows: list[Row] = []
    try:
        with transaction.atomic():
            rows = _each(home, lines, by)
            raise _Rehearsed
    except _Rehearsed:
        return rows


def _each(home: Agency, lines: Sequence[Line], by: Person) -> list[Row]:
    """Every row through the actions, each in its own savepoint, so that one bad row does not hide the others."""
    taking = _Taking(home, by)
    return [_one(taking, line) for line in _parents_first(lines)]


def _parents_first(lines: Sequence[Line]) -> list[Line]:
    """Agencies before everything else, and each after the one above it; a circle stays as it is and is refused."""
    waiting = [line for line in lines if line.table == "instansi"]
    rest = [line for line in lines if line.table != "instansi"]
    inside = {words(line.values["short_name"]) for line in waiting}
    done: list[Line] = []
    while waiting:
        above = inside - {words(line.values["short_name"]) for line in done}
        ready = [line for line in waiting if words(line.values["parent"]) not in above] or waiting
        done += ready
        waiting = [line for line in waiting if line not in ready]
    return done + rest


def _one(taking: _Taking, line: Line) -> Row:
    row = Row(line.table, line.sheet, line.number, line.values, line.errors)
    if line.errors:
        return row
    try:
        with transaction.atomic():
            return replace(row, outcome=taking.take(line))
    except Said as refusal:
        sentence = refusal.sentence
    except ValidationError as refusal:
        sentence = " ".join(refusal.messages)
    return replace(row, errors=(f"Baris {line.number}: {sentence}",))


class _Taking:
    """The rows of one file on their way into the register."""

    def __init__(self, home: Agency, by: Person) -> None:
        self.home, self.by = home, by
        self.ways = {"instansi": self._agency, "orang": self._person, "akun": self._account}

    def take(self, line: Line) -> str:
        """What came of a row."""
        return self.ways[line.table](line.values)

    def _find(self, name: str) -> Agency | None:
        rows = Agency.objects.filter(government=self.home.government)
        found = rows.filter(short_name__iexact=name).first() or rows.filter(name__iexact=name).first()
        return found or rows.filter(slug=slugify(name)[:60] or "-").first()

    def _known(self, name: str) -> Agency:
        found = self._find(name)
        if found is None:
            raise BadRegister(
                f"Instansi «{name}» belum terdaftar dan tidak ada di lembar instansi. Periksa nama pendeknya."
            )
        return found

    def _agency(self, row: dict[str, str]) -> str:
        if self._find(row["short_name"]) is not None:
            return THERE
        parent = self._known(row["parent"]) if row["parent"] else None
        add_agency(
            government=self.home.government, by=self.by, beside=self.home, kind=row["kind"], name=row["name"],
            short_name=row["short_name"], since=date.fromisoformat(row["since"]), email=row["email"],
            duties=row["duties"], parent=parent,
        )  # fmt: skip
        return NEW

    def _account(self, row: dict[str, str]) -> str:
        agency = self._known(row["agency"])
        same = OfficialAccount.objects.filter(platform=row["platform"], handle_folded=folded(row["handle"]))
        have = same.exclude(state="closed").select_related("agency").first()
        if have is not None and have.agency_id == agency.pk:
            return THERE
        if have is not None and have.agency.government_id == self.home.government_id:
            raise BadRegister(f"Akun {row['handle']} sudah terdaftar milik {have.agency.short_name}.")
        given = {key: row[key] for key in ("platform", "name", "handle", "url", "recovery_email", "verdict_note")}
        propose_account(agency=agency, proposed=Proposed(**given), by=self.by)
        return NEW

    def _person(self, row: dict[str, str]) -> str:
        agency = self._known(row["agency"])
        if row["role"] in {"officer", "official"}:
            return self._named(agency, row)
        since = date.fromisoformat(row["since"])
        until = date.fromisoformat(row["until"]) if row["until"] else None
        held = Office.objects.filter(agency=agency, role=row["role"], person__email=row["email"], since=since)
        if held.exists():
            return THERE
        who = self._who(agency, row)
        add_office(
            agency=agency, person=who, role=row["role"], title=row["title"], since=since, until=until, by=self.by
        )
        return NEW

    def _named(self, agency: Agency, row: dict[str, str]) -> str:
        """Officers and officials get their rights from a decree; here they are only named for it."""
        known = Person.objects.filter(email=row["email"]).first()
        if known is not None and any(
            one.person_id == known.pk and one.duty == row["role"] for one in named_for(agency)
        ):
            return THERE
        name_person(
            agency=agency, email=row["email"], name=row["name"], nip=row["nip"], employment=row["employment"],
            duty=row["role"], position=row["title"], by=self.by,
        )  # fmt: skip
        return NEW

    def _who(self, agency: Agency, row: dict[str, str]) -> Person:
        return add_person(
            agency=agency,
            email=row["email"],
            name=row["name"],
            nip=row["nip"],
            employment=row["employment"],
            by=self.by,
        )


def rows_of(file: RegisterFile) -> list[Row]:
    """The rows as they were rehearsed."""
    return [Row(**{**row, "errors": tuple(row["errors"])}) for row in file.rows]


@transaction.atomic
def take_register(*, file: RegisterFile, by: Person) -> dict[str, int]:
    """Step two: everything or nothing. How many are new, by table."""
    actor = acting(by, Doing.REGISTER, file.home)
    row = RegisterFile.objects.select_for_update().select_related("home__government").get(pk=file.pk)
    rehearsed = rows_of(row)
    if row.taken_at is not None:
        raise BadRegister("Berkas ini sudah diimpor; tidak ada yang ditambahkan.")
    if any(one.errors for one in rehearsed):
        raise BadRegister(
            "Masih ada baris yang salah, jadi belum ada yang diimpor. Perbaiki berkasnya, lalu unggah lagi."
        )
    lines = [Line(one.table, one.sheet, one.number, one.values) for one in rehearsed]
    done = _each(row.home, lines, by)
    wrong = next((one for one in done if one.errors), None)
    if wrong is not None:
        raise BadRegister(f"Daftar berubah sejak pratinjau, jadi tidak ada yang diimpor. {wrong.errors[0]}")
    counts = {table: sum(one.table == table and one.outcome == NEW for one in done) for table in ORDER}
    row.taken_at = timezone.now()
    row.save(update_fields=["taken_at"])
    note(row, doing="register.imported", by=actor, after={"file": row.name, "sha256": row.sha256, **counts})
    return counts
