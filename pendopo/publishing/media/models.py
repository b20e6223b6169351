"""A file that was proven and cleaned, and its place in a message with what is told to those who can't see or hear it."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from pendopo.journal.actor import Place
from pendopo.people.models import Person
from pendopo.publishing.models import Message
from pendopo.registry.models import Agency


def kept_as(media: MediaFile, name: str) -> str:
    """Where a file is kept: under its own digest, whatever it was called."""
    return f"messages/{media.agency_id}/{media.sha256}.{name.rsplit('.', 1)[-1]}"


class MediaFile(models.Model):
    """A picture without anything that rode along in it, or a film that was looked through. Kept once an agency."""

    class Kind(models.TextChoices):
        IMAGE = "image", _("gambar")
        VIDEO = "video", _("video")
        TEXT = "text", _("takarir")

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="media")
    kind = models.CharField(max_length=5, choices=Kind)
    name = models.CharField(max_length=200)
    content_type = models.CharField(max_length=40)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField()
    width = models.PositiveIntegerField(default=0)
    height = models.PositiveIntegerField(default=0)
    seconds = models.FloatField(default=0)
    file = models.FileField(upload_to=kept_as, max_length=300)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["agency", "sha256"], name="media_once_an_agency")]

    def __str__(self) -> str:
        return self.name

    def journal_place(self) -> Place:
        return self.agency.journal_place()


class Attachment(models.Model):
    """A file in a message, in its order. `left_out` are the accounts that go without it."""

    message = models.ForeignKey(Message, on_delete=models.PROTECT, related_name="attachments")
    file = models.ForeignKey(MediaFile, on_delete=models.PROTECT, related_name="attachments")
    position = models.PositiveSmallIntegerField()
    alt_text = models.TextField(blank=True)
    summary = models.TextField(blank=True)
    captioned = models.BooleanField(default=False)
    # The film's captions as a file of their own (WebVTT).
    captions = models.ForeignKey(MediaFile, on_delete=models.PROTECT, null=True, related_name="captions_of")
    left_out = models.JSONField(default=list)

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["message", "file"], name="attachment_once")]

    def __str__(self) -> str:
        return f"{self.message_id}: {self.file}"
