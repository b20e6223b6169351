"""A real WordPress with a real MariaDB: started in a few seconds, gone at the end of the block."""

from __future__ import annotations

import json
import os
import secrets
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

from tests.lab.ground import LabError, folder, free_port, listens, require, run, start, stop, wait_for

PACKAGED = Path("/usr/share/wordpress")
PROGRAMS = ("mariadbd", "mariadb-install-db", "mariadb", "php")
OFFICER = "petugas"
UTF8 = "--default-character-set=utf8mb4"

CONFIG = """<?php
define('DB_NAME', 'wordpress');
define('DB_USER', 'root');
define('DB_PASSWORD', '');
define('DB_HOST', 'localhost:%(socket)s');
define('DB_CHARSET', 'utf8mb4');
define('DB_COLLATE', '');
define('WP_HOME', '%(url)s');
define('WP_SITEURL', '%(url)s');
define('WP_ENVIRONMENT_TYPE', 'local');
define('WP_HTTP_BLOCK_EXTERNAL', true);
define('DISABLE_WP_CRON', true);
define('AUTOMATIC_UPDATER_DISABLED', true);
define('WP_DEBUG', false);
foreach (['AUTH_KEY','SECURE_AUTH_KEY','LOGGED_IN_KEY','NONCE_KEY','AUTH_SALT','SECURE_AUTH_SALT','LOGGED_IN_SALT','NONCE_SALT'] as $k) {
    define($k, '%(salt)s' . $k);
}
$table_prefix = 'wp_';
if (!defined('ABSPATH')) define('ABSPATH', __DIR__ . '/');
require_once ABSPATH . 'wp-settings.php';
"""

# Citizens may comment by REST without signing in and several times in a row; the REST answer can be made slow.
PLUGIN = """<?php
add_filter('rest_allow_anonymous_comments', '__return_true');
add_filter('comment_flood_filter', '__return_false', 99);
function lab_pause($moment, $request) {
    $said = @file_get_contents(WP_CONTENT_DIR . '/lab.json');
    $pauses = $said ? json_decode($said, true) : [];
    if ($request->get_method() === 'POST' && !empty($pauses[$moment])) usleep((int) ($pauses[$moment] * 1000000));
}
add_filter('rest_pre_dispatch', function ($r, $s, $q) { lab_pause('before', $q); return $r; }, 10, 3);
add_filter('rest_post_dispatch', function ($r, $s, $q) { lab_pause('after', $q); return $r; }, 10, 3);
"""

SET_UP = """
define('WP_INSTALLING', true);
require 'wp-load.php';
require 'wp-admin/includes/upgrade.php';
wp_install('Dinas Kominfo Uji', 'admin', 'admin@example.test', true, '', '%(password)s');
update_option('permalink_structure', '/%%postname%%/');
update_option('timezone_string', 'Asia/Jakarta');
update_option('comments_notify', 0);
update_option('moderation_notify', 0);
wp_delete_comment(1, true);
flush_rewrite_rules();
$id = wp_insert_user(['user_login' => '%(officer)s', 'user_pass' => wp_generate_password(), 'role' => 'editor',
    'user_email' => 'petugas@example.test', 'display_name' => 'Petugas Medsos']);
[$key] = WP_Application_Passwords::create_new_application_password($id, ['name' => 'pendopo']);
echo json_encode(['id' => $id, 'password' => $key]);
"""


@dataclass
class Site:
    """A running site. `password` is the application password of the officer."""

    url: str
    root: Path
    socket: Path
    username: str = OFFICER
    password: str = ""
    user_id: int = 0
    port: int = 0
    server: subprocess.Popen[bytes] | None = field(default=None, repr=False)

    def php(self, code: str) -> str:
        """Run PHP inside the site and give what it echoes."""
        return run(
            ["php", "-d", "sendmail_path=/bin/true", "-r", f"chdir('{self.root}'); require 'wp-load.php'; {code}"]
        )

    def sql(self, query: str) -> list[dict[str, Any]]:
        """Rows of a query whose single column is a JSON object."""
        said = run(["mariadb", f"--socket={self.socket}", "-uroot", "-N", "--raw", UTF8, "wordpress", "-e", query])
        return [json.loads(line) for line in said.splitlines() if line]

    def comments(self) -> list[dict[str, Any]]:
        """What is really there, read from the database: id, post, parent, author, text, status, user."""
        return self.sql(
            "SELECT JSON_OBJECT('id', comment_ID, 'post', comment_post_ID, 'parent', comment_parent, 'author',"
            " comment_author, 'text', comment_content, 'status', comment_approved, 'user', user_id)"
            " FROM wp_comments ORDER BY comment_ID"
        )

    def posts(self) -> list[dict[str, Any]]:
        """Every article that is out: id, title, slug, text."""
        return self.sql(
            "SELECT JSON_OBJECT('id', ID, 'title', post_title, 'slug', post_name, 'text', post_content)"
            " FROM wp_posts WHERE post_type = 'post' AND post_status = 'publish' ORDER BY ID"
        )

    def write_post(self, title: str, text: str = "Isi berita.") -> int:
        """An article written on the site itself."""
        values = json.dumps({"post_title": title, "post_content": text, "post_status": "publish"})
        return int(self.php(f"echo wp_insert_post(wp_slash(json_decode({_quoted(values)}, true)));"))

    def citizen_comments(
        self, text: str, *, name: str = "Warga Contoh", email: str = "", post: int = 1, parent: int = 0
    ) -> int:
        """A citizen uses the form under an article; gives the id of the comment."""
        before = {comment["id"] for comment in self.comments()}
        form = {"comment": text, "author": name, "email": email or "warga@example.test", "comment_post_ID": str(post)}
        answer = httpx.post(
            f"{self.url}/wp-comments-post.php", data={**form, "comment_parent": str(parent)}, timeout=20
        )
        new = [comment["id"] for comment in self.comments() if comment["id"] not in before]
        if answer.status_code != 302 or not new:
            raise LabError(f"the comment form answered {answer.status_code}: {answer.text[:300]}")
        return int(new[-1])

    def approve(self, comment: int) -> None:
        """The site's own moderator lets a comment through."""
        self.php(f"wp_set_comment_status({comment}, 'approve');")

    def trash(self, comment: int) -> None:
        """The site's own moderator puts a comment in the bin."""
        self.php(f"wp_trash_comment({comment});")

    def delete(self, comment: int) -> None:
        """The comment is gone without a trace."""
        self.php(f"wp_delete_comment({comment}, true);")

    def edit(self, comment: int, text: str) -> None:
        """The words of a comment are changed on the site."""
        values = json.dumps({"comment_ID": comment, "comment_content": text})
        self.php(f"wp_update_comment(wp_slash(json_decode({_quoted(values)}, true)));")

    def slow(self, *, before: float = 0, after: float = 0) -> None:
        """Make changing REST calls wait so many seconds before and after their work; zero takes it back."""
        (self.root / "wp-content" / "lab.json").write_text(json.dumps({"before": before, "after": after}))

    def go_down(self) -> None:
        """The web server stops; the data stay."""
        if self.server is not None:
            stop(self.server)
            self.server = None

    def come_up(self) -> None:
        """The web server answers again, on the same port."""
        command = ["php", "-d", "sendmail_path=/bin/true", "-S", f"127.0.0.1:{self.port}", "-t", str(self.root)]
        log = self.root.parent / "php.log"
        self.server = start(command, log=log, env={"PHP_CLI_SERVER_WORKERS": "3"}, user="www-data")
        wait_for(lambda: listens(self.port), "php -S", log=log)


def _quoted(text: str) -> str:
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"


@contextmanager
def _database(place: Path) -> Iterator[Path]:
    """A MariaDB of its own: own data, own socket, no network."""
    data, socket, log = place / "mariadb", place / "mariadb.sock", place / "mariadb.log"
    data.mkdir()
    # Its own: a MariaDB that starts clears away the temporary tables of any other in the same folder.
    passing = place / "mariadb-passing"
    passing.mkdir()
    for each in (place, passing):
        each.chmod(0o777)
    as_mysql = ["--user=mysql"] if os.geteuid() == 0 else []
    quiet = ["--skip-test-db", "--auth-root-authentication-method=normal"]
    own = [f"--datadir={data}", f"--tmpdir={passing}"]
    run(["mariadb-install-db", "--no-defaults", *as_mysql, *own, *quiet])
    options = ["--no-defaults", *own, f"--socket={socket}", "--skip-networking"]
    small = ["--innodb-buffer-pool-size=32M", "--innodb-flush-log-at-trx-commit=0", f"--pid-file={place}/mariadb.pid"]
    server = start(["mariadbd", *options, *small], log=log, user="mysql")
    try:
        wait_for(socket.exists, "MariaDB", log=log)
        create = "CREATE DATABASE IF NOT EXISTS wordpress CHARACTER SET utf8mb4"
        run(["mariadb", f"--socket={socket}", "-uroot", "-e", create])
        yield socket
    finally:
        stop(server)


def _tree(place: Path, socket: Path, url: str) -> Path:
    """The packaged WordPress, copied with its links followed, with our configuration."""
    root = place / "site"
    # cp complains of the few links that lead nowhere (copytree would take every relative link for one of those).
    subprocess.run(["cp", "-rL", str(PACKAGED), str(root)], capture_output=True, check=False, timeout=120)
    (root / "wp-config.php").write_text(CONFIG % {"socket": socket, "url": url, "salt": secrets.token_hex(24)})
    plugins = root / "wp-content" / "mu-plugins"
    plugins.mkdir(exist_ok=True)
    (plugins / "lab.php").write_text(PLUGIN)
    uploads = root / "wp-content" / "uploads"
    uploads.mkdir(exist_ok=True)
    uploads.chmod(0o777)
    return root


@contextmanager
def wordpress() -> Iterator[Site]:
    """A fresh site with one article (id 1) and an officer with the editor's role."""
    require(PROGRAMS, [str(PACKAGED / "wp-load.php")])
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    with folder("wordpress") as place, _database(place) as socket:
        site = Site(url, _tree(place, socket, url), socket, port=port)
        code = SET_UP % {"password": secrets.token_hex(12), "officer": OFFICER}
        made = json.loads(
            run(["php", "-d", "sendmail_path=/bin/true", "-r", f"chdir('{site.root}'); {code}"]).splitlines()[-1]
        )
        site.user_id, site.password = int(made["id"]), str(made["password"])
        try:
            site.come_up()
            yield site
        finally:
            site.go_down()
