"""The one-time link: made, sent, opened, used once. Only a hash of it is kept; the link itself stands in no log or journal."""

from __future__ import annotations

import hashlib
import re
import secrets
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from pendopo.journal.actions import note
from pendopo.journal.actor import Actor
from pendopo.people.actions import tell
from pendopo.people.models import Notice, Person
from pendopo.referral import words
from pendopo.referral.addressees import Addressee
from pendopo.referral.models import LiaisonLink, Referral
from pendopo.referral.rules import BadReferral, LinkRefused, link_expires
from pendopo.registry.queries import acting
from pendopo.registry.rules import Doing

TOKEN = re.compile(r"[A-Za-z0-9_-]{43}")
"""What `secrets.token_urlsafe(32)` looks like: 256 random bits."""

FORGOTTEN = "(tautan sudah dikirim)"


def url_of(token: str) -> str:
    """The address a person opens."""
    return f"{settings.BASE_URL}/r/{token}/"


def fingerprint(token: str) -> str:
    """What is kept of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


@transaction.atomic
def issue_link(
    *, referral: Referral, address: str = "", by: Person, at: datetime | None = None
) -> tuple[LiaisonLink, str]:
    """A new link for a referral that waits, to be handed over by the officer. The token is told here and never again."""
    actor = acting(by, Doing.REFER, referral.from_agency, account=referral.case.account, at=at)
    row = Referral.objects.select_for_update().get(pk=referral.pk)
    if row.state != "sent":
        raise BadReferral("Rujukan ini sudah selesai, jadi tidak perlu tautan lagi.")
    return make_link(row, address, actor, at or timezone.now())


def make_link(referral: Referral, address: str, actor: Actor, moment: datetime) -> tuple[LiaisonLink, str]:
    """Make and journal a link; who may was checked by the caller."""
    token = secrets.token_urlsafe(32)
    link = LiaisonLink.objects.create(
        referral=referral, token_sha256=fingerprint(token), address=address, created_at=moment,
        expires_at=link_expires(max(moment, referral.contacted_at), referral.due_at),
    )  # fmt: skip
    note(
        referral, doing="referral.link", by=actor, at=moment, after={"address": address, "expires_at": link.expires_at}
    )
    return link, token


def ask(referral: Referral, addressee: Addressee, actor: Actor, moment: datetime) -> None:
    """Tell an addressee of the question: on the screen when they have an account, and by mail with a link of their own."""
    subject = words.asked_subject(referral)
    if addressee.person is not None:
        tell(
            key=f"referral-{referral.pk}-asked-{addressee.key}", person=addressee.person, subject=subject,
            body=words.asked(referral, words.by_page()), link=f"/rujukan/{referral.pk}/", mail=False,
        )  # fmt: skip
    if addressee.address:
        link, token = make_link(referral, addressee.address, actor, moment)
        tell(
            key=f"referral-link-{link.pk}", address=addressee.address, subject=subject,
            body=words.asked(referral, words.by_link(url_of(token))),
        )  # fmt: skip


def open_link(token: str, *, at: datetime | None = None) -> LiaisonLink:
    """The link of a token that may still be used; LinkRefused for every other text, in the same words."""
    if not TOKEN.fullmatch(token):
        raise LinkRefused
    link = (
        LiaisonLink.objects.filter(token_sha256=fingerprint(token))
        .select_related("referral__from_agency__government", "referral__to_agency", "referral__case__account")
        .first()
    )
    if link is None or link.used_at is not None or link.expires_at <= (at or timezone.now()):
        raise LinkRefused
    if link.referral.state != "sent":
        raise LinkRefused
    return link


def claim(link: LiaisonLink, moment: datetime) -> None:
    """Use the link up; of two at the same moment one gets LinkRefused."""
    if not LiaisonLink.objects.filter(pk=link.pk, used_at=None).update(used_at=moment):
        raise LinkRefused


def seen(referral: Referral, *, at: datetime | None = None) -> None:
    """Somebody of the agency opened the question; the first time is kept."""
    Referral.objects.filter(pk=referral.pk, seen_at=None, state="sent").update(seen_at=at or timezone.now())


def forget_sent() -> int:
    """Take links out of notices that were mailed or given up: from then on only their hash is kept anywhere."""
    count = 0
    done = [Notice.Mail.SENT, Notice.Mail.FAILED]
    mailed = Notice.objects.filter(key__startswith="referral-link-", mail__in=done, body__contains="/r/")
    for notice in mailed[:200]:
        notice.body = re.sub(r"\S*/r/[A-Za-z0-9_-]{43}/", FORGOTTEN, notice.body)
        notice.save(update_fields=["body"])
        count += 1
    return count
