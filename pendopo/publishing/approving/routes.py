"""The route of a message: opened when it is handed in, read when somebody signs, closed when its content changes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Q

from pendopo.journal.actor import Actor
from pendopo.people.models import Person
from pendopo.publishing.approving.models import Chain, Route
from pendopo.publishing.approving.rules import (
    STANDINGS,
    USUAL,
    Signed,
    Signer,
    Step,
    Where,
    combined,
    fits,
    lacking,
    open_step,
)
from pendopo.publishing.models import Approval, Message
from pendopo.registry.models import Agency
from pendopo.registry.queries import may, standings
from pendopo.registry.rules import Doing, Held, Standing


def chain_steps(agency: Agency, accounts: Sequence[int], category: str) -> tuple[Step, ...]:
    """The steps for a message on these accounts: for each account the chain that fits it most closely."""
    of_category = Q(category="") | Q(category=category)
    of_account = Q(account=None) | Q(account__in=accounts)
    rows = list(Chain.objects.filter(of_category, of_account, agency=agency, active=True))
    chosen: dict[int, Sequence[Step]] = {}
    for account in accounts:
        near = [row for row in rows if row.account_id in (None, account)]
        best = max(near, key=lambda row: (row.account_id is not None, bool(row.category)), default=None)
        key = best.pk if best is not None else 0
        chosen[key] = USUAL if best is None else steps_of(best.steps)
    return combined(list(chosen.values())) or USUAL


def steps_of(kept: Sequence[dict[str, object]]) -> tuple[Step, ...]:
    """Steps as they were kept."""
    return tuple(Step.read(one) for one in kept)


def open_route(message: Message, steps: Sequence[Step], moment: datetime, *, urgent: bool = False) -> Route:
    """The steps are fixed for this content; a chain that is changed later counts for the next one."""
    close_route(message, moment)
    kept = [step.plain() for step in steps]
    usual = tuple(steps) == USUAL
    return Route.objects.create(message=message, steps=kept, urgent=urgent, usual=usual, made_at=moment)


def close_route(message: Message, moment: datetime) -> None:
    """What was signed on it counts no more."""
    Route.objects.filter(message=message, closed_at=None).update(closed_at=moment)


def route_of(message: Message) -> Route | None:
    """The route in force."""
    return Route.objects.filter(message=message, closed_at=None).first()


def steps_for(message: Message) -> tuple[Step, ...]:
    """The steps of the route in force; for a message from before there were chains, the usual one."""
    route = route_of(message)
    return steps_of(route.steps) if route is not None else USUAL


def signed_of(message: Message, sha256: str) -> list[Signed]:
    """What was signed for exactly this content."""
    rows = Approval.objects.filter(message=message, voided_at=None, content_sha256=sha256).order_by("pk")
    return [Signed(one.person_id, one.step, one.signer) for one in rows]


def where_of(message: Message) -> Where:
    """Where the message belongs."""
    accounts = frozenset(message.variants.values_list("account_id", flat=True))
    return Where(message.agency.government_id, message.agency_id, accounts)


def may_sign(person: Person, message: Message, at: datetime | None = None) -> Held | None:
    """The standing by which a person signs some step of this message, whosever turn it is. Only ASN (P 1.5, K 1.9)."""
    if not person.is_asn:
        return None
    held, where = standings(person, at), where_of(message)
    signers = [signer for step in steps_for(message) for signer in step.signers]
    return next((one for signer in signers if (one := fits(signer, person.pk, held, where))), None)


def turn_of(
    person: Person, message: Message, sha256: str, at: datetime | None = None
) -> tuple[int, Signer, Held] | None:
    """The step and place that this person may sign now, or None. Nobody signs two steps of one message."""
    signed = signed_of(message, sha256)
    if not person.is_asn or any(one.person_id == person.pk for one in signed):
        return None
    steps = steps_for(message)
    number = open_step(steps, signed)
    if number is None:
        return None
    held, where = standings(person, at), where_of(message)
    for signer in lacking(steps[number - 1], number, signed):
        if by := fits(signer, person.pk, held, where):
            return number, signer, by
    return None


def complete(message: Message, sha256: str) -> bool:
    """Has everybody signed this very content?"""
    return open_step(steps_for(message), signed_of(message, sha256)) is None


def actor_of(person: Person, held: Held) -> Actor:
    """For the journal."""
    return Actor(id=str(person.pk), name=person.name, office=held.title or held.standing.value, decree=held.decree)


def name_of(signer: Signer) -> str:
    """A signer as people read it."""
    if signer.kind == "standing":
        return STANDINGS[Standing(signer.value)]
    if signer.kind == "office":
        return signer.value
    return str(Person.objects.filter(pk=int(signer.value)).values_list("name", flat=True).first() or "–")


def whose_turn(message: Message, sha256: str) -> str:
    """Who is asked now, in words."""
    steps, signed = steps_for(message), signed_of(message, sha256)
    number = open_step(steps, signed)
    if number is None:
        return ""
    step = steps[number - 1]
    word = " dan " if step.mode == "all" else " atau "
    return f"langkah {number} dari {len(steps)}: {word.join(name_of(one) for one in lacking(step, number, signed))}"


def approvers_of(agency: Agency, at: datetime | None = None) -> list[Person]:
    """Whoever may approve for an agency."""
    around = Q(appointments__decree__agency=agency) | Q(offices__agency=agency)
    rows = Person.objects.filter(around, is_active=True).distinct().order_by("pk")
    return [one for one in rows if may(one, Doing.APPROVE, agency, at=at)]


def people_to_ask(message: Message, sha256: str, at: datetime | None = None) -> list[Person]:
    """Those who may sign the step whose turn it is."""
    writers = set(message.writers.values_list("pk", flat=True)) | {message.author_id}
    around = Q(appointments__decree__agency=message.agency) | Q(offices__agency=message.agency)
    above = Q(offices__agency__government=message.agency.government_id, offices__role__in=["analyst", "regional_head"])
    rows = Person.objects.filter(around | above, is_active=True).exclude(pk__in=writers).distinct().order_by("pk")
    return [one for one in rows if turn_of(one, message, sha256, at) is not None]
