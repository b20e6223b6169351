"""The register by JSON: who I am, the accounts and agencies that I see, the duties with their verdicts, lengths."""

from __future__ import annotations

from datetime import date

from django.http import HttpRequest
from ninja import Field, Router, Schema

from pendopo.people.models import Person
from pendopo.registry.models import Agency, OfficialAccount
from pendopo.registry.queries import agencies_for, standings, visible_accounts
from pendopo.regulation.board import as_json
from pendopo.regulation.lengths import RULES, SAME, count
from pendopo.report.compliance.queries import all_rows, visible_agencies
from pendopo.web.access import found
from pendopo.web.api.door import REFUSALS, holder

router = Router(tags=["register"])


class Standing(Schema):
    """One right that I hold now, and by which decree."""

    standing: str
    agency: int
    account: int | None
    title: str
    decree: str


class Me(Schema):
    """The person of the key."""

    name: str
    asn: bool
    standings: list[Standing]


class AgencyOut(Schema):
    """An agency that I see."""

    id: int
    government: str
    name: str
    short_name: str
    kind: str
    since: date
    closed_on: date | None


class AccountOut(Schema):
    """An account of an agency that I see. `state`: proposed, official, suspended, closed."""

    id: int
    agency: int
    platform: str
    name: str
    handle: str
    url: str
    account_type: str
    verdict: str
    state: str
    official_since: date | None


class DutyOut(Schema):
    """A duty under one check, as of the last look. `verdict`: ok, warn, fail, not_applicable."""

    agency: str
    reference: str
    check: str
    verdict: str
    because: str
    evidence: list[str]
    duty: str
    modality: str
    target: bool
    interpretation: str


class Text(Schema):
    """A text and the platform whose way of counting is asked for."""

    platform: str = Field(max_length=40)
    text: str = Field(max_length=200_000)


class LengthOut(Schema):
    """How long the text is there. `because` says why it is not ok."""

    count: int
    limit: int
    unit: str
    ok: bool
    because: str


@router.get("/me", response={200: Me, **REFUSALS})
def me(request: HttpRequest) -> Me:
    """Who the key belongs to and what that person holds at this moment."""
    person: Person = holder(request)
    held = [Standing(standing=one.standing.value, agency=one.agency_id, account=one.account_id, title=one.title, decree=one.decree) for one in standings(person)]  # fmt: skip
    return Me(name=person.name, asn=person.is_asn, standings=held)


def _agency(one: Agency) -> AgencyOut:
    return AgencyOut(
        id=one.pk, government=one.government.key, name=one.name, short_name=one.short_name, kind=one.kind,
        since=one.since, closed_on=one.closed_on,
    )  # fmt: skip


def _account(one: OfficialAccount) -> AccountOut:
    return AccountOut(
        id=one.pk, agency=one.agency_id, platform=one.platform, name=one.name, handle=one.handle, url=one.url,
        account_type=one.account_type, verdict=one.verdict, state=one.state, official_since=one.official_since,
    )  # fmt: skip


@router.get("/agencies", response={200: list[AgencyOut], **REFUSALS})
def agencies(request: HttpRequest) -> list[AgencyOut]:
    """All agencies that I see."""
    return [_agency(one) for one in agencies_for(holder(request)).order_by("pk")]


@router.get("/accounts", response={200: list[AccountOut], **REFUSALS})
def accounts(request: HttpRequest, agency: int | None = None) -> list[AccountOut]:
    """The accounts that I see, of one agency when asked so."""
    rows = visible_accounts(holder(request)).order_by("pk")
    if agency is not None:
        rows = rows.filter(agency=found(agencies_for(holder(request)), pk=agency))
    return [_account(one) for one in rows]


@router.get("/duties", response={200: list[DutyOut], **REFUSALS})
def duties(request: HttpRequest, agency: int) -> list[dict[str, object]]:
    """Every duty of an agency with the verdict of its last look (`pendopo duties` prints the same)."""
    one = found(visible_agencies(holder(request)), pk=agency)
    return [row for who, rows in all_rows([one]) for row in as_json(who.short_name, rows)]


@router.post("/lengths", response={200: LengthOut, **REFUSALS})
def lengths(request: HttpRequest, body: Text) -> LengthOut:
    """How long a text is on a platform, by the table that the composer and the sending use."""
    platform = body.platform if body.platform in RULES or body.platform in SAME else "assisted"
    one = count(platform, body.text)
    return LengthOut(count=one.count, limit=one.limit, unit=one.unit, ok=one.ok, because=one.because)
