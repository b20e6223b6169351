"""From delivery: what was edited or taken down after it was public, each with its reason and its snapshot (Pasal 3 b, 12 f)."""

from __future__ import annotations

from pendopo.delivery.changing.models import Change
from pendopo.regulation.checks import facts as f
from pendopo.report.compliance.scope import Scope


def changes_of(scope: Scope) -> tuple[f.Change, ...]:
    """The changes that were carried out in the year."""
    rows = Change.objects.filter(
        dispatch__account__agency=scope.agency, state="done", done_at__gte=scope.since, done_at__lte=scope.at
    ).select_related("dispatch__account")
    return tuple(
        f.Change(
            scope.named(
                f"{row.get_doing_display().capitalize()} {row.pk} di {row.dispatch.account.name}",
                "dispatch",
                row.dispatch_id,
            ),
            row.because,
            snapshot=bool(row.before.get("text")) or bool(row.before.get("media")),
        )
        for row in rows
    )
