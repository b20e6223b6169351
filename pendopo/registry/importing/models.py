"""A file of the register that was read and rehearsed, and waits for a yes."""

from __future__ import annotations

from django.db import models

from pendopo.journal.actor import Place
from pendopo.people.models import Person
from pendopo.registry.models import Agency


class RegisterFile(models.Model):
    """What somebody uploaded, as text by cell, with what each row would do. `home` is the coordinating agency."""

    home = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="register_files")
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    rows = models.JSONField()
    created_at = models.DateTimeField(auto_now_add=True)
    taken_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.name

    def journal_place(self) -> Place:
        return self.home.journal_place()
