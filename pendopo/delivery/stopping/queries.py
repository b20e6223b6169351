"""Reading stops: is one in force for what is about to leave, and who may declare or lift one."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q, QuerySet

from pendopo.delivery.stopping.models import Stop
from pendopo.people.models import Person
from pendopo.prepared import Prepared
from pendopo.registry.models import Agency, Government
from pendopo.registry.queries import may, standings
from pendopo.registry.rules import Doing


def visible_to(person: Person) -> QuerySet[Stop]:
    """The stops of the governments that a person works for: what holds everybody is told to everybody."""
    governments = {one.government_id for one in standings(person)}
    return Stop.objects.filter(government__in=governments).select_related("government", "by", "lifted_by")


def in_force(government_id: int) -> Stop | None:
    """The stop that holds now, or None."""
    return Stop.objects.filter(government=government_id, lifted_at=None).select_related("government", "by").first()


_governed = Prepared(
    lambda pk: Government.objects.filter(pk=pk).annotate(
        stopped=Exists(Stop.objects.filter(government=OuterRef("pk"), lifted_at=None))
    ),
    int,
)


def government_and_stop(person: Person) -> tuple[Government | None, Stop | None]:
    """The government that a person works for and the stop that holds it, for the frame of every page: one query when all runs."""
    held = standings(person)
    if not held:
        return None, None
    row = next(iter(_governed(held[0].government_id)), None)
    return row, in_force(row.pk) if row is not None and row.stopped else None


def stopped_now() -> list[tuple[int, bool]]:
    """The governments that are stopped at this moment, each with whether replies wait too."""
    return list(Stop.objects.filter(lifted_at=None).values_list("government_id", "replies"))


def holds(government_id: int, kind: str) -> bool:
    """Must a dispatch of this kind wait now? Posts always, replies only where it was decided so."""
    held = Q() if kind != "reply" else Q(replies=True)
    return Stop.objects.filter(held, lifted_at=None, government=government_id).exists()


def seat(government: Government) -> Agency | None:
    """The agency at which the right to stop is held: the coordinating one."""
    agencies = Agency.objects.filter(government=government, closed_on=None).select_related("government")
    return agencies.order_by("-coordinates", "pk").first()


def may_stop(person: Person, government: Government) -> bool:
    """May this person stop (and let go on) everything of the government?"""
    at = seat(government)
    return at is not None and may(person, Doing.STOP, at)
