"""What a person types works on a bare machine, from any folder, several times side by side, and never touches another's."""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType
from urllib.request import urlopen

import pytest

from pendopo.__main__ import main

ROOT = Path(__file__).resolve().parents[2]
TYPED = [
    path
    for path in [*(ROOT / "script").iterdir(), *(ROOT / ".ci").iterdir()]
    if path.is_file() and path.read_bytes().startswith((b"#!/bin/sh", b"#!/bin/bash", b"#!/usr/bin/env bash"))
]
LOCKS = ("requirements.lock", "requirements-dev.lock", "requirements-build.lock")


def loaded(name: str) -> ModuleType:
    spec = spec_from_file_location(f"script_{name}", ROOT / "script" / f"{name}.py")
    assert spec
    assert spec.loader
    module = module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A checkout with nothing to install, whose environment borrows this one's pip: no network is needed."""
    place = tmp_path / "tempat kerja"
    (place / "script").mkdir(parents=True)
    shutil.copy(ROOT / "script" / "setup", place / "script")
    for lock in LOCKS:
        (place / lock).write_text("# nothing\n")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", place / ".venv"], check=True)
    [library] = (place / ".venv" / "lib").glob("python3*/site-packages")
    [borrowed] = (Path(sys.prefix) / "lib").glob("python3*/site-packages")
    (library / "borrowed.pth").write_text(f"{borrowed}\n")
    return place


def environment(**more: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PENDOPO_")}
    return {**kept, **more}


def setup(place: Path, *words: str, **more: str) -> subprocess.CompletedProcess[str]:
    command = [str(place / "script" / "setup"), *words]
    return subprocess.run(command, cwd="/", env=environment(**more), capture_output=True, text=True, check=False)


@pytest.mark.parametrize("path", TYPED, ids=lambda path: path.name)
def test_script_is_executable_stops_at_the_first_failure_and_parses(path: Path) -> None:
    text = path.read_text()
    assert os.access(path, os.X_OK)
    assert "\nset -eu" in text
    shell = "bash" if "bash" in text.splitlines()[0] else "sh"
    assert subprocess.run([shell, "-n", path], check=False).returncode == 0


@pytest.mark.parametrize("path", sorted((ROOT / "script").glob("*")), ids=lambda path: path.name)
def test_script_names_no_far_host_and_never_asks_for_sudo(path: Path) -> None:
    if not path.is_file():
        return
    text = path.read_text()
    hosts = re.findall(r"(?:https?|ftp)://([^/\s\"'`)>]+)", text)
    assert [host for host in hosts if not re.match(r"127\.0\.0\.1|localhost|\{|\$|.*\.invalid$", host)] == []
    assert not re.search(r"^\s*sudo\b|[;&|]\s*sudo\b", text, re.MULTILINE)


@pytest.mark.lab
def test_four_setups_at_once_from_any_folder_all_succeed_and_prepare_once(checkout: Path) -> None:
    command = [str(checkout / "script" / "setup")]
    folders = ("/", str(checkout), str(checkout / "script"), "/tmp")
    runs = [
        subprocess.Popen(command, cwd=folder, env=environment(), stdout=subprocess.PIPE, text=True)
        for folder in folders
    ]
    said = "".join(run.communicate(timeout=120)[0] for run in runs)
    assert [run.returncode for run in runs] == [0, 0, 0, 0]
    assert said.count("Memasang pustaka") == 1


@pytest.mark.lab
def test_second_setup_does_nothing_and_is_quick_until_a_lock_file_changes(checkout: Path) -> None:
    assert "requirements-dev.lock" in setup(checkout, "dev").stdout
    before = time.monotonic()
    for words in ("dev", "run"):  # what development needs covers what running needs
        again = setup(checkout, words)
        assert (again.returncode, again.stdout, again.stderr) == (0, "", "")
    assert time.monotonic() - before < 3  # about 0.1 s on a quiet machine
    (checkout / "requirements-dev.lock").write_text("# nothing, said otherwise\n")
    assert setup(checkout, "run").stdout == ""
    assert "Memasang pustaka" in setup(checkout, "dev").stdout


@pytest.mark.lab
def test_setup_puts_the_checkout_on_the_path_and_makes_the_command(checkout: Path) -> None:
    (checkout / "pendopo").mkdir()
    (checkout / "pendopo" / "__init__.py").write_text("")
    (checkout / "pendopo" / "__main__.py").write_text("print(__file__)")
    assert setup(checkout).returncode == 0
    done = subprocess.run([checkout / ".venv" / "bin" / "pendopo"], cwd="/", capture_output=True, text=True, check=True)
    assert done.stdout.strip() == str(checkout / "pendopo" / "__main__.py")


@pytest.mark.lab
def test_a_library_that_cannot_be_had_is_said_in_both_languages_and_the_next_run_tries_again(checkout: Path) -> None:
    (checkout / "requirements.lock").write_text(f"nothing-like-this==1.0 --hash=sha256:{'0' * 64}\n")
    for _ in range(2):
        done = setup(checkout, PIP_NO_INDEX="1")
        assert done.returncode == 1
        assert "GAGAL: pustaka tidak dapat dipasang" in done.stderr
        assert "FAILED: the libraries" in done.stderr


def test_an_old_python_is_refused_in_both_languages(checkout: Path, tmp_path: Path) -> None:
    old = tmp_path / "python-old"
    old.write_text("#!/bin/sh\nexit 1\n")
    old.chmod(0o755)
    done = setup(checkout, PENDOPO_PYTHON=str(old))
    assert done.returncode == 1
    assert "Python 3.11 atau lebih baru" in done.stderr
    assert "needs Python 3.11" in done.stderr


def test_setup_explains_a_folder_it_may_not_write(checkout: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    done = setup(checkout, PENDOPO_VENV=str(tmp_path / "file" / "venv"))
    assert done.returncode == 1
    assert "PENDOPO_VENV" in done.stderr


def test_every_wheel_in_the_locks_carries_a_digest() -> None:
    for lock in LOCKS:
        text = (ROOT / lock).read_text()
        names = re.findall(r"^([A-Za-z0-9_.-]+)==", text, re.MULTILINE)
        blocks = re.split(r"^(?=[A-Za-z0-9_.-]+==)", text, flags=re.MULTILINE)[1:]
        assert names
        assert [name for name, block in zip(names, blocks, strict=True) if "--hash=sha256:" not in block] == []


def test_development_lock_pins_the_same_versions_as_the_running_one() -> None:
    def pins(lock: str) -> set[str]:
        return set(re.findall(r"^[A-Za-z0-9_.-]+==[^ ]+", (ROOT / lock).read_text(), re.MULTILINE))

    assert pins("requirements.lock") <= pins("requirements-dev.lock")


def test_server_takes_the_next_free_port(monkeypatch: pytest.MonkeyPatch) -> None:
    start = loaded("start")
    monkeypatch.delenv("PENDOPO_PORT", raising=False)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        monkeypatch.setattr(start, "FIRST_PORT", port)
        chosen = start.choose_port("127.0.0.1")
        assert chosen > port
        assert start.choose_port("127.0.0.1") > chosen, "a second server may not take the port of one still starting"
    for held in start.HELD:
        held.close()


def test_server_says_when_the_wanted_port_is_taken_or_nonsense(monkeypatch: pytest.MonkeyPatch) -> None:
    start = loaded("start")
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        monkeypatch.setenv("PENDOPO_PORT", str(taken.getsockname()[1]))
        with pytest.raises(SystemExit, match="sedang dipakai"):
            start.choose_port("127.0.0.1")
    monkeypatch.setenv("PENDOPO_PORT", "delapan ribu")
    with pytest.raises(SystemExit, match="tulis angka"):
        start.choose_port("127.0.0.1")


def test_server_says_when_the_data_folder_cannot_be_written(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    start = loaded("start")
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("PENDOPO_DATA_DIR", str(tmp_path / "file" / "data"))
    with pytest.raises(SystemExit, match="PENDOPO_DATA_DIR"):
        start.data_folder()


def test_a_postgresql_that_was_named_but_does_not_answer_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    postgres = loaded("postgres")
    monkeypatch.setenv("PENDOPO_TEST_POSTGRES_URL", "postgresql://nobody@127.0.0.1:1/none")
    with pytest.raises(SystemExit, match="PENDOPO_TEST_POSTGRES_URL"):
        postgres.main(["true"])


def test_without_any_postgresql_the_command_does_not_run_and_the_code_says_so(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    postgres = loaded("postgres")
    monkeypatch.delenv("PENDOPO_TEST_POSTGRES_URL", raising=False)
    monkeypatch.setattr(postgres, "running_server", lambda: None)
    monkeypatch.setattr(postgres, "programs", lambda: None)
    assert postgres.main(["touch", str(tmp_path / "ran")]) == postgres.NONE_FOUND
    assert not (tmp_path / "ran").exists()


@pytest.mark.django_db
def test_journal_verify_is_a_word_of_the_command() -> None:
    assert main(["journal", "verify"]) == 0


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


Start = Callable[..., subprocess.Popen[str]]


@pytest.fixture
def port() -> int:
    return free_port()


@pytest.fixture
def start(tmp_path: Path, port: int) -> Iterator[Start]:
    """Starts the server in a terminal's manner (a group of its own) and waits until it has said something."""
    started: list[subprocess.Popen[str]] = []

    def until(said: str, *words: str, data: Path = tmp_path / "data") -> subprocess.Popen[str]:
        log = tmp_path / f"server-{len(started)}.log"
        with log.open("w") as out:
            server = subprocess.Popen(
                [sys.executable, str(ROOT / "script" / "start.py"), *words], cwd="/", start_new_session=True, text=True,
                stdout=out, stderr=out, env=environment(PENDOPO_DATA_DIR=str(data), PENDOPO_PORT=str(port)),
            )  # fmt: skip
        started.append(server)
        for _ in range(4000):
            if said in log.read_text():
                return server
            assert server.poll() is None, log.read_text()
            time.sleep(0.1)
        raise AssertionError(log.read_text())

    yield until
    for server in started:
        if server.poll() is None:
            server.send_signal(signal.SIGTERM)
            server.wait(60)


def nobody_answers(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) != 0


@pytest.mark.lab
def test_server_shows_its_page_and_the_sign_ins_stops_on_ctrl_c_and_starts_again(
    start: Start, port: int, tmp_path: Path
) -> None:
    for number, demo in enumerate(("Dunia contoh terpasang", "tidak dipasang lagi")):
        server = start("Pendopo siap")
        with urlopen(f"http://127.0.0.1:{port}/", timeout=20) as answer:
            assert answer.status == 200
        os.killpg(server.pid, signal.SIGINT)
        assert server.wait(30) == 0
        assert nobody_answers(port)
        said = (tmp_path / f"server-{number}.log").read_text()
        assert demo in said
        assert f"http://127.0.0.1:{port}/" in said
        assert "contoh.invalid" in said


@pytest.fixture(scope="module")
def ready_data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("prepared")


@pytest.mark.lab
@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP], ids=lambda how: how.name)
def test_server_stopped_while_still_starting_leaves_nothing_behind(
    start: Start, port: int, how: signal.Signals, ready_data: Path
) -> None:
    server = start("berhenti: Ctrl-C", "--no-demo", data=ready_data)
    time.sleep(1)  # the web processes are being made now
    os.killpg(server.pid, how)
    assert server.wait(40) == 0
    time.sleep(0.5)
    assert nobody_answers(port)
