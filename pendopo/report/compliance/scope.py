"""What is looked at: one agency from the start of the year to a moment, and where each named record is found again."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from pendopo.publishing.neutrality.queries import windows_of
from pendopo.registry.models import Agency
from pendopo.regulation.profile import Profile, load
from pendopo.regulation.shape import ElectionWindow


@dataclass(frozen=True)
class Place:
    """Where a record is: its kind ("case", "message" …) and its number there."""

    kind: str
    pk: int


@dataclass(frozen=True)
class Scope:
    """An agency, the regulation it lives by, and the year so far. `places` fills while facts are gathered."""

    agency: Agency
    profile: Profile
    since: datetime
    at: datetime
    places: dict[str, Place] = field(default_factory=dict)
    # What a government added to its election windows, by their names (3 f).
    window_words: dict[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def today(self) -> date:
        """The day that is judged, in the zone of the regulation."""
        return self.day(self.at)

    def day(self, moment: datetime) -> date:
        """The day of a moment."""
        return moment.astimezone(ZoneInfo(self.profile.zone)).date()

    def midnight(self, day: date | None) -> datetime | None:
        """The first instant of a day."""
        return datetime.combine(day, time.min, ZoneInfo(self.profile.zone)) if day else None

    def known(self, moment: datetime | None) -> datetime | None:
        """`moment`, unless it lies after the one that is judged."""
        return moment if moment is not None and moment <= self.at else None

    def known_day(self, moment: datetime | None) -> date | None:
        """The day of a moment that lies before the one that is judged."""
        return self.day(moment) if moment is not None and moment <= self.at else None

    def named(self, record: str, kind: str, pk: int) -> str:
        """Remember where a record is; gives its name back."""
        self.places[record] = Place(kind, pk)
        return record

    def place_of(self, record: str) -> Place | None:
        """Where a record is. Checks may have added to its name ("Masukan 7 (T1)"), so shorter names are tried too."""
        while record not in self.places and " " in record:
            record = record.rpartition(" ")[0]
        return self.places.get(record)


def scope_of(agency: Agency, at: datetime) -> Scope:
    """The agency's year up to a moment."""
    profile = load(agency.government.profile)
    zone = ZoneInfo(profile.zone)
    first = datetime(at.astimezone(zone).year, 1, 1, tzinfo=zone)
    windows = windows_of(agency.government)
    profile = replace(
        profile, election_windows=tuple(ElectionWindow(one.label, one.starts, one.ends) for one in windows)
    )
    return Scope(agency, profile, first.astimezone(UTC), at, window_words={one.label: one.words for one in windows})


def end_of(day: date, profile: Profile, now: datetime) -> datetime:
    """The moment at which a day is judged: now when it is today, else its last instant."""
    zone = ZoneInfo(profile.zone)
    if day == now.astimezone(zone).date():
        return now
    return datetime.combine(day + timedelta(days=1), time.min, zone) - timedelta(microseconds=1)
