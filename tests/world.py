"""A small known pair of governments, as plain functions. Everybody and everything in it is invented."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime

from pendopo.people.models import Person
from pendopo.registry.models import (
    Agency,
    Appointment,
    Connection,
    Decree,
    Government,
    Office,
    OfficialAccount,
    Role,
)

NOW = datetime(2026, 3, 27, 3, 0, tzinfo=UTC)  # Friday 10.00 WIB


@dataclass
class Desk:
    """One agency with the people who run its social media, all in force from 2020 on."""

    agency: Agency
    head: Person
    official: Person
    officer: Person
    account: OfficialAccount
    decree: Decree


@dataclass
class World:
    """Two governments; in the first two ordinary agencies beside the coordinating one."""

    government: Government
    kominfo: Desk
    dukcapil: Desk
    pu: Desk
    analyst: Person
    regional_head: Person
    auditor: Person
    other_government: Government
    other: Desk


def person(name: str, *, employment: str = "pns") -> Person:
    """Somebody invented, with an address made of the name; the password is "rahasia-sekali-1"."""
    email = name.lower().replace(" ", ".") + "@contoh.invalid"
    made = Person(email=email, name=name, employment=employment)
    made.set_password("rahasia-sekali-1")
    made.save()
    return made


def agency(government: Government, short_name: str, name: str, *, coordinates: bool = False) -> Agency:
    """An active agency."""
    return Agency.objects.create(
        government=government, kind="perangkat_daerah", name=name, short_name=short_name,
        slug=short_name.lower().replace(" ", "-"), coordinates=coordinates, since=date(2020, 1, 1),
        email=f"{short_name.lower().replace(' ', '-')}@contoh.invalid",
    )  # fmt: skip


def account(of: Agency, handle: str, *, platform: str = "wordpress", connector: str = "assisted") -> OfficialAccount:
    """An official account, not connected to anything."""
    made = OfficialAccount.objects.create(
        agency=of, platform=platform, connector=connector, name=f"{of.short_name} {platform}", handle=handle,
        handle_folded=handle.lower(), url=f"https://contoh.invalid/{handle}", account_type="blog", verdict="explicit",
        state="official", official_since=date(2020, 1, 1),
    )  # fmt: skip
    Connection.objects.create(account=made)
    return made


def decree(
    of: Agency, head_office: Office, accounts: list[OfficialAccount], *, number: str = "188/1/2020",
    since: date = date(2020, 1, 1), until: date | None = None,
) -> Decree:  # fmt: skip
    """A signed decree that names accounts."""
    made = Decree.objects.create(
        agency=of, number=number, about="Pengelola media sosial", signed_on=since, signer=head_office,
        since=since, until=until, state="signed",
    )  # fmt: skip
    made.accounts.set(accounts)
    return made


def desk(of: Agency, *, prefix: str) -> Desk:
    """The head, an official, an officer and an account of an agency, by one decree."""
    head, official, officer = person(f"{prefix} Kepala"), person(f"{prefix} Pejabat"), person(f"{prefix} Petugas")
    office = Office.objects.create(
        person=head, agency=of, role=Role.HEAD, title=f"Kepala {of.short_name}", since=date(2020, 1, 1)
    )
    main = account(of, f"{prefix.lower()}_resmi")
    signed = decree(of, office, [main])
    Appointment.objects.create(decree=signed, person=officer, duty="officer", position="Pranata Humas")
    Appointment.objects.create(decree=signed, person=official, duty="official", position="Sekretaris")
    return Desk(of, head, official, officer, main, signed)


def two_governments() -> World:
    """The whole world; call it inside a test with a database."""
    first = Government.objects.create(
        key="probolinggo", name="Pemerintah Kota Probolinggo", profile="probolinggo-37-2016", zone="Asia/Jakarta"
    )
    second = Government.objects.create(
        key="katingan", name="Pemerintah Kabupaten Katingan", profile="katingan-55-2022", zone="Asia/Jakarta"
    )
    kominfo = desk(agency(first, "Diskominfo", "Dinas Komunikasi dan Informatika", coordinates=True), prefix="Kom")
    dukcapil = desk(agency(first, "Disdukcapil", "Dinas Kependudukan dan Pencatatan Sipil"), prefix="Duk")
    pu = desk(agency(first, "DPUPR", "Dinas Pekerjaan Umum dan Penataan Ruang"), prefix="Pu")
    other = desk(agency(second, "Diskominfo", "Dinas Komunikasi Katingan", coordinates=True), prefix="Kat")
    people = {}
    for role, name in (
        (Role.ANALYST, "Ana Analis"),
        (Role.REGIONAL_HEAD, "Wali Kota"),
        (Role.AUDITOR, "Ira Inspektur"),
    ):
        people[role] = person(name)
        Office.objects.create(
            person=people[role], agency=kominfo.agency, role=role, title=str(role.label), since=date(2020, 1, 1)
        )
    return World(
        first, kominfo, dukcapil, pu, people[Role.ANALYST], people[Role.REGIONAL_HEAD], people[Role.AUDITOR],
        second, other,
    )  # fmt: skip
