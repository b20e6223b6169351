"""Carrying out the ending of an agency on its day: register, open cases, messages and referrals pass to the successor.

All in one transaction for each agency; whatever was finished stays where it was done, and the successor may read it.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import F, Q, QuerySet

from pendopo.inbox.actions import referral_ended
from pendopo.inbox.models import Case
from pendopo.inbox.states import OPEN
from pendopo.journal.actions import move, note
from pendopo.journal.actor import Actor
from pendopo.people.actions import tell
from pendopo.publishing.actions import taken_over
from pendopo.publishing.models import Message
from pendopo.referral.models import Referral
from pendopo.registry.models import Agency
from pendopo.registry.queries import heads_on, named_on, today
from pendopo.registry.structure.actions import close_agency
from pendopo.registry.structure.models import Ending

UNFINISHED = ("draft", "review", "approved", "scheduled")


def due(now: datetime) -> list[Ending]:
    """Planned endings whose day has come, in the zone of each government."""
    rows = Ending.objects.filter(state="planned").select_related("agency__government", "successor__government")
    return [one for one in rows.order_by("on", "pk") if one.on <= today(one.agency.government, now)]


def anything_due(now: datetime) -> bool:
    """Is there an agency to end, or a case that opened again at one that has ended?"""
    return bool(due(now)) or _opened_again().exists()


def carry_out(now: datetime) -> int:
    """Do what is due; how many agencies ended."""
    ended = sum(_carry_out(one.pk, now) for one in due(now))
    for case in _opened_again().select_related("agency__successor"):
        _follow(case, now)
    return ended


def _opened_again() -> QuerySet[Case]:
    return Case.objects.filter(state__in=OPEN, agency__closed_on__isnull=False, agency__successor__isnull=False)


@transaction.atomic
def _follow(case: Case, now: datetime) -> None:
    """A citizen wrote again in a case that was finished before its agency ended: it is the successor's now."""
    after = {"agency": case.agency.successor_id}
    note(case, doing="case.passed_to_successor", by=Actor.system(), because="instansinya beralih", after=after, at=now)
    Case.objects.filter(pk=case.pk).update(agency=case.agency.successor, holder=None, seen_at=None)


@transaction.atomic
def _carry_out(pk: int, now: datetime) -> int:
    ending = (
        Ending.objects.select_for_update(of=("self",))
        .select_related("agency__government", "agency__parent", "successor__government")
        .get(pk=pk)
    )
    if ending.state != "planned":
        return 0
    by = Actor.system("Peralihan instansi")
    passed = {"cases": _cases(ending, by, now), "messages": _messages(ending, by, now)}
    passed |= {"referrals": _referrals(ending, by, now), "accounts": close_agency(ending, by, now)}
    move(ending, to="done", by=by, because=ending.because, changes={"done_at": now, "passed_on": passed}, at=now)
    _tell(ending, passed, now)
    return 1


def _cases(ending: Ending, by: Actor, now: datetime) -> int:
    """Open cases go over unread and free for everybody; their clocks run on."""
    rows = list(Case.objects.select_for_update().filter(agency=ending.agency, state__in=OPEN))
    for case in rows:
        after = {"agency": ending.successor_id}
        note(case, doing="case.passed_to_successor", by=by, because=ending.because, after=after, at=now)
    Case.objects.filter(pk__in=[one.pk for one in rows]).update(agency=ending.successor, holder=None, seen_at=None)
    return len(rows)


def _messages(ending: Ending, by: Actor, now: datetime) -> int:
    """Messages that are not published; what was not scheduled yet needs the yes of the successor's own people."""
    rows = list(Message.objects.filter(agency=ending.agency, state__in=UNFINISHED))
    for message in rows:
        taken_over(message=message, to=ending.successor, by=by, because=ending.because, at=now)
    return len(rows)


def _referrals(ending: Ending, by: Actor, now: datetime) -> int:
    """Open questions go over with the moment of asking and the 24 hours as they are (annex B.4)."""
    old, new = ending.agency, ending.successor
    rows = list(
        Referral.objects.select_for_update(of=("self",))
        .select_related("case", "from_agency__government", "to_agency", "by", "holding_reply")
        .filter(Q(to_agency=old) | Q(from_agency=old), state="sent")
    )
    for referral in rows:
        asker = new if referral.from_agency_id == old.pk else referral.from_agency
        asked = new if referral.to_agency_id == old.pk else referral.to_agency
        if asked is not None and asked.pk == asker.pk:
            _now_own(referral, by, now)
            continue
        _next_hop(referral, asker, asked, by, now)
    return len(rows)


def _next_hop(referral: Referral, asker: Agency, asked: Agency | None, by: Actor, now: datetime) -> None:
    """A hop once made is never changed, so it ends and another follows it that was asked at the same moment."""
    move(referral, to="withdrawn", by=by, because="instansinya beralih", changes={"ended_at": now}, at=now)
    made = Referral.objects.create(
        case=referral.case, from_agency=asker, to_agency=asked, outside=referral.outside, question=referral.question,
        because=referral.because, their_competence=True, not_answerable=True, by=referral.by,
        contacted_at=referral.contacted_at, due_at=referral.due_at, previous=referral,
        holding_reply=referral.holding_reply,
    )  # fmt: skip
    after = {"from": asker.pk, "to": asked.pk if asked else None, "contacted_at": made.contacted_at}
    note(made, doing="referral.passed_to_successor", by=by, because="instansinya beralih", after=after, at=now)


def _now_own(referral: Referral, by: Actor, now: datetime) -> None:
    """Who asked and who was asked are one agency now: the hop ends, and the case is its own to answer."""
    because = "instansi yang bertanya dan yang ditanya kini satu instansi"
    move(referral, to="withdrawn", by=by, because=because, changes={"ended_at": now}, at=now)
    referral_ended(case=referral.case, by=by, because=because, at=now)


def _tell(ending: Ending, passed: dict[str, int], now: datetime) -> None:
    """Official and head of the successor learn what is theirs now, and what is owed."""
    new = ending.successor
    day = today(new.government, now)
    people = [*named_on(new, "official", day), *(one.person for one in heads_on(new, day))]
    for person in {one.pk: one for one in people}.values():
        tell(
            key=f"successor-{ending.pk}-{person.pk}", person=person, link=f"/daftar/{new.pk}/",
            subject=f"{ending.agency.short_name} beralih kepada {new.short_name}",
            body=(
                f"Sejak {ending.on:%d-%m-%Y} instansi Anda meneruskan {ending.agency.name} ({ending.because}).\n"
                f"Beralih: {passed['accounts']} akun, {passed['cases']} kasus terbuka, {passed['referrals']} rujukan "
                f"terbuka, {passed['messages']} pesan yang belum terbit.\n"
                "Laporan tahunan instansi itu kini terutang pada instansi Anda. Terbitkan keputusan baru yang menyebut "
                "akun, petugas, dan pejabatnya: keputusan lama berakhir bersama instansinya."
            ),
        )  # fmt: skip


def predecessors(agency: Agency) -> list[Ending]:
    """What an agency took over, for its page."""
    rows = Ending.objects.filter(successor=agency, state="done").select_related("agency")
    return list(rows.order_by("-on", F("pk").desc()))
