"""Checks of the official accounts: one handle, safe keys, an allowed type, a decree (Pasal 1 akun, 8 b–c, 9, annex A)."""

from __future__ import annotations

from collections import Counter
from datetime import date

from pendopo.regulation.checks.base import Level, Verdict, check, fail, judge, nothing, ok, warn
from pendopo.regulation.checks.facts import Account, Facts
from pendopo.regulation.checks.setup import months_before

# Mail anybody can open in a minute; an institution's own domain is not among these.
PERSONAL_MAIL = (
    "gmail.com", "googlemail.com", "yahoo.com", "yahoo.co.id", "ymail.com", "rocketmail.com", "hotmail.com", "outlook.com",
    "outlook.co.id", "live.com", "msn.com", "icloud.com", "me.com", "aol.com", "mail.com", "gmx.com", "proton.me",
    "protonmail.com", "zoho.com", "yandex.com", "mail.ru", "plasa.com", "telkom.net",
)  # fmt: skip


@check("C-ACC1", "Nama akun tunggal di setiap platform", "accounts")
def handles_are_unique(facts: Facts) -> Verdict:
    living = [each for each in facts.accounts or () if each.state != "closed"]
    names = Counter((each.platform, each.handle.casefold().lstrip("@")) for each in living)
    twice = [each.record for each in living if names[each.platform, each.handle.casefold().lstrip("@")] > 1]
    return judge([each.record for each in living], twice, "akun", "tercatat lebih dari sekali")


@check("C-ACC2", "Kontak pemulihan milik instansi, verifikasi dua langkah menyala", "accounts")
def keys_are_safe(facts: Facts) -> Verdict:
    accounts = facts.official()
    personal = [each.record for each in accounts if not each.recovery_email or _personal(each)]
    if personal:
        return fail(f"Kontak pemulihan kosong atau pribadi: {', '.join(personal)}.", personal)
    limit = months_before(facts.today, facts.profile.targets.account_check_months)
    weak = [e.record for e in accounts if not e.two_factor or (e.looked_after and _forgotten(e, limit))]
    months = facts.profile.targets.account_check_months
    unseen = f" atau belum diperiksa {months} bulan" if any(each.looked_after for each in accounts) else ""
    wrong = f"tanpa verifikasi dua langkah{unseen}"
    return judge([each.record for each in accounts], weak, "akun resmi", wrong, level="warn")


def _forgotten(account: Account, limit: date) -> bool:
    return account.checked_on is None or account.checked_on < limit


def _personal(account: Account) -> bool:
    return account.recovery_is_somebodys or free_mail(account.recovery_email)


def free_mail(address: str) -> bool:
    """Is this an address that anybody can open?"""
    return address.rpartition("@")[2].casefold() in PERSONAL_MAIL


@check("C-ACC3", "Jenis akun tercantum dalam lampiran, atau diputuskan dengan alasan", "accounts")
def types_are_allowed(facts: Facts) -> Verdict:
    accounts = facts.official()
    if not accounts:
        return nothing("Tidak ada akun resmi.")
    rules = {each.record: facts.profile.platform(each.platform) for each in accounts}
    outside = [each.record for each in accounts if rules[each.record].verdict == "outside"]
    undecided = [
        each.record for each in accounts if rules[each.record].verdict == "not_listed" and not each.decision_note
    ]
    if outside or undecided:
        bad = [*outside, *undecided]
        return fail(f"Jenisnya tidak tercantum dan tanpa keputusan beralasan: {', '.join(bad)}.", bad)
    read = [each.record for each in accounts if rules[each.record].verdict != "explicit"]
    # Where audience sheets are not recorded at all, no account is blamed for lacking one.
    sheets = facts.audience_sheets is not None
    loose = [e.record for e in accounts if e.free_host_without_link or (sheets and not e.audience_sheet)]
    if read:
        return warn(f"Diterima dengan tafsir atau keputusan: {', '.join(read)}.", read)
    if loose:
        return warn(f"Tanpa lembar khalayak, atau menumpang tanpa tautan .go.id: {', '.join(loose)}.", loose)
    return ok("Semua jenis tercantum.", [each.record for each in accounts])


@check("C-ACC4", "Akun resmi bersandar pada keputusan yang berlaku", "accounts")
def decreed(facts: Facts) -> Verdict:
    accounts = facts.official()
    bare = [each.record for each in accounts if not facts.holds(each.grants)]
    level: Level = "fail" if facts.profile.appointment.account_by_decree else "warn"
    return judge([each.record for each in accounts], bare, "akun resmi", "tanpa keputusan yang berlaku", level=level)
