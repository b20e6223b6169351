"""The yearly report is whole before it is signed, frozen when it is, goes its regulation's way, and is evaluated."""

from __future__ import annotations

import io
import json
from datetime import UTC, date, datetime, timedelta
from typing import Any

import docx as word
import openpyxl
import pytest
from pypdf import PdfReader

from pendopo.inbox.models import Case
from pendopo.insight.actions import sha256
from pendopo.insight.models import Count
from pendopo.journal.machine import MoveRefused
from pendopo.registry.models import Agency, Office, Role
from pendopo.registry.queries import NotAllowed
from pendopo.report import docx, pdf, xlsx
from pendopo.report.actions import (
    ReportRefused,
    build,
    hand_over,
    reopen,
    sign,
    write,
)
from pendopo.report.build import build_now, checks, document_of
from pendopo.report.document import (
    missing,
    numbers,
    written,
)
from pendopo.report.models import PlanItem, Report
from pendopo.report.queries import visible_to
from tests.insight.months import october
from tests.report.years import (
    JANUARY,
    SIGNED,
    WORDS,
    busy_year,
    closed_month,
    day,
    everything,
    signed_in_katingan,
    signed_report,
)
from tests.world import World, person, two_governments

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return two_governments()


def text_of(report: Report) -> str:
    pages = PdfReader(io.BytesIO(pdf.render(document_of(report, SIGNED)))).pages
    return "\n".join(page.extract_text() for page in pages)


# What must stand in it.


def test_an_empty_report_names_every_missing_part_and_where_to_fill_it(world: World) -> None:
    desk = world.dukcapil
    report = build(agency=desk.agency, year=2025, by=desk.officer, at=JANUARY)
    gaps = missing(build_now(report, JANUARY).document.blocks)
    said = " ".join(one.text for one in gaps)
    for part in ("SPO", "anggaran", "pengikut", "pembahasan isi", "dibagikan", "diunggah ulang", "eksternal", "internal",
                 "rencana 2026", "Belum ditutup"):  # fmt: skip
        assert part in said
    assert all(one.where for one in gaps)
    with pytest.raises(ReportRefused, match="Belum ada baris rencana 2026"):
        sign(report=report, by=desk.head, at=SIGNED)
    assert "Belum lengkap" in text_of(report)


@pytest.mark.parametrize(
    ("take", "said"),
    [
        ("procedure", "SPO"), ("budget", "anggaran"), ("content", "isi pesan"), ("comments", "masukan"),
        ("no_external", "kendala eksternal"), ("obstacle", "kendala internal"), ("plan", "rencana 2026"),
        ("shares", "dibagikan"), ("reposts", "diunggah ulang"), ("followers", "pengikut"), ("closing", "Maret 2025"),
        ("decree", "berlaku pada"),
    ],
)  # fmt: skip
def test_signing_is_refused_for_each_single_part_that_is_missing(world: World, take: str, said: str) -> None:
    desk = world.dukcapil
    report = everything(desk)
    if take in WORDS:
        write(report=report, words={take: ""}, by=desk.officer, at=JANUARY)
    elif take == "obstacle":
        desk.agency.obstacles.all().delete()
    elif take == "plan":
        PlanItem.objects.all().delete()
    elif take == "closing":
        desk.agency.closings.filter(month=date(2025, 3, 1)).update(state="draft")
    elif take == "decree":
        type(desk.decree).objects.filter(pk=desk.decree.pk).update(until=date(2025, 12, 30))
    else:
        Count.objects.filter(name=take).delete()
    with pytest.raises(ReportRefused, match=said):
        sign(report=report, by=desk.head, at=SIGNED)


def test_only_the_head_signs_and_not_before_the_year_is_over(world: World) -> None:
    report = busy_year(world)
    with pytest.raises(NotAllowed):
        sign(report=report, by=world.dukcapil.official, at=SIGNED)
    with pytest.raises(ReportRefused, match="belum selesai"):
        sign(report=report, by=world.dukcapil.head, at=datetime(2025, 12, 31, 16, 59, tzinfo=UTC))
    sign(report=report, by=world.dukcapil.head, at=SIGNED)
    with pytest.raises(ReportRefused, match="sudah ditandatangani"):
        write(report=report, words={"foreword": "x"}, by=world.dukcapil.officer, at=SIGNED)


def test_a_signed_report_is_frozen_with_its_hash_and_its_sums_agree(world: World) -> None:
    report = signed_report(world)
    assert sha256(report.data) == report.sha256
    figures = json.loads(report.data)["figures"]
    assert (figures["received"]["items"], figures["messages"]["published"], figures["referrals"]["sent"]) == (6, 2, 2)
    assert {one.level for one in checks(report)} == {"ok"}
    assert {one.code for one in checks(report)} == {"C-REP3c", "C-REP3d", "C-REP3e", "C-REP3f"}


def _without_reply(report: Report) -> None:
    reply = Case.objects.filter(agency=report.agency).exclude(replies=None).first()
    assert reply is not None
    type(reply.replies.get().dispatch).objects.filter(reply__case=reply).update(sent_at=day(1))


def _without_referral(report: Report) -> None:
    row = report.agency.referrals_out.first()
    assert row is not None
    row.links.all().delete()
    row.delete()


@pytest.mark.parametrize(
    ("spoil", "code"), [(_without_reply, "C-REP3e"), (_without_referral, "C-REP3f")], ids=["e", "f"]
)
def test_rows_that_no_longer_give_the_printed_number_are_found(world: World, spoil: Any, code: str) -> None:
    report = signed_report(world)
    spoil(report)
    assert code in {one.code for one in checks(report) if one.level == "fail"}


def test_a_printed_sum_that_was_changed_in_the_frozen_data_is_found(world: World) -> None:
    report = signed_report(world)
    data = json.loads(report.data)
    data["figures"]["messages"]["published"] = 3
    report.data = json.dumps(data)
    assert [one.code for one in checks(report) if one.level == "fail"] == ["C-REP3c", "C-REP3c"]


def test_what_came_after_a_month_was_closed_stands_in_its_own_row(world: World) -> None:
    desk = october(world)
    from_now = desk.agency
    closed_month(desk, date(2025, 9, 1))
    report = build(agency=from_now, year=2025, by=desk.officer, at=JANUARY)
    tables = [one for one in build_now(report, JANUARY).document.blocks if getattr(one, "kind", "") == "table"]
    annex = tables[-1]
    assert [row[:2] for row in annex.rows] == [  # type: ignore[union-attr]
        ("September 2025", 0), ("tercatat sesudah bulannya ditutup", 6), ("Jumlah", 6),
    ]  # fmt: skip


# On paper.


def test_the_pdf_says_every_number_that_was_frozen(world: World) -> None:
    report = signed_report(world)
    text = text_of(report)
    document = document_of(report, SIGNED)
    for number in set(numbers(document)):
        assert written(number) in text
    for words in ("Walikota Probolinggo", "Disdukcapil", "Duk Kepala", "20 Januari 2026", report.sha256[:16], "SPO"):
        assert words in text
    assert "KONSEP" not in text


def test_the_head_of_the_other_regulation_is_never_named(world: World) -> None:
    first, second = text_of(signed_report(world)), text_of(signed_in_katingan(world))
    assert "Bupati" not in first
    assert "SOP" not in first.replace(WORDS["procedure"], "").replace("SOP Nomor", "")
    assert "Walikota" not in second
    assert "Bupati Katingan melalui Dinas Komunikasi" in " ".join(second.split())


def test_what_people_wrote_is_never_read_as_markup_or_formula(world: World) -> None:
    report = busy_year(world)
    write(
        report=report, words={"foreword": '#panic("x") $x$ *a* <b> =1+1 \u202e'}, by=world.dukcapil.officer, at=JANUARY
    )
    Case.objects.filter(topic="Antrean").update(topic="=HYPERLINK(1)")
    report = sign(report=report, by=world.dukcapil.head, at=SIGNED)
    assert '#panic("x")' in text_of(report)
    book = openpyxl.load_workbook(io.BytesIO(xlsx.render(document_of(report, SIGNED))))
    cells = [cell for row in book["Laporan"].iter_rows() for cell in row if cell.value is not None]
    assert any(cell.value == "=HYPERLINK(1)" and cell.data_type == "s" for cell in cells)
    assert not any(cell.data_type == "f" for cell in cells)


def test_docx_and_xlsx_hold_the_same_numbers(world: World) -> None:
    report = signed_report(world)
    document = document_of(report, SIGNED)
    paper = word.Document(io.BytesIO(docx.render(document)))
    cells = {cell.text for table in paper.tables for row in table.rows for cell in row.cells}
    sheet = openpyxl.load_workbook(io.BytesIO(xlsx.render(document)))["Laporan"]
    values = {cell.value for row in sheet.iter_rows() for cell in row}
    tables = [block for block in document.blocks if block.kind == "table"]
    printed = {cell for table in tables for row in table.rows for cell in row if isinstance(cell, int)}
    assert printed <= values
    assert {written(number) for number in printed} <= cells
    assert len(paper.inline_shapes) == sum(block.kind == "chart" for block in document.blocks)


def test_a_document_survives_its_own_json(world: World) -> None:
    report = signed_report(world)
    built = document_of(report, SIGNED)
    assert built.sha256 == report.sha256
    assert not built.draft
    assert pdf.render(built).startswith(b"%PDF")


def test_a_reopened_report_is_signed_anew_but_not_once_it_is_handed_over(world: World) -> None:
    report = signed_report(world)
    with pytest.raises(MoveRefused, match="alasannya"):
        reopen(report=report, by=world.dukcapil.head, because="", at=SIGNED)
    reopen(report=report, by=world.dukcapil.head, because="salah ketik", at=SIGNED)
    report.refresh_from_db()
    assert (report.state, report.data) == ("draft", "")
    sign(report=report, by=world.dukcapil.head, at=SIGNED)
    hand_over(report=report, by=world.dukcapil.head, receipt="Surat 1", at=SIGNED)
    with pytest.raises(ReportRefused, match="sudah disampaikan"):
        reopen(report=report, by=world.dukcapil.head, because="x", at=SIGNED)


def test_reports_are_seen_by_their_agency_and_the_coordinators_of_their_government(world: World) -> None:
    report = busy_year(world)
    assert visible_to(world.dukcapil.officer).get() == report
    assert visible_to(world.regional_head).get() == report
    assert not visible_to(world.pu.head).exists()
    assert not visible_to(world.other.head).exists()


def test_the_signer_is_who_heads_the_agency_that_day(world: World) -> None:
    report = busy_year(world)
    Office.objects.filter(person=world.dukcapil.head).update(until=date(2026, 1, 10))
    heir = person("Kepala Baru")
    Office.objects.create(
        person=heir, agency=world.dukcapil.agency, role=Role.HEAD, title="Kepala Disdukcapil", since=date(2026, 1, 11)
    )
    with pytest.raises(NotAllowed):
        sign(report=report, by=world.dukcapil.head, at=SIGNED)
    report = sign(report=report, by=heir, at=SIGNED)
    assert "Kepala Baru" in text_of(report)


def test_a_pdf_of_a_year_is_typeset_within_a_few_seconds(world: World) -> None:
    document = document_of(signed_report(world), SIGNED)
    pdf.render(document)
    began = datetime.now(UTC)
    pdf.render(document)
    assert datetime.now(UTC) - began < timedelta(seconds=3)


def test_an_agency_that_is_closed_reports_until_its_last_day(world: World) -> None:
    desk = world.dukcapil
    Agency.objects.filter(pk=desk.agency.pk).update(closed_on=date(2025, 6, 30))
    desk.agency.refresh_from_db()
    report = build(agency=desk.agency, year=2025, by=desk.officer, at=JANUARY)
    book = build_now(report, JANUARY).book
    assert [month.month for month in book.unclosed] == [1, 2, 3, 4, 5, 6]
    assert book.last_day == date(2025, 6, 30)
