"""Telling a person something: once for each key, on the screen and by e-mail."""

from __future__ import annotations

import hashlib
from datetime import datetime

from django.utils import timezone

from pendopo.bulk import add
from pendopo.people.models import Notice, Person


def tell(
    *, key: str, subject: str, body: str, link: str = "", person: Person | None = None, address: str = "",
    mail: bool = True,
) -> Notice | None:  # fmt: skip
    """Tell a person (or an address) something; None when `key` was told before, also by another worker at this moment.

    Joins the transaction under way: what is told is kept exactly when what caused it is.
    """
    if person is None and not address:
        raise ValueError("a notice needs a person or an address")
    goes_out = mail and (bool(address) or (person is not None and person.is_active))
    made = Notice(
        key=key if len(key) <= 120 else hashlib.sha256(key.encode()).hexdigest(), person=person, address=address, subject=" ".join(subject.split())[:200], body=body,
        link=link[:300], mail=Notice.Mail.QUEUED if goes_out else Notice.Mail.NONE,
    )  # fmt: skip
    return made if add(made) else None


def read(*, notice: Notice) -> None:
    """The person has seen it."""
    Notice.objects.filter(pk=notice.pk, read_at=None).update(read_at=timezone.now())


def read_all(*, person: Person, until: datetime) -> int:
    """The person has seen everything told until then; how many were new."""
    return Notice.objects.filter(person=person, read_at=None, created_at__lte=until).update(read_at=until)
