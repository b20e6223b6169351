"""What happens to cases by itself: the fate of a reply is carried into its case. (People who move away: `moving`.)"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.urls import reverse

from pendopo.inbox.models import Case, Reply
from pendopo.inbox.replies import back_to
from pendopo.inbox.rules import WAITS_FOR_A_PERSON, target_at
from pendopo.journal.actions import move, note
from pendopo.journal.actor import Actor
from pendopo.people.actions import tell

SYSTEM = Actor.system()
AT_ONCE = 500


ENDED = ("live", "refused", "missed", "cancelled")


def anything_to_settle(now: datetime) -> bool:
    """Whether a reply has ended, or waits for a person and its case does not say so yet."""
    waiting = Reply.objects.filter(settled_at=None)
    silent = waiting.filter(dispatch__state__in=WAITS_FOR_A_PERSON, case__attention="")
    return waiting.filter(dispatch__state__in=ENDED).exists() or silent.exists()


def settle(now: datetime) -> int:
    """Carry finished dispatches into their cases; each exactly once. How many were carried."""
    waiting = Reply.objects.filter(settled_at=None)
    for state, attention in WAITS_FOR_A_PERSON.items():
        Case.objects.filter(replies__in=waiting.filter(dispatch__state=state), attention="").update(attention=attention)
    ended = waiting.filter(dispatch__state__in=ENDED).order_by("pk")
    return sum(_settle(pk, now) for pk in list(ended.values_list("pk", flat=True)[:AT_ONCE]))


@transaction.atomic
def _settle(pk: int, now: datetime) -> int:
    reply = (
        Reply.objects.select_for_update(of=("self",)).select_related("dispatch", "case", "author").filter(settled_at=None, pk=pk).first()
    )  # fmt: skip
    if reply is None:
        return 0
    if reply.dispatch.state == "live":
        _answered(reply, now)
    else:
        _came_back(reply, now)
    reply.settled_at = now
    reply.save(update_fields=["settled_at"])
    return 1


def _answered(reply: Reply, now: datetime) -> None:
    case, live_at = reply.case, reply.dispatch.sent_at or now
    after = {"reply": reply.pk, "url": reply.dispatch.url}
    if reply.holding:
        note(case, doing="case.holding_live", by=SYSTEM, after=after, at=now)
    elif case.state == "ready":
        changes = {"answered_at": case.answered_at or live_at, "waiting_since": None, "attention": "", **_words_since(reply, now)}  # fmt: skip
        move(case, to="answered", by=SYSTEM, because=reply.dispatch.url, changes=changes, at=now)
    else:
        note(case, doing="case.reply_live", by=SYSTEM, after=after, at=now)
    if case.attention in WAITS_FOR_A_PERSON.values():
        Case.objects.filter(pk=case.pk).update(attention="")


def _words_since(reply: Reply, now: datetime) -> dict[str, object]:
    """The citizen may have written again while the answer was under way: it is answered, but not read to the end."""
    newer = reply.case.items.filter(received_at__gt=reply.created_at).exists()
    return {"attention": "Warga menulis lagi sebelum jawaban terunggah.", "seen_at": None} if newer else {}


def _came_back(reply: Reply, now: datetime) -> None:
    """Not delivered: the case is open again, and whoever wrote the answer is told why."""
    case, dispatch = reply.case, reply.dispatch
    trouble = dispatch.trouble or {"missed": "waktunya terlewat", "cancelled": "dibatalkan"}.get(dispatch.state, "ditolak platform")  # fmt: skip
    attention = f"Jawaban tidak terkirim: {trouble}"[:300]
    changes: dict[str, object] = {"attention": attention, "seen_at": None, "due_at": _due(case, now)}
    if not reply.holding and case.state == "ready":
        move(case, to=back_to(reply), by=SYSTEM, because=attention, changes=changes, at=now)
    else:
        Case.objects.filter(pk=case.pk).update(attention=attention, seen_at=None)
        note(case, doing="case.reply_failed", by=SYSTEM, because=attention, after={"reply": reply.pk}, at=now)
    tell(
        key=f"reply-failed-{reply.pk}", person=reply.author, subject="Jawaban Anda tidak terkirim",
        body=f"{attention}\n\nKasus: {case.excerpt}\n\nTulisan Anda tersimpan dan bisa dikirim lagi:\n{reply.text}",
        link=reverse("case", args=[case.pk]) + f"?konsep={reply.pk}",
    )  # fmt: skip


def _due(case: Case, now: datetime) -> datetime:
    return target_at(case.agency.government.profile, "T1", case.waiting_since or now)
