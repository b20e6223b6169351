"""Sealing an account's secrets: AES-GCM, bound to the row, so that a copy in another row does not open."""

from __future__ import annotations

import base64
import hashlib
import json
import os
from collections.abc import Mapping

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

MARK = "v1:"


class CannotOpen(Exception):
    """The sealed text is not ours, was changed, or was moved from another row."""


def _keys() -> list[bytes]:
    """The key in use first, then older ones that may still open."""
    texts = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return [hashlib.blake2b(text.encode(), digest_size=32, person=b"pendopo-seal").digest() for text in texts]


def seal(values: Mapping[str, str], *, row: str) -> str:
    """Secrets as text for the database; `row` names the place that they belong to."""
    nonce = os.urandom(12)
    inner = AESGCM(_keys()[0]).encrypt(nonce, json.dumps(dict(values)).encode(), row.encode())
    return MARK + base64.urlsafe_b64encode(nonce + inner).decode()


def unseal(text: str, *, row: str) -> dict[str, str]:
    """What `seal` was given; CannotOpen for anything else, plain text included."""
    if not text:
        return {}
    if not text.startswith(MARK):
        raise CannotOpen("Rahasia akun ini tidak tersegel: hubungkan akun lagi.")
    try:
        raw = base64.urlsafe_b64decode(text.removeprefix(MARK))
    except ValueError as error:
        raise CannotOpen("Rahasia akun ini rusak: hubungkan akun lagi.") from error
    for key in _keys():
        try:
            opened = json.loads(AESGCM(key).decrypt(raw[:12], raw[12:], row.encode()))
        except InvalidTag:
            continue
        return {str(name): str(value) for name, value in opened.items()}
    raise CannotOpen("Rahasia akun ini tidak bisa dibuka dengan kunci yang ada: hubungkan akun lagi.")
