"""Reading the inbox. Everything shown, counted, searched or served starts from `visible_to`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Literal

from django.db import connection
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from pendopo.inbox.models import Capture, Case, Item, Reply, Unreadable
from pendopo.inbox.search import NO_END, item_ids
from pendopo.inbox.states import OPEN
from pendopo.people.models import Person
from pendopo.registry.models import Appointment, Office, OfficialAccount
from pendopo.registry.queries import agencies_for, in_force, standings, today
from pendopo.registry.rules import OVER_ALL, Doing

View = Literal["mine", "new", "referred", "late", "snoozed", "all", "done"]
VIEWS: dict[View, str | Promise] = {
    "mine": _("Untuk saya"),
    "new": _("Baru"),
    "referred": _("Dirujuk"),
    "late": _("Terlambat"),
    "snoozed": _("Ditunda"),
    "all": _("Semua"),
    "done": _("Selesai"),
}
COUNTED: tuple[View, ...] = ("mine", "new", "referred", "late", "snoozed")
PAGE = 40
CAP = 1000
MOST_AGENCIES = 400
# Stands for an agency in a query that is asked of several; no row has this id.
SOME_AGENCY = -20_270_101
# How many items of one case are read at once; the older ones follow on request.
THREAD = 60


def visible_to(person: Person) -> QuerySet[Case]:
    """The cases that a person may see: those of the agencies that they may see."""
    return Case.objects.filter(agency__in=agencies_for(person))


def visible_captures(person: Person) -> QuerySet[Capture]:
    """Screenshots of the cases that a person may see."""
    return Capture.objects.filter(item__case__agency__in=agencies_for(person))


def visible_replies(person: Person) -> QuerySet[Reply]:
    """Replies of the cases that a person may see."""
    rows = Reply.objects.filter(case__agency__in=agencies_for(person))
    return rows.select_related("case__account", "case__agency__government", "dispatch", "author")


def visible_unreadable(person: Person) -> QuerySet[Unreadable]:
    """What no program could read, for the accounts that a person may see; what nobody has looked at yet."""
    rows = Unreadable.objects.filter(account__agency__in=agencies_for(person), settled_at=None)
    return rows.select_related("account__agency__government").order_by("-seen_at")


def recordable_accounts(person: Person) -> QuerySet[OfficialAccount]:
    """The accounts for which a person may record what somebody said."""
    accounts = OfficialAccount.objects.filter(agency__in=agencies_for(person, Doing.RECORD)).exclude(state="closed")
    return accounts.select_related("agency__government").order_by("agency__short_name", "platform", "name")


def colleagues(case: Case, *, without: Person) -> QuerySet[Person]:
    """Who can be asked by disposisi: everybody who holds something at the agency today."""
    day = today(case.agency.government)
    offices = Office.objects.filter(Q(until=None) | Q(until__gte=day), agency=case.agency_id, since__lte=day)
    named = Appointment.objects.filter(
        in_force(day, "decree"), Q(ended_on=None) | Q(ended_on__gt=day), decree__agency=case.agency_id
    )
    people = Person.objects.filter(Q(offices__in=offices) | Q(appointments__in=named), is_active=True)
    return people.exclude(pk=without.pk).distinct().order_by("name")


@dataclass(frozen=True)
class Scope:
    """Whose desk it is: the person, the agencies that they see, and how a search is narrowed to those."""

    person: Person
    agency_ids: tuple[int, ...]
    search_words: tuple[str, ...]


def scope_of(person: Person) -> Scope:
    """The scope of a person at this moment."""
    seen = list(agencies_for(person).order_by("pk").values_list("pk", "government_id"))
    whole = {held.government_id for held in standings(person) if held.standing in OVER_ALL[Doing.SEE]}
    words = {f"zzgv{government}" if government in whole else f"zzag{pk}" for pk, government in seen}
    return Scope(person, tuple(pk for pk, _government in seen), tuple(sorted(words)))


@dataclass(frozen=True)
class DeskPage:
    """One page of a view. `next_cursor` is "" on the last page."""

    rows: list[Case]
    next_cursor: str = ""


def _wanted(view: View, scope: Scope, now: datetime) -> Q:
    """What belongs into a view."""
    awake = Q(snoozed_until=None) | Q(snoozed_until__lte=now)
    return {
        "mine": Q(holder=scope.person, state__in=OPEN) & awake,
        "new": Q(state="new") & awake,
        "referred": Q(state="referred"),
        "late": Q(due_at__lt=now, state__in=OPEN),
        "snoozed": Q(snoozed_until__gt=now),
        "all": Q(),
        # Not "state in …": most cases are done, so that the index by time alone is the shorter way.
        "done": ~Q(state__in=OPEN),
    }[view]


def _by(view: View) -> tuple[str, bool]:
    """The field that orders a view, and whether the newest comes first."""
    return {"late": ("due_at", False), "snoozed": ("snoozed_until", False)}.get(view, ("last_item_at", True))


def _after(view: View, cursor: str) -> Q:
    """Only what follows the row that the cursor names; a cursor that nobody gave out starts from the beginning."""
    field, newest_first = _by(view)
    try:
        moment, row = cursor.split("~")
        at, pk = datetime.fromisoformat(moment).replace(tzinfo=UTC), int(row)
    except (ValueError, OverflowError):
        return Q()
    if not 0 < pk < NO_END:
        return Q()
    edge, beyond = ("lte", "lt") if newest_first else ("gte", "gt")
    return Q(**{f"{field}__{edge}": at}) & (Q(**{f"{field}__{beyond}": at}) | Q(**{f"pk__{beyond}": pk}))


def cursor_at(view: View, case: Case) -> str:
    """The cursor that stands on a case: the page after it begins with the next one."""
    moment = getattr(case, _by(view)[0]) or case.last_item_at
    return f"{moment.astimezone(UTC).replace(tzinfo=None).isoformat()}~{case.pk}"


def desk(
    person: Person, view: View, cursor: str = "", search: str = "", *, scope: Scope | None = None,
    now: datetime | None = None, size: int = PAGE,
) -> DeskPage:  # fmt: skip
    """A page of a view (or of what was searched for, over all views), newest first; late ones by how late they are."""
    here, moment = scope or scope_of(person), now or timezone.now()
    if search.strip():
        return _found(here, search, cursor)
    ids = _ids(view, here, _wanted(view, here, moment) & _after(view, cursor), size + 1)
    rows = _rows(here, ids)
    more = cursor_at(view, rows[size - 1]) if len(rows) > size else ""
    return DeskPage(rows[:size], more)


def _ids(view: View, scope: Scope, wanted: Q, size: int) -> list[int]:
    """The first rows of a view: the first of each agency by its own index, then the first of those."""
    field, newest_first = _by(view)
    sign = "-" if newest_first else ""
    rows = Case.objects.filter(wanted).order_by(f"{sign}{field}", f"{sign}pk")
    if view == "mine" or len(scope.agency_ids) > MOST_AGENCIES:
        return list(rows.filter(agency__in=scope.agency_ids).values_list("pk", flat=True)[:size])
    if not scope.agency_ids:
        return []
    # The same query for each agency, translated once.
    sql, given = rows.filter(agency=SOME_AGENCY).values_list(field, "pk")[:size].query.sql_with_params()
    parts = [f"SELECT * FROM ({sql}) a{number}" for number in range(len(scope.agency_ids))]  # noqa: S608 (Django's own SQL, values apart)
    values = [pk if one == SOME_AGENCY else one for pk in scope.agency_ids for one in given]
    way = "DESC" if newest_first else "ASC"
    with connection.cursor() as cursor:
        cursor.execute(f"{' UNION ALL '.join(parts)} ORDER BY 1 {way}, 2 {way} LIMIT {size:d}", values)
        return [int(row[1]) for row in cursor.fetchall()]


def _rows(scope: Scope, ids: Sequence[int]) -> list[Case]:
    """The cases of these ids, in their order, as far as they may be seen. Their few accounts are read once, not per row."""
    mine = Case.objects.filter(agency__in=scope.agency_ids, pk__in=ids).select_related("holder")
    found = mine.in_bulk()
    wanted = {case.account_id for case in found.values()}
    accounts = OfficialAccount.objects.select_related("agency__government").in_bulk(wanted)
    for case in found.values():
        case.account = accounts[case.account_id]
        if case.account.agency_id == case.agency_id:
            case.agency = case.account.agency
    return [found[pk] for pk in ids if pk in found]


def _found(scope: Scope, asked: str, cursor: str) -> DeskPage:
    """Cases with an item that holds all the words, the newest item first."""
    before = int(cursor) if cursor.isascii() and cursor.isdigit() and len(cursor) < 19 else NO_END
    ids = item_ids(asked, scope=scope.search_words, before=before)
    case_of = dict(Item.objects.filter(pk__in=ids).values_list("pk", "case_id"))
    order: dict[int, int] = {}
    for pk in ids:
        if pk in case_of:
            order.setdefault(case_of[pk], pk)
    number = asked.strip().lstrip("#")
    first = [int(number)] if not cursor and number.isascii() and number.isdigit() and len(number) < 18 else []
    rows = _rows(scope, list(dict.fromkeys([*first, *list(order)[:PAGE]])))
    more = order[list(order)[PAGE - 1]] if len(order) > PAGE else 0
    return DeskPage(rows, str(more) if more else "")


def counts(person: Person, *, scope: Scope | None = None, now: datetime | None = None) -> dict[View, int]:
    """How many cases wait in each view, counted up to CAP + 1, in one query."""
    here, moment = scope or scope_of(person), now or timezone.now()
    parts: list[str] = []
    values: list[Any] = []
    for view in COUNTED:
        rows = Case.objects.filter(_wanted(view, here, moment), agency__in=here.agency_ids).order_by()
        if not here.agency_ids:
            return dict.fromkeys(COUNTED, 0)
        sql, given = rows.values_list("pk")[: CAP + 1].query.sql_with_params()
        parts.append(f"(SELECT COUNT(*) FROM ({sql}) c)")  # noqa: S608 (as above)
        values += given
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(parts)}", values)
        return dict(zip(COUNTED, map(int, cursor.fetchone()), strict=True))


def next_after(case: Case, view: View, *, scope: Scope) -> Case | None:
    """The case that opens when this one is dealt with: the one below it in the view, else the first of the view."""
    for cursor in (cursor_at(view, case), ""):
        page = desk(scope.person, view, cursor, scope=scope, size=2)
        for row in page.rows:
            if row.pk != case.pk:
                return row
    return None


@dataclass(frozen=True)
class Event:
    """One thing that happened in a case, for the timeline. `thing` is the row that it tells of."""

    at: datetime
    sort: str
    thing: Any
    who: str = ""


@dataclass(frozen=True)
class Thread:
    """The citizen's words of a case: the newest of them, oldest first. `earlier` says that there are more."""

    items: list[Item]
    earlier: bool


def thread(case: Case, before: int | None = None) -> Thread:
    """The last items of a case (or those before an item), with what they were before edits, and their screenshots."""
    rows = case.items.select_related("citizen").prefetch_related("versions", "captures").order_by("-posted_at", "-pk")
    if before is not None:
        edge = case.items.filter(pk=before).first()
        if edge is not None:
            rows = rows.filter(Q(posted_at__lt=edge.posted_at) | Q(posted_at=edge.posted_at, pk__lt=edge.pk))
    found = list(rows[: THREAD + 1])
    return Thread(found[:THREAD][::-1], len(found) > THREAD)


def timeline(case: Case, items: Sequence[Item] | None = None) -> list[Event]:
    """Items, notes, replies, disposisi and exits of a case, oldest first; referrals are added by whoever shows the page."""
    said = thread(case).items if items is None else items
    events = [Event(item.posted_at, "item", item, item.author_name) for item in said]
    events += [Event(n.created_at, "note", n, n.author.name) for n in case.notes.select_related("author")]
    replies = case.replies.select_related("author", "dispatch", "item").order_by("created_at")
    events += [Event(r.created_at, "reply", r, r.author.name) for r in replies]
    for one in case.assignments.select_related("to", "by"):
        events.append(Event(one.created_at, "assignment", one, one.by.name))
    events += [Event(e.created_at, "exit", e, e.by.name) for e in case.exits.select_related("by")]
    return sorted(events, key=lambda event: event.at)


def unanswered(case: Case, items: Sequence[Item]) -> list[Item]:
    """The words that wait for an answer (at most the last three); when all is answered, the first words of the case."""
    if case.waiting_since is not None:
        slack = timedelta(seconds=1)
        waiting = [item for item in items if item.received_at >= case.waiting_since - slack and not item.deleted_at]
        if waiting:
            return waiting[-3:]
    return list(items[:1])
