"""Checks of the desk: watching, answering, referring (Pasal 2 b, 3 d, 8 f–j, 12 h, annex B)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from pendopo.regulation.checks.base import Level, Verdict, check, fail, judge, nothing, ok, warn
from pendopo.regulation.checks.facts import Facts
from pendopo.regulation.checks.setup import months_before
from pendopo.regulation.clock import verdict

WATCHED_DAYS = 30


@check("C-TWO1", "Masukan dijawab", "inputs")
def two_way(facts: Facts) -> Verdict:
    seen = [each for each in facts.received() if each.kind != "spam"]
    answered = [each for each in seen if each.answered or each.exit_number]
    if not seen:
        return nothing("Tidak ada masukan.")
    sentence = f"{len(answered)} dari {len(seen)} masukan mendapat jawaban atau diteruskan keluar."
    return ok(sentence) if answered else warn(sentence, [each.record for each in seen])


@check("C-MON1", "Percakapan dipantau setiap hari layanan", "accounts", "watched_days")
def watched(facts: Facts) -> Verdict:
    watched_days = facts.watched_days or {}
    first = max(facts.profile.effective_from, facts.agency.since, facts.today - timedelta(days=WATCHED_DAYS))
    days = [each for each in _days(first, facts.today) if facts.calendar.is_working_day(each)]
    seen = [f"{account.record} {day.isoformat()}" for account in facts.official() for day in days]
    gaps = [
        f"{account.record} {day.isoformat()}"
        for account in facts.official()
        for day in days
        if day not in watched_days.get(account.record, frozenset())
    ]
    return judge(seen, gaps, "hari pantau", "tanpa catatan", level="warn")


def _days(first: date, end: date) -> Iterator[date]:
    while first < end:
        yield first
        first += timedelta(days=1)


@check("C-SRV1", "Setiap masukan punya keadaan", "inputs")
def input_has_state(facts: Facts) -> Verdict:
    seen = facts.received()
    return judge([i.record for i in seen], [i.record for i in seen if not i.state], "masukan", "tanpa keadaan")


@check("C-SRV2", "Setiap masukan punya jenis, dan diterima sebelum dicatat", "inputs")
def input_has_kind(facts: Facts) -> Verdict:
    known = {each.code for each in facts.profile.input_kinds}
    seen = facts.received()
    backwards = [each.record for each in seen if each.received_at > each.recorded_at]
    if backwards:
        return judge([i.record for i in seen], backwards, "masukan", "tercatat sebelum diterima")
    return judge([i.record for i in seen], [i.record for i in seen if i.kind not in known], "masukan", "tanpa jenis")


@check("C-SRV3", "Jawaban langsung menyebut sumbernya", "replies")
def direct_answers_have_source(facts: Facts) -> Verdict:
    seen = [each for each in facts.replies or () if each.direct]
    bare = [each.record for each in seen if not each.source]
    return judge([each.record for each in seen], bare, "jawaban langsung", "tanpa sumber", level="warn")


@check("C-SRV4", "Rujukan memenuhi kedua syaratnya", "referrals")
def referral_is_lawful(facts: Facts) -> Verdict:
    seen = facts.referred()
    wrong = [each.record for each in seen if each.to_own_agency or not (each.their_competence and each.not_answerable)]
    if wrong:
        return judge([each.record for each in seen], wrong, "rujukan", "ke instansi sendiri atau tanpa kedua syarat")
    outside = [each.record for each in seen if each.outside and not each.outside_number]
    wrong_outside = "ke luar pemerintah daerah tanpa nomor SP4N atau surat"
    return judge([each.record for each in seen], outside, "rujukan", wrong_outside, level="warn")


@check("C-SRV5", "Jawaban dari rujukan bersandar pada jawaban instansi", "replies")
def answers_derive_from_agency(facts: Facts) -> Verdict:
    seen = [each for each in facts.replies or () if not each.direct]
    bare = [each.record for each in seen if not each.agency_answer]
    return judge([each.record for each in seen], bare, "jawaban dari rujukan", "tanpa jawaban instansi terkait")


@check("C-SLA1", "Jawaban pertama dan pengunggahan jawaban dalam target", "inputs", "replies", target=True)
def quick_enough(facts: Facts) -> Verdict:
    spans: list[tuple[str, str, datetime, datetime | None]] = [
        ("T1", each.record, each.received_at, each.first_answer_at) for each in facts.received() if each.kind != "spam"
    ]
    spans += [
        ("T3", each.record, each.agency_answered_at, each.posted_at)
        for each in facts.replies or ()
        if each.agency_answered_at is not None and facts.after(each.agency_answered_at)
    ]
    said = {"T1": "jawaban pertama", "T3": "pengunggahan"}
    late = [f"{record} ({said[code]})" for code, record, start, end in spans if _late(facts, code, start, end)]
    return judge([record for _, record, _, _ in spans], late, "jawaban", "melewati target", level="warn")


@check("C-SLA2", "Instansi terkait menjawab dalam batas waktu (T2)", "referrals")
def answered_in_time(facts: Facts) -> Verdict:
    clock = facts.profile.clock("T2")
    seen = [each for each in facts.referred() if not each.outside]
    late = [
        each.record
        for each in seen
        if verdict(each.referred_at, each.answered_at, clock, facts.at, facts.calendar, misrouted=each.misrouted).state
        == "late"
    ]
    level: Level = "fail" if clock.severity == "fail" else "warn"
    return judge([e.record for e in seen], late, "rujukan", f"tidak dijawab dalam {clock.hours} jam", level=level)


@check("C-SLA3", "Disposisi internal dijawab dalam target", "assignments", target=True)
def assignments_in_time(facts: Facts) -> Verdict:
    seen = [each for each in facts.assignments or () if facts.after(each.assigned_at)]
    late = [each.record for each in seen if _late(facts, "T0-internal", each.assigned_at, each.done_at)]
    return judge([each.record for each in seen], late, "disposisi", "melewati target", level="warn")


def _late(facts: Facts, code: str, start: datetime, end: datetime | None) -> bool:
    return verdict(start, end, facts.profile.clock(code), facts.at, facts.calendar).state == "late"


@check("C-KIP1", "Permohonan informasi diteruskan ke PPID dengan nomor register", "inputs")
def requests_reach_ppid(facts: Facts) -> Verdict:
    seen = [each for each in facts.received() if each.kind == "permohonan_informasi"]
    bare = [each for each in seen if not each.exit_number and not each.exit_because]
    sure, guesses = [e.record for e in bare if not e.guessed], [e.record for e in bare if e.guessed]
    if guesses and not sure:
        return judge(
            [e.record for e in seen], guesses, "permohonan informasi", "baru dugaan; pastikan jenisnya", level="warn"
        )
    return judge([e.record for e in seen], sure, "permohonan informasi", "tanpa nomor PPID atau alasan")


@check("C-FB1", "Setiap bulan yang lewat punya sari masukan", "closings")
def months_are_condensed(facts: Facts) -> Verdict:
    if not facts.profile.report.monthly_closing:
        return nothing("Profil tidak meminta penutupan bulanan.")
    closings = {each.month.replace(day=1): each for each in facts.closings or ()}
    months = list(_owed_months(facts))
    missing = [
        f"{month:%Y-%m}"
        for month in months
        if (found := closings.get(month)) is None
        or not found.signed
        or found.uncoded
        or not (found.digest or found.nil_because)
    ]
    return judge([f"{month:%Y-%m}" for month in months], missing, "bulan", "tanpa sari masukan yang ditandatangani")


def _owed_months(facts: Facts) -> Iterator[date]:
    """The months of the last year whose closing day has passed."""
    first = max(facts.profile.effective_from, facts.agency.since)
    for back in range(12, 0, -1):
        month = months_before(facts.today, back).replace(day=1)
        due = (month + timedelta(days=32)).replace(day=facts.profile.report.closing_day)
        if month >= first.replace(day=1) and facts.today > due:
            yield month


@check("C-FB2", "Sari masukan menghasilkan rekomendasi, atau alasan mengapa tidak", "closings")
def months_recommend(facts: Facts) -> Verdict:
    if not facts.profile.report.monthly_recommendation:
        return nothing("Peraturan ini tidak memintanya setiap bulan.")
    seen = [each for each in facts.closings or () if each.signed]
    bare = [e.record for e in seen if not e.recommendations and not (e.no_recommendation_because or e.nil_because)]
    return judge([each.record for each in seen], bare, "bulan yang ditutup", "tanpa rekomendasi atau alasan")


@check("C-FB3", "Rekomendasi yang selesai dikabarkan kepada khalayak", "recommendations", target=True)
def follow_up_is_told(facts: Facts) -> Verdict:
    days = timedelta(days=facts.profile.targets.public_follow_up_days)
    seen = [each for each in facts.recommendations or () if each.done_on]
    untold = [each.record for each in seen if each.done_on and (each.told_on or facts.today) > each.done_on + days]
    wrong = f"tidak dikabarkan dalam {days.days} hari"
    return judge([each.record for each in seen], untold, "rekomendasi yang selesai", wrong, level="warn")


@check("C-FB4", "Masukan atas pesan penggali aspirasi disarikan bulan itu juga", "messages", "inputs")
def aspirations_are_condensed(facts: Facts) -> Verdict:
    asked = {each.record for each in facts.published() if each.purpose == "gali_aspirasi"}
    seen = [each for each in facts.received() if each.answers_message in asked]
    over = [each for each in seen if _month(facts.day(each.received_at)) < _month(facts.today)]
    late = [
        each.record
        for each in over
        if each.condensed_on is None or _month(each.condensed_on) > _month(facts.day(each.received_at)) + 1
    ]
    if not seen:
        return nothing("Tidak ada masukan atas pesan penggali aspirasi.")
    return fail(f"Belum disarikan: {', '.join(late)}.", late) if late else ok("Disarikan.", [e.record for e in seen])


def _month(day: date) -> int:
    return day.year * 12 + day.month
