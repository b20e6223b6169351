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
from pendopo.paper import clean, printable
from pendopo.people.models import Notice
from pendopo.registry.models import Agency, Office, Role
from pendopo.registry.queries import NotAllowed
from pendopo.regulation.profile import load
from pendopo.report import docx, pdf, xlsx
from pendopo.report.actions import (
    ReportRefused,
    build,
    evaluate,
    find,
    hand_over,
    issue,
    plan_from,
    receive,
    record_result,
    reopen,
    send_copy,
    sign,
    write,
)
from pendopo.report.build import build_now, checks, document_of
from pendopo.report.document import (
    Chart,
    Column,
    Document,
    Heading,
    Missing,
    Paragraph,
    Series,
    Signature,
    Table,
    missing,
    numbers,
    written,
)
from pendopo.report.models import PlanItem, Report
from pendopo.report.queries import dues, raw_numbers, route_of, unanswered_findings, visible_to
from pendopo.report.rules import Handed, owed_months, owes, route_checks, weighted, worst
from tests.insight.months import october
from tests.report.years import (
    JANUARY,
    SIGNED,
    WORDS,
    busy_year,
    closed_month,
    delivered,
    everything,
    signed_in_katingan,
    signed_report,
)
from tests.world import World, agency, person, two_governments

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return two_governments()


def day(number: int, month: int = 1) -> datetime:
    return datetime(2026, month, number, 3, 0, tzinfo=UTC)


def text_of(report: Report) -> str:
    pages = PdfReader(io.BytesIO(pdf.render(document_of(report, SIGNED)))).pages
    return "\n".join(page.extract_text() for page in pages)


# What people write in titles and quotes, and how much of it is a sign that no font of the paper has.
STRANGE = (
    "Terima kasih 🙏👨‍👩‍👧 🇮🇩",
    "1️⃣ KTP ❤️",
    "السلام عليكم",
    "你好世界",
    "ꦲꦏ꧀ꦱꦫ",
    "a\x00b\x1b",
    "\ud83d setengah",
    "𝔸" * 90,
)


@pytest.mark.parametrize("text", STRANGE, ids=[str(n) for n in range(len(STRANGE))])
def test_a_report_with_signs_that_no_font_has_is_still_built_and_fit_for_the_archive(text: str) -> None:
    blocks = (
        Heading(text), Paragraph(text, "quote"), Missing(text, text), Table(text, (Column(text),), ((text,),), note=text),
        Chart(text, "bars", (text * 3, "b"), (Series(text, (1, 2)),)), Chart(text, "lines", (text,), (Series(text, (1,)),)),
    )  # fmt: skip
    paper = Document(text, text, text, text, text, (text,), blocks, Signature(text, text))
    made = pdf.render(paper)
    assert b"pdfaid" in made
    shown = "".join(page.extract_text() for page in PdfReader(io.BytesIO(made)).pages)
    boxed = "□" in printable(text) or "𝔸" in text  # a chart has no letters beyond the first 65,536
    assert ("□ berdiri di tempat tanda" in shown) == boxed
    words = "".join(one.text for one in word.Document(io.BytesIO(docx.render(paper))).paragraphs)
    assert clean(text) in words
    xlsx.render(paper)


def test_what_the_fonts_have_is_printed_as_it_was_written() -> None:
    for kept in ("KTP-el “gratis” – 100 %", "❤", "Ḥaḍramaut", "السلام", "Ω ≥ ½"):
        assert printable({"a": [kept]}) == {"a": [kept]}
    assert printable("1️⃣ 👨‍👩‍👧 你") == "1 □ □"


# The way of a report (vectors of the regulation map, 2.5).

K = load("katingan-55-2022").report.route
P = load("probolinggo-37-2016").report.route


def test_katingan_two_hops_in_order_are_right() -> None:
    handed = [
        Handed(1, "coordinating_agency", day(20), day(5, 2)),
        Handed(2, "regional_head", day(7, 2), day(7, 2)),
    ]
    assert worst(list(route_checks(K, handed))) == "ok"


def test_katingan_bupati_before_the_dinas_is_wrong() -> None:
    early = [Handed(1, "coordinating_agency", day(20), day(5, 2)), Handed(2, "regional_head", day(4, 2), day(4, 2))]
    assert worst(list(route_checks(K, early))) == "fail"
    assert worst(list(route_checks(K, early[1:]))) == "fail"


def test_probolinggo_without_the_copy_to_the_dinas_is_warned() -> None:
    straight = [Handed(1, "regional_head", day(20), day(20))]
    assert worst(list(route_checks(P, straight))) == "warn"
    assert worst(list(route_checks(P, [*straight, Handed(1, "coordinating_agency", day(20), copy=True)]))) == "ok"


def test_katingan_hands_over_in_order_and_the_dinas_says_complete_before_it_goes_on(world: World) -> None:
    report = signed_in_katingan(world)
    desk = world.other
    analyst = person("Kat Analis")
    Office.objects.create(person=analyst, agency=desk.agency, role=Role.ANALYST, title="Analis", since=date(2020, 1, 1))
    with pytest.raises(ReportRefused, match="Langkah 1 belum dilakukan"):
        hand_over(report=report, hop=2, by=analyst, receipt="langsung", at=day(20))
    first = hand_over(report=report, by=desk.head, receipt="Surat 12", at=day(20))
    with pytest.raises(ReportRefused, match="penerimaan"):
        hand_over(report=report, by=analyst, receipt="Surat 13", at=day(21))
    receive(handover=first, by=analyst, complete=False, remarks="lampiran kurang", at=day(5, 2))
    with pytest.raises(ReportRefused, match="belum lengkap"):
        hand_over(report=report, by=analyst, receipt="Surat 13", at=day(6, 2))
    first.complete = True
    first.save()
    with pytest.raises(NotAllowed):
        hand_over(report=report, by=desk.officer, receipt="Surat 13", at=day(7, 2))
    report.refresh_from_db()
    assert report.state == "signed"
    hand_over(report=report, by=analyst, receipt="Surat 13", at=day(7, 2))
    report.refresh_from_db()
    assert report.state == "delivered"
    assert worst(route_of(report)) == "ok"


def test_probolinggo_goes_straight_to_the_walikota_and_a_forgotten_copy_can_follow(world: World) -> None:
    report = signed_report(world)
    hand_over(report=report, by=world.dukcapil.head, receipt="Surat 1", copies=False, at=day(21))
    report.refresh_from_db()
    assert report.state == "delivered"
    assert worst(route_of(report)) == "warn"
    send_copy(report=report, party="coordinating_agency", by=world.dukcapil.officer, receipt="Surat 2", at=day(22))
    assert worst(route_of(report)) == "ok"
    with pytest.raises(ReportRefused, match="sudah sampai"):
        hand_over(report=report, by=world.dukcapil.head, receipt="lagi", at=day(23))


def test_a_draft_is_handed_to_nobody_and_a_receipt_is_needed(world: World) -> None:
    report = busy_year(world)
    with pytest.raises(ReportRefused, match="belum ditandatangani"):
        hand_over(report=report, by=world.dukcapil.head, receipt="x", at=SIGNED)
    sign(report=report, by=world.dukcapil.head, at=SIGNED)
    with pytest.raises(ReportRefused, match="tanda terima"):
        hand_over(report=report, by=world.dukcapil.head, receipt=" ", at=SIGNED)


# Who owes one.


def test_an_agency_made_in_mid_year_still_owes_a_report() -> None:
    assert owes(date(2025, 12, 31), None, 2025)
    assert not owes(date(2026, 1, 1), None, 2025)
    assert [month.month for month in owed_months(date(2025, 11, 20), None, 2025)] == [11, 12]


def test_a_merged_agencys_report_is_owed_by_its_successor(world: World) -> None:
    old = agency(world.government, "Dishub Lama", "Dinas Perhubungan")
    old.closed_on, old.successor = date(2025, 6, 30), world.pu.agency
    old.save()
    owed = {one.agency.pk: one for one in dues(world.government, 2025, SIGNED)}
    assert owed[old.pk].debtor == world.pu.agency
    assert owed[old.pk].owed == 6
    assert old.pk not in {one.agency.pk for one in dues(world.government, 2026, SIGNED)}


def test_whoever_has_not_delivered_is_listed_and_late_after_the_profiles_day(world: World) -> None:
    delivered(world)
    before, after = day(1, 3), datetime(2026, 4, 1, 3, 0, tzinfo=UTC)
    assert not any(one.late for one in dues(world.government, 2025, before))
    late = {one.agency.short_name for one in dues(world.government, 2025, after) if one.late}
    assert late == {"Diskominfo", "DPUPR"}


def test_no_report_is_owed_before_the_regulation_was_in_force(world: World) -> None:
    assert dues(world.other_government, 2021, SIGNED) == []
    with pytest.raises(ReportRefused, match="belum berlaku"):
        build(agency=world.other.agency, year=2021, by=world.other.officer, at=SIGNED)


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


# Evaluation and what follows.

SCORES = {"dasar": 100, "rujukan": 50, "dua_arah": 40, "laporan": 100, "umpan_balik": 0, "unggahan": 80, "keamanan": 0}


def test_the_dinas_scores_by_the_rubric_with_raw_numbers_beside_it(world: World) -> None:
    report = delivered(world)
    raw = {one.code: one for one in raw_numbers(report)}
    assert raw["dua_arah"].numbers == ("2 dari 5 percakapan dijawab (tanpa spam).",)
    assert raw["dua_arah"].proposed == 40
    assert raw["laporan"].numbers[0] == "12 dari 12 bulan ditutup dan ditandatangani."
    assert raw["rujukan"].proposed is None
    rubric = load("probolinggo-37-2016").evaluation.rubric
    assert weighted(SCORES, rubric) == 59
    assert weighted({"dasar": 100}, rubric) is None


def test_only_the_dinas_evaluates_and_only_what_was_submitted(world: World) -> None:
    report = signed_report(world)
    with pytest.raises(ReportRefused, match="belum disampaikan"):
        evaluate(report=report, scores=SCORES, summary="", by=world.analyst, at=day(1, 4))
    hand_over(report=report, by=world.dukcapil.head, receipt="Surat 1", at=SIGNED)
    with pytest.raises(NotAllowed):
        evaluate(report=report, scores=SCORES, summary="", by=world.dukcapil.head, at=day(1, 4))
    with pytest.raises(ReportRefused, match="antara 0 dan 100"):
        evaluate(report=report, scores={"dasar": 101}, summary="", by=world.analyst, at=day(1, 4))
    unfinished = evaluate(report=report, scores={"dasar": 100}, summary="", by=world.analyst, at=day(1, 4))
    with pytest.raises(ReportRefused, match="semua ukuran"):
        issue(evaluation=unfinished, by=world.analyst, at=day(1, 4))


def test_a_finding_goes_into_next_years_plan_and_its_result_into_next_years_report(world: World) -> None:
    desk, report = world.dukcapil, delivered(world)
    evaluation = evaluate(report=report, scores=SCORES, summary="Cukup.", by=world.analyst, at=day(1, 4))
    finding = find(
        evaluation=evaluation, text="Jawaban lambat.", recommendation="Tambah petugas.", by=world.analyst, at=day(1, 4)
    )
    with pytest.raises(ReportRefused, match="belum diterbitkan"):
        plan_from(
            finding=finding, action="x", owner="y", due=date(2026, 6, 1), indicator="z", by=desk.official, at=day(1, 4)
        )
    issue(evaluation=evaluation, by=world.analyst, at=day(2, 4))
    assert Notice.objects.filter(person=desk.head, subject__contains="Evaluasi laporan 2025").exists()
    assert unanswered_findings(desk.agency).get() == finding
    following = build(agency=desk.agency, year=2026, by=desk.officer, at=day(3, 4))
    gaps = [one.text for one in missing(build_now(following, day(3, 4)).document.blocks)]
    assert "Temuan “Jawaban lambat.” belum masuk rencana 2026." in gaps
    item = plan_from(
        finding=finding, action="Menunjuk petugas kedua", owner="Sekretaris", due=date(2026, 6, 30),
        indicator="dua petugas", by=desk.official, at=day(3, 4),
    )  # fmt: skip
    assert (item.year, item.finding) == (2026, finding)
    assert not unanswered_findings(desk.agency).exists()
    gaps = [one.text for one in missing(build_now(following, day(3, 4)).document.blocks)]
    assert "Hasil dari “Menunjuk petugas kedua” belum ditulis." in gaps
    record_result(item=item, result="Petugas kedua bertugas sejak Mei.", by=desk.officer, at=day(1, 7))
    tables = [one for one in build_now(following, day(1, 7)).document.blocks if one.kind == "table"]
    shown = [row for table in tables for row in table.rows if "Jawaban lambat." in row]
    assert shown == [("Jawaban lambat.", "Menunjuk petugas kedua (Sekretaris)", "Petugas kedua bertugas sejak Mei.")]


def test_an_issued_evaluation_is_not_changed(world: World) -> None:
    report = delivered(world)
    evaluation = evaluate(report=report, scores=SCORES, summary="Cukup.", by=world.analyst, at=day(1, 4))
    issue(evaluation=evaluation, by=world.analyst, at=day(2, 4))
    with pytest.raises(ReportRefused, match="sudah diterbitkan"):
        evaluate(report=report, scores=SCORES, summary="Lain.", by=world.analyst, at=day(3, 4))
    evaluation.refresh_from_db()
    with pytest.raises(ReportRefused, match="sudah diterbitkan"):
        find(evaluation=evaluation, text="x", recommendation="y", by=world.analyst, at=day(3, 4))


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
