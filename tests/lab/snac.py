"""A real server of the Mastodon API: snac, from Debian 13, unpacked and not installed; plain files, a few megabytes."""

from __future__ import annotations

import json
import os
import platform
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import httpx

from tests.lab.ground import LabError, LabMissing, folder, free_port, listens, require, run, start, stop, wait_for

SOURCE = "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] http://deb.debian.org/debian trixie main\n"
KEPT = Path("/var/tmp/pendopo-lab/snac")
OUT_OF_BAND = "urn:ietf:wg:oauth:2.0:oob"


@dataclass
class Server:
    """A running server with two people on it: the office and a citizen."""

    url: str
    passwords: Mapping[str, str]

    def token(self, user: str) -> str:
        """An access token, as a person's program gets one."""
        app = {"client_name": "lab", "redirect_uris": OUT_OF_BAND, "scopes": "read write"}
        made = httpx.post(f"{self.url}/api/v1/apps", data=app).json()
        form = {
            "login": user,
            "passwd": self.passwords[user],
            "redir": OUT_OF_BAND,
            "cid": made["client_id"],
            "state": "",
        }
        code = httpx.post(f"{self.url}/oauth/x-snac-login", data=form).text.strip()
        asked = {"grant_type": "authorization_code", "code": code, "redirect_uri": OUT_OF_BAND}
        keys = {"client_id": made["client_id"], "client_secret": made["client_secret"]}
        return str(httpx.post(f"{self.url}/oauth/token", data={**asked, **keys}).json()["access_token"])

    def says(self, user: str, words: str, **more: str) -> str:
        """Somebody writes; gives the id of the post."""
        headers = {"authorization": f"Bearer {self.token(user)}"}
        answer = httpx.post(f"{self.url}/api/v1/statuses", json={"status": words, **more}, headers=headers)
        return str(answer.json()["id"])

    def status(self, number: str) -> dict[str, Any]:
        """A post as everybody may read it."""
        headers = {"authorization": f"Bearer {self.token('warga')}"}
        return dict(httpx.get(f"{self.url}/api/v1/statuses/{number}", headers=headers).json())

    def of(self, user: str) -> list[dict[str, Any]]:
        """What somebody has written."""
        headers = {"authorization": f"Bearer {self.token(user)}"}
        me = httpx.get(f"{self.url}/api/v1/accounts/verify_credentials", headers=headers).json()["id"]
        return list(httpx.get(f"{self.url}/api/v1/accounts/{me}/statuses?limit=40", headers=headers).json())


@cache
def program() -> Path:
    """The program, fetched once per machine through apt from a list of its own."""
    found = KEPT / "usr/bin/snac"
    if found.exists():
        return found
    require(["apt-get", "dpkg"])
    if platform.machine() != "x86_64" or os.geteuid() != 0:
        raise LabMissing("snac is fetched from Debian only as root on x86_64")
    with folder("snac-package") as place:
        (place / "lists" / "partial").mkdir(parents=True)
        (place / "cache" / "archives" / "partial").mkdir(parents=True)
        (place / "list").write_text(SOURCE)
        own = [f"Dir::Etc::sourcelist={place}/list", "Dir::Etc::sourceparts=-", f"Dir::State::lists={place}/lists"]
        options = [
            word for said in [*own, f"Dir::Cache={place}/cache", "APT::Sandbox::User=root"] for word in ("-o", said)
        ]
        try:
            run(["apt-get", *options, "-q", "update"])
            run(["sh", "-c", 'cd "$1" && shift && apt-get "$@" -q download snac2', "sh", place, *options])
        except LabError as reason:
            raise LabMissing(f"snac could not be fetched: {reason}") from reason
        KEPT.mkdir(parents=True, exist_ok=True)
        run(["dpkg", "-x", next(place.glob("snac2_*.deb")), KEPT])
    return found


@contextmanager
def snac() -> Iterator[Server]:
    """A fresh server."""
    executable, port = program(), free_port()
    with folder("snac") as place:
        data = place / "data"
        run([executable, "init", data], stdin=f"127.0.0.1\n{port}\n127.0.0.1:{port}\n\nadmin@example.test\n")
        settings = json.loads((data / "server.json").read_text())
        (data / "server.json").write_text(json.dumps({**settings, "protocol": "http"}))
        passwords = {}
        for user in ("dinas", "warga"):
            said = re.search(r"password is (\S+)", run([executable, "adduser", data, user]))
            passwords[user] = said.group(1) if said else ""
        server = start([str(executable), "httpd", str(data)], log=place / "snac.log")
        try:
            wait_for(lambda: listens(port), "snac", log=place / "snac.log")
            yield Server(f"http://127.0.0.1:{port}", passwords)
        finally:
            stop(server)
