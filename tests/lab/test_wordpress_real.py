"""The WordPress connector against a real WordPress: what a citizen writes arrives, what the officer answers stands."""

from __future__ import annotations

import json
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from pendopo.connectors.base import Account, Collected, IncomingItem, Media, Outgoing
from pendopo.connectors.errors import Disconnected, Refused, Retry, Unknown
from pendopo.connectors.http import Http
from pendopo.connectors.wordpress import WordPress
from tests.lab.wordpress import Site
from tests.publishing.pictures import mp4

pytestmark = pytest.mark.lab

PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c6360000002000100ffff03000006000557bfabd40000000049454e44ae426082"
)


def connect(site: Site, **changed: Any) -> WordPress:
    account = Account(
        handle="dinas",
        url=site.url,
        options={"username": site.username},
        secrets={"password": changed.pop("password", site.password)},
    )
    return WordPress(account, Http(allowed_hosts={"127.0.0.1"}, **changed))


def outgoing(key: str, text: str, **more: Any) -> Outgoing:
    return Outgoing(key=key, text=text, since=datetime.now(UTC), **more)


def newest(collected: Collected) -> IncomingItem:
    return collected.items[-1]


def own_comments(site: Site, parent: int) -> list[dict[str, Any]]:
    return [row for row in site.comments() if row["parent"] == parent and row["user"] == site.user_id]


@pytest.fixture
def article(wordpress_site: Site) -> int:
    return wordpress_site.write_post(f"Layanan KTP {time.monotonic_ns()}")


def test_the_connection_tells_who_we_are(wordpress_site: Site) -> None:
    health = connect(wordpress_site).check()
    assert health.ok
    assert health.account_name == "Petugas Medsos"


def test_a_wrong_password_cuts_the_account_off(wordpress_site: Site, article: int) -> None:
    wrong = connect(wordpress_site, password="salah salah salah")
    message = outgoing("w1", "Halo", reply_to=str(wordpress_site.citizen_comments("Halo", post=article)))
    for call in (wrong.check, lambda: wrong.collect(""), lambda: wrong.reply(message)):
        with pytest.raises(Disconnected):
            call()


def test_a_citizens_comment_is_collected_with_its_article_and_time(wordpress_site: Site, article: int) -> None:
    desk = connect(wordpress_site)
    before = desk.collect("").cursor
    said = "Bagaimana <b>cara</b> mengurus KTP hilang?\nTerima kasih & salam 🙏 <script>alert(1)</script>"
    comment = wordpress_site.citizen_comments(said, name="Sri Contoh", post=article)
    found = desk.collect(before)
    assert [item.external_id for item in found.items] == [str(comment)]
    item = newest(found)
    assert item.text.startswith("Bagaimana cara mengurus KTP hilang?\nTerima kasih & salam 🙏")
    assert "<" not in item.text
    assert (item.author_name, item.own, item.deleted, item.parent_id) == ("Sri Contoh", False, False, "")
    assert abs(item.posted_at - datetime.now(UTC)) < timedelta(minutes=1)
    assert item.post is not None
    assert item.post.external_id == str(article)
    assert item.post.title.startswith("Layanan KTP")
    assert item.post.url.startswith(wordpress_site.url)
    assert abs((item.post.published_at or item.posted_at) - datetime.now(UTC)) < timedelta(minutes=5)
    assert "warga@example.test" not in repr(item) + repr(item.raw)


def test_the_same_cursor_again_is_harmless_and_the_next_brings_nothing_twice(
    wordpress_site: Site, article: int
) -> None:
    desk = connect(wordpress_site)
    before = desk.collect("").cursor
    wordpress_site.citizen_comments("Satu lagi", post=article)
    first, again = desk.collect(before), desk.collect(before)
    assert [item.external_id for item in first.items] == [item.external_id for item in again.items]
    assert desk.collect(first.cursor).items == []


def test_two_people_and_one_thread(wordpress_site: Site, article: int) -> None:
    desk = connect(wordpress_site)
    before = desk.collect("").cursor
    root = wordpress_site.citizen_comments("Pertama", post=article, email="a@example.test")
    wordpress_site.approve(root)
    below = wordpress_site.citizen_comments("Kedua", post=article, parent=root, email="b@example.test")
    wordpress_site.approve(below)
    items = {item.external_id: item for item in desk.collect(before).items}
    assert items[str(below)].thread_id == items[str(root)].thread_id == str(root)
    assert items[str(below)].author_id != items[str(root)].author_id
    later = desk.collect(before).cursor
    third = wordpress_site.citizen_comments("Ketiga", post=article, parent=below, email="a@example.test")
    item = newest(desk.collect(later))
    assert (item.external_id, item.thread_id) == (str(third), str(root))
    assert item.author_id == items[str(root)].author_id


def test_an_edit_and_a_deletion_are_noticed(wordpress_site: Site, article: int) -> None:
    desk = connect(wordpress_site)
    edited, trashed, deleted = (wordpress_site.citizen_comments(f"Komentar {n}", post=article) for n in range(3))
    cursor = desk.collect("").cursor
    wordpress_site.edit(edited, "Komentar yang diubah")
    wordpress_site.trash(trashed)
    wordpress_site.delete(deleted)
    quick = desk.collect(cursor)
    assert {(item.external_id, item.deleted) for item in quick.items} == {(str(edited), False), (str(trashed), True)}
    changed = next(item for item in quick.items if item.external_id == str(edited))
    assert changed.text == "Komentar yang diubah"
    assert changed.edited_at is not None
    swept = desk.collect(_swept_long_ago(quick.cursor))
    assert [(item.external_id, item.deleted) for item in swept.items] == [(str(deleted), True)]


def _swept_long_ago(cursor: str) -> str:
    return json.dumps({**json.loads(cursor), "swept": 0})


def test_many_comments_come_page_by_page(wordpress_site: Site, article: int) -> None:
    desk = connect(wordpress_site)
    before = desk.collect("").cursor
    wordpress_site.php(
        f"for ($i = 0; $i < 230; $i++) wp_insert_comment(['comment_post_ID' => {article}, 'comment_content' => \"nomor $i\","
        " 'comment_author' => 'Warga', 'comment_author_email' => \"w$i@example.test\", 'comment_approved' => 1]);"
    )
    found = desk.collect(before)
    assert len({item.external_id for item in found.items}) == 230
    assert not found.more


def test_a_reply_stands_under_the_comment_that_was_held(wordpress_site: Site, article: int) -> None:
    desk = connect(wordpress_site)
    comment = wordpress_site.citizen_comments("Kapan buka?", post=article)
    assert next(row for row in wordpress_site.comments() if row["id"] == comment)["status"] == "0"
    message = outgoing("r1", "Buka pukul 08.00–15.00 <b>WIB</b> & gratis.\n\nSalam, 'Dinas'", reply_to=str(comment))
    sent = desk.reply(message)
    [row] = own_comments(wordpress_site, comment)
    assert (row["id"], row["status"], row["post"]) == (int(sent.external_id), "1", article)
    assert next(row for row in wordpress_site.comments() if row["id"] == comment)["status"] == "1"
    assert sent.url.endswith(f"#comment-{sent.external_id}")
    page = wordpress_site_page(sent.url)
    assert "&lt;b&gt;WIB&lt;/b&gt; &amp; gratis." in page
    assert desk.find_own(message) == sent
    own = newest(desk.collect(""))
    assert (own.external_id, own.own) == (sent.external_id, True)


def wordpress_site_page(url: str) -> str:
    return Http(allow_private=True).request("GET", url).check().text()


def test_the_same_reply_again_finds_the_first_one(wordpress_site: Site, article: int) -> None:
    desk = connect(wordpress_site)
    comment = wordpress_site.citizen_comments("Apa syaratnya?", post=article)
    message = outgoing("r2", "Syaratnya: KTP & KK \\ akta.", reply_to=str(comment))
    assert desk.find_own(message) is None
    assert desk.reply(message) == desk.reply(message)
    assert len(own_comments(wordpress_site, comment)) == 1


def test_an_answer_that_is_lost_is_unknown_and_found_by_reading_back(wordpress_site: Site, article: int) -> None:
    comment = wordpress_site.citizen_comments("Bagaimana alurnya?", post=article)
    wordpress_site.approve(comment)
    message = outgoing("r3", "Alurnya ada di loket.", reply_to=str(comment))
    wordpress_site.slow(after=2)
    try:
        with pytest.raises(Unknown):
            connect(wordpress_site, read_seconds=1).reply(message)
    finally:
        wordpress_site.slow()
    assert len(own_comments(wordpress_site, comment)) == 1
    assert connect(wordpress_site).find_own(message) is not None


def test_a_site_that_is_down_was_told_nothing(wordpress_site: Site, article: int) -> None:
    comment = wordpress_site.citizen_comments("Halo?", post=article)
    wordpress_site.go_down()
    try:
        with pytest.raises(Retry):
            connect(wordpress_site).reply(outgoing("r4", "Halo juga", reply_to=str(comment)))
    finally:
        wordpress_site.come_up()
    assert own_comments(wordpress_site, comment) == []


def test_a_reply_to_what_is_gone_or_closed_is_refused(wordpress_site: Site, article: int) -> None:
    desk = connect(wordpress_site)
    gone = wordpress_site.citizen_comments("Akan dihapus", post=article)
    wordpress_site.delete(gone)
    for target in (str(gone), "99999999", "abc", ""):
        with pytest.raises(Refused):
            desk.reply(outgoing(f"r5{target}", "Balasan", reply_to=target))


def test_an_article_is_published_once_with_tags_and_pictures(wordpress_site: Site) -> None:
    desk = connect(wordpress_site)
    message = outgoing(
        "p1",
        "Paragraf <satu> & lagi.\n\nLihat https://contoh.go.id/a?b=1&c=2.",
        title="Jadwal Samsat Keliling <Baru>",
        tags=["Samsat", "Layanan & Publik"],
        media=[
            Media("foto.png", "image/png", PIXEL, "Bus samsat"),
            Media("dua.png", "image/png", PIXEL, 'Denah "baru"'),
            Media("tiga.mp4", "video/mp4", mp4(), "Petugas menunjukkan jalurnya."),
        ],
    )
    assert desk.find_own(message) is None
    sent = desk.publish(message)
    assert desk.find_own(message) == sent
    [post] = [row for row in wordpress_site.posts() if str(row["id"]) == sent.external_id]
    assert post["title"] == "Jadwal Samsat Keliling &lt;Baru&gt;"
    assert '<a href="https://contoh.go.id/a?b=1&amp;c=2">' in post["text"]
    assert "<p>Paragraf &lt;satu&gt; &amp; lagi.</p>" in post["text"]
    assert 'alt="Denah &quot;baru&quot;"' in post["text"]
    assert "<figcaption>Petugas menunjukkan jalurnya.</figcaption>" in post["text"]
    above = f"get_post_meta(get_post_thumbnail_id({sent.external_id}), '_wp_attachment_image_alt', true)"
    assert wordpress_site.php(f"echo {above};") == "Bus samsat"
    terms = wordpress_site.php(
        f"echo implode('|', wp_get_post_terms({sent.external_id}, 'post_tag', ['fields' => 'names']));"
    )
    assert sorted(terms.split("|")) == ["Layanan &amp; Publik", "Samsat"]
    again = desk.publish(outgoing("p2", "Isi", title="Kedua", tags=["samsat"]))
    assert again.external_id != sent.external_id
    assert wordpress_site.php("echo wp_count_terms(['taxonomy' => 'post_tag', 'hide_empty' => false]);") == "2"


def test_comments_are_counted(wordpress_site: Site, article: int) -> None:
    desk = connect(wordpress_site)
    assert desk.metrics(str(article))[0].value == 0
    comment = wordpress_site.citizen_comments("Satu", post=article)
    wordpress_site.approve(comment)
    assert desk.metrics(str(article))[0].value == 1
    assert (desk.metrics()[0].value or 0) >= 1


def test_a_live_article_is_corrected_in_its_place_with_its_pictures_and_twice_is_once(wordpress_site: Site) -> None:
    desk = connect(wordpress_site)
    message = outgoing(
        "e1", "Loket buka pukul 08.00.", title="Jam <loket>", tags=["Jam"],
        media=[Media("a.png", "image/png", PIXEL, "Loket"), Media("b.png", "image/png", PIXEL, "Denah")],
    )  # fmt: skip
    sent = desk.publish(message)
    files = wordpress_site.php("echo wp_count_posts('attachment')->inherit;")
    changed = replace(message, text="Loket buka pukul 09.00 <ya>.\n\nRalat 26 November 2026: jam buka & tutup.")
    first, again = desk.edit(sent.external_id, changed), desk.edit(sent.external_id, changed)
    assert (first.external_id, first.url) == (again.external_id, again.url) == (sent.external_id, sent.url)
    [post] = [row for row in wordpress_site.posts() if str(row["id"]) == sent.external_id]
    assert "09.00 &lt;ya&gt;" in post["text"]
    assert "08.00" not in post["text"]
    assert post["text"].count('alt="Denah"') == 1
    assert post["title"] == "Jam &lt;loket&gt;"
    assert wordpress_site.php("echo wp_count_posts('attachment')->inherit;") == files
    above = f"get_post_meta(get_post_thumbnail_id({sent.external_id}), '_wp_attachment_image_alt', true)"
    assert wordpress_site.php(f"echo {above};") == "Loket"
    assert "09.00" in wordpress_site_page(sent.url)
    assert desk.find_own(message) is not None, "a correction does not hide the article from us"


def test_a_live_reply_is_corrected_and_taken_down_and_twice_is_once(wordpress_site: Site, article: int) -> None:
    desk = connect(wordpress_site)
    comment = wordpress_site.citizen_comments("Jam berapa?", post=article)
    message = outgoing("e2", "Pukul 08.00.", reply_to=str(comment))
    sent = desk.reply(message)
    changed = replace(message, text="Pukul 09.00.\n\nRalat 26 November 2026: jam buka.")
    assert desk.edit(sent.external_id, changed).external_id == sent.external_id
    assert [row["id"] for row in own_comments(wordpress_site, comment)] == [int(sent.external_id)]
    page = wordpress_site_page(sent.url)
    assert "09.00" in page
    assert "08.00" not in page
    for _twice in range(2):
        desk.delete(sent.external_id, message)
    assert "09.00" not in wordpress_site_page(sent.url)
    assert wordpress_site.php(f"echo wp_get_comment_status({sent.external_id});") == "trash"


def test_a_live_article_is_taken_down_into_the_bin_and_twice_is_once(wordpress_site: Site) -> None:
    desk = connect(wordpress_site)
    message = outgoing("e3", "Keliru.", title="Akan ditarik")
    sent = desk.publish(message)
    for _twice in range(2):
        desk.delete(sent.external_id, message)
    assert wordpress_site.php(f"echo get_post_status({sent.external_id});") == "trash"
    assert Http(allow_private=True).request("GET", sent.url).status == 404
    assert desk.find_own(message) is None
    wordpress_site.php(f"wp_delete_post({sent.external_id}, true);")
    desk.delete(sent.external_id, message)


def test_what_is_gone_can_not_be_corrected(wordpress_site: Site) -> None:
    desk = connect(wordpress_site)
    with pytest.raises(Refused):
        desk.edit("99999999", outgoing("e4", "Isi", title="Judul"))


def test_a_film_stands_with_its_captions_as_a_track_and_once(wordpress_site: Site) -> None:
    desk = connect(wordpress_site)
    text = b"WEBVTT\n\n00:00:01.000 --> 00:00:04.000\nSelamat datang\n"
    film = Media("film.mp4", "video/mp4", mp4(), "Loket dari dekat.", captions=text)
    sent = desk.publish(outgoing("c1", "Lihat filmnya.", title="Film loket", media=[film]))
    desk.edit(sent.external_id, outgoing("c1", "Lihat film ini.", title="Film loket", media=[film]))
    [post] = [row for row in wordpress_site.posts() if str(row["id"]) == sent.external_id]
    assert post["text"].count("<track ") == 1
    where = post["text"].split('<track kind="captions" src="')[1].split('"')[0]
    assert Http(allow_private=True).request("GET", where).check().content == text
