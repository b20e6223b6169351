"""The demo's procedures: most agencies have one that was reviewed this year, one was forgotten, one agency has none."""

from __future__ import annotations

from datetime import UTC, date, datetime

from django.core.files.uploadedfile import SimpleUploadedFile

from pendopo.demo.messages import CHOSEN
from pendopo.demo.world import DemoAgency, DemoGovernment, DemoWorld
from pendopo.registry.procedures.actions import draft_procedure, review_procedure, set_procedure
from pendopo.report.document import Block, Document, Heading, Paragraph, Signature
from pendopo.report.pdf import render

PLACES = {"1": "butir 1, halaman 1", "2": "butir 2, halaman 1", "3": "butir 3, halaman 1", "4": "butir 4, halaman 2",
          "5": "butir 5, halaman 2"}  # fmt: skip


def fill(world: DemoWorld) -> None:
    """The agency whose year is told whole comes first; the last has none, and the one before it was not reviewed."""
    for key, government in world.governments.items():
        copy = render(_paper(government))
        told = government.agencies[CHOSEN[key]]
        agencies = [told, *(one for one in government.agencies.values() if one is not told)][:-1]
        for number, desk in enumerate(agencies, start=1):
            reviewed = number < len(agencies) or len(agencies) == 1
            _one(world, government, desk, number, copy, reviewed=reviewed)


def _one(
    world: DemoWorld, government: DemoGovernment, desk: DemoAgency, number: int, copy: bytes, *, reviewed: bool
) -> None:
    year = world.now.year - 1
    at = datetime(year, 1, 6, 3, tzinfo=UTC)
    terms = government.profile.terms
    made = draft_procedure(
        agency=desk.agency, number=f"065/{11 + number}/{year}", title=f"{terms.procedure_short} Layanan Media Sosial",
        version=1, steps=PLACES, by=desk.official, at=at,
    )  # fmt: skip
    set_procedure(
        procedure=made, signed_on=date(year, 1, 3), since=date(year, 1, 6), until=None, by=desk.official, at=at,
        copy=SimpleUploadedFile("prosedur.pdf", copy, content_type="application/pdf"),
    )  # fmt: skip
    if reviewed:
        again = min(datetime(year + 1, 1, 8, 3, tzinfo=UTC), world.now)
        review_procedure(
            procedure=made, on=again.date(), words="Masih sesuai dengan bagan alur; tanpa perubahan.", by=desk.official,
            at=again,
        )  # fmt: skip


def _paper(government: DemoGovernment) -> Document:
    """An invented procedure as a real PDF."""
    profile = government.profile
    blocks: list[Block] = [Heading("Urutan kerja")]
    blocks += [Paragraph(f"{step.code}. {step.label}.") for step in profile.flow]
    blocks += [Heading("Tinjauan"), Paragraph(f"Ditinjau setiap {profile.procedure.review_months} bulan.")]
    return Document(
        profile.terms.government, "Naskah contoh", f"{profile.terms.procedure} Layanan Media Sosial",
        "Naskah karangan untuk dunia contoh", "", (), tuple(blocks), Signature(profile.terms.agency_head, "Naskah contoh"),
        draft=False,
    )  # fmt: skip
