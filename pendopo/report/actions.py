"""A report from its draft to the regional head, its evaluation, and the plan that carries findings into next year."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from pendopo.journal.actions import move, note
from pendopo.journal.actor import Actor
from pendopo.journal.machine import Said
from pendopo.people.actions import tell
from pendopo.people.models import Person
from pendopo.registry.models import Agency
from pendopo.registry.queries import acting
from pendopo.registry.rules import Doing
from pendopo.regulation.profile import Hop, load
from pendopo.regulation.terms import Term
from pendopo.report.book import head_of
from pendopo.report.build import build_now, frozen
from pendopo.report.document import missing
from pendopo.report.models import Evaluation, Finding, Handover, PlanItem, Report
from pendopo.report.queries import hop_due
from pendopo.report.rules import owes, weighted

# What people write into a report, by key; the sections say what is missing.
WORDS = (
    "foreword", "procedure", "budget", "content", "comments", "no_external", "no_internal",
)  # fmt: skip


class ReportRefused(Said):
    """The report may not go on; the sentence says what is missing or whose turn it is."""


@transaction.atomic
def build(*, agency: Agency, year: int, by: Person, part: int = 1, at: datetime | None = None) -> Report:
    """Open the report of a year, or of the part of it that the regulation wants (one for each agency and term)."""
    actor = acting(by, Doing.CLOSE_MONTH, agency, at=at)
    if not owes(agency.since, agency.closed_on, year):
        raise ReportRefused(f"{agency.short_name} tidak berdiri pada tahun {year}.")
    profile = load(agency.government.profile)
    parts = profile.report.min_frequency_per_year
    if not 1 <= part <= parts:
        raise ReportRefused(f"Tahun {year} tidak punya laporan ke-{part}.")
    term = Term(year, part, parts)
    if agency.since > term.last_day or (agency.closed_on is not None and agency.closed_on < term.first_day):
        raise ReportRefused(f"{agency.short_name} tidak berdiri pada {term.name}.")
    if term.last_day < profile.effective_from:
        raise ReportRefused(f"Peraturannya belum berlaku pada {term.name}.")
    report, made = Report.objects.get_or_create(agency=agency, year=year, part=part, parts=parts)
    if made:
        note(report, doing="report.opened", by=actor, after={"year": year, "term": term.name}, at=at)
    return report


@transaction.atomic
def write(*, report: Report, words: Mapping[str, str], by: Person, at: datetime | None = None) -> Report:
    """Keep what people say in a report: foreword, procedure, discussions, statements."""
    report = _locked(report)
    actor = acting(by, Doing.CLOSE_MONTH, report.agency, at=at)
    if report.state != "draft":
        raise ReportRefused("Laporan ini sudah ditandatangani. Buka lagi dulu bila masih perlu diubah.")
    unknown = set(words) - set(WORDS)
    if unknown:
        raise ReportRefused(f"Bagian yang tidak dikenal: {', '.join(sorted(unknown))}.")
    before = dict(report.narrative)
    report.narrative = {**before, **{key: text.strip()[:20000] for key, text in words.items()}}
    report.save(update_fields=["narrative"])
    note(report, doing="report.written", by=actor, before=before, after=report.narrative, at=at)
    return report


@transaction.atomic
def sign(*, report: Report, by: Person, at: datetime | None = None) -> Report:
    """The head's signature freezes document and figures together. Refused with the list of what is missing (15(3))."""
    report, moment = _locked(report), at or timezone.now()
    actor = acting(by, Doing.SIGN_REPORT, report.agency, at=at)
    if moment < report.term.span(report.agency.government.zone)[1]:
        raise ReportRefused(f"{'Tahun ' if report.term.whole_year else ''}{report.name} belum selesai.")
    head = head_of(report.agency, moment)
    if head is None or head.person_id != by.pk:
        raise ReportRefused(f"Laporan ditandatangani oleh kepala {report.agency.short_name}.")
    built = build_now(report, moment, signing=True)
    gaps = missing(built.document.blocks)
    if gaps:
        raise ReportRefused(
            "Belum dapat ditandatangani. " + " ".join(f"{one.text} Isi di {one.where}." for one in gaps)
        )
    data = frozen(built)
    changes = {
        "data": data, "sha256": hashlib.sha256(data.encode()).hexdigest(), "cut": moment, "signed_by": by,
        "signed_at": moment,
    }  # fmt: skip
    move(report, to="signed", by=actor, changes=changes, at=at)
    return report


@transaction.atomic
def reopen(*, report: Report, by: Person, because: str, at: datetime | None = None) -> Report:
    """Take a signed report back to mend it, while nobody has it in hand."""
    report = _locked(report)
    actor = acting(by, Doing.SIGN_REPORT, report.agency, at=at)
    if report.handovers.exists():
        raise ReportRefused("Laporan ini sudah disampaikan dan tidak dapat diubah.")
    changes = {"data": "", "sha256": "", "cut": None, "signed_by": None, "signed_at": None}
    move(report, to="draft", by=actor, because=because, changes=changes, at=at)
    return report


@transaction.atomic
def hand_over(
    *, report: Report, by: Person, receipt: str, hop: int | None = None, copies: bool = True, at: datetime | None = None
) -> Handover:
    """Make the next hop of the profile's route; a hop before its turn is refused. Copies go out with it."""
    report, moment = _locked(report), at or timezone.now()
    route, turn = load(report.agency.government.profile).report.route, hop_due(report)
    if report.state == "draft":
        raise ReportRefused("Laporan belum ditandatangani.")
    if turn is None:
        raise ReportRefused("Laporan ini sudah sampai di tujuannya.")
    if hop is not None and hop != turn:
        raise ReportRefused(f"Langkah {turn} belum dilakukan: {_named(report, route[turn - 1])}.")
    step = route[turn - 1]
    actor = _sender(report, step, by, at)
    if turn > 1:
        _refuse_unreceived(report, turn - 1)
    if not receipt.strip():
        raise ReportRefused("Tulis tanda terimanya: nomor surat atau nama penerima.")
    made = _handed(report, turn, step.sender, step.recipient, moment, receipt, by, copy=False)
    if copies:
        for party in step.copy_to:
            _handed(report, turn, step.sender, party, moment, receipt, by, copy=True)
    after = {"hop": turn, "receiver": step.recipient, "receipt": receipt}
    note(report, doing="report.handed_over", by=actor, because=receipt, after=after, at=at)
    if turn == len(route):
        move(report, to="delivered", by=actor, at=at)
    return made


@transaction.atomic
def send_copy(*, report: Report, party: str, by: Person, receipt: str, at: datetime | None = None) -> Handover:
    """Give a copy that was forgotten at the hop itself."""
    report, moment = _locked(report), at or timezone.now()
    route = load(report.agency.government.profile).report.route
    done = [one.hop for one in report.handovers.filter(copy=False)]
    hop = next((number for number in done if party in route[number - 1].copy_to), None)
    if hop is None:
        raise ReportRefused("Tembusan ini tidak ada dalam jalur laporan, atau langkahnya belum dilakukan.")
    if report.handovers.filter(hop=hop, receiver=party).exists():
        raise ReportRefused("Tembusan itu sudah disampaikan.")
    actor = _sender(report, route[hop - 1], by, at)
    made = _handed(report, hop, route[hop - 1].sender, party, moment, receipt, by, copy=True)
    note(report, doing="report.copied", by=actor, because=receipt, after={"receiver": party}, at=at)
    return made


@transaction.atomic
def receive(
    *, handover: Handover, by: Person, complete: bool | None = None, remarks: str = "", at: datetime | None = None
) -> Handover:
    """The dinas confirms what it got and whether all parts are there (K 15(2); the copy in P)."""
    report = _locked(handover.report)
    actor = acting(by, Doing.RECEIVE_REPORT, report.agency, at=at)
    if handover.receiver != "coordinating_agency":
        raise ReportRefused("Penerimaan ini dicatat oleh pengirim berdasarkan tanda terimanya.")
    if handover.received_at is not None:
        raise ReportRefused("Penerimaan ini sudah dicatat.")
    if complete is False and not remarks.strip():
        raise ReportRefused("Tulis apa yang belum lengkap.")
    handover.received_at, handover.received_by = at or timezone.now(), f"{by.name}, {actor.office}"[:300]
    handover.complete, handover.remarks = complete, remarks.strip()
    handover.save(update_fields=["received_at", "received_by", "complete", "remarks"])
    after = {"hop": handover.hop, "complete": complete}
    note(report, doing="report.received", by=actor, because=remarks, after=after, at=at)
    return handover


@transaction.atomic
def evaluate(
    *, report: Report, scores: Mapping[str, int], summary: str, by: Person, at: datetime | None = None
) -> Evaluation:
    """Score a report by the profile's rubric, as the dinas for the regional head (16(1))."""
    report = _locked(report)
    actor = acting(by, Doing.EVALUATE, report.agency, at=at)
    rubric = {one.code for one in load(report.agency.government.profile).evaluation.rubric}
    if not report.handovers.exists():
        raise ReportRefused("Laporan ini belum disampaikan.")
    if set(scores) - rubric or any(not 0 <= score <= 100 for score in scores.values()):
        raise ReportRefused("Nilai tiap ukuran antara 0 dan 100.")
    evaluation, made = Evaluation.objects.get_or_create(report=report, defaults={"by": by})
    if evaluation.state != "draft":
        raise ReportRefused("Evaluasi ini sudah diterbitkan.")
    before = {} if made else {"scores": evaluation.scores}
    evaluation.scores, evaluation.summary, evaluation.by = dict(scores), summary.strip(), by
    evaluation.save(update_fields=["scores", "summary", "by"])
    note(evaluation, doing="evaluation.scored", by=actor, before=before, after={"scores": scores}, at=at)
    return evaluation


@transaction.atomic
def find(*, evaluation: Evaluation, text: str, recommendation: str, by: Person, at: datetime | None = None) -> Finding:
    """A finding with the advice of the dinas."""
    actor = acting(by, Doing.EVALUATE, evaluation.report.agency, at=at)
    if evaluation.state != "draft":
        raise ReportRefused("Evaluasi ini sudah diterbitkan.")
    if not text.strip() or not recommendation.strip():
        raise ReportRefused("Tulis temuan beserta saran perbaikannya.")
    made = Finding.objects.create(evaluation=evaluation, text=text.strip(), recommendation=recommendation.strip())
    note(evaluation, doing="evaluation.found", by=actor, after={"finding": made.text}, at=at)
    return made


@transaction.atomic
def issue(*, evaluation: Evaluation, by: Person, at: datetime | None = None) -> Evaluation:
    """Give the evaluation to the agency, whose head is told; its findings wait in the plan of the next year (16(2))."""
    report, moment = evaluation.report, at or timezone.now()
    actor = acting(by, Doing.EVALUATE, report.agency, at=at)
    rubric = load(report.agency.government.profile).evaluation.rubric
    if weighted(evaluation.scores, rubric) is None:
        raise ReportRefused("Beri nilai semua ukuran dulu.")
    move(evaluation, to="issued", by=actor, changes={"issued_at": moment}, at=at)
    head = head_of(report.agency, moment)
    if head is not None:
        tell(
            key=f"evaluation-{evaluation.pk}", person=head.person, link=f"/laporan/{report.pk}/",
            subject=f"Evaluasi laporan {report.name} {report.agency.short_name} terbit"[:200],
            body=f"{evaluation.findings.count()} temuan menunggu rencana tindak lanjut {report.term.plan_year}.",
        )  # fmt: skip
    return evaluation


@transaction.atomic
def plan(
    *, agency: Agency, year: int, action: str, owner: str, due: date, indicator: str, by: Person,
    finding: Finding | None = None, at: datetime | None = None,
) -> PlanItem:  # fmt: skip
    """A row of the plan of a year: what, who, until when, and how one will see it (C-REP3h)."""
    actor = acting(by, Doing.CLOSE_MONTH, agency, at=at)
    if not all(text.strip() for text in (action, owner, indicator)):
        raise ReportRefused("Tulis tindakan, penanggung jawab, dan ukuran keberhasilannya.")
    made = PlanItem.objects.create(
        agency=agency, year=year, action=action.strip(), owner=owner.strip()[:200], due=due,
        indicator=indicator.strip()[:300], finding=finding,
    )  # fmt: skip
    note(made, doing="plan.added", by=actor, after={"year": year, "action": made.action}, at=at)
    return made


def plan_from(
    *, finding: Finding, action: str, owner: str, due: date, indicator: str, by: Person, at: datetime | None = None
) -> PlanItem:
    """Answer a finding in the plan of the year after the evaluated one (16(2); C-EVA2)."""
    report = finding.evaluation.report
    if finding.evaluation.state != "issued":
        raise ReportRefused("Evaluasinya belum diterbitkan.")
    return plan(
        agency=report.agency, year=report.term.plan_year, action=action, owner=owner, due=due, indicator=indicator, by=by,
        finding=finding, at=at,
    )  # fmt: skip


@transaction.atomic
def record_result(*, item: PlanItem, result: str, by: Person, at: datetime | None = None) -> PlanItem:
    """What came of a row of the plan; the next report shows it (C-EVA3)."""
    actor = acting(by, Doing.CLOSE_MONTH, item.agency, at=at)
    if not result.strip():
        raise ReportRefused("Tulis hasilnya.")
    before, item.result, item.result_at = item.result, result.strip(), at or timezone.now()
    item.save(update_fields=["result", "result_at"])
    note(item, doing="plan.result", by=actor, before={"result": before}, after={"result": item.result}, at=at)
    return item


def _locked(report: Report) -> Report:
    return Report.objects.select_for_update(of=("self",)).select_related("agency__government").get(pk=report.pk)


def _sender(report: Report, step: Hop, by: Person, at: datetime | None) -> Actor:
    """Who may make a hop: the agency's own people, or the dinas for the hops that leave it."""
    doing = Doing.CLOSE_MONTH if step.sender == "agency" else Doing.RECEIVE_REPORT
    if step.sender == "agency" and head_of(report.agency, at or timezone.now()):
        head = head_of(report.agency, at or timezone.now())
        if head is not None and head.person_id == by.pk:
            doing = Doing.SIGN_REPORT
    return acting(by, doing, report.agency, at=at)


def _refuse_unreceived(report: Report, hop: int) -> None:
    given = report.handovers.filter(hop=hop, copy=False).first()
    if given is None or given.received_at is None:
        raise ReportRefused("Catat dulu penerimaan dan kelengkapan laporan ini di dinas.")
    if given.complete is False:
        raise ReportRefused("Dinas menandai laporan ini belum lengkap. Lengkapi dulu sebelum diteruskan.")


def _handed(
    report: Report, hop: int, sender: str, receiver: str, at: datetime, receipt: str, by: Person, *, copy: bool
) -> Handover:
    return Handover.objects.create(
        report=report, hop=hop, sender=sender, receiver=receiver, copy=copy, handed_at=at, receipt=receipt.strip()[:200],
        by=by, received_at=None if receiver == "coordinating_agency" else at,
    )  # fmt: skip


def _named(report: Report, hop: Hop) -> str:
    profile = load(report.agency.government.profile)
    return f"{profile.party(hop.sender)} ke {profile.party(hop.recipient)}"
