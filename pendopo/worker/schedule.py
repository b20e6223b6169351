"""What happens by itself: each job, how often, and a cheap look at whether there is anything to do."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from pendopo.delivery.changing.jobs import accounts_due as accounts_to_change
from pendopo.delivery.changing.jobs import change_for
from pendopo.delivery.jobs import drop_parts, reap
from pendopo.delivery.looking import accounts_to_look_at, look_for
from pendopo.delivery.queries import accounts_due, cut_off_parts, lapsed
from pendopo.delivery.sending import send_for
from pendopo.inbox.jobs import anything_to_settle
from pendopo.inbox.jobs import settle as settle_replies
from pendopo.inbox.moving import hand_over
from pendopo.inbox.receiving.jobs import forget as forget_inbound
from pendopo.inbox.receiving.jobs import read_for
from pendopo.inbox.receiving.queries import accounts_to_read
from pendopo.knowledge.jobs import anything_to_read, read_answers
from pendopo.people.jobs import anything_to_mail, mail_due
from pendopo.publishing.jobs import anything_to_settle as messages_to_settle
from pendopo.publishing.jobs import expire, remind_reviews, warn_of_unapproved
from pendopo.publishing.jobs import settle as settle_messages
from pendopo.publishing.measuring.jobs import begin_watching, measure_for
from pendopo.publishing.measuring.queries import accounts_to_measure, unwatched
from pendopo.publishing.models import Message
from pendopo.referral.jobs import remind
from pendopo.referral.takeover import anything_due, carry_out
from pendopo.registry.custody.jobs import watch as watch_accounts
from pendopo.registry.ethics.jobs import remind as remind_managers
from pendopo.registry.papers.jobs import watch as watch_decrees
from pendopo.report.compliance.jobs import anything_stale
from pendopo.report.compliance.jobs import refresh as refresh_board
from pendopo.worker.collecting import accounts_due as accounts_to_collect
from pendopo.worker.collecting import collect_for
from pendopo.worker.lanes import free_the_dead


def _always(now: datetime) -> bool:
    return True


def _messages_late(now: datetime) -> bool:
    return Message.objects.filter(state__in=["review", "approved"], planned_at__lte=now).exists()


def tidy(now: datetime) -> int:
    """Forget finished tasks after an hour, and those of workers that died after a day."""
    finished = DBTaskResult.objects.finished().filter(finished_at__lt=now - timedelta(hours=1))
    dead = DBTaskResult.objects.filter(status=TaskResultStatus.RUNNING, started_at__lt=now - timedelta(days=1))
    return finished.delete()[0] + dead.delete()[0]


def survey(now: datetime) -> int:
    """Let SQLite see how full its tables are, by a thousand rows of each index: it guesses badly at what nobody counted.
    PostgreSQL does so by itself."""
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA analysis_limit = 1000")
        cursor.execute("ANALYZE")
    return 1


@dataclass(frozen=True)
class Job:
    """One thing done every so many seconds, when `needed`; it is given up for dead after `limit` seconds."""

    run: Callable[[datetime], int]
    every: float
    needed: Callable[[datetime], bool] = _always
    limit: float = 120


JOBS: dict[str, Job] = {
    "delivery.reap": Job(reap, 1, lambda now: lapsed(now).exists()),
    "delivery.drop_parts": Job(drop_parts, 5, lambda now: cut_off_parts(now).exists()),
    "inbox.settle": Job(settle_replies, 1, anything_to_settle),
    "inbox.hand_over": Job(hand_over, 60),
    "inbox.forget": Job(forget_inbound, 3600),
    "knowledge.read": Job(read_answers, 20, anything_to_read),
    "publishing.settle": Job(settle_messages, 2, messages_to_settle),
    "publishing.warn": Job(warn_of_unapproved, 60),
    "publishing.expire": Job(expire, 15, _messages_late),
    "publishing.reviews": Job(remind_reviews, 300),
    "publishing.watch": Job(begin_watching, 30, lambda now: unwatched().exists()),
    "people.mail": Job(mail_due, 1, anything_to_mail, limit=300),
    "referral.remind": Job(remind, 15),
    "registry.accounts": Job(watch_accounts, 600),
    "registry.decrees": Job(watch_decrees, 1800),
    "referral.takeover": Job(carry_out, 60, anything_due, limit=600),
    "registry.obligations": Job(remind_managers, 3600),
    "report.compliance": Job(refresh_board, 60, anything_stale, limit=600),
    "worker.free_the_dead": Job(free_the_dead, 10),
    "worker.tidy": Job(tidy, 600),
    "worker.survey": Job(survey, 3600, lambda now: connection.vendor == "sqlite"),
}


@dataclass(frozen=True)
class Line:
    """Work that each account has in a lane of its own, so that a slow platform holds up nobody else."""

    accounts: Callable[[datetime], list[int]]
    run: Callable[[int, datetime], int]
    limit: float
    # Sending goes before fetching: at most half of the hands may be busy with what is not urgent.
    urgent: bool = False


LINES: dict[str, Line] = {
    "send": Line(accounts_due, send_for, limit=180, urgent=True),
    "look": Line(accounts_to_look_at, look_for, limit=180),
    "change": Line(accounts_to_change, change_for, limit=180),
    "read": Line(accounts_to_read, read_for, limit=120),
    "collect": Line(accounts_to_collect, collect_for, limit=240),
    "measure": Line(accounts_to_measure, measure_for, limit=240),
}
