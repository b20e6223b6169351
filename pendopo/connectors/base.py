"""The contract between Pendopo and a platform: typed data in and out, and what it says of itself.

A connector knows its platform and nothing of ours: no models, no settings, no Django.
"""

from __future__ import annotations

import logging
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from functools import wraps
from typing import TYPE_CHECKING, ClassVar, Literal, ParamSpec, TypeVar

from pendopo.connectors.errors import ConnectorError, Refused, Retry, Unknown

if TYPE_CHECKING:
    from pendopo.connectors.http import Http


log = logging.getLogger("pendopo.connectors")


class Can(StrEnum):
    """What a connector is able to do; callers ask before they try."""

    PUBLISH = "publish"
    READ = "read"
    REPLY = "reply"
    MESSAGE = "message"
    METRICS = "metrics"
    DELETE = "delete"
    EDIT = "edit"
    FOLLOW = "follow"
    POLL = "poll"
    WEBHOOK = "webhook"
    FIND_OWN = "find_own"
    # Tells where it is beside the words, in a field of the platform's own.
    PLACE = "place"


@dataclass(frozen=True)
class Field:
    """One thing a person must give to connect an account. `label` and `help` are Indonesian; `choices` if it is one of few."""

    name: str
    label: str
    help: str = ""
    kind: Literal["text", "url", "email", "number", "password"] = "text"
    secret: bool = False
    required: bool = True
    default: str = ""
    choices: tuple[str, ...] = ()


@dataclass(frozen=True)
class Account:
    """The account a connector works for: plain options and secrets, as the person gave them."""

    handle: str
    url: str
    options: Mapping[str, str] = field(default_factory=dict)
    secrets: Mapping[str, str] = field(default_factory=dict, repr=False)


@dataclass(frozen=True)
class IncomingPost:
    """The post (article, video, page) a comment stands under."""

    external_id: str
    url: str = ""
    title: str = ""
    text: str = ""
    published_at: datetime | None = None


ItemKind = Literal["comment", "mention", "message", "review"]


@dataclass(frozen=True)
class IncomingItem:
    """One thing a person said to the account. Times are aware (UTC); `text` is plain text.

    `own` is only set for what provably is our own answer. A deleted item may come without text: keep the old one.
    """

    external_id: str
    text: str
    kind: ItemKind
    author_id: str
    author_name: str
    posted_at: datetime
    url: str = ""
    author_url: str = ""
    title: str = ""
    post: IncomingPost | None = None
    parent_id: str = ""
    thread_id: str = ""
    edited_at: datetime | None = None
    deleted: bool = False
    own: bool = False
    automatic: Literal["", "auto-reply", "bounce", "bulk"] = ""
    raw: Mapping[str, object] = field(default_factory=dict, repr=False)


@dataclass(frozen=True)
class BadEntry:
    """An entry of a batch that could not be understood; the others of the batch are kept."""

    reason: str
    raw: str = field(repr=False, default="")


@dataclass(frozen=True)
class Collected:
    """What one look at the platform brought. `cursor` is opaque; `more` asks to be called again at once;
    `gap` is an Indonesian sentence when something between the cursors can't be had any more."""

    items: Sequence[IncomingItem]
    cursor: str
    more: bool = False
    gap: str = ""
    bad: Sequence[BadEntry] = ()


@dataclass(frozen=True)
class Genuine:
    """A webhook's body that provably comes from the platform. `key` names this delivery of it (the same key again is a
    repeat); `at` is when the platform signed it, where its signature covers a time."""

    key: str
    at: datetime | None = None


@dataclass(frozen=True)
class Media:
    """A file that goes out with a message: bytes are read by the caller."""

    name: str
    content_type: str
    content: bytes = field(repr=False)
    alt_text: str = ""
    width: int = 0
    height: int = 0
    # Of a film, as WebVTT; empty where it has none of its own.
    captions: bytes = field(repr=False, default=b"")


@dataclass(frozen=True)
class Outgoing:
    """What is to leave: `text` as it stands on the platform (its tags are in it), `tags` for platforms that have a field
    for them. `key` is ours and stable over every attempt; `since` is when we first could have sent it."""

    key: str
    text: str
    since: datetime
    title: str = ""
    reply_to: str = ""
    reply_to_author: str = ""
    post_id: str = ""
    thread_id: str = ""
    tags: Sequence[str] = ()
    media: Sequence[Media] = ()
    # `reply_to` is our own post: this is the next part of a thread or the first comment (Can.FOLLOW).
    follows_own: bool = False
    # What is to come below: the further parts of a thread in order, and a first comment. Each leaves by a call of its own.
    parts: Sequence[str] = ()
    first_comment: str = ""
    # What is told beside the words.
    place: str = ""
    language: str = ""


@dataclass(frozen=True)
class Sent:
    """It is on the platform, there. Not `settled`: taken, but the platform still decides; ask again with `poll`."""

    external_id: str
    url: str
    at: datetime | None = None
    settled: bool = True


@dataclass(frozen=True)
class Metric:
    """One counted thing. `value` is None when the platform does not give it (then `availability` says why)."""

    name: str
    value: int | None
    definition: str
    availability: Literal["available", "unsupported", "delayed", "private"] = "available"


@dataclass(frozen=True)
class Health:
    """Answer to "does the connection work?". `sentence` is Indonesian; `text_limit` is how long a text may be by the
    account's own server, where it tells (0: it does not)."""

    ok: bool
    sentence: str
    account_name: str = ""
    text_limit: int = 0


CALLS = frozenset(
    {"check", "collect", "publish", "reply", "poll", "find_own", "edit", "delete", "metrics"}
    | {"verify_webhook", "read_webhook", "answer_challenge", "subscribe", "unsubscribe"}
)
CHANGING = frozenset({"publish", "reply", "edit", "delete"})
P = ParamSpec("P")
R = TypeVar("R")


def _only_the_four(call: Callable[P, R], *, changing: bool) -> Callable[P, R]:
    """The call within the time of the door, with anything unforeseen told as Unknown (if it may have sent) or Retry."""

    @wraps(call)
    def kept(*args: P.args, **kwargs: P.kwargs) -> R:
        me = args[0]
        door = me.http if isinstance(me, Connector) else None
        try:
            if isinstance(me, Connector):
                me.http = me.http.started()
            return call(*args, **kwargs)
        except (ConnectorError, NotImplementedError):
            raise
        except Exception as unforeseen:
            # The message of the exception may quote a citizen or a key: only its kind and place are told.
            last = unforeseen.__traceback__
            while last is not None and last.tb_next is not None:
                last = last.tb_next
            code = type(unforeseen).__name__
            place = f" in {last.tb_frame.f_code.co_name}, line {last.tb_lineno}" if last else ""
            detail = f"{call.__qualname__}: {code}{place}"
        finally:
            if isinstance(me, Connector) and door is not None:
                me.http = door
        log.warning("unforeseen: %s", detail)
        kind = Unknown if changing else Retry
        raise kind("Platform menjawab dengan bentuk yang tidak dikenal.", code=code, detail=detail)

    return kept


class Connector(ABC):
    """One platform. Subclasses stand one to a file and are found by themselves."""

    key: ClassVar[str]
    label: ClassVar[str]
    can: ClassVar[frozenset[Can]]
    fields: ClassVar[tuple[Field, ...]]
    poll_seconds: ClassVar[int] = 60
    # Why it can't read back what it sent (Indonesian); only a platform without any such call may be blind.
    blind_because: ClassVar[str] = ""
    # How many calls at a time one of its servers is asked to bear; many are small.
    at_once: ClassVar[int] = 4

    def __init_subclass__(cls, **kwargs: object) -> None:
        """Whatever a platform makes a connector trip over, only the four errors leave it."""
        super().__init_subclass__(**kwargs)
        for name in CALLS & cls.__dict__.keys():
            setattr(cls, name, _only_the_four(cls.__dict__[name], changing=name in CHANGING))

    def __init__(self, account: Account, http: Http) -> None:
        self.account = account
        self.http = http.hiding(account.secrets.values())

    @abstractmethod
    def check(self) -> Health:
        """Try the credentials without changing anything. Raises the four errors as every call does."""

    def collect(self, cursor: str) -> Collected:
        """Everything new since `cursor` ("" at the first call), oldest first; the same cursor again is harmless."""
        raise NotImplementedError(f"{self.key} cannot read")

    def publish(self, message: Outgoing) -> Sent:
        """Put a message on the account, calling the platform once."""
        raise NotImplementedError(f"{self.key} cannot publish")

    def reply(self, message: Outgoing) -> Sent:
        """Answer `message.reply_to`, calling the platform once."""
        raise NotImplementedError(f"{self.key} cannot reply")

    def find_own(self, message: Outgoing) -> Sent | None:
        """Read the platform back: is this message live? None means: looked everywhere it could be, and it is not."""
        raise NotImplementedError(f"{self.key} cannot read back")

    def poll(self, external_id: str) -> Sent:
        """What became of something taken but not settled; Refused when the platform has said no after all."""
        raise NotImplementedError(f"{self.key} decides at once")

    def edit(self, external_id: str, message: Outgoing) -> Sent:
        """Put other words in the place of a live post of ours; the same call again is harmless."""
        raise NotImplementedError(f"{self.key} cannot edit")

    def delete(self, external_id: str, message: Outgoing) -> None:
        """Take a live post of ours down; done too when it is gone already."""
        raise NotImplementedError(f"{self.key} cannot delete")

    def metrics(self, external_id: str = "") -> Sequence[Metric]:
        """Counters of the account ("") or of one post."""
        raise NotImplementedError(f"{self.key} has no metrics")

    def verify_webhook(self, headers: Mapping[str, str], body: bytes) -> Genuine:
        """Prove the raw body genuine, over its very bytes and in constant time; Refused when it is not. Reads nothing
        and calls nobody. Header names are lower-case."""
        raise NotImplementedError(f"{self.key} has no webhook")

    def read_webhook(self, body: bytes) -> Collected:
        """What a body says that was proven genuine before; its cursor is empty. Refused when it can't be read."""
        raise NotImplementedError(f"{self.key} has no webhook")

    def answer_challenge(self, query: Mapping[str, str]) -> str:
        """What a platform wants to hear before it sends anything; Refused where it does not know our secret."""
        raise Refused("Platform ini tidak menguji alamat kait.", code="challenge")

    def subscribe(self, address: str) -> str:
        """Tell the platform to send to this address; a sentence (Indonesian) of what a person must still do."""
        return "Tempelkan alamat ini di pengaturan webhook pada platformnya."

    def unsubscribe(self) -> str:
        """Tell the platform to send nothing more; a sentence of what a person must still do."""
        return "Hapus alamat kaitnya di pengaturan webhook pada platformnya."
