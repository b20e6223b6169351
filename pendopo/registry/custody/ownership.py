"""Whose an account is, from which day: the rows of its history. Whoever writes here has journalled or will journal."""

from __future__ import annotations

from datetime import date

from pendopo.registry.custody.models import Handover, Ownership
from pendopo.registry.models import Agency, OfficialAccount


def pass_on(
    account: OfficialAccount, to: Agency, on: date, because: str, minutes: Handover | None = None
) -> tuple[Ownership, Ownership]:
    """End the owner's row (written now, if the account never moved) and begin the next one; both rows."""
    began = min(account.official_since or account.created_at.date(), on)
    last, _made = Ownership.objects.get_or_create(
        account=account, until=None, defaults={"agency_id": account.agency_id, "since": began}
    )
    last.until = on
    last.save(update_fields=["until"])
    return last, Ownership.objects.create(account=account, agency=to, since=on, because=because[:300], minutes=minutes)


def began_on(account: OfficialAccount) -> date | None:
    """Since when the owner of now has it; None while it never moved."""
    row = Ownership.objects.filter(account=account, until=None).first()
    return row.since if row else None
