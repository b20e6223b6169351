"""A message to begin from: what of a content is kept as a template, and how a content is read back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from pendopo.publishing.leaving import Own
from pendopo.publishing.rules import Written, content_of

# A template says nothing about one day: no time, no ethics answers, no pictures.
LEFT_OUT = frozenset({"planned_at", "ethics", "media"})
WORDS = (
    "title", "text", "purpose", "category", "level", "category_note", "source", "info_class", "mentions", "language",
    "format", "campaign", "other_channel",
)  # fmt: skip


def template_of(written: Written) -> dict[str, Any]:
    """What is kept."""
    return {name: value for name, value in content_of(written).items() if name not in LEFT_OUT}


def written_from(content: Mapping[str, Any], planned_at: datetime) -> Written:
    """A message that begins as the template says."""
    words: dict[str, Any] = {name: str(content.get(name, "")) for name in WORDS}
    own = content.get("own", {}).items()
    return Written(
        **words, tags=", ".join(content.get("tags", ())), planned_at=planned_at, issue_id=content.get("issue"),
        variants={int(account): str(text) for account, text in content.get("variants", {}).items()},
        own={
            int(account): Own(tuple(one["parts"]), one["first_comment"], one["place"], one["language"], one["tags"])
            for account, one in own
        },
    )  # fmt: skip
