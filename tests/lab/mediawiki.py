"""A real MediaWiki on SQLite: the packaged tree served in place with settings of its own, ready in a few seconds."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from tests.lab.ground import folder, free_port, listens, require, run, start, stop, wait_for

PACKAGED = Path("/usr/share/mediawiki")
OFFICER, BOT = "Petugas", "pendopo"
GRANTS = "basic,editpage,createeditmovepage,uploadfile,highvolume"
SETTINGS = """
$wgEnableEmail = false;
$wgJobRunRate = 0;
$wgLanguageCode = 'id';
$wgGroupPermissions['*']['edit'] = true;
$wgEnableUploads = true;
$wgUploadDirectory = '%(place)s/images';
$wgCacheDirectory = '%(place)s/cache';
"""


@dataclass
class Wiki:
    """A running wiki. The officer signs in as `username` with the bot password."""

    url: str
    password: str
    username: str = f"{OFFICER}@{BOT}"

    @property
    def api(self) -> str:
        return f"{self.url}/api.php"

    def ask(self, **params: Any) -> dict[str, Any]:
        """The truth, read without signing in."""
        return dict(httpx.get(self.api, params={"format": "json", "formatversion": 2, **params}, timeout=30).json())

    def text(self, title: str) -> str:
        """The words of a page as they stand."""
        page = self.ask(action="query", prop="revisions", titles=title, rvprop="content", rvslots="main")["query"][
            "pages"
        ][0]
        return str(page["revisions"][0]["slots"]["main"]["content"]) if page.get("revisions") else ""

    def citizen_writes(self, title: str, heading: str, words: str) -> int:
        """Somebody without an account adds a topic to a page; gives the number of the change."""
        form = {"action": "edit", "title": title, "section": "new", "sectiontitle": heading, "text": f"{words} ~~~~"}
        answer = httpx.post(self.api, data={**form, "token": "+\\", "format": "json", "formatversion": "2"}, timeout=30)
        return int(answer.json()["edit"]["newrevid"])

    def citizen_adds(self, title: str, words: str) -> None:
        """Somebody without an account writes at the end of a page."""
        self._anonymous(title=title, appendtext=words)

    def anybody_replaces(self, title: str, what: str, by: str) -> None:
        """Somebody without an account edits the whole page."""
        self._anonymous(title=title, text=self.text(title).replace(what, by))

    def _anonymous(self, **form: str) -> None:
        body = {"action": "edit", "token": "+\\", "format": "json", "formatversion": "2", **form}
        answer = httpx.post(self.api, data=body, timeout=30).json()
        assert answer["edit"]["result"] == "Success", answer


@contextmanager
def mediawiki() -> Iterator[Wiki]:
    """A fresh wiki with an officer and a bot password."""
    require(["php"], [str(PACKAGED / "api.php")], packages=["mediawiki"])
    port, password = free_port(), secrets.token_hex(16)
    url = f"http://127.0.0.1:{port}"
    with folder("mediawiki") as place:
        for name in ("data", "images", "cache"):
            (place / name).mkdir()
        database = ["--dbtype", "sqlite", "--dbpath", str(place / "data"), "--dbname", "wiki", "--confpath", str(place)]
        person = ["--pass", secrets.token_hex(12), "--server", url, "--scriptpath", ""]
        run(["php", PACKAGED / "maintenance/install.php", *database, *person, "Wiki Uji", "Admin"])
        settings = place / "LocalSettings.php"
        settings.write_text(settings.read_text() + SETTINGS % {"place": place})
        config = {"MW_CONFIG_FILE": str(settings)}
        run(["php", PACKAGED / "maintenance/createAndPromote.php", OFFICER, secrets.token_hex(12)], env=config)
        bot = ["--appid", BOT, "--grants", GRANTS, OFFICER, password]
        run(["php", PACKAGED / "maintenance/createBotPassword.php", *bot], env=config)
        log = place / "php.log"
        command = ["php", "-S", f"127.0.0.1:{port}", "-t", str(PACKAGED)]
        server = start(command, log=log, env={**config, "PHP_CLI_SERVER_WORKERS": "3"})
        try:
            wait_for(lambda: listens(port), "php -S", log=log)
            yield Wiki(url, password)
        finally:
            stop(server)
