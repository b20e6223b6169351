"""A person who signs in, and a notice to somebody (on the screen and by e-mail)."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from pendopo.journal.actor import Place


class PersonManager(BaseUserManager["Person"]):
    """Makes people; e-mail addresses are kept in lower case."""

    def create_user(self, email: str, name: str, password: str | None = None, **fields: object) -> Person:
        """A person with a password (None: none yet)."""
        person = Person(email=email.strip().lower(), name=name, **fields)
        person.set_password(password)
        person.full_clean(exclude=["password"])
        person.save()
        return person

    def get_by_natural_key(self, username: str | None) -> Person:
        """Sign-in does not care for capitals."""
        return self.get(email=(username or "").lower())


class Person(AbstractBaseUser):
    """Somebody who may sign in. What they may do follows from offices and decrees, never from this row.

    `employment`: only ASN (PNS or PPPK) may answer and publish (P 1.4–1.5, K 1.8–1.9); contract staff prepare.
    """

    class Employment(models.TextChoices):
        PNS = "pns", "PNS"
        PPPK = "pppk", "PPPK"
        CONTRACT = "contract", _("Tenaga kontrak")

    email = models.EmailField(_("Surel"), unique=True)
    name = models.CharField(_("Nama"), max_length=200)
    nip = models.CharField(
        "NIP", max_length=18, null=True, blank=True, unique=True,
        validators=[RegexValidator(r"^\d{18}$", _("NIP terdiri atas 18 angka, tanpa spasi."))],
    )  # fmt: skip
    employment = models.CharField(_("Status kepegawaian"), max_length=8, choices=Employment, default=Employment.PNS)
    phone = models.CharField(_("Nomor telepon dinas"), max_length=20, blank=True)
    language = models.CharField(
        _("Bahasa"), max_length=2, default="id", choices=[("id", "Indonesia"), ("en", "English")]
    )
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[PersonManager] = PersonManager()
    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    def __str__(self) -> str:
        return self.name

    @property
    def is_asn(self) -> bool:
        """Is this person an ASN (PNS or PPPK)?"""
        return self.employment in {self.Employment.PNS, self.Employment.PPPK}

    def get_full_name(self) -> str:
        return self.name


class Notice(models.Model):
    """Something that a person must be told. `key` is unique: what was told once is not told again.

    A notice for somebody without an account goes to `address` only. E-mail leaves after a claim, at most once.
    """

    class Mail(models.TextChoices):
        NONE = "none", _("tanpa surel")
        QUEUED = "queued", _("menunggu dikirim")
        SENDING = "sending", _("sedang dikirim")
        SENT = "sent", _("terkirim")
        FAILED = "failed", _("gagal")

    key = models.CharField(max_length=120, unique=True)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="notices")
    address = models.EmailField(blank=True)
    subject = models.CharField(max_length=200)
    body = models.TextField()
    link = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    read_at = models.DateTimeField(null=True)
    mail = models.CharField(max_length=8, choices=Mail, default=Mail.QUEUED)
    mail_attempts = models.PositiveSmallIntegerField(default=0)
    mail_next_at = models.DateTimeField(null=True)
    mailed_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["mail", "mail_next_at"], name="notice_to_mail"),
            models.Index(fields=["person", "-created_at"], name="notice_of_person"),
        ]

    def __str__(self) -> str:
        return self.subject

    def journal_place(self) -> Place:
        """People belong to no single government: what befalls their mail is written in a chain of its own."""
        return Place("people", "Asia/Jakarta")


class ApiKey(models.Model):
    """A key by which a program acts as a person through the JSON interface: with that person's rights, never more.

    Only the SHA-256 of the secret is kept. A key ends by itself (`expires_at`), and no later than a year after its issue.
    """

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="api_keys")
    name = models.CharField(_("Nama kunci"), max_length=80)
    secret_sha256 = models.CharField(max_length=64, unique=True)
    may_write = models.BooleanField(_("Boleh mengubah"), default=False)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(_("Berlaku sampai"))
    revoked_at = models.DateTimeField(null=True)
    used_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["person", "-created_at"], name="api_key_of_person")]

    def __str__(self) -> str:
        return self.name

    def journal_place(self) -> Place:
        """Keys belong to people, as notices do."""
        return Place("people", "Asia/Jakarta")
