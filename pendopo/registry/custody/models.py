"""Decisions about an account's type, looks at its keys, whose it was, handover minutes, and troubles with their steps."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from pendopo.journal.actor import Place
from pendopo.journal.machine import Machine
from pendopo.people.models import Person
from pendopo.registry.custody.states import HANDOVER, TROUBLE
from pendopo.registry.models import Agency, OfficialAccount


class TypeDecision(models.Model):
    """The head's decision about a type that the annex does not list, or lists only by interpretation. Never changed."""

    account = models.ForeignKey(OfficialAccount, on_delete=models.PROTECT, related_name="type_decisions")
    accepted = models.BooleanField()
    reason = models.TextField(_("Alasan"))
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="type_decisions")
    office = models.CharField(max_length=300)
    decided_at = models.DateTimeField()

    class Meta:
        ordering = ["-decided_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.account}: {'ya' if self.accepted else 'tidak'}"

    def journal_place(self) -> Place:
        return self.account.journal_place()


class KeyLook(models.Model):
    """Somebody looked at the keys of an account (half-yearly, Pasal 1 akun)."""

    account = models.ForeignKey(OfficialAccount, on_delete=models.PROTECT, related_name="key_looks")
    on = models.DateField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="key_looks")
    recovery_email = models.EmailField(_("Surel pemulihan"), blank=True)
    two_factor = models.BooleanField(_("Verifikasi dua langkah menyala"))
    keepers = models.CharField(_("Pemegang kunci"), max_length=300)
    note = models.TextField(_("Catatan"), blank=True)

    class Meta:
        ordering = ["-on", "-pk"]

    def __str__(self) -> str:
        return f"{self.account} {self.on}"

    def journal_place(self) -> Place:
        return self.account.journal_place()


def minutes_file(handover: Handover, name: str) -> str:
    """Where signed minutes are kept: under our own name."""
    return f"handovers/{handover.account.agency.government.key}/{handover.pk}-{handover.file_sha256[:16]}.pdf"


class Handover(models.Model):
    """Minutes of a handover (serah terima): from whom to whom, when and where; what went over stands in its items."""

    machine: ClassVar[Machine] = HANDOVER

    account = models.ForeignKey(OfficialAccount, on_delete=models.PROTECT, related_name="handovers")
    # The agency at that time; the account may belong to another one later.
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="handovers")
    giver = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="handovers_given")
    giver_office = models.CharField(_("Jabatan yang menyerahkan"), max_length=200)
    taker = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="handovers_taken")
    taker_office = models.CharField(_("Jabatan yang menerima"), max_length=200)
    number = models.CharField(_("Nomor"), max_length=120, blank=True)
    on = models.DateField(_("Tanggal serah terima"))
    place = models.CharField(_("Tempat"), max_length=120)
    because = models.CharField(_("Sebab"), max_length=300)
    state = models.CharField(max_length=10, choices=HANDOVER.choices, default=HANDOVER.start)
    file = models.FileField(upload_to=minutes_file, max_length=300, blank=True)
    file_sha256 = models.CharField(max_length=64, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-on", "-pk"]

    def __str__(self) -> str:
        return f"serah terima {self.account} {self.on}"

    def journal_place(self) -> Place:
        return self.agency.journal_place()


class HandoverItem(models.Model):
    """One thing that went over, or why it did not."""

    handover = models.ForeignKey(Handover, on_delete=models.PROTECT, related_name="items")
    code = models.CharField(max_length=20)
    done = models.BooleanField(default=False)
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["handover", "code"], name="handover_item_once")]

    def __str__(self) -> str:
        return f"{self.code}: {'ya' if self.done else 'belum'}"


class Ownership(models.Model):
    """Whose an account was, from a day to a day. The first row is written when the account moves for the first time."""

    account = models.ForeignKey(OfficialAccount, on_delete=models.PROTECT, related_name="ownerships")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="ownerships")
    since = models.DateField()
    until = models.DateField(null=True)
    because = models.CharField(max_length=300, blank=True)
    minutes = models.ForeignKey(Handover, on_delete=models.PROTECT, null=True, related_name="ownerships")

    class Meta:
        ordering = ["since", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["account"], condition=models.Q(until=None), name="ownership_one_now")
        ]

    def __str__(self) -> str:
        return f"{self.account}: {self.agency} sejak {self.since}"

    def journal_place(self) -> Place:
        return self.agency.journal_place()


class Trouble(models.Model):
    """An account is lost or hacked, or an officer moved: steps in order, under clocks."""

    class Kind(models.TextChoices):
        HACKED = "hacked", _("Akun diretas atau akses hilang")
        MOVED = "moved", _("Petugas pindah tugas")

    machine: ClassVar[Machine] = TROUBLE

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="troubles")
    kind = models.CharField(max_length=8, choices=Kind)
    account = models.ForeignKey(OfficialAccount, on_delete=models.PROTECT, null=True, related_name="troubles")
    mover = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="moves_away")
    what = models.TextField(_("Apa yang terjadi"))
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="troubles_opened")
    # When somebody knew that personal data was touched: from then the 72 hours of UU PDP article 46 run.
    data_known_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=8, choices=TROUBLE.choices, default=TROUBLE.start)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["state", "-opened_at"]
        indexes = [models.Index(fields=["agency", "state"], name="trouble_of_agency")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.about}"

    @property
    def about(self) -> str:
        """The account or the person."""
        return str(self.account or self.mover)

    def journal_place(self) -> Place:
        return self.agency.journal_place()


class TroubleStep(models.Model):
    """A step that was done, or that was not needed (`skipped`, then the note says why)."""

    trouble = models.ForeignKey(Trouble, on_delete=models.PROTECT, related_name="steps")
    code = models.CharField(max_length=20)
    done_at = models.DateTimeField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="trouble_steps")
    note = models.CharField(max_length=500)
    skipped = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["trouble", "code"], name="trouble_step_once")]
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.code} {self.done_at}"
