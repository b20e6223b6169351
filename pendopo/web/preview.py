"""What pages say of a content: how it will look on each account, its lengths, its price, and what is still to be done."""

from __future__ import annotations

from typing import Any

from pendopo.publishing.media.models import MediaFile
from pendopo.publishing.queries import frame_of, hits_of, problems_of, profile_of, targets_of
from pendopo.publishing.rules import Written, leaving_for, lengths
from pendopo.publishing.writing.neighbours import neighbours_of
from pendopo.registry.models import Agency
from pendopo.regulation.costs import cost_of, terms_of
from pendopo.regulation.media import media_rule


def looked_at(agency: Agency, written: Written, pk: int | None = None) -> dict[str, Any]:
    """Everything that pages say of a content."""
    shown = previews(agency, written)
    costs = [one["cost"] for one in shown if one["cost"] is not None]
    return {
        "measured": shown, "previews": shown, "hits": hits_of(agency, written),
        "problems": [*problems_of(agency, written), *neighbours_of(agency, written, pk)],
        "cost": sum(costs) if costs else None,
    }  # fmt: skip


def previews(agency: Agency, written: Written) -> list[dict[str, Any]]:
    """How it will look on each account, with its lengths and its price."""
    profile, frame = profile_of(agency), frame_of(agency, written)
    files = MediaFile.objects.in_bulk([one.file_id for one in written.media])
    found = []
    for target in targets_of(agency, written):
        out = leaving_for(written, target, frame)
        media = [(files[one.file_id], one) for one in written.media_for(target.account_id) if one.file_id in files]
        found.append({
            "target": target, "out": out, "lengths": lengths(out, target, profile, media=bool(media)), "media": media,
            "rule": media_rule(target.platform), "terms": terms_of(target.platform),
            "cost": None if target.by_hand else cost_of(target.platform, out.parts),
        })  # fmt: skip
    return found
