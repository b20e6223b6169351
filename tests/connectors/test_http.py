"""The one door to HTTP: where it may go, how long it waits, and what it says when things break."""

from __future__ import annotations

import logging
import time
from datetime import UTC, datetime, timedelta

import pytest

from pendopo.connectors.address import AddressRule, standing
from pendopo.connectors.errors import ConnectorError, Disconnected, Refused, Retry, Unknown
from pendopo.connectors.http import Http, retry_after
from tests.connectors import rude as manners
from tests.connectors.rude import Paths, rude

HERE = Http(allow_private=True, connect_seconds=2, read_seconds=1, total_seconds=2, max_bytes=1_000_000)
NOW = datetime(2026, 11, 21, 3, 0, tzinfo=UTC)


# Where it may go (faults-and-abuse 30-33)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "::1",
        "::ffff:7f00:1",
        "::ffff:169.254.169.254",
        "64:ff9b::7f00:1",
        "64:ff9b:1::7f00:1",
        "2002:7f00:1::",
        "2001:0:7f00:1::",
        "::7f00:1",
        "fd00:ec2::254",
        "fe90::1",
        "fec0::1",
        "ff02::1",
        "224.0.0.1",
        "100.64.0.1",
        "10.1.2.3",
        "192.168.1.1",
        "172.31.255.255",
        "169.254.169.254",
        "0.0.0.0",
        "255.255.255.255",
        "fe80::1%lo",
        "not an address",
    ],
)
def test_an_address_inside_is_never_public(address: str) -> None:
    assert standing(address) != "public"


@pytest.mark.parametrize("address", ["8.8.8.8", "103.10.64.1", "2606:4700::1111", "64:ff9b::808:808", "::ffff:8.8.8.8"])
def test_an_address_of_the_public_network_is_public(address: str) -> None:
    assert standing(address) == "public"


@pytest.mark.parametrize("address", ["169.254.169.254", "fd00:ec2::254", "fe80::1", "224.0.0.1", "64:ff9b::7f00:1"])
def test_metadata_and_link_local_stay_closed_even_where_private_networks_are_allowed(address: str) -> None:
    rule = AddressRule(allow_private=True, resolve=lambda host, port: [address])
    with pytest.raises(Refused):
        rule.checked("cloud.test", 80)


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/",
        "http://[::1]/",
        "http://localhost/",
        "http://127.1/",
        "http://2130706433/",
        "http://0x7f000001/",
        "http://0177.0.0.1/",
        "http://0/",
        "http://①②⑦.⓪.⓪.①/",
        "http://[::ffff:127.0.0.1]/",
        "file:///etc/passwd",
        "gopher://127.0.0.1/",
        "//127.0.0.1/",
        "",
        "http:///",
        "http://citizen@example.test/",
        "http://example.test\\@127.0.0.1/",
        "http://exa mple.test/",
        "http://example.test/\tx",
        "http://example.test/\r\nX: y",
        "http://example.test:22/",
        "http://example.test:6379/",
        "http://example.test:99999/",
    ],
)
def test_odd_or_inside_urls_are_refused(url: str) -> None:
    public = Http(resolve=lambda host, port: ["127.0.0.1"])
    with pytest.raises(Refused):
        public.request("GET", url)


def test_one_private_record_among_public_ones_refuses_the_name() -> None:
    rule = AddressRule(resolve=lambda host, port: ["8.8.8.8", "10.0.0.1"])
    with pytest.raises(Refused):
        rule.checked("two-faced.test", 443)


def test_a_name_is_resolved_once_and_the_checked_address_is_the_connected_one() -> None:
    answers = iter([["127.0.0.1"], ["169.254.169.254"]])
    asked: list[str] = []

    def changing(host: str, port: int) -> list[str]:
        asked.append(host)
        return next(answers)

    with rude(manners.status(200)) as server:
        port = server.server_address[1]
        door = Http(allowed_hosts={"rebind.test"}, resolve=changing)
        assert door.request("GET", f"http://rebind.test:{port}/").status == 200
        assert server.seen[0].headers["host"] == f"rebind.test:{port}"
        with pytest.raises(Refused):
            door.request("GET", f"http://rebind.test:{port}/")
    assert asked == ["rebind.test", "rebind.test"]


def test_an_allowed_host_opens_only_itself() -> None:
    with rude(manners.status(200)) as server:
        port = server.server_address[1]
        assert Http(allowed_hosts={f"127.0.0.1:{port}"}).request("GET", server.url).status == 200
        with pytest.raises(Refused):
            Http(allowed_hosts={f"127.0.0.1:{port + 1}"}).request("GET", server.url)
        assert len(server.seen) == 1


@pytest.mark.parametrize(
    "target", ["http://10.0.0.7/", "http://169.254.169.254/latest", "file:///etc/passwd", "http://x@y/"]
)
def test_a_redirect_to_the_inside_is_refused_at_the_hop(target: str) -> None:
    with rude(manners.sends_to(target)) as server:
        door = Http(allowed_hosts={f"127.0.0.1:{server.server_address[1]}"})
        with pytest.raises(Refused):
            door.request("GET", server.url)


def test_redirects_end() -> None:
    with rude(lambda desk: desk.say(302, b"", Location=desk.path + "x")) as server:
        with pytest.raises(Refused):
            HERE.request("GET", server.url + "/")
        assert len(server.seen) == 6


def test_keys_stay_behind_when_a_redirect_leaves_the_site() -> None:
    with rude(manners.status(200)) as other, rude(manners.sends_to(other.url + "/x")) as site:
        HERE.request("GET", site.url, auth=("dinas", "rahasia"), headers={"Api-Key": "rahasia", "Cookie": "a=b"})
        assert site.seen[0].headers["authorization"].startswith("Basic ")
        assert not {"authorization", "api-key", "cookie"} & set(other.seen[0].headers)


def test_keys_go_along_within_the_site() -> None:
    paths = Paths({"/a": manners.sends_to("/b", 301), "/b": manners.status(200)})
    with rude(paths) as site:
        HERE.request("GET", site.url + "/a", auth=("dinas", "rahasia"))
        assert "authorization" in site.seen[1].headers


@pytest.mark.parametrize(
    ("code", "error"), [(301, Refused), (307, Refused), (308, Refused), (302, Unknown), (303, Unknown)]
)
def test_a_changing_call_is_never_redirected(code: int, error: type[ConnectorError]) -> None:
    with rude(manners.status(201)) as other, rude(manners.sends_to(other.url, code)) as site:
        with pytest.raises(error):
            HERE.request("POST", site.url, json={}).check()
        assert other.seen == []


def test_a_password_is_not_sent_in_the_clear_over_the_public_network() -> None:
    with pytest.raises(Refused, match="https"):
        Http(resolve=lambda host, port: ["8.8.8.8"]).request("GET", "http://dinas.test/", auth=("a", "rahasia"))


# What went wrong, and what to do (F6, F24, F26)

BROKEN = [
    manners.html_page,
    manners.nothing,
    manners.hangs_up,
    manners.half_body,
    manners.silent,
    manners.drips,
    manners.deep_json,
    manners.status(500),
    manners.status(502),
    manners.status(504),
    manners.status(503),
]


@pytest.mark.parametrize("broken", BROKEN)
def test_a_broken_answer_to_a_read_may_be_asked_again(broken: manners.Manners) -> None:
    with rude(broken) as server, pytest.raises(Retry):
        HERE.request("GET", server.url).check().json()


@pytest.mark.parametrize("broken", BROKEN)
def test_a_broken_answer_to_a_change_leaves_it_unknown(broken: manners.Manners) -> None:
    with rude(broken) as server, pytest.raises(Unknown):
        HERE.request("POST", server.url, json={"content": "x"}).check().json()


@pytest.mark.parametrize("endless", [manners.endless, manners.gzip_bomb])
def test_a_body_without_end_is_cut(endless: manners.Manners) -> None:
    with rude(endless) as server:
        with pytest.raises(Refused):
            HERE.request("GET", server.url)
        with pytest.raises(Unknown):
            HERE.request("POST", server.url)


def test_slow_dripping_ends_with_the_time_of_the_whole_call() -> None:
    with rude(manners.drips) as server:
        began = time.monotonic()
        with pytest.raises(Retry):
            HERE.request("GET", server.url)
        assert time.monotonic() - began < 3


def test_nothing_sent_means_certainly_not_done() -> None:
    with rude(manners.status(200)) as server:
        url = server.url
    with pytest.raises(Retry):
        HERE.request("POST", url, json={})
    with pytest.raises(Retry):
        Http(resolve=lambda host, port: []).request("POST", "https://nowhere.test/", json={})


def test_a_site_without_tls_behind_https_was_sent_nothing() -> None:
    with rude(manners.status(200)) as server, pytest.raises(Retry):
        HERE.request("POST", server.url.replace("http:", "https:"), json={})


@pytest.mark.parametrize(
    ("code", "error"), [(401, Disconnected), (403, Refused), (404, Refused), (410, Refused), (429, Retry)]
)
def test_a_status_names_what_to_do(code: int, error: type[ConnectorError]) -> None:
    with rude(manners.status(code)) as server:
        for method in ("GET", "POST"):
            with pytest.raises(error):
                HERE.request(method, server.url).check()


def test_maintenance_with_a_time_is_certainly_not_done() -> None:
    with rude(lambda desk: desk.say(503, "{}", Retry_After="600")) as server:
        with pytest.raises(Retry) as caught:
            HERE.request("POST", server.url).check()
        assert caught.value.wait == timedelta(minutes=10)


@pytest.mark.parametrize(
    ("said", "wait"),
    [
        ("30", timedelta(seconds=30)),
        ("0", timedelta(seconds=1)),
        ("-5", timedelta(seconds=1)),
        ("315360000", timedelta(hours=1)),
        ("9" * 400, timedelta(hours=1)),
        ("nan", None),
        ("Sat, 21 Nov 2026 03:01:00 GMT", timedelta(minutes=1)),
        ("Sat, 21 Nov 2026 02:00:00 GMT", timedelta(seconds=1)),
        ("Wed, 21 Nov 2046 03:01:00 GMT", timedelta(hours=1)),
        ("soon", None),
        ("", None),
        (None, None),
    ],
)
def test_the_wait_that_a_platform_asks_for_is_bounded(said: str | None, wait: timedelta | None) -> None:
    assert retry_after(said, NOW) == wait


# What it keeps to itself


def test_secrets_stand_neither_in_the_log_nor_in_an_error(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    door = HERE.hiding(["kunci-kenari-123"])
    for broken in (manners.html_page, manners.hangs_up, manners.status(401), manners.silent):
        with rude(broken) as server, pytest.raises(ConnectorError) as caught:
            door.request(
                "POST",
                f"{server.url}/bot-kunci-kenari-123/send?token=kunci-kenari-123",
                auth=("dinas", "kunci-kenari-123"),
                headers={"X-Key": "kunci-kenari-123"},
            ).check().json()
        assert "kenari" not in f"{caught.value} {caught.value!r} {caught.value.detail} {caught.value.code}"
    assert "kenari" not in caplog.text
    assert "kenari" not in repr(door)
    assert "bot-•••/send" in caplog.text.encode().decode("unicode_escape") or "\\u2022" in caplog.text


def test_a_header_that_breaks_the_line_is_refused_without_repeating_it() -> None:
    with rude(manners.status(200)) as server, pytest.raises(ConnectorError) as caught:
        HERE.request("GET", server.url, headers={"X-Key": "rahasia\r\nX-Evil: 1"})
    assert "rahasia" not in f"{caught.value!r} {caught.value.detail}"
