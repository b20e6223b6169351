"""What in a message needs somebody's decision before it goes out: personal data, one-sided words, abuse (C-PDP1, C-ETH3, C-ETH6).

Finding is done here and is the same while typing, at approval and at scheduling; deciding is an action.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from pendopo.language import abuse, neutrality, personal
from pendopo.publishing.rules import Written

PERSONAL, ONE_SIDED, ABUSE = "personal", "neutrality", "abuse"
LABELS = {PERSONAL: "Data pribadi", ONE_SIDED: "Kata yang memihak", ABUSE: "Kata kasar"}
TYPES = {
    "nik": "NIK", "nokk": "nomor KK", "hp": "nomor HP", "telp": "nomor telepon", "email": "surel", "nama": "nama orang",
    "alamat": "alamat rumah", "rek": "nomor rekening", "plat": "pelat nomor", "bpjs": "nomor BPJS",
    "tgl_lahir": "tanggal lahir",
}  # fmt: skip
# Names and streets stand in every ordinary announcement; what identifies a citizen for good is asked about.
ASKED = frozenset({"nik", "nokk", "hp", "bpjs", "tgl_lahir", "rek", "plat", "alamat", "email"})


@dataclass(frozen=True)
class Hit:
    """One thing found: its kind, where it stands, the words as they may be shown, and a key that is the same each time."""

    kind: str
    where: str
    words: str
    key: str

    @property
    def label(self) -> str:
        """The kind in words."""
        return LABELS[self.kind]


@dataclass(frozen=True)
class Window:
    """A time in which one-sided words need a decision, with the words that the government added."""

    label: str
    starts: date
    ends: date
    words: tuple[str, ...] = ()


def texts_of(written: Written, names: Mapping[int, str]) -> Iterator[tuple[str, str]]:
    """Every text that people will read, with where it stands. `names` are the accounts'."""
    yield "judul", written.title
    yield "isi pesan", written.text
    for account, text in written.variants.items():
        yield f"teks {names.get(account, account)}", text
        own = written.own.get(account)
        if own is not None:
            for number, part in enumerate(own.parts, start=2):
                yield f"utas bagian {number} {names.get(account, account)}", part
            yield f"komentar pertama {names.get(account, account)}", own.first_comment
    for number, one in enumerate(written.media, start=1):
        yield f"teks alternatif {number}", one.alt
        yield f"ringkasan video {number}", one.summary


def hits(written: Written, *, windows: Sequence[Window], names: Mapping[int, str]) -> list[Hit]:
    """Everything that needs a decision, each thing once however often it stands there."""
    return found_in(list(texts_of(written, names)), windows)


def found_in(texts: Sequence[tuple[str, str]], windows: Sequence[Window]) -> list[Hit]:
    """The same for any texts, each with where it stands."""
    found: dict[tuple[str, str], Hit] = {}
    sided = bool(windows)
    words = tuple(word for window in windows for word in window.words)
    for where, text in texts:
        if text.strip():
            for kind, secret, shown in _in(text, sided, words):
                found.setdefault((kind, secret), Hit(kind, where, shown, _key(kind, secret)))
    return list(found.values())


def _in(text: str, sided: bool, words: Sequence[str]) -> Iterator[tuple[str, str, str]]:
    for span in personal.find(text):
        if span.type in ASKED:
            value = text[span.start : span.end]
            yield PERSONAL, value, f"{TYPES[span.type]}: {covered(value)}"
    if sided:
        for one in neutrality.one_sided(text, words):
            yield ONE_SIDED, one, one
    seen = abuse.look(text)
    if seen.found:
        yield ABUSE, " ".join(seen.words), ", ".join(seen.words)[:180]


def covered(value: str) -> str:
    """Enough to find it in the text, too little to keep it in a record: the first two and last two signs."""
    value = " ".join(value.split())
    return f"{value[:2]}…{value[-2:]}" if len(value) > 5 else "…"


def _key(kind: str, secret: str) -> str:
    return hashlib.sha256(f"{kind}\n{' '.join(secret.split()).casefold()}".encode()).hexdigest()[:32]
