"""What the checks look at: one agency at one moment, as frozen data. Whoever has the records fills it.

A group that is None is not recorded at all, and its checks are "not applicable"; an empty one was looked for and is
empty. Groups of happenings (messages, inputs, referrals …) hold the period that is checked, usually the year so far.
`record` is how a thing is shown and found again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from zoneinfo import ZoneInfo

from pendopo.regulation.calendar import Calendar, calendar_of
from pendopo.regulation.rights import Grant, right_at
from pendopo.regulation.shape import LegalBasis, Profile


@dataclass(frozen=True)
class Agency:
    record: str
    kind: str
    active: bool = True
    since: date = date.min
    # A merged agency's report is owed by its successor (regulation map 2.5).
    successor_of: tuple[str, ...] = ()


@dataclass(frozen=True)
class Setup:
    """What holds for the whole government."""

    coordinating_agencies: int
    text_hash: str = ""
    # Lines of the profile that the loaded text lacks.
    text_lacks: tuple[str, ...] = ()
    foreign_titles_in_papers: tuple[str, ...] = ()
    signers_outside_office: tuple[str, ...] = ()
    forms_asking_identity: tuple[str, ...] = ()
    # None: nobody has looked at the screens.
    screens_without_reference: tuple[str, ...] | None = ()
    flow_steps: tuple[str, ...] = ()
    bases_cited: tuple[str, ...] = ()
    # The legal bases as the government knows them; None: as the profile has them.
    bases: tuple[LegalBasis, ...] | None = None


@dataclass(frozen=True)
class Account:
    record: str
    platform: str
    handle: str
    account_type: str = ""
    state: str = "official"
    decision_note: str = ""
    owner_active: bool = True
    # None: not recorded, so nothing is said of it.
    public: bool | None = True
    comments_closed_since: date | None = None
    comments_closed_because: str = ""
    recovery_email: str = ""
    # The address is a person's own, even if on the institution's domain.
    recovery_is_somebodys: bool = False
    two_factor: bool = False
    # `looked_after`: half-yearly looks at the keys are recorded, `checked_on` is the last one.
    looked_after: bool = True
    checked_on: date | None = None
    audience_sheet: str = ""
    grants: tuple[Grant, ...] = ()
    free_host_without_link: bool = False


@dataclass(frozen=True)
class Appointment:
    """A person named for a duty ("officer" or "official"), for one account or, with "" , for all of the agency."""

    record: str
    person: str
    duty: str
    grant: Grant
    account: str = ""
    asn: bool = True
    nip: str = ""


@dataclass(frozen=True)
class Act:
    """Somebody published or answered."""

    record: str
    at: datetime
    grants: tuple[Grant, ...]
    asn: bool = True


@dataclass(frozen=True)
class Manager:
    """An officer or official and what they must know and have signed."""

    record: str
    since: date
    trained_on: date | None = None
    pledged: bool = False
    quiz_passed_on: date | None = None
    committed: bool = False


@dataclass(frozen=True)
class Decree:
    record: str
    grant: Grant
    signed: bool
    signer_was_head: bool
    covers: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Procedure:
    record: str
    in_force: bool
    reviewed_on: date
    signed_by_head: bool = True
    # Steps of the flow chart for which it does not say where it has them.
    steps_missing: tuple[str, ...] = ()


@dataclass(frozen=True)
class Change:
    """An edit, hiding or deletion of something that stood in public."""

    record: str
    because: str
    snapshot: bool


@dataclass(frozen=True)
class Urgent:
    """A message that went the short way in a disaster: until when somebody else was to look at it, and when they did."""

    record: str
    review_due: datetime
    reviewed_at: datetime | None = None


@dataclass(frozen=True)
class Message:
    record: str
    published_at: datetime | None = None
    author: str = ""
    approvers: tuple[str, ...] = ()
    source: str = ""
    greeting: bool = False
    format: str = "text"
    pictures_without_alt: int = 0
    videos_without_captions: int = 0
    purpose: str = ""
    category: str = ""
    category_note: str = ""
    level: str = ""
    issue_lead: str = ""
    # None: audiences are not recorded with messages.
    audiences: tuple[str, ...] | None = ()
    foreign_accounts: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    url: str = ""
    capture: bool = False
    other_channel: str = ""
    information_class: str = "terbuka"
    ethics_answered: frozenset[str] = frozenset()
    neutrality_hits: int = 0
    abuse_hits: int = 0
    hits_decided: bool = True
    personal_data_hits: int = 0
    # Per account: platform, account type and the parts of the text as they stand there.
    texts: tuple[tuple[str, str, tuple[str, ...]], ...] = ()


@dataclass(frozen=True)
class Input:
    record: str
    received_at: datetime
    recorded_at: datetime
    kind: str = ""
    state: str = ""
    first_answer_at: datetime | None = None
    answered: bool = False
    topic: str = ""
    noise: bool = False
    exit_number: str = ""
    exit_because: str = ""
    answers_message: str = ""
    condensed_on: date | None = None
    # The kind was proposed by the language part, and nobody has confirmed it.
    guessed: bool = False


@dataclass(frozen=True)
class Referral:
    record: str
    referred_at: datetime
    answered_at: datetime | None = None
    misrouted: bool = False
    outside: bool = False
    outside_number: str = ""
    to_own_agency: bool = False
    their_competence: bool = True
    not_answerable: bool = True


@dataclass(frozen=True)
class Assignment:
    record: str
    assigned_at: datetime
    done_at: datetime | None = None


@dataclass(frozen=True)
class Reply:
    """`direct`: answered at once; otherwise from the answer of a related agency."""

    record: str
    direct: bool
    source: str = ""
    agency_answer: str = ""
    agency_answered_at: datetime | None = None
    posted_at: datetime | None = None


@dataclass(frozen=True)
class Closing:
    record: str
    month: date
    digest: str = ""
    nil_because: str = ""
    signed: bool = False
    recommendations: int = 0
    no_recommendation_because: str = ""
    uncoded: int = 0


@dataclass(frozen=True)
class Recommendation:
    record: str
    done_on: date | None = None
    told_on: date | None = None


@dataclass(frozen=True)
class AudienceSheet:
    record: str
    on: date
    shares: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class EthicsCase:
    record: str
    opened_on: date
    closed_on: date | None = None


@dataclass(frozen=True)
class Handover:
    hop: int
    sender: str
    recipient: str
    on: date
    copy: bool = False


@dataclass(frozen=True)
class Report:
    """A report with what is printed in it (`printed`) and what its frozen rows give when counted again (`recomputed`)."""

    record: str
    year: int
    part: int = 1
    signed: bool = False
    # Its parts a–h are judged now; older ones were judged in their own time.
    owed: bool = True
    owed_by: str = ""  # the record of a merged agency, when this report is for it
    handovers: tuple[Handover, ...] = ()
    evaluated: bool = False
    decrees_listed: bool = False
    procedures_listed: bool = False
    audience: tuple[tuple[str, bool], ...] = ()
    printed: Mapping[str, int] = field(default_factory=dict)
    recomputed: Mapping[str, int] = field(default_factory=dict)
    obstacles: frozenset[str] = frozenset()
    no_obstacles_stated: frozenset[str] = frozenset()
    plan_rows: int = 0
    plan_rows_incomplete: int = 0


@dataclass(frozen=True)
class Finding:
    """A recommendation of an evaluation; `year` is the year that was evaluated."""

    record: str
    year: int
    planned: bool = False
    result_stated: bool = False


@dataclass(frozen=True)
class Cost:
    record: str
    year: int
    budget_reference: str = ""
    sub_activity: str = ""
    account_code: str = ""
    ceiling: int = 0
    realised: int = 0


@dataclass(frozen=True)
class Facts:
    """Everything that is known of one agency at `at`."""

    profile: Profile
    at: datetime
    agency: Agency
    setup: Setup | None = None
    accounts: tuple[Account, ...] | None = None
    appointments: tuple[Appointment, ...] | None = None
    acts: tuple[Act, ...] | None = None
    managers: tuple[Manager, ...] | None = None
    decrees: tuple[Decree, ...] | None = None
    procedures: tuple[Procedure, ...] | None = None
    changes: tuple[Change, ...] | None = None
    messages: tuple[Message, ...] | None = None
    urgents: tuple[Urgent, ...] | None = None
    inputs: tuple[Input, ...] | None = None
    referrals: tuple[Referral, ...] | None = None
    assignments: tuple[Assignment, ...] | None = None
    replies: tuple[Reply, ...] | None = None
    watched_days: Mapping[str, frozenset[date]] | None = None
    closings: tuple[Closing, ...] | None = None
    recommendations: tuple[Recommendation, ...] | None = None
    plan_approved_years: frozenset[int] | None = None
    audience_sheets: tuple[AudienceSheet, ...] | None = None
    ethics_cases: tuple[EthicsCase, ...] | None = None
    coordination_days: tuple[date, ...] | None = None
    facility_years: frozenset[int] | None = None
    public_personal_data: tuple[str, ...] | None = None
    reports: tuple[Report, ...] | None = None
    findings: tuple[Finding, ...] | None = None
    costs: tuple[Cost, ...] | None = None
    aims_measured: Mapping[int, frozenset[str]] | None = None
    objectives_measured: Mapping[int, frozenset[str]] | None = None
    working_time: Calendar | None = None

    @property
    def today(self) -> date:
        """The day it is in the government's zone."""
        return self.day(self.at)

    def day(self, moment: datetime) -> date:
        """The day of a moment in the government's zone."""
        return moment.astimezone(ZoneInfo(self.profile.zone)).date()

    @property
    def calendar(self) -> Calendar:
        return self.working_time or calendar_of(self.profile)

    def holds(self, grants: tuple[Grant, ...], *, asn: bool = True) -> bool:
        """Does a right hold at the moment of the check?"""
        return right_at(grants, self.at, self.profile.zone, asn=asn).holds

    def held(self, act: Act) -> bool:
        """Did the right hold when it was done? What was allowed then stays allowed, and the other way round."""
        return right_at(act.grants, act.at, self.profile.zone, asn=act.asn).holds

    def official(self) -> tuple[Account, ...]:
        return tuple(each for each in self.accounts or () if each.state == "official")

    def published(self) -> tuple[Message, ...]:
        """Messages that are live and came after the regulation (Pasal 18)."""
        return tuple(each for each in self.messages or () if each.published_at and self.after(each.published_at))

    def received(self) -> tuple[Input, ...]:
        return tuple(each for each in self.inputs or () if self.after(each.received_at))

    def referred(self) -> tuple[Referral, ...]:
        return tuple(each for each in self.referrals or () if self.after(each.referred_at))

    def after(self, moment: datetime) -> bool:
        """Is the regulation in force at that moment? Nothing before it is judged (Pasal 18)."""
        return self.day(moment) >= self.profile.effective_from
