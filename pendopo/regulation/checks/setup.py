"""Checks of the opening part and BAB I: the profile, its law, the agencies, the words in papers, and the flow chart."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from pendopo.regulation.checks.base import Verdict, check, fail, judge, nothing, ok, warn
from pendopo.regulation.checks.facts import Facts


def months_before(day: date, months: int) -> date:
    """The same day so many months earlier (the 28th at most, so that it always exists)."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(year, month + 1, min(day.day, 28))


@check("C-PRE1", "Profil memuat pertimbangan, dan naskahnya tersimpan", "setup")
def text_is_kept(facts: Facts) -> Verdict:
    assert facts.setup is not None
    if not facts.profile.considerations:
        return fail("Profil tidak memuat pertimbangan (Menimbang).")
    if not facts.setup.text_hash:
        return warn("Naskah peraturan belum dimuat pemerintah.")
    if lacks := facts.setup.text_lacks:
        return warn(f"Naskah yang dimuat tidak memuat: {', '.join(lacks)}.", lacks)
    return ok("Pertimbangan dan naskah tersimpan.", (facts.setup.text_hash,))


@check("C-PRE2", "Dasar hukum yang dikutip masih berlaku dan diperiksa dalam setahun", "setup")
def bases_are_good(facts: Facts) -> Verdict:
    assert facts.setup is not None
    bases = facts.profile.legal_bases if facts.setup.bases is None else facts.setup.bases
    known = {each.code: each for each in bases}
    limit = months_before(facts.today, facts.profile.targets.basis_check_months)
    old = [each.label for each in bases if each.checked_on is None or each.checked_on < limit]
    if not facts.setup.bases_cited:
        # Nobody cites a revoked one; still each is to be looked at once a year (the duty behind Mengingat).
        unseen = "belum diperiksa dalam setahun"
        return judge([each.label for each in bases], old, "dasar hukum", unseen, level="warn")
    cited = [known[code] for code in facts.setup.bases_cited if code in known]
    unknown = [code for code in facts.setup.bases_cited if code not in known]
    revoked = [each.label for each in cited if each.status == "dicabut"]
    stale = [each.label for each in cited if each.label in old]
    bad = list(dict.fromkeys([*revoked, *stale, *unknown]))
    seen = [*(each.label for each in cited), *unknown]
    return judge(seen, bad, "dasar hukum yang dikutip", "dicabut atau belum diperiksa dalam setahun", level="warn")


@check("C-PRE3", "Tidak ada pemeriksaan sebelum peraturan berlaku")
def nothing_before_the_regulation(facts: Facts) -> Verdict:
    return ok(f"Kejadian sebelum {facts.profile.effective_from.isoformat()} tidak dinilai.")


@check("C-PRE4", "Penanda tangan surat adalah pemangku jabatan pada tanggalnya", "setup")
def signers_hold_office(facts: Facts) -> Verdict:
    assert facts.setup is not None
    bad = facts.setup.signers_outside_office
    return fail(f"Penanda tangan bukan pemangku jabatan: {', '.join(bad)}.", bad) if bad else ok("Semua sesuai.")


@check("C-DEF1", "Surat memakai sebutan kepala daerah yang benar", "setup")
def right_title(facts: Facts) -> Verdict:
    assert facts.setup is not None
    bad = facts.setup.foreign_titles_in_papers
    wrong = f"Sebutan selain {facts.profile.head_title}: {', '.join(bad)}."
    return fail(wrong, bad) if bad else ok(f"Semua memakai {facts.profile.head_title}.")


@check("C-DEF2", "Akun dan petugas bergantung pada satu instansi aktif dari jenis yang diakui", "accounts")
def known_agency(facts: Facts) -> Verdict:
    kinds = {each.code: each for each in facts.profile.agency_kinds}
    kind = kinds.get(facts.agency.kind)
    if kind is None:
        return fail(f"Jenis {facts.agency.kind!r} tidak diakui peraturan.", (facts.agency.record,))
    if not facts.agency.active and facts.official():
        return fail("Instansi sudah ditutup, tetapi masih memiliki akun resmi.", [a.record for a in facts.official()])
    orphans = [each.record for each in facts.official() if not each.owner_active]
    if orphans:
        return fail("Akun tanpa instansi aktif.", orphans)
    if kind.by_interpretation:
        return warn(f"{kind.label} diakui dengan tafsir.", (facts.agency.record,))
    return ok(f"{kind.label}.", (facts.agency.record,))


@check("C-DEF3", "Ada tepat satu dinas pengampu", "setup")
def one_coordinating_agency(facts: Facts) -> Verdict:
    assert facts.setup is not None
    number = facts.setup.coordinating_agencies
    return ok("Satu dinas pengampu.") if number == 1 else fail(f"Ada {number} dinas pengampu; harus satu.")


@check("C-DEF4", "Akun resmi terbuka dan dua arah", "accounts")
def public_and_two_way(facts: Facts) -> Verdict:
    accounts = facts.official()
    if accounts and all(each.public is None for each in accounts):
        return nothing("Keterbukaan akun belum dicatat dalam sistem.")
    closed = [each.record for each in accounts if each.public is False]
    if closed:
        return fail(f"Akun resmi yang tidak terbuka bagi siapa saja: {', '.join(closed)}.", closed)
    days = facts.profile.targets.comments_closed_days
    mute = [
        each.record
        for each in facts.official()
        if each.comments_closed_since
        and (facts.today - each.comments_closed_since).days > days
        and not each.comments_closed_because
    ]
    seen = [each.record for each in facts.official()]
    return judge(seen, mute, "akun resmi", f"menutup komentar lebih dari {days} hari tanpa alasan", level="warn")


@check("C-DEF5", "Bentuk setiap pesan dicatat", "messages")
def format_is_set(facts: Facts) -> Verdict:
    seen = facts.published()
    return judge([m.record for m in seen], [m.record for m in seen if not m.format], "pesan", "tanpa bentuk")


@check("C-DEF6", "Formulir umum tidak mewajibkan KTP", "setup")
def no_identity_card(facts: Facts) -> Verdict:
    assert facts.setup is not None
    bad = facts.setup.forms_asking_identity
    return fail(f"Formulir yang mewajibkan KTP: {', '.join(bad)}.", bad) if bad else ok("Tidak ada.")


@check("C-AIM0", "Setiap layar menyebut pasalnya", "setup")
def screens_cite(facts: Facts) -> Verdict:
    assert facts.setup is not None
    bad = facts.setup.screens_without_reference
    if bad is None:
        return nothing("Layar belum diperiksa rujukannya.")
    return warn(f"Layar tanpa rujukan pasal: {', '.join(bad)}.", bad) if bad else ok("Semua layar menyebut pasalnya.")


@check("C-SOP2", "Langkah meja layanan sama dengan bagan alur", "setup")
def flow_is_the_chart(facts: Facts) -> Verdict:
    assert facts.setup is not None
    if not facts.setup.flow_steps:
        return nothing("Langkah meja layanan belum dilaporkan.")
    drawn = tuple(each.code for each in facts.profile.flow)
    return ok("Sama.") if facts.setup.flow_steps == drawn else fail(f"Langkah berbeda dari bagan: {drawn}.")


@check("C-AIM1", "Tujuan peraturan diukur untuk setiap tahun yang ditutup", "aims_measured")
def aims_are_measured(facts: Facts) -> Verdict:
    return _measured(facts, facts.aims_measured or {}, {each.code: each.label for each in facts.profile.aims}, "tujuan")


@check("C-AIM2", "Setiap sasaran punya nilai atau dinyatakan tidak diukur", "objectives_measured")
def objectives_are_measured(facts: Facts) -> Verdict:
    return _measured(
        facts, facts.objectives_measured or {}, {e.code: e.label for e in facts.profile.objectives}, "sasaran"
    )


def _measured(facts: Facts, years: Mapping[int, frozenset[str]], wanted: Mapping[str, str], what: str) -> Verdict:
    year = facts.today.year - 1
    if year < facts.profile.effective_from.year:
        return nothing("Belum ada tahun yang ditutup.")
    missing = sorted(set(wanted) - years.get(year, frozenset()))
    if missing:
        return warn(
            f"{what.capitalize()} tahun {year} tanpa nilai: {'; '.join(wanted[code] for code in missing)}.", missing
        )
    return ok(f"Semua {what} tahun {year} bernilai.")
