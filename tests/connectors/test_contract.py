"""What every connector promises, run over each of them: a new platform is under these tests the moment its file exists."""

from __future__ import annotations

import inspect
import logging
import sys
import traceback
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime

import pytest

from pendopo.connectors import discover
from pendopo.connectors.base import Account, Can, Connector, Field, Outgoing, Sent
from pendopo.connectors.errors import ConnectorError, Unknown
from pendopo.connectors.http import Http
from pendopo.connectors.wordpress import WordPress
from tests.connectors import rude as manners
from tests.connectors.rude import Rude, rude

CANARY = "kenari-rahasia-7731"
CONNECTORS = [kind for kind in discover().values() if kind.__module__.startswith("pendopo.")]
METHODS = {
    Can.PUBLISH: "publish",
    Can.READ: "collect",
    Can.REPLY: "reply",
    Can.METRICS: "metrics",
    Can.FIND_OWN: "find_own",
    Can.WEBHOOK: "verify_webhook",
    Can.POLL: "poll",
    Can.EDIT: "edit",
    Can.DELETE: "delete",
}
MESSAGE = Outgoing(
    key="kunci-1",
    text="Terima kasih, sudah kami catat.",
    since=datetime(2026, 11, 21, tzinfo=UTC),
    title="Judul",
    reply_to="5",
    reply_to_author="warga@warga.test",
    post_id="3",
    thread_id="5",
)
CALLS: dict[str, Callable[[Connector], object]] = {
    "check": lambda it: it.check(),
    "collect": lambda it: it.collect(""),
    "publish": lambda it: it.publish(Outgoing("k", "Isi", MESSAGE.since, title="Judul")),
    "reply": lambda it: it.reply(MESSAGE),
    "find_own": lambda it: it.find_own(MESSAGE),
    "metrics": lambda it: it.metrics(""),
    "edit": lambda it: it.edit("5", MESSAGE),
    "delete": lambda it: it.delete("5", MESSAGE),
    "poll": lambda it: it.poll("5"),
}
WORST = {
    "html": manners.html_page,
    "nothing": manners.nothing,
    "hangs_up": manners.hangs_up,
    "half": manners.half_body,
    "silent": manners.silent,
    "endless": manners.endless,
    "bomb": manners.gzip_bomb,
    "deep": manners.deep_json,
    "429": manners.too_many("315360000"),
    "401": manners.status(401, '{"code":"x","message":"kenari"}'),
    "403": manners.status(403),
    "500": manners.status(500, "Fatal error"),
    "503": manners.status(503),
    "list of nonsense": manners.status(200, '[1, null, {"id": "x"}, {"id": 7}]'),
    "object of nonsense": manners.status(200, '{"id": [], "items": 5}'),
    "inside": manners.sends_to("http://169.254.169.254/latest/meta-data"),
}

each = pytest.mark.parametrize("kind", CONNECTORS, ids=lambda kind: kind.key)


def account(kind: type[Connector], server: Rude) -> Account:
    """An account as a person would fill it in, leading to our server, with a secret that we will look for."""

    def value(field: Field) -> str:
        port = str(server.server_address[1])
        ending = {"host": "127.0.0.1", "port": port, "security": "none", "url": server.url}
        return ending.get(field.name.rsplit("_", 1)[-1], field.default or "dinas@dinas.test")

    options = {field.name: value(field) for field in kind.fields if not field.secret}
    return Account("dinas", server.url, options, {field.name: CANARY for field in kind.fields if field.secret})


def connect(kind: type[Connector], server: Rude) -> Connector:
    door = Http(allowed_hosts={"127.0.0.1"}, connect_seconds=1, read_seconds=0.3, total_seconds=0.6, max_bytes=100_000)
    return kind(account(kind, server), door)


def own_method(kind: type[Connector], name: str) -> bool:
    return getattr(kind, name) is not getattr(Connector, name)


@each
def test_a_connector_says_what_it_is(kind: type[Connector]) -> None:
    assert kind.key.isidentifier()
    assert kind.label
    assert discover()[kind.key] is kind
    said = inspect.getdoc(sys.modules[kind.__module__]) or ""
    assert "tried" in said.lower(), "the docstring says what was tried against a real service, and when"
    assert "2026" in said


@each
def test_every_field_is_explained_and_secrets_are_marked(kind: type[Connector]) -> None:
    names = [field.name for field in kind.fields]
    assert len(set(names)) == len(names)
    for field in kind.fields:
        assert field.label
        assert field.secret == (field.kind == "password")
        assert not field.choices or not field.default or field.default in field.choices


@each
def test_what_it_says_it_can_is_what_it_has(kind: type[Connector]) -> None:
    for can, name in METHODS.items():
        assert (can in kind.can) == own_method(kind, name), f"{kind.key}: {can}"
    if kind.can & {Can.PUBLISH, Can.REPLY}:
        assert (Can.FIND_OWN in kind.can) != bool(kind.blind_because), "what sends reads back, or says why it can't"
    if Can.READ in kind.can:
        assert kind.poll_seconds > 0


@each
def test_what_it_cannot_do_it_refuses_by_name(kind: type[Connector]) -> None:
    with rude(manners.status(200)) as server:
        it = connect(kind, server)
        for can, name in METHODS.items():
            if can not in kind.can and name in CALLS:
                with pytest.raises(NotImplementedError):
                    CALLS[name](it)
        assert server.seen == []


@each
@pytest.mark.parametrize("worst", WORST)
def test_on_the_worst_days_only_the_four_errors_leave_it_and_no_secret(
    kind: type[Connector], worst: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    with rude(WORST[worst]) as server:
        it = connect(kind, server)
        told = {name: _told(call, it) for name, call in CALLS.items()}
        for name, error in told.items():
            if error is None:
                # An answer of nonsense may be read as "nothing there"; it never passes for something sent.
                assert name not in ("publish", "reply", "edit", "delete")
            elif isinstance(error, ConnectorError):
                shown = "".join(traceback.format_exception(error))
                assert CANARY not in f"{shown} {error!r} {error.sentence} {error.detail} {error.code}"
                assert error.sentence.strip()[-1] in ".!"
        assert CANARY not in caplog.text + repr(it) + repr(it.account) + repr(it.http)


def _told(call: Callable[[Connector], object], it: Connector) -> Exception | None:
    try:
        call(it)
    except (ConnectorError, NotImplementedError) as error:
        return error
    return None


@each
def test_a_secret_is_sent_to_nobody_but_the_account_s_own_server(kind: type[Connector]) -> None:
    with rude(manners.status(200, "[]")) as other, rude(manners.sends_to(other.url)) as server:
        it = connect(kind, server)
        for call in CALLS.values():
            with suppress(ConnectorError, NotImplementedError):
                call(it)
        for seen in other.seen:
            assert "authorization" not in seen.headers
            assert CANARY not in f"{seen.path} {seen.headers} {seen.body!r}"


def test_the_unforeseen_is_unknown_when_something_may_have_been_sent() -> None:
    class Clumsy(WordPress):
        key = ""

        def reply(self, message: Outgoing) -> Sent:
            raise KeyError(CANARY)

    with rude(manners.status(200)) as server, pytest.raises(Unknown) as caught:
        Clumsy(account(WordPress, server), Http()).reply(MESSAGE)
    assert CANARY not in f"{caught.value!r} {caught.value.detail}"
