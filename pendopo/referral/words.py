"""The sentences that a referral sends: to the agency asked, to the dinas, to the officer who asked. Always Indonesian,
since they are letters between offices."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from pendopo.referral.models import Referral
from pendopo.regulation.days import DAYS, day_name
from pendopo.regulation.profile import load
from pendopo.regulation.screens import cited


def moment_in_words(moment: datetime, zone: str) -> str:
    """ "Sabtu 29 Maret 2025 16.00 WIB"."""
    local = moment.astimezone(ZoneInfo(zone))
    return f"{DAYS[local.weekday()]} {day_name(local)} {local:%H.%M} {local.tzname()}"


def due_in_words(referral: Referral) -> str:
    """ "Sabtu 29 Maret 2025 16.00 WIB", or "" for an addressee outside the government."""
    return moment_in_words(referral.due_at, zone_of(referral)) if referral.due_at else ""


def zone_of(referral: Referral) -> str:
    """The zone in which its times are told."""
    return referral.from_agency.government.zone


def holding(agency: str) -> str:
    """What the citizen is told while the other agency is being asked."""
    return (
        f"Terima kasih atas pesan Anda. Hal ini menjadi kewenangan {agency}, jadi sudah kami teruskan ke sana. "
        "Jawabannya akan kami sampaikan di sini."
    )


def _limit(referral: Referral) -> str:
    due = due_in_words(referral)
    if not due:
        return "Mohon dijawab secepatnya."
    profile = load(referral.from_agency.government.profile)
    places = ", ".join(cited(profile, "jawaban-instansi"))
    return f"Mohon dijawab paling lambat {due} ({profile.clock('T2').hours} jam{f', {places}' if places else ''})."


def asked_subject(referral: Referral) -> str:
    due = due_in_words(referral)
    return f"Pertanyaan warga dari {referral.from_agency.short_name}" + (f": jawab sebelum {due}" if due else "")


def asked(referral: Referral, way: str) -> str:
    """The letter that asks; `way` says how to answer."""
    return (
        f"{referral.from_agency.name} menerima pertanyaan warga yang menjadi kewenangan Anda:\n\n"
        f"{referral.question}\n\n"
        f"Alasan dirujuk: {referral.because}\n\n{_limit(referral)}\n{way}\n\n"
        "Jawaban Anda disampaikan kepada warga oleh petugas yang bertanya. Bila ini bukan kewenangan Anda, "
        "katakan lewat halaman yang sama."
    )


def by_link(url: str) -> str:
    return f"Jawab tanpa masuk lewat tautan sekali pakai ini (jangan diteruskan ke luar instansi):\n{url}"


def by_page() -> str:
    return "Buka rujukan ini di Pendopo untuk menjawab."


def whatsapp(referral: Referral, url: str) -> str:
    """The same, short enough for a chat."""
    question = referral.question if len(referral.question) <= 600 else referral.question[:599] + "…"
    agency = referral.to_agency.short_name if referral.to_agency else referral.outside
    return (
        f"Yth. narahubung {agency},\n\n"
        f"{referral.from_agency.short_name} meneruskan pertanyaan warga:\n\n“{question}”\n\n"
        f"{_limit(referral)} Jawab lewat tautan sekali pakai ini, tanpa perlu masuk:\n{url}"
    )


def reminder_subject(referral: Referral, mark: int, late: bool) -> str:
    agency = referral.to_agency.short_name if referral.to_agency else referral.outside
    if late:
        return f"Terlambat: {agency} belum menjawab pertanyaan {referral.from_agency.short_name}"
    return f"Pengingat {mark} jam: {agency} belum menjawab pertanyaan {referral.from_agency.short_name}"


def reminder(referral: Referral, late: bool, way: str) -> str:
    agency = referral.to_agency.name if referral.to_agency else referral.outside
    due = due_in_words(referral)
    state = f"Tenggatnya {due} sudah lewat." if late else f"Tenggatnya {due}."
    return f"{referral.from_agency.name} menunggu jawaban {agency} atas pertanyaan:\n\n{referral.question}\n\n{state}\n{way}"


def ended_in_short(referral: Referral, because: str) -> str:
    """The same in one line, as the desk's list says it."""
    agency = referral.to_agency.short_name if referral.to_agency else referral.outside
    if referral.state == "answered":
        return f"Jawaban dari {agency} sudah ada."
    return f"{agency}: bukan kewenangannya. {because}" if referral.state == "rejected" else because


def ended(referral: Referral, because: str = "") -> str:
    """What the officer who asked is told."""
    agency = referral.to_agency.name if referral.to_agency else referral.outside
    if referral.state == "rejected":
        why = f"\n\n{because}\n\n" if because else " "
        return (
            f"{agency} menyatakan pertanyaan ini bukan kewenangannya.{why}Rujuk ke instansi lain, atau jawab sendiri."
        )
    return f"{agency} menjawab:\n\n{referral.answer}\n\nSampaikan kepada warga melalui akun Anda (Lampiran B.5)."
