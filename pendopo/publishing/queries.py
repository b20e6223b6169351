"""Reading messages: who may see them, the calendar, how each account stands, and what is to be said of a content."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from django.db.models import Prefetch, Q, QuerySet

from pendopo.connectors.base import Can
from pendopo.people.models import Person
from pendopo.publishing.approving.actions import involved_in
from pendopo.publishing.approving.models import Urgent
from pendopo.publishing.approving.routes import complete, may_sign, turn_of
from pendopo.publishing.leaving import Campaign, Known, Own
from pendopo.publishing.media.models import Attachment, MediaFile
from pendopo.publishing.models import Approval, Message, Variant
from pendopo.publishing.neutrality.queries import windows_on
from pendopo.publishing.rules import Frame, Problem, Shown, Target, Tick, Written, problems, sha256_of
from pendopo.publishing.scan import Hit, hits
from pendopo.publishing.writing.models import CampaignLinks, Decision
from pendopo.registry.connections import can, told_limit
from pendopo.registry.models import Agency, OfficialAccount
from pendopo.registry.queries import agencies_for, may, named_by_decree
from pendopo.registry.rules import Doing
from pendopo.regulation.profile import Profile, load

# So many messages in review are looked through for one person's turn.
MOST_WAITING = 300
PAGE = 40


def visible_to(person: Person) -> QuerySet[Message]:
    """The messages of the agencies that a person may see."""
    return Message.objects.filter(agency__in=agencies_for(person)).select_related("agency__government", "author")


def with_variants(messages: QuerySet[Message]) -> QuerySet[Message]:
    """The same with each account and its delivery, in a fixed number of queries."""
    variants = Variant.objects.select_related("account", "dispatch").order_by("account__name")
    return messages.prefetch_related(Prefetch("variants", variants))


@dataclass(frozen=True)
class MessagePage:
    """One page of a list. `next_cursor` is "" on the last."""

    rows: list[Message]
    next_cursor: str = ""


def newest(messages: QuerySet[Message], cursor: str = "", size: int = PAGE) -> MessagePage:
    """The page after the cursor, the latest planned first. A cursor that nobody gave out begins at the beginning."""
    edge = _edge(cursor)
    if edge is not None:
        at, pk = edge
        messages = messages.filter(Q(planned_at__lt=at) | Q(planned_at=at, pk__lt=pk))
    rows = list(messages.order_by("-planned_at", "-pk")[: size + 1])
    last = rows[size - 1] if len(rows) > size else None
    return MessagePage(rows[:size], f"{last.planned_at.astimezone(UTC):%Y-%m-%dT%H:%M:%S.%f}~{last.pk}" if last else "")


def _edge(cursor: str) -> tuple[datetime, int] | None:
    try:
        moment, row = cursor.split("~")
        return datetime.fromisoformat(moment).replace(tzinfo=UTC), max(0, min(int(row), 2**63 - 1))
    except (ValueError, OverflowError):
        return None


def calendar(person: Person, since: datetime, until: datetime) -> QuerySet[Message]:
    """What is planned or live between two moments, in the order of its time."""
    between = visible_to(person).filter(planned_at__gte=since, planned_at__lt=until).exclude(state="cancelled")
    return between.order_by("planned_at", "pk")


def in_trouble(messages: Iterable[Message]) -> set[int]:
    """Those of which a person must decide about an account: refused there, missed, or nobody knows."""
    scheduled = [one.pk for one in messages if one.state == "scheduled"]
    rows = Variant.objects.filter(message__in=scheduled, dispatch__state__in=["refused", "missed", "unknown"])
    return set(rows.values_list("message_id", flat=True))


def awaiting(person: Person) -> QuerySet[Message]:
    """Messages that this person may approve now: of their agencies, and not written by them."""
    asked = Q(agency__in=agencies_for(person, Doing.APPROVE)) | Q(routes__closed_at=None, routes__usual=False)
    mine = visible_to(person).filter(asked, state="review").exclude(author=person).exclude(writers=person).distinct()
    turn = [one.pk for one in mine.order_by("planned_at", "pk")[:MOST_WAITING] if _my_turn(person, one)]
    return with_variants(Message.objects.filter(pk__in=turn).select_related("agency__government", "author")).order_by(
        "planned_at", "pk"
    )


def _my_turn(person: Person, message: Message) -> bool:
    return may_sign(person, message) is not None and turn_of(person, message, current_sha256(message)) is not None


def under_way(person: Person) -> QuerySet[Message]:
    """Everything that waits for somebody's yes, as far as the person may see it."""
    return with_variants(visible_to(person).filter(state__in=["review", "approved"])).order_by("planned_at", "pk")


def to_review(person: Person) -> QuerySet[Urgent]:
    """What went the short way and waits to be looked at by somebody else, soonest due first."""
    rows = Urgent.objects.filter(message__in=visible_to(person), reviewed_at=None, review_due__isnull=False)
    return rows.select_related("message__agency__government", "asked_by", "ready").order_by("review_due")


def may_review(person: Person, urgent: Urgent) -> bool:
    """Is this person one who may look at it: of those who approve, and without a hand in it?"""
    return person.pk not in involved_in(urgent) and may(person, Doing.APPROVE, urgent.message.agency)


def profile_of(agency: Agency) -> Profile:
    """The regulation that an agency obeys."""
    return load(agency.government.profile)


def accounts_of(agency: Agency) -> QuerySet[OfficialAccount]:
    """The accounts an agency may publish on."""
    return OfficialAccount.objects.filter(agency=agency, state="official").select_related("agency__government")


def written_of(message: Message) -> Written:
    """A stored message as its author gave it."""
    rows = list(message.variants.all().order_by("account_id"))
    return Written(
        title=message.title, text=message.text, purpose=message.purpose, category=message.category,
        planned_at=message.planned_at, level=message.level, category_note=message.category_note, source=message.source,
        tags=message.tags, info_class=message.info_class, ethics=ethics_of(message.ethics),
        variants={one.account_id: one.text for one in rows}, own={one.account_id: own_of(one) for one in rows},
        media=tuple(shown_of(one) for one in message.attachments.select_related("file", "captions").order_by("position")),
        mentions=message.mentions, language=message.language, format=message.format, campaign=message.campaign,
        other_channel=message.other_channel, issue_id=message.issue_id,
    )  # fmt: skip


def own_of(variant: Variant) -> Own:
    """What an account has of its own beside its wording."""
    parts = tuple(str(part) for part in variant.parts)
    return Own(parts, variant.first_comment, variant.place, variant.language, variant.tags)


def captions_of(file: MediaFile | None) -> tuple[int, str, int]:
    """A film's captions as a message holds them."""
    return (file.pk, file.sha256, file.size) if file is not None else (0, "", 0)


def shown_of(one: Attachment) -> Shown:
    """An attachment as plain data."""
    file = one.file
    return Shown(
        file.pk, file.sha256, file.kind, one.alt_text, one.summary, one.captioned,
        tuple(int(account) for account in one.left_out), file.size, file.width, file.height, file.seconds,
        *captions_of(one.captions),
    )  # fmt: skip


def ethics_of(stored: Mapping[str, Mapping[str, object]]) -> dict[str, Tick]:
    """The eight answers as they were kept."""
    return {code: Tick(bool(one.get("safe")), str(one.get("note", ""))) for code, one in stored.items()}


def targets_of(agency: Agency, written: Written, at: datetime | None = None) -> list[Target]:
    """The accounts of a message; one that is not of this agency at all is not official for it."""
    rows = OfficialAccount.objects.filter(pk__in=written.variants).select_related("agency__government", "connection")
    accounts = list(rows.order_by("name"))
    named = named_by_decree(accounts, at)
    return [
        Target(
            one.pk, one.name, one.platform, one.account_type,
            official=one.agency_id == agency.pk and one.state == "official",
            decree=one.pk in named, text=written.variants[one.pk], handle=one.handle, url=one.url,
            own=written.own.get(one.pk, Own()), limit=told_limit(one), by_hand=one.connector == "assisted",
            places=can(one, Can.PLACE),
        )
        for one in accounts
    ]  # fmt: skip


def frame_of(agency: Agency, written: Written) -> Frame:
    """Whom the words may name, and how the campaign's links are marked."""
    known: tuple[Known, ...] = ()
    if written.mentions.strip():
        official = OfficialAccount.objects.filter(agency__government=agency.government_id, state="official")
        rows = official.order_by("pk").values_list("platform", "handle", "url", "name", "agency_id")
        known = tuple(Known(*row) for row in rows)
    links = CampaignLinks.objects.filter(agency=agency).first() if written.campaign.strip() else None
    if links is None:
        return Frame(known)
    hosts = tuple(line.strip().lower() for line in links.hosts.splitlines() if line.strip())
    return Frame(known, Campaign(links.template, written.campaign.strip(), agency.slug, hosts))


def problems_of(agency: Agency, written: Written, at: datetime | None = None) -> list[Problem]:
    """What stands between this content and its approval."""
    return problems(written, targets_of(agency, written, at), profile_of(agency), frame_of(agency, written))


def hits_of(agency: Agency, written: Written) -> list[Hit]:
    """What in this content needs a decision; one-sided words only when it is planned for an election window."""
    day = written.planned_at.astimezone(ZoneInfo(agency.government.zone)).date()
    names = dict(OfficialAccount.objects.filter(pk__in=written.variants).values_list("pk", "name"))
    return hits(written, windows=windows_on(agency.government, day), names=names)


def decisions_of(message: Message, written: Written | None = None) -> list[Decision]:
    """What was decided about exactly this content."""
    sha256 = sha256_of(written or written_of(message))
    rows = message.decisions.filter(content_sha256=sha256).select_related("by")
    return list(rows.order_by("hit"))


def undecided(message: Message, written: Written | None = None) -> list[Hit]:
    """What nobody has decided yet."""
    content = written or written_of(message)
    found = hits_of(message.agency, content)
    known = {one.hit for one in decisions_of(message, content)} if found else set()
    return [one for one in found if one.key not in known]


def current_sha256(message: Message) -> str:
    """The hash of the content as it stands in the database now, with what was decided about it."""
    content = written_of(message)
    return sha256_of(content, [(one.hit, one.because) for one in decisions_of(message, content)])


def approval_in_force(message: Message) -> Approval | None:
    """The approval of exactly this content, or None."""
    latest = message.approvals.filter(voided_at=None).select_related("person").order_by("-pk").first()
    if latest is None:
        return None
    sha256 = current_sha256(message)
    return latest if latest.content_sha256 == sha256 and complete(message, sha256) else None
