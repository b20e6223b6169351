"""The official accounts as a book to look something up in: is this one official, was it, or does it only look like one? Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from pendopo.registry.identity import Asked, address_of, fold, read
from pendopo.registry.lookalikes import Look, Reason, likeness, look_of

Verdict = Literal["official", "was_official", "not_yet", "looks_like", "short_link", "post_link", "unknown", "empty",
                  "elsewhere"]  # fmt: skip
VERDICT_OF: dict[str, Verdict] = {"official": "official", "suspended": "was_official", "closed": "was_official",
                                  "proposed": "not_yet"}  # fmt: skip
LONGEST_HANDLE = 80


@dataclass(frozen=True)
class Known:
    """An account of the register, as far as this question needs it. `was` is whether it ever was official."""

    id: int
    platform: str
    handle: str
    url: str
    state: str
    was: bool = True


@dataclass(frozen=True)
class Finding:
    """The answer. `account_ids` are the accounts it is, was, or looks like, the likeliest first."""

    verdict: Verdict
    account_ids: tuple[int, ...] = ()
    reasons: tuple[Reason, ...] = ()

    @property
    def account_id(self) -> int | None:
        return self.account_ids[0] if self.account_ids else None


def family(platform: str) -> str:
    """Channels and bots of a messenger share its handles."""
    return platform.split("_")[0]


class Book:
    """Everything the register knows of accounts, read by the same eyes as what people paste; made once a version."""

    def __init__(self, accounts: Iterable[Known]) -> None:
        order = {"official": 0, "suspended": 1, "closed": 2, "proposed": 3}
        told = [one for one in accounts if one.was or one.state in {"official", "proposed"}]
        self.accounts = sorted(told, key=lambda one: order.get(one.state, 9))
        self.by_handle: dict[tuple[str, str], list[Known]] = {}
        self.by_address: dict[str, list[Known]] = {}
        self.looks: list[tuple[Known, Look]] = []
        for one in self.accounts:
            self._enter(one)

    def _enter(self, one: Known) -> None:
        link = read(one.url)
        names = {fold(one.handle, family(one.platform)), read(one.handle).handle}
        # A link to a site of its own says where it lies, not how it is called.
        names |= {link.handle} if link.platform == family(one.platform) or "@" in link.handle else set()
        for name in filter(None, names):
            self.by_handle.setdefault((family(one.platform), name), []).append(one)
        address = address_of(one.url)
        if address and link.kind in {"account", "short"} and not address.endswith("/profile.php"):
            self.by_address.setdefault(address, []).append(one)
        if one.state == "official":
            self.looks.append((one, look_of(one.handle)))

    def find(self, asked: Asked) -> Finding:
        """The very account first, then what hides its target, then a look-alike."""
        if asked.kind == "empty" or not (asked.address or asked.handle or asked.said):
            return Finding("empty")
        same = self._same(asked)
        if same:
            verdict = VERDICT_OF[same[0].state]
            return Finding(verdict, tuple(one.id for one in same if VERDICT_OF[one.state] == verdict))
        if asked.kind == "short":
            return Finding("short_link")
        if asked.kind == "post":
            return Finding("post_link")
        return self._alike(asked)

    def _same(self, asked: Asked) -> list[Known]:
        if asked.pretends:
            return self.by_address.get(asked.address, [])
        if asked.kind == "account" and asked.handle:
            platforms = {asked.platform} if asked.platform else {key for key, _name in self.by_handle}
            found = [one for key in sorted(platforms) for one in self._named(key, asked)]
            if found:
                return sorted(found, key=self.accounts.index)
        return self.by_address.get(asked.address, []) or self._within(asked)

    def _named(self, platform: str, asked: Asked) -> list[Known]:
        return self.by_handle.get((platform, fold(asked.handle, platform)), [])

    def _within(self, asked: Asked) -> list[Known]:
        """A page of a site whose whole host is an account (a blog, the agency's own site)."""
        if asked.platform or asked.kind != "account":
            return []
        return self.by_address.get(asked.host, [])

    def _alike(self, asked: Asked) -> Finding:
        handle = asked.handle.split("@")[0][:LONGEST_HANDLE]
        look = look_of(handle)
        found: list[tuple[int, int, tuple[Reason, ...]]] = []
        for one, known in self.looks:
            if handle in {known.text, fold(known.text, family(one.platform)), fold(known.text, asked.platform)}:
                reasons: tuple[Reason, ...] = ("host",) if asked.pretends else ("platform",)
            else:
                reasons = likeness(look, known)
                if reasons and asked.pretends:
                    reasons = ("host", *reasons)
            if reasons:
                found.append((_rank(reasons), one.id, reasons))
        if not found:
            return Finding("looks_like", (), ("host",)) if asked.pretends else Finding("unknown")
        best = min(found)
        return Finding("looks_like", tuple(pk for rank, pk, _why in sorted(found) if rank == best[0])[:3], best[2])


def _rank(reasons: tuple[Reason, ...]) -> int:
    order: list[Reason] = ["platform", "host", "marks", "letters", "digits", "words", "near", "inside"]
    return min(order.index(one) for one in reasons) * 4 + len(reasons)


def find(asked: Asked, accounts: Iterable[Known]) -> Finding:
    """One question against a list."""
    return Book(accounts).find(asked)
