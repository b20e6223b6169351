"""Every word of the command explains itself, and bad words are answered with what to do."""

from __future__ import annotations

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


def run(*words: str, text: str = "") -> subprocess.CompletedProcess[str]:
    """The command as a person types it."""
    return subprocess.run(
        [sys.executable, "-m", "pendopo", *words],
        input=text,
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=False,
        timeout=120,
    )


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
