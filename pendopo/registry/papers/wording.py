"""The words of a decree: full names of legal bases, considerations, clauses, dates. Pure; a secretary may change every one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date

from pendopo.regulation.days import day_name
from pendopo.regulation.explain import series
from pendopo.regulation.shape import Profile

ORDINALS = (
    "KESATU", "KEDUA", "KETIGA", "KEEMPAT", "KELIMA", "KEENAM", "KETUJUH", "KEDELAPAN", "KESEMBILAN", "KESEPULUH",
    "KESEBELAS", "KEDUA BELAS", "KETIGA BELAS", "KEEMPAT BELAS", "KELIMA BELAS",
)  # fmt: skip
ANNEXES = ("I", "II", "III")
# Short names of kinds of law as people write them, and as they are printed in a decree.
KINDS = {
    "UU": "Undang-Undang", "PP": "Peraturan Pemerintah", "Perpres": "Peraturan Presiden", "Inpres": "Instruksi Presiden",
    "Keppres": "Keputusan Presiden", "Permendagri": "Peraturan Menteri Dalam Negeri",
    "PermenPAN": "Peraturan Menteri Negara Pendayagunaan Aparatur Negara",
    "PermenPANRB": "Peraturan Menteri Pendayagunaan Aparatur Negara dan Reformasi Birokrasi",
    "Permenkominfo": "Peraturan Menteri Komunikasi dan Informatika",
    "Kepmenkominfo": "Keputusan Menteri Komunikasi dan Informatika", "Perda": "Peraturan Daerah",
    "Perwali": "Peraturan Walikota", "Perbup": "Peraturan Bupati", "Pergub": "Peraturan Gubernur",
}  # fmt: skip
LABEL = re.compile(r"^(?P<kind>\w+)(?P<place>(?: [A-Z][\w-]*)*) (?P<number>[\w.-]+)/(?P<year>\d{4})$")
SMALL = {
    "dan",
    "di",
    "ke",
    "dari",
    "yang",
    "untuk",
    "pada",
    "dalam",
    "tentang",
    "dengan",
    "atas",
    "oleh",
    "lain",
    "serta",
}


def long_day(day: date | None) -> str:
    """ "2 Januari 2026"; empty without a day."""
    return day_name(day) if day else ""


def titled(text: str) -> str:
    """Every word with a capital but the small ones; words that carry capitals already stay."""
    words = text.split()
    return " ".join(
        word if (word in SMALL and place) or word.upper() == word else _capital(word)
        for place, word in enumerate(words)
    )


def _capital(word: str) -> str:
    """A doubled word has two: Undang-Undang, but Perundang-undangan."""
    first, stroke, second = word.partition("-")
    if stroke and first.lower() == second.lower():
        second = second[:1].upper() + second[1:]
    return f"{first[:1].upper()}{first[1:]}{stroke}{second}"


def formal(label: str, title: str) -> str:
    """ "UU 14/2008", "Keterbukaan informasi publik" → "Undang-Undang Nomor 14 Tahun 2008 tentang Keterbukaan Informasi Publik"."""
    found = LABEL.match(label.strip())
    if found is None or found["kind"] not in KINDS:
        return f"{label} tentang {titled(title)}" if title else label
    named = f"{KINDS[found['kind']]}{found['place']} Nomor {found['number']} Tahun {found['year']}"
    return f"{named} tentang {titled(title)}" if title else named


def own_regulation(profile: Profile) -> str:
    """The regulation itself, as the last basis."""
    place = profile.region.name.removeprefix("Kabupaten ").removeprefix("Kota ")
    named = f"{profile.instrument} {place} Nomor {profile.number} Tahun {profile.year}"
    return f"{named} tentang {profile.title} ({profile.gazette})"


def considerations_of(profile: Profile, *, office: str, about: str) -> list[str]:
    """Menimbang: why the regulation is there, what it asks of the head, and so this decree."""
    given = profile.considerations[0].label.rstrip(".") if profile.considerations else ""
    region = f"{profile.instrument} Nomor {profile.number} Tahun {profile.year}"
    points = [
        f"bahwa {given[:1].lower()}{given[1:]};"
        if given and given.split()[0] not in {"Provinsi", "Kota"}
        else f"bahwa {given};"
        if given
        else "",
        f"bahwa untuk melaksanakan ketentuan {profile.appointment.reference} {region} tentang {profile.title}, akun media "
        f"sosial beserta {profile.terms.official.lower()} dan {profile.terms.officer.lower()} pengelolanya perlu ditetapkan;",
    ]
    points = [point for point in points if point]
    letters = series([f"huruf {chr(ord('a') + place)}" for place in range(len(points))])
    points.append(
        f"bahwa berdasarkan pertimbangan sebagaimana dimaksud dalam {letters}, perlu menetapkan Keputusan {office} tentang {titled(about)};"
    )
    return points


def clauses_of(
    profile: Profile, *, agency: str, since: date, until: date | None, replaces: str, extra: Iterable[str] = ()
) -> list[str]:
    """The clauses after MEMUTUSKAN, each without its ordinal."""
    official, officer = profile.terms.official, profile.terms.officer
    term = f"sampai dengan tanggal {long_day(until)}" if until else "sampai dicabut"
    clauses = [
        f"Akun media sosial resmi {agency} adalah akun sebagaimana tercantum dalam Lampiran I yang merupakan bagian tidak "
        "terpisahkan dari Keputusan ini.",
        f"Menunjuk Pegawai Aparatur Sipil Negara sebagaimana tercantum dalam Lampiran II sebagai {official} penanggung jawab "
        f"dan dalam Lampiran III sebagai {officer} media sosial {agency}.",
        f"{official} sebagaimana dimaksud dalam Diktum KEDUA menyetujui pesan sebelum diunggah, mengesahkan jawaban baku, dan "
        "bertanggung jawab atas pengelolaan akun sebagaimana dimaksud dalam Diktum KESATU.",
        f"{officer} sebagaimana dimaksud dalam Diktum KEDUA mengunggah pesan, menerima serta menjawab pertanyaan, komentar, "
        "kritik, dan saran, meneruskannya kepada instansi terkait, dan menyusun bahan laporan.",
        *extra,
        f"Biaya yang timbul akibat Keputusan ini dibebankan pada {profile.cost.budget_document} {agency}.",
    ]
    if replaces:
        clauses.append(
            f"Pada saat Keputusan ini mulai berlaku, Keputusan Nomor {replaces} dicabut dan dinyatakan tidak berlaku."
        )
    clauses.append(f"Keputusan ini mulai berlaku pada tanggal {long_day(since)} {term}.")
    return clauses


def shifted(since: date, until: date, start: date) -> date:
    """The last day of a term that begins at `start` and is as long as the one from `since` to `until`, in whole years if it can be."""
    year = until.year + start.year - since.year
    last = date(year, until.month, 28 if (until.month, until.day) == (2, 29) else until.day)
    return last if last > start else start + (until - since)


def points_of(texts: Sequence[str]) -> list[str]:
    """Each point ends with a semicolon, the last with a full stop."""
    cut = [text.rstrip(" ;.") for text in texts if text.strip(" ;.")]
    return [f"{text}{'.' if place == len(cut) - 1 else ';'}" for place, text in enumerate(cut)]


def split_bases(texts: Sequence[str]) -> tuple[list[str], list[str]]:
    """Mengingat and Memperhatikan: laws and regulations first, instructions and decisions apart."""
    apart = [text for text in texts if text.startswith(("Instruksi", "Keputusan", "Surat Edaran"))]
    return points_of([text for text in texts if text not in apart]), points_of(apart)


def lines_of(text: str) -> list[str]:
    """What stands on lines of a box, one thing each; a long thing goes on until an empty line or the next line."""
    return [" ".join(line.split()) for line in text.splitlines() if line.strip()]


def ordinal(place: int) -> str:
    """KESATU, KEDUA …"""
    return ORDINALS[place] if place < len(ORDINALS) else f"KE-{place + 1}"


def copies_of(copies: Sequence[str], *, head_title: str) -> list[str]:
    """Tembusan; where the government has none of its own, the usual two."""
    return list(copies) or [f"Yth. {head_title} (sebagai laporan)", "Yth. Inspektur Daerah", "Yang bersangkutan"]
