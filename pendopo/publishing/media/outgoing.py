"""The pictures and films that leave with a message for one account, as its platform takes them, described in words."""

from __future__ import annotations

import hashlib

from pendopo.connectors.base import Media
from pendopo.publishing.media.draw import ENDINGS, Drawn, for_platform
from pendopo.publishing.media.models import MediaFile
from pendopo.publishing.media.prove import BadMedia
from pendopo.publishing.rules import Target, Written
from pendopo.regulation.media import media_rule


def media_for(written: Written, target: Target) -> tuple[Media, ...]:
    """In the order of the message; the name tells nothing but the place in it."""
    chosen = written.media_for(target.account_id)
    wanted = [pk for one in chosen for pk in (one.file_id, one.captions) if pk]
    files = MediaFile.objects.in_bulk(wanted)
    found = []
    for number, one in enumerate(chosen, start=1):
        drawn = _drawn(files[one.file_id], target.platform)
        name = f"{'gambar' if one.kind == 'image' else 'video'}-{number}.{ENDINGS[drawn.content_type]}"
        described = one.alt or one.summary
        captions = approved_bytes(files[one.captions]) if one.captions else b""
        found.append(
            Media(name, drawn.content_type, drawn.content, described, drawn.width, drawn.height, captions=captions)
        )
    return tuple(found)


def approved_bytes(file: MediaFile) -> bytes:
    """The kept content; BadMedia when the store no longer has what was looked at and approved."""
    try:
        with file.file.open("rb") as stored:
            content: bytes = stored.read()
    except FileNotFoundError:
        content = b""
    if hashlib.sha256(content).hexdigest() != file.sha256:
        raise BadMedia(
            f"Berkas «{file.name}» di penyimpanan hilang atau tidak sama lagi dengan yang disetujui, jadi tidak dikirim. "
            "Unggah lagi berkasnya, lalu minta persetujuan."
        )
    return content


def _drawn(file: MediaFile, platform: str) -> Drawn:
    content = approved_bytes(file)
    if file.kind == MediaFile.Kind.VIDEO:
        return Drawn(content, file.content_type, file.width, file.height)
    return for_platform(content, file.content_type, file.width, file.height, media_rule(platform))
