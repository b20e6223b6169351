"""Who may do what: one table, and pure functions over what a person holds at a moment."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Doing(StrEnum):
    """What people do in the program; each needs a standing that allows it."""

    SEE = "see"
    RECORD = "record"
    ANSWER = "answer"
    REFER = "refer"
    ASSIGN = "assign"
    ANSWER_REFERRAL = "answer_referral"
    DRAFT = "draft"
    APPROVE = "approve"
    PUBLISH = "publish"
    APPROVE_ANSWER = "approve_answer"
    CONNECT = "connect"
    REGISTER = "register"
    CLOSE_MONTH = "close_month"
    SIGN_MONTH = "sign_month"
    SIGN_REPORT = "sign_report"
    RECEIVE_REPORT = "receive_report"
    EVALUATE = "evaluate"
    DECIDE = "decide"
    AUDIT = "audit"
    STOP = "stop"
    SET_APPROVAL = "set_approval"
    COORDINATE = "coordinate"
    READ_ETHICS = "read_ethics"
    HANDLE_ETHICS = "handle_ethics"
    CUSTODY = "custody"


class Standing(StrEnum):
    """Where a right comes from: the two duties that a decree gives, and the offices."""

    OFFICER = "officer"
    OFFICIAL = "official"
    HEAD = "head"
    LIAISON = "liaison"
    PREPARER = "preparer"
    ANALYST = "analyst"
    REGIONAL_HEAD = "regional_head"
    AUDITOR = "auditor"
    ADMIN = "admin"


S, D = Standing, Doing

# Standing at the agency itself.
WITHIN: dict[Doing, frozenset[Standing]] = {
    D.SEE: frozenset(Standing),
    D.RECORD: frozenset({S.OFFICER, S.OFFICIAL, S.PREPARER}),
    D.ANSWER: frozenset({S.OFFICER}),
    D.REFER: frozenset({S.OFFICER, S.OFFICIAL}),
    D.ASSIGN: frozenset({S.OFFICER, S.OFFICIAL}),
    D.ANSWER_REFERRAL: frozenset({S.OFFICER, S.OFFICIAL, S.HEAD, S.LIAISON}),
    D.DRAFT: frozenset({S.OFFICER, S.OFFICIAL, S.PREPARER}),
    D.APPROVE: frozenset({S.OFFICIAL, S.HEAD}),
    D.PUBLISH: frozenset({S.OFFICER}),
    D.APPROVE_ANSWER: frozenset({S.OFFICIAL, S.HEAD}),
    D.CONNECT: frozenset({S.OFFICIAL, S.ADMIN}),
    D.REGISTER: frozenset({S.OFFICIAL, S.HEAD, S.ADMIN, S.ANALYST}),
    D.CLOSE_MONTH: frozenset({S.OFFICER, S.OFFICIAL}),
    D.SIGN_MONTH: frozenset({S.OFFICIAL, S.HEAD}),
    D.SIGN_REPORT: frozenset({S.HEAD}),
    D.DECIDE: frozenset({S.HEAD}),
    # Asked of the coordinating agency only: whoever answers for it may stop everything in an emergency.
    D.STOP: frozenset({S.HEAD, S.OFFICIAL}),
    D.SET_APPROVAL: frozenset({S.HEAD, S.ADMIN}),
    D.COORDINATE: frozenset({S.OFFICER, S.OFFICIAL, S.HEAD, S.ANALYST}),
    # Confidential (12 d): the responsible official and the head; above them the dinas, and the inspectorate to read.
    D.READ_ETHICS: frozenset({S.OFFICIAL, S.HEAD}),
    D.HANDLE_ETHICS: frozenset({S.OFFICIAL, S.HEAD}),
    # Keys, trouble and handover of accounts: whoever is there must be able to act at once.
    D.CUSTODY: frozenset({S.OFFICER, S.OFFICIAL, S.HEAD, S.ADMIN, S.ANALYST}),
}

# Standing at the coordinating agency (or above it) reaches every agency of the government.
OVER_ALL: dict[Doing, frozenset[Standing]] = {
    D.SEE: frozenset({S.ANALYST, S.REGIONAL_HEAD, S.AUDITOR, S.ADMIN}),
    D.CONNECT: frozenset({S.ADMIN}),
    D.REGISTER: frozenset({S.ANALYST, S.ADMIN}),
    D.RECEIVE_REPORT: frozenset({S.ANALYST}),
    D.EVALUATE: frozenset({S.ANALYST}),
    D.DECIDE: frozenset({S.REGIONAL_HEAD}),
    D.AUDIT: frozenset({S.AUDITOR, S.ANALYST, S.ADMIN}),
    D.STOP: frozenset({S.ANALYST, S.REGIONAL_HEAD, S.ADMIN}),
    D.SET_APPROVAL: frozenset({S.ADMIN}),
    D.READ_ETHICS: frozenset({S.ANALYST, S.AUDITOR}),
    D.HANDLE_ETHICS: frozenset({S.ANALYST}),
    D.CUSTODY: frozenset({S.ANALYST, S.ADMIN}),
}

# What a decree gives and only an ASN may do (P 1.4–1.5, K 1.8–1.9).
NEEDS_ASN = frozenset({D.ANSWER, D.PUBLISH, D.APPROVE, D.APPROVE_ANSWER, D.SIGN_MONTH, D.SIGN_REPORT})


@dataclass(frozen=True)
class Held:
    """A standing in force now. `account_id` narrows an officer's appointment to one account; `title` and `decree` are for the journal."""

    standing: Standing
    government_id: int
    agency_id: int
    account_id: int | None = None
    title: str = ""
    decree: str = ""


def allows(
    held: Iterable[Held], doing: Doing, *, government_id: int, agency_id: int, account_id: int | None, is_asn: bool
) -> Held | None:
    """The standing that allows `doing` at that agency (and account, when given), or None."""
    if doing in NEEDS_ASN and not is_asn:
        return None
    for one in held:
        if one.government_id != government_id:
            continue
        if one.standing in OVER_ALL.get(doing, frozenset()):
            return one
        within = one.agency_id == agency_id and one.standing in WITHIN.get(doing, frozenset())
        if within and (account_id is None or one.account_id is None or one.account_id == account_id):
            return one
    return None
