"""Every word of the command explains itself, and bad words are answered with what to do."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from pendopo.__main__ import parser

ROOT = Path(__file__).parents[2]
PROFILES = ROOT / "pendopo" / "regulation" / "profiles"


def words() -> list[str]:
    """All words of the command."""
    choices = next(action.choices for action in parser()._actions if action.dest == "word")
    assert choices
    return sorted(str(word) for word in choices)


@pytest.mark.parametrize("word", words())
def test_every_word_has_help(word: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stop:
        parser().parse_args([word, "--help"])
    assert stop.value.code == 0
    assert len(capsys.readouterr().out) > 60


def run(*words: str, text: str = "", **settings: str) -> subprocess.CompletedProcess[str]:
    """The command as a person types it."""
    return subprocess.run(
        [sys.executable, "-m", "pendopo", *words],
        input=text,
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=False,
        timeout=120,
        env={**os.environ, **settings},
    )


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("PENDOPO_PORT", "abc", "tulis angka"),
        ("PENDOPO_DATA_DIR", "/proc/tiada", "tentukan PENDOPO_DATA_DIR"),
        ("PENDOPO_DATABASE_URL", "mysql://x", "mulai dengan sqlite:///"),
        ("PENDOPO_DATABASE_URL", "postgresql://u:rahasia-basis@localhost:lima/x", "harus angka"),
        ("PENDOPO_DATABASE_URL", "postgresql://u:rahasia-basis@127.0.0.1:1/x", "Periksa PENDOPO_DATABASE_URL"),
        ("PENDOPO_DATABASE_URL", "sqlite:////folder/tiada/x.sqlite3", "Periksa PENDOPO_DATABASE_URL"),
        ("PENDOPO_REDIS_URL", "localhost", "mulai dengan redis://"),
        ("PENDOPO_SECRET_KEY", "pendek", "sedikitnya 32 karakter"),
        ("PENDOPO_LOG_LEVEL", "keras", "tulis DEBUG"),
        ("PENDOPO_DEBUG", "mungkin", "tulis ya atau tidak"),
        ("PENDOPO_DOMAINS", "akun.kota.invalid", "alamat=kunci"),
        ("PENDOPO_UNDO_SECONDS", "sebentar", "tulis angka bulat"),
    ],
)
def test_a_setting_that_cannot_be_is_named_with_what_to_write_and_never_a_password(
    tmp_path: Path, name: str, value: str, told: str
) -> None:
    said = run(
        "serve", "--host", "127.0.0.1", **{"PENDOPO_DATA_DIR": str(tmp_path), "PENDOPO_DATABASE_URL": "", name: value}
    )
    assert said.returncode != 0
    assert name in said.stderr
    assert told in said.stderr
    assert "Traceback" not in said.stderr + said.stdout
    assert "rahasia-basis" not in said.stderr + said.stdout


@pytest.mark.parametrize("words", [("serve",), ("work", "--once"), ("journal", "verify"), ("demo",)])
def test_a_database_that_was_not_prepared_is_answered_with_how_to_prepare_it(
    tmp_path: Path, words: tuple[str, ...]
) -> None:
    said = run(*words, PENDOPO_DATA_DIR=str(tmp_path), PENDOPO_DATABASE_URL="")
    assert said.returncode == 1
    assert "Jalankan dulu: pendopo migrate" in said.stderr
    assert "Traceback" not in said.stderr


def test_a_port_that_somebody_listens_on_is_not_shared(tmp_path: Path) -> None:
    with socket.socket() as other:
        # As the web processes of another installation do.
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = str(other.getsockname()[1])
        said = run("serve", "--port", port, PENDOPO_DATA_DIR=str(tmp_path), PENDOPO_DATABASE_URL="")
    assert said.returncode == 1
    assert f"Porta {port}" in said.stderr


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (None, "tidak terbaca"),
        ("[1]\n", "baris 1: "),
        ('{"title":"tanpa id"}\n', "tanpa id"),
        ("{\n", "bukan objek JSON"),
    ],
)
def test_a_file_of_answers_that_cannot_be_used_is_named_with_its_line(
    tmp_path: Path, content: str | None, told: str
) -> None:
    answers = tmp_path / "pustaka.jsonl"
    if content is not None:
        answers.write_text(content)
    said = run("suggest", "--kb", str(answers), text='{"id":"1","text":"ktp"}\n')
    assert said.returncode == 1
    assert "pustaka.jsonl" in said.stderr
    assert told in said.stderr
    assert "Traceback" not in said.stderr


def test_a_profile_is_told_in_sentences_and_a_bad_one_is_refused_with_key_and_reason(tmp_path: Path) -> None:
    good = run("regulation", "check", str(PROFILES / "katingan-55-2022.toml"))
    assert good.returncode == 0
    assert "Bupati" in good.stdout
    bad = tmp_path / "bad.toml"
    text = (PROFILES / "katingan-55-2022.toml").read_text(encoding="utf-8")
    bad.write_text(text.replace("hours = 24", "hours = 0"), encoding="utf-8")
    refused = run("regulation", "check", str(bad))
    assert refused.returncode == 1
    assert "bad.toml" in refused.stderr
    assert "hours" in refused.stderr


def test_lengths_and_suggestions_are_lines_in_and_lines_out(tmp_path: Path) -> None:
    answers = tmp_path / "kb.jsonl"
    answers.write_text(
        '{"id":"ktp","title":"KTP hilang","answer":"Bawa surat kehilangan.","tags":["ktp"],"topic":"a","agency":"b"}\n'
        '{"id":"jalan","title":"Lapor jalan rusak","answer":"Kirim foto.","tags":["jalan"],"topic":"c","agency":"d"}\n',
        encoding="utf-8",
    )
    told = run("suggest", "--kb", str(answers), "--top", "1", text='{"id":"1","text":"ktp sy ilang gmn ngurusnya"}\n')
    assert '"ktp"' in told.stdout, told.stderr
    counted = run("lengths", text='{"id":"1","platform":"microblog-140","text":"halo"}\n')
    assert '"count": 4' in counted.stdout or '"count":4' in counted.stdout
