"""Checks of the report (Pasal 15) and its evaluation (16). Due dates are a government's own; the yearly report is law."""

from __future__ import annotations

from collections.abc import Callable

from pendopo.regulation.checks.base import Verdict, check, fail, judge, nothing, ok, warn
from pendopo.regulation.checks.facts import Facts, Report
from pendopo.regulation.terms import Term, owed_terms


def reported_year(facts: Facts) -> int:
    """The year whose report is owed now: the last one that ended."""
    return facts.today.year - 1


def _owes(facts: Facts, year: int) -> str:
    """Why the agency owes no report for that year, or ""; one made in the middle of it owes one."""
    if year < facts.profile.effective_from.year:
        return "Peraturan belum berlaku pada tahun itu."
    if facts.agency.since.year > year:
        return "Instansi belum ada pada tahun itu."
    return "" if facts.agency.active else "Instansi sudah ditutup; penerusnya yang melapor."


@check("C-REP1", "Laporan dibuat sesering yang diminta, sedikitnya sekali setahun", "reports")
def yearly_report(facts: Facts) -> Verdict:
    if facts.profile.report.min_frequency_per_year > 1:
        return _report_each_term(facts)
    year = reported_year(facts)
    if reason := _owes(facts, year):
        return nothing(reason)
    needed = facts.profile.report.min_frequency_per_year
    missing = []
    for owner in (facts.agency.record, *facts.agency.successor_of):
        made = [each for each in facts.reports or () if each.year == year and each.signed and _of(facts, each) == owner]
        if len(made) < needed:
            missing.append(f"{owner} ({len(made)} dari {needed})")
    if not missing:
        return ok(f"Laporan {year} ada.", [each.record for each in facts.reports or () if each.year == year])
    due = facts.profile.report.due.on(year)
    sentence = f"Laporan {year} belum ada: {', '.join(missing)}; tenggat {due.isoformat()}."
    return warn(sentence, missing) if facts.today <= due else fail(sentence, missing)


def _report_each_term(facts: Facts) -> Verdict:
    """Where the year is cut into parts: every term that ended since January of last year has its signed report."""
    parts = facts.profile.report.min_frequency_per_year
    if not facts.agency.active:
        return nothing("Instansi sudah ditutup; penerusnya yang melapor.")
    since = max(facts.agency.since, facts.profile.effective_from)
    years = range(facts.today.year - 1, facts.today.year + 1)
    owed = list(owed_terms(years, parts, since=since, until=None, today=facts.today))
    made = {
        Term(each.year, each.part, parts)
        for each in facts.reports or ()
        if each.signed and _of(facts, each) == facts.agency.record
    }
    missing = [each for each in owed if each not in made]
    if not missing:
        return judge([each.name for each in owed], [], "masa laporan", "")
    late = [each for each in missing if facts.today > each.due(facts.profile.report.due)]
    first = missing[0]
    sentence = (
        f"{len(missing)} dari {len(owed)} laporan belum ada, yang pertama {first.name}; "
        f"tenggatnya {first.due(facts.profile.report.due).isoformat()}."
    )
    return (fail if late else warn)(sentence, [each.name for each in missing])


def _of(facts: Facts, report: Report) -> str:
    return report.owed_by or facts.agency.record


def _route(facts: Facts) -> Verdict:
    year, yearly = reported_year(facts), facts.profile.report.min_frequency_per_year == 1
    signed = [each for each in facts.reports or () if each.signed]
    reports = [each for each in signed if each.year == year or (each.year > year and not yearly)]
    if not reports:
        return nothing(f"Belum ada laporan {year} yang ditandatangani.")
    verdicts = [_delivered(facts, each) for each in reports]
    worst = ("fail", "warn", "ok")
    return min(verdicts, key=lambda each: worst.index(each.state))


def _delivered(facts: Facts, report: Report) -> Verdict:
    """All hops dated, in order, in time, each with its copies."""
    late, before = [], None
    term = Term(report.year, report.part, facts.profile.report.min_frequency_per_year)
    for number, hop in enumerate(facts.profile.report.route, start=1):
        found = next((each for each in report.handovers if each.hop == number and not each.copy), None)
        name = f"{facts.profile.party(hop.sender)} → {facts.profile.party(hop.recipient)}"
        due = term.due(hop.due)
        if found is None:
            if any(each.hop > number for each in report.handovers):
                return fail(f"Langkah {name} dilompati.", (report.record,))
            sentence = f"Langkah {name} belum terjadi; tenggat {due.isoformat()}."
            return (warn if facts.today <= due else fail)(sentence, (report.record,))
        if (found.sender, found.recipient) != (hop.sender, hop.recipient):
            return fail(f"Langkah {number} bukan {name}.", (report.record,))
        if before is not None and found.on < before:
            return fail(f"Langkah {name} mendahului langkah sebelumnya.", (report.record,))
        copied = {each.recipient for each in report.handovers if each.hop == number and each.copy}
        late += [f"tanpa tembusan kepada {facts.profile.party(each)}" for each in hop.copy_to if each not in copied]
        late += [f"{name} lewat tenggat {due.isoformat()}"] if found.on > due else []
        before = found.on
    if late:
        return warn(f"{report.record}: {'; '.join(late)}.", (report.record,))
    return ok(f"{report.record} sampai sesuai jalurnya.", (report.record,))


@check("C-REP2P", "Laporan sampai kepada kepala daerah, dengan tembusan kepada dinas", "reports")
def delivered_directly(facts: Facts) -> Verdict:
    return _route(facts)


@check("C-REP2K", "Laporan sampai melalui dinas kepada kepala daerah", "reports")
def delivered_in_hops(facts: Facts) -> Verdict:
    return _route(facts)


def _part(facts: Facts, what: str, wrong: Callable[[Report], bool]) -> Verdict:
    signed = [each for each in facts.reports or () if each.signed]
    bad = [each.record for each in signed if wrong(each)]
    return judge([each.record for each in signed], bad, "laporan", what)


def _differs(report: Report, letter: str) -> bool:
    """Is a printed figure of that part not what its frozen rows give?"""
    figures = {key for key in (*report.printed, *report.recomputed) if key.startswith(f"{letter}.")}
    return not figures or any(report.printed.get(key) != report.recomputed.get(key) for key in figures)


@check("C-REP3a", "Laporan menyebut keputusan dan prosedur yang berlaku", "reports")
def part_a(facts: Facts) -> Verdict:
    return _part(facts, "tanpa keputusan atau prosedur", lambda r: not (r.decrees_listed and r.procedures_listed))


@check("C-REP3b", "Jumlah khalayak tiap akun bersumber dan bertanggal", "reports")
def part_b(facts: Facts) -> Verdict:
    bare = "tanpa jumlah khalayak yang bersumber dan bertanggal"
    return _part(facts, bare, lambda r: not r.audience or any(not sourced for _, sourced in r.audience))


@check("C-REP3c", "Jumlah pesan menurut jenis sama dengan pesan terunggah", "reports")
def part_c(facts: Facts) -> Verdict:
    def wrong(report: Report) -> bool:
        return _differs(report, "c") or report.printed.get("c.categories") != report.printed.get("c.messages")

    return _part(facts, "tidak cocok jumlah pesannya", wrong)


@check("C-REP3d", "Jumlah komentar menurut jenis sama dengan masukan yang diterima", "reports")
def part_d(facts: Facts) -> Verdict:
    def wrong(report: Report) -> bool:
        return _differs(report, "d") or report.printed.get("d.kinds") != report.printed.get("d.inputs")

    return _part(facts, "tidak cocok jumlah masukannya", wrong)


@check("C-REP3e", "Jumlah berbagi dan pesan terkirim dapat dihitung ulang", "reports")
def part_e(facts: Facts) -> Verdict:
    return _part(facts, "tidak dapat dihitung ulang", lambda r: _differs(r, "e"))


@check("C-REP3f", "Jumlah pesan yang diteruskan sama dengan rujukan", "reports")
def part_f(facts: Facts) -> Verdict:
    missing = "tidak menghitung rujukan"
    return _part(facts, missing, lambda r: "f.referrals" not in r.printed or _differs(r, "f"))


@check("C-REP3g", "Kendala eksternal dan internal ditulis, atau dinyatakan tidak ada", "reports")
def part_g(facts: Facts) -> Verdict:
    kinds = {each.code for each in facts.profile.obstacle_kinds}
    return _part(facts, "tanpa pernyataan kendala", lambda r: bool(kinds - r.obstacles - r.no_obstacles_stated))


@check("C-REP3h", "Ada rencana tindak lanjut berpenanggung jawab dan bertenggat", "reports")
def part_h(facts: Facts) -> Verdict:
    return _part(facts, "tanpa rencana yang lengkap", lambda r: r.plan_rows == 0 or r.plan_rows_incomplete > 0)


@check("C-EVA1", "Setiap laporan yang disampaikan dievaluasi", "reports")
def evaluated(facts: Facts) -> Verdict:
    last = len(facts.profile.report.route)
    sent = [each for each in facts.reports or () if any(h.hop == last and not h.copy for h in each.handovers)]
    waiting = [each for each in sent if not each.evaluated]
    # The year after the reported one is the time for evaluating; older ones have been forgotten.
    overdue = [each.record for each in waiting if each.year < reported_year(facts)]
    if overdue:
        return judge([each.record for each in sent], overdue, "laporan", "tidak dievaluasi")
    return judge([e.record for e in sent], [e.record for e in waiting], "laporan", "belum dievaluasi", level="warn")


@check("C-EVA2", "Setiap temuan evaluasi masuk rencana tahun berikutnya", "findings")
def findings_are_planned(facts: Facts) -> Verdict:
    seen = facts.findings or ()
    bare = [each.record for each in seen if not each.planned]
    return judge([each.record for each in seen], bare, "temuan evaluasi", "tanpa rencana perbaikan")


@check("C-EVA3", "Laporan berikutnya menyebut hasil perbaikan", "findings", "reports")
def results_are_told(facts: Facts) -> Verdict:
    reported = {each.year for each in facts.reports or () if each.signed}
    seen = [each for each in facts.findings or () if each.year + 1 in reported]
    bare = [each.record for each in seen if not each.result_stated]
    return judge([each.record for each in seen], bare, "temuan evaluasi", "tanpa hasil pada laporan berikutnya")
