"""What a message must be before it may be read, approved and sent. Values in, sentences out; no database."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from typing import Any, Literal
from zoneinfo import ZoneInfo

from pendopo.journal.actions import canonical
from pendopo.publishing.leaving import Campaign, Known, Leaving, Own, leaving, tags_of, unread_mentions
from pendopo.regulation.lengths import ANNEX, RULES, SAME, Length, alt_text, beside_media, count
from pendopo.regulation.media import CAPTIONS, Piece, media_rule, refusals
from pendopo.regulation.profile import Profile

# What no database keeps and no platform takes.
UNKEPT = re.compile(r"[\x00\ud800-\udfff]")
MOST_NAMED = 3
YEARS = range(2000, 2200)
FORMATS = ("text", "image", "video", "live", "story", "infographic", "offline")


NO_PLACE = (
    "tempat tidak ikut terkirim, karena di sini program tidak bisa menyertakannya. Tulis tempatnya di dalam teks."
)


@dataclass(frozen=True)
class Target:
    """An account the message is for: is it official, is it named by a decree in force, its own wording ("": the common).

    `limit` is what the account's own server says of lengths; `by_hand` that a person will post it; `places` that a place
    can go along beside the words.
    """

    account_id: int
    name: str
    platform: str
    account_type: str
    official: bool
    decree: bool
    text: str = ""
    handle: str = ""
    url: str = ""
    own: Own = field(default_factory=Own)
    limit: int | None = None
    by_hand: bool = False
    places: bool = False


@dataclass(frozen=True)
class Tick:
    """The answer to one of the eight ethics questions (Pasal 12): safe, or a risk with what was done about it."""

    safe: bool
    note: str = ""


@dataclass(frozen=True)
class Shown:
    """A picture or film of the message: which file, how it is described, and the accounts that go without it."""

    file_id: int
    sha256: str
    kind: str = "image"
    alt: str = ""
    summary: str = ""
    captioned: bool = False
    left_out: tuple[int, ...] = ()
    size: int = 0
    width: int = 0
    height: int = 0
    seconds: float = 0.0
    # The film's own captions: which file, its digest and size (0, "": none).
    captions: int = 0
    captions_sha256: str = ""
    captions_size: int = 0

    @property
    def told(self) -> bool:
        """Are there captions, in the film or beside it?"""
        return self.captioned or bool(self.captions)

    @property
    def piece(self) -> Piece:
        """Its measures."""
        return Piece(self.kind, self.size, self.width, self.height, self.seconds)


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
    own: Mapping[int, Own] = field(default_factory=dict)
    media: tuple[Shown, ...] = ()
    mentions: str = ""
    language: str = "id"
    format: str = "text"
    campaign: str = ""
    other_channel: str = ""
    issue_id: int | None = None

    def media_for(self, account_id: int) -> tuple[Shown, ...]:
        """The pictures and films that one account gets."""
        return tuple(one for one in self.media if account_id not in one.left_out)


@dataclass(frozen=True)
class Frame:
    """What the words meet on their way out: the official accounts that may be named, and how links are marked."""

    known: Sequence[Known] = ()
    campaign: Campaign = field(default_factory=Campaign)


@dataclass(frozen=True)
class Problem:
    """What is wrong with a message: `stop` must be mended before it goes on, `warn` is only shown."""

    field: str
    sentence: str
    weight: Literal["stop", "warn"] = "stop"


@dataclass(frozen=True)
class Counted:
    """One text of one account, counted by one rule. `part` 0 is the post, then its thread, -1 the first comment."""

    rule: str
    length: Length
    part: int = 0


TEXTS = ("title", "text", "category_note", "source", "tags", "mentions", "campaign", "other_channel")


def kept(text: str) -> str:
    """The text without what can't be kept, with one kind of line end."""
    return UNKEPT.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def cleaned(written: Written) -> Written:
    """The same without characters that can't be kept (NUL, lone surrogates)."""
    words: dict[str, Any] = {name: kept(getattr(written, name)) for name in TEXTS}
    variants = {account: kept(text) for account, text in written.variants.items()}
    ethics = {code: Tick(one.safe, kept(one.note)) for code, one in written.ethics.items()}
    own = {account: _cleaned_own(one) for account, one in written.own.items() if account in variants}
    media = tuple(replace(one, alt=kept(one.alt).strip(), summary=kept(one.summary).strip()) for one in written.media)
    return replace(written, **words, variants=variants, ethics=ethics, own=own, media=media)


def _cleaned_own(own: Own) -> Own:
    parts = tuple(kept(part) for part in own.parts if part.strip())
    return Own(parts, kept(own.first_comment).strip(), kept(own.place).strip(), own.language, kept(own.tags).strip())


def plausible(moment: datetime) -> bool:
    """Is it a time that anybody can have meant? Calendars end, and a year of five digits or two is a slip."""
    return moment.year in YEARS


def moment_of(wall: datetime, zone: str) -> datetime | None:
    """The moment at which the clock on the wall of `zone` shows this; None where that clock never does (a gap)."""
    moment = wall.replace(tzinfo=ZoneInfo(zone))
    back = moment.astimezone(UTC).astimezone(ZoneInfo(zone))
    return moment if back.replace(tzinfo=None) == wall.replace(tzinfo=None) else None


def content_of(written: Written) -> dict[str, Any]:
    """Everything an approver reads, as plain data: what is hashed and what a version keeps."""
    return {
        "title": written.title, "text": written.text, "purpose": written.purpose, "category": written.category,
        "level": written.level, "category_note": written.category_note, "source": written.source,
        "tags": tags_of(written.tags), "info_class": written.info_class,
        "planned_at": written.planned_at.astimezone(UTC).isoformat(),
        "ethics": {code: [tick.safe, tick.note] for code, tick in sorted(written.ethics.items())},
        "variants": {str(account): text for account, text in sorted(written.variants.items())},
        "own": {str(account): asdict(one) for account, one in sorted(written.own.items()) if one != Own()},
        "media": [
            {"sha256": one.sha256, "alt": one.alt, "summary": one.summary, "captioned": one.captioned,
             "left_out": sorted(one.left_out), **({"captions": one.captions_sha256} if one.captions else {})}
            for one in written.media
        ],
        "mentions": written.mentions, "language": written.language, "format": written.format,
        "campaign": written.campaign, "other_channel": written.other_channel, "issue": written.issue_id,
    }  # fmt: skip


def sha256_of(written: Written, decisions: Sequence[Sequence[str]] = ()) -> str:
    """The hash of everything an approver reads, and of what was decided about its hits (key and reason)."""
    content = content_of(written)
    if decisions:
        content["decisions"] = sorted([*one] for one in decisions)
    return hashlib.sha256(canonical(content).encode()).hexdigest()


def leaving_for(written: Written, target: Target, frame: Frame | None = None) -> Leaving:
    """The texts as they leave for one account: what is counted, shown, approved and sent."""
    frame = frame or Frame()
    return leaving(
        target.text or written.text, platform=target.platform, own=target.own, tags=written.tags,
        mentions=written.mentions, known=frame.known, campaign=frame.campaign, language=written.language,
    )  # fmt: skip


def lengths(out: Leaving, target: Target, profile: Profile, *, media: bool = False) -> list[Counted]:
    """How long each text is there, as that platform counts; for a microblog also by the 140 of the annex. `media`: the
    first one stands below pictures or films."""
    known = target.platform if target.platform in RULES or target.platform in SAME else "assisted"
    kinds = {one.code: one for one in profile.account_types}
    annex = target.account_type in kinds and bool(kinds[target.account_type].max_chars)
    found = []
    for number, part in enumerate(out.parts):
        rule = beside_media(known) if media and number == 0 else known
        found.append(Counted(rule, count(rule, part, limit=target.limit), number))
        if annex:
            found.append(Counted(ANNEX, count(ANNEX, part), number))
    if out.first_comment:
        comment = f"{known}-comment" if f"{known}-comment" in RULES else known
        found.append(Counted(comment, count(comment, out.first_comment), -1))
    return found


def problems(
    written: Written, targets: Sequence[Target], profile: Profile, frame: Frame | None = None
) -> list[Problem]:
    """Everything that stands between this message and its approval, gravest first."""
    found = [
        *_classing(written, profile),
        *_truth(written),
        *_ethics(written, profile),
        *_accounts(targets, profile),
        *_media(written, targets),
        *(one for target in targets for one in _of_target(written, target, profile, frame or Frame())),
    ]
    return sorted(dict.fromkeys(found), key=lambda one: one.weight != "stop")


def _classing(written: Written, profile: Profile) -> Iterator[Problem]:
    if not written.title.strip():
        yield Problem("title", "Judul pesan belum ditulis.")
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
    for odd in unread_mentions(written.mentions):
        yield Problem("mentions", f"Sebutan «{odd[:60]}» tidak terbaca: tulis misalnya instagram:@dinas, dipisah koma.")
    if written.format not in FORMATS:
        yield Problem("format", "Pilih bentuk pesan: teks, gambar, video, atau yang lain.")
    if written.info_class == "exempt":
        yield Problem("info_class", "Informasi yang dikecualikan tidak boleh disiarkan (Pasal 12 huruf c).")
    if written.info_class == "limited":
        yield Problem("info_class", "Informasi terbatas: pastikan layak dibaca umum.", "warn")


def _ethics(written: Written, profile: Profile) -> Iterator[Problem]:
    open_ones = [one.label for one in profile.ethics if one.code not in written.ethics]
    if open_ones:
        named = f": {'; '.join(open_ones)}" if len(open_ones) <= MOST_NAMED else ""
        yield Problem("ethics", f"Periksa etika dulu, {len(open_ones)} butir belum dijawab{named}.")
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


def _media(written: Written, targets: Sequence[Target]) -> Iterator[Problem]:
    """Pictures are described and films told in words before anybody approves them (2 c, C-A11Y1)."""
    for number, one in enumerate(written.media, start=1):
        if one.kind == "image" and not one.alt:
            yield Problem("media", f"Gambar {number} belum punya teks alternatif: ceritakan apa yang tampak.")
        if one.kind == "video" and not one.told and not one.summary:
            yield Problem("media", f"Video {number} belum punya takarir atau ringkasan tertulis.")
        for target in targets:
            described = alt_text(target.platform if target.platform in RULES else "assisted", one.alt)
            if not described.ok and target.account_id not in one.left_out:
                yield Problem(
                    "media", f"{target.name}: teks alternatif gambar {number} terlalu panjang, {described.because}"
                )


def _of_target(written: Written, target: Target, profile: Profile, frame: Frame) -> Iterator[Problem]:
    out = leaving_for(written, target, frame)
    for why in out.unnamed:
        yield Problem("mentions", f"{target.name}: {why}", "warn")
    pieces = tuple(one.piece for one in written.media_for(target.account_id))
    for why in refusals(target.platform, pieces):
        yield Problem("media", f"{target.name}: {why}")
    for film in written.media_for(target.account_id):
        if film.captions and (without := _no_captions(target, film)):
            yield without
    if out.first_comment and media_rule(target.platform).needs == "" and target.platform in ("wordpress", "mediawiki"):
        yield Problem(
            "accounts", f"{target.name}: komentar pertama tidak dipakai di sini, hanya untuk media sosial.", "warn"
        )
    if out.place and not target.places:
        yield Problem("accounts", f"{target.name}: {NO_PLACE}", "warn")
    for one in lengths(out, target, profile, media=bool(pieces)):
        if not one.length.ok:
            yield _too_long(target, one, profile)


def _no_captions(target: Target, one: Shown) -> Problem | None:
    """By hand the officer adds them; else the platform must take them as a file, of this size."""
    if target.by_hand or one.captions_size <= CAPTIONS.get(target.platform, 0):
        return None
    if target.platform not in CAPTIONS:
        return Problem(
            "media", f"{target.name}: takarir tidak ikut terkirim ke sini. Pastikan ada di dalam video.", "warn"
        )
    most = CAPTIONS[target.platform] // 1000
    return Problem("media", f"{target.name}: takarir {one.captions_size // 1000} KB; paling besar {most} KB di sini.")


def _too_long(target: Target, one: Counted, profile: Profile) -> Problem:
    name = target.name if one.part == 0 else f"{target.name}, {part_name(one.part)}"
    if one.rule != ANNEX:
        return Problem("text", f"{name}: {one.length.because} Ringkas, isinya tidak akan dipotong.")
    stops = profile.account_type(target.account_type).severity == "fail"
    sentence = f"{name}: {one.length.count} karakter, lebih dari {one.length.limit} dalam lampiran tentang mikroblog."
    return Problem("text", sentence, "stop" if stops else "warn")


def part_name(part: int) -> str:
    """How a text of an account is called: the first comment, or which part of the thread."""
    return "komentar pertama" if part < 0 else f"utas bagian {part + 1}"
