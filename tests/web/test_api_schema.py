"""Whatever is sent to the JSON interface, it answers as its own description says, and never with a failure of ours."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, settings
from schemathesis import Case
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import response_schema_conformance, status_code_conformance

from pendopo.people.keys import issue
from pendopo.web.api.door import api
from pendopo.web.api.urls import urlpatterns
from pendopo.wsgi import application
from tests.world import two_governments

assert urlpatterns, "the description is complete once the addresses are loaded"
schema = schemathesis.openapi.from_dict(json.loads(json.dumps(api.get_openapi_schema(path_prefix="/api/v1/"))))
schema.app = application
CHECKS = [not_a_server_error, status_code_conformance, response_schema_conformance]


@pytest.fixture
def secret(db: None) -> Iterator[str]:
    """A key of an officer of a small world, that may write. The test's own connection stays open between calls."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield issue(person=two_governments().dukcapil.officer, name="uji", days=1, may_write=True).secret
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@schema.parametrize()
@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
def test_every_call_is_answered_as_described(case: Case[Any], secret: str) -> None:
    case.call_and_validate(headers={"Authorization": f"Bearer {secret}", "Host": "localhost"}, checks=CHECKS)
