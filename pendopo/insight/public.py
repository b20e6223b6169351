""" "Anda sampaikan, kami kerjakan": what was done after people said something, as far as it was told in public (8 i P, 8 j K)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from django.db.models import Count, Prefetch

from pendopo.insight.models import Recommendation
from pendopo.language.personal import find
from pendopo.publishing.models import Message, Variant
from pendopo.registry.models import Government


@dataclass(frozen=True)
class FollowUp:
    """Everything that the public sees of it; a field that is not here is not shown."""

    agency: str
    agency_key: str
    said: str
    done: str
    on: date
    people: int
    title: str
    url: str


def follow_ups(government: Government, most: int = 100) -> list[FollowUp]:
    """Recommendations that were carried out and told by an open, published message; the newest first."""
    live = Variant.objects.filter(dispatch__state="live").exclude(dispatch__url="").select_related("dispatch")
    rows = (
        Recommendation.objects.filter(
            agency__government=government, state="done", done_at__isnull=False, public_message__state="published",
            public_message__info_class=Message.InfoClass.OPEN,
        )
        .select_related("agency", "public_message")
        .prefetch_related(Prefetch("public_message__variants", live.order_by("pk")))
        .annotate(heard=Count("cases", distinct=True))
        .order_by("-done_at", "-pk")[:most]
    )  # fmt: skip
    zone = ZoneInfo(government.zone)
    return [_follow_up(row, zone) for row in rows]


def _follow_up(row: Recommendation, zone: ZoneInfo) -> FollowUp:
    assert row.public_message is not None
    assert row.done_at is not None
    links = [one.dispatch.url for one in row.public_message.variants.all() if one.dispatch is not None]
    return FollowUp(
        agency=row.agency.name, agency_key=row.agency.slug, said=covered(row.text), done=covered(row.result),
        on=row.done_at.astimezone(zone).date(), people=getattr(row, "heard", 0),
        title=covered(row.public_message.title), url=next(iter(links), ""),
    )  # fmt: skip


def covered(text: str) -> str:
    """A text with every piece of personal data covered: nobody's number is told, even when somebody wrote it down."""
    for span in reversed(find(text)):
        text = f"{text[: span.start]}[…]{text[span.end :]}"
    return text
