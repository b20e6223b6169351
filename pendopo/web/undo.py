"""The bar at the bottom that takes an answer back, for as long as it has not left."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils import timezone

from pendopo.inbox.models import Reply
from pendopo.inbox.queries import visible_replies
from pendopo.web.access import person_of


def undo_bar(request: HttpRequest) -> Reply | None:
    """The reply that the address names (`urung`), while its author may still take it back."""
    asked = request.GET.get("urung", "")
    if not asked.isascii() or not asked.isdigit() or len(asked) > 18:
        return None
    reply = visible_replies(person_of(request)).filter(pk=int(asked), author=person_of(request)).first()
    waiting = reply is not None and reply.dispatch.state == "queued" and reply.dispatch.not_before > timezone.now()
    return reply if waiting else None
