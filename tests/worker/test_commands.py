"""`createadmin`, `work --once` and `serve`, as a person types them."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import closing
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from pendopo.__main__ import main
from pendopo.people.models import Person
from pendopo.registry.models import Agency, Government
from pendopo.registry.queries import may
from pendopo.registry.rules import Doing

ROOT = Path(__file__).resolve().parents[2]
GIVEN = {
    "email": "Adi@Contoh.invalid", "name": "Adi Min", "government": "uji", "government_name": "Kabupaten Uji",
    "profile": "katingan-55-2022",
}  # fmt: skip


@pytest.fixture(autouse=True)
def _password(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PENDOPO_ADMIN_PASSWORD", "rahasia-sekali-1")


@pytest.mark.django_db
def test_createadmin_makes_a_government_that_can_be_set_up() -> None:
    call_command("createadmin", **GIVEN)
    person = Person.objects.get(email="adi@contoh.invalid")
    home = Agency.objects.get(coordinates=True)
    assert home.government.profile == "katingan-55-2022"
    assert person.check_password("rahasia-sekali-1")
    assert may(person, Doing.REGISTER, home)
    call_command("createadmin", **{**GIVEN, "email": "dua@contoh.invalid"})
    assert Government.objects.count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("changed", "password", "says"),
    [
        ({"profile": "tidak-ada"}, "rahasia-sekali-1", "Yang ada: .*katingan"),
        ({"email": "bukan surel"}, "rahasia-sekali-1", "valid|sah"),
        ({"government": "tidak sah!"}, "rahasia-sekali-1", "valid|sah|slug"),
        ({}, "pendek", "10"),
        ({}, "", "10"),
    ],
)
def test_createadmin_refuses_with_a_reason_and_leaves_nothing(
    monkeypatch: pytest.MonkeyPatch, changed: dict[str, str], password: str, says: str
) -> None:
    monkeypatch.setenv("PENDOPO_ADMIN_PASSWORD", password)
    monkeypatch.setattr(sys, "stdin", open(os.devnull))  # noqa: SIM115
    with pytest.raises(CommandError, match=says):
        call_command("createadmin", **{**GIVEN, **changed})
    assert not Government.objects.exists()
    assert not Person.objects.exists()


def test_its_help_says_what_each_word_is_and_which_regulations_there_are(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["createadmin", "--help"])
    said = " ".join(capsys.readouterr().out.split())
    assert "surel untuk masuk" in said
    assert all(key in said for key in ("probolinggo-37-2016", "katingan-55-2022"))


@pytest.mark.django_db
def test_the_same_address_twice_is_refused() -> None:
    call_command("createadmin", **GIVEN)
    with pytest.raises(CommandError, match="Sudah ada orang"):
        call_command("createadmin", **GIVEN)


def free_port() -> int:
    with closing(socket.socket()) as asking:
        asking.bind(("127.0.0.1", 0))
        return int(asking.getsockname()[1])


def children_of(pid: int) -> list[int]:
    rows = subprocess.run(["ps", "-o", "pid=", "--ppid", str(pid)], capture_output=True, text=True, check=False)
    return [int(row) for row in rows.stdout.split()]


def answers(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/masuk/login/", timeout=5) as page:
            return bool(page.status == 200)
    except OSError:
        return False


def until(so: object, seconds: float = 60) -> None:
    began = time.monotonic()
    while not so():  # type: ignore[operator]
        assert time.monotonic() - began < seconds, "it did not happen"
        time.sleep(0.1)


def test_serve_starts_both_brings_back_what_dies_and_stops_both(tmp_path: Path) -> None:
    port = free_port()
    env = {**os.environ, "PENDOPO_DATA_DIR": str(tmp_path), "PENDOPO_DATABASE_URL": "", "PENDOPO_WORKERS": "1"}
    pendopo = [sys.executable, "-m", "pendopo"]
    subprocess.run([*pendopo, "migrate"], cwd=ROOT, env=env, check=True, capture_output=True)
    command = [*pendopo, "serve", "--port", str(port)]
    with (tmp_path / "log").open("wb") as log:
        serve = subprocess.Popen(command, cwd=ROOT, env=env, stdout=log, stderr=log)
    try:
        until(lambda: answers(port))
        first = children_of(serve.pid)
        assert len(first) == 2
        os.kill(first[1], signal.SIGKILL)
        until(lambda: len(set(children_of(serve.pid)) - set(first)) == 1)
        grandchildren = [child for pid in children_of(serve.pid) for child in children_of(pid)]
    finally:
        serve.send_signal(signal.SIGTERM)
        code = serve.wait(40)
    said = (tmp_path / "log").read_text()
    assert code == 0, said
    assert f"http://127.0.0.1:{port}" in said
    assert "dijalankan lagi" in said
    assert not answers(port)
    assert not [pid for pid in [*first, *grandchildren] if Path(f"/proc/{pid}").exists()]
