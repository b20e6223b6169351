"""Spam on an office's page: gambling, loans, bought followers, prize swindles, wonder products. Disguises are folded first.

A citizen who reports such things ("tolong blokir situs judi") is no spammer.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from pendopo.language.folding import fold
from pendopo.language.gate import Gate, words_of

_SIGNS: tuple[tuple[str, float, str], ...] = (
    (
        "judi",
        2.2,
        r"\b(?:slot\w*|gacor\w*|maxwin|scatter|olympus|zeus|sabung ?ayam|togel|toto\w*|casino|kasino|jackpot|jepe|baccarat|"
        r"poker\w*|domino\w*qq|bandarq|mahjong|pragmatic|rtp|sbobet|parlay|mix ?parlay|freebet|rollingan|bocoran)\b",
    ),
    (
        "judi",
        1.2,
        r"\b(?:depo(?:sit)?|wd|withdraw|jp|link alternatif|anti rungkad|situs (?:resmi|terpercaya|gampang|paling)|(?:new|bonus) ?member|"
        r"bonus \w*|auto (?:cuan|sultan|win|kaya)|modal receh|gampang menang|pasti (?:menang|bayar)|cuan \w+|member baru|prediksi)\b",
    ),
    ("judi", 2.0, r"\b[a-z]{3,12}(?:88|77|777|69|138|168|303|4d|99|bet\d+|toto|slot)\b"),
    (
        "pinjaman",
        2.2,
        r"\b(?:pinjol|dana (?:cepat|tunai|talangan)|pinjaman (?:online|cepat|tanpa|dana|modal)|gadai bpkb|kta\b|tanpa (?:jaminan|agunan|"
        r"bi checking|survei|slik)|langsung cair|cair (?:hari|dalam|\d+) ?\w*|bunga (?:ringan|rendah|\d))",
    ),
    (
        "pengikut",
        2.4,
        r"\b(?:jasa (?:follow\w*|like\w*|view\w*|subs\w*|komen\w*)|(?:tambah|jual|beli|nambah|auto|naikin|murah) ?(?:follow\w*|like\w*|"
        r"subs\w*|viewer\w*)|follow\w* (?:murah|aktif|gratis|instan|permanen)|followback|folback|follback|f4f|l4l|saling follow|follow (?:balik|akun|ig|aku|me|back)|"
        r"subscribe|akun verified|centang biru)\b",
    ),
    (
        "ajakan",
        1.6,
        r"\b(?:cek (?:bio|profil\w*|postingan|ig|story|tiktok|dm)|klik (?:link|bio|profil|disini|di sini)|link (?:di|ada di|dibio) ?(?:bio|profil)?|"
        r"mampir (?:ke|di|yuk|kak|dong)|kunjungi (?:toko|profil|akun|bio)|kepoin|check (?:my|our)|dm (?:me|for|aja|kak|sekarang)|join (?:grup|group|sekarang|yuk)|"
        r"info (?:lebih lanjut|detail) (?:wa|hub|dm)|order (?:wa|via|sekarang)|ready stok|ready stock|open order|open po|cod)\b",
    ),
    (
        "hadiah",
        2.4,
        r"\b(?:selamat\W+(?:nomor|no|anda|akun|kamu)|pemenang|undian|menang(?:kan)? (?:hadiah|undian|mobil|uang)|giveaway|klaim (?:hadiah|bonus|saldo)|"
        r"saldo (?:dana|gopay|ovo) gratis|hadiah (?:langsung|utama|mobil|uang)|kuota gratis|bagi ?bagi saldo)\b",
    ),
    (
        "barang",
        1.9,
        r"\b(?:pelangsing|peninggi|pembesar|pemutih|obat (?:kuat|herbal|kuat|aborsi|penggugur)|kopi (?:stamina|pelangsing)|skincare|serum|diet|"
        r"testimoni|testi|reseller|dropship\w*|promo|diskon|termurah|jual akun|jasa (?:pembuatan|joki|skripsi|hack|pelet|santet)|pesugihan|pelet|dukun|"
        r"dana gaib|uang gaib|open bo|vcs|sugar daddy|ijazah (?:asli|instan)|sim tembak|joki|forex|trading|binary|crypto|bitcoin|airdrop|profit|"
        r"passive income|kerja (?:dari rumah|online|sampingan)|penghasilan tambahan|gaji \d+ ?(?:jt|juta)|investasi|loker luar|data entry)\b",
    ),
    (
        "jasa",
        2.0,
        r"\b(?:sedot wc|rental (?:mobil|motor|hiace)|booking|minat (?:dm|inbox|wa|hub)|inbox|klik profil|penghasil uang|"
        r"terbukti membayar|kode (?:undangan|referral)|make money|earn|hot video\w*|dana gaib|ki (?:ageng|joko|sabdo|anom)|"
        r"jaga lilin|tanpa (?:ribet|tes|antri|datang|riba)|bergaransi|uang tunai|real no tipu|indo\d+|film \w+ gratis|"
        r"nomor cantik|auto sultan|buktikan sendiri|lepas kunci|chat (?:ya|aja|admin)|lunas utang|kaya (?:mendadak|tanpa))\b",
    ),
    (
        "tautan",
        1.3,
        r"(?:bit\.?ly|s\.id|tinyurl|linktr|t\.me|wa\.me|shopee|tokopedia|lynk|cutt\.?ly|\.(?:xyz|vip|club|online|site|live|top)\b|https?://)",
    ),
    ("nomor", 0.6, r"(?:wa|hub|hubungi|telegram|tele|dm)\W{0,3}(?:\+?62|0)8\d"),
    ("ajakan", 0.5, r"[🔥💯💰🎰🤑👇👉💸🎁]"),
)
_PATTERNS = tuple((name, weight, re.compile(pattern)) for name, weight, pattern in _SIGNS)
_GATE = Gate([pattern for _, _, pattern in _SIGNS], {2: _PATTERNS[2][2].search})
_LINK, _NUMBER, _PICTURES = (1 << len(_SIGNS) - back for back in (3, 2, 1))
# One of these is in every link, and an eight in every number, which is seen sooner than the pattern is tried.
_IN_LINKS = (".", "://", "bitly", "linktr", "tinyurl", "shopee", "tokopedia", "lynk", "cuttly")
_CITIZEN = re.compile(
    r"\b(?:tolong|mohon|lapor\w*|melapor\w*|laporan|blokir|berantas|tertibkan|tutup|razia|penipuan|ditipu|tertipu|korban|terjerat|teror|diteror|"
    r"resah|meresahkan|warga|tetangga|anak saya|suami saya|pak|bu|dinas|satpol|polisi|kominfo|apakah|gimana|bagaimana|syarat\w*|pajak|izin|"
    r"ngawur|hapus|bersihkan|komentar|hati-hati|waspada|umkm|pelatihan|pemkot|pemkab|bupati|walikota|kelurahan|desa|puskesmas|hoax|hoaks)\b"
)


class Spam(NamedTuple):
    """Whether a message is spam, how surely (0..1), and what kinds of signs it carries."""

    found: bool
    score: float
    signs: tuple[str, ...] = ()


NOTHING = Spam(False, 0.0)


def look(text: str) -> Spam:
    """The spam in one message."""
    plain = fold(text)
    return look_folded(plain, words_of(plain))


def look_folded(plain: str, words: Sequence[str]) -> Spam:
    """The same for a text whose disguises are already taken off, and its words."""
    open_ = _GATE.open(words)
    if plain.isascii():
        open_ &= ~_PICTURES
    if "8" not in plain:
        open_ &= ~_NUMBER
    if not any(part in plain for part in _IN_LINKS):
        open_ &= ~_LINK
    hits = []
    while open_:
        lowest = open_ & -open_
        name, weight, pattern = _PATTERNS[lowest.bit_length() - 1]
        if pattern.search(plain):
            hits.append((name, weight))
        open_ -= lowest
    if not hits:
        return NOTHING
    weight = sum(weight for _, weight in hits)
    citizen = len(_CITIZEN.findall(plain))
    score = 1 / (1 + 2.718281828 ** -(weight * 1.6 - 2.6 - 1.9 * min(citizen, 3)))
    return Spam(score >= 0.5, round(score, 3), tuple(dict.fromkeys(name for name, _ in hits)))
