"""Who may sign which step of a chain. Values in, decision out; no database."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Literal

from pendopo.registry.rules import OVER_ALL, Doing, Held, Standing

MOST_STEPS = 5
# What was approved on the short path is looked at by somebody else within this time.
REVIEW_WITHIN = timedelta(hours=24)
# "Plt. Kepala Dinas" acts with the office of "Kepala Dinas".
_ACTING = re.compile(r"^((plt|plh|pj|pjs)\.?\s+)+", re.IGNORECASE)
_BLANK = re.compile(r"\[[^\[\]]{1,80}\]")
KINDS = ("standing", "office", "person")
STANDINGS: Mapping[Standing, str] = {
    Standing.OFFICIAL: "Pejabat penanggung jawab",
    Standing.HEAD: "Kepala instansi",
    Standing.ANALYST: "Analis dinas pengampu",
    Standing.REGIONAL_HEAD: "Kepala daerah",
}
Mode = Literal["any", "all"]


@dataclass(frozen=True)
class Signer:
    """Somebody who may sign: whoever has a standing, whoever holds an office of that title, or a person by number."""

    kind: str
    value: str

    def __str__(self) -> str:
        return f"{self.kind}:{self.value}"

    @classmethod
    def read(cls, text: str) -> Signer:
        """From its written form "office:Sekretaris"."""
        kind, _colon, value = text.partition(":")
        known = kind in KINDS and bool(value.strip())
        if not known or (kind == "standing" and value not in {one.value for one in STANDINGS}):
            raise ValueError(text)
        if kind == "person" and not value.isdecimal():
            raise ValueError(text)
        return cls(kind, value.strip())


@dataclass(frozen=True)
class Step:
    """One step: `any` of its signers is enough, or `all` of them must sign."""

    mode: Mode
    signers: tuple[Signer, ...]

    def plain(self) -> dict[str, Any]:
        """As it is kept."""
        return {"mode": self.mode, "signers": [str(one) for one in self.signers]}

    @classmethod
    def read(cls, kept: Mapping[str, Any]) -> Step:
        """As it was kept."""
        mode: Mode = "all" if kept.get("mode") == "all" else "any"
        return cls(mode, tuple(Signer.read(str(one)) for one in kept["signers"]))


# Where nobody has set a chain: the official or the head, as the regulation's four eyes ask (3 a).
USUAL = (Step("any", (Signer("standing", "official"), Signer("standing", "head"))),)


@dataclass(frozen=True)
class Signed:
    """Somebody signed a step in the place of one of its signers."""

    person_id: int
    step: int
    signer: str


@dataclass(frozen=True)
class Where:
    """Where a message belongs: its government, its agency, the accounts that it is for."""

    government_id: int
    agency_id: int
    accounts: frozenset[int]


def lacking(step: Step, number: int, signed: Iterable[Signed]) -> tuple[Signer, ...]:
    """Who has still to sign a step: nobody once it is fulfilled."""
    done = {one.signer for one in signed if one.step == number}
    if step.mode == "any":
        return () if done else step.signers
    return tuple(one for one in step.signers if str(one) not in done)


def open_step(steps: Sequence[Step], signed: Iterable[Signed]) -> int | None:
    """The number of the step whose turn it is (from 1), or None when everything is signed."""
    known = list(signed)
    return next((number for number, step in enumerate(steps, 1) if lacking(step, number, known)), None)


def fits(signer: Signer, person_id: int, held: Iterable[Held], where: Where) -> Held | None:
    """By which standing a person may sign in the place of this signer, or None."""
    for one in held:
        if one.government_id != where.government_id:
            continue
        here = one.agency_id == where.agency_id and (one.account_id is None or one.account_id in where.accounts)
        above = one.standing in OVER_ALL[Doing.SEE]
        if not here and not above:
            continue
        if signer.kind == "person" and signer.value == str(person_id):
            return one
        if signer.kind == "standing" and signer.value == one.standing.value:
            return one
        if signer.kind == "office" and _office(one.title) == _office(signer.value):
            return one
    return None


def _office(title: str) -> str:
    return _ACTING.sub("", title.strip()).casefold()


def combined(chains: Sequence[Sequence[Step]]) -> tuple[Step, ...]:
    """One order for several chains (accounts of one message may have their own): the longest first, then what it lacks."""
    ordered = sorted(chains, key=len, reverse=True)
    steps: list[Step] = list(ordered[0]) if ordered else []
    for chain in ordered[1:]:
        steps += [step for step in chain if step not in steps]
    return tuple(steps)


def filled_in(template: str, text: str) -> bool:
    """Is this text the template with its [blanks] filled in and nothing else changed?"""
    pattern, at = "", 0
    for blank in _BLANK.finditer(template):
        pattern += re.escape(template[at : blank.start()]) + r"[^\[\]\n]{1,200}"
        at = blank.end()
    return re.fullmatch(pattern + re.escape(template[at:]), text.strip().replace("\r\n", "\n")) is not None
