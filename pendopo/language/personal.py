"""Personal data in a message: where it stands and of what type, so that it can be covered before anybody else reads it.

A number is taken for what its shape and the words before it say; payments, requests, tax objects, decrees and public
hotlines are not personal data.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pendopo.language import tables
from pendopo.language.gate import Gate, words_of
from pendopo.language.names import names

LONGEST = 200_000


@dataclass(frozen=True, order=True)
class Span:
    """From `start` up to but not including `end`: nik nokk hp telp email nama alamat rek plat bpjs tgl_lahir."""

    start: int
    end: int
    type: str


# Province codes of the population register (first two digits of NIK and KK numbers).
_PROVINCES = frozenset(
    [*range(11, 20), 21, *range(31, 37), *range(51, 54), *range(61, 66), *range(71, 77), 81, 82, *range(91, 98)]
)
_ANY_DIGIT = re.compile(r"\d")
_FEWEST_DIGITS = 6
_NUMBER = re.compile(r"(?<![\w/])\+?\(?[\do](?:[ .\-()]{0,3}\d){6,24}(?![\d/])")
_NOT_PERSONAL = re.compile(
    r"\b(?:nop|sppt|pbb|virtual ?account|va|token|resi|permohonan|pengajuan|pendaftaran|registrasi|tiket|laporan|aduan|"
    r"tracking|pelacakan|pelanggan|idpel|id ?pel|meter(?:an)?|invoice|kode|sk|perda|perbup|perwali|surat|nib|npwp|npwpd|"
    r"peserta|ujian|nisn|nuptk|nip|seri|imei|order|pesanan|antrian|antrean|dapodik|briva|billing|rp)\b[^\d]{0,22}$"
)
_OFFICE = re.compile(
    r"\b(?:kantor|dinas|dukcapil|disdukcapil|call ?cent(?:er|re)|hotline|layanan|pengaduan|puskesmas|rsud|rs|igd|"
    r"kecamatan|kelurahan|pdam|pln|damkar|polsek|polres|satpol|bpbd|admin|cs)\b[^\d]{0,18}$"
)
_CALL = re.compile(r"\b(?:telepon|telpon|telp|tlp|hubungi|kontak)\b[^\d]{0,16}$")
_MOBILE = re.compile(r"\b(?:wa|hp|telp|whatsapp)\b[^\d]{0,8}$")
_KK = re.compile(r"\b(?:no\.?|nomor)? ?(?:kk|nokk|kartu ?keluarga)(?:ku|nya|ne|e|saya|kulo|ulun|[^\w])*[^\d]{0,12}$")
_BPJS = re.compile(r"\b(?:bpjs|jkn|kis|kartu (?:indonesia )?sehat)\b[^\d]{0,45}$")
_ACCOUNT = re.compile(r"\b(?:no(?:mor|\.)? ?rek|rek|norek|rekening|atm|bca|bri|bni|mandiri|bsi|btn)\b[^\d]{0,28}$")
_BILL = re.compile(r"\brek(?:ening)?\s+(?:air|listrik|pdam|pln|telepon)\b[^\d]{0,20}$")
_EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@(?:[a-z0-9-]{1,63}\.){1,5}[a-z]{2,24}\b", re.I)
_PLATE = re.compile(r"\b([A-Za-z]{1,2})[ -]?(\d{1,4})[ -]?([A-Za-z]{1,3})\b")
_PLATE_WORD = re.compile(r"\b(?:plat|pelat|nopol|no\.? ?pol|nomor polisi|bernopol|berplat)\b[^\n]{0,22}$", re.I)
_VEHICLE = re.compile(r"\b(?:motor|mobil|truk|bus|pikap|pickup|angkot|kendaraan|sepeda motor|avanza|beat)\b", re.I)
_MONTHS = (
    r"jan(?:uari)?|feb(?:ruari)?|peb(?:ruari)?|mar(?:et)?|apr(?:il)?|mei|jun[ie]?|jul[iy]?|agu?s(?:t(?:us)?)?|"
    r"sept?(?:ember)?|okt(?:ober)?|nov(?:ember)?|nop(?:ember)?|des(?:ember)?"
)
_DATE = re.compile(
    r"(?<!\d)(?:(?:19|20)\d\d-[01]\d-[0-3]\d|[0-3]?\d ?[-/. ] ?[01]?\d ?[-/. ] ?(?:19|20)\d\d"
    rf"|[0-3]?\d[ -](?:{_MONTHS})[ -](?:19|20)\d\d)(?!\d)",
    re.I,
)
_BORN = re.compile(r"\b(?:lahir(?:nya)?|ttl|tgl ?lahir|tanggal lahir|kelahiran|lair|laher|lahire)\b[^\d]{0,30}$", re.I)
_STREET = re.compile(
    r"\b(?:jl|jln|jalan|gang|gg|perum|perumahan|komplek|kompleks|griya|dusun|dsn|desa|ds|kampung|kp|jalur|lorong|dalan)\b\.?"
    r"(?:[ ,]+(?!sudah|udah|sdh|mati|rusak|belum|tidak|ada|yang|yg|nya\b)[\w.'/-]{1,24}){1,7}?"
    r"[ ,]+(?:(?:no|nomor|nmr|blok [\w]{1,4} no)\b\.? ?\d{1,4}(?: ?[a-d]\b)?|rt\b\.? ?\d{1,3}(?: ?/ ?| ?,? ?)rw\b\.? ?\d{1,3}"
    r"|rt ?/ ?rw ?\d{1,3} ?/ ?\d{1,3}|rt\b\.? ?\d{1,3}(?: ?/ ?\d{1,3})?)"
    r"(?:[ ,]+(?:rt\b\.? ?\d{1,3}(?: ?/ ?\d{1,3}|(?: ?/ ?|[ ,]*)rw\b\.? ?\d{1,3})?|rt ?/ ?rw ?\d{1,3} ?/ ?\d{1,3}))?",
    re.I,
)
_GATE = Gate([_STREET.pattern])


def find(text: str, words: Sequence[str] | None = None) -> tuple[Span, ...]:
    """All personal data in the text, in order, without overlaps. `words`: those of the text, where they are known."""
    text = text[:LONGEST]
    words = words_of(text) if words is None else words
    if "@" not in text and not _has_digit(text):
        return tuple(Span(start, end, "nama") for start, end in names(text, words, ()))
    lower = text.lower() if len(text.lower()) == len(text) else text
    streets = _addresses(text) if _GATE.open(words) else ()
    spans = _apart([*_mails(text), *_dates(text, lower), *streets, *_plates(text), *_numbers(lower)])
    marks = tuple(
        span.start for span in spans if span.type in ("nik", "nokk", "hp", "tgl_lahir", "bpjs", "telp", "rek")
    )
    return _apart([*spans, *(Span(start, end, "nama") for start, end in names(text, words, marks))])


def _has_digit(text: str) -> bool:
    return _ANY_DIGIT.search(text) is not None if text.isascii() else any(sign.isdigit() for sign in text)


def mask(text: str) -> str:
    """The text with every piece of personal data covered: "NIK 3513…" → "NIK [NIK]"."""
    covered, last = [], 0
    for span in find(text):
        covered.append(text[last : span.start])
        covered.append(f"[{span.type.upper()}]")
        last = span.end
    return "".join([*covered, text[last:]])


def _apart(spans: list[Span]) -> tuple[Span, ...]:
    kept: list[Span] = []
    for span in sorted(spans, key=lambda span: (span.start, -span.end)):
        if not kept or span.start >= kept[-1].end:
            kept.append(span)
    return tuple(kept)


def _mails(text: str) -> Iterator[Span]:
    if "@" not in text:
        return
    for found in _EMAIL.finditer(text):
        if not found.group().lower().endswith(".go.id"):
            yield Span(found.start(), found.end(), "email")


def _dates(text: str, lower: str) -> Iterator[Span]:
    if "19" not in text and "20" not in text:
        return
    for found in _DATE.finditer(text):
        before = lower[max(0, found.start() - 45) : found.start()]
        held = before.endswith("(") and text[found.end() : found.end() + 1] == ")"
        if _BORN.search(before) or held:
            yield Span(found.start(), found.end(), "tgl_lahir")


def _addresses(text: str) -> Iterator[Span]:
    for found in _STREET.finditer(text):
        yield Span(found.start(), found.end(), "alamat")


def _plates(text: str) -> Iterator[Span]:
    for found in _PLATE.finditer(text):
        area, digits, series = found.groups()
        if area.upper() not in tables.word_list("plate-codes.txt"):
            continue
        before = text[max(0, found.start() - 40) : found.start()]
        said = _PLATE_WORD.search(before) is not None
        written = found.group().isupper() and len(digits) >= 3 and len(series) >= 2
        if said or written or (len(digits) >= 3 and _VEHICLE.search(before[-20:])):
            yield Span(found.start(), found.end(), "plat")


def _numbers(lower: str) -> Iterator[Span]:
    if len(_ANY_DIGIT.findall(lower)) < _FEWEST_DIGITS:
        return
    for found in _NUMBER.finditer(lower):
        digits = re.sub(r"\D", "", found.group().replace("o", "0"))
        start = found.start() + (1 if found.group()[0] == "(" and ")" not in found.group() else 0)
        type = _number_type(digits, found.group(), lower[max(0, start - 60) : start])
        if type:
            yield Span(start, found.end(), type)


def _number_type(digits: str, written: str, before: str) -> str | None:
    """What a run of digits is, by its shape and the words in front of it."""
    if _BPJS.search(before) and len(digits) == 13:
        return "bpjs"
    if _ACCOUNT.search(before) and not _BILL.search(before) and 8 <= len(digits) <= 16:
        return "rek"
    if len(digits) == 16 and _like_nik(digits):
        if _KK.search(before):
            return "nokk"
        return None if _NOT_PERSONAL.search(before) else "nik"
    if _NOT_PERSONAL.search(before):
        return None
    if len(digits) == 13 and digits.startswith("000"):
        return "bpjs"
    return _phone_type(digits, written, before)


def _like_nik(digits: str) -> bool:
    day, month = int(digits[6:8]), int(digits[8:10])
    return int(digits[:2]) in _PROVINCES and (1 <= day <= 31 or 41 <= day <= 71) and 1 <= month <= 12


def _phone_type(digits: str, written: str, before: str) -> str | None:
    national = "0" + digits[2:].lstrip("0") if digits.startswith("62") and len(digits) >= 11 else digits
    if national.startswith("08") and 10 <= len(national) <= 13:
        return None if _OFFICE.search(before) else "hp"
    if digits.startswith("8") and 9 <= len(digits) <= 12 and _MOBILE.search(before):
        return "hp"
    landline = national.startswith("0") and 9 <= len(national) <= 11 and national[1] in "2345679"
    if landline and (re.search(r"[-) ]", written) or _CALL.search(before)):
        return None if _OFFICE.search(before) else "telp"
    return None
