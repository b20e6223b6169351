"""`python -m tests.lab up [wordpress] [mail]`: start the lab, say how to reach it, and keep it until Ctrl-C."""

from __future__ import annotations

import argparse
import signal
import sys
import threading
from contextlib import ExitStack

from tests.lab.ground import LabError
from tests.lab.mail import CITIZENS, mail
from tests.lab.wordpress import wordpress


def say(line: str) -> None:
    """A line for whoever started the lab, at once."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def main() -> int:
    """Start what was asked for, print it, wait for the end."""
    parser = argparse.ArgumentParser(prog="python -m tests.lab", description=__doc__)
    parser.add_argument("do", choices=["up"])
    parser.add_argument("which", nargs="*", default=["wordpress", "mail"], help="wordpress, mail (default: both)")
    asked = parser.parse_args()
    ended = threading.Event()
    for sign in (signal.SIGINT, signal.SIGTERM):
        signal.signal(sign, lambda *_: ended.set())
    try:
        with ExitStack() as running:
            if "wordpress" in asked.which:
                site = running.enter_context(wordpress())
                say(
                    f"WordPress  {site.url}  username={site.username}  password={site.password}  (application password)"
                )
            if "mail" in asked.which:
                box = running.enter_context(mail())
                say(f"Mail       {box.address}  password={box.password}  citizens: anyone@{CITIZENS}, same password")
                say(
                    f"           imap {box.host}:{box.imap_port} security=none   smtp {box.host}:{box.smtp_port} security=none"
                )
            say("Running; Ctrl-C ends it.")
            ended.wait()
    except LabError as reason:
        sys.stderr.write(f"{reason}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
