"""The people, agencies, accounts and decrees of the demo world, from `people.toml`. Everybody in it is invented."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.contrib.auth.hashers import make_password
from django.utils import timezone
from django.utils.text import slugify

from pendopo.journal.actions import note
from pendopo.journal.actor import Actor
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
from pendopo.regulation.profile import Profile, load

PASSWORD = "pendopo-demo-2026"  # noqa: S105  the demo's, printed at every start
FILE = Path(__file__).with_name("people.toml")
SINCE = date(2024, 1, 2)
BUILDER = Actor.system("Dunia contoh")
# The smallest picture there is, where a screenshot of an invented post would stand.
PICTURE = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082"
)


@dataclass
class DemoAgency:
    """An agency with its people and accounts (by platform)."""

    agency: Agency
    head: Person
    official: Person
    officers: list[Person]
    accounts: dict[str, OfficialAccount]
    decree: Decree
    preparer: Person | None = None


@dataclass
class DemoGovernment:
    """A government with its agencies by short name."""

    government: Government
    profile: Profile
    agencies: dict[str, DemoAgency]
    regional_head: Person
    analyst: Person
    auditor: Person
    admin: Person


@dataclass
class DemoWorld:
    """Both governments by key, and the moment that is "now" for the demo."""

    governments: dict[str, DemoGovernment]
    now: datetime = field(default_factory=timezone.now)


def build() -> DemoWorld:
    """Make everything; the caller has looked that it is not there yet."""
    data = tomllib.loads(FILE.read_text(encoding="utf-8"))
    password = make_password(PASSWORD)
    return DemoWorld({one["key"]: _government(one, password) for one in data["governments"]})


def _government(data: dict[str, Any], password: str) -> DemoGovernment:
    profile = load(data["profile"])
    government = Government.objects.create(
        key=data["key"], name=data["name"], profile=data["profile"], zone=profile.zone,
        accent=data["accent"], website=data["website"],
    )  # fmt: skip
    serial = Serial(data["key"], password)
    agencies = {one["short"]: _agency(government, profile, one, serial) for one in data["agencies"]}
    for one in data["agencies"]:
        if "parent" in one:
            agencies[one["short"]].agency.parent = agencies[one["parent"]].agency
            agencies[one["short"]].agency.save(update_fields=["parent"])
    home = next(one for one in agencies.values() if one.agency.coordinates)
    people = {}
    for role, word in (
        (Role.REGIONAL_HEAD, "head"),
        (Role.ANALYST, "analyst"),
        (Role.AUDITOR, "auditor"),
        (Role.ADMIN, "admin"),
    ):
        title, name = data[word]
        people[role] = serial.person(word if word != "head" else "kepala-daerah", name)
        Office.objects.create(person=people[role], agency=home.agency, role=role, title=title, since=SINCE)
    return DemoGovernment(
        government,
        profile,
        agencies,
        people[Role.REGIONAL_HEAD],
        people[Role.ANALYST],
        people[Role.AUDITOR],
        people[Role.ADMIN],
    )


@dataclass
class Serial:
    """Makes people with addresses and NIPs that cannot be anybody's."""

    key: str
    password: str
    count: int = 0

    def person(self, word: str, name: str, *, employment: str = "pns") -> Person:
        """`word`@`key`.contoh.invalid; the NIP has a plausible birth and start month and a running number."""
        self.count += 1
        born = 1970 + self.count % 28
        start = f"{born + 23}{1 + self.count % 12:02d}{1 + self.count % 2}"
        nip = f"{born}{1 + self.count % 12:02d}{1 + self.count % 28:02d}{start}000"
        return Person.objects.create(
            email=f"{word}@{self.key}.contoh.invalid", name=name, password=self.password, employment=employment,
            nip=None if employment == "contract" else f"{nip[:-3]}{self._unique():03d}",
        )  # fmt: skip

    def _unique(self) -> int:
        return self.count + (500 if self.key != "probolinggo" else 0)


def _agency(government: Government, profile: Profile, data: dict[str, Any], serial: Serial) -> DemoAgency:
    slug = slugify(data["short"])
    agency = Agency.objects.create(
        government=government, kind=data.get("kind", "perangkat_daerah"), name=data["name"], short_name=data["short"],
        slug=slug, coordinates=data.get("coordinates", False), since=SINCE, duties=data["duties"],
        email=f"{slug}@{government.key}.contoh.invalid",
    )  # fmt: skip
    head = serial.person(f"kepala.{slug}", data["head"])
    official = serial.person(f"pejabat.{slug}", data["official"])
    officers = [
        serial.person(f"petugas{number if number > 1 else ''}.{slug}", name)
        for number, name in enumerate(data["officers"], start=1)
    ]
    office = Office.objects.create(
        person=head, agency=agency, role=Role.HEAD, title=f"Kepala {data['short']}", since=SINCE
    )
    Office.objects.create(person=officers[-1], agency=agency, role=Role.LIAISON, title="Narahubung", since=SINCE)
    preparer = None
    if "preparer" in data:
        preparer = serial.person(f"penyusun.{slug}", data["preparer"], employment="contract")
        Office.objects.create(person=preparer, agency=agency, role=Role.PREPARER, title="Tenaga Media", since=SINCE)
    accounts = dict(_account(agency, profile, one) for one in data["accounts"])
    decree = _decree(agency, office, list(accounts.values()), official, officers, serial.count)
    return DemoAgency(agency, head, official, officers, accounts, decree, preparer)


def _account(agency: Agency, profile: Profile, text: str) -> tuple[str, OfficialAccount]:
    platform, handle = text.split(":")
    rule = profile.platforms[platform]
    account = OfficialAccount.objects.create(
        agency=agency, platform=platform, connector="assisted", name=f"{agency.short_name} · {rule.label}", handle=handle,
        handle_folded=handle.lower(), url=_link(platform, handle), account_type=rule.account_type,
        verdict=rule.verdict, verdict_note=rule.note, state="official", official_since=SINCE,
        recovery_email=agency.email, two_factor=agency.coordinates or platform == "instagram",
    )  # fmt: skip
    Connection.objects.create(account=account, options={"platform": platform})
    return platform, account


def _link(platform: str, handle: str) -> str:
    shape = {
        "instagram": "https://www.instagram.com/{}/", "facebook": "https://www.facebook.com/{}", "x": "https://x.com/{}",
        "youtube": "https://www.youtube.com/@{}", "wordpress": "https://{}.invalid/",
        "telegram": "https://telegram.contoh.invalid/{}", "mastodon": "https://sosial.contoh.invalid/@{}",
        "bluesky": "https://biru.contoh.invalid/profile/{}",
    }  # fmt: skip
    return shape[platform].format(handle)


def _decree(
    agency: Agency,
    office: Office,
    accounts: list[OfficialAccount],
    official: Person,
    officers: list[Person],
    serial: int,
) -> Decree:
    decree = Decree.objects.create(
        agency=agency, number=f"480/{serial}/KPTS/I/2024", about="Akun resmi, petugas dan pejabat pengelola media sosial",
        signed_on=SINCE, signer=office, since=SINCE, until=date(timezone.now().year + 1, 12, 31), state="signed",
    )  # fmt: skip
    decree.accounts.set(accounts)
    Appointment.objects.create(decree=decree, person=official, duty="official", position="Sekretaris")
    for officer in officers:
        Appointment.objects.create(
            decree=decree, person=officer, duty="officer", position="Pranata Hubungan Masyarakat"
        )
    note(decree, doing="decree.signed", by=BUILDER, because="dunia contoh", after={"number": decree.number})
    return decree
