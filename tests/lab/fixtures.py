"""The lab as pytest fixtures: import `wordpress_site` or `mail_site` into a conftest and mark the tests `lab`."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import AbstractContextManager
from typing import TypeVar

import pytest

from tests.lab.ground import LabMissing
from tests.lab.mail import MailSite, mail
from tests.lab.wordpress import Site, wordpress

T = TypeVar("T")


def _or_skip(server: AbstractContextManager[T]) -> Iterator[T]:
    if os.environ.get("PENDOPO_LAB") == "0":
        pytest.skip("the lab is switched off (PENDOPO_LAB=0)")
    with server as running:
        yield running


@pytest.fixture(scope="module")
def wordpress_site() -> Iterator[Site]:
    """A real WordPress for the tests of one module."""
    try:
        yield from _or_skip(wordpress())
    except LabMissing as reason:
        pytest.skip(str(reason))


@pytest.fixture(scope="module")
def mail_site() -> Iterator[MailSite]:
    """A real Postfix with Dovecot for the tests of one module."""
    try:
        yield from _or_skip(mail())
    except LabMissing as reason:
        pytest.skip(str(reason))
