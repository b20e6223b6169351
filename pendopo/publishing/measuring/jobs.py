"""Measuring by itself: each live message at its time, the platform asked with nothing held, one account at a time."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from pendopo.connectors.base import Can, Metric
from pendopo.connectors.errors import ConnectorError, Disconnected, Retry
from pendopo.publishing.measuring.actions import keep
from pendopo.publishing.measuring.models import Watch
from pendopo.publishing.measuring.queries import due, unwatched
from pendopo.publishing.measuring.rules import after_failure, next_measure
from pendopo.registry.connections import can, connector_class, connector_for, let_go, went_wrong
from pendopo.registry.queries import today

log = logging.getLogger("pendopo.publishing")
# Whoever pushes the next time forward has the message for so long.
HELD = timedelta(minutes=10)
AT_ONCE = 50


def begin_watching(now: datetime) -> int:
    """Every live post is measured for the first time an hour after it went out."""
    made = [Watch(dispatch=one, next_at=(one.sent_at or now) + timedelta(hours=1)) for one in unwatched()[:500]]
    Watch.objects.bulk_create(made, ignore_conflicts=True)
    return len(made)


def measure_for(account_id: int, now: datetime) -> int:
    """Measure what is due at one account; how many messages were measured."""
    done = 0
    rows = due(now).filter(dispatch__account=account_id)
    for pk in list(rows.values_list("pk", flat=True)[:AT_ONCE]):
        if rows.filter(pk=pk).update(next_at=now + HELD):
            outcome = _measure(Watch.objects.select_related("dispatch__account__agency__government").get(pk=pk), now)
            done += outcome is True
            if outcome is None:
                break
    return done


def _measure(watch: Watch, now: datetime) -> bool | None:
    """True when it was measured, False when there was nothing to have, None when the platform is not to be asked further."""
    row = watch.dispatch
    if not can(row.account, Can.METRICS):
        watch.next_at = None
        watch.save(update_fields=["next_at"])
        return False
    try:
        connector = connector_for(row.account, seconds=30)
        let_go()
        told: list[Metric] = list(connector.metrics(row.external_id))
    except ConnectorError as error:
        watch.failures += 1
        watch.next_at = after_failure(watch.failures, now)
        watch.save(update_fields=["failures", "next_at"])
        log.info("dispatch %s not measured: %s", row.pk, error.code)
        if isinstance(error, Disconnected):
            went_wrong(row.account, error, at=now)
        return None if isinstance(error, Disconnected | Retry) else False
    for one in told:
        keep(row, one, today(row.account.agency.government, now), connector_class(row.account).label, now)
    watch.failures, watch.next_at = 0, next_measure(row.sent_at or now, now)
    watch.save(update_fields=["failures", "next_at"])
    return True
