"""Reading referrals: who may see which, the three clocks of a case, and which agency is likely to be competent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Literal

from django.db.models import F, Q, QuerySet
from django.utils import timezone

from pendopo.inbox.models import Case, Reply
from pendopo.journal.actions import kind_of
from pendopo.journal.models import Entry
from pendopo.knowledge.queries import suggest
from pendopo.language.personal import find
from pendopo.language.search import FITS, Index
from pendopo.language.search import Answer as Described
from pendopo.people.models import Person
from pendopo.prepared import Prepared
from pendopo.referral.breach import clock_of
from pendopo.referral.models import Referral
from pendopo.registry.models import Agency
from pendopo.registry.queries import agencies_for
from pendopo.regulation.calendar import calendar_of
from pendopo.regulation.clock import Verdict, age, verdict
from pendopo.regulation.profile import load

RELATED = ("from_agency__government", "to_agency", "case__account", "by", "reply__dispatch", "previous")


def visible_to(person: Person) -> QuerySet[Referral]:
    """Both sides see the referral; the related agency sees nothing else of the case (its page asks `sides`)."""
    agencies = agencies_for(person)
    return Referral.objects.filter(Q(from_agency__in=agencies) | Q(to_agency__in=agencies)).select_related(*RELATED)


@dataclass(frozen=True)
class Sides:
    """On which sides of a referral a person stands: theirs is the case, theirs is the answer, or both (the dinas)."""

    asking: bool
    asked: bool


def sides(person: Person, referral: Referral) -> Sides:
    """Only who stands on the asking side may be shown anything of the case itself (I4)."""
    ids = set(
        agencies_for(person)
        .filter(pk__in=[referral.from_agency_id, referral.to_agency_id or 0])
        .values_list("pk", flat=True)
    )
    return Sides(referral.from_agency_id in ids, referral.to_agency_id in ids)


@dataclass(frozen=True)
class Hop:
    """One referral with its verdict. `waiting` is whether the agency may still answer."""

    referral: Referral
    verdict: Verdict

    @property
    def waiting(self) -> bool:
        return self.referral.state == "sent"


@dataclass(frozen=True)
class Clocks:
    """The three clocks of a case. T1 and T3 are targets; only T2 is law (annex B.4). `total` is the age over all hops."""

    t1: Verdict
    t2: tuple[Hop, ...]
    t3: Verdict
    total: timedelta | None

    @property
    def running(self) -> Hop | None:
        """The hop that is being waited for."""
        return next((hop for hop in reversed(self.t2) if hop.waiting), None)


def verdict_of(referral: Referral, now: datetime | None = None) -> Verdict:
    """T2 of one hop, computed from what people did; nothing of it is stored."""
    found = verdict(
        referral.contacted_at, referral.ended_at, clock_of(referral), now or timezone.now(),
        outside=referral.to_agency_id is None, misrouted=referral.state in {"rejected", "withdrawn"},
    )  # fmt: skip
    if referral.state == "withdrawn" and found.state == "none" and referral.to_agency_id:
        return replace(found, because="Ditarik oleh instansi yang bertanya sebelum tenggat.")
    return found


def hop_of(referral: Referral, now: datetime | None = None) -> Hop:
    return Hop(referral, verdict_of(referral, now))


_referrals = Prepared(
    lambda case: (
        Referral.objects.filter(case=case)
        .select_related("from_agency__government", "to_agency")
        .order_by("contacted_at", "pk")
    ),
    int,
)


def referrals_of(case: Case) -> list[Referral]:
    """The referrals of a case in their order, as its page shows them."""
    return _referrals(case.pk)


def reasons(hops: Sequence[Referral]) -> dict[int, str]:
    """Why a hop was turned away or withdrawn, in the words of whoever did it: they stand in the journal."""
    ended = [hop for hop in hops if hop.state in {"rejected", "withdrawn"}]
    if not ended:
        return {}
    entries = Entry.objects.filter(
        thing_kind=kind_of(ended[0]), thing_id__in=[str(hop.pk) for hop in ended],
        doing__in=["referral.rejected", "referral.withdrawn"],
    )  # fmt: skip
    return {int(thing_id): because for thing_id, because in entries.values_list("thing_id", "because")}


def clocks(
    case: Case, now: datetime | None = None, *, hops: Sequence[Referral] | None = None, replied: bool = True
) -> Clocks:
    """T1 received → first answer live, T2 each hop, T3 agency answered → that answer live. `hops` are the case's referrals
    in their order, where they are at hand; not `replied`: nobody answered yet, so that nobody need look for it."""
    moment = now or timezone.now()
    profile = load(case.agency.government.profile)
    calendar = calendar_of(profile)
    if hops is None:
        hops = list(case.referrals.select_related(*RELATED).order_by("contacted_at", "pk"))
    posted = _posted(case) if replied else []
    answered = [hop for hop in hops if hop.state == "answered" and hop.ended_at]
    t3_start = answered[-1].ended_at if answered else None
    t3_end = next((at for at in posted if t3_start and at >= t3_start), None)
    return Clocks(
        t1=verdict(case.received_at, posted[0] if posted else None, profile.clock("T1"), moment, calendar),
        t2=tuple(hop_of(hop, moment) for hop in hops),
        t3=verdict(t3_start, t3_end, profile.clock("T3"), moment, calendar),
        total=age(hops[0].contacted_at, _last_end(hops), moment) if hops else None,
    )


_went_live = Prepared(
    lambda case: (
        Reply.objects.filter(case=case, dispatch__state="live")
        .exclude(basis=Reply.Basis.HOLDING)
        .values_list("dispatch__sent_at")
    ),
    int,
)


def _posted(case: Case) -> list[datetime]:
    """When answers went live; a holding reply is none."""
    return sorted(moment for (moment,) in _went_live(case.pk) if moment is not None)


def _last_end(hops: Sequence[Referral]) -> datetime | None:
    """The end of the whole referral: when no hop waits any more."""
    if any(hop.state == "sent" for hop in hops):
        return None
    return max(hop.ended_at for hop in hops if hop.ended_at)


@dataclass(frozen=True)
class Proposal:
    """An agency that is likely to be competent, and why: words of the question, or an answer that it stands by."""

    agency: Agency
    score: float
    matched_words: tuple[str, ...]
    because: str

    @property
    def fits(self) -> bool:
        """Whether the index itself believes in it: enough to be ticked before anybody has looked."""
        return self.score >= FITS


WORTH = 0.35
"""An agency that scores less than this share of the likeliest is not proposed."""


def propose(case: Case, text: str, top: int = 3) -> list[Proposal]:
    """Other active agencies of the government, likeliest first, by their duties and by the answers they stand by: only with
    a word that says why."""
    others = Agency.objects.filter(government=case.agency.government_id, closed_on=None).exclude(pk=case.agency_id)
    by_id = {agency.pk: agency for agency in others}
    found: dict[int, Proposal] = {}
    described = tuple((agency.pk, agency.name, agency.short_name, agency.duties) for agency in by_id.values())
    for match in _duties(described).suggest(text, top=top * 2):
        agency = by_id[int(match.id)]
        found[agency.pk] = Proposal(agency, match.score, match.matched_words, "Tugas instansi ini menyebut")
    for suggestion in suggest(text, case.agency, top=top):
        agency_id = suggestion.answer.agency_id
        if agency_id in by_id and (agency_id not in found or suggestion.score > found[agency_id].score):
            why = f"Punya jawaban baku «{suggestion.answer.title}» yang menyebut"
            found[agency_id] = Proposal(by_id[agency_id], suggestion.score, suggestion.matched_words, why)
    best = max((each.score for each in found.values()), default=0.0)
    likely = [each for each in found.values() if each.matched_words and each.score >= best * WORTH]
    return sorted(likely, key=lambda each: -each.score)[:top]


@lru_cache(maxsize=32)
def _duties(described: tuple[tuple[int, str, str, str], ...]) -> Index:
    """An index over what agencies do, kept as long as nothing of it changes."""
    return Index(
        Described(str(pk), f"{short} {name}", duties, tags=tuple(part.strip() for part in duties.split(",")))
        for pk, name, short, duties in described
    )


COVERED = frozenset({"nik", "nokk", "hp", "telp", "email", "rek", "bpjs", "tgl_lahir"})
"""Personal data that another agency does not need at first; a street stays, since it says where the trouble is."""


def question_from(case: Case) -> str:
    """What the citizen said last, as a first draft of the question, with personal data covered (UU PDP)."""
    said = case.items.filter(deleted_at=None).order_by("-posted_at", "-pk").values_list("text", flat=True).first()
    text = (said or case.excerpt)[:2000]
    for span in reversed(find(text)):
        if span.type in COVERED:
            text = f"{text[: span.start]}[{span.type.upper()}]{text[span.end :]}"
    return text


@dataclass(frozen=True)
class Lists:
    """One side's referrals: those that wait, late first, and the newest that have ended."""

    waiting: list[Hop]
    ended: list[Hop]
    more: int | None


def listed(person: Person, side: Literal["masuk", "keluar"], before: int | None = None, size: int = 30) -> Lists:
    """The page of one side. `before` is the last id of the page before, for those that have ended."""
    answering = agencies_for(person)
    rows = visible_to(person).filter(**{"to_agency__in" if side == "masuk" else "from_agency__in": answering})
    now = timezone.now()
    waiting = rows.filter(state="sent").order_by(F("due_at").asc(nulls_last=True), "pk")
    ended = rows.exclude(state="sent").order_by("-pk")
    page = list((ended.filter(pk__lt=before) if before else ended)[: size + 1])
    return Lists(
        waiting=[hop_of(row, now) for row in waiting[:300]] if before is None else [],
        ended=[hop_of(row, now) for row in page[:size]],
        more=page[size - 1].pk if len(page) > size else None,
    )
