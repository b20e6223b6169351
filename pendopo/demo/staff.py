"""The demo's managers: what they signed, read and learned, their meetings, ethics cases, and how agencies changed."""

from __future__ import annotations

import tomllib
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from pendopo.demo.world import BUILDER, DemoAgency, DemoGovernment, DemoWorld
from pendopo.journal.actions import note
from pendopo.people.models import Person
from pendopo.registry.actions import add_office
from pendopo.registry.competence.actions import Learned, Met, record_meeting, record_training
from pendopo.registry.ethics.actions import (
    acknowledge,
    drawn_of,
    edition_now,
    finish_attempt,
    handle_case,
    publish_statement,
    report_case,
    start_attempt,
)
from pendopo.registry.ethics.models import Edition, EthicsCase
from pendopo.registry.models import Agency, Role
from pendopo.registry.structure.actions import Planned, plan_ending, rename
from pendopo.registry.structure.models import Ending

FILE = Path(__file__).with_name("staff.toml")
# Agencies whose people are behind, so that the board is not all green.
BEHIND = frozenset({"Satpol PP", "BPPKAD", "DPUPR", "Dinsos P3A"})
ALONE = frozenset({"Satpol PP", "BPBD"})
RENAMED = {
    "probolinggo": ("Dinkes", "Dinas Kesehatan", "Dinas Kesehatan", "Perda 8/2024 (contoh)"),
    "katingan": ("Diskominfosantik", "Dinas Komunikasi dan Informatika", "Diskominfo", "Perbup 40/2024 (contoh)"),
}


def fill(world: DemoWorld) -> None:
    """Everything that people do besides the desk."""
    data = tomllib.loads(FILE.read_text(encoding="utf-8"))
    for home in world.governments.values():
        _texts(home, data, world.now)
        for place, desk in enumerate(home.agencies.values()):
            _people(home, desk, data, world.now, place)
        _meetings(home, data, world.now)
        _structure(home, world.now)
    _cases(world)
    _acting(world)


def _texts(home: DemoGovernment, data: dict[str, Any], now: datetime) -> None:
    """Two texts since the beginning of last year; in the first government a second pledge since a few weeks."""
    since = date(now.year - 1, 1, 15)
    rules = edition_now(home.government, now)
    Edition.objects.filter(pk=rules.pk).update(since=since)
    for kind in ("pledge", "commitment"):
        text = data[kind]["text"]
        publish_statement(government=home.government, kind=kind, text=text, since=since, by=home.analyst)
    if home.government.key == "probolinggo":
        publish_statement(
            government=home.government, kind="pledge", text=data["pledge"]["second"],
            since=now.date() - timedelta(days=21), by=home.analyst,
        )  # fmt: skip


def _people(home: DemoGovernment, desk: DemoAgency, data: dict[str, Any], now: datetime, place: int) -> None:
    behind = desk.agency.short_name in BEHIND
    for number, person in enumerate([desk.official, *desk.officers]):
        if behind and number:
            continue
        at = now - timedelta(days=19 - (place + number) % 12, hours=place)
        texts = home.government.statements.order_by("kind", "-version")
        for kind in ("pledge", "commitment"):
            newest = texts.filter(kind=kind).first()
            # Every third person has not come to the newest text yet.
            if newest is not None and not (kind == "pledge" and newest.version > 1 and (place + number) % 3 == 2):
                acknowledge(statement=newest, agency=desk.agency, by=person, at=at, interest=_interest(place, number))
        _quiz(desk, person, now - timedelta(days=200 + place), fails=number == 1 and place % 2 == 0)
        course = data["training"][(place + number) % len(data["training"])]
        days = 900 if place % 5 == 4 else 120 + 30 * place
        learned = Learned(course["title"], course["organiser"], (now - timedelta(days=days)).date())
        record_training(person=person, agency=desk.agency, learned=learned, by=person)


def _interest(place: int, number: int) -> str:
    return "Kakak saya memiliki percetakan yang pernah melayani instansi ini." if (place, number) == (2, 0) else ""


def _quiz(desk: DemoAgency, person: Person, at: datetime, *, fails: bool) -> None:
    """One go that passes; where it `fails`, a first one before it that did not."""
    if fails:
        attempt = start_attempt(agency=desk.agency, by=person, at=at - timedelta(days=1))
        wrong = {each.code: str(each.order.index(1)) for each in drawn_of(attempt)}
        finish_attempt(attempt=attempt, answers=wrong, by=person, at=at - timedelta(hours=23))
    attempt = start_attempt(agency=desk.agency, by=person, at=at)
    right = {each.code: str(each.order.index(0)) for each in drawn_of(attempt)}
    finish_attempt(attempt=attempt, answers=right, by=person, at=at + timedelta(minutes=9))


def _meetings(home: DemoGovernment, data: dict[str, Any], now: datetime) -> None:
    """Held by the coordinating agency with the others, but for those that never come."""
    desks = list(home.agencies.values())
    host = next(one for one in desks if one.agency.coordinates)
    guests = [one for one in desks if one.agency.short_name not in ALONE and one is not host]
    for one in data["meeting"]:
        met = Met(
            one["kind"], (now - timedelta(days=one["days"])).date(), one["title"], one["minutes"], one["decisions"],
            one.get("others", ""),
        )  # fmt: skip
        people = [host.official, *(guest.officers[0] for guest in guests[:4])]
        agencies = [guest.agency for guest in guests]
        record_meeting(agency=host.agency, met=met, agencies=agencies, people=people, by=host.official)


def _structure(home: DemoGovernment, now: datetime) -> None:
    """A name that was, an agency that was taken in, and one that will be."""
    short, old, old_short, because = RENAMED[home.government.key]
    one = home.agencies[short].agency
    name, short_name = one.name, one.short_name
    Agency.objects.filter(pk=one.pk).update(name=old, short_name=old_short)
    one.refresh_from_db()
    on = date(2025, 1, 1)
    rename(agency=one, name=name, short_name=short_name, on=on, because=because, by=home.analyst)
    host = next(each for each in home.agencies.values() if each.agency.coordinates)
    former = Agency.objects.create(
        government=home.government, kind="perangkat_daerah", name="Bagian Hubungan Masyarakat Sekretariat Daerah",
        short_name="Bagian Humas", slug="bagian-humas", since=date(2024, 1, 2), closed_on=date(2024, 7, 1),
        successor=host.agency,
    )  # fmt: skip
    Agency.objects.filter(pk=host.agency.pk).update(took_over_on=date(2024, 7, 1))
    ended = Ending.objects.create(
        agency=former, successor=host.agency, kind="merged", on=date(2024, 7, 1), state="done", done_at=now,
        because="Penataan organisasi 2024 (contoh)", planned_by=home.analyst,
        passed_on={"accounts": 0, "cases": 0, "referrals": 0, "messages": 0},
    )  # fmt: skip
    note(ended, doing="ending.done", by=BUILDER, because="dunia contoh")
    if "UPT Puskesmas Kanigaran" in home.agencies:
        unit, dinkes = home.agencies["UPT Puskesmas Kanigaran"].agency, home.agencies["Dinkes"].agency
        planned = Planned("merged", date(now.year + 1, 7, 1), "Rencana penataan UPT kesehatan (contoh)")
        plan_ending(agency=unit, successor=dinkes, planned=planned, by=home.analyst)


def _cases(world: DemoWorld) -> None:
    """One that was decided, one being examined, one that lies too long."""
    home, today = world.governments["probolinggo"], world.now.date()
    desk, other = home.agencies["Disdukcapil"], home.agencies["DLH"]
    decided = report_case(
        agency=desk.agency, rule="g", by=desk.officers[1], account=next(iter(desk.accounts.values())),
        on=today - timedelta(days=70),
        report="Foto antrean diunggah dengan wajah dan berkas seorang warga yang terbaca jelas.",
    )  # fmt: skip
    handle_case(case=decided, to="examined", finding="", action="", by=desk.official)
    handle_case(
        case=decided, to="decided", by=desk.official, finding="Benar: nama pada berkas terbaca. Tidak disengaja.",
        action="Foto diganti, warganya dihubungi, dan cara memeriksa foto diulang dalam rapat pagi.",
    )  # fmt: skip
    EthicsCase.objects.filter(pk=decided.pk).update(closed_on=today - timedelta(days=58))
    fresh = report_case(
        agency=desk.agency, rule="f", by=home.analyst, on=today - timedelta(days=9),
        report="Jadwal layanan yang diunggah berbeda dari papan pengumuman dan belum diralat.",
    )  # fmt: skip
    handle_case(case=fresh, to="examined", finding="", action="", by=desk.official)
    report_case(
        agency=other.agency, rule="a", by=other.officers[0], on=today - timedelta(days=47),
        report="Akun dipakai untuk mengejek sebuah unggahan lembaga lain pada malam hari.",
    )  # fmt: skip


def _acting(world: DemoWorld) -> None:
    """A head who is away for two weeks."""
    home, today = world.governments["probolinggo"], world.now.date()
    desk = home.agencies["Dishub"]
    add_office(
        agency=desk.agency, person=desk.official, role=Role.HEAD, title="Kepala Dishub", acting_as="plh",
        since=today - timedelta(days=3), until=today + timedelta(days=11), letter="800/217/425.105/2026 (contoh)",
        by=home.analyst,
    )  # fmt: skip
