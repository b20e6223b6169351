"""SQLite is shown each hour how full its tables are."""

from __future__ import annotations

import pytest
from django.db import connection
from django.utils import timezone

from pendopo.worker.schedule import JOBS
from tests.inbox.scene import arrive, said
from tests.world import two_governments


@pytest.mark.django_db
@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL counts its rows by itself")
def test_the_hourly_survey_tells_sqlite_of_the_cases_it_holds() -> None:
    arrive(two_governments().dukcapil.account, said("1"))
    job, now = JOBS["worker.survey"], timezone.now()
    assert job.needed(now)
    job.run(now)
    with connection.cursor() as cursor:
        cursor.execute("SELECT stat FROM sqlite_stat1 WHERE idx = 'case_desk'")
        assert cursor.fetchone()[0].split()[0] == "1"
