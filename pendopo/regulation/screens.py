"""Which duties each screen serves: from here every screen gets the articles that it shows and links (Pasal 4 (1); C-AIM0).

Keys are the names of the pages' addresses; values are codes of `duties.py`, so that each regulation shows its own articles.
"""

from __future__ import annotations

from collections.abc import Mapping

from pendopo.regulation.articles import in_full, page_of
from pendopo.regulation.duties import duties
from pendopo.regulation.shape import Profile

SCREENS: Mapping[str, tuple[str, ...]] = {
    "home": ("pedoman",),
    "desk": ("terima", "jawab"),
    "record": ("terima",),
    "import": ("terima",),
    "unreadable": ("terima",),
    "case": ("jawab-langsung", "jawab-dari-rujukan"),
    "case_refer": ("rujuk",),
    "referrals": ("rujuk", "jawaban-instansi"),
    "referral": ("jawaban-instansi", "jawab-dari-rujukan"),
    "answers": ("jawab-langsung",),
    "answer": ("jawab-langsung",),
    "answer_new": ("jawab-langsung",),
    "messages": ("strategi", "unggah-pesan"),
    "message": ("unggah-pesan", "faktual"),
    "message_new": ("unggah-pesan",),
    "message_edit": ("unggah-pesan",),
    "approvals": ("kredibel", "etika-kehormatan"),
    "insight": ("pantau", "sarikan"),
    "watching": ("pantau",),
    "themes": ("sarikan",),
    "counts": ("laporan-b", "laporan-e"),
    "obstacles": ("laporan-g",),
    "month_close": ("sarikan",),
    "closing": ("sarikan", "rekomendasi"),
    "recommendations": ("rekomendasi", "sebarkan-tindak-lanjut", "laporan-h"),
    "reports": ("laporan-tahunan", "laporan-langsung", "laporan-berjenjang"),
    "report": ("laporan-tahunan", "laporan-a", "laporan-langsung", "laporan-berjenjang"),
    "evaluation": ("evaluasi",),
    "plan": ("laporan-h", "perbaikan"),
    "head": ("sebarkan-tindak-lanjut", "tujuan-mutu"),
    "board": ("pedoman",),
    "board_agency": ("pedoman",),
    "register": ("instansi", "tunjuk-akun"),
    "agency": ("tunjuk-akun", "tunjuk-petugas"),
    "agency_add": ("instansi",),
    "office_add": ("pejabat", "petugas"),
    "account_add": ("pilih-akun", "jenis-akun"),
    "decrees": ("penunjukan", "keputusan"),
    "decree": ("penunjukan", "keputusan"),
    "decree_add": ("penunjukan", "keputusan"),
    "decree_appoint": ("penunjukan", "keputusan"),
    "decree_words": ("keputusan", "dasar-hukum", "penunjukan"),
    "decrees_ending": ("tunjuk-petugas", "penunjukan", "keputusan"),
    "letterhead": ("penunjukan", "keputusan"),
    "agency_letterhead": ("penunjukan", "keputusan"),
    "account": ("akun", "pilih-akun", "jenis-akun"),
    "account_types": ("jenis-akun",),
    "account_describe": ("pilih-akun", "media-sosial"),
    "account_keys": ("akun",),
    "account_move": ("akun",),
    "handover": ("akun",),
    "handover_add": ("akun",),
    "handover_edit": ("akun",),
    "troubles": ("akun", "tunjuk-petugas"),
    "trouble": ("akun", "tunjuk-petugas"),
    "trouble_hacked": ("akun",),
    "trouble_moved": ("tunjuk-petugas",),
    "journal": ("integritas", "pedoman"),
    "accounts": ("akun",),
    "connection": ("akun",),
    "notices": ("responsif",),
    "law": ("pedoman",),
    "law_load": ("pedoman", "lampiran"),
    "bases": ("dasar-hukum",),
    "basis": ("dasar-hukum",),
    "flow": ("bagan-alur",),
    "procedures": ("spo", "sop"),
    "procedure": ("spo", "sop"),
    "procedure_add": ("spo", "sop"),
    "means": ("sarana",),
    "aims": ("tujuan-keterbukaan", "sasaran-pemahaman"),
    "media_contacts": ("sasaran-media",),
    "decree_paper": ("penunjukan", "keputusan"),
    "plans": ("strategi",),
    "archive": ("integritas",),
    "audience": ("khalayak-sasaran",),
    "sheet": ("khalayak-sasaran",),
    "issues": ("pesan-isu",),
    "election_windows": ("keterwakilan",),
    "approval_chains": ("kredibel",),
    "ready_texts": ("kredibel",),
    "stopping": ("integritas",),
    "follow_ups": ("sebarkan-tindak-lanjut",),
    "board_duty": ("pedoman",),
    "search": ("pedoman",),
    "costs": ("biaya",),
    "cost": ("biaya",),
    "obligations": ("kuasai-aturan", "komitmen", "etika-asn"),
    "statements": ("etika-asn", "komitmen"),
    "statement": ("etika-asn", "komitmen"),
    "rules": ("kuasai-aturan",),
    "quiz": ("kuasai-aturan",),
    "managers": ("kuasai-aturan", "komitmen", "etika-asn", "profesional"),
    "agency_staff": ("kuasai-aturan", "komitmen", "etika-asn", "profesional"),
    "person": ("tunjuk-petugas", "profesional"),
    "person_moved": ("tunjuk-petugas",),
    "person_change": ("pejabat", "petugas"),
    "training_add": ("profesional", "etika-cakap"),
    "meetings": ("koordinasi",),
    "meeting": ("koordinasi",),
    "meeting_add": ("koordinasi",),
    "ethics_cases": ("etika-reputasi",),
    "ethics_case": ("etika-reputasi",),
    "ethics_report": ("etika-reputasi",),
    "agency_tree": ("instansi",),
    "agency_history": ("instansi",),
    "agency_rename": ("instansi",),
    "agency_move": ("instansi",),
    "agency_end": ("instansi",),
    "agency_coordinates": ("dinas", "evaluasi"),
}


def cited(profile: Profile, written: str) -> tuple[str, ...]:
    """Where a reference of the two texts, or the duty of that code, stands in this regulation; empty when nowhere.

    A third regulation has other numbers: the duties that stand at the written place lead to its own.
    """
    by_code = next((each for each in duties() if each.code == written), None)
    if by_code is not None:
        return by_code.reference(profile)
    first, *others = written.split(", ")
    if others:
        # "Pasal 7, 8 e, 10": each is looked up by itself.
        parts = [first, *(each if each[:1].isalpha() else f"Pasal {each}" for each in others)]
        return tuple(dict.fromkeys(place for part in parts for place in cited(profile, part)))
    reference = in_full(written)
    if not profile.duty_references:
        return (reference,)
    found = [
        each for each in duties() if any(_within(one, reference) for ones in each.references.values() for one in ones)
    ]
    whole = reference == page_of(reference)
    places = [page_of(one) if whole else one for each in found for one in each.reference(profile)]
    return tuple(dict.fromkeys(places))


def _within(one: str, reference: str) -> bool:
    """Does a line stand at that reference, or inside it?"""
    return one == reference or one.startswith((f"{reference} ", f"{reference}."))


def basis_of(profile: Profile, screen: str) -> tuple[str, ...]:
    """The references of a screen in this regulation; empty when its duties stand nowhere in it."""
    return tuple(dict.fromkeys(one for code in SCREENS.get(screen, ()) for one in cited(profile, code)))


def bare_screens(profile: Profile) -> tuple[str, ...]:
    """Screens none of whose duties stands in this regulation (C-AIM0)."""
    return tuple(screen for screen in SCREENS if not basis_of(profile, screen))
