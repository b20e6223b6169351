"""Does a profile make sense as a whole? Each check looks at one thing and yields what is wrong, in Indonesian."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date, time
from graphlib import CycleError, TopologicalSorter
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pendopo.regulation.articles import spell_out
from pendopo.regulation.duties import duties
from pendopo.regulation.reading import Problem
from pendopo.regulation.shape import AnnualDate, Clock, Profile
from pendopo.regulation.terms import PARTS

CODE = re.compile(r"^[a-zA-Z0-9][a-zA-Z0-9_-]*$")
LEGAL_INPUTS = {"pertanyaan", "komentar", "kritik", "saran"}
OWN_INPUTS = {"aduan", "permohonan_informasi", "aspirasi", "apresiasi", "spam"}
EVENTS = {
    "received",
    "first_answer",
    "referred",
    "agency_answered",
    "posted",
    "assigned",
    "assignment_answered",
    "closed",
}
NEEDED_CLOCKS = ("T1", "T2", "T3", "T0-internal")
T2_EVENTS = ("referred", "agency_answered")


def problems_of(profile: Profile) -> list[Problem]:
    """Everything that the types could not see."""
    checks = (
        _heading,
        _codes,
        _lists,
        _platforms,
        _inputs,
        _all_clocks,
        _hours,
        _report,
        _rubric,
        _cost,
        _windows,
        _numbers,
        _articles,
    )
    return [problem for check in checks for problem in check(profile)]


def _heading(profile: Profile) -> Iterator[Problem]:
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", profile.key):
        yield Problem("key", "hanya huruf kecil, angka, dan tanda hubung")
    try:
        ZoneInfo(profile.zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        yield Problem("zone", f"{profile.zone!r} bukan zona waktu yang dikenal")
    if profile.effective_from < profile.date:
        yield Problem("effective_from", "lebih awal daripada tanggal penetapan (date)")
    if profile.year != profile.date.year:
        yield Problem("year", f"{profile.year} tidak sama dengan tahun pada date ({profile.date.year})")


def _codes(profile: Profile) -> Iterator[Problem]:
    coded = [
        "considerations",
        "agency_kinds",
        "account_types",
        "input_kinds",
        "principles",
        "aims",
        "purposes",
        "objectives",
        "message_categories",
        "steps",
        "flow",
        "ethics",
        "duties_of_managers",
        "clocks",
        "legal_bases",
        "obstacle_kinds",
    ]
    for name in coded:
        yield from _unique(name, [each.code for each in getattr(profile, name)])
    yield from _unique("report.items", [each.code for each in profile.report.items])
    yield from _unique("evaluation.rubric", [each.code for each in profile.evaluation.rubric])
    yield from _unique("retention", [each.record for each in profile.retention])
    yield from _unique("platforms", list(profile.platforms))


def _unique(name: str, codes: list[str]) -> Iterator[Problem]:
    for number, code in enumerate(codes, start=1):
        if not CODE.fullmatch(code):
            yield Problem(f"{name}[{number}].code", f"{code!r} hanya boleh memuat huruf, angka, '_' dan '-'")
        if code in codes[: number - 1]:
            yield Problem(f"{name}[{number}].code", f"{code!r} sudah dipakai dalam daftar ini")


def _lists(profile: Profile) -> Iterator[Problem]:
    may_not_be_empty = [
        "agency_kinds",
        "account_types",
        "purposes",
        "message_categories",
        "steps",
        "ethics",
        "duties_of_managers",
        "clocks",
        "service_hours",
    ]
    for name in may_not_be_empty:
        if not getattr(profile, name):
            yield Problem(name, "daftar ini tidak boleh kosong")


def _platforms(profile: Profile) -> Iterator[Problem]:
    types = {each.code for each in profile.account_types}
    for number, each in enumerate(profile.account_types, start=1):
        if each.max_chars < 0:
            yield Problem(f"account_types[{number}].max_chars", "tidak boleh negatif")
    for key, rule in profile.platforms.items():
        allowed = rule.verdict in ("explicit", "interpretation")
        if allowed and rule.account_type not in types:
            yield Problem(f"platforms.{key}.account_type", f"{rule.account_type!r} tidak ada dalam account_types")
        if not allowed and rule.account_type:
            yield Problem(f"platforms.{key}.account_type", f"harus kosong karena verdict-nya {rule.verdict!r}")
        # A reading that is not the letter of the text always says why (regulation map, 1.5).
        if rule.verdict != "explicit" and not rule.note:
            yield Problem(f"platforms.{key}.note", "wajib diisi: alasan tafsir atau keterangannya")


def _inputs(profile: Profile) -> Iterator[Problem]:
    legal = {each.code for each in profile.input_kinds if each.legal}
    for code in sorted(LEGAL_INPUTS - legal):
        yield Problem("input_kinds", f"jenis masukan {code!r} wajib ada dengan legal = true")
    for code in sorted(OWN_INPUTS - {each.code for each in profile.input_kinds}):
        yield Problem("input_kinds", f"jenis masukan {code!r} wajib ada")


def _all_clocks(profile: Profile) -> Iterator[Problem]:
    for code in NEEDED_CLOCKS:
        if code not in {each.code for each in profile.clocks}:
            yield Problem("clocks", f"jam {code} wajib ada")
    for number, clock in enumerate(profile.clocks, start=1):
        yield from _clock(f"clocks[{number}]", clock)
    graph: dict[str, set[str]] = {}
    for clock in profile.clocks:
        graph.setdefault(clock.to_event, set()).add(clock.from_event)
    yield from _no_circle("clocks", graph, "urutan kejadian jam-jam ini berputar")


def _clock(key: str, clock: Clock) -> Iterator[Problem]:
    if not 0 < clock.hours <= 24 * 366:
        yield Problem(f"{key}.hours", f"{clock.hours} jam: harus lebih dari nol dan paling lama satu tahun")
    for name, event in (("from_event", clock.from_event), ("to_event", clock.to_event)):
        if event not in EVENTS:
            yield Problem(f"{key}.{name}", f"kejadian {event!r} tidak dikenal; pilihannya: {', '.join(sorted(EVENTS))}")
    if clock.from_event == clock.to_event:
        yield Problem(f"{key}.to_event", "sama dengan from_event: jam ini tidak pernah berjalan")
    if clock.severity == "fail" and not clock.legal:
        yield Problem(f"{key}.severity", "hanya jam yang ditetapkan peraturan (legal = true) boleh bernilai fail")
    if clock.code == "T2" and (clock.from_event, clock.to_event) != T2_EVENTS:
        yield Problem(f"{key}.from_event", "T2 berjalan dari referred sampai agency_answered (lampiran B.4)")
    if clock.code in ("T1", "T3") and clock.severity == "fail":
        yield Problem(f"{key}.severity", f"{clock.code} tidak ditetapkan peraturan, jadi paling berat warn")
    if list(clock.reminders) != sorted(set(clock.reminders)):
        yield Problem(f"{key}.reminders", "harus urut naik tanpa pengulangan")
    for reminder in clock.reminders:
        if not 0 < reminder <= clock.hours:
            yield Problem(f"{key}.reminders", f"pengingat jam ke-{reminder} di luar jangka {clock.hours} jam")


def _hours(profile: Profile) -> Iterator[Problem]:
    taken: dict[int, list[tuple[time, time]]] = {}
    for number, row in enumerate(profile.service_hours, start=1):
        key = f"service_hours[{number}]"
        if row.closes <= row.opens:
            yield Problem(f"{key}.closes", "harus sesudah opens")
        if not row.days:
            yield Problem(f"{key}.days", "daftar ini tidak boleh kosong")
        for day in row.days:
            if not 1 <= day <= 7:
                yield Problem(f"{key}.days", f"{day} bukan hari; 1 = Senin … 7 = Minggu")
            if any(row.opens < closes and opens < row.closes for opens, closes in taken.get(day, [])):
                yield Problem(f"{key}.days", f"jam layanan hari {day} bertumpang tindih")
            taken.setdefault(day, []).append((row.opens, row.closes))


def _report(profile: Profile) -> Iterator[Problem]:
    report = profile.report
    if report.min_frequency_per_year not in PARTS:
        yield Problem("report.min_frequency_per_year", "1, 2, 3, 4, 6, atau 12 kali: tahun dibagi dalam bulan utuh")
    if not 1 <= report.closing_day <= 28:
        yield Problem("report.closing_day", "antara 1 dan 28")
    if not report.items:
        yield Problem("report.items", "daftar ini tidak boleh kosong")
    yield from _annual("report.due", report.due)
    yield from _route(profile)


def _route(profile: Profile) -> Iterator[Problem]:
    route = profile.report.route
    if not route:
        yield Problem("report.route", "paling sedikit satu langkah penyampaian")
        return
    graph: dict[str, set[str]] = {}
    for number, hop in enumerate(route, start=1):
        key = f"report.route[{number}]"
        yield from _annual(f"{key}.due", hop.due)
        graph.setdefault(hop.recipient, set()).add(hop.sender)
        expected = "agency" if number == 1 else route[number - 2].recipient
        if hop.sender != expected:
            yield Problem(f"{key}.sender", f"harus {expected!r}: penerima langkah sebelumnya yang meneruskan")
        if number > 1 and _order(hop.due) < _order(route[number - 2].due):
            yield Problem(f"{key}.due", "lebih awal daripada tenggat langkah sebelumnya")
        if hop.recipient in hop.copy_to or hop.sender in hop.copy_to:
            yield Problem(f"{key}.copy_to", "tembusan tidak ditujukan kepada pengirim atau penerimanya sendiri")
    yield from _no_circle("report.route", graph, "jalur laporan berputar")


def _order(due: AnnualDate) -> tuple[int, int, int]:
    return due.years_after, due.month, due.day


def _annual(key: str, due: AnnualDate) -> Iterator[Problem]:
    try:
        date(2023, due.month, due.day)  # not a leap year: 29 February does not come every year
    except ValueError:
        yield Problem(key, f"tanggal {due.day} bulan {due.month} tidak ada setiap tahun")
    if not 0 <= due.years_after <= 2:
        yield Problem(f"{key}.years_after", "antara 0 dan 2")


def _rubric(profile: Profile) -> Iterator[Problem]:
    weights = [each.weight for each in profile.evaluation.rubric]
    if any(weight <= 0 for weight in weights):
        yield Problem("evaluation.rubric", "setiap bobot harus lebih dari nol")
    if sum(weights) != 100:
        yield Problem("evaluation.rubric", f"jumlah bobot harus 100, bukan {sum(weights)}")
    if profile.evaluation.by == profile.evaluation.on_behalf_of:
        yield Problem("evaluation.on_behalf_of", "sama dengan by: tidak ada yang dilimpahi")


def _cost(profile: Profile) -> Iterator[Problem]:
    for name in ("sub_activity_pattern", "account_code_pattern"):
        try:
            re.compile(getattr(profile.cost, name))
        except re.error as error:
            yield Problem(f"cost.{name}", f"bukan pola yang sah: {error}")


def _windows(profile: Profile) -> Iterator[Problem]:
    for number, window in enumerate(profile.election_windows, start=1):
        if window.ends < window.starts:
            yield Problem(f"election_windows[{number}].ends", "lebih awal daripada starts")


def _numbers(profile: Profile) -> Iterator[Problem]:
    for name, value in vars(profile.targets).items():
        if value is not True and value is not False and value <= 0:
            yield Problem(f"targets.{name}", "harus lebih dari nol")
    if profile.targets.other_category_percent > 100:
        yield Problem("targets.other_category_percent", "paling besar 100")
    if profile.procedure.review_months <= 0:
        yield Problem("procedure.review_months", "harus lebih dari nol")
    for number, each in enumerate(profile.retention, start=1):
        if each.years < 0 or (each.years == 0) != (each.then == "permanen"):
            yield Problem(f"retention[{number}].years", "0 hanya untuk yang permanen, lainnya lebih dari nol")


def _articles(profile: Profile) -> Iterator[Problem]:
    for number, reference in enumerate(profile.articles, start=1):
        try:
            spell_out(reference)
        except ValueError as error:
            yield Problem(f"articles[{number}]", str(error))
    known = {each.code for each in duties()}
    for code in profile.duty_references:
        if code not in known:
            yield Problem(f"duty_references.{code}", "tidak ada kewajiban dengan kode ini")


def _no_circle(key: str, graph: dict[str, set[str]], reason: str) -> Iterator[Problem]:
    try:
        TopologicalSorter[str](_typed(graph)).prepare()
    except CycleError as error:
        yield Problem(key, f"{reason}: {' → '.join(_named(error.args[1]))}")


def _typed(graph: dict[str, set[str]]) -> dict[str, Iterable[str]]:
    return {name: set(before) for name, before in graph.items()}


def _named(cycle: Iterable[object]) -> list[str]:
    return [str(each) for each in cycle]
