"""How a government's papers look and are numbered, and the wording of each decree that was drafted here."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from pendopo.journal.actor import Place
from pendopo.registry.models import Agency, Decree, Government, Office

PATTERN = "{klasifikasi}/{nomor}/{unit}/{bulan_romawi}/{tahun}"
OPENING = "DENGAN RAHMAT TUHAN YANG MAHA ESA"


def crest_file(letterhead: Letterhead, name: str) -> str:
    """Where a crest is kept: redrawn by us, under our own name."""
    return f"letterheads/{letterhead.government.key}-{letterhead.crest_sha256[:16]}.png"


class Letterhead(models.Model):
    """The template of a government's papers: crest, number pattern, place, fixed wording."""

    class Size(models.TextChoices):
        F4 = "f4", _("F4 (21,5 × 33 cm)")
        A4 = "a4", _("A4 (21 × 29,7 cm)")

    government = models.OneToOneField(Government, on_delete=models.PROTECT, related_name="letterhead")
    crest = models.FileField(upload_to=crest_file, max_length=300, blank=True)
    crest_sha256 = models.CharField(max_length=64, blank=True)
    pattern = models.CharField(_("Pola nomor"), max_length=120, default=PATTERN)
    classification = models.CharField(_("Kode klasifikasi"), max_length=30, default="480")
    place = models.CharField(_("Tempat penetapan"), max_length=80, blank=True)
    opening = models.CharField(_("Kalimat pembuka"), max_length=120, default=OPENING, blank=True)
    size = models.CharField(_("Ukuran kertas"), max_length=2, choices=Size, default=Size.F4)
    clauses = models.TextField(_("Diktum tetap"), blank=True)
    copies = models.TextField(_("Tembusan"), blank=True)

    def __str__(self) -> str:
        return f"{self.government}: kop"

    def journal_place(self) -> Place:
        return self.government.journal_place()


class AgencyLetterhead(models.Model):
    """What an agency adds: its unit code in numbers, its address lines, how its head is called on paper."""

    agency = models.OneToOneField(Agency, on_delete=models.PROTECT, related_name="letterhead")
    unit = models.CharField(_("Kode unit dalam nomor"), max_length=40, blank=True)
    lines = models.TextField(_("Baris alamat di kop"), blank=True)
    head_office = models.CharField(_("Sebutan kepala di naskah"), max_length=200, blank=True)

    def __str__(self) -> str:
        return f"{self.agency}: kop"

    def journal_place(self) -> Place:
        return self.agency.journal_place()


class Serial(models.Model):
    """The last running number that an agency gave in a year. Taken under lock, never given twice."""

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="serials")
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["agency", "year"], name="serial_one_a_year")]

    def __str__(self) -> str:
        return f"{self.agency} {self.year}: {self.last}"


class Paper(models.Model):
    """The wording of a decree that is drafted here; the decree's own rows say whom and what it names.

    `bases` is a list of [code, text]: the code finds the state of the basis, the text is what is printed.
    """

    decree = models.OneToOneField(Decree, on_delete=models.PROTECT, related_name="paper")
    considerations = models.JSONField(default=list)
    bases = models.JSONField(default=list)
    clauses = models.JSONField(default=list)
    copies = models.JSONField(default=list)
    place = models.CharField(_("Ditetapkan di"), max_length=80, blank=True)
    dated = models.DateField(_("Tanggal penetapan"), null=True, blank=True)
    signer = models.ForeignKey(Office, on_delete=models.PROTECT, null=True, blank=True, related_name="papers")
    # Why a revoked or unchecked basis is cited all the same; the secretary's own words.
    basis_note = models.CharField(_("Alasan mengutip dasar hukum yang ditandai"), max_length=300, blank=True)
    makes_official = models.BooleanField(_("Akun menjadi resmi begitu salinan bertanda tangan diunggah"), default=True)
    replaces = models.ForeignKey(
        Decree, on_delete=models.PROTECT, null=True, blank=True, related_name="succeeded_by_papers"
    )

    def __str__(self) -> str:
        return f"naskah {self.decree}"

    def journal_place(self) -> Place:
        return self.decree.journal_place()


class Seal(models.Model):
    """What stood in the signed copy of a decree when it came: electronic signatures and the names in their certificates."""

    decree = models.OneToOneField(Decree, on_delete=models.PROTECT, related_name="seal")
    signatures = models.PositiveSmallIntegerField()
    names = models.CharField(max_length=400, blank=True)
    intact = models.BooleanField()
    # What the configured service said of it; empty without one.
    verdict = models.CharField(max_length=300, blank=True)

    def __str__(self) -> str:
        return f"{self.signatures} tanda tangan elektronik"

    def journal_place(self) -> Place:
        return self.decree.journal_place()
