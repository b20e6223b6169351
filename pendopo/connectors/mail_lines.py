"""The lines to a mail server: IMAP and SMTP on checked addresses, within bounded time, failures named by what to do."""

from __future__ import annotations

import imaplib
import re
import smtplib
import socket
import ssl
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

from pendopo.connectors.address import MAIL_PORTS, AddressRule, is_loopback
from pendopo.connectors.errors import ConnectorError, Disconnected, Refused, Retry, Unknown

# What a mail server's answer to one step means for us: (on 4xx, on 5xx).
STEPS: Mapping[str, tuple[str, str]] = {
    "MAIL": ("Server surat sedang menunda kiriman.", "Server surat menolak pengirim ini."),
    "RCPT": ("Server surat menunda penerima ini.", "Alamat surat penerima ditolak atau tidak ada."),
    "COPY": ("Kotak surat sendiri tidak dapat menerima salinan.", "Kotak surat sendiri menolak salinan balasan."),
    "DATA": ("Server surat sedang menunda kiriman.", "Server surat menolak isi balasan."),
}
WHOLE_UP_TO = 20 * 1024 * 1024
SECURITY = ("ssl", "starttls", "none")


@dataclass(frozen=True)
class Line:
    """How to reach one server of a mailbox and sign in there. `security` is one of SECURITY."""

    rule: AddressRule
    host: str
    port: int
    security: str
    username: str
    password: str = field(repr=False)
    seconds: float = 20
    session_seconds: float = 120
    trusted: ssl.SSLContext = field(default_factory=ssl.create_default_context, repr=False)

    def connect(self) -> socket.socket:
        """A checked connection, already inside TLS where that is how the server speaks."""
        if self.security not in SECURITY:
            raise Refused("Pengamanan sambungan surat tidak dikenal.", code="option")
        plain = self.rule.connect(self.host, self.port, self.seconds, MAIL_PORTS)
        if self.security == "none" and not is_loopback(plain):
            plain.close()
            raise Refused("Sambungan surat tanpa pengamanan hanya boleh di mesin ini sendiri.", code="clear_text")
        return self.trusted.wrap_socket(plain, server_hostname=self.host) if self.security == "ssl" else plain

    @contextmanager
    def imap(self) -> Iterator[imaplib.IMAP4]:
        """A signed-in session; whatever breaks inside the block may be asked again."""
        line: imaplib.IMAP4 | None = None
        failure: ConnectorError | None = None
        try:
            line = _Imap(self)
            if self.security == "starttls":
                line.starttls(self.trusted)
            _sign_in(line, self.username, self.password)
            yield line
        except (OSError, imaplib.IMAP4.error) as broken:
            failure = _unreachable(broken, "IMAP")
        finally:
            if line is not None:
                with suppress(OSError, imaplib.IMAP4.error):
                    line.logout()
        if failure:
            raise failure

    @contextmanager
    def smtp(self, domain: str) -> Iterator[smtplib.SMTP]:
        """A line on which a letter may be handed over; whatever fails here failed before that."""
        line: smtplib.SMTP | None = None
        failure: ConnectorError | None = None
        try:
            line = _Smtp(self, domain)
            if self.security == "starttls":
                line.starttls(context=self.trusted)
            line.ehlo_or_helo_if_needed()
            if self.password and line.has_extn("auth"):
                line.login(self.username, self.password)
            yield line
        except smtplib.SMTPAuthenticationError as refusal:
            failure = Disconnected("Server SMTP menolak nama pengguna atau kata sandi.", code=str(refusal.smtp_code))
            if 400 <= refusal.smtp_code < 500:
                failure = Retry("Server SMTP belum dapat memeriksa kata sandi.", code=str(refusal.smtp_code))
        except (OSError, smtplib.SMTPException) as broken:
            failure = _unreachable(broken, "SMTP")
        finally:
            if line is not None:
                line.close()
        if failure:
            raise failure


class _Imap(imaplib.IMAP4):
    """The standard client on a checked connection, with an end to its patience and its memory."""

    def __init__(self, line: Line) -> None:
        self._line = line
        self._deadline = time.monotonic() + line.session_seconds
        super().__init__(line.host, timeout=line.seconds)

    def _create_socket(self, timeout: float | None) -> socket.socket:
        return self._line.connect()

    def read(self, size: int) -> bytes:
        if size > WHOLE_UP_TO + 1024 * 1024:
            raise self.abort("literal too large")
        self._in_time()
        return super().read(size)

    def readline(self) -> bytes:
        self._in_time()
        return super().readline()

    def _in_time(self) -> None:
        if time.monotonic() > self._deadline:
            raise self.abort("session too long")


class _Smtp(smtplib.SMTP):
    """The standard client on a checked connection; it greets with our own domain and looks nothing up."""

    def __init__(self, line: Line, domain: str) -> None:
        self._line = line
        self._deadline = time.monotonic() + line.session_seconds
        super().__init__(line.host, 25, local_hostname=domain or "localhost", timeout=line.seconds)

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        return self._line.connect()

    def getreply(self) -> tuple[int, bytes]:
        if time.monotonic() > self._deadline:
            raise smtplib.SMTPServerDisconnected("session too long")
        return super().getreply()


def _sign_in(line: imaplib.IMAP4, username: str, password: str) -> None:
    try:
        line.login(username, password)
    except imaplib.IMAP4.abort:
        raise
    except imaplib.IMAP4.error as refusal:
        # RFC 5530: these say that the server, not the password, is the trouble.
        passing = re.search(r"\[(UNAVAILABLE|INUSE|LIMIT|SERVERBUG)\]", str(refusal))
    else:
        return
    if passing:
        raise Retry("Server IMAP sedang tidak melayani.", code=passing.group(1))
    raise Disconnected("Server IMAP menolak nama pengguna atau kata sandi.", code="login")


def step(line: smtplib.SMTP, name: str, words: str) -> None:
    """One step before the letter itself; refused here means certainly not sent."""
    code, _said = line.docmd("RCPT" if name == "COPY" else name, words)
    later, never = STEPS[name]
    if 400 <= code < 500:
        raise Retry(later, code=str(code))
    if code >= 500 or code not in (250, 251, 354):
        raise Refused(never, code=str(code))


def hand_over(line: smtplib.SMTP, raw: bytes) -> None:
    """The letter. From its first byte to the server's answer nobody knows whether it was taken."""
    lines = re.sub(rb"(?m)^\.", b"..", re.sub(rb"\r?\n", b"\r\n", raw))
    code = 0
    with suppress(OSError, smtplib.SMTPException):
        line.send(lines if lines.endswith(b"\r\n") else lines + b"\r\n")
        line.send(b".\r\n")
        code, _said = line.getreply()
    later, never = STEPS["DATA"]
    if code == 0:
        raise Unknown("Sambungan putus sebelum server surat menjawab.", code="hand_over")
    if 400 <= code < 500:
        raise Retry(later, code=str(code))
    if code >= 500:
        raise Refused(never, code=str(code))


def _unreachable(broken: Exception, which: str) -> Retry:
    code = type(broken).__name__
    if isinstance(broken, ssl.SSLCertVerificationError):
        return Retry(f"Sertifikat keamanan (TLS) server {which} tidak sah.", code="certificate")
    return Retry(f"Server {which} tidak dapat dihubungi atau memutus sambungan.", code=code)
