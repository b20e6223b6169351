"""A real Postfix that hands to a real Dovecot: mail arrives in a third of a second, gone at the end of the block."""

from __future__ import annotations

import email
import email.policy
import email.utils
import imaplib
import os
import shutil
import smtplib
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from email.message import EmailMessage
from pathlib import Path

from tests.lab.certificate import certify
from tests.lab.ground import LabMissing, folder, free_port, listens, require, run, start, stop, wait_for

PROGRAMS = ("postfix", "dovecot", "postmap")
DOMAIN = "dinas.test"
CITIZENS = "warga.test"
PASSWORD = "kata-sandi-uji"

DOVECOT = """
base_dir = %(place)s/dovecot
log_path = %(place)s/dovecot.log
ssl = yes
ssl_cert = <%(place)s/lab.crt
ssl_key = <%(place)s/lab.key
disable_plaintext_auth = no
listen = 127.0.0.1
protocols = imap lmtp
mail_location = maildir:%(place)s/mailboxes/%%u
mail_uid = dovecot
mail_gid = dovecot
first_valid_uid = 1
auth_mechanisms = plain login
auth_failure_delay = 0
default_login_user = dovenull
default_internal_user = dovecot
passdb {
  driver = static
  args = password=%(password)s
}
userdb {
  driver = static
  args = uid=dovecot gid=dovecot home=%(place)s/mailboxes/%%u allow_all_users=yes
}
service imap-login {
  inet_listener imap {
    address = 127.0.0.1
    port = %(imap)d
  }
  inet_listener imaps {
    address = 127.0.0.1
    port = %(imaps)d
    ssl = yes
  }
}
service lmtp {
  inet_listener lmtp {
    address = 127.0.0.1
    port = %(lmtp)d
  }
}
service anvil {
  unix_listener anvil-auth-penalty {
    mode = 0
  }
}
service auth {
  unix_listener %(place)s/queue/private/auth {
    mode = 0660
    user = postfix
    group = postfix
  }
}
protocol lmtp {
  postmaster_address = postmaster@%(domain)s
}
"""

MAIN = """
compatibility_level = 3.6
queue_directory = %(place)s/queue
data_directory = %(place)s/data
command_directory = /usr/sbin
daemon_directory = /usr/lib/postfix/sbin
mail_owner = postfix
setgid_group = postdrop
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
maillog_file = %(place)s/postfix.log
maillog_file_prefixes = %(place)s
myhostname = mail.%(domain)s
mydestination =
mynetworks = 127.0.0.0/8
virtual_mailbox_domains = %(domain)s %(citizens)s
virtual_transport = lmtp:inet:127.0.0.1:%(lmtp)d
local_transport = error:no local mail
default_transport = error:5.1.2 outside mail is not delivered here
smtpd_sasl_auth_enable = yes
smtpd_tls_cert_file = %(place)s/lab.crt
smtpd_tls_key_file = %(place)s/lab.key
smtpd_tls_security_level = may
smtpd_sasl_type = dovecot
smtpd_sasl_path = private/auth
message_size_limit = 30000000
maximal_queue_lifetime = 1d
minimal_backoff_time = 2s
maximal_backoff_time = 5s
queue_run_delay = 2s
smtpd_client_connection_rate_limit = 0
in_flow_delay = 0
alias_maps =
alias_database =
"""


@dataclass
class MailSite:
    """A running mail server; any name at the two domains has a mailbox, all with one password."""

    smtp_port: int
    imap_port: int
    place: Path
    smtps_port: int = 0
    imaps_port: int = 0
    address: str = f"aduan@{DOMAIN}"
    password: str = PASSWORD
    host: str = "127.0.0.1"
    postfix: subprocess.Popen[bytes] | None = field(default=None, repr=False)

    @property
    def authority(self) -> Path:
        """The certificate that whoever trusts this server's TLS must know."""
        return self.place / "lab.crt"

    def deliver(self, message: EmailMessage | bytes, *, sender: str = f"warga@{CITIZENS}", to: str = "") -> None:
        """Hand a message to the server as a citizen's provider would."""
        raw = message if isinstance(message, bytes) else message.as_bytes(policy=email.policy.SMTP)
        with smtplib.SMTP(self.host, self.smtp_port, timeout=20) as line:
            line.sendmail(sender, [to or self.address], raw)

    def write(
        self, text: str, *, subject: str = "Bertanya", sender: str = f"warga@{CITIZENS}", to: str = "", **headers: str
    ) -> str:
        """A citizen writes a plain letter; gives its Message-ID."""
        message = EmailMessage()
        message["From"], message["To"], message["Subject"] = f"Warga Contoh <{sender}>", to or self.address, subject
        message["Message-ID"] = email.utils.make_msgid(domain=CITIZENS)
        for name, value in headers.items():
            message[name.replace("_", "-")] = value
        message.set_content(text)
        self.deliver(message, sender=sender, to=to)
        return str(message["Message-ID"])

    def inbox(self, user: str, *, mailbox: str = "INBOX") -> list[EmailMessage]:
        """What really lies in somebody's mailbox, oldest first."""
        line = imaplib.IMAP4(self.host, self.imap_port, timeout=20)
        try:
            line.login(user, self.password)
            line.select(mailbox, readonly=True)
            numbers = line.search(None, "ALL")[1][0].split()
            found = [line.fetch(number.decode(), "(BODY.PEEK[])")[1][0] for number in numbers]
        finally:
            line.logout()
        messages = []
        for row in found:
            # What even the standard library can't read is no letter that a test looks for.
            with suppress(RecursionError):
                message = (
                    email.message_from_bytes(row[1], policy=email.policy.default) if isinstance(row, tuple) else None
                )
                messages += [message] if isinstance(message, EmailMessage) else []
        return messages

    def wait_for_mail(self, user: str, count: int = 1, seconds: float = 15) -> list[EmailMessage]:
        """The mailbox once it holds so many letters."""
        wait_for(lambda: len(self.inbox(user)) >= count, f"{count} letters for {user}", seconds)
        return self.inbox(user)

    def renumber(self, user: str) -> None:
        """The provider builds the mailbox anew: other UIDVALIDITY, same letters."""
        for name in (
            "dovecot-uidlist",
            "dovecot.index",
            "dovecot.index.log",
            "dovecot.index.cache",
            "dovecot-uidvalidity",
        ):
            (self.place / "mailboxes" / user / name).unlink(missing_ok=True)
        for mark in (self.place / "mailboxes" / user).glob("dovecot-uidvalidity.*"):
            mark.unlink()

    def go_down(self) -> None:
        """SMTP stops; mailboxes stay readable."""
        if self.postfix is not None:
            run(["postfix", "-c", self.place / "postfix", "stop"])
            stop(self.postfix)
            self.postfix = None

    def come_up(self) -> None:
        """SMTP answers again, on the same port."""
        command = ["postfix", "-c", str(self.place / "postfix"), "start-fg"]
        self.postfix = start(command, log=self.place / "postfix.out")
        wait_for(lambda: listens(self.smtp_port), "Postfix", log=self.place / "postfix.log")


@contextmanager
def _dovecot(place: Path, ports: dict[str, int]) -> Iterator[None]:
    config = place / "dovecot.conf"
    names = {"place": place, "password": PASSWORD, "domain": DOMAIN, **ports}
    config.write_text(DOVECOT % names)
    boxes = place / "mailboxes"
    boxes.mkdir()
    shutil.chown(boxes, "dovecot", "dovecot")
    server = start(["dovecot", "-F", "-c", config], log=place / "dovecot.out")
    try:
        wait_for(lambda: listens(ports["imap"]) and listens(ports["lmtp"]), "Dovecot", log=place / "dovecot.log")
        yield
    finally:
        stop(server)


def _postfix_ready(place: Path, ports: dict[str, int]) -> None:
    config = place / "postfix"
    config.mkdir()
    names = {"place": place, "domain": DOMAIN, "citizens": CITIZENS, **ports}
    (config / "main.cf").write_text(MAIN % names)
    packaged = Path("/usr/share/postfix/master.cf.dist").read_text().splitlines()
    lines = [_master(line, ports["smtp"]) for line in packaged]
    lines.append(f"127.0.0.1:{ports['smtps']} inet n - n - - smtpd -o smtpd_tls_wrappermode=yes")
    (config / "master.cf").write_text("\n".join(lines) + "\n")
    for name in ("dynamicmaps.cf", "postfix-files"):
        if Path("/etc/postfix", name).exists():
            shutil.copy(Path("/etc/postfix", name), config / name)
    (place / "data").mkdir()
    shutil.chown(place / "data", "postfix", "postfix")


def _master(line: str, port: int) -> str:
    """A line of the packaged master.cf: SMTP on our port, nothing in a chroot."""
    words = line.split()
    if len(words) < 8 or line.startswith(("#", " ")):
        return line
    if words[:2] == ["smtp", "inet"]:
        words[0] = f"127.0.0.1:{port}"
    words[4] = "n"
    return " ".join(words)


@contextmanager
def mail() -> Iterator[MailSite]:
    """A fresh mail server; Postfix will only be started by root."""
    if os.geteuid() != 0:
        raise LabMissing("the lab's mail server needs root (Postfix starts only so)")
    require(PROGRAMS, ["/usr/lib/dovecot/lmtp", "/usr/lib/dovecot/imap", "/usr/share/postfix/master.cf.dist"])
    ports = {name: free_port() for name in ("smtp", "smtps", "imap", "imaps", "lmtp")}
    with folder("mail") as place:
        certify(place)
        _postfix_ready(place, ports)
        private = place / "queue" / "private"
        private.mkdir(parents=True)
        private.chmod(0o700)
        shutil.chown(private, "postfix")
        with _dovecot(place, ports):
            site = MailSite(ports["smtp"], ports["imap"], place, ports["smtps"], ports["imaps"])
            try:
                site.come_up()
                yield site
            finally:
                site.go_down()
