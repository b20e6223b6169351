"""A message, its variant for each account, and who approved exactly which content."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from pendopo.delivery.models import Dispatch
from pendopo.journal.actor import Place
from pendopo.journal.machine import Machine
from pendopo.people.models import Person
from pendopo.publishing.states import MESSAGE
from pendopo.registry.models import Agency, OfficialAccount


class Message(models.Model):
    """What an agency wants to say (Pasal 7, 8 e, 10): purpose, category, source and tags stand with the text."""

    machine: ClassVar[Machine] = MESSAGE

    class InfoClass(models.TextChoices):
        OPEN = "open", _("terbuka")
        LIMITED = "limited", _("terbatas")
        EXEMPT = "exempt", _("dikecualikan")

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="messages")

    class Format(models.TextChoices):
        TEXT = "text", _("teks")
        IMAGE = "image", _("gambar")
        VIDEO = "video", _("video")
        LIVE = "live", _("siaran langsung")
        STORY = "story", _("cerita")
        INFOGRAPHIC = "infographic", _("infografik")
        OFFLINE = "offline", _("bukan daring")

    title = models.CharField(_("Judul"), max_length=200)
    text = models.TextField(_("Isi pesan"))
    purpose = models.CharField(_("Tujuan"), max_length=40)
    category = models.CharField(_("Kategori"), max_length=40)
    category_note = models.CharField(_("Penjelasan kategori"), max_length=300, blank=True)
    level = models.CharField(_("Tingkat pemerintahan"), max_length=20, blank=True)
    # Pasal 2 a: only a greeting may stand without one, then `category_note` says what it is.
    source = models.CharField(_("Sumber"), max_length=500, blank=True)
    tags = models.CharField(_("Penandaan"), max_length=500, blank=True)
    info_class = models.CharField(_("Sifat informasi"), max_length=8, choices=InfoClass, default=InfoClass.OPEN)
    ethics = models.JSONField(default=dict)
    planned_at = models.DateTimeField(_("Waktu terbit"))
    # P1.8, K1.12: information in any package and format.
    format = models.CharField(_("Bentuk"), max_length=12, choices=Format, default=Format.TEXT)
    mentions = models.CharField(_("Sebutan"), max_length=500, blank=True)
    language = models.CharField(_("Bahasa"), max_length=8, default="id")
    campaign = models.CharField(_("Kampanye"), max_length=60, blank=True)
    # 3 e: the web page, radio programme, meeting or leaflet that it goes together with.
    other_channel = models.CharField(_("Saluran lain"), max_length=300, blank=True)
    # 10 b: which current issue it speaks to.
    issue = models.ForeignKey("issues.Issue", on_delete=models.PROTECT, null=True, blank=True, related_name="messages")
    state = models.CharField(max_length=10, choices=MESSAGE.choices, default=MESSAGE.start)
    author = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="messages")
    # Everybody who ever changed the content: none of them may approve it (3 a).
    writers = models.ManyToManyField(Person, related_name="+")
    published_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)
    # The page on which it was begun: what is kept twice from one page, because an answer was lost, is one message.
    begun_as = models.CharField(max_length=40, blank=True)

    class Meta:
        indexes = [models.Index(fields=["agency", "state", "planned_at"], name="message_calendar")]
        constraints = [
            models.UniqueConstraint(fields=["author", "begun_as"], condition=~Q(begun_as=""), name="message_begun_once")
        ]

    def __str__(self) -> str:
        return self.title

    def journal_place(self) -> Place:
        return self.agency.journal_place()


class Variant(models.Model):
    """The message on one account; text, tags, thread parts, first comment, place and language of its own where it differs."""

    message = models.ForeignKey(Message, on_delete=models.PROTECT, related_name="variants")
    account = models.ForeignKey(OfficialAccount, on_delete=models.PROTECT, related_name="variants")
    text = models.TextField(blank=True)
    # Further parts of a thread, each counted by itself.
    parts = models.JSONField(default=list, blank=True)
    first_comment = models.TextField(blank=True)
    place = models.CharField(max_length=200, blank=True)
    language = models.CharField(max_length=8, blank=True)
    tags = models.CharField(max_length=500, blank=True)
    dispatch = models.OneToOneField(Dispatch, on_delete=models.PROTECT, null=True, related_name="variant")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["message", "account"], name="variant_once")]

    def __str__(self) -> str:
        return f"{self.message} @ {self.account}"


class Approval(models.Model):
    """Somebody other than the author said yes to exactly this content (`content_sha256`)."""

    message = models.ForeignKey(Message, on_delete=models.PROTECT, related_name="approvals")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    content_sha256 = models.CharField(max_length=64)
    # Which step of the chain, in whose place ("standing:head"), and the office as it stood then.
    step = models.PositiveSmallIntegerField(default=1)
    signer = models.CharField(max_length=120, default="standing:official")
    office = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField()
    voided_at = models.DateTimeField(null=True)
    voided_because = models.CharField(max_length=300, blank=True)

    class Meta:
        indexes = [models.Index(fields=["message", "voided_at"], name="approval_of_message")]

    def __str__(self) -> str:
        return f"{self.message_id} {self.person}"
