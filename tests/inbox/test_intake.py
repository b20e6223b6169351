"""Nothing that a citizen says is lost, doubled, or mixed with somebody else's words."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import DataError, transaction

from pendopo.connectors.base import BadEntry, Collected, IncomingItem, IncomingPost
from pendopo.inbox import intake, proposals
from pendopo.inbox.actions import close, take_in
from pendopo.inbox.models import Case, Citizen, Item, ItemVersion, Post, Unreadable
from pendopo.inbox.search import item_ids
from pendopo.journal.models import Entry
from pendopo.journal.queries import faults
from tests.inbox.scene import POST, SYSTEM, arrive, said
from tests.world import NOW, two_governments

pytestmark = pytest.mark.django_db


def test_a_comment_becomes_an_item_a_case_a_citizen_and_a_post() -> None:
    account = two_governments().dukcapil.account
    taken = arrive(account, said("1"))
    case = Case.objects.get()
    assert (taken.new, taken.again, taken.bad) == (1, 0, 0)
    assert (case.state, case.citizen_name, case.excerpt) == ("new", "Warga Satu", "KTP hilang, bagaimana mengurusnya?")
    assert (case.received_at, case.waiting_since, case.seen_at) == (NOW, NOW, None)
    assert (Citizen.objects.get().external_id, Post.objects.get().title) == ("warga-1", POST.title)
    assert case.items.get().case.post == Post.objects.get()


def test_the_cursor_moves_with_its_items_and_stays_when_they_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    account = two_governments().dukcapil.account
    arrive(account, said("1"), cursor="sesudah-1")
    account.connection.refresh_from_db()
    assert account.connection.cursor == "sesudah-1"
    monkeypatch.setattr(intake, "_keep_bad", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        arrive(account, said("2"), cursor="sesudah-2")
    account.connection.refresh_from_db()
    assert account.connection.cursor == "sesudah-1"
    assert Item.objects.count() == 1


def test_the_same_item_again_changes_nothing() -> None:
    account = two_governments().dukcapil.account
    arrive(account, said("1"))
    entries = Entry.objects.count()
    for _ in range(100):
        assert arrive(account, said("1"), at=NOW + timedelta(hours=1)).again == 1
    assert (Item.objects.count(), Case.objects.count(), Entry.objects.count()) == (1, 1, entries)


def test_the_same_item_twice_in_one_batch_is_one_row() -> None:
    account = two_governments().dukcapil.account
    assert arrive(account, said("1"), said("1", "KTP hilang min")).new == 1
    assert Item.objects.get().text == "KTP hilang min"


def test_comments_of_different_people_under_one_post_are_different_cases() -> None:
    account = two_governments().dukcapil.account
    arrive(account, said("1"), said("2", author_id="warga-2", author_name="Warga Dua"))
    assert Case.objects.count() == 2
    assert Post.objects.count() == 1


def test_many_items_of_one_person_in_one_thread_are_one_case() -> None:
    account = two_governments().dukcapil.account
    arrive(account, *(said(str(n), f"foto {n}", kind="message", post=None) for n in range(10)))
    arrive(account, said("11", "halo?", kind="message", post=None), at=NOW + timedelta(minutes=1))
    assert Case.objects.get().items.count() == 11


def test_the_same_person_under_two_posts_has_two_cases() -> None:
    account = two_governments().dukcapil.account
    arrive(account, said("1"), said("2", post=None))
    assert Case.objects.count() == 2


def test_the_same_id_on_two_accounts_is_two_items() -> None:
    world = two_governments()
    arrive(world.dukcapil.account, said("1"))
    arrive(world.pu.account, said("1"))
    assert Item.objects.count() == 2
    assert Citizen.objects.count() == 2  # what one agency knows of a person is not shown to another


def test_later_words_join_an_open_case_and_make_it_unread() -> None:
    account = two_governments().dukcapil.account
    arrive(account, said("1"))
    Case.objects.update(seen_at=NOW)
    arrive(account, said("2", posted_at=NOW + timedelta(hours=1)), at=NOW + timedelta(hours=1))
    case = Case.objects.get()
    assert (case.state, case.seen_at, case.waiting_since) == ("new", None, NOW)
    assert case.last_item_at == NOW + timedelta(hours=1)


def test_later_words_open_a_closed_case_again_and_the_wait_starts_anew() -> None:
    world = two_governments()
    arrive(world.dukcapil.account, said("1"))
    close(case=Case.objects.get(), by=world.dukcapil.officer, because="ganda")
    later = NOW + timedelta(days=2)
    arrive(world.dukcapil.account, said("2", "masih belum bisa", posted_at=later), at=later)
    case = Case.objects.get()
    assert (case.state, case.waiting_since, case.closed_at, case.excerpt) == ("new", later, None, "masih belum bisa")
    assert case.received_at == NOW


def test_an_older_message_does_not_move_its_case_back() -> None:
    account = two_governments().dukcapil.account
    arrive(account, said("2"))
    arrive(account, said("1", posted_at=NOW - timedelta(hours=5)), at=NOW + timedelta(minutes=1))
    assert (Case.objects.get().last_item_at, Item.objects.count()) == (NOW, 2)


def test_known_and_new_conversations_posts_and_people_of_one_batch_each_find_their_place() -> None:
    world = two_governments()
    account = world.dukcapil.account
    arrive(account, said("1"), said("2", author_id="warga-2"))
    close(case=Case.objects.get(citizen__external_id="warga-2"), by=world.dukcapil.officer, because="ganda")
    other = IncomingPost("post-2", "https://contoh.invalid/post-2", "Kabar lain")
    renamed = IncomingPost(POST.external_id, POST.url, "Jam layanan baru")
    arrive(
        account, said("3", "lagi", post=renamed), said("4", "lagi", author_id="warga-2", author_name="Warga Dua", post=renamed),
        said("5", author_id="warga-3", post=renamed), said("6", post=other), at=NOW + timedelta(hours=1), cursor="c2",
    )  # fmt: skip
    found = Item.objects.order_by("external_id").values_list("external_id", "case__citizen__external_id", "case__post__external_id", "case__state")  # fmt: skip
    assert list(found) == [
        ("1", "warga-1", "post-1", "new"), ("2", "warga-2", "post-1", "new"), ("3", "warga-1", "post-1", "new"),
        ("4", "warga-2", "post-1", "new"), ("5", "warga-3", "post-1", "new"), ("6", "warga-1", "post-2", "new"),
    ]  # fmt: skip
    assert set(Post.objects.values_list("title", flat=True)) == {"Jam layanan baru", "Kabar lain"}
    assert Citizen.objects.get(external_id="warga-2").name == "Warga Dua"
    assert Case.objects.count() == 4


def test_a_batch_larger_than_one_statement_is_kept_whole_and_found_again() -> None:
    account = two_governments().dukcapil.account
    items = [said(str(n), f"pesan nomor{n}", author_id=f"w{n}", author_name=f"Warga {n}") for n in range(2_100)]
    assert arrive(account, *items).new == 2_100
    assert arrive(account, *items).again == 2_100
    assert (Item.objects.count(), Case.objects.count(), Citizen.objects.count()) == (2_100, 2_100, 2_100)
    scope = [f"zzag{account.agency_id}"]
    for number in (0, 999, 1_000, 2_099):
        (found,) = item_ids(f"nomor{number}", scope=scope)
        assert Item.objects.get(pk=found).external_id == str(number)
    assert list(faults()) == []


def test_an_edit_is_kept_as_a_version() -> None:
    account = two_governments().dukcapil.account
    arrive(account, said("1", "KTP ilang"))
    later = NOW + timedelta(minutes=5)
    assert arrive(account, said("1", "KTP dan KK hilang", edited_at=later), at=later).changed == 1
    item, version = Item.objects.get(), ItemVersion.objects.get()
    assert (item.text, item.edited_at) == ("KTP dan KK hilang", later)
    assert (version.text, version.why, version.seen_until) == ("KTP ilang", "edited", later)
    assert Case.objects.get().excerpt == "KTP dan KK hilang"


def test_a_deletion_keeps_the_words() -> None:
    account = two_governments().dukcapil.account
    arrive(account, said("1", "KTP ilang"))
    assert arrive(account, said("1", "", deleted=True), at=NOW + timedelta(minutes=5)).changed == 1
    assert arrive(account, said("1", "", deleted=True), at=NOW + timedelta(minutes=6)).again == 1
    assert (Item.objects.get().text, Item.objects.get().deleted_at) == ("KTP ilang", NOW + timedelta(minutes=5))


def test_edit_and_deletion_before_the_message_itself_end_in_the_same_state() -> None:
    account = two_governments().dukcapil.account
    edit = said("1", "sesudah", edited_at=NOW)
    arrive(account, edit)
    assert arrive(account, said("1", "sebelum", edited_at=NOW - timedelta(minutes=9))).again == 1
    assert Item.objects.get().text == "sesudah"
    arrive(account, said("2", "", deleted=True, author_id="lain"))
    arrive(account, said("2", "isi yang dihapus", author_id="lain"))
    gone = Item.objects.get(external_id="2")
    assert (gone.text, gone.deleted_at is not None, gone.case.state) == ("isi yang dihapus", True, "closed")


def test_one_bad_entry_costs_no_good_one_and_stays_visible() -> None:
    account = two_governments().dukcapil.account
    broken = said("2", author_id="x")
    object.__setattr__(broken, "text", None)
    batch = Collected(
        [said("1"), broken, said("", "tanpa id"), said("3", author_id="y")], "c", bad=[BadEntry("JSON rusak", "{")]
    )
    for again in (False, True):
        taken = take_in(account, batch, by=SYSTEM, at=NOW)
        assert (taken.new, taken.bad) == (0 if again else 2, 3)
    assert Item.objects.count() == 2
    assert Unreadable.objects.count() == 3
    account.connection.refresh_from_db()
    assert account.connection.cursor == "c"


def test_an_item_that_the_database_refuses_costs_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    account = two_governments().dukcapil.account
    real = intake._keep_new

    def keep_new(*given: object) -> None:
        if any(one.external_id == "racun" for one in given[1]):  # type: ignore[attr-defined]
            raise DataError("contoh")
        real(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(intake, "_keep_new", keep_new)
    taken = arrive(account, said("1"), said("racun"), said("3"))
    assert (taken.new, taken.bad) == (2, 1)
    assert "racun" in Unreadable.objects.get().raw


def test_a_gap_that_cannot_be_filled_is_shown() -> None:
    account = two_governments().dukcapil.account
    take_in(account, Collected([], "c", gap="Kiriman 1–3 Maret tidak bisa diambil lagi."), by=SYSTEM, at=NOW)
    assert Unreadable.objects.get().reason == "Kiriman 1–3 Maret tidak bisa diambil lagi."


def test_our_own_words_are_no_case() -> None:
    account = two_governments().dukcapil.account
    assert arrive(account, said("1", own=True)).new == 0
    assert not Case.objects.exists()


@pytest.mark.parametrize("automatic", ["auto-reply", "bounce", "bulk"])
def test_a_machine_message_is_kept_but_waits_for_nobody(automatic: str) -> None:
    world = two_governments()
    arrive(world.dukcapil.account, said("1", automatic=automatic))
    assert Case.objects.get().state == "noise"
    arrive(world.dukcapil.account, said("2", author_id="b", post=None, thread_id="surat"))
    case = Case.objects.exclude(state="noise").get()
    close(case=case, by=world.dukcapil.officer, because="selesai")
    arrive(world.dukcapil.account, said("3", author_id="b", post=None, thread_id="surat", automatic=automatic))
    case.refresh_from_db()
    assert case.state == "closed"


def test_the_journal_tells_of_every_batch_with_a_digest_and_stays_whole() -> None:
    account = two_governments().dukcapil.account
    arrive(account, said("1"), said("2"))
    entry = Entry.objects.get(doing="inbox.take_in")
    assert '"new":2' in entry.after
    assert '"sha256":"' in entry.after
    assert not list(faults())


def test_a_time_without_a_zone_or_in_the_future_does_not_move_a_case_out_of_order() -> None:
    account = two_governments().dukcapil.account
    arrive(account, said("1", posted_at=NOW.replace(tzinfo=None)), said("2", posted_at=NOW + timedelta(days=400)))
    assert {item.posted_at for item in Item.objects.all()} == {NOW}


def test_an_unknown_kind_is_bad_and_visible() -> None:
    account = two_governments().dukcapil.account
    odd = IncomingItem("1", "x", "poll", "a", "A", NOW)  # type: ignore[arg-type]
    assert take_in(account, Collected([odd], "c"), by=SYSTEM, at=NOW).bad == 1


def test_a_proposal_is_shown_as_a_guess_and_a_failing_guess_costs_no_message(monkeypatch: pytest.MonkeyPatch) -> None:
    account = two_governments().dukcapil.account
    arrive(account, said("1", "Bagaimana cara mengurus KTP yang hilang?"))
    case = Case.objects.get()
    assert (case.kind, case.kind_confirmed) == ("pertanyaan", False)
    monkeypatch.setattr(proposals, "propose_all", lambda _texts: 1 / 0)
    monkeypatch.setattr(proposals, "understand", lambda _text: 1 / 0)
    assert arrive(account, said("2", "Bagaimana?", author_id="lain")).new == 1
    assert Case.objects.latest("pk").kind == ""
