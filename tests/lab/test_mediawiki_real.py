"""The MediaWiki connector against a real wiki."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from pendopo.connectors.base import Account, Media, Outgoing
from pendopo.connectors.errors import Disconnected, Refused
from pendopo.connectors.http import Http
from pendopo.connectors.mediawiki import MediaWiki
from pendopo.connectors.text import plain
from tests.lab.ground import LabMissing
from tests.lab.mediawiki import Wiki, mediawiki
from tests.publishing.pictures import png

pytestmark = pytest.mark.lab

TALK = "Pembicaraan Pengguna:Petugas"


@pytest.fixture(scope="module")
def wiki() -> Iterator[Wiki]:
    try:
        with mediawiki() as running:
            yield running
    except LabMissing as reason:
        pytest.skip(str(reason))


def connect(wiki: Wiki, password: str = "") -> MediaWiki:
    options = {"username": wiki.username, "pages": f"{TALK} | Pembicaraan:Samsat"}
    return MediaWiki(
        Account("Petugas", wiki.url, options, {"password": password or wiki.password}), Http(allow_private=True)
    )


def outgoing(key: str, text: str, reply_to: str = "", title: str = "") -> Outgoing:
    return Outgoing(key=key, text=text, since=datetime.now(UTC), reply_to=reply_to, title=title)


def test_the_connection_tells_who_we_are_and_a_wrong_password_cuts_off(wiki: Wiki) -> None:
    assert connect(wiki).check().account_name == "Petugas"
    with pytest.raises(Disconnected):
        connect(wiki, "bukan-ini").check()


def test_a_topic_is_collected_answered_in_its_place_and_found(wiki: Wiki) -> None:
    desk = connect(wiki)
    before = desk.collect("").cursor
    first = wiki.citizen_writes(TALK, "Jam buka", "Kapan '''buka''' di [[Probolinggo|kota]]?")
    wiki.citizen_writes("Pembicaraan:Samsat", "Biaya", "Berapa biayanya?")
    found = desk.collect(before)
    item, other = found.items
    assert (item.external_id, item.text, item.title) == (str(first), "Kapan buka di kota?", "Jam buka")
    assert (other.text, other.thread_id, item.own) == ("Berapa biayanya?", "Pembicaraan:Samsat#Biaya", False)
    assert desk.collect(found.cursor).items == []
    message = outgoing("w1", "Buka 08.00 {{hapus}} <b>ya</b> ~~~~.\n* https://contoh.go.id/a?b=1&c=2", item.external_id)
    assert desk.find_own(message) is None
    wiki.citizen_writes(TALK, "Topik lain", "Di bawahnya")
    sent = desk.reply(message)
    assert desk.find_own(message) == sent
    text = wiki.text(TALK)
    assert text.index("Kapan") < text.index("Buka 08.00") < text.index("Topik lain")
    shown = wiki.ask(action="parse", page=TALK, prop="text")["parse"]["text"]
    assert "Buka 08.00 {{hapus}} <b>ya</b> ~~~~." in plain(shown)
    assert 'href="https://contoh.go.id/a?b=1&amp;c=2"' in shown
    own = [item for item in desk.collect(found.cursor).items if item.own]
    assert [item.external_id for item in own] == [sent.external_id]
    assert own[0].thread_id == item.thread_id


def test_a_topic_of_ours_is_published_and_found(wiki: Wiki) -> None:
    desk = connect(wiki)
    message = outgoing("w2", "Paragraf satu.\n\nParagraf dua.", title="Pengumuman = penting")
    sent = desk.publish(message)
    assert desk.find_own(message) == sent
    assert "Paragraf dua." in wiki.text(TALK)


def test_a_picture_is_in_the_wiki_once_and_shown_with_its_words(wiki: Wiki) -> None:
    desk = connect(wiki)
    picture = Media("gambar-1.png", "image/png", png(60, 40), "Loket | lantai [dua]")
    message = replace(outgoing("w7", "Lihat gambarnya.", title="Denah loket"), media=[picture])
    name = desk._upload(message, 1, picture)  # an attempt that was cut off after the file
    sent = desk.publish(message)
    assert desk.find_own(message) == sent
    assert f"[[File:{name}|frameless|alt=Loket &#124; lantai &#91;dua&#93;]]" in wiki.text(TALK)
    files = wiki.ask(action="query", list="allimages", aiprop="size|mime")["query"]["allimages"]
    assert [(one["name"], one["mime"], one["width"]) for one in files] == [(name, "image/png", 60)]


def test_an_answer_to_what_is_gone_is_refused(wiki: Wiki) -> None:
    for target in ("99999999", "abc"):
        with pytest.raises(Refused):
            connect(wiki).reply(outgoing("w3", "Halo", target))
