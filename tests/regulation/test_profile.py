"""A profile is read whole or refused with every reason; a third government needs only a third file."""

import re
from pathlib import Path

import pytest

from pendopo.regulation.profile import SHIPPED, ProfileError, available, load, load_file, read_text

KATINGAN = (SHIPPED / "katingan-55-2022.toml").read_text(encoding="utf-8")
PROBOLINGGO = (SHIPPED / "probolinggo-37-2016.toml").read_text(encoding="utf-8")
PERTANYAAN = '[[input_kinds]]\ncode = "pertanyaan"\nlabel = "Pertanyaan"\nlegal = true\n'
T1_EVENTS = 'from_event = "received"\nto_event = "first_answer"'


def test_both_regulations_are_there() -> None:
    assert set(available()) >= {"probolinggo-37-2016", "katingan-55-2022"}


def test_the_two_differ_where_the_texts_differ() -> None:
    p, k = load("probolinggo-37-2016"), load("katingan-55-2022")
    assert (p.head_title, k.head_title) == ("Walikota", "Bupati")
    assert (len(p.account_types), len(k.account_types)) == (3, 6)
    assert (len(p.purposes), len(k.purposes)) == (5, 4)
    assert ([each.code for each in p.steps], [each.code for each in k.steps]) == (list("abcdefghi"), list("abcdefghij"))
    assert [each.levels for each in p.message_categories if each.levels] == [("pusat", "provinsi", "daerah")]
    assert [each.levels for each in k.message_categories if each.levels] == [("pusat", "daerah")]
    assert not p.appointment.account_by_decree
    assert k.appointment.account_by_decree
    assert [hop.recipient for hop in p.report.route] == ["regional_head"]
    assert p.report.route[0].copy_to == ("coordinating_agency",)
    assert [hop.recipient for hop in k.report.route] == ["coordinating_agency", "regional_head"]
    assert (p.evaluation.reference_as_written, p.evaluation.reference_as_read) == ("Pasal 13", "Pasal 15")
    assert [each.by_interpretation for each in k.agency_kinds] == [False, True, True]


@pytest.mark.parametrize("key", ["probolinggo-37-2016", "katingan-55-2022"])
def test_what_both_share(key: str) -> None:
    profile = load(key)
    t2 = profile.clock("T2")
    assert (t2.hours, t2.kind, t2.severity, t2.reminders) == (24, "clock", "fail", (12, 20, 24))
    assert all(profile.clock(code).severity != "fail" for code in ("T1", "T3", "T0-internal"))
    assert [each.code for each in profile.report.items] == list("abcdefgh")
    assert [each.code for each in profile.ethics] == list("abcdefgh")
    assert {each.code for each in profile.input_kinds if each.legal} == {"pertanyaan", "komentar", "kritik", "saran"}
    assert profile.account_type("microblog").max_chars == 140
    assert profile.account_type("microblog").severity == "warn"
    assert (profile.report.due.on(2025).isoformat(), profile.zone) == ("2026-03-31", "Asia/Jakarta")


@pytest.mark.parametrize(
    ("platform", "in_probolinggo", "in_katingan"),
    [
        ("x", "explicit", "explicit"),
        ("plurk", "interpretation", "explicit"),
        ("threads", "interpretation", "interpretation"),
        ("facebook", "explicit", "not_listed"),
        ("linkedin", "interpretation", "not_listed"),
        ("youtube", "explicit", "explicit"),
        ("instagram", "interpretation", "interpretation"),
        ("tiktok", "interpretation", "interpretation"),
        ("flickr", "not_listed", "explicit"),
        ("slideshare", "not_listed", "explicit"),
        ("wordpress", "not_listed", "explicit"),
        ("wikipedia", "not_listed", "explicit"),
        ("kaskus", "not_listed", "explicit"),
        ("goodreads", "not_listed", "explicit"),
        ("yelp", "not_listed", "explicit"),
        ("google_business", "not_listed", "interpretation"),
        ("whatsapp_group", "outside", "outside"),
        ("telegram_channel", "not_listed", "not_listed"),
        ("whatsapp_channel", "not_listed", "not_listed"),
        ("a_platform_of_tomorrow", "not_listed", "not_listed"),
    ],
)
def test_platforms_under_the_two_annexes(platform: str, in_probolinggo: str, in_katingan: str) -> None:
    for key, verdict in (("probolinggo-37-2016", in_probolinggo), ("katingan-55-2022", in_katingan)):
        rule = load(key).platform(platform)
        assert rule.verdict == verdict
        assert rule.note or rule.verdict == "explicit", "a reading always says why"


def test_a_third_government_needs_only_a_third_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = KATINGAN.replace('key = "katingan-55-2022"', 'key = "ranu-5-2025"')
    text = text.replace("hours = 24\n", "hours = 6\n").replace("[12, 20, 24]", "[3, 5, 6]")
    (tmp_path / "ranu-5-2025.toml").write_text(text, encoding="utf-8")
    monkeypatch.setenv("PENDOPO_PROFILES_DIR", str(tmp_path))
    assert "ranu-5-2025" in available()
    assert load("ranu-5-2025").clock("T2").hours == 6


BROKEN = [
    ("zone = ", "zoen = ", "zoen", "kunci tidak dikenal"),
    ('number = "55"', "number = 55", "number", "harus berupa teks"),
    ('head_title = "Bupati"', 'head_title = " "', "head_title", "kosong"),
    ('gazette = "Berita', 'gazete = "Berita', "gazette", "wajib diisi"),
    ('zone = "Asia/Jakarta"', 'zone = "Asia/Katingan"', "zone", "bukan zona waktu"),
    ('zone = "Asia/Jakarta"', 'zone = "../../etc/passwd"', "zone", "bukan zona waktu"),
    ("effective_from = 2022-08-31", "effective_from = 2022-08-30", "effective_from", "lebih awal"),
    ("year = 2022", "year = 2021", "year", "tidak sama"),
    ("hours = 24\n", "hours = 0\n", "clocks[2].hours", "lebih dari nol"),
    ("hours = 24\n", "hours = -3\n", "clocks[2].hours", "lebih dari nol"),
    ("hours = 24\n", "hours = 24.5\n", "clocks[2].hours", "bilangan bulat"),
    ("hours = 24\n", "hours = true\n", "clocks[2].hours", "bilangan bulat"),
    ("[12, 20, 24]", "[12, 20, 25]", "clocks[2].reminders", "di luar jangka"),
    ("[12, 20, 24]", "[20, 12]", "clocks[2].reminders", "urut naik"),
    ('code = "T1"', 'code = "T2"', "clocks", "jam T1 wajib ada"),
    ('code = "T1"', 'code = "T2"', "clocks[2].code", "sudah dipakai"),
    (T1_EVENTS, 'from_event = "posted"\nto_event = "agency_answered"', "clocks", "berputar"),
    ('to_event = "posted"', 'to_event = "agency_answered"', "clocks[3].to_event", "tidak pernah berjalan"),
    ('to_event = "posted"', 'to_event = "upload"', "clocks[3].to_event", "tidak dikenal"),
    ("opens = 07:30:00", "opens = 17:30:00", "service_hours[1].closes", "sesudah opens"),
    ("days = [5]", "days = [8]", "service_hours[2].days", "bukan hari"),
    ("days = [5]", "days = [4]", "service_hours[2].days", "bertumpang tindih"),
    ('recipient = "regional_head"', 'recipient = "agency"', "report.route", "berputar"),
    ('sender = "coordinating_agency"', 'sender = "inspectorate"', "report.route[2].sender", "penerima langkah"),
    ("due = { month = 2, day = 28 }", "due = { month = 2, day = 29 }", "report.route[1].due", "tidak ada setiap tahun"),
    ("due = { month = 2, day = 28 }", "due = { month = 4, day = 1 }", "report.route[2].due", "lebih awal"),
    ("min_frequency_per_year = 1", "min_frequency_per_year = 0", "report.min_frequency_per_year", "atau 12 kali"),
    ("weight = 20", "weight = 25", "evaluation.rubric", "harus 100"),
    ('account_type = "wiki"', 'account_type = "ensiklopedia"', "platforms.mediawiki.account_type", "tidak ada dalam"),
    ('verdict = "explicit", account_type = "wiki"', 'verdict = "ya"', "platforms.mediawiki.verdict", "tidak dikenal"),
    (PERTANYAAN, "", "input_kinds", "'pertanyaan' wajib ada"),
    ('code = "kritik"', 'code = "kritik pedas"', "input_kinds[3].code", "hanya boleh memuat"),
    ("max_chars = 140", "max_chars = -1", "account_types[2].max_chars", "tidak boleh negatif"),
    ("[[retention]]", "[[retention]]\nyears = 1", "(berkas)", "bukan TOML yang sah"),
    ("[region]", "region = 3\n[wilayah]", "region", "harus berupa tabel"),
    ('"Pasal 6 huruf a-d"', '"Pasal 6 huruf d-a"', "articles[10]", "rentang harus naik"),
    ("[region]", '[duty_references]\ntidak-ada = ["Pasal 3"]\n\n[region]', "duty_references.tidak-ada", "kode ini"),
    ('levels = ["pusat", "daerah"]', 'levels = "pusat"', "message_categories[3].levels", "harus berupa daftar"),
]


@pytest.mark.parametrize(("right", "wrong", "key", "reason"), BROKEN)
def test_a_wrong_profile_is_refused_with_file_key_and_reason(right: str, wrong: str, key: str, reason: str) -> None:
    assert right in KATINGAN, "the test must break something that is there"
    with pytest.raises(ProfileError) as caught:
        read_text(KATINGAN.replace(right, wrong), "kabupaten.toml")
    named = [each for each in caught.value.problems if each.key == key]
    assert any(reason in each.reason for each in named), str(caught.value)
    assert all(line.startswith("kabupaten.toml: ") for line in str(caught.value).splitlines())


def test_t1_as_fail_is_refused() -> None:
    text = re.sub(
        r'severity = "warn"\nreference = "Pasal 3 huruf d; Lampiran B\.2"',
        r'severity = "fail"\nreference = "x"',
        KATINGAN,
    )
    with pytest.raises(ProfileError, match=r"clocks\[1\]\.severity"):
        read_text(text, "kabupaten.toml")


def test_all_problems_are_named_and_not_only_the_first() -> None:
    text = KATINGAN.replace("hours = 24\n", "hours = 0\n").replace("year = 2022", "year = 2021")
    with pytest.raises(ProfileError) as caught:
        read_text(text, "kabupaten.toml")
    assert {each.key for each in caught.value.problems} >= {"clocks[2].hours", "clocks[2].reminders", "year"}


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", b"", b"key = ", b"[[clocks]]\n" * 3, b"x" * 100_000])
def test_files_that_are_no_profile(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "rusak.toml"
    path.write_bytes(content)
    with pytest.raises(ProfileError, match=r"^rusak\.toml: "):
        load_file(path)


@pytest.mark.parametrize("key", ["", "tidak-ada", "../settings", "katingan-55-2022.toml", "/etc/passwd"])
def test_a_key_that_is_none_says_which_there_are(key: str) -> None:
    with pytest.raises(ProfileError, match="katingan-55-2022"):
        load(key)


def test_a_missing_file_and_a_folder_are_refused(tmp_path: Path) -> None:
    for path in (tmp_path / "tidak-ada.toml", tmp_path):
        with pytest.raises(ProfileError, match="tidak dapat dibaca"):
            load_file(path)


def test_a_profile_can_not_be_changed() -> None:
    profile = load("katingan-55-2022")
    with pytest.raises(AttributeError):
        profile.zone = "UTC"  # type: ignore[misc]
    with pytest.raises(TypeError):
        profile.platforms["x"] = profile.platforms["plurk"]  # type: ignore[index]
