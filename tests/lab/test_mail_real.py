"""The e-mail connector against a real Postfix and Dovecot: letters arrive, answers leave once, and forgeries stay letters."""

from __future__ import annotations

import json
import ssl
import time
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage

import pytest

from pendopo.connectors.address import AddressRule
from pendopo.connectors.base import Account, Collected, Outgoing
from pendopo.connectors.errors import Disconnected, Refused, Retry, Unknown
from pendopo.connectors.http import Http
from pendopo.connectors.mail import Mail
from pendopo.connectors.mail_lines import Line
from tests.lab.cut import wire
from tests.lab.mail import CITIZENS, MailSite

pytestmark = pytest.mark.lab

LONG_AGO = datetime.now(UTC) - timedelta(hours=1)


def connect(site: MailSite, *, password: str = "", **options: str) -> Mail:
    given = {
        "address": site.address,
        "name": "Dinas Kominfo Uji",
        "imap_host": site.host,
        "imap_port": str(site.imap_port),
        "imap_security": "none",
        "smtp_host": site.host,
        "smtp_port": str(site.smtp_port),
        "smtp_security": "none",
        **options,
    }
    return Mail(Account(site.address, "", given, {"password": password or site.password}), Http(allow_private=True))


def outgoing(key: str, text: str = "Silakan datang ke loket 3.", **more: str) -> Outgoing:
    to = more.pop("reply_to_author", f"warga@{CITIZENS}")
    return Outgoing(key=key, text=text, since=LONG_AGO, reply_to_author=to, **more)  # type: ignore[arg-type]


def wait_for_items(desk: Mail, cursor: str, count: int = 1) -> Collected:
    deadline = time.monotonic() + 15
    while len((found := desk.collect(cursor)).items) < count and time.monotonic() < deadline:
        time.sleep(0.1)
    return found


@pytest.fixture
def letterbox(mail_site: MailSite) -> tuple[Mail, MailSite, str]:
    """The desk, its server, and a cursor behind everything that came before."""
    desk = connect(mail_site)
    return desk, mail_site, desk.collect("").cursor


def test_the_connection_is_tried_both_ways(mail_site: MailSite) -> None:
    assert connect(mail_site).check().ok
    with pytest.raises(Retry):
        connect(mail_site, smtp_port=str(mail_site.smtp_port + 1)).check()


def test_a_wrong_password_cuts_the_account_off(mail_site: MailSite) -> None:
    wrong = connect(mail_site, password="bukan-ini")
    for call in (wrong.check, lambda: wrong.collect(""), lambda: wrong.reply(outgoing("w"))):
        with pytest.raises(Disconnected):
            call()


def test_a_letter_arrives_with_its_words_sender_and_time(letterbox: tuple[Mail, MailSite, str]) -> None:
    desk, site, before = letterbox
    number = site.write(
        "Bagaimana cara mengurus KTP? 🙏\n\nOn Mon, Jan 5, 2026 Dinas wrote:\n> lama",
        Date="Thu, 1 Jan 1970 00:00:00 +0000",
    )
    [item] = wait_for_items(desk, before).items
    assert item.text == "Bagaimana cara mengurus KTP? 🙏"
    assert (item.kind, item.author_id, item.author_name) == ("message", f"warga@{CITIZENS}", "Warga Contoh")
    assert (item.title, item.thread_id, item.own, item.automatic) == ("Bertanya", number, False, "")
    assert abs(item.posted_at - datetime.now(UTC)) < timedelta(minutes=1)
    assert "1970" in str(item.raw["date"])
    assert "> lama" in str(item.raw["text"])


def test_reading_again_is_harmless_and_leaves_letters_unread(letterbox: tuple[Mail, MailSite, str]) -> None:
    desk, site, before = letterbox
    site.write("Satu")
    first = wait_for_items(desk, before)
    assert [item.external_id for item in desk.collect(before).items] == [item.external_id for item in first.items]
    assert desk.collect(first.cursor).items == []


def test_an_answer_is_threaded_and_both_sides_have_it(letterbox: tuple[Mail, MailSite, str]) -> None:
    desk, site, before = letterbox
    site.write("Kapan buka?", subject="Jam buka", sender=f"sri@{CITIZENS}")
    [item] = wait_for_items(desk, before).items
    message = outgoing(
        "a1",
        "Buka 08.00–15.00.\n.titik di awal\nSalam",
        reply_to=item.external_id,
        thread_id=item.thread_id,
        title=item.title,
        reply_to_author=item.author_id,
    )
    assert desk.find_own(message) is None
    sent = desk.reply(message)
    [letter] = site.wait_for_mail(f"sri@{CITIZENS}")
    assert letter["Subject"] == "Re: Jam buka"
    assert letter["In-Reply-To"] == item.raw["message_id"] == letter["References"]
    assert letter["Bcc"] is None
    assert letter.get_content().split() == message.text.split()
    own = wait_for_items(desk, before, 2).items[-1]
    assert (own.own, own.external_id, own.thread_id) == (True, sent.external_id, item.thread_id)
    found = desk.find_own(message)
    assert found is not None
    assert found.external_id == sent.external_id


def test_an_answer_whose_receipt_is_lost_is_unknown_and_found_again(letterbox: tuple[Mail, MailSite, str]) -> None:
    desk, site, _before = letterbox
    message = outgoing("a2", reply_to="<x@warga.test>#1", reply_to_author=f"budi@{CITIZENS}")
    with wire(site.smtp_port, cut_at=b"queued as") as port, pytest.raises(Unknown):
        connect(site, smtp_port=str(port)).reply(message)
    site.wait_for_mail(f"budi@{CITIZENS}")
    assert desk.find_own(message) is not None
    assert len(site.inbox(f"budi@{CITIZENS}")) == 1


def test_a_line_cut_before_the_letter_means_not_sent(letterbox: tuple[Mail, MailSite, str]) -> None:
    desk, site, _before = letterbox
    message = outgoing("a3", reply_to_author=f"tono@{CITIZENS}")
    with wire(site.smtp_port, cut_at=b"End data with") as port, pytest.raises(Retry):
        connect(site, smtp_port=str(port)).reply(message)
    assert desk.find_own(message) is None
    assert site.inbox(f"tono@{CITIZENS}") == []


def test_while_a_copy_may_still_be_on_its_way_nobody_says_that_it_was_not_sent(mail_site: MailSite) -> None:
    message = Outgoing(key="fresh", text="x", since=datetime.now(UTC), reply_to_author=f"warga@{CITIZENS}")
    with pytest.raises(Retry) as caught:
        connect(mail_site, settle_seconds="60").find_own(message)
    assert caught.value.wait is not None
    assert connect(mail_site, settle_seconds="0").find_own(message) is None


def test_a_receiver_that_the_server_refuses_gets_nothing_and_we_no_copy(letterbox: tuple[Mail, MailSite, str]) -> None:
    desk, _site, before = letterbox
    message = outgoing("a4", reply_to_author="seseorang@luar.example")
    with pytest.raises(Refused):
        desk.reply(message)
    time.sleep(0.5)
    assert desk.find_own(message) is None
    assert desk.collect(before).items == []


@pytest.mark.parametrize(
    "to", ["", "dua@a.test, tiga@b.test", "a@b.test\r\nBcc: c@d.test", "bukan alamat", "<a@b.test>", "a@b.test>"]
)
def test_an_unsound_receiver_is_refused_before_anything_is_sent(mail_site: MailSite, to: str) -> None:
    with pytest.raises(Refused):
        connect(mail_site).reply(outgoing("a5", reply_to_author=to))


def test_a_forged_answer_of_ours_is_a_citizens_text(letterbox: tuple[Mail, MailSite, str]) -> None:
    desk, site, before = letterbox
    message = outgoing("a6", "Permohonan Anda disetujui.", reply_to_author=f"jahat@{CITIZENS}")
    desk.reply(message)
    [real] = site.wait_for_mail(f"jahat@{CITIZENS}")
    forged = EmailMessage()
    for name in ("From", "Subject", "Message-ID", "X-Pendopo-Seal"):
        forged[name] = real[name]
    forged["To"] = site.address
    forged.set_content("Transfer uang ke rekening ini.")
    site.deliver(forged, sender=f"jahat@{CITIZENS}")
    items = wait_for_items(desk, before, 2).items
    assert [(item.own, item.text) for item in items] == [
        (True, "Permohonan Anda disetujui."),
        (False, "Transfer uang ke rekening ini."),
    ]
    assert items[0].external_id != items[1].external_id
    assert items[1].raw["claims_to_be_us"] is True


def test_an_id_planted_before_our_answer_does_not_pass_for_it(letterbox: tuple[Mail, MailSite, str]) -> None:
    desk, site, before = letterbox
    planted = EmailMessage()
    planted["From"], planted["To"] = site.address, site.address
    message = outgoing("a7", "Jawaban kami.", reply_to_author=f"warga7@{CITIZENS}")
    desk.reply(message)
    planted["Message-ID"] = site.wait_for_mail(f"warga7@{CITIZENS}")[0]["Message-ID"]
    planted.set_content("Jawaban kami.")
    other = outgoing("a8", "Jawaban kami.", reply_to_author=f"warga7@{CITIZENS}")
    site.deliver(planted)
    wait_for_items(desk, before, 2)
    assert desk.find_own(message) is not None
    assert desk.find_own(other) is None


def test_machines_and_bounces_are_marked(letterbox: tuple[Mail, MailSite, str]) -> None:
    desk, site, before = letterbox
    site.write("Saya sedang cuti.", Auto_Submitted="auto-replied")
    site.write("Buletin", Precedence="bulk")
    site.write("Gagal terkirim", sender=f"mailer-daemon@{CITIZENS}")
    site.write("Halo", Auto_Submitted="no")
    items = wait_for_items(desk, before, 4).items
    assert sorted(item.automatic for item in items) == ["", "auto-reply", "bounce", "bulk"]


def test_one_bad_letter_does_not_hold_up_the_others(letterbox: tuple[Mail, MailSite, str]) -> None:
    desk, site, before = letterbox
    deep = b"".join(
        b'Content-Type: multipart/mixed; boundary="%d"\r\n\r\n--%d\r\n' % (depth, depth) for depth in range(3000)
    )
    site.deliver(b"From: a@warga.test\r\nTo: aduan@dinas.test\r\nSubject: dalam\r\n" + deep)
    site.write("Yang baik")
    deadline = time.monotonic() + 15
    found = desk.collect(before)
    while len(found.items) + len(found.bad) < 2 and time.monotonic() < deadline:
        found = desk.collect(before)
    assert "Yang baik" in [item.text for item in found.items]
    after = desk.collect(found.cursor)
    assert (list(after.items), list(after.bad)) == ([], [])


def test_a_mailbox_built_anew_is_read_again_and_the_gap_is_told(letterbox: tuple[Mail, MailSite, str]) -> None:
    desk, site, before = letterbox
    site.write("Sebelum dibangun ulang")
    first = wait_for_items(desk, before)
    moved = json.dumps({**json.loads(first.cursor), "validity": 1})
    again = desk.collect(moved)
    assert again.gap
    assert first.items[0].external_id in [item.external_id for item in again.items]
    assert not desk.collect(again.cursor).gap


def test_many_letters_come_in_portions(letterbox: tuple[Mail, MailSite, str]) -> None:
    desk, site, before = letterbox
    for number in range(60):
        site.write(f"Surat {number}")
    deadline = time.monotonic() + 30
    seen: list[str] = []
    cursor = before
    while len(seen) < 60 and time.monotonic() < deadline:
        found = desk.collect(cursor)
        assert len(found.items) <= 50
        seen += [item.external_id for item in found.items]
        cursor = found.cursor
    assert len(set(seen)) == len(seen) == 60


def lines(site: MailSite, security: str, trusted: ssl.SSLContext, host: str = "127.0.0.1") -> tuple[Line, Line]:
    rule = AddressRule(allow_private=True)
    ports = (site.imaps_port, site.smtps_port) if security == "ssl" else (site.imap_port, site.smtp_port)
    imap, smtp = (Line(rule, host, port, security, site.address, site.password, trusted=trusted) for port in ports)
    return imap, smtp


@pytest.mark.parametrize("security", ["ssl", "starttls"])
def test_protected_lines_are_protected(mail_site: MailSite, security: str) -> None:
    imap, smtp = lines(mail_site, security, ssl.create_default_context(cafile=str(mail_site.authority)))
    with imap.imap() as box, smtp.smtp("dinas.test") as out:
        assert isinstance(box.sock, ssl.SSLSocket)
        assert isinstance(out.sock, ssl.SSLSocket)
        assert box.select("INBOX", readonly=True)[0] == "OK"


@pytest.mark.parametrize("security", ["ssl", "starttls"])
def test_a_certificate_that_nobody_vouches_for_or_of_another_name_is_refused(
    mail_site: MailSite, security: str
) -> None:
    known = ssl.create_default_context(cafile=str(mail_site.authority))
    for pair in (
        lines(mail_site, security, ssl.create_default_context()),
        lines(mail_site, security, known, "127.0.0.2"),
    ):
        for door in (pair[0].imap, lambda pair=pair: pair[1].smtp("dinas.test")):
            with pytest.raises(Retry), door():
                pass


def test_no_protection_only_on_this_machine(mail_site: MailSite, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pendopo.connectors.mail_lines.is_loopback", lambda connected: False)
    for call in (connect(mail_site).check, lambda: connect(mail_site).reply(outgoing("n"))):
        with pytest.raises(Refused, match="pengamanan"):
            call()


def test_a_server_inside_the_office_is_refused_unless_allowed(mail_site: MailSite) -> None:
    closed = connect(mail_site)
    closed.http = Http()
    with pytest.raises(Refused):
        closed.check()
