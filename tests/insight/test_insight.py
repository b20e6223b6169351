"""A month's figures come from the rows, are frozen once, and can be counted again by anybody."""

from __future__ import annotations

import io
import json
from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from openpyxl import Workbook

from pendopo.inbox.models import Case
from pendopo.insight.actions import (
    InsightRefused,
    close_month,
    count,
    decide,
    finish,
    note_obstacle,
    recommend,
    rewrite,
    set_topic,
    sha256,
    sign_month,
)
from pendopo.insight.counts import enter, read
from pendopo.insight.digest import propose
from pendopo.insight.figures import figures_of
from pendopo.insight.models import Closing, Count
from pendopo.insight.queries import months_of, period_of, recompute, themes
from pendopo.insight.rules import is_over, next_month, span
from pendopo.journal.machine import MoveRefused
from pendopo.registry.queries import NotAllowed
from pendopo.tables.reading import BadTable
from tests.insight.months import AFTER, OCTOBER, START, answered, closed, october, said
from tests.publishing.written import published, submitted
from tests.world import NOW, World, two_governments

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return two_governments()


def test_every_figure_of_the_month_is_what_happened(world: World) -> None:
    desk = october(world)
    found = figures_of(desk.agency, period_of(desk.agency, OCTOBER, AFTER))
    assert found["received"] == {
        "items": 6, "people": 6, "cases": 6, "by_kind": {"pertanyaan": 2, "kritik": 1, "saran": 1, "aduan": 1, "spam": 1},
        "by_topic": {"KTP-el": 3, "Antrean": 1, "Jam layanan": 1, "Jalan": 1},
        "by_tone": found["received"]["by_tone"], "by_way": {"recorded": 6},
    }  # fmt: skip
    assert sum(found["received"]["by_tone"].values()) == 6
    assert (found["answered"]["cases"], found["answered"]["noise"]) == (2, 1)
    assert found["answered"]["t1_median_seconds"] == (60 + 180) * 60 // 2
    hops = found["referrals"]
    assert (hops["sent"], hops["in_time"], hops["late"], hops["outside"]) == (2, 1, 1, 0)
    assert found["messages"]["by_category"] == {"kegiatan": 1, "isu_aktual": 1}
    assert found["messages"]["published"] == 2
    account = found["accounts"][str(desk.account.pk)]
    assert (account["posts"], account["replies"], account["shares"], account["reposts"]) == (2, 2, 12, 4)
    assert account["followers"] == {"value": 1973, "on": "2025-10-31", "source": "halaman akun"}


def test_the_related_agency_sees_the_same_hops_from_its_side(world: World) -> None:
    october(world)
    inside = figures_of(world.pu.agency, period_of(world.pu.agency, OCTOBER, AFTER))["referrals_in"]
    assert (inside["sent"], inside["in_time"], inside["late"]) == (2, 1, 1)


def test_the_median_of_first_answers_is_counted_from_what_was_live(world: World) -> None:
    desk = world.dukcapil
    for number, minutes in ((0, 10), (1, 30), (2, 90)):
        answered(desk, said(desk, number, START), START + timedelta(minutes=minutes - 1))
    said(desk, 3, START)
    found = figures_of(desk.agency, period_of(desk.agency, OCTOBER, AFTER))
    assert found["answered"]["t1_median_seconds"] == 30 * 60
    assert (found["received"]["cases"], found["answered"]["cases"]) == (4, 3)


def test_sums_are_the_same_as_plain_sql_over_the_tables(world: World) -> None:
    desk = october(world)
    found = figures_of(desk.agency, period_of(desk.agency, OCTOBER, AFTER))
    since, until = span(OCTOBER, "Asia/Jakarta")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM inbox_item i JOIN registry_officialaccount a ON a.id = i.account_id "
            "WHERE a.agency_id = %s AND i.received_at >= %s AND i.received_at < %s",
            [desk.agency.pk, since, until],
        )
        items = cursor.fetchone()[0]
        cursor.execute(
            "SELECT d.kind, count(*) FROM delivery_dispatch d JOIN registry_officialaccount a ON a.id = d.account_id "
            "WHERE a.agency_id = %s AND d.state = 'live' AND d.sent_at >= %s AND d.sent_at < %s GROUP BY d.kind",
            [desk.agency.pk, since, until],
        )
        sent = dict(cursor.fetchall())
    assert items == found["received"]["items"] == sum(found["received"]["by_kind"].values())
    accounts = found["accounts"].values()
    assert sent == {
        "post": sum(a["posts"] for a in accounts),
        "reply": sum(a["replies"] + a["holding"] for a in accounts),
    }


def test_a_month_begins_at_midnight_of_the_governments_zone(world: World) -> None:
    desk = world.dukcapil
    since, _ = span(OCTOBER, "Asia/Jakarta")
    said(desk, 0, since)
    said(desk, 1, since - timedelta(seconds=1))
    found = figures_of(desk.agency, period_of(desk.agency, OCTOBER, AFTER))
    assert found["received"]["items"] == 1


def test_what_happens_after_the_cut_changes_nothing(world: World) -> None:
    desk = october(world)
    closing = closed(desk)
    waiting = Case.objects.get(agency=desk.agency, topic="Jam layanan")
    answered(desk, waiting, AFTER + timedelta(hours=1))
    assert recompute(closing) == []


def test_a_closed_month_is_frozen_with_its_hash_and_a_changed_row_is_named(world: World) -> None:
    desk = october(world)
    closing = closed(desk)
    assert sha256(closing.figures) == closing.figures_sha256
    assert json.loads(closing.figures)["received"]["items"] == 6
    assert recompute(closing) == []
    Case.objects.filter(agency=desk.agency, kind="kritik").update(kind="saran")
    found = {one.name: (one.frozen, one.now) for one in recompute(closing)}
    assert found == {"received.by_kind.kritik": (1, None), "received.by_kind.saran": (1, 2)}


def test_a_month_is_closed_once_and_not_before_it_is_over(world: World) -> None:
    desk = october(world)
    with pytest.raises(InsightRefused, match="belum selesai"):
        close_month(agency=desk.agency, month=OCTOBER, by=desk.officer, digest="x", at=START + timedelta(days=20))
    closed(desk)
    with pytest.raises(InsightRefused, match="sudah ditutup"):
        close_month(agency=desk.agency, month=OCTOBER, by=desk.officer, digest="x", at=AFTER)


def test_a_month_with_input_needs_a_digest_and_an_empty_one_a_reason(world: World) -> None:
    desk = october(world)
    with pytest.raises(InsightRefused, match="sari masukan"):
        close_month(agency=desk.agency, month=OCTOBER, by=desk.officer, at=AFTER)
    with pytest.raises(InsightRefused, match="nihil"):
        close_month(agency=desk.agency, month=date(2025, 9, 1), by=desk.officer, at=AFTER)
    assert closed(desk, date(2025, 9, 1), nil=True).nil_reason == "belum ada percakapan"


def test_only_the_official_or_head_signs_and_then_the_words_stand(world: World) -> None:
    desk = october(world)
    closing = close_month(agency=desk.agency, month=OCTOBER, by=desk.officer, digest="Awal.", at=AFTER)
    with pytest.raises(NotAllowed):
        sign_month(closing=closing, by=desk.officer, at=AFTER)
    rewrite(closing=closing, by=desk.officer, digest="Lebih baik.", at=AFTER)
    sign_month(closing=closing, by=desk.official, at=AFTER)
    with pytest.raises(InsightRefused, match="ditandatangani"):
        rewrite(closing=closing, by=desk.officer, digest="Terlambat.", at=AFTER)
    with pytest.raises(MoveRefused):
        sign_month(closing=closing, by=desk.head, at=AFTER)


def test_katingan_asks_for_a_recommendation_or_a_reason_and_probolinggo_does_not(world: World) -> None:
    for desk in (world.dukcapil, world.other):
        words = {"nil_reason": "akun baru"}
        closing = close_month(agency=desk.agency, month=OCTOBER, by=desk.officer, at=AFTER, **words)
        if desk is world.dukcapil:
            assert sign_month(closing=closing, by=desk.official, at=AFTER).state == "signed"
            continue
        with pytest.raises(InsightRefused, match="rekomendasi"):
            sign_month(closing=closing, by=desk.official, at=AFTER)
        rewrite(closing=closing, by=desk.officer, digest="", no_recommendation="tidak ada masukan", at=AFTER)
        assert sign_month(closing=closing, by=desk.official, at=AFTER).state == "signed"


def test_the_proposed_digest_names_topics_cases_and_what_was_late_without_personal_data(world: World) -> None:
    desk = october(world)
    said(desk, 10, START)
    Case.objects.filter(topic="Antrean").update(excerpt="antre lama, hubungi saya 081234567890")
    figures = figures_of(desk.agency, period_of(desk.agency, OCTOBER, AFTER))
    text = propose("Disdukcapil", OCTOBER, figures, themes([desk.agency], *span(OCTOBER, "Asia/Jakarta")))
    assert "Pada Oktober 2025 Disdukcapil menerima 7 masukan" in text
    assert "1. KTP-el" in text
    assert "1 terlambat" in text
    assert "081234567890" not in text


def test_spam_is_no_theme_and_unsorted_input_stands_last(world: World) -> None:
    desk = october(world)
    Case.objects.filter(agency=desk.agency, topic="KTP-el").exclude(state="noise").update(topic="")
    names = [(one.topic, one.items) for one in themes([desk.agency], *span(OCTOBER, "Asia/Jakarta"))]
    assert names[-1] == ("", 2)
    assert sum(number for _, number in names) == 5


def test_topics_are_set_for_several_at_once_and_journalled(world: World) -> None:
    desk = october(world)
    cases = list(Case.objects.filter(agency=desk.agency)[:2])
    assert set_topic(cases=cases, topic="  Loket   baru ", by=desk.officer, at=AFTER) == 2
    assert set(Case.objects.filter(pk__in=[c.pk for c in cases]).values_list("topic", flat=True)) == {"Loket baru"}
    with pytest.raises(NotAllowed):
        set_topic(cases=cases, topic="x", by=world.pu.officer, at=AFTER)


def test_a_count_has_a_source_and_a_day_that_came_and_a_month_that_is_open(world: World) -> None:
    desk = october(world)
    base = {
        "account": desk.account,
        "name": "followers",
        "value": 5,
        "source": "halaman",
        "by": desk.officer,
        "at": AFTER,
    }
    for change, said_so in (
        ({"source": " "}, "sumber"), ({"value": -1}, "bulat"), ({"name": "suka"}, "dihitung"),
        ({"on": date(2025, 11, 4)}, "belum tiba"),
    ):  # fmt: skip
        with pytest.raises(InsightRefused, match=said_so):
            count(**{"on": date(2025, 11, 2), **base, **change})  # type: ignore[arg-type]
    closed(desk)
    with pytest.raises(InsightRefused, match="sudah ditutup"):
        count(**{"on": date(2025, 10, 30), **base})  # type: ignore[arg-type]
    with pytest.raises(NotAllowed):
        count(**{"on": date(2025, 11, 2), **base, "by": world.pu.officer})  # type: ignore[arg-type]


def test_a_file_of_counts_is_entered_whole_or_not_at_all(world: World) -> None:
    desk = world.dukcapil
    good = "akun;nama;tanggal;jumlah;sumber\nduk_resmi;pengikut;31/10/2025;1.973;halaman\n"
    bad = good + "duk_resmi;pengikut;31/11/2025;-5;=cmd()\n"
    with pytest.raises(InsightRefused, match="baris 3"):
        enter(read("a.csv", bad.encode(), [desk.account])[0], by=desk.officer, at=AFTER)
    assert not Count.objects.exists()
    assert enter(read("a.csv", good.encode(), [desk.account])[0], by=desk.officer, at=AFTER) == 1
    assert Count.objects.get().value == 1973
    with pytest.raises(BadTable, match="Kolom"):
        read("a.csv", b"nama,jumlah\nx,1\n", [desk.account])


def test_counts_from_a_workbook_are_shown_and_then_entered_as_they_were_shown(world: World) -> None:
    desk, out, book = world.dukcapil, io.BytesIO(), Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["Akun", "Nama", "Tanggal", "Jumlah", "Sumber"])
    sheet.append(["duk_resmi", "pengikut", date(2025, 10, 31), 1973, "halaman"])
    sheet.append(["duk_resmi", "pengikut", date(2025, 10, 30), 1200.5, "halaman"])
    book.save(out)
    good, half = read("a.xlsx", out.getvalue(), [desk.account])[0]
    assert (good.value, good.on, good.problem) == (1973, date(2025, 10, 31), "")
    assert "bukan bilangan bulat" in half.problem
    sheet.delete_rows(3)
    book.save(out)
    client = Client()
    client.force_login(desk.official)
    shown = client.post("/masukan/angka/", {"file": SimpleUploadedFile("a.xlsx", out.getvalue())})
    assert "<td>pengikut</td>" in shown.content.decode()
    client.post("/masukan/angka/", {"text": shown.context["text"], "enter": "1"})
    assert [one.value for one in Count.objects.all()] == [1973]


def test_a_recommendation_goes_from_proposal_to_result_and_public_message(world: World) -> None:
    desk = october(world)
    closing = closed(desk)
    advice = recommend(
        agency=desk.agency, closing=closing, text="Buka loket Sabtu.", addressee="Kepala Disdukcapil",
        due=date(2025, 12, 31), by=desk.official, cases=list(Case.objects.filter(topic="Antrean")), at=AFTER,
    )  # fmt: skip
    with pytest.raises(NotAllowed):
        decide(recommendation=advice, accept=True, by=desk.officer, at=AFTER)
    with pytest.raises(MoveRefused, match="alasannya"):
        decide(recommendation=advice, accept=False, by=desk.head, at=AFTER)
    decide(recommendation=advice, accept=True, by=world.regional_head, at=AFTER)
    assert advice.decided_by.startswith("Wali Kota")
    waiting = submitted(desk)
    with pytest.raises(InsightRefused, match="sudah terbit"):
        finish(recommendation=advice, result="Loket dibuka.", by=desk.official, message=waiting, at=NOW)
    told = published(desk)
    finish(recommendation=advice, result="Loket dibuka.", by=desk.official, message=told, at=NOW)
    advice.refresh_from_db()
    assert (advice.state, advice.public_message) == ("done", told)


def test_a_recommendation_rests_on_ones_own_cases(world: World) -> None:
    desk = october(world)
    foreign = said(world.pu, 4, START)
    with pytest.raises(InsightRefused, match="sendiri"):
        recommend(agency=desk.agency, text="x", addressee="y", due=OCTOBER, by=desk.official, cases=[foreign], at=AFTER)


def test_obstacles_have_an_origin(world: World) -> None:
    desk = world.dukcapil
    note_obstacle(
        agency=desk.agency, on=OCTOBER, origin="internal", text="Satu petugas saja.", by=desk.officer, at=AFTER
    )
    with pytest.raises(InsightRefused, match="asal"):
        note_obstacle(agency=desk.agency, on=OCTOBER, origin="lain", text="x", by=desk.officer, at=AFTER)


def test_an_agency_owes_no_month_before_it_existed(world: World) -> None:
    agency = world.dukcapil.agency
    agency.since = date(2025, 6, 15)
    agency.save()
    months = [row.month.month for row in months_of(agency, 2025, AFTER)]
    assert months == [6, 7, 8, 9, 10, 11]
    assert [row.over for row in months_of(agency, 2025, AFTER)] == [True] * 5 + [False]
    with pytest.raises(InsightRefused, match="berdiri"):
        close_month(agency=agency, month=date(2025, 5, 1), by=world.dukcapil.officer, nil_reason="x", at=AFTER)


def test_december_is_followed_by_january() -> None:
    assert next_month(date(2025, 12, 1)) == date(2026, 1, 1)
    assert not is_over(date(2025, 12, 1), date(2025, 12, 31))
    assert is_over(date(2025, 12, 1), date(2026, 1, 1))


def test_two_closings_of_a_month_cannot_stand_in_the_database(world: World) -> None:
    closed(world.dukcapil, nil=True)
    assert Closing.objects.count() == 1
