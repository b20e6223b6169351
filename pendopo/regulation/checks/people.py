"""Checks of the people: appointments and decrees (Pasal 8 d, 9), skill, ethics and duties (12, 13), means and money (14, 17)."""

from __future__ import annotations

import re
from datetime import timedelta

from pendopo.regulation.checks.base import Verdict, check, fail, judge, nothing, ok, warn
from pendopo.regulation.checks.facts import Appointment, Facts
from pendopo.regulation.checks.setup import months_before
from pendopo.regulation.nip import nip_problem


def in_force(facts: Facts, duty: str) -> list[Appointment]:
    return [each for each in facts.appointments or () if each.duty == duty and facts.holds((each.grant,), asn=each.asn)]


@check("C-ROLE1", "Instansi punya pejabat penanggung jawab, seorang ASN dengan NIP yang benar", "appointments")
def official_in_force(facts: Facts) -> Verdict:
    if not facts.agency.active:
        return nothing("Instansi sudah ditutup.")
    present = in_force(facts, "official")
    if not present:
        return fail(f"Tidak ada {facts.profile.terms.official.lower()} yang berlaku.", (facts.agency.record,))
    wrong = [f"{each.person} ({problem})" for each in present if (problem := nip_problem(each.nip))]
    return judge([each.record for each in present], wrong, "pejabat", "ber-NIP tidak wajar", level="warn")


@check("C-ROLE2", "Setiap akun resmi punya petugas yang berlaku", "accounts", "appointments")
def officer_for_each_account(facts: Facts) -> Verdict:
    officers = in_force(facts, "officer")
    served = {
        account.record: {each.person for each in officers if each.account in ("", account.record)}
        for account in facts.official()
    }
    bare = [record for record, people in served.items() if not people]
    if bare:
        return fail(f"Akun tanpa petugas: {', '.join(bare)}.", bare)
    alone = [record for record, people in served.items() if len(people) == 1]
    return judge(list(served), alone, "akun resmi", "hanya punya satu petugas, tanpa pengganti", level="warn")


@check("C-ROLE3", "Yang mengunggah dan menjawab berhak pada saat itu", "acts")
def acts_by_right(facts: Facts) -> Verdict:
    acts = [each for each in facts.acts or () if facts.after(each.at)]
    wrong = [each.record for each in acts if not facts.held(each)]
    return judge([each.record for each in acts], wrong, "unggahan dan jawaban", "dilakukan tanpa hak")


@check("C-ROLE4", "Petugas terlatih dalam dua tahun terakhir", "managers", target=True)
def trained(facts: Facts) -> Verdict:
    limit = months_before(facts.today, facts.profile.targets.training_months)
    people = facts.managers or ()
    old = [each.record for each in people if each.trained_on is None or each.trained_on < limit]
    months = facts.profile.targets.training_months
    return judge([p.record for p in people], old, "pengelola", f"tanpa pelatihan {months} bulan terakhir", level="warn")


@check("C-SK1", "Keputusan ditandatangani kepala instansi yang menjabat", "decrees")
def signed_by_head(facts: Facts) -> Verdict:
    current = [each for each in facts.decrees or () if facts.holds((each.grant,))]
    if not current:
        return fail("Tidak ada keputusan atau penunjukan yang berlaku.", (facts.agency.record,))
    wrong = [each.record for each in current if not (each.signed and each.signer_was_head)]
    return judge([each.record for each in current], wrong, "keputusan", "tidak ditandatangani kepala instansi")


@check("C-SK2", "Keputusan mencakup akun, petugas, dan pejabat", "decrees")
def covers_all(facts: Facts) -> Verdict:
    current = [each for each in facts.decrees or () if facts.holds((each.grant,))]
    covered = frozenset().union(*(each.covers for each in current)) if current else frozenset()
    words = {"account": "akun", "officer": "petugas", "official": "pejabat"}
    missing = [words[each] for each in facts.profile.appointment.decree_covers if each not in covered]
    if missing:
        return fail(f"Belum ditetapkan dengan keputusan: {', '.join(missing)}.", [each.record for each in current])
    return ok("Semua ditetapkan.", [each.record for each in current])


@check("C-SOP1", "Prosedur berlaku dan ditinjau", "procedures")
def procedure_in_force(facts: Facts) -> Verdict:
    name = facts.profile.terms.procedure_short
    current = [each for each in facts.procedures or () if each.in_force]
    if not current:
        return fail(f"Tidak ada {name} yang berlaku.", (facts.agency.record,))
    if facts.profile.procedure.signer == "agency_head":
        wrong = [each.record for each in current if not each.signed_by_head]
        if wrong:
            return fail(f"{name} tidak ditetapkan kepala instansi: {', '.join(wrong)}.", wrong)
    loose = [each.record for each in current if each.steps_missing]
    if len(loose) == len(current):
        return warn(f"Letak langkah bagan alur belum disebut dalam {', '.join(loose)}.", loose)
    limit = months_before(facts.today, facts.profile.procedure.review_months)
    old = [each.record for each in current if each.reviewed_on < limit]
    months = facts.profile.procedure.review_months
    return judge([each.record for each in current], old, name, f"belum ditinjau {months} bulan", level="warn")


@check("C-ETH4", "Perkara etika diselesaikan", "ethics_cases", target=True)
def ethics_cases_end(facts: Facts) -> Verdict:
    days = facts.profile.targets.ethics_case_days
    cases = facts.ethics_cases or ()
    old = [each.record for each in cases if not each.closed_on and (facts.today - each.opened_on).days > days]
    return judge([each.record for each in cases], old, "perkara etika", f"terbuka lebih dari {days} hari", level="warn")


@check("C-ETH5", "Pengelola menandatangani pakta kode etik", "managers")
def pledged(facts: Facts) -> Verdict:
    people = facts.managers or ()
    missing = [each.record for each in people if not each.pledged]
    return judge([each.record for each in people], missing, "pengelola", "belum menandatangani pakta", level="warn")


@check("C-OBL1", "Pengelola lulus kuis aturan", "managers")
def quiz_passed(facts: Facts) -> Verdict:
    days = timedelta(days=facts.profile.targets.quiz_days)
    people = [each for each in facts.managers or () if each.quiz_passed_on or facts.today > each.since + days]
    missing = [each.record for each in people if each.quiz_passed_on is None]
    return judge([each.record for each in people], missing, "pengelola", f"belum lulus kuis dalam {days.days} hari")


@check("C-OBL2", "Pengelola menyatakan kesanggupan", "managers")
def committed(facts: Facts) -> Verdict:
    people = facts.managers or ()
    missing = [each.record for each in people if not each.committed]
    return judge([each.record for each in people], missing, "pengelola", "belum menyatakan kesanggupan", level="warn")


@check("C-OBL3", "Ada catatan koordinasi dalam semester ini", "coordination_days", target=True)
def coordinated(facts: Facts) -> Verdict:
    first = facts.today.replace(month=1 if facts.today.month <= 6 else 7, day=1)
    days = [each.isoformat() for each in facts.coordination_days or () if first <= each <= facts.today]
    return ok(f"{len(days)} catatan koordinasi semester ini.", days) if days else warn("Belum ada semester ini.")


@check("C-FAC1", "Daftar sarana terisi untuk tahun ini", "facility_years")
def facilities_listed(facts: Facts) -> Verdict:
    year = facts.today.year
    if year in (facts.facility_years or ()):
        return ok(f"Terisi untuk {year}.")
    return warn(f"Daftar sarana {year} belum diisi.", (facts.agency.record,))


@check("C-FIN1", "Biaya menyebut DPA, kodenya wajar, dan realisasi tidak melebihi pagu", "costs")
def costs_are_right(facts: Facts) -> Verdict:
    rows = [each for each in facts.costs or () if each.year == facts.today.year]
    if not rows:
        return warn(f"Belum ada catatan biaya {facts.today.year}.", (facts.agency.record,))
    over = [each.record for each in rows if each.realised > each.ceiling]
    if over:
        return fail(f"Realisasi melebihi pagu: {', '.join(over)}.", over)
    cost = facts.profile.cost
    odd = [
        each.record
        for each in rows
        if not each.budget_reference
        or not re.fullmatch(cost.sub_activity_pattern, each.sub_activity)
        or not re.fullmatch(cost.account_code_pattern, each.account_code)
    ]
    return judge(
        [each.record for each in rows], odd, "catatan biaya", "tanpa DPA atau berkode tidak wajar", level="warn"
    )
