"""Taking in a picture or a film for an agency's messages."""

from __future__ import annotations

import hashlib
from datetime import datetime

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction

from pendopo.connectors.text import one_line
from pendopo.journal.actions import note
from pendopo.people.models import Person
from pendopo.publishing.media.captions import read
from pendopo.publishing.media.models import MediaFile
from pendopo.publishing.media.prove import Proven, prove
from pendopo.registry.models import Agency
from pendopo.registry.queries import acting
from pendopo.registry.rules import Doing


@transaction.atomic
def upload(*, agency: Agency, name: str, content: bytes, by: Person, at: datetime | None = None) -> MediaFile:
    """Prove, clean and keep a file; the same content twice is one file."""
    actor = acting(by, Doing.DRAFT, agency, at=at)
    proven = prove(name, content)
    sha256 = hashlib.sha256(proven.content).hexdigest()
    known = MediaFile.objects.filter(agency=agency, sha256=sha256).first()
    if known is not None:
        return known
    try:
        with transaction.atomic():
            made = _kept(agency, proven, sha256, by)
    except IntegrityError:
        return MediaFile.objects.get(agency=agency, sha256=sha256)
    after = {"sha256": sha256, "kind": proven.kind, "size": made.size}
    note(made, doing="media.uploaded", by=actor, after=after, at=at)
    return made


@transaction.atomic
def upload_captions(*, film: MediaFile, name: str, content: bytes, by: Person, at: datetime | None = None) -> MediaFile:
    """Read, clean and keep captions for a film; the same again is one file."""
    actor = acting(by, Doing.DRAFT, film.agency, at=at)
    shown = one_line(name.replace("\\", "/").rsplit("/", 1)[-1], 120) or "takarir"
    text = read(shown, content, film_seconds=film.seconds)
    sha256 = hashlib.sha256(text).hexdigest()
    known = MediaFile.objects.filter(agency=film.agency, sha256=sha256).first()
    if known is not None:
        return known
    made = _kept(film.agency, Proven("text", text, "vtt", shown, 0, 0), sha256, by)
    note(made, doing="media.uploaded", by=actor, after={"sha256": sha256, "kind": "text", "of": film.pk}, at=at)
    return made


def _kept(agency: Agency, proven: Proven, sha256: str, by: Person) -> MediaFile:
    made = MediaFile(
        agency=agency, kind=proven.kind, name=proven.name, content_type=proven.content_type, sha256=sha256,
        size=len(proven.content), width=proven.width, height=proven.height, seconds=proven.seconds, by=by,
    )  # fmt: skip
    made.file.save(f"berkas.{proven.ending}", ContentFile(proven.content), save=False)
    made.save()
    if proven.thumb and not default_storage.exists(thumb_path(made)):
        default_storage.save(thumb_path(made), ContentFile(proven.thumb))
    return made


def thumb_path(file: MediaFile) -> str:
    """Where the small picture of a file is kept."""
    return f"messages/{file.agency_id}/{file.sha256}.thumb.jpg"
