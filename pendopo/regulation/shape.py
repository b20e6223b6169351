"""The shape of a regulation profile: frozen data, one class a TOML table.

Reading is in `reading.py`, sense in `soundness.py`.
Every field is a key that may stand in a profile file; a field with a default may be left out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time
from typing import Literal
from zoneinfo import ZoneInfo

Day = date  # `Profile.date` would hide the type
Severity = Literal["fail", "warn", "info"]
ClockKind = Literal["clock", "working"]
PlatformVerdict = Literal["explicit", "interpretation", "not_listed", "outside"]
BasisStatus = Literal["berlaku", "diubah", "dicabut", "belum_diperiksa"]
Party = Literal[
    "agency", "coordinating_agency", "regional_secretary", "regional_head", "regional_house", "inspectorate"
]
Appointed = Literal["account", "officer", "official"]


@dataclass(frozen=True)
class Region:
    """Whose regulation it is."""

    name: str
    type: Literal["kota", "kabupaten", "provinsi"]
    province: str


@dataclass(frozen=True)
class Terms:
    """The words this regulation uses; labels and letters are built from them."""

    government: str
    agency: str
    agency_head: str
    coordinating_agency: str
    coordinating_agency_name: str
    officer: str
    official: str
    audience: str
    procedure: str
    procedure_short: str
    decree: str
    coordinating_agency_note: str = ""


@dataclass(frozen=True)
class Item:
    """One lettered item of an article, in our own words."""

    code: str
    label: str
    reference: str
    note: str = ""


@dataclass(frozen=True)
class AgencyKind:
    code: str
    label: str
    reference: str
    by_interpretation: bool = False
    note: str = ""


@dataclass(frozen=True)
class AccountType:
    """A type of social medium the annex allows. `max_chars` 0 means that the annex sets no length."""

    code: str
    label: str
    reference: str
    scope: str
    max_chars: int = 0
    severity: Severity = "warn"
    examples: tuple[str, ...] = ()


@dataclass(frozen=True)
class PlatformRule:
    """What the annex makes of one platform. `account_type` is empty when no listed type fits."""

    label: str
    verdict: PlatformVerdict
    account_type: str = ""
    reference: str = ""
    note: str = ""


@dataclass(frozen=True)
class InputKind:
    """What a person's message is. `legal` are the kinds that the annex names; the others are ours."""

    code: str
    label: str
    legal: bool
    exit: Literal["", "ppid", "sp4n", "spam"] = ""


@dataclass(frozen=True)
class MessageCategory:
    """A kind of message. Where `levels` stand, one must be chosen; `needs_text` asks for words of explanation."""

    code: str
    label: str
    reference: str
    levels: tuple[str, ...] = ()
    needs_text: bool = False


@dataclass(frozen=True)
class Appointment:
    """How people and accounts are named; what `decree_covers` is red without a decree, the rest amber."""

    reference: str
    instrument: str
    signer: Literal["agency_head"]
    decree_covers: tuple[Appointed, ...]
    note: str = ""

    @property
    def account_by_decree(self) -> bool:
        """Must an official account be named by decree?"""
        return "account" in self.decree_covers


@dataclass(frozen=True)
class ProcedureRule:
    reference: str
    signer: Literal["agency_head", "unspecified"]
    review_months: int = 12
    note: str = ""


@dataclass(frozen=True)
class Clock:
    """A deadline between two events. Only a clock that the regulation itself sets (`legal`) may be a `fail`."""

    code: str
    name: str
    from_event: str
    to_event: str
    hours: int
    kind: ClockKind
    severity: Severity
    reference: str
    legal: bool = False
    reminders: tuple[int, ...] = ()
    interpretation: str = ""


@dataclass(frozen=True)
class ServiceHours:
    """Hours on some weekdays (1 = Monday … 7 = Sunday)."""

    days: tuple[int, ...]
    opens: time
    closes: time


@dataclass(frozen=True)
class AnnualDate:
    """A day of the year that follows the reported year (or `years_after` later)."""

    month: int
    day: int
    years_after: int = 1

    def on(self, year: int) -> Day:
        """The date that is due for what happened in `year`."""
        return date(year + self.years_after, self.month, self.day)


@dataclass(frozen=True)
class Hop:
    """One handing over of the report. Copies (tembusan) go to `copy_to`."""

    sender: Party
    recipient: Party
    due: AnnualDate
    copy_to: tuple[Party, ...] = ()
    reference: str = ""
    note: str = ""


@dataclass(frozen=True)
class ReportItem:
    """One required part of the report. `definition` says what we count under it."""

    code: str
    title: str
    definition: str
    reference: str


@dataclass(frozen=True)
class Report:
    reference: str
    min_frequency_per_year: int
    monthly_closing: bool
    due: AnnualDate
    route: tuple[Hop, ...]
    items: tuple[ReportItem, ...]
    closing_day: int = 10
    public_copy: bool = True
    monthly_recommendation: bool = False
    forwarded_headline: Literal["reposts", "referrals", "both"] = "both"


@dataclass(frozen=True)
class Criterion:
    code: str
    label: str
    weight: int
    reference: str


@dataclass(frozen=True)
class Evaluation:
    by: Party
    on_behalf_of: Party
    reference: str
    reference_as_written: str
    reference_as_read: str
    rubric: tuple[Criterion, ...]


@dataclass(frozen=True)
class LegalBasis:
    code: str
    label: str
    title: str
    status: BasisStatus
    checked_on: date | None = None
    note: str = ""


@dataclass(frozen=True)
class CitationPair:
    """A slip of the text: what stands there, and how we read it."""

    reference: str
    as_written: str
    as_read: str
    note: str = ""


@dataclass(frozen=True)
class Retention:
    """How long a class of records is kept. `years` 0 means for ever."""

    record: str
    label: str
    years: int
    then: Literal["permanen", "anonim", "musnah"]
    note: str = ""


@dataclass(frozen=True)
class Cost:
    label: str
    reference: str
    budget_document: str
    sub_activity_pattern: str = r"^[\dX]\.[\dX]{2}\.\d{2}\.\d\.\d{2}\.\d{4}$"
    account_code_pattern: str = r"^\d(\.\d{1,4}){2,6}$"


@dataclass(frozen=True)
class ElectionWindow:
    label: str
    starts: date
    ends: date


@dataclass(frozen=True)
class Targets:
    """Numbers that no regulation sets: the government's own aims. They warn, they never fail."""

    four_eyes: bool = True
    publish_window_minutes: int = 120
    decree_alert_days: int = 30
    training_months: int = 24
    quiz_days: int = 30
    basis_check_months: int = 12
    comments_closed_days: int = 7
    other_category_percent: int = 20
    public_follow_up_days: int = 30
    audience_sheet_months: int = 12
    account_check_months: int = 6
    ethics_case_days: int = 30


@dataclass(frozen=True)
class Profile:
    """One regulation, as the program obeys it."""

    key: str
    title: str
    short_title: str
    instrument: str
    number: str
    year: int
    date: Day
    effective_from: Day
    gazette: str
    status: Literal["berlaku", "diubah", "dicabut", "rancangan"]
    region: Region
    head_title: str
    terms: Terms
    considerations: tuple[Item, ...]
    agency_kinds: tuple[AgencyKind, ...]
    account_types: tuple[AccountType, ...]
    platforms: Mapping[str, PlatformRule]
    input_kinds: tuple[InputKind, ...]
    principles: tuple[Item, ...]
    aims: tuple[Item, ...]
    purposes: tuple[Item, ...]
    objectives: tuple[Item, ...]
    message_categories: tuple[MessageCategory, ...]
    steps: tuple[Item, ...]
    flow: tuple[Item, ...]
    ethics: tuple[Item, ...]
    duties_of_managers: tuple[Item, ...]
    appointment: Appointment
    procedure: ProcedureRule
    clocks: tuple[Clock, ...]
    service_hours: tuple[ServiceHours, ...]
    report: Report
    evaluation: Evaluation
    cost: Cost
    legal_bases: tuple[LegalBasis, ...]
    retention: tuple[Retention, ...]
    obstacle_kinds: tuple[Item, ...]
    zone: str = "Asia/Jakarta"
    articles: tuple[str, ...] = ()
    duty_references: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    citation_pairs: tuple[CitationPair, ...] = ()
    election_windows: tuple[ElectionWindow, ...] = ()
    targets: Targets = field(default_factory=Targets)

    def tzinfo(self) -> ZoneInfo:
        """The government's own zone."""
        return ZoneInfo(self.zone)

    def clock(self, code: str) -> Clock:
        """The clock of that code; KeyError when the profile has none."""
        return {each.code: each for each in self.clocks}[code]

    def account_type(self, code: str) -> AccountType:
        return {each.code: each for each in self.account_types}[code]

    def platform(self, key: str) -> PlatformRule:
        """What the annex makes of a platform; one that the profile does not name is not listed."""
        return self.platforms.get(key) or PlatformRule(key, "not_listed", note="Tidak disebut dalam profil peraturan.")

    def input_kind(self, code: str) -> InputKind:
        return {each.code: each for each in self.input_kinds}[code]

    def party(self, party: Party) -> str:
        """How this regulation calls a party of the report route."""
        return {
            "agency": self.terms.agency,
            "coordinating_agency": self.terms.coordinating_agency,
            "regional_secretary": "Sekretaris Daerah",
            "regional_head": self.head_title,
            "regional_house": "Dewan Perwakilan Rakyat Daerah",
            "inspectorate": "Inspektorat",
        }[party]
