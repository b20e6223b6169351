"""Publishing and signing statements, reading the rules and answering their quiz, reporting and deciding ethics cases."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from random import SystemRandom

from django.db import transaction
from django.utils import timezone

from pendopo.journal.actions import move, note
from pendopo.journal.actor import Actor
from pendopo.people.actions import tell
from pendopo.people.models import Person
from pendopo.registry.actions import BadRegister
from pendopo.registry.ethics.models import Acknowledgement, Attempt, Edition, EthicsCase, Statement
from pendopo.registry.ethics.obligations import statements_on
from pendopo.registry.ethics.states import ENDED
from pendopo.registry.models import Agency, Government, OfficialAccount
from pendopo.registry.queries import NotAllowed, acting, analysts_on, heads_on, may, named_on, today
from pendopo.registry.rules import Doing
from pendopo.regulation.profile import load
from pendopo.regulation.quiz import Drawn, Mark, draw, edition, mark, passed

SHORTEST = 40
CASE_PAGE = "/etika/perkara/{}/"


@transaction.atomic
def publish_statement(
    *, government: Government, kind: str, text: str, since: date, by: Person
) -> Statement:  # fmt: skip
    """A new version of a text to sign; from its day on everybody is asked again."""
    home = Agency.objects.filter(government=government, coordinates=True, closed_on=None).first()
    if home is None:
        raise BadRegister("Belum ada dinas pengampu. Tetapkan dulu, baru terbitkan naskahnya.")
    actor = acting(by, Doing.REGISTER, home)
    if kind not in Statement.Kind.values:
        raise BadRegister("Pilih jenis naskah: pakta integritas atau pernyataan kesanggupan.")
    if len(text.strip()) < SHORTEST:
        raise BadRegister("Naskah terlalu pendek untuk ditandatangani: tulis lengkap apa yang dijanjikan.")
    last = Statement.objects.filter(government=government, kind=kind).order_by("-version").first()
    if last is not None and since <= last.since:
        raise BadRegister(f"Versi {last.version} berlaku mulai {last.since:%d-%m-%Y}: versi baru harus sesudahnya.")
    made = Statement.objects.create(
        government=government, kind=kind, version=last.version + 1 if last else 1, text=text.strip(), since=since,
        published_by=by.name,
    )  # fmt: skip
    note(made, doing="statement.published", by=actor, after={"kind": kind, "version": made.version, "since": since})
    return made


def _as_manager(by: Person, agency: Agency, at: datetime | None) -> Actor:
    """Officers and officials sign by their decree, others by the office that they hold at the agency."""
    by_decree = may(by, Doing.CLOSE_MONTH, agency, at=at)
    return acting(by, Doing.CLOSE_MONTH if by_decree else Doing.SEE, agency, at=at)


@transaction.atomic
def acknowledge(
    *, statement: Statement, agency: Agency, by: Person, interest: str = "", at: datetime | None = None
) -> Acknowledgement:
    """Sign the version in force, once; what somebody declares of interests of their own stands with it (12 b)."""
    moment = at or timezone.now()
    actor = _as_manager(by, agency, at)
    current = statements_on(statement.government, today(statement.government, moment)).get(statement.kind)
    if agency.government_id != statement.government_id or current is None or current.pk != statement.pk:
        raise BadRegister("Ini bukan versi yang berlaku. Buka lagi halaman Kewajiban saya dan baca versi terbaru.")
    known = Acknowledgement.objects.filter(statement=statement, person=by).first()
    if known is not None:
        return known
    made = Acknowledgement.objects.create(
        statement=statement, person=by, agency=agency, at=moment, office=actor.office, decree=actor.decree,
        interest=interest.strip()[:500],
    )  # fmt: skip
    after = {"kind": statement.kind, "version": statement.version, "interest_declared": bool(made.interest)}
    note(made, doing="statement.signed", by=actor, after=after, at=at)
    return made


@transaction.atomic
def edition_now(government: Government, at: datetime | None = None) -> Edition:
    """The rules as the program knows them today; seen for the first time, they are written down with the day."""
    profile = load(government.profile)
    made, new = Edition.objects.get_or_create(
        government=government, digest=edition(profile),
        defaults={"title": profile.short_title, "since": today(government, at)},
    )  # fmt: skip
    if new:
        note(made, doing="rules.edition", by=Actor.system(), after={"digest": made.digest, "since": made.since}, at=at)
    return made


@transaction.atomic
def start_attempt(*, agency: Agency, by: Person, at: datetime | None = None) -> Attempt:
    """The person has read the rules and begins the quiz; one that was begun goes on with its own questions."""
    actor = _as_manager(by, agency, at)
    rules = edition_now(agency.government, at)
    open_one = Attempt.objects.filter(edition=rules, person=by, ended_at=None).first()
    if open_one is not None:
        return open_one
    drawn = draw(load(agency.government.profile), SystemRandom())
    made = Attempt.objects.create(
        edition=rules, person=by, agency=agency, started_at=at or timezone.now(),
        drawn=[[each.code, list(each.order)] for each in drawn],
    )  # fmt: skip
    note(made, doing="rules.read", by=actor, after={"edition": rules.digest}, at=at)
    return made


def drawn_of(attempt: Attempt) -> tuple[Drawn, ...]:
    """The questions of an attempt as they were shown."""
    return tuple(Drawn(code, tuple(order)) for code, order in attempt.drawn)


def marks_of(attempt: Attempt) -> tuple[Mark, ...]:
    """How each answer of an attempt went."""
    return mark(load(attempt.agency.government.profile), drawn_of(attempt), attempt.answers)


@transaction.atomic
def finish_attempt(
    *, attempt: Attempt, answers: Mapping[str, str], by: Person, at: datetime | None = None
) -> tuple[Mark, ...]:
    """Hand in the answers, every question answered; the result stands, and another go draws other questions."""
    actor = _as_manager(by, attempt.agency, at)
    row = Attempt.objects.select_for_update().get(pk=attempt.pk)
    if row.person_id != by.pk:
        raise NotAllowed("Kuis ini milik orang lain. Buka kuis Anda sendiri dari Kewajiban saya.")
    if row.ended_at is not None:
        return marks_of(row)
    row.answers = {each.code: answers.get(each.code, "") for each in drawn_of(row)}
    if not all(row.answers.values()):
        raise BadRegister("Masih ada soal yang belum dijawab. Jawab semuanya, lalu serahkan.")
    marks = marks_of(row)
    row.right, row.passed = sum(each.right for each in marks), passed(marks)
    row.ended_at = at or timezone.now()
    row.save(update_fields=["answers", "right", "passed", "ended_at"])
    attempt.answers, attempt.right, attempt.passed, attempt.ended_at = row.answers, row.right, row.passed, row.ended_at
    note(row, doing="rules.quiz", by=actor, after={"right": row.right, "of": len(marks), "passed": row.passed}, at=at)
    return marks


@transaction.atomic
def report_case(
    *, agency: Agency, rule: str, report: str, by: Person, person: Person | None = None,
    account: OfficialAccount | None = None, on: date | None = None,
) -> EthicsCase:  # fmt: skip
    """Somebody of the government reports a breach (12 d). The journal knows that, not what was said or of whom."""
    actor = acting(by, Doing.SEE, agency)
    if rule not in {one.code for one in load(agency.government.profile).ethics}:
        raise BadRegister("Pilih kaidah etika yang menurut Anda dilanggar.")
    if len(report.strip()) < SHORTEST:
        raise BadRegister("Ceritakan apa yang terjadi, kapan dan di mana, sedikitnya satu kalimat lengkap.")
    if account is not None and account.agency_id != agency.pk:
        raise BadRegister("Akun itu milik instansi lain: pilih akun instansi ini.")
    day = today(agency.government)
    if on is not None and on > day:
        raise BadRegister("Tanggal laporan ada di masa depan.")
    made = EthicsCase.objects.create(
        agency=agency, rule=rule, report=report.strip(), person=person, account=account, reported_by=by,
        reported_on=on or day,
    )  # fmt: skip
    note(made, doing="ethicscase.reported", by=actor, after={"agency": agency.pk, "rule": rule})
    _tell_handlers(made, day)
    return made


def _tell_handlers(case: EthicsCase, day: date) -> None:
    """The official and the head; the dinas too, and alone when it concerns one of those two."""
    local = [*named_on(case.agency, "official", day), *(one.person for one in heads_on(case.agency, day))]
    concerned = case.person_id in {one.pk for one in local}
    people = [*([] if concerned else local), *analysts_on(case.agency.government, day)]
    for person in {one.pk: one for one in people}.values():
        tell(
            key=f"ethics-{case.pk}-{person.pk}", person=person, link=CASE_PAGE.format(case.pk),
            subject=f"Laporan etika baru: {case.agency.short_name}",
            body="Sebuah laporan etika menunggu pemeriksaan. Isinya rahasia dan hanya terbaca di dalam sistem.",
        )  # fmt: skip


@transaction.atomic
def handle_case(*, case: EthicsCase, to: str, finding: str, action: str, by: Person) -> None:
    """Examine, decide or dismiss. A decision needs a finding and what was done; nobody handles a case about themselves."""
    actor = acting(by, Doing.HANDLE_ETHICS, case.agency)
    if case.person_id == by.pk:
        raise NotAllowed("Perkara ini menyangkut Anda sendiri; yang memeriksanya orang lain.")
    finding, action = finding.strip() or case.finding, action.strip() or case.action
    if to in ENDED and not finding:
        raise BadRegister("Tulis temuannya dulu: apa yang terbukti, atau mengapa tidak terbukti.")
    if to == "decided" and not action:
        raise BadRegister("Tulis tindakannya: teguran, perbaikan, pembinaan, atau penyerahan kepada yang berwenang.")
    EthicsCase.objects.filter(pk=case.pk).update(finding=finding, action=action)
    closed = today(case.agency.government) if to in ENDED else None
    move(case, to=to, by=actor, because="isi berkas rahasia", changes={"closed_on": closed})
    case.finding, case.action = finding, action
