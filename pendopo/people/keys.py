"""Keys of the JSON interface: issued to oneself, shown once, revoked at once. What a key may do is what its person may do."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from pendopo.journal.actions import note
from pendopo.journal.actor import Actor
from pendopo.journal.machine import Said
from pendopo.people.models import ApiKey, Person

PREFIX = "pdp_"
LONGEST = timedelta(days=365)
MOST_KEYS = 20
# A key's last use is written down at most this often.
GRAIN = timedelta(minutes=5)


class BadKey(Said):
    """The key cannot be made so; the sentence says what to mend."""


@dataclass(frozen=True)
class Issued:
    """A new key and its secret, which nobody can read again."""

    key: ApiKey
    secret: str


def sha256_of(secret: str) -> str:
    """What is kept of a secret; it has 256 random bits, so that no slow hash is needed."""
    return hashlib.sha256(secret.encode()).hexdigest()


@transaction.atomic
def issue(*, person: Person, name: str, days: int, may_write: bool, at: datetime | None = None) -> Issued:
    """A key for oneself, for some days (a year at most)."""
    now = at or timezone.now()
    name = " ".join(name.split())[:80]
    if not name:
        raise BadKey("Beri kunci ini nama, misalnya program yang memakainya.")
    if not 1 <= days <= LONGEST.days:
        raise BadKey(f"Masa berlaku kunci antara 1 dan {LONGEST.days} hari.")
    if keys_of(person).filter(revoked_at=None, expires_at__gt=now).count() >= MOST_KEYS:
        raise BadKey(f"Anda sudah punya {MOST_KEYS} kunci yang berlaku. Cabut dulu yang tidak dipakai.")
    secret = PREFIX + secrets.token_urlsafe(32)
    key = ApiKey.objects.create(
        person=person, name=name, secret_sha256=sha256_of(secret), may_write=may_write, created_at=now,
        expires_at=now + timedelta(days=days),
    )  # fmt: skip
    after = {"name": name, "may_write": may_write, "expires_at": key.expires_at}
    note(key, doing="api_key.issued", by=Actor(str(person.pk), person.name), after=after, at=at)
    return Issued(key, secret)


@transaction.atomic
def revoke(*, key: ApiKey, by: Person, at: datetime | None = None) -> None:
    """The key opens nothing any more from this moment on."""
    now = at or timezone.now()
    if ApiKey.objects.filter(pk=key.pk, revoked_at=None).update(revoked_at=now):
        note(key, doing="api_key.revoked", by=Actor(str(by.pk), by.name), after={"name": key.name}, at=at)


def keys_of(person: Person) -> QuerySet[ApiKey]:
    """One's own keys, the newest first."""
    return ApiKey.objects.filter(person=person).order_by("-created_at", "-pk")


def key_for(secret: str, at: datetime | None = None) -> ApiKey | None:
    """The key in force with this secret, of a person who may still sign in; None for everything else."""
    now = at or timezone.now()
    if not secret.startswith(PREFIX) or len(secret) > 200:
        return None
    live = ApiKey.objects.filter(revoked_at=None, expires_at__gt=now, person__is_active=True)
    key = live.filter(secret_sha256=sha256_of(secret)).select_related("person").first()
    if key is not None and (key.used_at is None or now - key.used_at > GRAIN):
        ApiKey.objects.filter(pk=key.pk).update(used_at=now)
    return key
