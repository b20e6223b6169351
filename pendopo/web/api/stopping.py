"""The emergency stop by JSON: does one hold, since when and why; pulling it and letting go, by those who may."""

from __future__ import annotations

from datetime import datetime

from django.http import Http404, HttpRequest
from django.utils import timezone
from ninja import Field, Router, Schema, Status

from pendopo.delivery.stopping import actions
from pendopo.delivery.stopping.models import Stop
from pendopo.delivery.stopping.queries import in_force, may_stop
from pendopo.people.models import Person
from pendopo.registry.models import Government
from pendopo.registry.queries import government_of
from pendopo.web.api.content import Kept
from pendopo.web.api.door import REFUSALS, holder
from pendopo.web.stopping import waiting_now

router = Router(tags=["stop"])


class StopOut(Schema):
    """A stop that holds. `replies`: answers to citizens wait too; `under_way`: calls that could not be called back."""

    because: str
    by: str
    at: datetime
    replies: bool
    under_way: int


class StopState(Schema):
    """How a government stands. `waiting`: what is past its minute and waits; `may`: this person may stop and let go."""

    government: str
    may: bool
    waiting: int
    stop: StopOut | None


class NewStop(Schema):
    """Why, and whether answers to citizens wait too."""

    because: Kept = Field(max_length=500)
    replies: bool = False


class Lifting(Schema):
    """Why it may go on."""

    because: Kept = Field(max_length=500)


def _government(person: Person) -> Government:
    government = government_of(person)
    if government is None:
        raise Http404
    return government


def _told(held: Stop) -> StopOut:
    return StopOut(
        because=held.because, by=held.by.name, at=held.at, replies=held.replies, under_way=held.under_way
    )  # fmt: skip


def _state(person: Person) -> StopState:
    government = _government(person)
    held = in_force(government.pk)
    told = _told(held) if held is not None else None
    waits = waiting_now(person, government, held, timezone.now()).count()
    return StopState(government=government.key, may=may_stop(person, government), waiting=waits, stop=told)


@router.get("/stop", response={200: StopState, **REFUSALS})
def stop_state(request: HttpRequest) -> StopState:
    """Does a stop hold for my government?"""
    return _state(holder(request))


@router.post("/stop", response={201: StopState, **REFUSALS})
def stop_now(request: HttpRequest, body: NewStop) -> Status[StopState]:
    """From now on nothing leaves; everybody whose work waits is told."""
    person = holder(request)
    actions.stop(government=_government(person), by=person, because=body.because, replies=body.replies)
    return Status(201, _state(person))


@router.post("/stop/lift", response={200: StopState, **REFUSALS})
def lift(request: HttpRequest, body: Lifting) -> StopState:
    """Everything may leave again; what passed its window meanwhile is missed and never sent late."""
    person = holder(request)
    actions.lift(government=_government(person), by=person, because=body.because)
    return _state(person)
