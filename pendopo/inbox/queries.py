"""Reading the inbox. Everything shown, counted, searched or served starts from `visible_to`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
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
from pendopo.prepared import Prepared
from pendopo.registry.models import Agency, Appointment, Office, OfficialAccount
from pendopo.registry.queries import agencies_for, agency_met, in_force, reach, today
from pendopo.registry.rules import Doing

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
    held = Q(pk__in=offices.values("person")) | Q(pk__in=named.values("person"))
    return Person.objects.filter(held, is_active=True).exclude(pk=without.pk).order_by("name")


@dataclass(frozen=True)
class Seen:
    """An agency on somebody's desk, as far as a row tells of it."""

    agency_id: int
    government_id: int
    short_name: str
    zone: str
    profile: str


@dataclass(frozen=True)
class Scope:
    """Whose desk it is: the person, the agencies that they see, and how a search is narrowed to those."""

    person: Person
    agencies: dict[int, Seen]
    search_words: tuple[str, ...]


def _rows_of(agencies: QuerySet[Agency]) -> QuerySet[Agency, tuple[Any, ...]]:
    columns = ("pk", "government_id", "short_name", "government__zone", "government__profile")
    return agencies.select_related(None).order_by("pk").values_list(*columns)


# What most people see: one agency, or all of one government.
_all_of = Prepared(lambda government: _rows_of(Agency.objects.filter(government=government)), int)
_only = Prepared(lambda agency: _rows_of(Agency.objects.filter(pk=agency)), int)


def _single(pk: int) -> Seen:
    """An agency where somebody holds something: as a rule it was read with that."""
    known = agency_met(pk)
    if known is None:
        return Seen(*_only(pk)[0])
    return Seen(pk, known.government_id, known.short_name, known.government.zone, known.government.profile)


def scope_of(person: Person) -> Scope:
    """The scope of a person at this moment."""
    whole, single = reach(person)
    if len(whole) + len(single) == 1:
        seen = [*(Seen(*row) for one in whole for row in _all_of(one)), *map(_single, single)]
    else:
        seen = [Seen(*row) for row in _rows_of(agencies_for(person))]
    words = {
        f"zzgv{one.government_id}" if one.government_id in whole else f"zzag{one.agency_id}" for one in seen
    }  # fmt: skip
    return Scope(person, {one.agency_id: one for one in seen}, tuple(sorted(words)))


_case = Prepared(
    lambda pk: Case.objects.filter(pk=pk).select_related("agency__government", "account__connection", "post", "holder"),
    int,
)


def case_in(scope: Scope, pk: int) -> Case | None:
    """A case that the person may see (`visible_to`), with what its page shows of it."""
    found = _case(pk) if 0 < pk < NO_END else []
    return next((case for case in found if case.agency_id in scope.agencies), None)


@dataclass(frozen=True, slots=True)
class Row:
    """A case as a line of the desk shows it, read straight from its columns: forty whole cases would cost more than the
    rest of the page."""

    pk: int
    state: str
    kind: str
    kind_confirmed: bool
    excerpt: str
    citizen_name: str
    attention: str
    last_item_at: datetime
    received_at: datetime
    waiting_since: datetime | None
    due_at: datetime | None
    snoozed_until: datetime | None
    answered_at: datetime | None
    closed_at: datetime | None
    seen_at: datetime | None
    account_id: int
    platform: str
    holder_name: str
    agency: Seen

    @property
    def agency_id(self) -> int:
        return self.agency.agency_id


_COLUMNS = """c.agency_id, c.id, c.state, c.kind, c.kind_confirmed, c.excerpt, c.citizen_name, c.attention, c.last_item_at,
c.received_at, c.waiting_since, c.due_at, c.snoozed_until, c.answered_at, c.closed_at, c.seen_at, o.id, o.platform, p.name"""
_FROM = """inbox_case c JOIN registry_officialaccount o ON o.id = c.account_id
LEFT JOIN people_person p ON p.id = c.holder_id"""


def _row(scope: Scope, read: Sequence[Any]) -> Row:
    agency, pk, state, kind, confirmed, excerpt, name, attention, *times, account, platform, holder = read
    if connection.vendor == "sqlite":  # keeps UTC and does not say so
        times = [time and time.replace(tzinfo=UTC) for time in times]
    last, received, waiting, due, snoozed, answered, closed, seen = times
    return Row(
        pk, state, kind, bool(confirmed), excerpt, name, attention, last, received, waiting, due, snoozed, answered, closed,
        seen, account, platform, holder or "", scope.agencies[agency],
    )  # fmt: skip


@dataclass(frozen=True)
class DeskPage:
    """One page of a view. `next_cursor` is "" on the last page."""

    rows: list[Row]
    next_cursor: str = ""


_STATES = ", ".join(f"'{state}'" for state in OPEN)
_AWAKE = "(snoozed_until IS NULL OR snoozed_until <= %(now)s)"
# What belongs into a view.
_WANTED: dict[View, str] = {
    "mine": f"holder_id = %(me)s AND state IN ({_STATES}) AND {_AWAKE}",
    "new": f"state = 'new' AND {_AWAKE}",
    "referred": "state = 'referred'",
    "late": f"due_at < %(now)s AND state IN ({_STATES})",
    "snoozed": "snoozed_until > %(now)s",
    "all": "1 = 1",
    # Not "state in …": most cases are done, so that the index by time alone is the shorter way.
    "done": f"state NOT IN ({_STATES})",
}


def _by(view: View) -> tuple[str, bool]:
    """The field that orders a view, and whether the newest comes first."""
    return {"late": ("due_at", False), "snoozed": ("snoozed_until", False)}.get(view, ("last_item_at", True))


def _edge(cursor: str) -> tuple[datetime, int] | None:
    """The row after which a page begins; None for a cursor that nobody gave out: that starts from the beginning."""
    try:
        moment, row = cursor.split("~")
        at, pk = datetime.fromisoformat(moment).replace(tzinfo=UTC), int(row)
    except (ValueError, OverflowError):
        return None
    return (at, pk) if 0 < pk < NO_END else None


def cursor_at(view: View, case: Row | Case) -> str:
    """The cursor that stands on a case: the page after it begins with the next one."""
    moment = getattr(case, _by(view)[0]) or case.last_item_at
    return f"{moment.astimezone(UTC).replace(tzinfo=None).isoformat()}~{case.pk}"


def desk(
    person: Person, view: View, cursor: str = "", search: str = "", *, scope: Scope | None = None,
    now: datetime | None = None, size: int = PAGE,
) -> DeskPage:  # fmt: skip
    """A page of a view (or of what was searched for, over all views), newest first; late ones by how late they are."""
    here = scope or scope_of(person)
    if search.strip():
        return _found(here, search, cursor)
    if not here.agencies:
        return DeskPage([])
    field, newest_first = _by(view)
    way = "DESC" if newest_first else "ASC"
    ids, given = _first(view, here, cursor, now or timezone.now(), size + 1)
    with connection.cursor() as read:
        read.execute(
            f"SELECT {_COLUMNS} FROM {_FROM} WHERE c.id IN (SELECT pk FROM ({ids}) f) ORDER BY c.{field} {way}, c.id {way}",  # noqa: S608 (our own words; values apart)
            given,
        )
        rows = [_row(here, row) for row in read.fetchall()]
    return DeskPage(rows[:size], cursor_at(view, rows[size - 1]) if len(rows) > size else "")


def _first(view: View, scope: Scope, cursor: str, now: datetime, size: int) -> tuple[str, dict[str, Any]]:
    """SQL for the first rows of a view: the first of each agency by its own index, then the first of those."""
    field, newest_first = _by(view)
    way, beyond = ("DESC", "<") if newest_first else ("ASC", ">")
    wanted, edge = _WANTED[view], _edge(cursor)
    if edge is not None:
        wanted += f" AND {field} {beyond}= %(at)s AND ({field} {beyond} %(at)s OR id {beyond} %(pk)s)"
    end = f"ORDER BY {field} {way}, id {way} LIMIT {size:d}"
    look = f"SELECT {field}, id AS pk FROM inbox_case WHERE {wanted} AND"  # noqa: S608 (as above)
    if view == "mine" or len(scope.agencies) > MOST_AGENCIES:
        sql = f"{look} {_among(view, scope)} {end}"
    elif len(scope.agencies) == 1:
        sql = f"{look} agency_id = {_numbers(scope)} {end}"
    else:
        parts = [f"SELECT * FROM ({look} agency_id = {pk:d} {end}) a{pk:d}" for pk in scope.agencies]  # noqa: S608 (as above)
        sql = f"SELECT {field}, pk FROM ({' UNION ALL '.join(parts)}) u ORDER BY {field} {way}, pk {way} LIMIT {size:d}"  # noqa: S608 (as above)
    return sql, _given(scope, now) | ({"at": _stored(edge[0]), "pk": edge[1]} if edge else {})


def _among(view: View, scope: Scope) -> str:
    """The agencies of the scope. What one person holds is little: the plus keeps SQLite, which may not know that yet, from
    beginning with everything that the agencies have."""
    return f"{'+' if view == 'mine' else ''}agency_id IN ({_numbers(scope)})"


def _numbers(scope: Scope) -> str:
    return ", ".join(f"{pk:d}" for pk in scope.agencies)


def _given(scope: Scope, now: datetime) -> dict[str, Any]:
    return {"me": scope.person.pk, "now": _stored(now)}


def _stored(moment: datetime) -> Any:
    """A time as this database compares it."""
    return connection.ops.adapt_datetimefield_value(moment)


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


def _rows(scope: Scope, ids: Sequence[int]) -> list[Row]:
    """The cases of these ids, in their order, as far as they may be seen."""
    if not ids or not scope.agencies:
        return []
    wanted = f"c.id IN ({', '.join(f'{pk:d}' for pk in ids)}) AND c.agency_id IN ({_numbers(scope)})"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {_COLUMNS} FROM {_FROM} WHERE {wanted}")  # noqa: S608 (numbers only)
        found = {row.pk: row for row in (_row(scope, read) for read in cursor.fetchall())}
    return [found[pk] for pk in ids if pk in found]


@dataclass(frozen=True)
class Numbers:
    """How many cases wait in each view, counted up to CAP + 1, and whether anything came that no program could read."""

    views: dict[View, int]
    unreadable: bool


def counts(person: Person, *, scope: Scope | None = None, now: datetime | None = None) -> Numbers:
    """The numbers beside the views, in one query."""
    here = scope or scope_of(person)
    if not here.agencies:
        return Numbers(dict.fromkeys(COUNTED, 0), False)
    parts = [_count(view, here, _WANTED[view]) for view in COUNTED]
    # All new ones without those asleep: both are counted inside an index, and no row is looked at.
    every = "state = 'new'"
    asleep = f"(SELECT COUNT(*) FROM inbox_case WHERE {every} AND snoozed_until > %(now)s AND {_among('new', here)})"  # noqa: S608 (as above)
    parts[COUNTED.index("new")] = f"{_count('new', here, every, asleep)} - {asleep}"
    accounts = f"SELECT id FROM registry_officialaccount WHERE {_among('all', here)}"  # noqa: S608 (as above)
    parts.append(f"EXISTS (SELECT 1 FROM inbox_unreadable WHERE settled_at IS NULL AND account_id IN ({accounts}))")  # noqa: S608 (as above)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(parts)}", _given(here, now or timezone.now()))
        *numbers, unreadable = cursor.fetchone()
    return Numbers(dict(zip(COUNTED, map(int, numbers), strict=True)), bool(unreadable))


def _count(view: View, scope: Scope, wanted: str, beside: str = "0") -> str:
    """SQL that counts up to CAP + 1, and those beside."""
    some = f"SELECT id FROM inbox_case WHERE {wanted} AND {_among(view, scope)} LIMIT {CAP + 1:d} + {beside}"  # noqa: S608 (as above)
    return f"(SELECT COUNT(*) FROM ({some}) c)"  # noqa: S608 (as above)


def next_after(case: Case, view: View, *, scope: Scope) -> int | None:
    """The case that opens when this one is dealt with: the one below it in the view, else the first of the view."""
    if not scope.agencies:
        return None
    for place in (cursor_at(view, case), ""):
        sql, given = _first(view, scope, place, timezone.now(), 2)
        with connection.cursor() as cursor:
            cursor.execute(sql, given)
            other = [int(row[1]) for row in cursor.fetchall() if row[1] != case.pk]
        if other:
            return other[0]
    return None
