"""From the desk: what came in, what was answered and by whom, referrals and assignments (Pasal 8 f–h, annex B).

Rows are streamed as plain values: a year may hold fifty thousand of them.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Q

from pendopo.inbox.models import Assignment, Exit, Item, Post, Reply
from pendopo.insight.models import Closing
from pendopo.language.personal import find
from pendopo.people.models import Person
from pendopo.referral.models import Referral
from pendopo.regulation.checks import facts as f
from pendopo.report.compliance.facts_register import Register
from pendopo.report.compliance.scope import Scope

ASN = {Person.Employment.PNS.value, Person.Employment.PPPK.value}
# Only a text with a long number is worth the close look for personal data (C-PDP1).
LONG_NUMBER = re.compile(r"\d[\d .-]{6,}\d")
COVERED = frozenset({"nik", "nokk", "hp", "bpjs", "tgl_lahir"})
CHUNK = 2000


@dataclass
class Answers:
    """Replies that stand on a platform: as facts, as acts of somebody, and when each case was answered."""

    replies: list[f.Reply] = field(default_factory=list)
    acts: list[f.Act] = field(default_factory=list)
    personal: list[str] = field(default_factory=list)
    moments: dict[int, list[datetime]] = field(default_factory=lambda: defaultdict(list))

    def first_after(self, case_id: int, moment: datetime) -> datetime | None:
        """The first answer in a case at or after a moment."""
        moments = self.moments.get(case_id, [])
        found = bisect_left(moments, moment)
        return moments[found] if found < len(moments) else None


def answers_of(scope: Scope, register: Register) -> Answers:
    """Every live reply of the year, in one stream."""
    found, seen = Answers(), set()
    rows = Reply.objects.filter(
        case__agency=scope.agency, dispatch__state="live", dispatch__sent_at__gte=scope.since,
        dispatch__sent_at__lte=scope.at,
    ).order_by("dispatch__sent_at").values_list(
        "pk", "case_id", "basis", "source", "text", "created_at", "author_id", "author__employment",
        "dispatch__account_id", "dispatch__sent_at", "knowledge_use__version_id", "from_referrals__pk",
        "from_referrals__ended_at",
    )  # fmt: skip
    for (
        pk,
        case_id,
        basis,
        source,
        text,
        created,
        author,
        employment,
        account,
        sent,
        version,
        hop,
        ended,
    ) in rows.iterator(chunk_size=CHUNK):
        if pk in seen or sent is None:
            continue
        seen.add(pk)
        record = scope.named(f"Jawaban {pk}", "case", case_id)
        found.acts.append(f.Act(record, created, register.officer_grants(author, account), asn=employment in ASN))
        if LONG_NUMBER.search(text) and any(span.type in COVERED for span in find(text)):
            found.personal.append(record)
        if basis == Reply.Basis.HOLDING:
            continue
        found.moments[case_id].append(sent)
        found.replies.append(_reply(record, basis, source, version, hop, ended, sent))
    return found


def _reply(
    record: str, basis: str, source: str, version: int | None, hop: int | None, ended: datetime | None, sent: datetime
) -> f.Reply:
    if basis == Reply.Basis.REFERRAL:
        return f.Reply(record, False, source, f"Rujukan {hop}" if hop else "", ended, sent)
    own = source or (f"Jawaban baku {version}" if version else "")
    if basis == Reply.Basis.ASSIGNMENT:
        own = own or "Jawaban disposisi"
    return f.Reply(record, True, own, posted_at=sent)


@dataclass(frozen=True)
class Asked:
    """Which posts asked the public for their wishes, and the months whose input was condensed (C-FB4)."""

    posts: dict[int, str]
    months: dict[tuple[int, int], datetime]


def asked_of(scope: Scope, asking: dict[tuple[int, str], str]) -> Asked:
    """`asking`: messages that ask, by account and the platform's id of their post."""
    condensed = {
        (month.year, month.month): signed
        for month, signed in Closing.objects.filter(
            agency=scope.agency, state="signed", signed_at__lte=scope.at
        ).values_list("month", "signed_at")
        if signed
    }
    posts: dict[int, str] = {}
    if asking:
        ids = {external for _, external in asking}
        rows = Post.objects.filter(account__agency=scope.agency, external_id__in=ids)
        for pk, account_id, external_id in rows.values_list("pk", "account_id", "external_id"):
            if (account_id, external_id) in asking:
                posts[pk] = asking[account_id, external_id]
    return Asked(posts, condensed)


def inputs_of(scope: Scope, answers: Answers, asked: Asked) -> Iterator[f.Input]:
    """Every item of the year with what became of its case."""
    exits = {
        case_id: (number, at)
        for case_id, number, at in Exit.objects.filter(case__agency=scope.agency, created_at__lte=scope.at)
        .order_by("created_at")
        .values_list("case_id", "number", "created_at")
    }
    rows = Item.objects.filter(
        account__agency=scope.agency, received_at__gte=scope.since, received_at__lte=scope.at,
    ).order_by("pk").values_list(
        "pk", "case_id", "received_at", "recorded_at", "post_id", "case__kind", "case__state", "case__topic",
        "case__closed_at", "case__kind_confirmed",
    )  # fmt: skip
    for pk, case_id, received, recorded, post_id, kind, state, topic, closed, confirmed in rows.iterator(
        chunk_size=CHUNK
    ):
        number, left = exits.get(case_id, ("", None))
        first = answers.first_after(case_id, received)
        local = scope.day(received)
        condensed = asked.months.get((local.year, local.month)) if post_id in asked.posts else None
        yield f.Input(
            scope.named(f"Masukan {pk}", "case", case_id), received, recorded,
            kind="spam" if state == "noise" else kind, state=state,
            # T1 ends with the answer, with the citizen's number elsewhere, or when an officer closes the case.
            first_answer_at=first or _after(received, left) or _after(received, scope.known(closed)),
            answered=case_id in answers.moments, topic=topic, noise=state == "noise", exit_number=number,
            answers_message=asked.posts.get(post_id or 0, ""),
            condensed_on=scope.day(condensed) if condensed else None, guessed=not confirmed,
        )  # fmt: skip


def _after(received: datetime, moment: datetime | None) -> datetime | None:
    return moment if moment is not None and moment >= received else None


@dataclass(frozen=True)
class Hops:
    """Questions that the agency put to others (C-SRV4) and those that were put to it (C-SLA2: its own 24 hours)."""

    out: tuple[f.Referral, ...]
    to_us: tuple[f.Referral, ...]


def hops_of(scope: Scope) -> Hops:
    """Both sides of the referrals of the year, in one query."""
    letters = dict(
        Exit.objects.filter(case__agency=scope.agency, to="sp4n", created_at__lte=scope.at).values_list(
            "case_id", "number"
        )
    )
    rows = Referral.objects.filter(
        Q(from_agency=scope.agency) | Q(to_agency=scope.agency), contacted_at__gte=scope.since,
        contacted_at__lte=scope.at,
    ).order_by("contacted_at").values_list(
        "pk", "from_agency_id", "to_agency_id", "contacted_at", "ended_at", "state", "case_id", "their_competence",
        "not_answerable",
    )  # fmt: skip
    out: list[f.Referral] = []
    to_us: list[f.Referral] = []
    for pk, asker, answerer, contacted, ended, state, case_id, competence, unanswerable in rows:
        ended = scope.known(ended)
        hop = f.Referral(
            scope.named(f"Rujukan {pk}", "referral", pk), contacted, ended,
            misrouted=ended is not None and state in {"rejected", "withdrawn"}, outside=answerer is None,
            outside_number=letters.get(case_id, "") if answerer is None else "", to_own_agency=asker == answerer,
            their_competence=competence, not_answerable=unanswerable,
        )  # fmt: skip
        (out if asker == scope.agency.pk else to_us).append(hop)
    return Hops(tuple(out), tuple(to_us))


def assignments_of(scope: Scope) -> tuple[f.Assignment, ...]:
    """Disposisi of the year (C-SLA3)."""
    rows = (
        Assignment.objects.filter(case__agency=scope.agency, created_at__gte=scope.since, created_at__lte=scope.at)
        .order_by("pk")
        .values_list("pk", "case_id", "created_at", "done_at")
    )
    return tuple(
        f.Assignment(scope.named(f"Disposisi {pk}", "case", case_id), created, scope.known(done))
        for pk, case_id, created, done in rows
    )
