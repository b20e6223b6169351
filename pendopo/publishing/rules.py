"""What a message must be before it may be read, approved and sent. Values in, sentences out; no database."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any, Literal

from pendopo.journal.actions import canonical
from pendopo.regulation.lengths import ANNEX, RULES, SAME, Length, count
from pendopo.regulation.profile import Profile

# What no database keeps and no platform takes.
UNKEPT = re.compile(r"[\x00\ud800-\udfff]")
LINK = re.compile(r"https?://\S+", re.IGNORECASE)


@dataclass(frozen=True)
class Target:
    """An account the message is for: is it official, is it named by a decree in force, its own wording ("": the common)."""

    account_id: int
    name: str
    platform: str
    account_type: str
    official: bool
    decree: bool
    text: str = ""


@dataclass(frozen=True)
class Tick:
    """The answer to one of the eight ethics questions (Pasal 12): safe, or a risk with what was done about it."""

    safe: bool
    note: str = ""


@dataclass(frozen=True)
class Written:
    """A message as its author gives it."""

    title: str
    text: str
    purpose: str
    category: str
    planned_at: datetime
    level: str = ""
    category_note: str = ""
    source: str = ""
    tags: str = ""
    info_class: str = "open"
    ethics: Mapping[str, Tick] = field(default_factory=dict)
    variants: Mapping[int, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Problem:
    """What is wrong with a message: `stop` must be mended before it goes on, `warn` is only shown."""

    field: str
    sentence: str
    weight: Literal["stop", "warn"] = "stop"


def cleaned(written: Written) -> Written:
    """The same without characters that can't be kept (NUL, lone surrogates)."""
    words: dict[str, Any] = {
        name: UNKEPT.sub("", getattr(written, name)) for name in ("title", "text", "category_note", "source", "tags")
    }
    variants = {account: UNKEPT.sub("", text) for account, text in written.variants.items()}
    ethics = {code: Tick(one.safe, UNKEPT.sub("", one.note)) for code, one in written.ethics.items()}
    return replace(written, **words, variants=variants, ethics=ethics)


def tags_of(text: str) -> list[str]:
    """The tags in what was typed: "#ktp, adminduk" → ["#ktp", "adminduk"], each once."""
    found = [one for part in re.split(r"[,;\n]", text) for one in _words_of(part.strip())]
    return list(dict.fromkeys(found))


def _words_of(part: str) -> list[str]:
    # Hashtags and mentions end at a space; a topic may be of several words.
    return part.split() if part.startswith(("#", "@")) else [part] if part else []


def with_tags(text: str, tags: Sequence[str]) -> str:
    """The text as it leaves: hashtags and mentions that it does not hold already are set below it (8 e)."""
    low = text.lower()
    missing = [tag for tag in tags if tag.startswith(("#", "@")) and tag.lower() not in low]
    return f"{text}\n\n{' '.join(missing)}" if missing else text


def sha256_of(written: Written) -> str:
    """The hash of everything an approver reads: text, variants, tags, time and what was said of them."""
    content = {
        "title": written.title, "text": written.text, "purpose": written.purpose, "category": written.category,
        "level": written.level, "category_note": written.category_note, "source": written.source,
        "tags": tags_of(written.tags), "info_class": written.info_class,
        "planned_at": written.planned_at.astimezone(UTC).isoformat(),
        "ethics": {code: [tick.safe, tick.note] for code, tick in written.ethics.items()},
        "variants": {str(account): text for account, text in written.variants.items()},
    }  # fmt: skip
    return hashlib.sha256(canonical(content).encode()).hexdigest()


def lengths(text: str, tags: Sequence[str], target: Target, profile: Profile) -> list[tuple[str, Length]]:
    """How long it is there, as that platform counts; for a microblog also by the 140 of the annex."""
    leaving = with_tags(target.text or text, tags)
    known = target.platform if target.platform in RULES or target.platform in SAME else "assisted"
    counted = [(known, count(known, leaving))]
    kinds = {one.code: one for one in profile.account_types}
    if target.account_type in kinds and kinds[target.account_type].max_chars:
        counted.append((ANNEX, count(ANNEX, leaving)))
    return counted


def problems(written: Written, targets: Sequence[Target], profile: Profile) -> list[Problem]:
    """Everything that stands between this message and its approval, gravest first."""
    found = [
        *_classing(written, profile),
        *_truth(written),
        *_ethics(written, profile),
        *_accounts(targets, profile),
        *(one for target in targets for one in _length(written, target, profile)),
    ]
    return sorted(found, key=lambda one: one.weight != "stop")


def _classing(written: Written, profile: Profile) -> Iterator[Problem]:
    if not written.text.strip():
        yield Problem("text", "Isi pesan belum ditulis.")
    if written.purpose not in {one.code for one in profile.purposes}:
        yield Problem("purpose", "Pilih tujuan pesan (Pasal 5).")
    kinds = {one.code: one for one in profile.message_categories}
    kind = kinds.get(written.category)
    if kind is None:
        yield Problem("category", "Pilih kategori pesan (Pasal 10).")
        return
    if kind.levels and written.level not in kind.levels:
        yield Problem("level", f"Kategori «{kind.label}»: pilih tingkat pemerintahan, {' atau '.join(kind.levels)}.")
    if not kind.levels and written.level:
        yield Problem("level", f"Kategori «{kind.label}» tidak memakai tingkat pemerintahan: kosongkan.")
    if kind.needs_text and not written.category_note.strip():
        yield Problem("category_note", f"Kategori «{kind.label}»: jelaskan pesan apa ini, misalnya ucapan hari besar.")


def _truth(written: Written) -> Iterator[Problem]:
    greeting = written.category == "lainnya" and bool(written.category_note.strip())
    if not written.source.strip() and not greeting:
        yield Problem("source", "Sebutkan sumbernya: dokumen, tautan, atau narasumber (Pasal 2 huruf a).")
    if not tags_of(written.tags):
        yield Problem("tags", "Beri sedikitnya satu penanda: tagar, kata kunci, topik, atau sebutan (Pasal 8 huruf e).")
    if written.info_class == "exempt":
        yield Problem("info_class", "Informasi yang dikecualikan tidak boleh disiarkan (Pasal 12 huruf c).")
    if written.info_class == "limited":
        yield Problem("info_class", "Informasi terbatas: pastikan layak dibaca umum.", "warn")


def _ethics(written: Written, profile: Profile) -> Iterator[Problem]:
    open_ones = [one.label for one in profile.ethics if one.code not in written.ethics]
    if open_ones:
        yield Problem("ethics", f"Periksa etika dulu, {len(open_ones)} butir belum dijawab: {'; '.join(open_ones)}.")
    for one in profile.ethics:
        tick = written.ethics.get(one.code)
        if tick is not None and not tick.safe:
            if not tick.note.strip():
                yield Problem("ethics", f"«{one.label}» berisiko: tulis apa yang dilakukan agar tetap patut.")
            else:
                yield Problem("ethics", f"Risiko pada «{one.label}»: {tick.note}", "warn")


def _accounts(targets: Sequence[Target], profile: Profile) -> Iterator[Problem]:
    if not targets:
        yield Problem("accounts", "Pilih sedikitnya satu akun resmi.")
    # Where the regulation wants the account itself named by decree (K 9(1)) that stops; elsewhere it is advice (C-ACC4).
    weight: Literal["stop", "warn"] = "stop" if profile.appointment.account_by_decree else "warn"
    for target in targets:
        if not target.official:
            yield Problem("accounts", f"{target.name} belum ditetapkan sebagai akun resmi atau sedang dibekukan.")
        elif not target.decree:
            yield Problem(
                "accounts", f"{target.name} tidak tercantum dalam keputusan yang sedang berlaku (Pasal 9).", weight
            )


def _length(written: Written, target: Target, profile: Profile) -> Iterator[Problem]:
    for rule, one in lengths(written.text, tags_of(written.tags), target, profile):
        if one.ok:
            continue
        if rule == ANNEX:
            stops = profile.account_type(target.account_type).severity == "fail"
            sentence = f"{target.name}: {one.count} karakter, lebih dari {one.limit} dalam lampiran tentang mikroblog."
            yield Problem("text", sentence, "stop" if stops else "warn")
        else:
            yield Problem("text", f"{target.name}: {one.because} Ringkas, isinya tidak akan dipotong.")
