"""The template of a government's papers, and what an agency adds to it: pattern of numbers, crest, lines of the head."""

from __future__ import annotations

import hashlib
import io
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.core.files.base import ContentFile
from django.db import transaction

from pendopo.journal.actions import note
from pendopo.later import later
from pendopo.people.models import Person
from pendopo.registry.actions import BadRegister
from pendopo.registry.files import Upload
from pendopo.registry.models import Agency, Government
from pendopo.registry.papers.models import AgencyLetterhead, Letterhead
from pendopo.registry.papers.numbering import problem_of
from pendopo.registry.queries import acting
from pendopo.registry.rules import Doing

if TYPE_CHECKING:
    import PIL
    from PIL import Image
else:
    PIL = later("PIL")
    Image = later("PIL.Image")

MOST_CREST_BYTES = 2 * 1024 * 1024
MOST_PIXELS = 20_000_000
CREST_SIDE = 480


@dataclass(frozen=True)
class Template:
    """What a government's template says."""

    pattern: str
    classification: str
    place: str
    opening: str
    size: str
    clauses: str
    copies: str


@transaction.atomic
def set_template(
    *, government: Government, beside: Agency, template: Template, by: Person, crest: Upload | None = None
) -> Letterhead:
    """Keep the template of a government; `beside` is its coordinating agency, whose register `by` keeps."""
    actor = acting(by, Doing.REGISTER, beside)
    if problem := problem_of(template.pattern):
        raise BadRegister(problem)
    kept, _made = Letterhead.objects.get_or_create(government=government)
    before = {"pattern": kept.pattern, "classification": kept.classification, "crest": kept.crest_sha256}
    kept.pattern, kept.classification, kept.place = template.pattern, template.classification, template.place
    kept.opening, kept.size, kept.clauses, kept.copies = (
        template.opening,
        template.size,
        template.clauses,
        template.copies,
    )
    if crest is not None:
        content = redrawn(crest)
        kept.crest_sha256 = digest_of(content)
        kept.crest.save("crest.png", ContentFile(content), save=False)
    kept.save()
    after = {"pattern": kept.pattern, "classification": kept.classification, "crest": kept.crest_sha256}
    note(kept, doing="letterhead.kept", by=actor, before=before, after=after)
    return kept


def digest_of(content: bytes) -> str:
    """SHA-256, in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def redrawn(upload: Upload) -> bytes:
    """A crest as a PNG that we drew again: whatever else the file held is gone. Only real pictures of a sane size."""
    sorry = "Lambang harus gambar PNG atau JPEG, paling besar 2 MB."
    if (upload.size or 0) > MOST_CREST_BYTES:
        raise BadRegister(sorry)
    content = upload.read(MOST_CREST_BYTES + 1)
    try:
        with Image.open(io.BytesIO(content), formats=("PNG", "JPEG")) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                raise BadRegister("Gambar lambang terlalu besar. Perkecil menjadi sekitar 1000 × 1000 titik.")
            drawn = picture.convert("RGBA")
            drawn.thumbnail((CREST_SIDE, CREST_SIDE))
    except (PIL.UnidentifiedImageError, OSError, ValueError, Image.DecompressionBombError) as error:
        raise BadRegister(sorry) from error
    made = io.BytesIO()
    drawn.save(made, "PNG", optimize=True)
    return made.getvalue()


@transaction.atomic
def set_agency_letterhead(*, agency: Agency, unit: str, lines: str, head_office: str, by: Person) -> AgencyLetterhead:
    """Unit code, address lines and the head's title of one agency."""
    actor = acting(by, Doing.REGISTER, agency)
    kept, _made = AgencyLetterhead.objects.get_or_create(agency=agency)
    kept.unit, kept.lines, kept.head_office = unit.strip(), lines.strip(), head_office.strip()
    kept.save()
    note(kept, doing="letterhead.kept", by=actor, after={"unit": kept.unit, "head_office": kept.head_office})
    return kept
