"""Renaming, moving and ending agencies; handing over the coordination. What hangs above the register: `referral.takeover`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Q

from pendopo.journal.actions import move, note
from pendopo.journal.actor import Actor
from pendopo.people.models import Person
from pendopo.registry.actions import BadRegister
from pendopo.registry.custody.ownership import pass_on
from pendopo.registry.models import Agency, Decree, Office, OfficialAccount, Role
from pendopo.registry.queries import acting, today
from pendopo.registry.rules import Doing
from pendopo.registry.structure.models import Ending, FormerName
from pendopo.registry.structure.queries import below

# Offices over the whole government: they go on at the agency that takes over.
OVERSEEING = frozenset({Role.ANALYST, Role.REGIONAL_HEAD, Role.AUDITOR, Role.ADMIN})


def _register(by: Person, agency: Agency) -> Actor:
    """The structure of a government is kept by whoever keeps the register of the coordinating agency."""
    home = Agency.objects.filter(government=agency.government_id, coordinates=True, closed_on=None).first()
    return acting(by, Doing.REGISTER, home or agency)


@transaction.atomic
def rename(*, agency: Agency, name: str, short_name: str, on: date, because: str, by: Person) -> FormerName:
    """The agency is called otherwise from the day `on`; its address stays, and papers of before keep the old name."""
    actor = _register(by, agency)
    name, short_name = " ".join(name.split()), " ".join(short_name.split())
    day = today(agency.government)
    row = Agency.objects.select_for_update().get(pk=agency.pk)
    if not name or not short_name or not because.strip():
        raise BadRegister("Tulis nama lengkap, nama pendek, dan dasar perubahannya (nomor peraturan).")
    if (name, short_name) == (row.name, row.short_name):
        raise BadRegister("Nama ini sama dengan yang sekarang: tidak ada yang berubah.")
    if on > day:
        raise BadRegister("Nama baru dicatat pada hari berlakunya, atau sesudahnya.")
    last = FormerName.objects.filter(agency=row).order_by("-until").first()
    if on <= row.since or (last is not None and on - timedelta(days=1) <= last.until):
        raise BadRegister("Pada tanggal itu instansi ini belum bernama seperti sekarang: periksa tanggalnya.")
    taken = Agency.objects.filter(government=row.government_id, closed_on=None, short_name__iexact=short_name)
    if taken.exclude(pk=row.pk).exists():
        raise BadRegister(f"Sudah ada instansi dengan nama pendek «{short_name}». Pakai nama pendek lain.")
    made = FormerName.objects.create(
        agency=row, name=row.name, short_name=row.short_name, until=on - timedelta(days=1), because=because.strip()
    )
    before = {"name": row.name, "short_name": row.short_name}
    row.name, row.short_name = name, short_name
    row.save(update_fields=["name", "short_name"])
    agency.name, agency.short_name = name, short_name
    after = {"name": name, "short_name": short_name, "on": on}
    note(row, doing="agency.renamed", by=actor, because=because, before=before, after=after)
    return made


@transaction.atomic
def set_parent(*, agency: Agency, parent: Agency | None, because: str, by: Person) -> None:
    """Hang an agency under another one, or at the top. Nobody stands under what stands under them."""
    actor = _register(by, agency)
    # All rows of the government are locked in one order, so that two moves cannot close a circle between them.
    list(Agency.objects.select_for_update().filter(government=agency.government_id).order_by("pk").values_list("pk"))
    if parent is not None:
        if parent.government_id != agency.government_id or parent.closed_on is not None:
            raise BadRegister("Induk harus instansi aktif di pemerintah daerah yang sama.")
        if parent.pk in below(agency):
            raise BadRegister(
                f"{parent.short_name} berada di bawah {agency.short_name}: susunannya akan berputar. Pilih induk lain."
                if parent.pk != agency.pk
                else "Instansi tidak dapat menjadi induknya sendiri. Pilih induk lain."
            )
    row = Agency.objects.get(pk=agency.pk)
    before = {"parent": row.parent_id}
    row.parent = agency.parent = parent
    row.save(update_fields=["parent"])
    after = {"parent": parent.pk if parent else None}
    note(row, doing="agency.moved", by=actor, because=because, before=before, after=after)


@transaction.atomic
def make_coordinating(*, agency: Agency, because: str, by: Person, hand_over: bool = False) -> None:
    """Exactly one agency coordinates (K 1.5). With `hand_over`, the one that did so stops in the same breath."""
    actor = _register(by, agency)
    if agency.closed_on is not None:
        raise BadRegister("Instansi ini sudah ditutup. Pilih instansi yang aktif.")
    current = Agency.objects.select_for_update().filter(
        government=agency.government_id, coordinates=True, closed_on=None
    )
    for other in current:
        if other.pk == agency.pk:
            raise BadRegister(f"{agency.short_name} sudah menjadi dinas pengampu.")
        if not hand_over:
            raise BadRegister(
                f"Dinas pengampu hanya satu, dan sekarang {other.short_name}. Centang serah terima bila memang beralih."
            )
        if not because.strip():
            raise BadRegister("Tulis dasar serah terimanya (nomor peraturan atau keputusan).")
        Agency.objects.filter(pk=other.pk).update(coordinates=False)
        note(other, doing="agency.coordination_left", by=actor, because=because, after={"to": agency.pk})
        _carry_offices(other, agency, today(agency.government), actor)
    Agency.objects.filter(pk=agency.pk).update(coordinates=True)
    agency.coordinates = True
    note(agency, doing="agency.coordination_taken", by=actor, because=because)


@dataclass(frozen=True)
class Planned:
    """What a person writes of an ending."""

    kind: str
    on: date
    because: str


@transaction.atomic
def plan_ending(*, agency: Agency, successor: Agency, planned: Planned, by: Person) -> Ending:
    """An agency will end on a day; the job (`referral.takeover`) carries it out, at once when the day has come."""
    actor = _register(by, agency)
    _sound(agency, successor, planned)
    made = Ending.objects.create(
        agency=agency, successor=successor, kind=planned.kind, on=planned.on, because=planned.because.strip(),
        planned_by=by,
    )  # fmt: skip
    after = {"kind": planned.kind, "on": planned.on, "successor": successor.pk}
    note(made, doing="ending.planned", by=actor, because=made.because, after=after)
    return made


def _sound(agency: Agency, successor: Agency, planned: Planned) -> None:
    """Refuses what would leave work without a home."""
    if agency.closed_on is not None:
        raise BadRegister("Instansi ini sudah ditutup.")
    if Ending.objects.filter(agency=agency, state="planned").exists():
        raise BadRegister("Sudah ada rencana untuk instansi ini. Batalkan dulu sebelum membuat yang baru.")
    if not planned.because.strip():
        raise BadRegister("Tulis dasarnya: peraturan atau keputusan yang menggabungkan atau menutup instansi ini.")
    if successor.pk == agency.pk or successor.government_id != agency.government_id or successor.closed_on is not None:
        raise BadRegister("Penerus harus instansi lain yang aktif di pemerintah daerah yang sama.")
    if planned.on <= agency.since or planned.on < successor.since:
        raise BadRegister("Pada tanggal itu instansi ini atau penerusnya belum berdiri: periksa tanggalnya.")
    if Ending.objects.filter(agency=successor, state="planned").exists():
        raise BadRegister(f"{successor.short_name} sendiri akan berakhir. Pilih penerus yang tetap ada.")
    for other in Ending.objects.filter(successor=agency, state="planned").select_related("agency"):
        raise BadRegister(
            f"{other.agency.short_name} direncanakan beralih ke instansi ini. Selesaikan atau batalkan dulu rencana itu."
        )


def cancel_ending(*, ending: Ending, because: str, by: Person) -> None:
    """Called off before its day."""
    move(ending, to="cancelled", by=_register(by, ending.agency), because=because)


def close_agency(ending: Ending, by: Actor, now: datetime) -> int:
    """The register's part of an ending, in the transaction of the caller: accounts pass, offices and decrees end.

    How many accounts passed. Nothing is removed: the closed agency keeps its papers, names and people of before.
    """
    agency, successor, because = ending.agency, ending.successor, ending.because
    accounts = list(OfficialAccount.objects.select_for_update().filter(agency=agency).exclude(state="closed"))
    for account in accounts:
        note(account, doing="account.passed", by=by, because=because, after={"agency": successor.pk}, at=now)
        pass_on(account, successor, ending.on, because)
        OfficialAccount.objects.filter(pk=account.pk).update(agency=successor)
    for decree in Decree.objects.filter(agency=agency, state="signed").filter(Q(until=None) | Q(until__gte=ending.on)):
        move(decree, to="revoked", by=by, because=because, changes={"revoked_on": ending.on}, at=now)
    for decree in Decree.objects.filter(agency=agency, state="draft"):
        move(decree, to="cancelled", by=by, because=because, at=now)
    _carry_offices(agency, successor, ending.on, by)
    _end_offices(agency, ending.on, by, because)
    coordinates = agency.coordinates
    Agency.objects.filter(pk=agency.pk).update(closed_on=ending.on, successor=successor, coordinates=False)
    Agency.objects.filter(pk=successor.pk).update(took_over_on=ending.on)
    note(
        agency,
        doing="agency.closed",
        by=by,
        because=because,
        after={"on": ending.on, "successor": successor.pk},
        at=now,
    )
    if coordinates:
        Agency.objects.filter(pk=successor.pk).update(coordinates=True)
        note(successor, doing="agency.coordination_taken", by=by, because=because, at=now)
    for child in Agency.objects.filter(parent=agency).exclude(pk=successor.pk):
        Agency.objects.filter(pk=child.pk).update(parent=successor)
        note(child, doing="agency.moved", by=by, because=because, after={"parent": successor.pk}, at=now)
    if successor.parent_id == agency.pk:
        Agency.objects.filter(pk=successor.pk).update(parent=agency.parent)
        note(successor, doing="agency.moved", by=by, because=because, after={"parent": agency.parent_id}, at=now)
    return len(accounts)


def _carry_offices(agency: Agency, to: Agency, on: date, by: Actor) -> None:
    """Analyst, inspectorate, regional head and administrator keep their work, at the other agency."""
    rows = Office.objects.filter(Q(until=None) | Q(until__gte=on), agency=agency, role__in=OVERSEEING)
    for office in rows:
        Office.objects.create(
            person=office.person, agency=to, role=office.role, title=office.title, since=max(on, office.since),
            until=office.until, acting=office.acting, letter=office.letter,
        )  # fmt: skip
        _end(office, on, by, "")


def _end_offices(agency: Agency, on: date, by: Actor, because: str) -> None:
    for office in Office.objects.filter(Q(until=None) | Q(until__gte=on), agency=agency):
        _end(office, on, by, because)


def _end(office: Office, on: date, by: Actor, because: str) -> None:
    before = {"until": office.until}
    office.until = max(office.since, on - timedelta(days=1))
    office.save(update_fields=["until"])
    note(office, doing="office.ended", by=by, because=because, before=before, after={"until": office.until})
