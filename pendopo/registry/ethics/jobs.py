"""What the worker does: keep the edition of the rules, and tell managers once what they have to read, sign or renew."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from pendopo.people.actions import tell
from pendopo.registry.ethics.actions import edition_now
from pendopo.registry.ethics.obligations import Sheet, sheets_of
from pendopo.registry.ethics.rules import Obligation
from pendopo.registry.models import Agency, Government

WORDS = {
    "quiz": "membaca aturan dan lulus kuisnya",
    "commitment": "menandatangani pernyataan kesanggupan",
    "pledge": "menandatangani pakta integritas",
    "training": "mencatat pelatihan terbaru",
}
PAGE = "/kewajiban/"


def remind(now: datetime) -> int:
    """Tell everybody who lacks something: once when it is asked, and once more when it is late. How many were told."""
    told = 0
    for government in Government.objects.all():
        edition_now(government, now)
        active = Agency.objects.filter(government=government, closed_on=None)
        told += sum(_tell(sheet) for sheet in sheets_of(active, government, now))
    return told


def _tell(sheet: Sheet) -> int:
    """Texts and quiz in one notice, training apart: each has its own versions."""
    texts = [one for one in sheet.obligations if one.code != "training"]
    training = [one for one in sheet.obligations if one.code == "training"]
    return sum(_once(sheet, part, when) for part in (texts, training) for when in ("asked", "late"))


def _once(sheet: Sheet, asked: Sequence[Obligation], when: str) -> bool:
    """One notice for all that was asked by the same versions; a new version, decree or training asks anew."""
    lacking = [one for one in asked if one.open and (when == "asked" or one.state == "late")]
    if not lacking:
        return False
    person, agency = sheet.manager.person, sheet.manager.agency
    versions = "-".join(one.key for one in asked)
    lines = [
        f"– {WORDS[one.code]}" + (f" (paling lambat {one.due_on:%d-%m-%Y})" if one.due_on else "") for one in lacking
    ]
    subject = "Kewajiban Anda lewat waktunya" if when == "late" else "Ada kewajiban yang menunggu Anda"
    made = tell(
        key=f"obligations-{when}-{agency.pk}-{person.pk}-{sheet.manager.since}-{versions}", person=person, link=PAGE,
        subject=f"{subject}: {agency.short_name}", body="Sebagai pengelola media sosial Anda masih perlu:\n" + "\n".join(lines),
    )  # fmt: skip
    return made is not None
