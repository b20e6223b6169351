"""Reading messages: who may see them, the calendar, and how each account stands."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db.models import Prefetch, QuerySet

from pendopo.people.models import Person
from pendopo.publishing.models import Approval, Message, Variant
from pendopo.publishing.rules import Problem, Target, Tick, Written, problems, sha256_of
from pendopo.registry.models import Agency, OfficialAccount
from pendopo.registry.queries import agencies_for, decree_of
from pendopo.registry.rules import Doing
from pendopo.regulation.profile import Profile, load


def visible_to(person: Person) -> QuerySet[Message]:
    """The messages of the agencies that a person may see."""
    return Message.objects.filter(agency__in=agencies_for(person)).select_related("agency__government", "author")


def with_variants(messages: QuerySet[Message]) -> QuerySet[Message]:
    """The same with each account and its delivery, in a fixed number of queries."""
    variants = Variant.objects.select_related("account", "dispatch").order_by("account__name")
    return messages.prefetch_related(Prefetch("variants", variants))


def calendar(person: Person, since: datetime, until: datetime) -> QuerySet[Message]:
    """What is planned or live between two moments, in the order of its time."""
    between = visible_to(person).filter(planned_at__gte=since, planned_at__lt=until).exclude(state="cancelled")
    return with_variants(between).order_by("planned_at", "pk")


def awaiting(person: Person) -> QuerySet[Message]:
    """Messages that this person may approve now: of their agencies, and not written by them."""
    agencies = agencies_for(person, Doing.APPROVE)
    mine = visible_to(person).filter(agency__in=agencies, state="review").exclude(author=person)
    return with_variants(mine.exclude(writers=person)).order_by("planned_at", "pk")


def profile_of(agency: Agency) -> Profile:
    """The regulation that an agency obeys."""
    return load(agency.government.profile)


def accounts_of(agency: Agency) -> QuerySet[OfficialAccount]:
    """The accounts an agency may publish on."""
    return OfficialAccount.objects.filter(agency=agency, state="official").select_related("agency__government")


def written_of(message: Message) -> Written:
    """A stored message as its author gave it."""
    variants = dict(message.variants.values_list("account_id", "text"))
    return Written(
        title=message.title, text=message.text, purpose=message.purpose, category=message.category,
        planned_at=message.planned_at, level=message.level, category_note=message.category_note, source=message.source,
        tags=message.tags, info_class=message.info_class, ethics=ethics_of(message.ethics), variants=variants,
    )  # fmt: skip


def ethics_of(stored: Mapping[str, Mapping[str, object]]) -> dict[str, Tick]:
    """The eight answers as they were kept."""
    return {code: Tick(bool(one.get("safe")), str(one.get("note", ""))) for code, one in stored.items()}


def targets_of(agency: Agency, variants: Mapping[int, str], at: datetime | None = None) -> list[Target]:
    """The accounts of a message; one that is not of this agency at all is not official for it."""
    accounts = OfficialAccount.objects.filter(pk__in=variants).select_related("agency__government").order_by("name")
    return [
        Target(
            one.pk, one.name, one.platform, one.account_type,
            official=one.agency_id == agency.pk and one.state == "official",
            decree=decree_of(one, at) is not None, text=variants[one.pk],
        )
        for one in accounts
    ]  # fmt: skip


def problems_of(agency: Agency, written: Written, at: datetime | None = None) -> list[Problem]:
    """What stands between this content and its approval."""
    return problems(written, targets_of(agency, written.variants, at), profile_of(agency))


def current_sha256(message: Message) -> str:
    """The hash of the content as it stands in the database now."""
    return sha256_of(written_of(message))


def approval_in_force(message: Message) -> Approval | None:
    """The approval of exactly this content, or None."""
    latest = message.approvals.filter(voided_at=None).select_related("person").order_by("-pk").first()
    return latest if latest is not None and latest.content_sha256 == current_sha256(message) else None
