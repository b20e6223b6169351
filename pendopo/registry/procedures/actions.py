"""Drafting a procedure, setting it with its signed copy, reviewing it, ending it. All of it journalled."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction
from django.db.models import Q

from pendopo.journal.actions import move, note
from pendopo.journal.actor import Actor
from pendopo.journal.machine import Said
from pendopo.people.models import Person
from pendopo.registry.files import Upload, signed_copy
from pendopo.registry.models import Agency, Office, Role
from pendopo.registry.procedures.models import Procedure, Review
from pendopo.registry.queries import acting, today
from pendopo.registry.rules import Doing
from pendopo.regulation.profile import load


class ProcedureRefused(Said):
    """The procedure can't be kept so; the sentence says what to mend."""


@transaction.atomic
def draft_procedure(
    *, agency: Agency, number: str, title: str, version: int, steps: Mapping[str, str], by: Person,
    at: datetime | None = None,
) -> Procedure:  # fmt: skip
    """A version of a procedure before it is set. `steps` says where the paper has each step of the flow chart."""
    actor = acting(by, Doing.REGISTER, agency, at=at)
    made = Procedure(
        agency=agency,
        number=number.strip()[:120],
        title=title.strip()[:300],
        version=version,
        steps=_known(agency, steps),
    )
    if not made.number or not made.title:
        raise ProcedureRefused("Tulis nomor dan judulnya.")
    try:
        with transaction.atomic():
            made.save()
    except IntegrityError as error:
        raise ProcedureRefused(f"Versi {version} dari «{number}» sudah tercatat. Naikkan nomor versinya.") from error
    note(made, doing="procedure.drafted", by=actor, after={"number": made.number, "version": version}, at=at)
    return made


@transaction.atomic
def set_procedure(
    *, procedure: Procedure, signed_on: date, since: date, until: date | None, copy: Upload, by: Person,
    set_by: str = "", at: datetime | None = None,
) -> None:  # fmt: skip
    """The signed copy is here: the version is in force by its days, and the version before it ends the day before.

    Where the regulation says that the head sets it (K 11(1)), there must have been a head on that day.
    """
    agency = procedure.agency
    actor = acting(by, Doing.REGISTER, agency, at=at)
    if signed_on > today(agency.government, at):
        raise ProcedureRefused("Tanggal penetapan ada di masa depan.")
    if until and until < since:
        raise ProcedureRefused("Prosedur berakhir sebelum mulai berlaku: periksa kedua tanggal itu.")
    head = _head(agency, signed_on)
    by_head = load(agency.government.profile).procedure.signer == "agency_head"
    if by_head and head is None:
        raise ProcedureRefused(
            f"Pada {signed_on:%d-%m-%Y} tidak tercatat kepala {agency.short_name}, padahal kepala instansilah yang "
            "menetapkan. Catat dulu jabatannya."
        )
    if not by_head and head is None and not set_by.strip():
        raise ProcedureRefused("Tulis siapa yang menetapkan prosedur ini.")
    content, sha256 = signed_copy(copy)
    procedure.file_sha256 = sha256
    procedure.file.save("copy.pdf", ContentFile(content), save=False)
    _end_before(procedure, since, actor, at)
    move(procedure, to="in_force", by=actor, at=at, changes={
        "signed_on": signed_on, "since": since, "until": until, "reviewed_on": signed_on, "set_by": set_by.strip()[:200],
        "signer": head if by_head or not set_by.strip() else None, "file": procedure.file.name,
        "file_name": (copy.name or "salinan.pdf")[-200:], "file_sha256": sha256,
    })  # fmt: skip


@transaction.atomic
def review_procedure(*, procedure: Procedure, on: date, words: str, by: Person, at: datetime | None = None) -> Review:
    """Somebody looked whether it still fits, and says what was found."""
    actor = acting(by, Doing.REGISTER, procedure.agency, at=at)
    if procedure.state != "in_force":
        raise ProcedureRefused("Hanya prosedur yang ditetapkan yang ditinjau.")
    if not words.strip():
        raise ProcedureRefused("Tulis hasil tinjauannya, misalnya «masih sesuai, tanpa perubahan».")
    if on > today(procedure.agency.government, at) or (procedure.since and on < procedure.since):
        raise ProcedureRefused("Tanggal tinjauan harus sesudah prosedur berlaku dan tidak di masa depan.")
    made = Review.objects.create(
        procedure=procedure, on=on, words=words.strip(), by=f"{actor.name}, {actor.office}"[:300]
    )
    if procedure.reviewed_on is None or on > procedure.reviewed_on:
        procedure.reviewed_on = on
        procedure.save(update_fields=["reviewed_on"])
    note(procedure, doing="procedure.reviewed", by=actor, because=words, after={"on": on}, at=at)
    return made


def end_procedure(*, procedure: Procedure, on: date, because: str, by: Person, at: datetime | None = None) -> None:
    """It no longer holds after the day `on`."""
    actor = acting(by, Doing.REGISTER, procedure.agency, at=at)
    if procedure.since and on < procedure.since:
        raise ProcedureRefused("Prosedur tidak bisa berakhir sebelum mulai berlaku.")
    move(procedure, to="ended", by=actor, because=because, changes={"until": on}, at=at)


def _known(agency: Agency, steps: Mapping[str, str]) -> dict[str, str]:
    codes = [each.code for each in load(agency.government.profile).flow]
    return {code: steps[code].strip()[:200] for code in codes if steps.get(code, "").strip()}


def _head(agency: Agency, day: date) -> Office | None:
    held = Office.objects.filter(agency=agency, role=Role.HEAD, since__lte=day)
    return held.filter(Q(until=None) | Q(until__gte=day)).first()


def _end_before(procedure: Procedure, since: date, actor: Actor, at: datetime | None) -> None:
    """Older versions of the same number end the day before the new one begins."""
    older = Procedure.objects.filter(agency=procedure.agency, number=procedure.number, state="in_force")
    for one in older.exclude(pk=procedure.pk):
        last = since - timedelta(days=1)
        if one.since and last < one.since:
            raise ProcedureRefused(
                f"Versi {one.version} baru mulai {one.since:%d-%m-%Y}; versi ini harus mulai sesudahnya."
            )
        move(one, to="ended", by=actor, because=f"diganti versi {procedure.version}", changes={"until": last}, at=at)
