"""Mailing notices, done by the worker: claim and commit, hand the mail over once, record. The screen shows them anyway."""

from __future__ import annotations

import hashlib
import logging
import smtplib
from datetime import datetime
from email.utils import parseaddr

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import connection, transaction
from django.db.models import Q, QuerySet

from pendopo.journal.actions import note
from pendopo.journal.actor import Actor
from pendopo.people.models import Notice
from pendopo.people.rules import CLAIM, MOST_ATTEMPTS, mail_wait

log = logging.getLogger("pendopo.people")
FOOT = (
    "\n\n-- \nPesan ini dikirim oleh Pendopo, meja media sosial pemerintah daerah. "
    "Jangan balas surel ini; buka tautannya untuk menindaklanjuti."
)


def mail_due(now: datetime, *, most: int = 100) -> int:
    """Mail the notices that wait; how many were accepted by the mail server.

    Each claim hands its mail over once. A worker that dies after the hand-over leaves a lapsed claim, which is mailed again
    with the same Message-ID (mailboxes drop the second copy): a deadline told twice is better than one never told.
    """
    waiting = _to_mail(now).order_by("pk").values_list("pk", flat=True)[:most]
    claimed = [pk for pk in list(waiting) if _claim(pk, now)]
    return _mail_all(claimed, now) if claimed else 0


def anything_to_mail(now: datetime) -> bool:
    """Is there a notice to mail?"""
    return _to_mail(now).exists()


def _to_mail(now: datetime) -> QuerySet[Notice]:
    waits_over = Q(mail_next_at=None) | Q(mail_next_at__lte=now)
    queued = Q(mail=Notice.Mail.QUEUED) & waits_over
    lapsed = Q(mail=Notice.Mail.SENDING, mail_next_at__lte=now)
    return Notice.objects.filter(queued | lapsed)


def _claim(pk: int, now: datetime) -> bool:
    """Ours until the claim lapses; a second worker's update finds nothing to change."""
    with transaction.atomic(durable=True):
        row = _to_mail(now).filter(pk=pk).select_for_update(skip_locked=True).first()
        if row is None:
            return False
        row.mail, row.mail_next_at, row.mail_attempts = Notice.Mail.SENDING, now + CLAIM, row.mail_attempts + 1
        row.save(update_fields=["mail", "mail_next_at", "mail_attempts"])
        return True


def _mail_all(claimed: list[int], now: datetime) -> int:
    """Over one line to the mail server; when it breaks, the rest go back into the queue."""
    rows = list(Notice.objects.filter(pk__in=claimed).select_related("person").order_by("pk"))
    letters = [(row, letter(row)) for row in rows]
    if not connection.in_atomic_block:
        connection.close()
    line = get_connection()
    accepted = 0
    try:
        for row, message in letters:
            accepted += _hand_over(line, row, message, now)
    finally:
        line.close()
    return accepted


def letter(row: Notice) -> EmailMessage:
    """The notice as a mail. Its Message-ID follows from its key, so that a second copy is known as such."""
    host = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or "pendopo.invalid"
    name = hashlib.sha256(f"{settings.BASE_URL}\n{row.key}".encode()).hexdigest()[:40]
    link = f"\n\n{settings.BASE_URL}{row.link}" if row.link.startswith("/") else (f"\n\n{row.link}" if row.link else "")
    to = row.address or (row.person.email if row.person else "")
    headers = {"Message-ID": f"<{name}@{host}>", "Auto-Submitted": "auto-generated"}
    return EmailMessage(row.subject, row.body + link + FOOT, settings.DEFAULT_FROM_EMAIL, [to], headers=headers)


def _hand_over(line: BaseEmailBackend, row: Notice, message: EmailMessage, now: datetime) -> bool:
    try:
        message.connection = line
        message.send()
    except smtplib.SMTPRecipientsRefused as refused:
        codes = [code for code, _text in refused.recipients.values()]
        _failed(row, f"alamat ditolak ({codes})", now, final=all(code >= 500 for code in codes))
        return False
    except Exception as error:
        # The line is broken: what follows would fail on it as well.
        log.warning("mail of notice %s: %s", row.pk, type(error).__name__)
        line.close()
        _failed(row, type(error).__name__, now, final=isinstance(error, (ValueError, UnicodeError)))
        return False
    Notice.objects.filter(pk=row.pk, mail=Notice.Mail.SENDING).update(mail=Notice.Mail.SENT, mailed_at=now)
    return True


@transaction.atomic
def _failed(row: Notice, why: str, now: datetime, *, final: bool) -> None:
    """Again later, or given up: then the journal says so and the notice stays on the screen."""
    if not final and row.mail_attempts < MOST_ATTEMPTS:
        again = now + mail_wait(row.mail_attempts)
        Notice.objects.filter(pk=row.pk).update(mail=Notice.Mail.QUEUED, mail_next_at=again)
        return
    Notice.objects.filter(pk=row.pk).update(mail=Notice.Mail.FAILED, mail_next_at=None)
    note(row, doing="notice.not_mailed", by=Actor.system(), because=why, after={"attempts": row.mail_attempts}, at=now)
