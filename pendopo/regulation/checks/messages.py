"""Checks of the messages: principles (2, 3), purpose (5), plan (7, 8 a), upload (8 e), kinds (10), ethics (12), annex A."""

from __future__ import annotations

from collections.abc import Callable

from pendopo.regulation.checks.base import Verdict, check, fail, judge, nothing, ok, warn
from pendopo.regulation.checks.facts import Facts, Message
from pendopo.regulation.checks.setup import months_before
from pendopo.regulation.lengths import ANNEX, UnknownPlatform, count

CURRENT = "isu_aktual"


def _bad(facts: Facts, wrong: Callable[[Message], bool]) -> tuple[list[str], list[str]]:
    seen = facts.published()
    return [each.record for each in seen], [each.record for each in seen if wrong(each)]


@check("C-MSG1", "Setiap pesan menyebut sumber", "messages")
def has_source(facts: Facts) -> Verdict:
    return judge(*_bad(facts, lambda m: not m.source and not m.greeting), "pesan", "tanpa sumber", level="warn")


@check("C-MSG2", "Yang menyetujui bukan penulisnya", "messages", target=True)
def second_person(facts: Facts) -> Verdict:
    if not facts.profile.targets.four_eyes:
        return nothing("Profil tidak meminta pemeriksaan empat mata.")
    wrong = "tanpa persetujuan orang kedua"
    return judge(*_bad(facts, lambda m: not set(m.approvers) - {m.author}), "pesan", wrong, level="warn")


@check("C-MSG6", "Pesan jalur darurat ditinjau orang lain tepat waktu", "urgents", target=True)
def urgent_looked_at(facts: Facts) -> Verdict:
    """The short way is only lent: what left by one yes is looked at afterwards, and late stays late."""
    sent = [each for each in facts.urgents or () if facts.after(each.review_due)]
    over = [each for each in sent if each.reviewed_at or each.review_due <= facts.at]
    late = [each.record for each in over if each.reviewed_at is None or each.reviewed_at > each.review_due]
    if sent and not over:
        return nothing("Pesan jalur darurat masih dalam waktu peninjauannya.")
    wrong = "tidak ditinjau orang lain dalam waktunya"
    return judge([each.record for each in over], late, "pesan jalur darurat", wrong, level="warn")


@check("C-MSG3", "Setiap pesan punya manfaat menurut Pasal 5", "messages")
def has_purpose(facts: Facts) -> Verdict:
    known = {each.code for each in facts.profile.purposes}
    return judge(*_bad(facts, lambda m: m.purpose not in known), "pesan", "tanpa manfaat yang dikenal")


@check("C-MSG4", "Pesan terunggah punya tanda, tautan, dan tangkapan", "messages")
def uploaded_with_tags(facts: Facts) -> Verdict:
    seen, bad = _bad(facts, lambda m: not m.tags or not m.url)
    if bad:
        return judge(seen, bad, "pesan", "tanpa tanda atau tautan")
    return judge(*_bad(facts, lambda m: not m.capture), "pesan", "tanpa tangkapan", level="warn")


@check("C-MSG5", "Setiap pesan punya jenis menurut Pasal 10", "messages")
def has_category(facts: Facts) -> Verdict:
    known = {each.code: each for each in facts.profile.message_categories}

    def wrong(message: Message) -> bool:
        category = known.get(message.category)
        if category is None or (category.levels and message.level not in category.levels):
            return True
        return category.needs_text and not message.category_note

    seen, bad = _bad(facts, wrong)
    if bad:
        return judge(seen, bad, "pesan", "tanpa jenis, tingkat, atau keterangan")
    loose = [each.record for each in facts.published() if each.category == CURRENT and not each.issue_lead]
    if loose:
        # One issue, one agency that speaks for the government on it (10 b).
        return judge(
            seen, loose, "pesan", "berisi isu aktual tanpa isu terdaftar dan instansi pemimpinnya", level="warn"
        )
    other = [each.record for each in facts.published() if known[each.category].needs_text]
    most = facts.profile.targets.other_category_percent
    if seen and len(other) * 100 > most * len(seen):
        return warn(f"Lebih dari {most} % pesan berjenis lainnya.", other)
    return judge(seen, [], "pesan", "")


@check("C-A11Y1", "Gambar berteks alternatif, video bertakarir", "messages")
def reachable(facts: Facts) -> Verdict:
    bad = _bad(facts, lambda m: m.pictures_without_alt > 0 or m.videos_without_captions > 0)
    return judge(*bad, "pesan", "tanpa teks alternatif atau takarir", level="warn")


@check("C-MOD1", "Suntingan, penyembunyian, dan penghapusan beralasan dan terekam", "changes")
def changes_are_open(facts: Facts) -> Verdict:
    changes = facts.changes or ()
    silent = [each.record for each in changes if not each.because or not each.snapshot]
    return judge([each.record for each in changes], silent, "perubahan", "tanpa alasan atau rekaman")


@check("C-INT1", "Sebagian pesan terhubung dengan saluran lain", "messages", target=True)
def linked_to_other_channels(facts: Facts) -> Verdict:
    seen, alone = _bad(facts, lambda m: not m.other_channel)
    if not seen:
        return nothing("Tidak ada pesan.")
    share = 100 - len(alone) * 100 // len(seen)
    sentence = f"{share} % pesan terhubung dengan situs, radio, pertemuan, atau selebaran."
    return ok(sentence) if share else warn(sentence, alone)


@check("C-ETH1", "Daftar periksa etika lengkap", "messages")
def ethics_checked(facts: Facts) -> Verdict:
    items = {each.code for each in facts.profile.ethics}
    return judge(*_bad(facts, lambda m: bool(items - m.ethics_answered)), "pesan", "belum diperiksa etikanya")


@check("C-ETH2", "Informasi yang dikecualikan tidak terbit", "messages")
def nothing_exempt(facts: Facts) -> Verdict:
    return judge(*_bad(facts, lambda m: m.information_class == "dikecualikan"), "pesan", "memuat yang dikecualikan")


@check("C-ETH3", "Pada masa pemilihan, kata yang memihak diputuskan pejabat", "messages")
def neutral(facts: Facts) -> Verdict:
    windows = facts.profile.election_windows
    seen = [
        each
        for each in facts.published()
        if each.published_at and any(w.starts <= facts.day(each.published_at) <= w.ends for w in windows)
    ]
    bad = [each.record for each in seen if each.neutrality_hits and not each.hits_decided]
    return judge([each.record for each in seen], bad, "pesan pada masa pemilihan", "memihak tanpa keputusan pejabat")


@check("C-ETH6", "Kata kasar dalam pesan keluar diputuskan pejabat", "messages")
def respectful(facts: Facts) -> Verdict:
    return judge(*_bad(facts, lambda m: m.abuse_hits > 0 and not m.hits_decided), "pesan", "berkata kasar")


@check("C-PDP1", "Tidak ada data pribadi pada bagian yang terbuka", "public_personal_data")
def no_personal_data(facts: Facts) -> Verdict:
    found = [*(facts.public_personal_data or ())]
    found += [each.record for each in facts.published() if each.personal_data_hits]
    return fail(f"Data pribadi terbuka: {', '.join(found)}.", found) if found else ok("Tidak ditemukan.")


@check("C-PLAN1", "Rencana komunikasi tahun ini disetujui", "plan_approved_years")
def plan_approved(facts: Facts) -> Verdict:
    year = facts.today.year
    if year in (facts.plan_approved_years or ()):
        return ok(f"Rencana {year} disetujui.")
    return warn(f"Rencana komunikasi {year} belum disetujui.", (facts.agency.record,))


@check("C-PLAN2", "Pesan menyebut khalayak dan memakai akun resmi instansi sendiri", "messages")
def audience_and_accounts(facts: Facts) -> Verdict:
    seen, foreign = _bad(facts, lambda m: bool(m.foreign_accounts))
    if foreign:
        return judge(seen, foreign, "pesan", "memakai akun yang bukan akun resmi instansi")
    untold = _bad(facts, lambda m: m.audiences is not None and not m.audiences)
    return judge(*untold, "pesan", "tanpa khalayak sasaran", level="warn")


@check("C-SEG1", "Lembar teknografis baru dan wajar", "audience_sheets")
def audience_known(facts: Facts) -> Verdict:
    sheets = facts.audience_sheets or ()
    limit = months_before(facts.today, facts.profile.targets.audience_sheet_months)
    recent = [each for each in sheets if each.on >= limit]
    if not recent:
        return warn("Tidak ada lembar teknografis yang cukup baru.", [each.record for each in sheets])
    odd = [e.record for e in recent if not e.shares or any(not 0 <= share <= 100 for share in e.shares.values())]
    # The seven behaviours overlap, so their sum may well be above 100.
    return judge([each.record for each in recent], odd, "lembar teknografis", "memuat angka di luar 0–100")


@check("C-LEN1", "Panjang pesan menurut lampiran dan menurut platformnya", "messages")
def short_enough(facts: Facts) -> Verdict:
    seen, too_long, over_annex = [], [], []
    stops = False
    for message in facts.published():
        for platform, kind, parts in message.texts:
            record = f"{message.record} di {platform}"
            seen.append(record)
            if any(not _fits(platform, part) for part in parts):
                too_long.append(record)
            rule = next((each for each in facts.profile.account_types if each.code == kind), None)
            if rule and rule.max_chars and any(count(ANNEX, p, limit=rule.max_chars).ok is False for p in parts):
                over_annex.append(record)
                stops = stops or rule.severity == "fail"
    if too_long:
        return fail(f"Melewati batas platform: {', '.join(too_long)}.", too_long)
    if stops:
        return judge(seen, over_annex, "pesan", "melewati panjang dalam lampiran")
    return judge(seen, over_annex, "pesan", "melewati panjang dalam lampiran (peringatan)", level="warn")


def _fits(platform: str, text: str) -> bool:
    try:
        return count(platform, text).ok
    except UnknownPlatform:
        return True
