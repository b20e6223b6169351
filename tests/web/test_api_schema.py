"""Whatever is sent to the JSON interface, it answers as its own description says, and never with a failure of ours."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
import schemathesis
from django.core.cache import cache
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.utils import timezone
from hypothesis import HealthCheck, settings
from schemathesis import Case
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import response_schema_conformance, status_code_conformance

from pendopo.inbox.actions import record
from pendopo.people.keys import issue
from pendopo.web.api.addresses import urlpatterns
from pendopo.web.api.door import api
from pendopo.wsgi import application
from tests.publishing.written import submitted
from tests.world import two_governments

assert urlpatterns, "the description is complete once the addresses are loaded"
schema = schemathesis.openapi.from_dict(json.loads(json.dumps(api.get_openapi_schema(path_prefix="/api/v1/"))))
schema.app = application
CHECKS = [not_a_server_error, status_code_conformance, response_schema_conformance]


@dataclass(frozen=True)
class Caller:
    """A key, and what its person may see: the number to put into an address, by how the address begins."""

    secret: str
    known: Mapping[str, int]


@pytest.fixture
def caller(db: None) -> Iterator[Caller]:
    """A key of an officer of a small world, that may write. The test's own connection stays open between calls.

    Each test counts its calls anew: "too many calls" would be a described answer that proves nothing.
    """
    cache.clear()
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    desk = two_governments().dukcapil
    message = submitted(desk, at=timezone.now(), planned_at=timezone.now() + timedelta(days=1))
    case = record(account=desk.account, by=desk.officer, text="Halo?", author="warga").case_id
    known = {"/agencies/": desk.agency.pk, "/messages/": message.pk, "/cases/": case}
    yield Caller(issue(person=desk.officer, name="uji", days=1, may_write=True).secret, known)
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@schema.parametrize()
@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
def test_every_call_is_answered_as_described(case: Case[Any], caller: Caller) -> None:
    _aim(case, caller.known)
    case.call_and_validate(headers={"Authorization": f"Bearer {caller.secret}", "Host": "localhost"}, checks=CHECKS)


def _aim(case: Case[Any], known: Mapping[str, int]) -> None:
    """Every second number is one that exists: behind a 404 nothing would be tried."""
    for begin, number in known.items():
        drawn = case.path_parameters.get("pk") if begin in case.path else None
        if isinstance(drawn, int) and drawn % 2 == 0:
            case.path_parameters["pk"] = number
    if isinstance(case.body, dict):
        drawn = case.body.get("agency")
        if isinstance(drawn, int) and drawn % 2 == 0:
            case.body["agency"] = known["/agencies/"]
