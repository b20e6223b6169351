"""Versions of a message: one for each sitting of a person, and what changed between two, word by word."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from pendopo.people.models import Person
from pendopo.publishing.models import Message
from pendopo.publishing.writing.models import Version

# Whoever stops for so long begins a new sitting.
SITTING = timedelta(minutes=30)
LABELS = {
    "title": "Judul", "text": "Isi pesan", "purpose": "Tujuan", "category": "Kategori", "level": "Tingkat",
    "category_note": "Penjelasan kategori", "source": "Sumber", "tags": "Penanda", "info_class": "Sifat informasi",
    "planned_at": "Waktu terbit", "ethics": "Periksa etika", "mentions": "Sebutan", "language": "Bahasa",
    "format": "Bentuk", "campaign": "Kampanye", "other_channel": "Saluran lain", "issue": "Isu",
}  # fmt: skip


def remember(
    message: Message, by: Person, content: Mapping[str, Any], sha256: str, at: datetime, *, typing: bool
) -> bool:
    """Keep the content as a version; True when a new one was begun. While `typing`, one sitting is one version."""
    last = message.versions.order_by("-number").first()
    same = last is not None and last.open and last.by_id == by.pk and at - last.at < SITTING
    if last is not None and same:
        last.content, last.sha256, last.at, last.open = content, sha256, at, typing
        last.save(update_fields=["content", "sha256", "at", "open"])
        return False
    if last is not None and last.sha256 == sha256:
        return False
    Version.objects.create(
        message=message, number=last.number + 1 if last else 1, content=content, sha256=sha256, by=by, began_at=at,
        at=at, open=typing,
    )  # fmt: skip
    return True


@dataclass(frozen=True)
class Run:
    """A run of words that was kept, added or taken away."""

    kind: Literal["same", "added", "gone"]
    text: str


@dataclass(frozen=True)
class Change:
    """A field that differs between two versions."""

    label: str
    runs: tuple[Run, ...]


def changes(before: Mapping[str, Any], after: Mapping[str, Any], accounts: Mapping[int, str]) -> list[Change]:
    """What differs, field by field, in the order of the form."""
    old, new = dict(_lines(before, accounts)), dict(_lines(after, accounts))
    labels = [*old, *(label for label in new if label not in old)]
    return [
        Change(label, tuple(runs(old.get(label, ""), new.get(label, ""))))
        for label in labels
        if old.get(label, "") != new.get(label, "")
    ]


def _lines(content: Mapping[str, Any], accounts: Mapping[int, str]) -> Iterator[tuple[str, str]]:
    for name, label in LABELS.items():
        yield label, _said(content.get(name))
    for account, text in content.get("variants", {}).items():
        yield f"Akun {accounts.get(int(account), account)}", "dipilih" if not text else str(text)
    for account, own in content.get("own", {}).items():
        name = accounts.get(int(account), account)
        yield f"Utas {name}", "\n\n".join(own.get("parts", ()))
        rest = [own.get(key, "") for key in ("tags", "first_comment", "place", "language")]
        yield f"Tambahan {name}", " · ".join(str(one) for one in rest if one)
    for number, one in enumerate(content.get("media", ()), start=1):
        told = one["alt"] or one["summary"]
        yield f"Media {number}", f"{one['sha256'][:12]} {told}".strip()


def _said(value: Any) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{code}: {'aman' if safe else f'risiko {note}'}" for code, (safe, note) in value.items())
    if isinstance(value, list):
        return ", ".join(str(one) for one in value)
    return "" if value is None else str(value)


def runs(before: str, after: str) -> Iterator[Run]:
    """The words of both texts in one row, each run marked."""
    old, new = re.findall(r"\s+|[^\s]+", before), re.findall(r"\s+|[^\s]+", after)
    if len(old) + len(new) > 8000:
        # Beyond that a word-by-word comparison takes too long to wait for.
        old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    for kind, a, b, c, d in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            yield Run("same", "".join(old[a:b]))
            continue
        if b > a:
            yield Run("gone", "".join(old[a:b]))
        if d > c:
            yield Run("added", "".join(new[c:d]))
