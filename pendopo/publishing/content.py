"""Putting a content into the database: the message's fields, its variants, its pictures. Only actions call this."""

from __future__ import annotations

from pendopo.journal.machine import Said
from pendopo.publishing.issues.models import Issue
from pendopo.publishing.leaving import Own, tags_of
from pendopo.publishing.media.models import Attachment, MediaFile
from pendopo.publishing.models import Message, Variant
from pendopo.publishing.rules import Written
from pendopo.registry.models import Agency, OfficialAccount

# As wide as the column; each hashtag of "#a #b" takes two characters more once it is kept.
MOST_TAGS = 500


class BadContent(Said):
    """A part of the content belongs to somebody else; the sentence says which."""


def fields_of(written: Written) -> dict[str, object]:
    """The message's own columns."""
    return {
        "title": written.title, "text": written.text, "purpose": written.purpose, "category": written.category,
        "category_note": written.category_note, "level": written.level, "source": written.source,
        "tags": ", ".join(tags_of(written.tags)), "info_class": written.info_class, "planned_at": written.planned_at,
        "ethics": {code: {"safe": one.safe, "note": one.note} for code, one in written.ethics.items()},
        "format": written.format, "mentions": written.mentions, "language": written.language,
        "campaign": written.campaign, "other_channel": written.other_channel, "issue_id": written.issue_id,
    }  # fmt: skip


def refuse_foreign(agency: Agency, written: Written) -> None:
    """Accounts and pictures of another agency and issues of another government are not ours to use."""
    if len(", ".join(tags_of(written.tags))) > MOST_TAGS:
        raise BadContent(f"Penandanya terlalu panjang: paling banyak {MOST_TAGS} karakter seluruhnya.")
    if OfficialAccount.objects.filter(pk__in=written.variants, agency=agency).count() != len(written.variants):
        raise BadContent("Ada akun yang bukan akun instansi ini. Pilih dari akun instansi sendiri.")
    wanted = {one.file_id for one in written.media}
    beside = {one.captions for one in written.media if one.captions}
    mine = MediaFile.objects.filter(agency=agency)
    seen, texts = mine.exclude(kind="text").filter(pk__in=wanted), mine.filter(kind="text", pk__in=beside)
    if seen.count() != len(wanted) or texts.count() != len(beside):
        raise BadContent("Ada gambar atau video yang bukan milik instansi ini. Unggah lagi berkasnya.")
    issue = written.issue_id
    if issue is not None and not Issue.objects.filter(pk=issue, government_id=agency.government_id).exists():
        raise BadContent("Isu itu tidak ada dalam daftar isu pemerintah daerah ini. Pilih dari daftar.")


def set_parts(message: Message, written: Written) -> None:
    """The variants and the pictures, as they are written now."""
    message.variants.exclude(account_id__in=written.variants).delete()
    for account_id, text in written.variants.items():
        own = written.own.get(account_id, Own())
        Variant.objects.update_or_create(
            message=message, account_id=account_id,
            defaults={
                "text": text, "parts": list(own.parts), "first_comment": own.first_comment, "place": own.place,
                "language": own.language, "tags": own.tags,
            },
        )  # fmt: skip
    message.attachments.all().delete()
    Attachment.objects.bulk_create(
        Attachment(
            message=message, file_id=one.file_id, position=number, alt_text=one.alt, summary=one.summary,
            captioned=one.captioned, captions_id=one.captions or None, left_out=sorted(one.left_out),
        )
        for number, one in enumerate(written.media)
    )  # fmt: skip
