"""Approved answers: two people behind every text, every version kept, nothing expired proposed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from pendopo.inbox.models import Reply
from pendopo.journal.machine import MoveRefused
from pendopo.journal.queries import entries_of
from pendopo.knowledge.actions import Wording, approve, draft, reply_with, retire, revise, send_back
from pendopo.knowledge.models import Answer, Use, Version
from pendopo.knowledge.queries import Suggestion, difference, listed, newest, search, suggest, visible_to, waiting_for
from pendopo.knowledge.rules import BadAnswer
from pendopo.people.models import Notice
from pendopo.registry.queries import NotAllowed
from tests.referral.scene import case_of
from tests.world import NOW, World, person, two_governments

pytestmark = pytest.mark.django_db
KTP = Wording(
    title="KTP-el hilang", text="Bawa surat kehilangan dari kepolisian dan Kartu Keluarga ke loket Disdukcapil.",
    source="SOP Disdukcapil 470/12/2024", topic="Adminduk", tags="ktp, hilang, kehilangan",
)  # fmt: skip
ASKED = "gmn ngurus ktp ilang ya min"


def approved(world: World, wording: Wording = KTP, **at: Any) -> Answer:
    """Written by the officer, approved by the official."""
    answer = draft(agency=world.dukcapil.agency, wording=wording, by=world.dukcapil.officer, **at)
    return approve(version=answer.versions.get(), by=world.dukcapil.official, **at)


def titles(world: World, text: str = ASKED, **given: Any) -> list[str]:
    return [one.answer.title for one in suggest(text, world.dukcapil.agency, **given)]


def test_a_draft_is_proposed_to_nobody_until_a_second_person_approves_it() -> None:
    world = two_governments()
    answer = draft(agency=world.dukcapil.agency, wording=KTP, by=world.dukcapil.officer)
    assert titles(world) == []
    approve(version=answer.versions.get(), by=world.dukcapil.official)
    assert titles(world) == ["KTP-el hilang"]


def test_nobody_approves_what_they_wrote() -> None:
    world = two_governments()
    answer = draft(agency=world.dukcapil.agency, wording=KTP, by=world.dukcapil.official)
    version = answer.versions.get()
    with pytest.raises(BadAnswer, match="orang lain"):
        approve(version=version, by=world.dukcapil.official)
    with pytest.raises(DatabaseError), transaction.atomic():
        Version.objects.filter(pk=version.pk).update(approved_by=world.dukcapil.official)
    approve(version=version, by=world.dukcapil.head)


def test_whose_right_it_is_to_write_and_to_approve() -> None:
    world = two_governments()
    with pytest.raises(NotAllowed):
        draft(agency=world.dukcapil.agency, wording=KTP, by=world.pu.officer)
    answer = draft(agency=world.dukcapil.agency, wording=KTP, by=world.dukcapil.official)
    for stranger in (world.dukcapil.officer, world.pu.official, world.analyst, world.other.head):
        with pytest.raises(NotAllowed):
            approve(version=answer.versions.get(), by=stranger)


@pytest.mark.parametrize("missing", ["title", "text", "source"])
def test_an_answer_needs_title_text_and_source(missing: str) -> None:
    world = two_governments()
    empty: dict[str, Any] = {missing: " \x00 "}
    with pytest.raises(BadAnswer):
        draft(agency=world.dukcapil.agency, wording=replace(KTP, **empty), by=world.dukcapil.officer)
    assert not Answer.objects.exists()


def test_a_revision_waits_while_the_version_before_stays_in_use() -> None:
    world = two_governments()
    answer = approved(world)
    changed = replace(KTP, title="KTP-el hilang atau dicuri", text="Sekarang cukup lewat aplikasi.")
    second = revise(answer=answer, wording=changed, by=world.dukcapil.officer, because="layanan daring")
    answer.refresh_from_db()
    assert (answer.state, answer.title, second.number) == ("approved", "KTP-el hilang", 2)
    assert suggest(ASKED, world.dukcapil.agency)[0].version.number == 1
    approve(version=second, by=world.dukcapil.official)
    found = suggest(ASKED, world.dukcapil.agency)[0]
    assert (found.answer.title, found.version.number) == ("KTP-el hilang atau dicuri", 2)
    assert [version.number for version in answer.versions.all()] == [2, 1]


def test_only_the_newest_version_can_be_approved_and_only_once() -> None:
    world = two_governments()
    answer = draft(agency=world.dukcapil.agency, wording=KTP, by=world.dukcapil.officer)
    first = answer.versions.get()
    second = revise(answer=answer, wording=replace(KTP, text="Lain."), by=world.dukcapil.officer)
    with pytest.raises(BadAnswer, match="lebih baru"):
        approve(version=first, by=world.dukcapil.official)
    approve(version=second, by=world.dukcapil.official)
    with pytest.raises(BadAnswer, match="sudah diputuskan"):
        approve(version=second, by=world.dukcapil.official)


@pytest.mark.parametrize("change", [{"text": "Lain"}, {"title": "Lain"}, {"source": "Lain"}, {"number": 7}])
def test_the_database_refuses_to_change_a_version(change: dict[str, object]) -> None:
    answer = approved(two_governments())
    with pytest.raises(DatabaseError), transaction.atomic():
        Version.objects.filter(answer=answer).update(**change)


def test_a_version_that_was_sent_back_tells_its_author_why_and_waits_no_more() -> None:
    world = two_governments()
    answer = draft(agency=world.dukcapil.agency, wording=KTP, by=world.dukcapil.officer)
    assert list(waiting_for(world.dukcapil.official)) == [answer.versions.get()]
    send_back(version=answer.versions.get(), because="Sebutkan jam loket.", by=world.dukcapil.official)
    assert not waiting_for(world.dukcapil.official).exists()
    assert Notice.objects.get(person=world.dukcapil.officer).body == "Sebutkan jam loket."
    with pytest.raises(BadAnswer):
        approve(version=answer.versions.get(), by=world.dukcapil.head)


def test_one_s_own_version_is_not_in_one_s_queue() -> None:
    world = two_governments()
    draft(agency=world.dukcapil.agency, wording=KTP, by=world.dukcapil.official)
    assert not waiting_for(world.dukcapil.official).exists()
    assert waiting_for(world.dukcapil.head).count() == 1
    assert not waiting_for(world.pu.head).exists()


def test_an_answer_past_its_last_day_is_not_proposed_and_stands_on_the_list_to_renew() -> None:
    world = two_governments()
    approved(world, replace(KTP, valid_until=date(2026, 3, 27)), at=NOW)
    assert titles(world, at=NOW) == ["KTP-el hilang"]
    assert not listed(world.dukcapil.officer, "perbarui", at=NOW).exists()
    tomorrow = NOW + timedelta(days=1)
    assert titles(world, at=tomorrow) == []
    assert listed(world.dukcapil.officer, "perbarui", at=tomorrow).count() == 1


def test_the_last_day_ends_at_midnight_of_the_government_s_zone() -> None:
    world = two_governments()
    approved(world, replace(KTP, valid_until=date(2026, 3, 27)), at=NOW)
    midnight = NOW.replace(hour=17)  # 00.00 WIB of the 28th
    assert titles(world, at=midnight - timedelta(seconds=1)) == ["KTP-el hilang"]
    assert titles(world, at=midnight) == []


def test_an_expired_version_cannot_be_approved() -> None:
    world = two_governments()
    answer = draft(
        agency=world.dukcapil.agency, wording=replace(KTP, valid_until=date(2020, 1, 1)), by=world.dukcapil.officer
    )
    with pytest.raises(BadAnswer, match="sudah lewat"):
        approve(version=answer.versions.get(), by=world.dukcapil.official)


def test_a_retired_answer_is_proposed_no_more_until_a_new_version_is_approved() -> None:
    world = two_governments()
    answer = approved(world)
    with pytest.raises(BadAnswer):
        retire(answer=answer, because=" ", by=world.dukcapil.official)
    retire(answer=answer, because="Layanan pindah.", by=world.dukcapil.official)
    assert titles(world) == []
    with pytest.raises(MoveRefused):
        retire(answer=answer, because="Lagi.", by=world.dukcapil.official)
    again = revise(answer=answer, wording=KTP, by=world.dukcapil.officer, because="Berlaku lagi.")
    approve(version=again, by=world.dukcapil.official)
    assert titles(world) == ["KTP-el hilang"]


def test_shared_answers_of_other_agencies_of_the_government_are_proposed_too() -> None:
    world = two_governments()
    approved(world)
    assert [one.answer.title for one in suggest(ASKED, world.pu.agency)] == ["KTP-el hilang"]
    assert suggest(ASKED, world.other.agency) == [], "another government"


def test_an_answer_that_is_not_shared_stays_inside_its_agency() -> None:
    world = two_governments()
    answer = approved(world, replace(KTP, shared=False))
    assert titles(world) == ["KTP-el hilang"]
    assert suggest(ASKED, world.pu.agency) == []
    assert not visible_to(world.pu.officer).exists()
    case = case_of(world.pu.account)
    with pytest.raises(BadAnswer, match="tidak dibagikan"):
        reply_with(case=case, version=answer.versions.get(), text="x", by=world.pu.officer)


def test_what_one_can_list_is_what_one_can_open_and_drafts_are_not_lent() -> None:
    world = two_governments()
    draft(agency=world.dukcapil.agency, wording=KTP, by=world.dukcapil.officer)
    assert visible_to(world.dukcapil.officer).count() == 1
    assert visible_to(world.analyst).count() == 1
    assert not visible_to(world.pu.officer).exists()
    assert not visible_to(world.other.head).exists()


def test_the_marker_of_another_government_is_never_found() -> None:
    world = two_governments()
    other = draft(
        agency=world.other.agency, wording=replace(KTP, title="zzpenanda ktp", text="zzpenanda"), by=world.other.officer
    )
    approve(version=other.versions.get(), by=world.other.official)
    approved(world)
    assert "zzpenanda ktp" not in [answer.title for answer in search(world.dukcapil.officer, "zzpenanda")]
    assert "zzpenanda ktp" not in titles(world, "zzpenanda ktp")
    assert [answer.title for answer in search(world.other.officer, "zzpenanda")] == ["zzpenanda ktp"]


def test_search_understands_informal_spelling_and_finds_drafts_by_their_letters() -> None:
    world = two_governments()
    approved(world)
    draft(agency=world.dukcapil.agency, wording=replace(KTP, title="Konsep akta"), by=world.dukcapil.officer)
    assert [answer.title for answer in search(world.dukcapil.officer, ASKED)] == ["KTP-el hilang"]
    assert "Konsep akta" in [answer.title for answer in search(world.dukcapil.officer, "konsep")]
    for odd in ("%", "_", "'", "(", "\\", "", "a" * 5000, "\x00"):
        search(world.dukcapil.officer, odd)


def test_the_reason_for_a_proposal_is_the_words_of_the_citizen() -> None:
    world = two_governments()
    approved(world)
    found = suggest(case_of(world.dukcapil.account, ASKED))[0]
    assert {"ktp", "ilang"} <= set(found.matched_words)
    assert found.fits


@pytest.mark.parametrize(
    ("score", "words", "strength"),
    [(0.99, 3, "strong"), (0.99, 1, "weak"), (0.7, 2, "maybe"), (0.99, 0, "strong"), (0.4, 3, "weak")],
)
def test_how_sure_a_proposal_is_is_said_in_a_word_and_one_shared_word_is_weak(
    score: float, words: int, strength: str
) -> None:
    one = Suggestion(Answer(), Version(), score, ("ktp", "hilang", "polisi")[:words])
    assert one.strength == strength


def test_an_answer_that_hardly_fits_is_not_shown_beside_a_case() -> None:
    shown = [Suggestion(Answer(), Version(), score, ("ktp",)).worth_showing for score in (0.01, 0.19, 0.2, 0.9)]
    assert shown == [False, False, True, True]


def test_the_case_keeps_which_version_was_used_after_a_newer_one_is_approved() -> None:
    world = two_governments()
    answer = approved(world)
    first = answer.versions.get()
    case = case_of(world.dukcapil.account, ASKED)
    reply = reply_with(case=case, version=first, text=first.text + " Salam.", by=world.dukcapil.officer)
    approve(
        version=revise(answer=answer, wording=replace(KTP, text="Baru."), by=world.dukcapil.officer),
        by=world.dukcapil.official,
    )
    use = Use.objects.get(reply=reply)
    assert (use.version, reply.basis) == (first, Reply.Basis.KNOWLEDGE)
    assert "KTP-el hilang (versi 1); SOP Disdukcapil" in reply.source
    with pytest.raises(BadAnswer, match="tidak lagi dipakai"):
        reply_with(case=case_of(world.dukcapil.account, number=2), version=first, text="x", by=world.dukcapil.officer)


def test_an_answered_case_becomes_a_draft_of_its_own_agency_only() -> None:
    world = two_governments()
    answer = approved(world)
    case = case_of(world.dukcapil.account, ASKED)
    reply = reply_with(case=case, version=answer.versions.get(), text="Ke loket 2.", by=world.dukcapil.officer)
    made = draft(agency=world.dukcapil.agency, wording=KTP, by=world.dukcapil.officer, from_reply=reply)
    assert made.versions.get().from_reply == reply
    with pytest.raises(BadAnswer):
        draft(agency=world.pu.agency, wording=KTP, by=world.pu.officer, from_reply=reply)


def test_contract_staff_may_write_but_not_approve() -> None:
    world = two_governments()
    world.dukcapil.official.employment = "contract"
    world.dukcapil.official.save()
    answer = draft(agency=world.dukcapil.agency, wording=KTP, by=world.dukcapil.officer)
    with pytest.raises(NotAllowed):
        approve(version=answer.versions.get(), by=world.dukcapil.official)
    assert person("Siapa Saja").is_asn


def test_the_journal_tells_who_wrote_and_who_approved() -> None:
    answer = approved(two_governments())
    assert list(entries_of(answer).values_list("doing", "actor_name")) == [
        ("answer.version", "Duk Petugas"), ("answer.approved", "Duk Pejabat"),
    ]  # fmt: skip


def test_the_difference_between_two_versions_is_told_word_by_word() -> None:
    pieces = difference("Bawa surat dari polisi dan KK.", "Bawa surat dari polsek dan KK.")
    assert [(piece.kind, piece.text.strip()) for piece in pieces] == [
        ("same", "Bawa surat dari"), ("gone", "polisi"), ("new", "polsek"), ("same", "dan KK."),
    ]  # fmt: skip
    assert newest(approved(two_governments())) is not None
