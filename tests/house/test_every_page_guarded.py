"""Every address is either for signed-in people or declared public, and nobody else's things can be told from missing ones."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from tests.world import two_governments

# Pages of libraries that guard themselves.
LIBRARIES = ("masuk/",)


def every_pattern(resolver: URLResolver, prefix: str = "") -> Iterator[tuple[str, URLPattern]]:
    """All addresses with their patterns."""
    for entry in resolver.url_patterns:
        route = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from every_pattern(entry, route)
        elif not route.startswith(LIBRARIES):
            yield route, entry


# The addresses for programs, and behind them all others.
PATTERNS = list(every_pattern(get_resolver("pendopo.web.api.addresses")))


def guard_of(pattern: URLPattern) -> str:
    """What the view says of itself, through whatever wraps it."""
    view: Any = pattern.callback
    while view is not None:
        if hasattr(view, "guard"):
            return str(view.guard)
        view = getattr(view, "__wrapped__", None)
    return ""


@pytest.mark.parametrize(("route", "pattern"), PATTERNS, ids=[route or "(front)" for route, _ in PATTERNS])
def test_every_address_says_who_may_open_it(route: str, pattern: URLPattern) -> None:
    assert guard_of(pattern) in {"signed_in", "public", "key", "signed_body"}, (
        f"{route}: put @signed_in or @public on the view"
    )


def filled(route: str, number: int) -> str:
    """An address with a number (or word) in every place."""
    parts = []
    for part in route.split("/"):
        if part == "<int:year>":
            part = "2025"
        elif part.startswith("<int:"):
            part = str(number)
        elif part.startswith("<"):
            part = "tidak-ada"
        parts.append(part)
    return "/" + "/".join(parts)


PRIVATE = [route for route, pattern in PATTERNS if guard_of(pattern) == "signed_in"]


@pytest.mark.django_db
@pytest.mark.parametrize("route", PRIVATE)
def test_a_stranger_is_asked_to_sign_in_by_every_private_address(route: str) -> None:
    for method in ("get", "post"):
        answer = getattr(Client(), method)(filled(route, 1))
        assert answer.status_code in {302, 405}, (method, route, answer.status_code)
        if answer.status_code == 302:
            assert answer.headers["Location"].startswith("/masuk/login/")


@pytest.mark.django_db
@pytest.mark.parametrize("route", [route for route, pattern in PATTERNS if guard_of(pattern) == "key"])
def test_without_a_key_every_address_of_the_json_interface_says_401(route: str) -> None:
    for method in ("get", "post"):
        answer = getattr(Client(), method)(
            filled(route.replace("<pk>", "<int:pk>"), 1), content_type="application/json"
        )
        assert answer.status_code in {401, 405}, (method, route, answer.status_code)


@pytest.mark.django_db
@pytest.mark.parametrize("route", [route for route, pattern in PATTERNS if guard_of(pattern) == "signed_body"])
def test_an_address_for_platforms_is_missing_for_whoever_does_not_know_it(route: str) -> None:
    for method in ("get", "post"):
        answer = getattr(Client(enforce_csrf_checks=True), method)(filled(route, 1))
        assert answer.status_code == 404, (method, route, answer.status_code)


@pytest.mark.django_db
@pytest.mark.parametrize("route", [route for route in PRIVATE if "<int:" in route.replace("<int:year>", "")])
def test_a_number_that_is_not_mine_answers_as_a_number_that_does_not_exist(route: str) -> None:
    world = two_governments()
    client = Client()
    client.force_login(world.other.officer)
    mine = {world.other.agency.pk, world.other.account.pk, world.other.decree.pk}
    foreign = [
        n for n in (world.dukcapil.agency.pk, world.dukcapil.account.pk, world.dukcapil.decree.pk) if n not in mine
    ]
    for number in foreign:
        for method in ("get", "post"):
            theirs = getattr(client, method)(filled(route, number))
            missing = getattr(client, method)(filled(route, 999_999_999))
            assert theirs.status_code == missing.status_code, (method, route)
            assert theirs.status_code in {404, 405}, (method, route, theirs.status_code)
            assert theirs.content == missing.content, (method, route)
