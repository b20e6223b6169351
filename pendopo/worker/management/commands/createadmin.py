"""`pendopo createadmin`: a government, its coordinating agency, and the first administrator."""

from __future__ import annotations

import getpass
import os
import sys
from argparse import ArgumentParser
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from pendopo.journal.actions import note
from pendopo.journal.actor import Actor
from pendopo.people.models import Person
from pendopo.registry.models import Agency, Government, Office, Role
from pendopo.registry.queries import today
from pendopo.regulation.profile import ProfileError, available, load

BY = Actor.system("pendopo createadmin")
OPTIONS = ("email", "name", "government", "government-name", "profile")


class Command(BaseCommand):
    help = "Buat pemerintah daerah, dinas pengampu, dan admin pertamanya."

    def add_arguments(self, parser: ArgumentParser) -> None:
        for option in OPTIONS:
            parser.add_argument(f"--{option}", required=True)

    def handle(self, *args: Any, **options: Any) -> None:
        given = {option: str(options[option.replace("-", "_")]).strip() for option in OPTIONS}
        _check_profile(given["profile"])
        password = _password()
        try:
            with transaction.atomic():
                person = _admin(given, password)
        except ValidationError as error:
            raise CommandError("\n".join(error.messages)) from error
        self.stdout.write(f"Siap. Masuk dengan {person.email}; langkah berikutnya ada di halaman pertama.")


def _check_profile(key: str) -> None:
    if key not in available():
        raise CommandError(f"Profil peraturan «{key}» tidak ada. Yang ada: {', '.join(available())}.")
    try:
        load(key)
    except ProfileError as error:
        raise CommandError(str(error)) from error


def _password() -> str:
    """From the environment, a pipe, or asked twice at a terminal."""
    if given := os.environ.get("PENDOPO_ADMIN_PASSWORD"):
        return given
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\n")
    first = getpass.getpass("Kata sandi (sedikitnya 10 huruf): ")
    if first != getpass.getpass("Ulangi kata sandi: "):
        raise CommandError("Kedua kata sandi tidak sama. Ulangi perintahnya.")
    return first


def _admin(given: dict[str, str], password: str) -> Person:
    if Person.objects.filter(email=given["email"].lower()).exists():
        raise CommandError(f"Sudah ada orang dengan surel {given['email'].lower()}.")
    person = Person(email=given["email"].lower(), name=given["name"])
    validate_password(password, person)
    person.set_password(password)
    person.full_clean(exclude=["password"])
    person.save()
    home = _coordinating(given)
    office = Office(person=person, agency=home, role=Role.ADMIN, title="Admin sistem", since=today(home.government))
    office.full_clean()
    office.save()
    note(office, doing="office.given", by=BY, after={"person": person.pk, "role": office.role, "agency": home.pk})
    return person


def _coordinating(given: dict[str, str]) -> Agency:
    """The coordinating agency of the government; both are made where they are missing."""
    government = Government.objects.filter(key=given["government"]).first()
    if government is None:
        government = Government(key=given["government"], name=given["government-name"], profile=given["profile"])
        government.full_clean()
        government.save()
        note(government, doing="government.made", by=BY, after={"name": government.name, "profile": government.profile})
    elif government.profile != given["profile"]:
        raise CommandError(f"{government.name} memakai profil «{government.profile}», bukan «{given['profile']}».")
    home = Agency.objects.filter(government=government, coordinates=True, closed_on=None).first()
    if home is None:
        home = Agency(
            government=government, kind=load(government.profile).agency_kinds[0].code, slug="diskominfo",
            name="Dinas Komunikasi dan Informatika", short_name="Diskominfo", coordinates=True, since=today(government),
        )  # fmt: skip
        home.full_clean()
        home.save()
        note(home, doing="agency.made", by=BY, after={"name": home.name})
    return home
