"""The fast way (many messages at once, only the patterns that can match) proposes what the slow way would."""

import json
import random
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pendopo.language import abuse, desk, features, folding, kind, names, personal, spam
from pendopo.language.gate import Gate, words_of
from pendopo.language.understand import Understanding, understand, understand_all
from tests.language import plainly

TRAINING = Path(__file__).parents[2] / "script" / "training" / "desk.jsonl"
ODD = (
    "", " ", "?", "\x00", "\ud800 rusak", "\u202ejalan", "a" * 700, "🔥🔥 gratis", "3513064107900002", "S L O T", "g4c0r", "b*ngs*t",
    "İSTANBUL", "ſlot", "DANA TALANGAN", "KK", "o\u0301" * 40, "https://contoh.invalid/a?b=1", "@warga", "[URL]", "\n\n\n", "...!!??",
    "0812-3456-7890", "jl. mawar no 5 rt 03/rw 04", "lahir 1990-01-02", "c*na pergi", "½²", "١٢٣٤٥٦", "a.n Budi Santoso", "a/n budi",
    "." * 400, "N 1234 AB", "be'en celeng", "asu_asu", "nama saya Siti Aminah", "Pak Budi 081234567890", "kta", "f4f yuk", "sabungayam",
)  # fmt: skip


def messages() -> list[str]:
    """Our own training messages, odd things, and both mixed at random."""
    lines = TRAINING.read_text(encoding="utf-8").splitlines()
    real = [str(json.loads(line)["text"]) for line in lines]
    chance = random.Random(37)
    words = [word for text in real for word in text.split()]
    mixed = [
        " ".join(
            chance.choice(ODD if chance.random() < 0.15 else words) for _ in range(chance.choice((1, 3, 8, 20, 60)))
        )
        for _ in range(600)
    ]
    return [*real, *ODD, *mixed, *(text.upper() for text in real[:200])]


def gates() -> Iterator[tuple[Gate, int, str]]:
    for module in (abuse, kind, names, personal, spam):
        yield from ((module._GATE, number, pattern) for number, pattern in enumerate(module._GATE.patterns) if pattern)


def told(found: Understanding) -> tuple[object, ...]:
    """Everything that is proposed; a probability without its last digits."""
    kind = (found.kind.kind, round(found.kind.confidence, 2), found.kind.because)
    tone = (found.tone.name, round(found.tone.confidence, 2))
    return (found.lang, found.lang_mixed, kind, tone, found.abuse, found.spam.found, found.spam.signs, found.topic, found.agency, found.personal)  # fmt: skip


@pytest.fixture(scope="module")
def found() -> list[tuple[str, Understanding]]:
    texts = messages()
    return list(zip(texts, understand_all(texts), strict=True))


def test_thousands_of_messages_at_once_are_understood_as_the_plain_reckoning_says(
    found: list[tuple[str, Understanding]],
) -> None:
    assert len(found) > 2_500
    for text, fast in found:
        slow = plainly.read(text)
        spammy = fast.kind.kind == "spam"
        for name, proposed in (
            ("lang", fast.lang),
            ("tone", fast.tone.name),
            ("topic", fast.topic),
            ("agency", fast.agency),
        ):
            true = plainly.likeliest(slow[name])
            if not plainly.close(slow[name]) and not (spammy and name in ("topic", "agency")):
                assert proposed == {"lain": "", "-": ""}.get(true, true), (name, text)
        (likely,) = kind.weigh(np.array([[slow["kind"][name] for name in desk.KINDS]]))
        again = kind.decide(text, words_of(text), likely, spam.look(text))
        assert again.confidence == pytest.approx(fast.kind.confidence, abs=2e-3), text
        assert again.kind == fast.kind.kind or plainly.close(slow["kind"]), text


def test_a_message_alone_is_understood_as_among_others(found: list[tuple[str, Understanding]]) -> None:
    differing = [text for text, together in found if told(understand(text)) != told(together)]
    # A probability may round to the other side of its second digit, in one message of a thousand at most.
    assert len(differing) <= len(found) // 1000, differing


def test_a_vocabulary_that_is_full_and_begun_anew_changes_nothing(
    found: list[tuple[str, Understanding]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(features, "_ENOUGH_TOKENS", 50)
    before = features._held[0] = features.Vocabulary()
    some = found[::7]
    again = understand_all([text for text, _ in some])
    assert features._held[0] is not before
    differing = [text for (text, first), second in zip(some, again, strict=True) if told(first) != told(second)]
    assert len(differing) <= 1, differing


def test_threads_that_learn_words_at_once_understand_as_one_alone(found: list[tuple[str, Understanding]]) -> None:
    features._held[0] = features.Vocabulary()
    parts = [found[start:600:4] for start in range(4)]
    with ThreadPoolExecutor(4) as together:
        read = list(together.map(lambda part: [understand(text) for text, _ in part], parts))
    pairs = [pair for part, seen in zip(parts, read, strict=True) for pair in zip(part, seen, strict=True)]
    differing = [text for (text, first), second in pairs if told(first) != told(second)]
    assert len(differing) <= 1, differing


def test_no_gate_keeps_out_what_would_be_found(
    found: list[tuple[str, Understanding]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Gate, "open", lambda gate, _words: (1 << len(gate.patterns)) - 1)
    texts = [text for text, _ in found]
    for (text, gated), wide_open in zip(found, understand_all(texts), strict=True):
        assert told(wide_open) == told(gated), text


def test_what_bears_no_sign_of_a_disguise_would_not_be_changed(
    found: list[tuple[str, Understanding]], monkeypatch: pytest.MonkeyPatch
) -> None:
    texts = [text for text, _ in found] + [
        "(s l o t)",
        "s\u00b7l\u00b7o\u00b7t",
        "a b c",
        "s_l_o_t",
        "d-i-n-a-s",
        "x  y  z?",
    ]
    glanced = [folding.fold(text) for text in texts]
    monkeypatch.setattr(folding, "_ANY", re.compile(""))
    monkeypatch.setattr(folding, "_SIGN", re.compile(""))
    assert [folding.fold(text) for text in texts] == glanced


@pytest.mark.parametrize("sign", ["tautan", "nomor"])
@settings(max_examples=50, deadline=None)
@given(data=st.data())
def test_every_link_and_number_is_seen_that_its_pattern_matches(data: st.DataObject, sign: str) -> None:
    (pattern,) = (pattern for name, _, pattern in spam._SIGNS if name == sign)
    text = data.draw(st.from_regex(pattern)).lower()
    if re.search(pattern, text):
        assert sign in spam.look_folded(text, words_of(text)).signs


@settings(max_examples=200, deadline=None)
@given(
    asked=st.sampled_from(["minta", "Mohon", "MEMINTA", "permohonan"]),
    papers=st.sampled_from(["dokumen", "Salinan", "data", "RINCIAN", "laporan keuangan", "\u017falinan"]),
    about=st.sampled_from(["anggaran", "APBD", "perjalanan dinas", "dana"]),
    between=st.lists(st.text(st.characters(exclude_characters="\n"), max_size=38), min_size=2, max_size=2),
)
def test_every_request_for_papers_is_seen_that_its_pattern_matches(
    asked: str, papers: str, about: str, between: list[str]
) -> None:
    text = f"{asked} {between[0]} {papers} {between[1]} {about}"
    assert kind._REQUEST.search(text)
    proposal = kind.decide(text, words_of(text), kind.Likely(0, "komentar", 1), spam.NOTHING)
    assert proposal.kind == "permohonan_informasi"


@pytest.mark.parametrize("text", ["ke PPID mana?", "permohonan informasi", "soal UU 14 2008", "Keterbukaan Informasi"])
def test_a_request_that_names_itself_is_seen(text: str) -> None:
    proposal = kind.decide(text, words_of(text), kind.Likely(0, "komentar", 1), spam.NOTHING)
    assert proposal.kind == "permohonan_informasi"


def test_some_messages_pass_every_gate_and_most_pass_none_of_a_kind(found: list[tuple[str, Understanding]]) -> None:
    for gate, number, pattern in gates():
        passed = sum(gate.open(words_of(text)) >> number & 1 for text, _ in found)
        assert passed, pattern
    hateful = sum(abuse._GATE.open(words_of(text)) & 1 for text, _ in found)
    assert hateful < len(found) / 10


@pytest.mark.parametrize(("gate", "number", "pattern"), [pytest.param(*each, id=each[2][:30]) for each in gates()])
# What is made for one of them often breaks the borders of its words and is thrown away.
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.filter_too_much])
@given(data=st.data())
def test_whatever_a_pattern_matches_passes_its_gate(data: st.DataObject, gate: Gate, number: int, pattern: str) -> None:
    before, after = (data.draw(st.sampled_from(["", "a ", "pak, ", "x-", "\n"])) for _ in range(2))
    text = before + data.draw(st.from_regex(pattern)).lower() + after
    if re.search(pattern, text):
        assert gate.open(words_of(text)) >> number & 1, text
