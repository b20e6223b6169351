"""The doors through which a message comes and is approved: the page, the action, the JSON interface, a month's table.

Each does the same with its own means and answers with the refusal's words ("" when it was done).
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from pendopo.journal.machine import Said
from pendopo.people.models import Person
from pendopo.publishing import actions
from pendopo.publishing.media.actions import upload
from pendopo.publishing.models import Message
from pendopo.publishing.queries import written_of
from pendopo.publishing.rules import Written, sha256_of
from pendopo.publishing.writing.importing import read_file, take_in
from pendopo.publishing.writing.monthfile import HEAD
from pendopo.web.api.content import content_out
from tests.web.caller import Caller
from tests.world import Desk


class Door:
    """By the actions themselves; the others replace what they do otherwise."""

    name = "action"

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    def write(self, by: Person, written: Written, wall: str = "") -> str:
        """Begin a message and hand it in; `wall` is the time as it is typed, where the door takes one."""
        return self._said(lambda: actions.submit(message=self._drafted(by, written), by=by))

    def change(self, message: Message, by: Person, written: Written) -> str:
        """Give it another content."""
        return self._said(lambda: actions.revise(message=message, by=by, written=written))

    def approve(self, message: Message, by: Person, sha256: str) -> str:
        """Say yes to what has this hash."""
        return self._said(lambda: actions.approve(message=message, by=by, sha256=sha256))

    def schedule(self, message: Message, by: Person) -> str:
        """Put it on the way."""
        return self._said(lambda: actions.schedule(message=message, by=by))

    def bring(self, by: Person, name: str, content: bytes) -> str:
        """Bring a picture."""
        return self._said(lambda: upload(agency=self.desk.agency, name=name, content=content, by=by))

    def _drafted(self, by: Person, written: Written) -> Message:
        return actions.draft(agency=self.desk.agency, by=by, written=written)

    def _said(self, doing: Callable[[], object]) -> str:
        try:
            doing()
        except Said as refusal:
            return refusal.sentence
        return ""


class Page(Door):
    """By the forms of the pages, as a browser without script sends them."""

    name = "page"

    def write(self, by: Person, written: Written, wall: str = "") -> str:
        form = self._form(written) | {"submit": "1"} | ({"planned_at": wall} if wall else {})
        return self._posted(by, f"/pesan/tulis/{self.desk.agency.pk}/", form)

    def change(self, message: Message, by: Person, written: Written) -> str:
        form = self._form(written) | {"keep": "1", "expected": sha256_of(written_of(message))}
        return self._posted(by, f"/pesan/{message.pk}/ubah/", form)

    def approve(self, message: Message, by: Person, sha256: str) -> str:
        return self._posted(by, f"/pesan/{message.pk}/setujui/", {"sha256": sha256})

    def schedule(self, message: Message, by: Person) -> str:
        return self._posted(by, f"/pesan/{message.pk}/jadwalkan/", {})

    def bring(self, by: Person, name: str, content: bytes) -> str:
        client = Client()
        client.force_login(by)
        sent = {"pictures": SimpleUploadedFile(name, content)}
        shown = client.post(f"/pesan/media/{self.desk.agency.pk}/baru/", sent).content.decode()
        return "" if 'name="alt_' in shown else shown

    def _form(self, written: Written) -> dict[str, Any]:
        zone = ZoneInfo(self.desk.agency.government.zone)
        form: dict[str, Any] = {
            name: getattr(written, name)
            for name in ("title", "text", "purpose", "category", "source", "tags", "info_class", "format", "language")
        }
        form["planned_at"] = written.planned_at.astimezone(zone).strftime("%Y-%m-%dT%H:%M")
        form |= {f"ethics_{code}": "safe" if one.safe else "risk" for code, one in written.ethics.items()}
        form |= {f"account_{pk}": "on" for pk in written.variants}
        form |= {f"text_{pk}": text for pk, text in written.variants.items()}
        form["media"] = [str(one.file_id) for one in written.media]
        for one in written.media:
            form |= {f"alt_{one.file_id}": one.alt, f"with_{one.file_id}": [str(pk) for pk in written.variants]}
        return form

    def _posted(self, by: Person, address: str, form: dict[str, Any]) -> str:
        client = Client()
        client.force_login(by)
        answer = client.post(address, form)
        if answer.status_code in {301, 302}:
            return ""
        assert answer.status_code in {403, 409, 422}, answer.status_code
        return answer.content.decode()


class Json(Door):
    """By the JSON interface, each person with a key of their own."""

    name = "api"

    def write(self, by: Person, written: Written, wall: str = "") -> str:
        caller = Caller(by)
        body = content_out(written).dict() | {
            "agency": self.desk.agency.pk,
            "planned_at": written.planned_at.isoformat(),
        }
        made = caller.post("/messages", **body | ({"planned_at": wall} if wall else {}))
        if made.status_code != 201:
            return self._words(made)
        return self._words(caller.post(f"/messages/{made.json()['id']}/submit"))

    def change(self, message: Message, by: Person, written: Written) -> str:
        body = content_out(written).dict() | {"planned_at": written.planned_at.isoformat()}
        begun = sha256_of(written_of(message))
        return self._words(Caller(by).put(f"/messages/{message.pk}", **body, expected=begun))

    def approve(self, message: Message, by: Person, sha256: str) -> str:
        return self._words(Caller(by).post(f"/messages/{message.pk}/approve", sha256=sha256))

    def schedule(self, message: Message, by: Person) -> str:
        return self._words(Caller(by).post(f"/messages/{message.pk}/schedule"))

    def bring(self, by: Person, name: str, content: bytes) -> str:
        return self._words(Caller(by).file(f"/agencies/{self.desk.agency.pk}/media", name, content))

    def _words(self, answer: Any) -> str:
        if answer.status_code in {200, 201}:
            return ""
        assert answer.status_code in {403, 409, 422}, answer.content
        told = answer.json()
        return " ".join([told["detail"], *told["fields"]])


class Table(Door):
    """By a month's table; a row becomes a draft, and what is missing in it (the eight answers) is written on its page."""

    name = "import"

    def write(self, by: Person, written: Written, wall: str = "") -> str:
        try:
            made = self._taken(by, written, wall)
            actions.revise(message=made, by=by, written=written if not wall else self._answered(made, written))
            actions.submit(message=made, by=by)
        except Said as refusal:
            return refusal.sentence
        return ""

    def _taken(self, by: Person, written: Written, wall: str) -> Message:
        zone = ZoneInfo(self.desk.agency.government.zone)
        accounts = self.desk.agency.accounts.filter(pk__in=written.variants)
        row = {
            "waktu": wall or f"{written.planned_at.astimezone(zone):%Y-%m-%d %H:%M}", "judul": written.title,
            "isi": written.text, "akun": ", ".join(f"{one.platform}:{one.handle}" for one in accounts),
            "penanda": written.tags, "tujuan": written.purpose, "kategori": written.category, "sumber": written.source,
        }  # fmt: skip
        out = io.StringIO()
        table = csv.DictWriter(out, [name for name in HEAD if name not in ("keadaan", "tautan")], restval="")
        table.writeheader()
        table.writerow(row)
        file = read_file(agency=self.desk.agency, name="bulan.csv", content=out.getvalue().encode(), by=by)
        wrong = " ".join(error for one in file.rows for error in one["errors"])
        try:
            (made,) = take_in(file=file, by=by)
        except Said as refusal:
            raise Said(f"{refusal.sentence} {wrong}") from refusal
        return made

    def _answered(self, made: Message, written: Written) -> Written:
        held: datetime = made.planned_at
        return Written(**{**vars(written), "planned_at": held})

    def bring(self, by: Person, name: str, content: bytes) -> str:
        return self._said(lambda: read_file(agency=self.desk.agency, name=name, content=content, by=by))


DOORS: tuple[type[Door], ...] = (Door, Page, Json, Table)
