"""Opening, changing and closing an issue. The agency that leads it, or the coordinating agency, does so."""

from __future__ import annotations

from datetime import date

from django.db import IntegrityError, transaction

from pendopo.journal.actions import note
from pendopo.journal.machine import Said
from pendopo.people.models import Person
from pendopo.publishing.issues.models import Issue
from pendopo.publishing.rules import kept
from pendopo.registry.models import Agency
from pendopo.registry.queries import acting, today
from pendopo.registry.rules import Doing


class BadIssue(Said):
    """The issue can't be kept so; the sentence says why."""


@transaction.atomic
def open_issue(*, lead: Agency, by: Person, name: str, narrative: str = "", since: date | None = None) -> Issue:
    """Register a current issue with the one agency that leads it (10 b)."""
    actor, name = acting(by, Doing.REGISTER, lead), " ".join(kept(name).split())
    if not name or len(name) > 160:
        raise BadIssue("Beri isu ini nama, paling banyak 160 karakter.")
    try:
        with transaction.atomic():
            made = Issue.objects.create(
                government=lead.government, name=name, lead=lead, narrative=kept(narrative).strip(),
                since=since or today(lead.government),
            )  # fmt: skip
    except IntegrityError as twice:
        raise BadIssue(f"Isu «{name}» sudah terdaftar. Satu isu dipimpin satu instansi.") from twice
    note(made, doing="issue.opened", by=actor, after={"name": name, "lead": lead.pk})
    return made


@transaction.atomic
def change_issue(*, issue: Issue, by: Person, lead: Agency, narrative: str, because: str) -> Issue:
    """Another agency leads, or the narrative changes; with a reason."""
    actor = acting(by, Doing.REGISTER, issue.lead)
    if lead.government_id != issue.government_id:
        raise BadIssue("Pilih instansi dari pemerintah daerah yang sama.")
    if not because.strip():
        raise BadIssue("Tulis alasan perubahannya.")
    before = {"lead": issue.lead_id, "narrative": issue.narrative}
    issue.lead, issue.narrative = lead, kept(narrative).strip()
    issue.save(update_fields=["lead", "narrative"])
    after = {"lead": lead.pk, "narrative": issue.narrative}
    note(issue, doing="issue.changed", by=actor, because=because, before=before, after=after)
    return issue


@transaction.atomic
def close_issue(*, issue: Issue, by: Person) -> Issue:
    """It is over; its messages stay."""
    actor = acting(by, Doing.REGISTER, issue.lead)
    if issue.closed_on is not None:
        raise BadIssue("Isu ini sudah ditutup.")
    issue.closed_on = today(issue.government)
    issue.save(update_fields=["closed_on"])
    note(issue, doing="issue.closed", by=actor, after={"closed_on": issue.closed_on})
    return issue
