"""Reading how agencies hang together: the tree, the names of a day, planned endings."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from pendopo.people.models import Person
from pendopo.registry.models import Agency
from pendopo.registry.queries import agencies_for
from pendopo.registry.structure.models import Ending, FormerName


@dataclass(frozen=True)
class Node:
    """An agency in the tree; `depth` is how far it stands from the top."""

    agency: Agency
    depth: int
    below: int


def tree_of(agencies: Iterable[Agency]) -> list[Node]:
    """Every agency once, each under its parent, by name. One whose parent is not among them stands at the top."""
    rows = sorted(agencies, key=lambda one: (not one.coordinates, one.name))
    known = {one.pk for one in rows}
    children: dict[int | None, list[Agency]] = defaultdict(list)
    for one in rows:
        children[one.parent_id if one.parent_id in known else None].append(one)
    placed: list[Node] = []
    waiting = [(one, 0) for one in reversed(children[None])]
    while waiting:
        one, depth = waiting.pop()
        placed.append(Node(one, depth, len(children[one.pk])))
        waiting += [(each, depth + 1) for each in reversed(children[one.pk])]
    return placed


def below(agency: Agency) -> set[int]:
    """The agency and everything under it."""
    rows: dict[int | None, list[int]] = defaultdict(list)
    for pk, parent in Agency.objects.filter(government=agency.government_id).values_list("pk", "parent_id"):
        rows[parent].append(pk)
    found, waiting = set(), [agency.pk]
    while waiting:
        one = waiting.pop()
        if one not in found:
            found.add(one)
            waiting += rows[one]
    return found


@dataclass(frozen=True)
class Named:
    """A name of an agency."""

    name: str
    short_name: str


def name_on(agency: Agency, day: date) -> Named:
    """What the agency was called on a day: papers of that day keep it."""
    former = FormerName.objects.filter(agency=agency, until__gte=day).order_by("until").first()
    return Named(former.name, former.short_name) if former else Named(agency.name, agency.short_name)


def visible_endings(person: Person) -> QuerySet[Ending]:
    """Endings of agencies that a person may see, and those in which such an agency takes over."""
    seen = agencies_for(person)
    rows = Ending.objects.filter(agency__in=seen) | Ending.objects.filter(successor__in=seen)
    return rows.select_related("agency__government", "successor", "planned_by")
