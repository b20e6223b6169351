"""A message with everything in it: what each account gets, what is asked before approval, and that the hash covers it all."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from pendopo.delivery.jobs import send_due
from pendopo.publishing.actions import (
    MessageRefused,
    approve,
    draft,
    outgoing_of,
    schedule,
    submit,
)
from pendopo.publishing.content import BadContent
from pendopo.publishing.issues.models import Issue
from pendopo.publishing.leaving import Campaign, Known, Mention, Own, leaving, marked, mentions_of, resolve
from pendopo.publishing.queries import current_sha256, problems_of
from pendopo.publishing.rules import Written, cleaned, moment_of, sha256_of
from pendopo.publishing.writing.models import CampaignLinks
from pendopo.publishing.writing.neighbours import neighbours_of
from tests.publishing.pictures import png
from tests.publishing.written import SOON, picture, submitted, written
from tests.world import NOW, Desk, World, account, two_governments

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return two_governments()


@pytest.fixture
def desk(world: World) -> Desk:
    return world.dukcapil


def second_account(desk: Desk, platform: str, handle: str = "duk_dua", kind: str = "blog") -> int:
    made = account(desk.agency, handle, platform=platform)
    made.account_type = kind
    made.save()
    desk.decree.accounts.add(made)
    return made.pk


def stops(desk: Desk, content: Written) -> list[str]:
    return [one.sentence for one in problems_of(desk.agency, content, NOW) if one.weight == "stop"]


def test_each_added_thing_changes_the_hash(desk: Desk) -> None:
    whole = written(desk, media=(picture(desk, alt="Loket"),))
    issue = Issue.objects.create(
        government=desk.agency.government, name="Banjir", lead=desk.agency, since=date(2026, 3, 1)
    )
    own = Own(("lanjutan",), "komentar", "Probolinggo", "jv", "#lain")
    changed = [
        replace(whole, media=(replace(whole.media[0], alt="Loket ramai"),)), replace(whole, media=()),
        replace(whole, media=(replace(whole.media[0], left_out=(desk.account.pk,)),)),
        replace(whole, media=(replace(whole.media[0], summary="x"),)),
        replace(whole, media=(replace(whole.media[0], captioned=True),)),
        replace(whole, media=(replace(whole.media[0], sha256="0" * 64),)),
        replace(whole, mentions="x:dinas"), replace(whole, language="jv"), replace(whole, format="video"),
        replace(whole, campaign="Sabtu"), replace(whole, other_channel="radio"), replace(whole, issue_id=issue.pk),
        *(replace(whole, own={desk.account.pk: replace(Own(), **{name: getattr(own, name)})}) for name in (
            "parts", "first_comment", "place", "language", "tags",
        )),
    ]  # fmt: skip
    hashes = [sha256_of(one) for one in (whole, *changed)]
    assert len(set(hashes)) == len(hashes)


def test_what_is_stored_has_the_same_hash_as_what_was_written(desk: Desk) -> None:
    whole = written(
        desk, media=(picture(desk, alt="Loket"),), mentions="x:dinas", campaign="Sabtu", language="jv",
        own={desk.account.pk: Own(("dua", "tiga"), "halo", "Loket", "mad", "#sendiri")},
    )  # fmt: skip
    message = draft(agency=desk.agency, by=desk.officer, written=whole, at=NOW)
    assert current_sha256(message) == sha256_of(whole)


def test_a_picture_without_words_and_a_film_without_captions_are_not_handed_in(desk: Desk) -> None:
    bare = picture(desk)
    assert any("teks alternatif" in one for one in stops(desk, written(desk, media=(bare,))))
    assert not stops(desk, written(desk, media=(replace(bare, alt="Antrean di loket"),)))
    film = replace(bare, kind="video")
    assert any("takarir" in one for one in stops(desk, written(desk, media=(film,))))
    assert not stops(desk, written(desk, media=(replace(film, captioned=True),)))
    assert not stops(desk, written(desk, media=(replace(film, summary="Isi video."),)))


def test_five_thousand_letters_of_alt_text_are_refused_in_a_sentence_and_kept_whole(desk: Desk) -> None:
    long = replace(picture(desk), alt="a" * 5000)
    message = draft(agency=desk.agency, by=desk.officer, written=written(desk, media=(long,)), at=NOW)
    assert len(message.attachments.get().alt_text) == 5000
    with pytest.raises(MessageRefused, match=r"teks alternatif gambar 1 terlalu panjang, 5000 .* paling banyak 1500"):
        submit(message=message, by=desk.officer, at=NOW)


def test_the_table_of_media_stops_what_a_platform_does_not_take(desk: Desk) -> None:
    pk = second_account(desk, "x")
    one = replace(picture(desk), alt="Loket")
    many = tuple(replace(one, sha256=f"{n:064}") for n in range(5))
    for media, said in (
        (many, "paling banyak 4 gambar"),
        ((one, replace(one, kind="video", captioned=True, seconds=10)), "tidak dapat digabung"),
        ((replace(one, kind="video", captioned=True, seconds=200),), "paling lama 140 detik"),
    ):
        assert any(said in sentence for sentence in stops(desk, written(desk, media=media, variants={pk: ""})))
    instagram = second_account(desk, "instagram", "duk_ig")
    assert any("perlu sedikitnya satu gambar" in s for s in stops(desk, written(desk, variants={instagram: ""})))
    left_out = written(desk, media=(replace(one, left_out=(instagram,)),), variants={instagram: ""})
    assert any("perlu sedikitnya satu gambar" in s for s in stops(desk, left_out))


def test_a_thread_is_counted_part_by_part(desk: Desk) -> None:
    pk = second_account(desk, "x", kind="microblog")
    fits = written(desk, text="a" * 120, tags="topik", variants={pk: ""}, own={pk: Own(("b" * 120, "c" * 120))})
    assert not problems_of(desk.agency, fits, NOW)
    over = replace(fits, own={pk: Own(("b" * 120, "c" * 290))})
    found = problems_of(desk.agency, over, NOW)
    assert [one.weight for one in found] == ["stop", "warn"]
    assert "utas bagian 3" in found[0].sentence


def test_the_account_s_own_server_goes_before_the_table(desk: Desk) -> None:
    pk = second_account(desk, "mastodon")
    content = written(desk, text="a" * 700, tags="topik", variants={pk: ""})
    assert any("paling banyak 500" in one for one in stops(desk, content))
    held = desk.agency.accounts.get(pk=pk).connection
    held.options = {"text_limit": "1000"}
    held.save()
    assert not stops(desk, content)


def test_own_tags_replace_the_common_ones_and_a_place_and_language_go_along(desk: Desk) -> None:
    content = written(desk, own={desk.account.pk: Own(tags="#khusus", place="Alun-alun", language="jv", first_comment="Tanya di sini")})  # fmt: skip
    message = draft(agency=desk.agency, by=desk.officer, written=content, at=NOW)
    out = outgoing_of(message, message.variants.get())
    assert out.text.endswith("#khusus")
    assert (out.place, out.language, out.first_comment, out.tags) == ("Alun-alun", "jv", "Tanya di sini", ("khusus",))


KNOWN = (
    Known("instagram", "pemkot.prob", "https://instagram.com/pemkot.prob", "Pemkot", 1),
    Known("x", "pemkotprob", "https://x.com/pemkotprob", "Pemkot di X", 1),
    Known("mastodon", "pemkot", "https://sosial.prob.invalid/@pemkot", "Pemkot", 1),
    Known("instagram", "dishub", "https://instagram.com/dishub", "Dishub", 2),
)


@pytest.mark.parametrize(
    ("typed", "platform", "words", "why"),
    [
        ("instagram:@pemkot.prob", "instagram", "@pemkot.prob", ""),
        ("instagram:@pemkot.prob", "x", "@pemkotprob", ""),
        ("@pemkotprob", "mastodon", "@pemkot@sosial.prob.invalid", ""),
        ("instagram:dishub", "x", "", "tidak punya akun resmi di sini"),
        ("instagram:dishub", "wordpress", "Dishub (https://instagram.com/dishub)", ""),
        ("x:@kementerian", "x", "@kementerian", ""),
        ("x:@kementerian", "instagram", "", ""),
        ("@entah", "x", "", "bukan akun resmi yang terdaftar"),
    ],
)
def test_a_mention_takes_the_form_of_each_platform(typed: str, platform: str, words: str, why: str) -> None:
    said, because = resolve(mentions_of(typed)[0], platform, KNOWN)
    assert said == words
    assert why in because
    assert bool(because) == bool(why)


def test_mentions_that_can_t_be_read_are_named(desk: Desk) -> None:
    assert mentions_of("x:@a, @b") == [Mention("x", "a"), Mention("", "b")]
    assert any("tidak terbaca" in one for one in stops(desk, written(desk, mentions="dua kata ini")))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Lihat https://prob.invalid/a.", "Lihat https://prob.invalid/a?utm_source=x&utm_campaign=ktp-2026."),
        ("(https://prob.invalid/a?b=1#c)", "(https://prob.invalid/a?b=1&utm_source=x&utm_campaign=ktp-2026#c)"),
        ("https://prob.invalid/?utm_source=surat", "https://prob.invalid/?utm_source=surat"),
        ("https://lain.invalid/a", "https://lain.invalid/a"),
        ("http://[rusak", "http://[rusak"),
        ("tanpa tautan", "tanpa tautan"),
    ],
)
def test_links_of_a_campaign_are_marked_once_and_only_for_our_hosts(text: str, expected: str) -> None:
    assert marked(text, "utm_source=x&utm_campaign=ktp-2026", ("prob.invalid",)) == expected


def test_the_campaign_s_words_count_into_the_length(desk: Desk) -> None:
    campaign = Campaign("utm_source={platform}&utm_campaign={kampanye}", "KTP 2026")
    out = leaving(
        "https://a.invalid", platform="x", own=Own(), tags="", mentions="", known=(), campaign=campaign
    )  # fmt: skip
    assert out.text == "https://a.invalid?utm_source=x&utm_campaign=ktp-2026"
    CampaignLinks.objects.create(agency=desk.agency, template=campaign.template)
    message = draft(
        agency=desk.agency, by=desk.officer, at=NOW,
        written=written(desk, text="Lihat https://a.invalid/x", campaign="KTP 2026"),
    )  # fmt: skip
    assert "utm_source=wordpress" in outgoing_of(message, message.variants.get()).text


# Neighbours, issues, and what comes in bad


def test_the_same_words_and_the_same_minute_are_warned_about(desk: Desk) -> None:
    draft(agency=desk.agency, by=desk.officer, written=written(desk, title="Yang pertama"), at=NOW)
    near = neighbours_of(desk.agency, written(desk, planned_at=SOON + timedelta(minutes=5)))
    assert [one.field for one in near] == ["planned_at", "text"]
    assert all(one.weight == "warn" and "Yang pertama" in one.sentence for one in near)
    far = written(desk, text="Sesuatu yang sama sekali berbeda tentang jalan.", planned_at=SOON + timedelta(hours=3))
    assert not neighbours_of(desk.agency, far)


def test_an_issue_of_another_government_is_refused(world: World) -> None:
    foreign = Issue.objects.create(
        government=world.other_government, name="Karhutla", lead=world.other.agency, since=date(2026, 1, 1)
    )
    with pytest.raises(BadContent, match="daftar isu"):
        draft(
            agency=world.dukcapil.agency, by=world.dukcapil.officer, at=NOW,
            written=written(world.dukcapil, issue_id=foreign.pk),
        )  # fmt: skip


def test_a_variant_for_an_account_without_decree_stops_where_the_regulation_wants_one(world: World) -> None:
    bare = account(world.other.agency, "tanpa_sk")
    message = draft(
        agency=world.other.agency, by=world.other.officer, written=written(world.other, variants={bare.pk: ""}), at=NOW
    )
    with pytest.raises(MessageRefused, match="tidak tercantum dalam keputusan"):
        submit(message=message, by=world.other.officer, at=NOW)


@pytest.mark.parametrize(
    ("shown", "zone", "there"),
    [
        ("2026-03-29T02:30", "Europe/Berlin", False),
        ("2026-03-29T03:30", "Europe/Berlin", True),
        ("2026-03-29T02:30", "Asia/Jakarta", True),
        ("2026-10-25T02:30", "Europe/Berlin", True),
        ("2028-02-29T23:59", "Asia/Jayapura", True),
    ],
)
def test_a_time_that_no_clock_shows_is_no_time(shown: str, zone: str, there: bool) -> None:
    wall = datetime.fromisoformat(shown)
    found = moment_of(wall, zone)
    assert (found is not None) == there
    if found is not None:
        assert found.astimezone(UTC) < wall.replace(tzinfo=UTC)


def test_what_no_database_keeps_is_taken_out_everywhere_and_the_rest_stays(desk: Desk) -> None:
    odd = "a\x00b\ud800c\r\nd"
    kept = "abc\nd"
    content = cleaned(written(
        desk, title=odd, text=f"{odd} مرحبا ꦲꦏ꧀ꦱꦫ 👩‍👩‍👧 e\u0301", mentions=odd, campaign=odd, other_channel=odd,
        variants={desk.account.pk: odd}, own={desk.account.pk: Own((odd,), odd, odd, "", odd)},
        media=(picture(desk, alt=odd, summary=odd),),
    ))  # fmt: skip
    assert content.title == content.mentions == content.campaign == content.other_channel == kept
    assert content.text.endswith("مرحبا ꦲꦏ꧀ꦱꦫ 👩‍👩‍👧 e\u0301")
    own = content.own[desk.account.pk]
    assert (own.parts, own.first_comment, own.place, own.tags) == ((kept,), kept, kept, kept)
    assert (content.media[0].alt, content.media[0].summary) == (kept, kept)
    draft(agency=desk.agency, by=desk.officer, written=content, at=NOW)


# At the moment of sending


def test_a_server_that_became_stricter_meanwhile_gets_nothing_cut(desk: Desk) -> None:
    message = submitted(desk, text="a" * 200, tags="topik")
    approve(message=message, by=desk.official, sha256=current_sha256(message), at=NOW)
    schedule(message=message, by=desk.officer, at=NOW)
    held = desk.account.connection
    held.options = {**held.options, "text_limit": "100"}
    held.save()
    send_due(SOON + timedelta(minutes=1))
    dispatch = message.variants.get().dispatch
    assert dispatch is not None
    assert (dispatch.state, dispatch.tries) == ("refused", 0)
    assert "paling banyak 100" in dispatch.trouble


def test_whoever_posts_by_hand_gets_the_very_files_and_every_part(world: World, desk: Desk) -> None:
    content: dict[str, Any] = {
        "media": (picture(desk, alt="Loket dengan antrean"),),
        "own": {desk.account.pk: Own(("lanjutan dua",), "komentar kami", "Alun-alun")},
    }
    message = submitted(desk, **content)
    approve(message=message, by=desk.official, sha256=current_sha256(message), at=NOW)
    schedule(message=message, by=desk.officer, at=NOW)
    send_due(SOON + timedelta(minutes=1))
    variant = message.variants.get()
    assert variant.dispatch is not None
    assert variant.dispatch.state == "handed"
    client = Client()
    client.force_login(desk.officer)
    package = f"/kiriman/{variant.dispatch.pk}/paket/"
    assert package in client.get(f"/pesan/{message.pk}/").content.decode()
    page = client.get(package).content.decode()
    for words in (
        "lanjutan dua",
        "komentar kami",
        "Alun-alun",
        "Loket dengan antrean",
        f"{package}0/",
    ):
        assert words in page
    file = client.get(f"{package}0/")
    assert b"".join(file.streaming_content) == png()  # type: ignore[attr-defined]
    assert file.headers["Content-Disposition"] == 'attachment; filename="gambar-1.png"'
    assert client.get(f"{package}1/").status_code == 404
    client.force_login(world.pu.officer)
    assert client.get(f"{package}0/").status_code == 404
