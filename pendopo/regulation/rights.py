"""Does a person or account hold a right at an instant? Rights follow the dates of the decree, in the government's zone.

A decree is valid from the first second of its first day to the last of its last day. One that was signed later than it
takes effect gives rights from when it was known: what was refused before stays refused (regulation map, 2.5 "rights").
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from pendopo.regulation.clock import aware


@dataclass(frozen=True)
class Grant:
    """What a decree (or other written appointment) gives. `known_at` is when the signed copy stood in the register."""

    decree: str
    starts_on: date
    ends_on: date | None = None
    signed_on: date | None = None
    known_at: datetime | None = None
    revoked_at: datetime | None = None
    moved_on: date | None = None

    def __post_init__(self) -> None:
        if self.ends_on is not None and self.ends_on < self.starts_on:
            raise ValueError(f"{self.decree}: berakhir {self.ends_on}, lebih awal daripada mulai {self.starts_on}.")


@dataclass(frozen=True)
class Right:
    """The answer, and why, in a sentence for the screen."""

    holds: bool
    because: str
    decree: str = ""


def right_at(grants: Iterable[Grant], at: datetime, zone: str, *, asn: bool = True) -> Right:
    """Does any grant give the right at that instant? If none does, the reason of the one that came nearest."""
    aware(at, "Waktu kejadian")
    if not asn:
        return Right(
            False, "Hanya Pegawai ASN yang ditunjuk boleh mengunggah dan menjawab; tenaga lain menyiapkan draf."
        )
    refusals: list[tuple[datetime, Right]] = []
    for grant in grants:
        starts, ends = span(grant, zone)
        if at >= starts and (ends is None or at < ends):
            return Right(True, f"Berdasarkan {grant.decree}.", grant.decree)
        refusals.append((starts, _refusal(grant, at, ends, zone)))
    if not refusals:
        return Right(False, "Belum ada penunjukan.")
    return max(refusals, key=lambda each: each[0])[1]


def span(grant: Grant, zone: str) -> tuple[datetime, datetime | None]:
    """From which instant (included) to which (excluded) a grant works."""
    local = ZoneInfo(zone)
    starts = [_midnight(grant.starts_on, local)]
    if grant.signed_on is not None:
        starts.append(_midnight(grant.signed_on, local))
    if grant.known_at is not None:
        starts.append(aware(grant.known_at, "Waktu pencatatan"))
    ends: list[datetime] = []
    if grant.ends_on is not None and grant.ends_on < date.max:
        ends.append(_midnight(grant.ends_on + timedelta(days=1), local))
    if grant.moved_on is not None:
        ends.append(_midnight(grant.moved_on, local))
    if grant.revoked_at is not None:
        ends.append(aware(grant.revoked_at, "Waktu pencabutan"))
    return max(starts), min(ends, default=None)


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time.min, zone)


def _refusal(grant: Grant, at: datetime, ends: datetime | None, zone: str) -> Right:
    return Right(False, _reason(grant, at, ends, ZoneInfo(zone)), grant.decree)


def _reason(grant: Grant, at: datetime, ends: datetime | None, zone: ZoneInfo) -> str:
    if grant.moved_on is not None and at >= _midnight(grant.moved_on, zone):
        return f"Mutasi per {grant.moved_on}: hak berdasarkan {grant.decree} sudah berhenti."
    if grant.revoked_at is not None and at >= grant.revoked_at:
        return f"{grant.decree} sudah dicabut."
    if ends is not None and at >= ends:
        return f"{grant.decree} sudah berakhir {grant.ends_on}."
    if at < _midnight(grant.starts_on, zone):
        return f"{grant.decree} baru berlaku {grant.starts_on}."
    return f"{grant.decree} berlaku surut, tetapi pada saat itu belum ditandatangani atau belum tercatat."
