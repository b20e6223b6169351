"""The seven overlapping behaviours of an audience (Pasal 8 a): the questionnaire that finds them, and what follows from
a profile. Values in, values out. A profile is always of many; it is never a label on a person."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import sqrt

from pendopo.regulation.shape import Profile


@dataclass(frozen=True)
class Behaviour:
    """What some people do on social media. `shown` is its Indonesian name, `does` says it in a few words."""

    code: str
    shown: str
    does: str


BEHAVIOURS: tuple[Behaviour, ...] = (
    Behaviour("creator", "Kreator", "membuat tulisan, gambar, atau video sendiri"),
    Behaviour("conversationalist", "Pembincang", "menulis kabar atau obrolan pendek setiap pekan"),
    Behaviour("critic", "Pengkritik", "mengomentari, menilai, menjawab di forum"),
    Behaviour("collector", "Kolektor", "menyimpan, menandai, membagikan"),
    Behaviour("joiner", "Penggabung", "punya profil dan mengikuti akun"),
    Behaviour("spectator", "Penonton", "membaca, menonton, mendengarkan"),
    Behaviour("inactive", "Tidak aktif", "tidak memakai media sosial"),
)
CODES = tuple(one.code for one in BEHAVIOURS)
INACTIVE = "inactive"


@dataclass(frozen=True)
class Statement:
    """A line of the questionnaire: whoever ticks it shows that behaviour."""

    code: str
    behaviour: str
    text: str


STATEMENTS: tuple[Statement, ...] = (
    Statement("video", "creator", "Saya mengunggah video atau foto buatan sendiri."),
    Statement("tulisan", "creator", "Saya menulis cerita, blog, atau utas panjang."),
    Statement("kabar", "conversationalist", "Saya menulis status atau kabar pendek, sedikitnya sekali sepekan."),
    Statement("obrolan", "conversationalist", "Saya ikut obrolan ramai di linimasa atau grup terbuka."),
    Statement("komentar", "critic", "Saya menulis komentar di unggahan orang lain atau instansi."),
    Statement("ulasan", "critic", "Saya memberi bintang atau ulasan pada tempat dan layanan."),
    Statement("simpan", "collector", "Saya menyimpan unggahan atau menandai topik untuk dibaca lagi."),
    Statement("bagikan", "collector", "Saya meneruskan unggahan kepada keluarga atau teman."),
    Statement("ikuti", "joiner", "Saya punya akun media sosial dan mengikuti akun pemerintah."),
    Statement("gabung", "joiner", "Saya menjadi anggota halaman atau komunitas daring."),
    Statement("baca", "spectator", "Saya membaca unggahan atau komentar orang lain."),
    Statement("tonton", "spectator", "Saya menonton video atau siaran langsung."),
)
BY_CODE: Mapping[str, Statement] = {one.code: one for one in STATEMENTS}


def behaviours_of(ticked: Iterable[str]) -> frozenset[str]:
    """The behaviours that the ticked statements show; who ticks nothing is not active. Unknown codes count for nothing."""
    found = frozenset(BY_CODE[code].behaviour for code in ticked if code in BY_CODE)
    return found or frozenset({INACTIVE})


def shares_of(counted: Mapping[str, int], sample: int) -> dict[str, float]:
    """Percent of the sample that shows each behaviour, one decimal. They overlap: their sum may be above 100."""
    if sample <= 0:
        return {}
    return {code: round(100 * counted.get(code, 0) / sample, 1) for code in CODES}


def margin(share: float, sample: int) -> float:
    """Half the width of the 95 % interval (Wilson) of a share in percent, in percentage points; 50 without a sample."""
    if sample <= 0:
        return 50.0
    p, z = share / 100, 1.96
    spread = z * sqrt(p * (1 - p) / sample + z * z / (4 * sample * sample)) / (1 + z * z / sample)
    return round(100 * spread, 1)


@dataclass(frozen=True)
class Advice:
    """A type of account that fits a profile, with its score (0–100) and the reasons in words."""

    account_type: str
    label: str
    reference: str
    score: int
    forms: tuple[str, ...]
    because: tuple[str, ...]


# How well a type of account meets a behaviour (0–3), and the forms of message that go with it.
FITS: Mapping[str, Mapping[str, int]] = {
    "blog": {"creator": 2, "critic": 2, "collector": 1, "spectator": 2},
    "microblog": {"conversationalist": 3, "collector": 2, "critic": 1, "joiner": 1, "spectator": 1},
    "media_sharing": {"creator": 2, "collector": 2, "spectator": 3, "critic": 1, "joiner": 1},
    "social_network": {"joiner": 3, "conversationalist": 2, "critic": 2, "collector": 1, "spectator": 2},
    "wiki": {"creator": 2, "collector": 1, "critic": 1},
    "forum": {"critic": 3, "conversationalist": 2, "creator": 1},
    "review": {"critic": 3, "spectator": 1},
}
FORMS: Mapping[str, tuple[str, ...]] = {
    "creator": ("lomba karya warga", "ajakan mengirim foto atau cerita"),
    "conversationalist": ("kabar pendek dan utas", "tanya jawab langsung"),
    "critic": ("pertanyaan terbuka", "jajak pendapat dengan hasilnya"),
    "collector": ("infografik yang layak disimpan", "daftar syarat satu gambar"),
    "joiner": ("cerita di balik layanan", "ajakan mengikuti dengan alasan jelas"),
    "spectator": ("video pendek bertakarir", "siaran langsung dengan ringkasan"),
    "inactive": ("radio, pengeras suara, dan papan pengumuman", "pesan lewat ketua RT/RW"),
}
NAMES: Mapping[str, str] = {one.code: one.shown for one in BEHAVIOURS}


def advise(shares: Mapping[str, float], profile: Profile) -> list[Advice]:
    """The types of account that the regulation knows, the best fitting first, each with why."""
    found = []
    for kind in profile.account_types:
        fits = FITS.get(kind.code, {})
        best = 3 * sum(shares.get(code, 0) for code in CODES if code != INACTIVE)
        gained = {code: weight * shares.get(code, 0) for code, weight in fits.items()}
        strongest = sorted((code for code in gained if gained[code] > 0), key=lambda code: -gained[code])[:2]
        found.append(
            Advice(
                kind.code, kind.label, kind.reference, round(100 * sum(gained.values()) / best) if best else 0,
                tuple(form for code in strongest for form in FORMS[code][:1]),
                tuple(f"{NAMES[code]} {_percent(shares[code])}" for code in strongest),
            )
        )  # fmt: skip
    return sorted(found, key=lambda one: -one.score)


def offline(shares: Mapping[str, float]) -> tuple[str, ...]:
    """What else is needed because many are not there at all; nothing below a tenth."""
    return FORMS[INACTIVE] if shares.get(INACTIVE, 0) >= 10 else ()


def _percent(share: float) -> str:
    return f"{share:.1f}".replace(".", ",").removesuffix(",0") + " %"


def read_shares(given: Mapping[str, str]) -> tuple[dict[str, float], list[str]]:
    """Percentages as people type them ("12,5"), and the names of those that are no number from 0 to 100."""
    shares: dict[str, float] = {}
    bad: list[str] = []
    for one in BEHAVIOURS:
        text = given.get(one.code, "").strip().replace(",", ".").removesuffix("%").strip()
        try:
            value = float(text)
        except ValueError:
            value = -1
        if text and 0 <= value <= 100:
            shares[one.code] = round(value, 1)
        else:
            bad.append(one.shown)
    return shares, bad


def sentence(shares: Mapping[str, float]) -> str:
    """The profile in one sentence, the largest first: "Penonton 71 %, Penggabung 60 %, …"."""
    order: Sequence[str] = sorted(shares, key=lambda code: -shares[code])
    return ", ".join(f"{NAMES[code]} {_percent(shares[code])}" for code in order)
