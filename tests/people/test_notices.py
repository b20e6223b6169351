"""Telling somebody something: once for each key, mailed once for each claim, never silently lost."""

from __future__ import annotations

import smtplib
import threading
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.db import connections

from pendopo.journal.models import Entry
from pendopo.people.actions import read, tell
from pendopo.people.jobs import mail_due
from pendopo.people.models import Notice
from pendopo.people.queries import unread
from pendopo.people.rules import CLAIM, MOST_ATTEMPTS, mail_wait
from tests.world import NOW, person

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)
HOUR = timedelta(hours=1)


class MoodyServer(EmailBackend):
    """A mail server that does what `mood` says, then recovers when the list is empty."""

    mood: list[Exception] = []

    def send_messages(self, messages: Any) -> int:
        if self.mood:
            raise self.mood.pop(0)
        return super().send_messages(messages)


@pytest.fixture
def moody(settings: Any) -> list[Exception]:
    settings.EMAIL_BACKEND = "tests.people.test_notices.MoodyServer"
    MoodyServer.mood.clear()
    return MoodyServer.mood


def told(key: str = "rujukan-7-jam-12") -> Notice:
    made = tell(
        key=key, person=person("Nara Hubung"), subject="Rujukan\nmenunggu", body="Tinggal 12 jam.", link="/rujukan/7/"
    )
    assert made is not None
    return made


def test_what_was_told_once_is_not_told_again() -> None:
    first = told()
    assert tell(key=first.key, person=first.person, subject="Lagi", body="Lagi") is None
    assert mail_due(NOW) == 1
    assert mail_due(NOW) == 0
    assert len(mail.outbox) == 1


def test_a_mail_says_what_where_and_carries_a_name_that_stays_the_same() -> None:
    notice = told()
    mail_due(NOW)
    letter = mail.outbox[0]
    assert letter.subject == "Rujukan menunggu"
    assert letter.to == ["nara.hubung@contoh.invalid"]
    assert "http://127.0.0.1:8000/rujukan/7/" in letter.body
    first = letter.extra_headers["Message-ID"]
    Notice.objects.filter(pk=notice.pk).update(mail="queued", mail_next_at=None)
    mail_due(NOW)
    assert mail.outbox[1].extra_headers["Message-ID"] == first


def test_a_notice_for_the_screen_only_is_not_mailed() -> None:
    tell(key="layar", person=person("Ana"), subject="Halo", body="Halo", mail=False)
    assert mail_due(NOW) == 0


def test_somebody_without_an_account_is_told_by_mail() -> None:
    tell(key="luar", address="pdam@contoh.invalid", subject="Rujukan", body="Mohon dijawab.")
    assert mail_due(NOW) == 1
    assert mail.outbox[0].to == ["pdam@contoh.invalid"]


def test_whoever_left_is_not_mailed_any_more() -> None:
    left = person("Sudah Pindah")
    left.is_active = False
    left.save()
    tell(key="pindah", person=left, subject="Halo", body="Halo")
    assert mail_due(NOW) == 0


def test_a_mail_server_that_is_away_is_waited_for(moody: list[Exception]) -> None:
    """F38: the notice stands on the screen meanwhile."""
    notice = told()
    moody += [ConnectionRefusedError(), TimeoutError()]
    assert mail_due(NOW) == 0
    assert list(unread(notice.person)) == [notice]  # type: ignore[arg-type]
    assert mail_due(NOW + 9 * SECOND) == 0
    assert mail_due(NOW + 10 * SECOND) == 0
    assert mail_due(NOW + 31 * SECOND) == 1
    assert len(mail.outbox) == 1


def test_after_many_failures_it_is_given_up_and_the_journal_says_so(moody: list[Exception]) -> None:
    notice = told()
    moody += [smtplib.SMTPServerDisconnected("weg")] * 40
    for hour in range(MOST_ATTEMPTS + 3):
        mail_due(NOW + hour * HOUR)
    notice.refresh_from_db()
    assert (notice.mail, notice.mail_attempts, notice.read_at) == ("failed", MOST_ATTEMPTS, None)
    assert Entry.objects.get(doing="notice.not_mailed").thing_id == str(notice.pk)


@pytest.mark.parametrize(("code", "ends"), [(550, "failed"), (450, "queued")])
def test_an_address_that_does_not_exist_is_not_tried_for_ever(moody: list[Exception], code: int, ends: str) -> None:
    notice = told()
    moody.append(smtplib.SMTPRecipientsRefused({"x": (code, b"no")}))
    mail_due(NOW)
    notice.refresh_from_db()
    assert notice.mail == ends


def test_one_bad_mail_does_not_hold_up_the_others(moody: list[Exception]) -> None:
    for number in range(3):
        tell(key=str(number), address=f"a{number}@contoh.invalid", subject="Halo", body="Halo")
    moody.append(smtplib.SMTPDataError(554, b"spam"))
    assert mail_due(NOW) == 2


def test_a_claim_of_a_worker_that_died_lapses_and_is_mailed_again() -> None:
    notice = told()
    Notice.objects.filter(pk=notice.pk).update(mail="sending", mail_next_at=NOW + CLAIM, mail_attempts=1)
    assert mail_due(NOW + CLAIM - SECOND) == 0
    assert mail_due(NOW + CLAIM) == 1


def test_reading_is_remembered() -> None:
    notice = told()
    read(notice=notice)
    assert not unread(notice.person).exists()  # type: ignore[arg-type]


def test_waits_double_and_end_at_half_an_hour() -> None:
    assert [mail_wait(number).total_seconds() for number in (1, 2, 3, 20)] == [10, 20, 40, 1800]


@pytest.mark.django_db(transaction=True)
def test_two_workers_tell_once_and_mail_once() -> None:
    someone = person("Nara Hubung")
    start = threading.Barrier(4)
    made: list[Notice | None] = []

    def work() -> None:
        try:
            start.wait()
            for number in range(5):
                made.append(tell(key=f"rujukan-{number}", person=someone, subject="Halo", body="Halo"))
            for _round in range(3):
                mail_due(NOW)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work) for _worker in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    mail_due(NOW)
    assert len([one for one in made if one]) == 5
    assert len(mail.outbox) == 5
