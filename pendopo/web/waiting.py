"""How much work waits for a person: the numbers beside the words of the menu."""

from __future__ import annotations

from django.db.models import QuerySet

from pendopo.inbox.models import Case
from pendopo.inbox.states import OPEN
from pendopo.people.models import Notice, Person
from pendopo.people.queries import unread
from pendopo.publishing.models import Message
from pendopo.publishing.queries import awaiting
from pendopo.referral.models import Referral
from pendopo.registry.ethics.obligations import open_of
from pendopo.registry.queries import agencies_for
from pendopo.registry.rules import Doing

CAP = 1000


def waiting_for(person: Person) -> dict[str, str]:
    """Counts by word, as people read them; nothing waiting is an empty text."""
    answering = agencies_for(person, Doing.ANSWER)
    here = Case.objects.filter(agency__in=answering, state__in=[state for state in OPEN if state != "referred"])
    asked = Referral.objects.filter(to_agency__in=agencies_for(person, Doing.ANSWER_REFERRAL), state="sent")
    return {"desk": _count(here), "referrals": _count(asked), "messages": _count(awaiting(person)),
            "notices": _count(unread(person)), "obligations": str(open_of(person) or "")}  # fmt: skip


def _count(rows: QuerySet[Case] | QuerySet[Referral] | QuerySet[Message] | QuerySet[Notice]) -> str:
    number = rows[: CAP + 1].count()
    return "1.000+" if number > CAP else str(number or "")
