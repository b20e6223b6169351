"""The content of a message as JSON, and back: what may be given, how it is read, and the same shape going out."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Annotated, Literal

from django.core.exceptions import ValidationError
from ninja import Field, Schema
from pydantic import AfterValidator

from pendopo.publishing.leaving import Own
from pendopo.publishing.media.models import MediaFile
from pendopo.publishing.queries import captions_of, profile_of
from pendopo.publishing.rules import Shown, Tick, Written, kept, moment_of, plausible
from pendopo.registry.models import Agency
from pendopo.web.composerform import LANGUAGES, MOST_MEDIA, MOST_PARTS, MOST_PLACE, MOST_TAGS

BIG = 2**63 - 1
MOST_ACCOUNTS = 300


def _plausible(moment: datetime) -> datetime:
    if not plausible(moment):
        raise ValueError("year")
    # A message has its minute; a fraction of a second would not come back the same.
    return moment.replace(microsecond=0)


Id = Annotated[int, Field(ge=1, le=BIG)]
# Without what no database keeps.
Kept = Annotated[str, AfterValidator(kept)]
Line = Annotated[Kept, Field(max_length=500)]
Text = Annotated[Kept, Field(max_length=100_000)]
Language = Literal["", "id", "jv", "mad", "nij", "en"]
# With its offset, or without: then it is the clock on the wall of the agency's government.
Moment = Annotated[datetime, AfterValidator(_plausible)]


class OwnText(Schema):
    """The message on one account. What is empty is as the message has it; `parts` continue the thread."""

    account: int
    text: str = ""
    parts: list[str] = []
    first_comment: str = ""
    place: str = ""
    language: str = ""
    tags: str = ""


class Medium(Schema):
    """A picture or film by its number, with what tells it to those who can't see or hear it; `without`: accounts."""

    file: int
    alt: str = ""
    summary: str = ""
    captioned: bool = False
    captions: int | None = None
    without: list[int] = []


class EthicsAnswer(Schema):
    """The answer to one of the questions of Pasal 12; where it is not safe, `note` says what was done about it."""

    safe: bool
    note: str = ""


class Content(Schema):
    """Everything that an approver reads and that the hash covers. A program may read it, change it, and give it back."""

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
    format: str = "text"
    mentions: str = ""
    language: str = "id"
    campaign: str = ""
    other_channel: str = ""
    issue: int | None = None
    ethics: dict[str, EthicsAnswer] = {}
    accounts: list[OwnText] = []
    media: list[Medium] = []


class GivenText(OwnText):
    """As given."""

    account: Id
    text: Text = ""
    parts: list[Text] = Field([], max_length=MOST_PARTS)
    first_comment: Text = ""
    place: str = Field("", max_length=MOST_PLACE)
    language: Language = ""
    tags: str = Field("", max_length=MOST_TAGS)


class GivenMedium(Medium):
    """As given. An alternative text that is too long for a platform is kept whole and refused in words."""

    file: Id
    alt: str = Field("", max_length=20_000)
    summary: str = Field("", max_length=20_000)
    without: list[Id] = Field([], max_length=MOST_ACCOUNTS)


class GivenAnswer(EthicsAnswer):
    """As given."""

    note: Line = ""


class GivenContent(Content):
    """As given. It may be unfinished: what it lacks is said when it is handed in."""

    title: str = Field(min_length=1, max_length=200)
    text: Text
    purpose: str = Field(max_length=40)
    category: str = Field(max_length=40)
    planned_at: Moment
    level: str = Field("", max_length=20)
    category_note: str = Field("", max_length=300)
    source: Line = ""
    tags: Line = ""
    info_class: Literal["open", "limited", "exempt"] = "open"
    format: Literal["text", "image", "video", "live", "story", "infographic", "offline"] = "text"
    mentions: Line = ""
    language: Literal["id", "jv", "mad", "nij", "en"] = "id"
    campaign: str = Field("", max_length=60)
    other_channel: str = Field("", max_length=300)
    issue: Id | None = None
    ethics: dict[str, GivenAnswer] = {}  # type: ignore[assignment]
    accounts: list[GivenText] = Field([], max_length=MOST_ACCOUNTS)  # type: ignore[assignment]
    media: list[GivenMedium] = Field([], max_length=MOST_MEDIA)  # type: ignore[assignment]


WORDS = (
    "title", "text", "purpose", "category", "level", "category_note", "source", "tags", "info_class", "format",
    "mentions", "language", "campaign", "other_channel",
)  # fmt: skip
assert {code for code, _label in LANGUAGES} == {"id", "jv", "mad", "nij", "en"}


def written_from(agency: Agency, given: GivenContent) -> Written:
    """What was given, for one agency. ValidationError, with a sentence, for what can't be read as a message."""
    _refuse_twice((one.account for one in given.accounts), "Akun")
    _refuse_twice((one.file for one in given.media), "Berkas media")
    _refuse_unknown(agency, given)
    return Written(
        **{name: getattr(given, name) for name in WORDS}, planned_at=_moment(agency, given.planned_at),
        issue_id=given.issue, ethics={code: Tick(one.safe, one.note) for code, one in given.ethics.items()},
        variants={one.account: one.text for one in given.accounts},
        own={one.account: _own(one) for one in given.accounts}, media=_media(agency, given),
    )  # fmt: skip


def _refuse_twice(numbers: Iterable[int], what: str) -> None:
    seen: set[int] = set()
    for number in numbers:
        if number in seen:
            raise ValidationError(f"{what} {number} disebut dua kali. Sebut sekali saja.")
        seen.add(number)


def _refuse_unknown(agency: Agency, given: GivenContent) -> None:
    """Codes are those of the regulation (or still empty), so that a slip is noticed when it is made."""
    profile = profile_of(agency)
    kinds = profile.message_categories
    for what, codes, known in (
        ("Tujuan", [given.purpose], [one.code for one in profile.purposes]),
        ("Kategori", [given.category], [one.code for one in kinds]),
        ("Tingkat pemerintahan", [given.level], [level for one in kinds for level in one.levels]),
        ("Butir etika", list(given.ethics), [one.code for one in profile.ethics]),
    ):
        strange = [code for code in codes if code and code not in known]
        if strange:
            raise ValidationError(
                f"{what} «{kept(strange[0])[:40]}» tidak ada. Pakai: {', '.join(dict.fromkeys(known))}."
            )


def _moment(agency: Agency, given: datetime) -> datetime:
    if given.tzinfo is not None:
        return given
    moment = moment_of(given, agency.government.zone)
    if moment is None:
        raise ValidationError("Jam itu tidak pernah ada di zona waktu ini: jarum jam dimajukan melewatinya.")
    return moment


def _own(one: GivenText) -> Own:
    parts = tuple(part for part in one.parts if part.strip())
    return Own(parts, one.first_comment.strip(), one.place.strip(), one.language, one.tags.strip())


def _media(agency: Agency, given: GivenContent) -> tuple[Shown, ...]:
    numbers = [pk for one in given.media for pk in (one.file, one.captions) if pk]
    files = MediaFile.objects.filter(agency=agency).in_bulk(numbers)
    if missing := [one.file for one in given.media if {one.file, one.captions or one.file} - files.keys()]:
        raise ValidationError(f"Berkas media {missing[0]} bukan milik instansi ini. Unggah dulu berkasnya.")
    return tuple(
        Shown(
            one.file, files[one.file].sha256, files[one.file].kind, one.alt.strip(), one.summary.strip(), one.captioned,
            tuple(sorted(set(one.without))), files[one.file].size, files[one.file].width, files[one.file].height,
            files[one.file].seconds, *captions_of(files[one.captions] if one.captions else None),
        )
        for one in given.media
    )  # fmt: skip


def content_out(written: Written) -> Content:
    """A stored message in the shape in which it may be given back."""
    return Content(
        **{name: getattr(written, name) for name in WORDS}, planned_at=written.planned_at, issue=written.issue_id,
        ethics={code: EthicsAnswer(safe=one.safe, note=one.note) for code, one in written.ethics.items()},
        accounts=[_text_out(pk, text, written.own.get(pk, Own())) for pk, text in written.variants.items()],
        media=[
            Medium(
                file=one.file_id, alt=one.alt, summary=one.summary, captioned=one.captioned,
                captions=one.captions or None, without=list(one.left_out),
            )
            for one in written.media
        ],
    )  # fmt: skip


def _text_out(account: int, text: str, own: Own) -> OwnText:
    return OwnText(
        account=account, text=text, parts=list(own.parts), first_comment=own.first_comment, place=own.place,
        language=own.language, tags=own.tags,
    )  # fmt: skip
