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


def test_a_live_answer_is_corrected_among_what_others_wrote_and_twice_is_once(wiki: Wiki) -> None:
    desk = connect(wiki)
    asked = wiki.citizen_writes(TALK, "Jam layanan", "Buka jam berapa?")
    message = outgoing("e1", "Buka 07.30.\nMembawa KTP.", str(asked))
    sent = desk.reply(message)
    wiki.citizen_writes(TALK, "Topik sesudahnya", "Kata orang lain.")
    changed = replace(message, text="Buka 09.00 {{x}}.\nMembawa KTP.\n\nRalat 26 November 2026: jam <b>buka</b>.")
    for _twice in range(2):
        assert desk.edit(sent.external_id, changed).external_id == sent.external_id
    shown = plain(wiki.ask(action="parse", page=TALK, prop="text")["parse"]["text"])
    assert "07.30" not in shown
    assert shown.count("Buka 09.00 {{x}}.") == shown.count("Ralat 26 November 2026: jam <b>buka</b>.") == 1
    assert shown.index("Buka jam berapa?") < shown.index("Buka 09.00") < shown.index("Kata orang lain.")
    history = wiki.ask(action="query", prop="revisions", titles=TALK, rvprop="comment", rvlimit=50)
    comments = [row["comment"] for row in history["query"]["pages"][0]["revisions"]]
    assert sum("ralat" in one for one in comments) == 1, "the same call again changes nothing"
    assert desk.find_own(message) == sent


def test_a_live_answer_is_taken_down_and_what_others_wrote_stays(wiki: Wiki) -> None:
    desk = connect(wiki)
    asked = wiki.citizen_writes(TALK, "Biaya", "Berapa biayanya?")
    message = outgoing("e2", "Gratis.", str(asked))
    sent = desk.reply(message)
    for _twice in range(2):
        desk.delete(sent.external_id, message)
    text = wiki.text(TALK)
    assert "Gratis." not in text
    assert "Berapa biayanya?" in text
    assert "== Biaya ==" in text
    assert "<!--" not in text.split("== Biaya ==")[1].split("==")[0]


def test_a_topic_of_ours_is_corrected_with_its_picture_and_taken_down_with_its_heading(wiki: Wiki) -> None:
    desk = connect(wiki)
    picture = Media("denah.png", "image/png", png(61, 40), "Denah")
    message = replace(outgoing("e3", "Loket 3.", title="Pindah loket"), media=[picture])
    sent = desk.publish(message)
    desk.edit(sent.external_id, replace(message, text="Loket 4.\n\nRalat 26 November 2026: nomor loket."))
    text = wiki.text(TALK)
    assert text.count("[[File:Pendopo-") == 1 + text.split("== Pindah loket ==")[0].count("[[File:Pendopo-")
    assert "Loket 4." in text
    assert "Loket 3." not in text
    for _twice in range(2):
        desk.delete(sent.external_id, message)
    assert "Pindah loket" not in wiki.text(TALK)
    assert "Berapa biayanya?" in wiki.text(TALK)


def test_a_topic_that_citizens_answered_keeps_their_words_and_its_heading(wiki: Wiki) -> None:
    desk = connect(wiki)
    message = outgoing("e4", "Libur besok.", title="Libur")
    sent = desk.publish(message)
    wiki.citizen_adds(TALK, "\n: Libur apa? ~~~~")
    desk.delete(sent.external_id, message)
    text = wiki.text(TALK)
    assert "Libur besok." not in text
    assert "== Libur ==\n" in text
    assert "Libur apa?" in text


def test_words_that_others_have_changed_are_left_to_a_person(wiki: Wiki) -> None:
    desk = connect(wiki)
    message = outgoing("e5", "Kantor pindah.", title="Kantor")
    sent = desk.publish(message)
    wiki.anybody_replaces(TALK, "<!--Pendopo ", "<!--")
    with pytest.raises(Refused, match="ralat di wikinya"):
        desk.edit(sent.external_id, replace(message, text="Kantor tidak pindah."))
