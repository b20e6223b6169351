"""The index proposes the answer an officer would take, whatever spelling the citizen used."""

from pendopo.language.search import FITS, Answer, Index

ANSWERS = (
    Answer("ktp", "KTP-el hilang", "Bawa surat kehilangan dari polisi dan Kartu Keluarga.", ("ktp", "hilang")),
    Answer("rusak", "KTP-el rusak atau patah", "Tukarkan kartu lama di loket.", ("ktp", "rusak")),
    Answer("lampu", "Lampu penerangan jalan umum mati", "Sebutkan nomor tiang.", ("lampu jalan", "pju")),
    Answer("akta", "Akta kelahiran bayi baru lahir", "Siapkan surat lahir dari bidan.", ("akta", "bayi")),
)


def test_informal_spelling_finds_the_answer() -> None:
    assert Index(ANSWERS).suggest("gmn ngurus ktp ilang")[0].id == "ktp"


def test_the_reason_is_the_words_the_person_wrote() -> None:
    match = Index(ANSWERS).suggest("gmn ngurus ktp ilang")[0]
    assert set(match.matched_words) >= {"ktp", "ilang"}


def test_a_javanese_message_finds_an_indonesian_answer() -> None:
    assert Index(ANSWERS).suggest("lampu dalan mati, peteng ndedet")[0].id == "lampu"


def test_an_answer_added_later_is_found_and_a_removed_one_is_not() -> None:
    index = Index(ANSWERS)
    index.add(Answer("pasar", "Sewa kios pasar", "Ajukan ke UPTD Pasar.", ("kios",)))
    assert index.suggest("mau sewa kios")[0].id == "pasar"
    index.remove("pasar")
    assert "pasar" not in [match.id for match in index.suggest("mau sewa kios")]
    assert len(index) == len(ANSWERS)


def test_a_replaced_answer_is_found_by_its_new_words_only() -> None:
    index = Index(ANSWERS)
    index.add(Answer("lampu", "Jadwal imunisasi", "Di posyandu.", ("imunisasi",)))
    assert index.suggest("imunisasi")[0].id == "lampu"
    assert all(match.score < 0.1 for match in index.suggest("pju") if match.id == "lampu")


def test_removing_most_answers_leaves_the_rest_findable() -> None:
    index = Index([*ANSWERS, *(Answer(f"x{n}", f"Judul nomor {n}", "isi") for n in range(200))])
    for n in range(200):
        index.remove(f"x{n}")
    assert index.suggest("ktp hilang")[0].id == "ktp"
    assert len(index) == len(ANSWERS)


def test_what_was_removed_leaves_no_trace_in_the_scores_of_the_rest() -> None:
    many = [
        Answer(f"n{at}", f"Layanan nomor {at} hilang", f"Datang ke loket {at % 7}.", ("layanan",)) for at in range(90)
    ]
    index = Index([*many[:40], *ANSWERS, *many[40:]])
    for one in many[34:]:
        index.remove(one.id)
    fresh = Index([*many[:34], *ANSWERS])
    for text in ("gmn ngurus ktp ilang", "lampu mati", "layanan nomor 3", "akta bayi"):
        assert index.suggest(text, 5) == fresh.suggest(text, 5)
    index.add(many[50])
    assert index.suggest("layanan nomor 50")[0].score > 0


def test_scores_stay_between_none_and_one() -> None:
    for text in ("ktp hilang", "ktp", "xyz", "", "halo min"):
        assert all(0 <= match.score <= 1 for match in Index(ANSWERS).suggest(text))


def test_a_message_about_something_else_scores_below_the_fitting_line() -> None:
    matches = Index(ANSWERS).suggest("resep rendang padang yang enak dong")
    assert not matches or matches[0].score < FITS


def test_an_empty_index_and_an_empty_message_give_nothing() -> None:
    assert Index().suggest("ktp hilang") == []
    assert Index(ANSWERS).suggest("") == []
    assert Index(ANSWERS).suggest("\x00\ud800‮") == []


def test_ten_thousand_combining_marks_and_ten_megabytes_are_survived() -> None:
    index = Index(ANSWERS)
    index.suggest("a" + "\u0301" * 10_000)
    assert index.suggest("ktp hilang " + "x" * 10_000_000)[0].id == "ktp"
