"""Somebody who uses the JSON interface with a key of their own."""

from __future__ import annotations

import json
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from pendopo.people.keys import issue
from pendopo.people.models import Person


class Caller:
    """Calls the interface with somebody's key."""

    def __init__(self, person: Person, *, may_write: bool = True) -> None:
        self.secret = issue(person=person, name="uji", days=30, may_write=may_write).secret

    def get(self, path: str) -> Any:
        return Client().get(f"/api/v1{path}", headers={"Authorization": f"Bearer {self.secret}"})

    def post(self, path: str, **body: object) -> Any:
        return self._sent("post", path, body)

    def put(self, path: str, **body: object) -> Any:
        return self._sent("put", path, body)

    def _sent(self, how: str, path: str, body: dict[str, object]) -> Any:
        return getattr(Client(), how)(
            f"/api/v1{path}", json.dumps(body), content_type="application/json",
            headers={"Authorization": f"Bearer {self.secret}"},
        )  # fmt: skip

    def file(self, path: str, name: str, content: bytes) -> Any:
        """Sends a file."""
        return Client().post(
            f"/api/v1{path}", {"file": SimpleUploadedFile(name, content)},
            headers={"Authorization": f"Bearer {self.secret}"},
        )  # fmt: skip
