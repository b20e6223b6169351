"""The five objects of the inbox (account → post → item → citizen → case), and what officers add to a case."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from pendopo.delivery.models import Dispatch
from pendopo.inbox.states import CASE
from pendopo.journal.actor import Place
from pendopo.journal.machine import Machine
from pendopo.people.models import Person
from pendopo.registry.models import Agency, OfficialAccount


class Post(models.Model):
    """A post on a platform under which people speak (ours or one that mentions us)."""

    # It stands first in the constraint below. A second index on it alone is what PostgreSQL takes while a table is young,
    # and reads everything that the account ever had.
    account = models.ForeignKey(OfficialAccount, on_delete=models.PROTECT, related_name="posts", db_index=False)
    external_id = models.CharField(max_length=300)
    url = models.URLField(max_length=1000, blank=True)
    title = models.CharField(max_length=500, blank=True)
    text = models.TextField(blank=True)
    published_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["account", "external_id"], name="post_once")]

    def __str__(self) -> str:
        return self.title or self.external_id


class Citizen(models.Model):
    """A person as one platform knows them: a name and a handle, nothing more (P 1.6, K 1.10)."""

    platform = models.CharField(max_length=40)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="citizens", db_index=False)
    external_id = models.CharField(max_length=300)
    name = models.CharField(max_length=300)
    url = models.URLField(max_length=1000, blank=True)

    class Meta:
        # Kept per agency: what one agency knows of a person is not shown to another.
        constraints = [models.UniqueConstraint(fields=["agency", "platform", "external_id"], name="citizen_once")]

    def __str__(self) -> str:
        return self.name


class Case(models.Model):
    """What somebody wants of the agency. Many items may belong to it; it owes one answer.

    `thread_key` names the conversation on the account, so that later items find their case. `waiting_since` is when the
    first words came that nobody has answered yet. `due_at` is only the desk's index for sorting (the 24 hours while
    referred, else the government's own target): the clocks are computed from what people did (regulation.clock).
    """

    machine: ClassVar[Machine] = CASE

    # agency, account and holder stand first in the indexes below, so they need none of their own.
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="cases", db_index=False)
    account = models.ForeignKey(OfficialAccount, on_delete=models.PROTECT, related_name="cases", db_index=False)
    # Nobody asks for all that stands under a post, or all of a person; each index is written with every comment.
    post = models.ForeignKey(Post, on_delete=models.PROTECT, null=True, related_name="cases", db_index=False)
    citizen = models.ForeignKey(Citizen, on_delete=models.PROTECT, null=True, related_name="cases", db_index=False)
    thread_key = models.CharField(max_length=64)
    kind = models.CharField(_("Jenis masukan"), max_length=24, blank=True)
    kind_confirmed = models.BooleanField(default=False)
    topic = models.CharField(_("Topik"), max_length=80, blank=True)
    tone = models.CharField(max_length=8, blank=True)
    state = models.CharField(max_length=10, choices=CASE.choices, default=CASE.start)
    excerpt = models.CharField(max_length=280)
    citizen_name = models.CharField(max_length=300)
    received_at = models.DateTimeField()
    last_item_at = models.DateTimeField()
    waiting_since = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)
    snoozed_until = models.DateTimeField(null=True)
    holder = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="held_cases", db_index=False)
    seen_at = models.DateTimeField(null=True)
    attention = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["account", "thread_key"], name="case_one_a_thread")]
        indexes = [
            models.Index(fields=["agency", "state", "-last_item_at", "-id"], name="case_desk"),
            models.Index(fields=["agency", "-last_item_at", "-id"], name="case_all"),
            models.Index(
                fields=["holder", "state", "-last_item_at", "-id"], name="case_mine", condition=Q(holder__isnull=False)
            ),
            # With the state, so that the late ones are counted without looking at them.
            models.Index(
                fields=["agency", "due_at", "id", "state"], name="case_due", condition=Q(due_at__isnull=False)
            ),
            models.Index(
                fields=["agency", "snoozed_until", "id"], name="case_snoozed", condition=Q(snoozed_until__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return self.excerpt

    def journal_place(self) -> Place:
        return self.agency.journal_place()


class Item(models.Model):
    """One thing said: a comment, mention, message or review. `received_at` starts T1; `posted_at` is what
    the platform says of the time, or what the officer wrote of it when recording by hand. `full_length` is set when the text was too long to be kept whole."""

    class Way(models.TextChoices):
        COLLECTED = "collected", _("dikumpulkan")
        RECORDED = "recorded", _("dicatat petugas")
        IMPORTED = "imported", _("diimpor")

    account = models.ForeignKey(OfficialAccount, on_delete=models.PROTECT, related_name="items", db_index=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="items", db_index=False)
    post = models.ForeignKey(Post, on_delete=models.PROTECT, null=True, related_name="items", db_index=False)
    citizen = models.ForeignKey(Citizen, on_delete=models.PROTECT, null=True, related_name="items", db_index=False)
    external_id = models.CharField(max_length=300)
    parent_external_id = models.CharField(max_length=300, blank=True)
    kind = models.CharField(max_length=10)
    way = models.CharField(max_length=10, choices=Way)
    text = models.TextField()
    full_length = models.PositiveIntegerField(null=True)
    url = models.URLField(max_length=1000, blank=True)
    author_name = models.CharField(max_length=300)
    posted_at = models.DateTimeField()
    received_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=200, blank=True)
    edited_at = models.DateTimeField(null=True)
    deleted_at = models.DateTimeField(null=True)
    raw = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["account", "external_id"], name="item_once"),
            # C-SRV2: nothing is received after it was recorded.
            models.CheckConstraint(condition=Q(received_at__lte=F("recorded_at")), name="item_received_first"),
        ]
        indexes = [models.Index(fields=["case", "posted_at"], name="item_of_case")]

    def __str__(self) -> str:
        return self.text[:80]

    def journal_place(self) -> Place:
        return self.account.journal_place()


class ItemVersion(models.Model):
    """What an item said before it was edited or deleted on the platform."""

    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="versions")
    text = models.TextField()
    seen_until = models.DateTimeField()
    why = models.CharField(max_length=8, choices=[("edited", _("diubah")), ("deleted", _("dihapus"))])

    def __str__(self) -> str:
        return self.text[:80]


class Capture(models.Model):
    """A screenshot or other file that shows what was said. Kept under our own name, shown as an attachment only."""

    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="captures")
    file = models.FileField(upload_to="captures/%Y/%m/", max_length=300)
    name = models.CharField(max_length=200)
    content_type = models.CharField(max_length=60)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField()
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.name


class Note(models.Model):
    """A remark for colleagues; never leaves."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="notes")
    author = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    text = models.TextField()
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.text[:80]


class Assignment(models.Model):
    """Disposisi: own competence without a ready answer (the gap in annex B). Its target is a target, never a legal clock."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="assignments")
    to = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="assignments")
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    instruction = models.TextField(blank=True)
    created_at = models.DateTimeField()
    target_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    answer = models.TextField(blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case"], condition=Q(done_at=None), name="assignment_one_open")]

    def __str__(self) -> str:
        return f"{self.case_id} → {self.to}"

    def journal_place(self) -> Place:
        return self.case.journal_place()


class Exit(models.Model):
    """The case goes on elsewhere: an information request at PPID, a complaint at SP4N-LAPOR!, by its register number."""

    class To(models.TextChoices):
        PPID = "ppid", "PPID"
        SP4N = "sp4n", "SP4N-LAPOR!"

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="exits")
    to = models.CharField(max_length=4, choices=To)
    number = models.CharField(_("Nomor register"), max_length=60)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.to} {self.number}"


class Reply(models.Model):
    """What is said back, always through the officer of the receiving account (annex B.4–5). Its fate is its dispatch's.

    `basis` says what it rests on (C-SRV3, C-SRV5): an approved answer, an agency's answer, a disposisi, or a named source.
    """

    class Basis(models.TextChoices):
        KNOWLEDGE = "knowledge", _("jawaban baku")
        REFERRAL = "referral", _("jawaban instansi terkait")
        ASSIGNMENT = "assignment", _("jawaban disposisi")
        SOURCE = "source", _("sumber lain")
        HOLDING = "holding", _("balasan sementara")

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="replies")
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="replies")
    dispatch = models.OneToOneField(Dispatch, on_delete=models.PROTECT, related_name="reply")
    text = models.TextField()
    basis = models.CharField(max_length=10, choices=Basis)
    source = models.CharField(max_length=500, blank=True)
    author = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    # Where the case stood before: it goes back there when the reply is undone or refused.
    came_from = models.CharField(max_length=10, blank=True)
    # Set once the outcome of the dispatch has been carried into the case.
    settled_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["settled_at"], name="reply_unsettled", condition=Q(settled_at=None))]

    def __str__(self) -> str:
        return self.text[:80]

    @property
    def holding(self) -> bool:
        """A holding reply does not answer (T1 runs on)."""
        return self.basis == self.Basis.HOLDING

    def journal_place(self) -> Place:
        return self.case.journal_place()


class Unreadable(models.Model):
    """Something a platform gave that could not be understood, or a gap that cannot be filled: kept until somebody has
    looked at it, so that nothing is lost in silence."""

    account = models.ForeignKey(OfficialAccount, on_delete=models.PROTECT, related_name="unreadable")
    reason = models.CharField(max_length=500)
    raw = models.TextField(blank=True)
    sha256 = models.CharField(max_length=64)
    seen_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)
    settled_by = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["account", "sha256"], name="unreadable_once")]
        indexes = [models.Index(fields=["account", "-seen_at"], name="unreadable_open", condition=Q(settled_at=None))]

    def __str__(self) -> str:
        return self.reason

    def journal_place(self) -> Place:
        return self.account.journal_place()


class Upload(models.Model):
    """A file of items that was read and shown, and waits for the officer's yes. Only a file without errors can be taken in."""

    account = models.ForeignKey(OfficialAccount, on_delete=models.PROTECT, related_name="uploads")
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=200)
    rows = models.JSONField()
    created_at = models.DateTimeField(auto_now_add=True)
    taken_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.name

    def journal_place(self) -> Place:
        return self.account.journal_place()
