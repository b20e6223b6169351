"""Setting a government up: describing it and its coordinating agency, and naming who will run the accounts, before a decree does."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date

from django.db import IntegrityError, transaction
from django.utils.text import slugify

from pendopo.journal.actions import note
from pendopo.journal.models import Entry
from pendopo.people.models import Person
from pendopo.registry.actions import BadRegister, add_person
from pendopo.registry.models import Agency, Government
from pendopo.registry.queries import acting
from pendopo.registry.rules import Doing


@dataclass(frozen=True)
class Named:
    """Somebody who is to be named in the first decree. `duty` is that of an appointment."""

    person_id: int
    duty: str
    position: str


@transaction.atomic
def describe_government(
    *, government: Government, home: Agency, name: str, website: str, accent: str, zone: str, by: Person
) -> None:
    """How the government is called, where its site lies, and which time it keeps; by whoever keeps the whole register."""
    actor = acting(by, Doing.REGISTER, home)
    given = {"name": name.strip(), "website": website, "accent": accent, "zone": zone}
    before = {field: getattr(government, field) for field in given}
    for field, value in given.items():
        setattr(government, field, value)
    government.save(update_fields=list(given))
    note(government, doing="government.described", by=actor, before=before, after=given)


@transaction.atomic
def describe_agency(
    *, agency: Agency, name: str, short_name: str, since: date, email: str, phone: str, duties: str, by: Person
) -> None:
    """How an agency is called and reached. The word in its public address changes only before it has accounts."""
    actor = acting(by, Doing.REGISTER, agency)
    given = {
        "name": name.strip(), "short_name": short_name.strip(), "since": since, "email": email, "phone": phone.strip(),
        "duties": duties.strip(),
    }  # fmt: skip
    if not agency.accounts.exclude(official_since=None).exists():
        given["slug"] = slugify(short_name)[:60] or agency.slug
    before = {field: getattr(agency, field) for field in given}
    for field, value in given.items():
        setattr(agency, field, value)
    try:
        with transaction.atomic():
            agency.save(update_fields=list(given))
    except IntegrityError as error:
        raise BadRegister(f"Sudah ada instansi dengan nama pendek «{short_name}». Pakai nama pendek lain.") from error
    note(agency, doing="agency.described", by=actor, before=before, after=given)


@transaction.atomic
def name_person(
    *, agency: Agency, email: str, name: str, nip: str, employment: str, duty: str, position: str, by: Person
) -> Person:
    """Somebody who will be officer or official once the decree is signed; no right follows from it yet (P 1.4, K 1.8)."""
    actor = acting(by, Doing.REGISTER, agency)
    who = add_person(agency=agency, email=email, name=name, nip=nip, employment=employment, by=by)
    if not who.is_asn:
        raise BadRegister(f"{who.name} bukan ASN. Petugas dan pejabat harus ASN; jadikan penyusun saja.")
    after = {"person": who.pk, "duty": duty, "position": position.strip(), "name": who.name}
    note(agency, doing="person.named", by=actor, after=after)
    return who


def named_for(agency: Agency) -> list[Named]:
    """Who was named, the last word for each person and duty."""
    rows = Entry.objects.filter(thing_kind="registry.agency", thing_id=str(agency.pk), doing="person.named")
    told = [json.loads(after) for after in rows.order_by("sequence").values_list("after", flat=True)]
    last = {(one["person"], one["duty"]): Named(int(one["person"]), one["duty"], one["position"]) for one in told}
    return list(last.values())


def described(thing: Government | Agency) -> bool:
    """Whether somebody has looked at what `pendopo createadmin` wrote."""
    kind = thing._meta.label_lower
    return Entry.objects.filter(thing_kind=kind, thing_id=str(thing.pk), doing__endswith=".described").exists()
