"""Recording training, coordination meetings and joint campaigns."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction

from pendopo.journal.actions import note
from pendopo.people.models import Person
from pendopo.registry.actions import BadRegister
from pendopo.registry.competence.models import Meeting, Training
from pendopo.registry.files import Upload, signed_copy
from pendopo.registry.models import Agency
from pendopo.registry.queries import acting, today
from pendopo.registry.rules import Doing


@dataclass(frozen=True)
class Learned:
    """What somebody writes of a training."""

    title: str
    organiser: str
    on: date
    valid_until: date | None = None


@transaction.atomic
def record_training(
    *, person: Person, agency: Agency, learned: Learned, by: Person, certificate: Upload | None = None
) -> Training:
    """A training of one's own, or of somebody at an agency that one keeps the register of."""
    actor = acting(by, Doing.SEE if person.pk == by.pk else Doing.REGISTER, agency)
    if learned.on > today(agency.government):
        raise BadRegister("Pelatihan ini belum selesai: catat setelah tanggal selesainya.")
    if learned.valid_until is not None and learned.valid_until < learned.on:
        raise BadRegister("Sertifikat habis sebelum pelatihannya selesai: periksa kedua tanggal itu.")
    made = Training(
        person=person, agency=agency, title=learned.title.strip(), organiser=learned.organiser.strip(), on=learned.on,
        valid_until=learned.valid_until, recorded_by=by,
    )  # fmt: skip
    content = b""
    if certificate is not None:
        content, made.sha256 = signed_copy(certificate)
        made.file_name = (certificate.name or "sertifikat.pdf")[-200:]
    try:
        with transaction.atomic():
            made.save()
    except IntegrityError as error:
        raise BadRegister("Pelatihan ini sudah tercatat untuk orang dan tanggal yang sama.") from error
    if content:
        made.file.save("certificate.pdf", ContentFile(content))
    after = {"person": person.name, "title": made.title, "on": made.on, "sha256": made.sha256}
    note(made, doing="training.recorded", by=actor, after=after)
    return made


@dataclass(frozen=True)
class Met:
    """What somebody writes of a meeting or campaign."""

    kind: str
    on: date
    title: str
    minutes: str
    decisions: str = ""
    others: str = ""


@transaction.atomic
def record_meeting(
    *, agency: Agency, met: Met, agencies: list[Agency], people: list[Person], by: Person, file: Upload | None = None
) -> Meeting:
    """A meeting that has been held, or a campaign that was agreed; at least one other agency or party takes part."""
    actor = acting(by, Doing.COORDINATE, agency)
    if met.on > today(agency.government):
        raise BadRegister("Catat rapat setelah berlangsung: tanggalnya masih di masa depan.")
    if any(one.government_id != agency.government_id for one in agencies):
        raise BadRegister("Instansi pemerintah daerah lain ditulis pada «Pihak lain».")
    if not [one for one in agencies if one.pk != agency.pk] and not met.others.strip():
        raise BadRegister("Koordinasi perlu pihak lain: pilih instansi peserta, atau tulis pihak lain.")
    if met.kind == Meeting.Kind.MEETING and not met.decisions.strip():
        raise BadRegister("Tulis keputusan rapat; bila tidak ada, tulis «tidak ada» dengan sebabnya.")
    made = Meeting(
        agency=agency, kind=met.kind, on=met.on, title=met.title.strip(), minutes=met.minutes.strip(),
        decisions=met.decisions.strip(), others=met.others.strip(), recorded_by=by,
    )  # fmt: skip
    content = b""
    if file is not None:
        content, made.sha256 = signed_copy(file)
        made.file_name = (file.name or "notula.pdf")[-200:]
    made.save()
    made.agencies.set({agency.pk, *(one.pk for one in agencies)})
    made.people.set(people)
    if content:
        made.file.save("minutes.pdf", ContentFile(content))
    after = {"kind": made.kind, "on": made.on, "title": made.title, "agencies": sorted(one.pk for one in agencies)}
    note(made, doing="meeting.recorded", by=actor, after=after)
    return made
