"""The register: who governs, which agencies, who holds which office, which accounts are official and by whose decree."""

from __future__ import annotations

from typing import ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from pendopo.journal.actor import Place
from pendopo.journal.machine import Machine
from pendopo.people.models import Person
from pendopo.registry.states import ACCOUNT, DECREE


class Government(models.Model):
    """A local government, run by one regulation profile (`regulation/profiles/`). `key` stands in its public address."""

    key = models.SlugField(_("Kunci"), max_length=40, unique=True)
    name = models.CharField(_("Nama"), max_length=200)
    profile = models.CharField(_("Profil peraturan"), max_length=60)
    zone = models.CharField(_("Zona waktu"), max_length=40, default="Asia/Jakarta")
    accent = models.CharField(_("Warna"), max_length=7, default="#066fd1")
    website = models.URLField(_("Situs web"), blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.name

    def journal_place(self) -> Place:
        return Place(self.key, self.zone)


class Agency(models.Model):
    """An instansi of a kind that the profile knows (P 1.3, K 1.4). Exactly one active agency coordinates (K 1.5)."""

    government = models.ForeignKey(Government, on_delete=models.PROTECT, related_name="agencies")
    kind = models.CharField(_("Jenis"), max_length=40)
    name = models.CharField(_("Nama"), max_length=200)
    short_name = models.CharField(_("Nama pendek"), max_length=60)
    slug = models.SlugField(max_length=60)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="children")
    successor = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="predecessors")
    # When another agency was last merged into it: what that one left is read, and its report owed, here too.
    took_over_on = models.DateField(null=True, blank=True)
    coordinates = models.BooleanField(_("Dinas pengampu"), default=False)
    since = models.DateField(_("Sejak"))
    closed_on = models.DateField(_("Ditutup"), null=True, blank=True)
    email = models.EmailField(_("Surel"), blank=True)
    phone = models.CharField(_("Telepon"), max_length=30, blank=True)
    duties = models.TextField(_("Tugas dan kata kunci kewenangan"), blank=True)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["government", "slug"], name="agency_one_slug"),
            models.UniqueConstraint(
                fields=["government"], condition=Q(coordinates=True, closed_on=None), name="agency_one_coordinates"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def active(self) -> bool:
        """Not closed."""
        return self.closed_on is None

    def journal_place(self) -> Place:
        return Place(self.government.key, self.government.zone, self.pk)


class Role(models.TextChoices):
    """What an office lets its holder do (registry.rules has the table). Officers and officials come from decrees."""

    HEAD = "head", _("Kepala instansi")
    LIAISON = "liaison", _("Narahubung instansi")
    PREPARER = "preparer", _("Penyusun (non-ASN)")
    ANALYST = "analyst", _("Analis dinas pengampu")
    REGIONAL_HEAD = "regional_head", _("Kepala daerah")
    AUDITOR = "auditor", _("Inspektorat")
    ADMIN = "admin", _("Admin sistem")


class Office(models.Model):
    """Somebody holds an office at an agency from a day to a day (both included, in the government's zone).

    `acting`: Plt. holds a vacant office, Plh. stands in for a holder who is away for some days; both by a letter, until a
    day, and with the rights of the office within those days.
    """

    class Acting(models.TextChoices):
        NONE = "", _("Pemegang jabatan")
        VACANT = "plt", _("Pelaksana tugas (Plt.)")
        ABSENT = "plh", _("Pelaksana harian (Plh.)")

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="offices")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="offices")
    role = models.CharField(_("Peran"), max_length=16, choices=Role)
    title = models.CharField(_("Jabatan"), max_length=200)
    since = models.DateField(_("Mulai"))
    until = models.DateField(_("Sampai"), null=True, blank=True)
    acting = models.CharField(_("Cara memegang jabatan"), max_length=3, choices=Acting, default=Acting.NONE, blank=True)
    letter = models.CharField(_("Nomor keputusan atau surat perintah"), max_length=200, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(until=None) | Q(until__gte=F("since")), name="office_ends_after_start"),
            models.CheckConstraint(
                condition=Q(acting="") | (Q(until__isnull=False) & ~Q(letter="")), name="office_acting_by_letter"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.shown_title}: {self.person}"

    @property
    def shown_title(self) -> str:
        """The title as it is signed: "Plt. Kepala Dinas …" for somebody who acts."""
        return f"{self.acting.capitalize()}. {self.title}" if self.acting else self.title

    def journal_place(self) -> Place:
        return self.agency.journal_place()


class OfficialAccount(models.Model):
    """An account on a platform that speaks for an agency (Pasal 8 b–c, 9). Never deleted, only closed."""

    class Hosting(models.TextChoices):
        OWN_DOMAIN = "own_domain", _("Ranah sendiri")
        AGENCY_SITE = "agency_site", _("Di dalam situs instansi")
        FREE_HOST = "free_host", _("Menumpang di layanan gratis")

    machine: ClassVar[Machine] = ACCOUNT

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="accounts")
    platform = models.CharField(_("Platform"), max_length=40)
    connector = models.CharField(_("Cara terhubung"), max_length=40, default="assisted")
    name = models.CharField(_("Nama akun"), max_length=120)
    handle = models.CharField(_("Alamat akun"), max_length=200)
    handle_folded = models.CharField(max_length=200)
    url = models.URLField(_("Tautan"), max_length=500)
    account_type = models.CharField(_("Jenis akun"), max_length=40)
    verdict = models.CharField(_("Dasar jenis akun"), max_length=20)
    verdict_note = models.TextField(_("Catatan tafsir"), blank=True)
    state = models.CharField(_("Keadaan"), max_length=12, choices=ACCOUNT.choices, default=ACCOUNT.start)
    official_since = models.DateField(_("Resmi sejak"), null=True, blank=True)
    closed_on = models.DateField(null=True, blank=True)
    recovery_email = models.EmailField(_("Surel pemulihan (dinas)"), blank=True)
    two_factor = models.BooleanField(_("Verifikasi dua langkah menyala"), default=False)
    keys_checked_on = models.DateField(_("Kunci terakhir diperiksa"), null=True, blank=True)
    # For whom it is meant (Pasal 8 a–b); for blogs where it lives (K annex A.1), and which page of the government links to it.
    audience = models.TextField(_("Khalayak sasaran"), blank=True)
    hosting = models.CharField(_("Tempat blog"), max_length=12, choices=Hosting, blank=True)
    official_link = models.URLField(_("Halaman .go.id yang menautkan akun ini"), max_length=500, blank=True)
    # Open to anybody and two-way (Pasal 1, media sosial). None: nobody has said yet.
    is_public = models.BooleanField(_("Terbuka bagi siapa saja"), null=True, blank=True)
    comments_closed_since = models.DateField(_("Komentar ditutup sejak"), null=True, blank=True)
    comments_closed_because = models.CharField(_("Alasan menutup komentar"), max_length=300, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["platform", "handle_folded"], condition=~Q(state="closed"), name="account_one_handle_a_platform"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def journal_place(self) -> Place:
        return self.agency.journal_place()


class Connection(models.Model):
    """How the program reaches an account: options, sealed secrets, and how well it goes. `cursor` is the connector's own."""

    class Health(models.TextChoices):
        NEW = "new", _("belum dicoba")
        GOOD = "good", _("terhubung")
        TROUBLED = "troubled", _("terganggu")
        CUT = "cut", _("terputus, perlu dihubungkan lagi")

    account = models.OneToOneField(OfficialAccount, on_delete=models.PROTECT, related_name="connection")
    options = models.JSONField(default=dict)
    sealed = models.TextField(default="")
    enabled = models.BooleanField(default=True)
    health = models.CharField(max_length=10, choices=Health, default=Health.NEW)
    trouble = models.TextField(blank=True)
    cursor = models.TextField(default="")
    collected_at = models.DateTimeField(null=True)
    next_collect_at = models.DateTimeField(null=True, db_index=True)
    lease_until = models.DateTimeField(null=True)
    leased_by = models.CharField(max_length=80, blank=True)
    # Failures in a row, and until when the platform asked us to send nothing more (429, maintenance).
    failures = models.PositiveSmallIntegerField(default=0)
    send_after = models.DateTimeField(null=True)
    connected_by = models.CharField(max_length=200, blank=True)
    connected_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.account}: {self.health}"

    def journal_place(self) -> Place:
        return self.account.journal_place()


def decree_file(decree: Decree, name: str) -> str:
    """Where a signed copy is kept: under our own name, whatever the file was called."""
    return f"decrees/{decree.agency.government.key}/{decree.pk or 'new'}-{decree.file_sha256[:16]}.pdf"


class Decree(models.Model):
    """A Keputusan Kepala Instansi (K 9(1)) or another written appointment (P 9(1)). Rights follow its days.

    `since` and `until` are days in the government's zone; `until` is in force to its last second.
    """

    machine: ClassVar[Machine] = DECREE

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="decrees")
    number = models.CharField(_("Nomor"), max_length=120)
    about = models.CharField(_("Tentang"), max_length=300)
    signed_on = models.DateField(_("Tanggal ditandatangani"), null=True, blank=True)
    signer = models.ForeignKey(Office, on_delete=models.PROTECT, null=True, blank=True, related_name="decrees_signed")
    since = models.DateField(_("Berlaku mulai"))
    until = models.DateField(_("Berlaku sampai"), null=True, blank=True)
    revoked_on = models.DateField(_("Dicabut"), null=True, blank=True)
    state = models.CharField(max_length=12, choices=DECREE.choices, default=DECREE.start)
    file = models.FileField(upload_to=decree_file, max_length=300, blank=True)
    file_name = models.CharField(max_length=200, blank=True)
    file_sha256 = models.CharField(max_length=64, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    accounts = models.ManyToManyField(OfficialAccount, related_name="decrees", blank=True, through="DecreeAccount")

    class Meta:
        ordering = ["-since", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["agency", "number"], name="decree_one_number"),
            models.CheckConstraint(condition=Q(until=None) | Q(until__gte=F("since")), name="decree_ends_after_start"),
        ]

    def __str__(self) -> str:
        return self.number

    def clean(self) -> None:
        if self.since and self.until and self.until < self.since:
            raise ValidationError({"until": _("Tanggal akhir ada sebelum tanggal mulai: periksa kedua tanggal itu.")})

    def journal_place(self) -> Place:
        return self.agency.journal_place()


class DecreeAccount(models.Model):
    """An account that a decree names. A table of its own so that neither side can ever be deleted from under the other."""

    decree = models.ForeignKey(Decree, on_delete=models.PROTECT)
    account = models.ForeignKey(OfficialAccount, on_delete=models.PROTECT, db_column="officialaccount_id")

    class Meta:
        db_table = "registry_decree_accounts"
        unique_together = [("decree", "account")]

    def __str__(self) -> str:
        return f"{self.decree}: {self.account}"


class Appointment(models.Model):
    """A person named in a decree: officer (petugas) or responsible official (pejabat), for one account or for all."""

    class Duty(models.TextChoices):
        OFFICER = "officer", _("Petugas")
        OFFICIAL = "official", _("Pejabat penanggung jawab")

    decree = models.ForeignKey(Decree, on_delete=models.PROTECT, related_name="appointments")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="appointments")
    duty = models.CharField(_("Tugas"), max_length=10, choices=Duty)
    account = models.ForeignKey(
        OfficialAccount, on_delete=models.PROTECT, null=True, blank=True, related_name="appointments"
    )
    position = models.CharField(_("Jabatan"), max_length=200, blank=True)
    # Moved to another post before the decree ends: rights stop the same day (Pasal 8 d).
    ended_on = models.DateField(_("Berakhir lebih awal"), null=True, blank=True)
    ended_because = models.CharField(_("Sebab"), max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["decree", "person", "duty", "account"], name="appointment_once"),
            # SQLite takes two empty accounts for different ones.
            models.UniqueConstraint(
                fields=["decree", "person", "duty"], condition=Q(account=None), name="appointment_once_for_all"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} ({self.duty})"

    def journal_place(self) -> Place:
        return self.decree.journal_place()
