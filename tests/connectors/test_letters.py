"""Letters without a network: what is read out of one, and what is not believed."""

from __future__ import annotations

from datetime import UTC, datetime
from email.message import EmailMessage

import pytest

from pendopo.connectors import letters
from pendopo.connectors.base import IncomingItem, Media, Outgoing

NOW = datetime(2026, 11, 21, 3, 0, tzinfo=UTC)
US = "aduan@dinas.test"


def read(raw: bytes | str) -> IncomingItem:
    return letters.read(raw.encode() if isinstance(raw, str) else raw, NOW, US, "sandi")


def letter(body: str, **headers: str) -> str:
    given = {
        "From": "Warga <warga@warga.test>",
        "To": US,
        "Subject": "Bertanya",
        "Message-ID": "<1@warga.test>",
        **headers,
    }
    return "".join(f"{name.replace('_', '-')}: {said}\n" for name, said in given.items()) + f"\n{body}\n"


@pytest.mark.parametrize(
    "history",
    [
        "On Mon, 5 Jan 2026 at 10:00, Dinas <aduan@dinas.test> wrote:\n> lama",
        "Pada Sen, 5 Jan 2026 pukul 10.00 Dinas <aduan@dinas.test>\nmenulis:\n\n> lama",
        "-----Original Message-----\nFrom: Dinas\nlama",
        "----- Pesan Asli -----\nlama",
        "Dari: Dinas <aduan@dinas.test>\nDikirim: Senin\nKepada: Warga\nPerihal: Re\n\nlama",
        "> lama\n> sekali\n",
    ],
)
def test_quoted_history_is_left_out_and_kept_beside(history: str) -> None:
    item = read(letter(f"Terima kasih.\nKapan buka?\n\n{history}"))
    assert item.text == "Terima kasih.\nKapan buka?"
    assert "lama" in str(item.raw["text"])


@pytest.mark.parametrize("body", ["> hanya kutipan", "Dari: hati\nyang dalam", "On Monday I wrote: ini", "2 > 1"])
def test_nothing_is_cut_that_is_the_citizens_own(body: str) -> None:
    assert read(letter(body)).text == body


def test_a_letter_of_html_alone_is_read_as_seen() -> None:
    item = read(letter("<p>Halo <b>dinas</b></p><script>x()</script>", Content_Type="text/html; charset=utf-8"))
    assert item.text == "Halo dinas"


@pytest.mark.parametrize("charset", ["x-tidak-ada", "utf-16", "iso-8859-1", "utf-8"])
def test_an_unknown_or_wrong_charset_still_gives_words(charset: str) -> None:
    assert read(letter("Jalan rusak", Content_Type=f"text/plain; charset={charset}")).text


@pytest.mark.parametrize(
    ("headers", "told"),
    [
        ({}, ""),
        ({"Auto_Submitted": "no"}, ""),
        ({"Auto_Submitted": "auto-replied"}, "auto-reply"),
        ({"X_Autoreply": "yes"}, "auto-reply"),
        ({"Precedence": "bulk"}, "bulk"),
        ({"List_Id": "<a.b>"}, "bulk"),
        ({"From": "MAILER-DAEMON@warga.test"}, "bounce"),
        ({"Content_Type": "multipart/report; boundary=x"}, "bounce"),
    ],
)
def test_what_a_machine_wrote_is_marked(headers: dict[str, str], told: str) -> None:
    assert read(letter("isi", **headers)).automatic == told


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\x00\xff\xfe",
        b"From: \xff\xfe <x>\n\nisi",
        b"Subject: =?utf-8?B?////?=\nFrom: a@b\n\nisi",
        b"From: =?x-unknown?Q?=41?= <a@b.test>\nDate: not a date\nMessage-ID: rubbish\n\nisi",
        b"Content-Type: multipart/mixed\n\nno boundary",
        letter("\x00 \ud800".encode("utf-8", "replace").decode()).encode(),
    ],
)
def test_a_broken_letter_is_still_read(raw: bytes) -> None:
    item = read(raw)
    item.text.encode()
    assert item.author_id
    assert item.posted_at == NOW


def test_a_letter_built_to_exhaust_us_is_refused_at_once() -> None:
    deep = b"".join(b'Content-Type: multipart/mixed; boundary="%d"\n\n--%d\n' % (n, n) for n in range(5000))
    with pytest.raises(ValueError, match="nested"):
        read(deep)


def test_names_of_attachments_are_told() -> None:
    message = EmailMessage()
    message["From"], message["Message-ID"] = "warga@warga.test", "<2@warga.test>"
    message.set_content("Terlampir")
    message.add_attachment(b"abc", maintype="image", subtype="png", filename="foto\u202egnp.exe")
    assert [(part.content_type, part.size) for part in letters.attachments(letters.parse(message.as_bytes()))] == [
        ("image/png", 3)
    ]
    assert "foto" in str(read(message.as_bytes()).raw["attachments"])


def test_a_known_id_with_other_words_is_another_letter_and_the_same_letter_stays_itself() -> None:
    first, forged = read(letter("Asli")), read(letter("Palsu"))
    assert first.external_id.split("#")[0] == forged.external_id.split("#")[0] == "<1@warga.test>"
    assert first.external_id != forged.external_id
    assert read("Received: from elsewhere\n" + letter("Asli")).external_id == first.external_id


def test_the_answer_goes_where_the_letter_asks() -> None:
    assert read(letter("x", Reply_To="sri@warga.test")).author_id == "sri@warga.test"


def test_our_answer_is_known_by_its_seal_and_only_with_our_password() -> None:
    message = Outgoing("k", "Jawaban.\n\n> kutipan", NOW, title="Re: RE: Jam\r\nBcc: x", reply_to="<1@warga.test>#ab")
    sent = letters.compose(
        Outgoing(
            **{
                **vars(message),
                "reply_to_author": "warga@warga.test",
                "media": [Media("a.pdf", "application/pdf", b"x")],
            }
        ),
        US,
        "Dinas\r\nX: y",
        "sandi",
        NOW,
    )
    raw = sent.as_bytes()
    assert read(raw).own
    assert read(raw).text == "Jawaban.\n\n> kutipan"
    assert not letters.read(raw, NOW, US, "sandi lain").own
    assert not read(raw.replace(b"Jawaban", b"Bayaran")).own
    assert (sent["Subject"], sent["In-Reply-To"], sent["Bcc"], sent["X"]) == (
        "Re: Jam Bcc: x",
        "<1@warga.test>",
        None,
        None,
    )
    assert letters.message_id(message, US) == sent["Message-ID"]


def test_a_picture_in_a_letter_says_what_it_shows() -> None:
    message = Outgoing(
        "k", "Isi", NOW, reply_to="<1@warga.test>", reply_to_author="warga@warga.test",
        media=[Media("a.png", "image/png", b"x", "Loket di lantai dua — é\r\nBcc: x")],
    )  # fmt: skip
    raw = letters.compose(message, US, "Dinas", "sandi", NOW).as_bytes()
    [part] = letters.parse(raw).iter_attachments()
    assert part["Content-Description"] == "Loket di lantai dua — é Bcc: x"
    assert letters.parse(raw)["Bcc"] is None
