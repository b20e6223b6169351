"""One call at intake proposes everything; rough praise is no abuse and a reporting citizen no spammer."""

import json

import pytest

from pendopo.language import abuse, kind, spam, spelling, tongue
from pendopo.language.cli import understand_lines
from pendopo.language.understand import understand


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("syarat bikin ktp baru apa saja ya min?", "pertanyaan"),
        ("jalan rusak bertahun-tahun tidak pernah diperbaiki, kapan pemerintah sadar??", "kritik"),
        ("usul pak, lampu taman ditambah biar terang", "saran"),
        ("terima kasih pelayanannya cepat dan ramah", "komentar"),
        ("slot gacor deposit 10rb langsung maxwin link di bio", "spam"),
        ("mohon salinan dokumen anggaran dinas lewat ppid", "permohonan_informasi"),
    ],
)
def test_the_kind_is_proposed_with_its_reason(text: str, expected: str) -> None:
    found = kind.propose(text)
    assert found.kind == expected
    assert 0 < found.confidence <= 1
    assert found.because


@pytest.mark.parametrize(
    "text", ["jancuk apik tenan dalane", "gila keren banget taman kotanya", "edan, cepet tenan pelayanane"]
)
def test_rough_praise_is_not_abuse(text: str) -> None:
    assert not abuse.look(text).found


@pytest.mark.parametrize(
    "text",
    [
        "pejabat goblok semua",
        "b*ngs*t kalian",
        "dasar anjing",
        "g0bl0k petugasnya",
        "dasar kafir pergi dari sini",
        "asu kabeh pejabate",
    ],
)
def test_abuse_is_found_through_its_disguises(text: str) -> None:
    found = abuse.look(text)
    assert found.found
    assert found.words


@pytest.mark.parametrize(
    "text", ["anak saya digigit anjing liar, vaksin di mana", "ada tikus di pasar", "sapi dan babi mati kena penyakit"]
)
def test_an_animal_is_an_animal(text: str) -> None:
    assert not abuse.look(text).found


@pytest.mark.parametrize(
    "text",
    [
        "S L O T g4c0r hari ini, depo 10rb",
        "jual followers aktif murah",
        "pinjaman online langsung cair tanpa jaminan",
        "𝗦𝗟𝗢𝗧 𝗚𝗔𝗖𝗢𝗥",
    ],
)
def test_spam_is_found_through_its_disguises(text: str) -> None:
    assert spam.look(text).found


@pytest.mark.parametrize(
    "text",
    [
        "tolong blokir situs judi slot pak",
        "suami saya terjerat pinjol, lapor ke mana?",
        "pajak reklame usaha promo saya",
    ],
)
def test_a_citizen_who_reports_is_no_spammer(text: str) -> None:
    assert not spam.look(text).found


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("dalan ngarep omahku rusak nemen, kapan didandani", "jav"),
        ("jalan raya di depan rumah saya rusak parah", "ind"),
        ("kaula terro atanya'a, dimma se agebey sorat", "mad"),
        ("ulun handak batakun, di mana maurus surat", "bjn"),
        ("the road in front of my house is broken", "eng"),
    ],
)
def test_the_language_is_recognised(text: str, code: str) -> None:
    assert tongue.recognise(text).code == code


def test_a_word_or_two_is_called_uncertain() -> None:
    assert tongue.recognise("ok").mixed


@pytest.mark.parametrize(
    ("informal", "formal"),
    [
        ("gmn ngurus ktp yg ilang", "Bagaimana mengurus ktp yang hilang"),
        ("sy blm dpt", "Saya belum dapat"),
        ("anak2 sklh", "anak-anak sekolah"),
    ],
)
def test_informal_spelling_is_written_out(informal: str, formal: str) -> None:
    assert spelling.normalise(informal).lower() == formal.lower()


@pytest.mark.parametrize(
    "text",
    [
        "Pak Yg Siti 081200001234",
        "https://lapor.go.id/yg",
        "email yg@contoh.id",
        "dalan wis rusak",
        "@yg_resmi",
        "RT 3 RW 5 no. 7",
    ],
)
def test_names_numbers_links_and_regional_words_stay(text: str) -> None:
    kept = spelling.normalise(text)
    for part in (
        "Siti",
        "081200001234",
        "https://lapor.go.id/yg",
        "yg@contoh.id",
        "dalan",
        "wis",
        "@yg_resmi",
        "RT 3 RW 5",
    ):
        assert (part in kept) == (part in text)


def test_one_call_gives_everything() -> None:
    found = understand("min ktp saya hilang di pasar, nik 3513064107900002, urusnya gmn?")
    assert found.lang == "ind"
    assert found.kind.kind == "pertanyaan"
    assert (found.topic, found.agency) == ("adminduk", "dukcapil")
    assert not found.abuse.found
    assert not found.spam.found
    assert [span.type for span in found.personal] == ["nik"]


@pytest.mark.parametrize(
    "text", ["", " ", "\x00", "\ud800", "‮abc", "a" + "\u0301" * 10_000, "x" * 10_000_000, "?" * 1000, "🙏" * 50]
)
def test_any_text_at_all_is_survived(text: str) -> None:
    found = understand(text)
    assert found.lang
    assert [one for one in found.personal if not 0 <= one.start < one.end <= len(text)] == []


def test_the_command_line_answers_every_line() -> None:
    rows = [
        json.loads(line) for line in understand_lines(['{"id": 1, "text": "jalan rusak parah"}', "{bad", '{"id": 2}'])
    ]
    assert rows[0]["id"] == 1
    assert {"lang", "kind", "tone", "abuse", "spam", "pii"} <= set(rows[0])
    assert "error" in rows[1]
    assert rows[2]["id"] == 2
    assert "error" in rows[2]


def test_spam_has_no_kind_on_the_command_line() -> None:
    row = json.loads(next(understand_lines(['{"id": 1, "text": "slot gacor maxwin deposit pulsa"}'])))
    assert row["spam"] is True
    assert row["kind"] is None
