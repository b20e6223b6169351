"""What the worker does for referrals: reminders at the profile's marks, each exactly once, and forgetting sent links."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from pendopo.journal.actor import Actor
from pendopo.people.actions import tell
from pendopo.referral import links, words
from pendopo.referral.addressees import Addressee, dinas, liaisons, officials, once
from pendopo.referral.breach import claim_marks
from pendopo.referral.models import Referral
from pendopo.regulation.clock import is_overdue


def remind(now: datetime | None = None) -> int:
    """Give every reminder that is due; how many were given. After an outage one for each referral, the latest."""
    moment = now or timezone.now()
    waiting = Referral.objects.filter(state="sent", due_at__isnull=False, contacted_at__lt=moment)
    given = sum(_remind_one(pk, moment) for pk in waiting.values_list("pk", flat=True))
    links.forget_sent()
    return given


def _remind_one(pk: int, now: datetime) -> bool:
    """One referral in one transaction: the marks and the notices are kept together or not at all."""
    try:
        with transaction.atomic():
            referral = (
                Referral.objects.select_for_update(of=("self",))
                .select_related("from_agency__government", "to_agency__government", "case__account")
                .get(pk=pk)
            )
            due = claim_marks(referral, now) if referral.state == "sent" else None
            if due is not None:
                _tell_all(referral, due.tell, now)
            return due is not None
    except IntegrityError:
        # Another worker kept the same mark at this moment: its notices stand, ours were undone.
        return False


def _tell_all(referral: Referral, mark: int, now: datetime) -> None:
    """Liaison, official and dinas (annex B.4; who is told is our proposal)."""
    if referral.to_agency is None:
        return
    late = is_overdue(referral.due_at, now) if referral.due_at else False
    asked = liaisons(referral.to_agency, now)
    everybody = once([asked, officials(referral.to_agency, now), dinas(referral.from_agency.government, now)])
    for addressee in everybody:
        _tell(referral, addressee, mark, late, now, with_link=addressee in asked)


def _tell(
    referral: Referral, addressee: Addressee, mark: int, late: bool, now: datetime, *, with_link: bool
) -> None:  # fmt: skip
    subject, page = words.reminder_subject(referral, mark, late), f"/rujukan/{referral.pk}/"
    if addressee.person is not None:
        tell(
            key=f"referral-{referral.pk}-{mark}h-{addressee.key}", person=addressee.person, subject=subject, link=page,
            body=words.reminder(referral, late, words.by_page()), mail=not with_link,
        )  # fmt: skip
    if with_link and addressee.address:
        link, token = links.make_link(referral, addressee.address, Actor.system(), now)
        tell(
            key=f"referral-link-{link.pk}", address=addressee.address, subject=subject,
            body=words.reminder(referral, late, words.by_link(links.url_of(token))),
        )  # fmt: skip
