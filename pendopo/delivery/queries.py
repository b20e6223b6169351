"""Reading the outbox: which accounts have something to do, and when a worker was last seen."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone

from pendopo.delivery.models import Dispatch, Heartbeat
from pendopo.delivery.stopping.queries import stopped_now
from pendopo.people.models import Person
from pendopo.registry.models import Connection
from pendopo.registry.queries import visible_accounts


def visible_to(person: Person) -> QuerySet[Dispatch]:
    """What leaves from the accounts that the person may see."""
    return Dispatch.objects.filter(account__in=visible_accounts(person)).select_related("account__agency__government")


def due(now: datetime) -> QuerySet[Dispatch]:
    """Queued, at its time, and its account neither paused nor cut off nor asked to wait. In the order of sending."""
    ready = Q(enabled=True) & ~Q(health=Connection.Health.CUT) & (Q(send_after=None) | Q(send_after__lte=now))
    held_back = Connection.objects.filter(account=OuterRef("account")).exclude(ready)
    waits_over = Q(next_try_at=None) | Q(next_try_at__lte=now)
    # A part of a thread waits until the one before it is live.
    in_turn = Q(follows=None) | Q(follows__state="live")
    rows = Dispatch.objects.filter(waits_over, in_turn, ~Exists(held_back), state="queued", not_before__lte=now)
    for government_id, replies in stopped_now():
        held = Q(account__agency__government=government_id)
        rows = rows.exclude(held if replies else held & ~Q(kind="reply"))
    return rows.order_by("not_before", "pk")


def next_to_leave(now: datetime, *, within: timedelta) -> datetime | None:
    """The first moment after now, within so long, at which something is planned to leave."""
    coming = Dispatch.objects.filter(state="queued", not_before__gt=now, not_before__lte=now + within)
    return coming.order_by("not_before").values_list("not_before", flat=True).first()


def anything_queued(account_id: int, now: datetime) -> bool:
    """A cheap look before the account is locked for the next message: most have only one."""
    return Dispatch.objects.filter(account=account_id, state="queued", not_before__lte=now).exists()


def lapsed(now: datetime) -> QuerySet[Dispatch]:
    """Under way by a worker whose lease has run out."""
    return Dispatch.objects.filter(state="sending", lease_until__lt=now)


def to_look_at(now: datetime) -> QuerySet[Dispatch]:
    """Unknown, or taken but not settled, and it is time to ask the platform."""
    rows = Dispatch.objects.filter(state__in=["unknown", "submitted"], next_look_at__lte=now)
    return rows.order_by("next_look_at", "pk")


def cut_off_parts(now: datetime) -> QuerySet[Dispatch]:
    """Parts of a thread that can't follow any more: what they were to stand under was taken back, or time went by."""
    late = Q(not_after__lt=now, follows__state__in=["refused", "missed"])
    gone = Q(follows__state__in=["cancelled", "removed"])
    return Dispatch.objects.filter(late | gone, state="queued", follows__isnull=False).order_by("pk")


def accounts_due(now: datetime) -> list[int]:
    """The accounts with something to send that nobody is sending for at this moment."""
    # The worker asks at every look, and mostly there is nothing.
    if not Dispatch.objects.filter(state="queued", not_before__lte=now).exists():
        return []
    busy = Dispatch.objects.filter(account=OuterRef("account"), state="sending")
    return sorted(set(due(now).filter(~Exists(busy)).order_by().values_list("account_id", flat=True).distinct()))


def wants_a_person(account_id: int) -> QuerySet[Dispatch]:
    """What only a person can settle: to be posted by hand, or unknown with nothing more to look at."""
    stuck = Q(state="handed") | (Q(state__in=["unknown", "submitted"]) & ~Q(trouble=""))
    return Dispatch.objects.filter(stuck, account=account_id).order_by("not_before", "pk")


def worker_seen() -> datetime | None:
    """When any worker was last alive."""
    return Heartbeat.objects.order_by("-seen_at").values_list("seen_at", flat=True).first()


def worker_alive(now: datetime | None = None, *, within: timedelta = timedelta(minutes=1)) -> bool:
    """Was a worker seen within the last minute?"""
    seen = worker_seen()
    return seen is not None and seen >= (now or timezone.now()) - within


def latest_of(account_id: int) -> QuerySet[Dispatch]:
    """The newest dispatches of an account."""
    return Dispatch.objects.filter(account=account_id).order_by(F("created_at").desc())
