"""Keys of forms that were sent once already."""

from __future__ import annotations

from django.db import models


class FormKey(models.Model):
    """A form that was sent: a double click, a second tab or "Back" brings the same key again and has no second effect."""

    key = models.CharField(max_length=40, unique=True)
    used_at = models.DateTimeField(auto_now_add=True, db_index=True)

    def __str__(self) -> str:
        return self.key
