"""Which conversation an item belongs to: one person under one post, or one person's messages. Pure functions."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from json.encoder import encode_basestring_ascii

from pendopo.connectors.base import IncomingItem

ID_LIMIT = 300


def short_id(text: str) -> str:
    """A platform's own id, or its digest when it is longer than we keep or holds what a database can't."""
    plain = len(text) <= ID_LIMIT and text.isprintable()
    return text if plain else "sha256:" + hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def digest(*parts: str) -> str:
    """One short key out of several texts (as a list in JSON), none of which can run into the next."""
    return hashlib.sha256(f"[{', '.join(map(encode_basestring_ascii, parts))}]".encode()).hexdigest()


def beneath(post: str, author: str) -> str:
    """The key of what one person says under a post. It begins with the post: what comes in together then lies together in
    the index, instead of each on a page of its own (two thirds of all that a batch wrote)."""
    return _place(post) + digest("post", post, author)[:32]


@lru_cache(maxsize=256)
def _place(post: str) -> str:
    return digest("post", post)[:16]


def author_key(item: IncomingItem) -> str:
    """Who speaks, as far as the platform tells; "" for nobody known."""
    if item.author_id:
        return short_id(item.author_id)
    return short_id("name:" + item.author_name) if item.author_name else ""


def thread_key(item: IncomingItem) -> str:
    """The same for every item of one conversation of one person, and for no other.

    Comments of different people under one post are different cases; private messages of one person are one case.
    """
    author = author_key(item)
    if not author:
        return digest("item", item.external_id)
    if item.thread_id:
        return digest("thread", item.thread_id, author)
    if item.kind == "message":
        return digest("messages", author)
    if item.post is not None:
        return beneath(item.post.external_id, author)
    # A mention or review stands alone; what the same person says below it belongs to it.
    return digest("under", item.parent_id or item.external_id, author)
