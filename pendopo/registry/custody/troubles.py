"""A hacked or lost account, an officer who moves: opening the checklist, ticking its steps in order, closing it."""

from __future__ import annotations

from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from pendopo.journal.actions import move, note
from pendopo.people.actions import tell
from pendopo.people.models import Person
from pendopo.registry.actions import BadRegister, end_appointment
from pendopo.registry.addressees import who_is_told
from pendopo.registry.custody.checklists import next_step
from pendopo.registry.custody.models import Trouble, TroubleStep
from pendopo.registry.models import Agency, Appointment, OfficialAccount
from pendopo.registry.queries import acting, in_force, today
from pendopo.registry.rules import Doing


@transaction.atomic
def report_hacked(
    *, account: OfficialAccount, what: str, by: Person, freeze: bool, data: bool, now: datetime | None = None
) -> Trouble:
    """Somebody lost an account or sees strange posts: freeze it at once, tell who must know, begin the checklist."""
    moment = now or timezone.now()
    actor = acting(by, Doing.CUSTODY, account.agency)
    if not what.strip():
        raise BadRegister("Tulis apa yang terjadi dan dari mana diketahui.")
    if account.state not in {"official", "suspended"}:
        raise BadRegister("Hanya akun resmi atau yang dibekukan yang dapat dilaporkan terganggu.")
    if Trouble.objects.filter(account=account, kind="hacked", state="open").exists():
        raise BadRegister("Gangguan akun ini sudah dicatat dan sedang ditangani. Lanjutkan daftar periksanya.")
    made = Trouble.objects.create(
        agency=account.agency, kind="hacked", account=account, what=what.strip(), opened_at=moment, opened_by=by,
        data_known_at=moment if data else None,
    )  # fmt: skip
    note(
        made, doing="trouble.opened", by=actor, because=what, after={"account": account.handle, "data": data}, at=moment
    )
    if freeze or account.state == "suspended":
        if account.state == "official":
            move(account, to="suspended", by=actor, because=f"Gangguan: {what.strip()[:200]}", at=moment)
        _keep(made, "freeze", by, "Dibekukan saat gangguan dicatat.", moment)
        _tell(made, by)
        _keep(made, "tell", by, "Diberi tahu lewat Pendopo.", moment)
    else:
        _tell(made, by)
    return made


@transaction.atomic
def officer_moves(
    *, agency: Agency, person: Person, on: date, because: str, by: Person, now: datetime | None = None
) -> Trouble:
    """Somebody named in a decree moves: the rights stop that very day (Pasal 8 d), and the checklist begins."""
    moment = now or timezone.now()
    actor = acting(by, Doing.REGISTER, agency)
    if not because.strip():
        raise BadRegister("Tulis sebabnya, misalnya nomor surat mutasi.")
    day = today(agency.government, moment)
    rows = list(
        Appointment.objects.filter(in_force(day, "decree"), decree__agency=agency, person=person, ended_on=None)
    )
    if not rows:
        raise BadRegister(f"{person.name} tidak tercantum dalam keputusan {agency.short_name} yang sedang berlaku.")
    for row in rows:
        end_appointment(appointment=row, on=on, because=because, by=by)
    made = Trouble.objects.create(
        agency=agency, kind="moved", mover=person, what=because.strip(), opened_at=moment, opened_by=by
    )
    note(made, doing="trouble.opened", by=actor, because=because, after={"person": person.name, "on": on}, at=moment)
    _keep(made, "rights", by, f"Penunjukan berakhir {on:%d-%m-%Y}.", moment)
    _tell(made, by)
    return made


@transaction.atomic
def tick(
    *, trouble: Trouble, code: str, remark: str, by: Person, skipped: bool = False, data: bool = False,
    now: datetime | None = None,
) -> TroubleStep:  # fmt: skip
    """Do the step whose turn it is. `data` says, at that step, that personal data was touched: then the 72 hours begin."""
    moment = now or timezone.now()
    actor = acting(by, Doing.CUSTODY, trouble.agency)
    row = Trouble.objects.select_for_update().get(pk=trouble.pk)
    if row.state != "open":
        raise BadRegister("Gangguan ini sudah selesai ditangani.")
    turn = next_step(row.kind, set(row.steps.values_list("code", flat=True)), data=row.data_known_at is not None)
    if turn is None or turn.code != code:
        waiting = f"Langkah berikutnya: {turn.label}." if turn else "Semua langkah sudah dikerjakan."
        raise BadRegister(f"Langkah dikerjakan berurutan. {waiting}")
    if skipped and not remark.strip():
        raise BadRegister("Tulis mengapa langkah ini tidak perlu.")
    if data and code == "data" and row.data_known_at is None:
        row.data_known_at = moment
        row.save(update_fields=["data_known_at"])
        note(row, doing="trouble.data_touched", by=actor, after={"known_at": moment}, at=moment)
    if not skipped:
        _do(row, code, remark, by, moment)
    return _keep(row, code, by, remark, moment, skipped=skipped)


def _do(trouble: Trouble, code: str, remark: str, by: Person, moment: datetime) -> None:
    """What ticking a step does by itself, or must find done."""
    account = trouble.account
    if account is None:
        return
    if code == "freeze" and account.state == "official":
        actor = acting(by, Doing.CUSTODY, trouble.agency)
        move(account, to="suspended", by=actor, because=f"Gangguan: {remark.strip() or trouble.what}"[:300], at=moment)
    if code == "reopen" and account.state == "suspended":
        raise BadRegister(
            "Akun masih dibekukan. Resmikan lagi atau nonaktifkan dulu di halaman akun, lalu centang langkah ini."
        )


def _keep(
    trouble: Trouble, code: str, by: Person, remark: str, moment: datetime, *, skipped: bool = False
) -> TroubleStep:
    """Write a step, once, with the journal's entry. The caller has the right."""
    actor = acting(by, Doing.CUSTODY, trouble.agency)
    try:
        with transaction.atomic():
            made = TroubleStep.objects.create(
                trouble=trouble, code=code, done_at=moment, by=by, note=remark.strip()[:500], skipped=skipped
            )
    except IntegrityError as error:
        raise BadRegister("Langkah ini sudah dikerjakan orang lain tadi.") from error
    after = {"step": code, "skipped": skipped}
    note(trouble, doing="trouble.step", by=actor, because=made.note, after=after, at=moment)
    return made


@transaction.atomic
def close(*, trouble: Trouble, outcome: str, by: Person, now: datetime | None = None) -> None:
    """Everything is done; the outcome says how it ended."""
    moment = now or timezone.now()
    done = set(trouble.steps.values_list("code", flat=True))
    turn = next_step(trouble.kind, done, data=trouble.data_known_at is not None)
    if turn is not None:
        raise BadRegister(f"Masih ada langkah: {turn.label}. Kerjakan, atau nyatakan tidak perlu dengan alasannya.")
    actor = acting(by, Doing.CUSTODY, trouble.agency)
    move(trouble, to="closed", by=actor, because=outcome, changes={"closed_at": moment}, at=moment)


def _tell(trouble: Trouble, by: Person) -> None:
    """Officials, head and dinas, each once."""
    agency = trouble.agency
    what = trouble.account.name if trouble.account else trouble.mover.name if trouble.mover else ""
    for person in who_is_told(agency, today(agency.government)):
        if person.pk == by.pk:
            continue
        tell(
            key=f"trouble-{trouble.pk}-{person.pk}", person=person, link=f"/gangguan/{trouble.pk}/",
            subject=f"{trouble.get_kind_display()}: {what}",
            body=f"{agency.name} mencatat: {trouble.what}\n\nLangkah dan tenggatnya ada di daftar periksa.",
        )  # fmt: skip
