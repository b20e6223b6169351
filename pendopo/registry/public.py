"""What the public may know of the register, and nothing else: the allow-lists, and a snapshot kept until something changes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch

from pendopo.journal.models import Chain, Entry
from pendopo.registry.book import Book, Known
from pendopo.registry.models import Agency, Decree, Government, OfficialAccount
from pendopo.registry.queries import in_force, today
from pendopo.regulation.profile import load

# What the desk writes all day; nothing of it is public.
DESK = ("inbox.", "delivery.", "referral.", "knowledge.", "people.")


@dataclass(frozen=True)
class PublicAccount:
    """Everything that the public sees of an official account; a field that is not here is not shown."""

    agency: str
    agency_key: str
    platform: str
    platform_key: str
    name: str
    handle: str
    url: str
    since: date | None
    decree: str


@dataclass(frozen=True)
class FormerAccount:
    """Everything that the public sees of an account that is official no longer."""

    agency: str
    agency_key: str
    platform: str
    handle: str
    since: date | None
    until: date | None


@dataclass(frozen=True)
class PublicAgency:
    """An agency with its official accounts."""

    key: str
    name: str
    short_name: str
    accounts: tuple[PublicAccount, ...]


@dataclass(frozen=True)
class Directory:
    """A government's public register as it stood at a version of its journal, on a day."""

    key: str
    name: str
    website: str
    accent: str
    basis: str
    agencies: tuple[PublicAgency, ...]
    by_id: dict[int, PublicAccount]
    former: dict[int, FormerAccount]
    book: Book

    @property
    def accounts(self) -> tuple[PublicAccount, ...]:
        """All of them, in the order of the agencies."""
        return tuple(account for agency in self.agencies for account in agency.accounts)

    def agency(self, key: str) -> PublicAgency | None:
        """One agency by the word in its address."""
        return next((one for one in self.agencies if one.key == key), None)


Version = tuple[int, str]
# By chain: up to which journal entry we looked, and the last one that may have changed something public.
_looked: dict[str, tuple[int, int]] = {}
_kept: dict[str, tuple[Version, Directory]] = {}


def forget() -> None:
    """Begin anew (tests change rows without the journal)."""
    _looked.clear()
    _kept.clear()


def versions() -> dict[str, int]:
    """By government key, the last journal entry that may have changed what the public sees.

    Everything that people change is journalled in the same transaction, so that one small query tells whether a page
    that was made before is still true; what the desk writes all day is passed over.
    """
    heads = dict(Chain.objects.values_list("name", "last_sequence"))
    return {chain: _version(chain, head) for chain, head in heads.items()}


def _version(chain: str, head: int) -> int:
    looked, found = _looked.get(chain, (-1, 0))
    if head == looked:
        return found
    # A head before ours means another history (a back-up was put back): nothing we know holds.
    newer = Entry.objects.filter(chain=chain, sequence__gt=looked) if head > looked >= 0 else None
    if newer is not None:
        for word in DESK:
            newer = newer.exclude(thing_kind__startswith=word)
        head_of_ours = newer.order_by("-sequence").values_list("sequence", flat=True).first()
        found = head_of_ours or found
    else:
        found = head
    _looked[chain] = (head, found)
    return found


def directory(government: Government, version: int | None = None) -> Directory:
    """The public register of a government, made once for each version and day."""
    number = versions().get(government.key, 0) if version is None else version
    stand: Version = (number, today(government).isoformat())
    kept = _kept.get(government.key)
    if kept is not None and kept[0] == stand:
        return kept[1]
    made = _directory(government)
    _kept[government.key] = (stand, made)
    return made


def _directory(government: Government) -> Directory:
    profile = load(government.profile)
    labels = {key: rule.label for key, rule in profile.platforms.items()}
    decrees = _decrees(government)
    accounts = OfficialAccount.objects.order_by("platform", "handle_folded")
    rows = Agency.objects.filter(government=government).prefetch_related(Prefetch("accounts", accounts))
    by_id: dict[int, PublicAccount] = {}
    former: dict[int, FormerAccount] = {}
    known: list[Known] = []
    agencies: list[PublicAgency] = []
    for agency in rows.order_by("-coordinates", "name", "pk"):
        shown: list[PublicAccount] = []
        for row in agency.accounts.all():
            known.append(_known(row, agency))
            if row.state == "official" and agency.active:
                by_id[row.pk] = _account(row, agency, labels, decrees)
                shown.append(by_id[row.pk])
            elif row.official_since is not None:
                former[row.pk] = _former(row, agency, labels)
        if shown:
            agencies.append(PublicAgency(agency.slug, agency.name, agency.short_name, tuple(shown)))
    _since_when_frozen(former)
    return Directory(
        government.key, government.name, government.website, government.accent, profile.short_title,
        tuple(agencies), by_id, former, Book(known),
    )  # fmt: skip


def _decrees(government: Government) -> dict[int, str]:
    """By account, the number of the newest decree in force."""
    live = Decree.objects.filter(in_force(today(government)), agency__government=government).order_by("since", "pk")
    return {account: number for number, account in live.values_list("number", "accounts") if account}


def _known(row: OfficialAccount, agency: Agency) -> Known:
    # An agency that was closed speaks no more, whatever its accounts say of themselves.
    state = "closed" if row.state == "official" and not agency.active else row.state
    return Known(row.pk, row.platform, row.handle, row.url, state, row.official_since is not None)


def _account(row: OfficialAccount, agency: Agency, labels: dict[str, str], decrees: dict[int, str]) -> PublicAccount:
    return PublicAccount(
        agency=agency.name, agency_key=agency.slug, platform=labels.get(row.platform, row.platform),
        platform_key=row.platform, name=row.name, handle=row.handle, url=row.url, since=row.official_since,
        decree=decrees.get(row.pk, ""),
    )  # fmt: skip


def _former(row: OfficialAccount, agency: Agency, labels: dict[str, str]) -> FormerAccount:
    return FormerAccount(
        agency=agency.name, agency_key=agency.slug, platform=labels.get(row.platform, row.platform), handle=row.handle,
        since=row.official_since, until=row.closed_on or agency.closed_on,
    )  # fmt: skip


def _since_when_frozen(former: dict[int, FormerAccount]) -> None:
    """An account that was suspended has no closing day: the journal knows when it happened, in the government's zone."""
    open_ended = [str(pk) for pk, one in former.items() if one.until is None]
    entries = Entry.objects.filter(
        thing_kind="registry.officialaccount", doing="officialaccount.suspended", thing_id__in=open_ended
    )
    for thing_id, moment in entries.order_by("sequence").values_list("thing_id", "local_time"):
        one = former[int(thing_id)]
        former[int(thing_id)] = FormerAccount(
            one.agency, one.agency_key, one.platform, one.handle, one.since, date.fromisoformat(moment[:10])
        )


def named_like(found: Directory, words: Sequence[str], most: int = 3) -> list[PublicAgency]:
    """Agencies whose name holds all the words: for somebody who typed a name, not a handle."""
    wanted = [word.casefold() for word in words if len(word) > 2]
    if not wanted:
        return []
    return [one for one in found.agencies if all(word in f"{one.name} {one.short_name}".casefold() for word in wanted)][
        :most
    ]
