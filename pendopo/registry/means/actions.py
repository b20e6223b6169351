"""Recording devices, outages, budget lines and spending. All of it journalled; nothing is spent above its ceiling."""

from __future__ import annotations

import re
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.db.models import Sum
from django.utils import timezone

from pendopo.journal.actions import note
from pendopo.journal.machine import Said
from pendopo.people.models import Person
from pendopo.registry.means.models import CostLine, Device, Outage, Spending
from pendopo.registry.means.queries import devices_of
from pendopo.registry.means.rules import MOST, over, rupiah
from pendopo.registry.models import Agency
from pendopo.registry.queries import acting, today
from pendopo.registry.rules import Doing
from pendopo.regulation.profile import load


class MeansRefused(Said):
    """It can't be recorded so; the sentence says what to mend."""


@transaction.atomic
def add_device(
    *, agency: Agency, year: int, kind: str, name: str, quantity: int, owner: str, link: str, backup: str, by: Person,
    words: str = "", at: datetime | None = None,
) -> Device:  # fmt: skip
    """A device (or several alike) that officers work with in a year (Pasal 14; C-FAC1)."""
    actor = acting(by, Doing.REGISTER, agency, at=at)
    for value, choices in ((kind, Device.Kind), (owner, Device.Owner), (link, Device.Link), (backup, Device.Backup)):
        if value not in choices.values:
            raise MeansRefused("Pilih jenis, kepemilikan, jaringan, dan cadangan listriknya dari daftar.")
    if not name.strip() or not 1 <= quantity <= 10_000:
        raise MeansRefused("Tulis sebutannya dan jumlahnya, sedikitnya satu.")
    made = Device.objects.create(
        agency=agency, year=year, kind=kind, name=name.strip()[:120], quantity=quantity, owner=owner, link=link,
        backup=backup, note=words.strip()[:300], recorded_at=at or timezone.now(),
    )  # fmt: skip
    note(made, doing="device.added", by=actor, after={"year": year, "name": made.name, "owner": owner}, at=at)
    return made


@transaction.atomic
def remove_device(*, device: Device, because: str, by: Person, at: datetime | None = None) -> None:
    """It was listed by mistake or is gone; it stays in the journal."""
    actor = acting(by, Doing.REGISTER, device.agency, at=at)
    if not because.strip():
        raise MeansRefused("Tulis sebabnya, misalnya rusak atau salah catat.")
    device.removed = True
    device.save(update_fields=["removed"])
    note(device, doing="device.removed", by=actor, because=because, before={"name": device.name}, at=at)


@transaction.atomic
def copy_year(*, agency: Agency, year: int, by: Person, at: datetime | None = None) -> int:
    """Take over the list of the year before; says how many lines. Refused once the year has a list of its own."""
    actor = acting(by, Doing.REGISTER, agency, at=at)
    if devices_of(agency, year).exists():
        raise MeansRefused(f"Daftar {year} sudah terisi. Ubah baris-barisnya saja.")
    before = list(devices_of(agency, year - 1))
    if not before:
        raise MeansRefused(f"Daftar {year - 1} kosong; isi daftar {year} satu per satu.")
    for one in before:
        one.pk, one.year, one.recorded_at = None, year, at or timezone.now()
    Device.objects.bulk_create(before)
    note(agency, doing="device.year_copied", by=actor, after={"year": year, "lines": len(before)}, at=at)
    return len(before)


@transaction.atomic
def note_outage(
    *, agency: Agency, what: str, started_at: datetime, by: Person, ended_at: datetime | None = None, words: str = "",
    at: datetime | None = None,
) -> Outage:  # fmt: skip
    """Something failed, from when to when (Pasal 14; feeds 15(3) g)."""
    actor = acting(by, Doing.RECORD, agency, at=at)
    now = at or timezone.now()
    if what not in Outage.What.values:
        raise MeansRefused("Pilih apa yang terganggu: listrik, internet, platform, atau perangkat.")
    if started_at > now or (ended_at and ended_at > now):
        raise MeansRefused("Waktunya belum tiba.")
    if ended_at and ended_at < started_at:
        raise MeansRefused("Gangguan pulih sebelum mulai: periksa kedua waktunya.")
    made = Outage.objects.create(
        agency=agency, what=what, started_at=started_at, ended_at=ended_at, note=words.strip()[:300], by=by.name
    )
    note(made, doing="outage.noted", by=actor, after={"what": what, "from": started_at, "until": ended_at}, at=at)
    return made


@transaction.atomic
def end_outage(*, outage: Outage, ended_at: datetime, by: Person, at: datetime | None = None) -> None:
    """It works again."""
    outage = Outage.objects.select_for_update(of=("self",)).select_related("agency__government").get(pk=outage.pk)
    actor = acting(by, Doing.RECORD, outage.agency, at=at)
    if outage.ended_at is not None:
        raise MeansRefused("Gangguan ini sudah dicatat pulih.")
    if ended_at < outage.started_at or ended_at > (at or timezone.now()):
        raise MeansRefused("Waktu pulih harus sesudah mulai dan tidak di masa depan.")
    outage.ended_at = ended_at
    outage.save(update_fields=["ended_at"])
    note(outage, doing="outage.ended", by=actor, after={"until": ended_at}, at=at)


@transaction.atomic
def add_cost(
    *, agency: Agency, year: int, item: str, budget_reference: str, sub_activity: str, account_code: str, ceiling: int,
    by: Person, at: datetime | None = None,
) -> CostLine:  # fmt: skip
    """A line of the budget document; its codes must look as the profile says (Pasal 17; C-FIN1)."""
    actor = acting(by, Doing.REGISTER, agency, at=at)
    rule = load(agency.government.profile).cost
    if not item.strip() or not budget_reference.strip():
        raise MeansRefused(f"Tulis uraiannya dan letaknya dalam {rule.budget_document}.")
    if not re.fullmatch(rule.sub_activity_pattern, sub_activity.strip()):
        raise MeansRefused(f"Kode sub kegiatan «{sub_activity}» tidak wajar. Contoh bentuknya: 2.16.02.2.01.0005.")
    if not re.fullmatch(rule.account_code_pattern, account_code.strip()):
        raise MeansRefused(f"Kode rekening «{account_code}» tidak wajar. Contoh bentuknya: 5.1.02.01.01.0024.")
    if not 0 < ceiling <= MOST:
        raise MeansRefused("Pagu harus lebih dari nol.")
    try:
        with transaction.atomic():
            made = CostLine.objects.create(
                agency=agency, year=year, item=item.strip()[:200], budget_reference=budget_reference.strip()[:200],
                sub_activity=sub_activity.strip(), account_code=account_code.strip(), ceiling=ceiling,
            )  # fmt: skip
    except IntegrityError as error:
        raise MeansRefused("Baris dengan kode dan uraian yang sama sudah ada.") from error
    note(made, doing="cost.added", by=actor, after={"year": year, "item": made.item, "ceiling": ceiling}, at=at)
    return made


def _locked(cost: CostLine) -> tuple[CostLine, int]:
    cost = CostLine.objects.select_for_update(of=("self",)).select_related("agency__government").get(pk=cost.pk)
    return cost, cost.spendings.aggregate(sum=Sum("amount"))["sum"] or 0


@transaction.atomic
def spend(*, cost: CostLine, on: date, amount: int, words: str, by: Person, at: datetime | None = None) -> Spending:
    """Something was paid from a line; above the ceiling it is refused with the sums. A negative amount corrects."""
    cost, spent = _locked(cost)
    actor = acting(by, Doing.REGISTER, cost.agency, at=at)
    if not words.strip() or amount == 0:
        raise MeansRefused("Tulis jumlahnya dan untuk apa.")
    if on.year != cost.year or on > today(cost.agency.government, at):
        raise MeansRefused(f"Tanggalnya harus dalam tahun anggaran {cost.year} dan tidak di masa depan.")
    if problem := over(cost.ceiling, spent, amount):
        raise MeansRefused(problem)
    made = Spending.objects.create(cost=cost, on=on, amount=amount, note=words.strip()[:300], by=by.name)
    note(
        cost,
        doing="cost.spent",
        by=actor,
        because=words,
        before={"spent": spent},
        after={"spent": spent + amount},
        at=at,
    )
    return made


@transaction.atomic
def change_ceiling(*, cost: CostLine, ceiling: int, because: str, by: Person, at: datetime | None = None) -> None:
    """The budget document was changed; never below what is spent already."""
    cost, spent = _locked(cost)
    actor = acting(by, Doing.REGISTER, cost.agency, at=at)
    if not because.strip():
        raise MeansRefused("Sebutkan DPA perubahannya.")
    if ceiling < spent or not 0 < ceiling <= MOST:
        raise MeansRefused(f"Pagu tidak boleh di bawah realisasi ({rupiah(spent)}).")
    before, cost.ceiling = cost.ceiling, ceiling
    cost.save(update_fields=["ceiling"])
    note(
        cost,
        doing="cost.ceiling",
        by=actor,
        because=because,
        before={"ceiling": before},
        after={"ceiling": ceiling},
        at=at,
    )
