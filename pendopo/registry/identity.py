"""What somebody asks about when they ask "is this account official?": a link or handle in any form that people paste.

Read from its form alone; nothing is fetched. Pure. What it is held against stands in `book`.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Literal
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

from pendopo.registry.lookalikes import plain, skeleton

Kind = Literal["account", "short", "post", "empty"]
LONGEST = 500
# Hosts by platform; any sub-host (www., m., id-id., mobile.) is the platform's own.
HOSTS = {
    "instagram.com": "instagram", "instagr.am": "instagram", "facebook.com": "facebook", "fb.com": "facebook",
    "fb.me": "facebook", "x.com": "x", "twitter.com": "x", "youtube.com": "youtube", "youtu.be": "youtube",
    "tiktok.com": "tiktok", "threads.net": "threads", "threads.com": "threads", "linkedin.com": "linkedin",
    "t.me": "telegram", "telegram.me": "telegram", "wa.me": "whatsapp", "whatsapp.com": "whatsapp",
    "plurk.com": "plurk", "flickr.com": "flickr", "slideshare.net": "slideshare", "kaskus.co.id": "kaskus",
    "goodreads.com": "goodreads", "bsky.app": "bluesky",
}  # fmt: skip
# Links that hide where they lead.
SHORTENERS = {
    "bit.ly", "s.id", "tinyurl.com", "goo.gl", "linktr.ee", "lnk.bio", "t.co", "is.gd", "rb.gy", "cutt.ly", "ow.ly",
    "shorturl.at", "heylink.me", "linkin.bio", "taplink.cc", "beacons.ai", "msha.ke", "vm.tiktok.com", "vt.tiktok.com",
    "fb.watch", "on.fb.me", "lnkd.in", "l.ead.me", "v.gd", "rebrand.ly", "dub.sh",
}  # fmt: skip
# Pages that only lead on: the target stands behind the question mark.
LEADS_ON = {
    "l.instagram.com": "u", "l.facebook.com": "u", "lm.facebook.com": "u", "l.threads.net": "u", "google.com": "q",
    "google.co.id": "q", "l.wl.co": "u",
}  # fmt: skip
# First words of a path that name no account, by platform: a single post, a search, a sharing page.
NO_ACCOUNT = {
    "instagram": {"p", "reel", "reels", "tv", "explore", "share", "accounts", "direct"},
    "facebook": {"watch", "reel", "photo", "photo.php", "events", "hashtag", "sharer", "sharer.php", "share", "groups",
                 "stories", "login", "marketplace", "videos"},
    "x": {"i", "hashtag", "search", "home", "explore", "share"},
    "youtube": {"watch", "shorts", "live", "embed", "playlist", "post", "results", "feed", "v"},
    "tiktok": {"t", "tag", "music", "discover", "foryou"},
    "threads": {"t", "search"},
    "linkedin": {"feed", "jobs", "pulse"},
    "telegram": {"joinchat", "c", "addstickers", "share"},
    "plurk": {"p", "m"}, "kaskus": {"thread", "show_post", "post"}, "flickr": {"p"}, "slideshare": {"slideshow"},
}  # fmt: skip
# Words that stand before the handle in a link.
BEFORE_HANDLE = {
    "instagram": {"_u", "stories"}, "facebook": {"pg"}, "youtube": {"c", "user", "channel"}, "telegram": {"s"},
    "linkedin": {"company", "school", "showcase"}, "flickr": {"people", "photos"}, "bluesky": {"profile"},
    "kaskus": {"profile"}, "goodreads": {"user", "show"}, "whatsapp": {"channel"},
}  # fmt: skip
# Where the handle stands behind the question mark.
ASKED_BY = {
    ("x", "intent"): ("screen_name", "user_id"), ("facebook", "profile.php"): ("id",),
    ("facebook", "story.php"): ("id",), ("facebook", "permalink.php"): ("id",), ("whatsapp", "send"): ("phone",),
    ("whatsapp", ""): ("phone",), ("instagram", "user"): ("username",), ("x", "user"): ("screen_name",),
}  # fmt: skip
APPS = {"instagram": "instagram", "fb": "facebook", "twitter": "x", "whatsapp": "whatsapp", "tg": "telegram",
        "barcelona": "threads"}  # fmt: skip
# How people call a platform beside a handle: "ig: dishub", "dishub (facebook)".
SAID = {
    "ig": "instagram", "insta": "instagram", "instagram": "instagram", "fb": "facebook", "facebook": "facebook",
    "twitter": "x", "tw": "x", "yt": "youtube", "youtube": "youtube", "tiktok": "tiktok", "tt": "tiktok",
    "threads": "threads", "telegram": "telegram", "tele": "telegram", "linkedin": "linkedin", "wa": "whatsapp",
    "whatsapp": "whatsapp", "bluesky": "bluesky", "x": "x",
}  # fmt: skip
FILLING = {"akun", "akunnya", "account", "nya", "username", "user", "page", "halaman", "fanpage", "channel", "cek", "ini",
           "resmikah", "apakah", "di", "dari", "yang", "bernama", "namanya", "dengan", "nama"}  # fmt: skip
_LINK = re.compile(r"(?:[a-z][a-z0-9+.-]*:/{1,3})?(?:[\w-]+\.)+[\w-]{2,}(?::\d+)?(?:[/?#]\S*)?|[a-z]+://\S+", re.I)
_AROUND = "<>\"'“”‘’«».,;:()[]{}!*"


@dataclass(frozen=True)
class Asked:
    """What somebody asks about: platform ("" when the text doesn't tell), handle folded, and the whole as an address.

    `pretends` names the platform that a foreign host dresses up as.
    """

    platform: str
    handle: str
    address: str = ""
    kind: Kind = "account"
    host: str = ""
    pretends: str = ""
    said: str = ""


def tidy(text: str) -> str:
    """What was pasted, without what cannot be seen, compatibility letters made plain."""
    shown = unicodedata.normalize("NFKC", text[: LONGEST * 4])
    shown = "".join(" " if sign in "\t\r\n" else sign for sign in shown)
    return "".join(sign for sign in shown if unicodedata.category(sign) not in {"Cf", "Cc", "Co", "Cs"})[
        :LONGEST
    ].strip()


def read(text: str) -> Asked:
    """What a person pasted: a link, @handle, handle, a whole sentence around one, with any capitals and signs."""
    shown = tidy(text).strip(_AROUND + " ").strip()
    if not shown:
        return Asked("", "", kind="empty")
    words = shown.split()
    links = [word.strip(_AROUND) for word in words if _is_link(word.strip(_AROUND))]
    if links:
        return _link(links[0], shown)
    return _handle(words, shown)


def _is_link(word: str) -> bool:
    if word.startswith("@") or not _LINK.fullmatch(word):
        return False
    if "://" in word or word.lower().startswith(("http:", "https:")):
        return True
    host = _host(word)
    return "/" in word or bool(_platform(host)) or host in SHORTENERS or word.lower().startswith(("www.", "m."))


def _split(link: str) -> SplitResult:
    whole = re.sub(r"^([a-z][a-z0-9+.-]*):/*", r"\1://", link, flags=re.I)
    try:
        return urlsplit(whole if "://" in whole else f"//{whole}")
    except ValueError:
        return SplitResult("", "", "", "", "")


def _host(link: str) -> str:
    try:
        host = (_split(link).hostname or "").rstrip(".")
    except ValueError:
        return ""
    return ".".join(_unpuny(label) for label in host.split("."))


def _unpuny(label: str) -> str:
    """An internationalised label as people see it."""
    if not label.startswith("xn--"):
        return label
    try:
        return label.encode("ascii").decode("idna")
    except UnicodeError:
        return label


def _platform(host: str) -> str:
    labels = host.split(".")
    return next((HOSTS[".".join(labels[at:])] for at in range(len(labels)) if ".".join(labels[at:]) in HOSTS), "")


def bare(host: str) -> str:
    """A host without what browsers and phones put in front."""
    return re.sub(r"^(?:(?:www\d?|m|mobile|mbasic|touch|web|amp|[a-z]{2}-[a-z]{2})\.)+(?=[^.]+\.)", "", host)


def address_of(url: str) -> str:
    """A link without scheme, www., m., tracking words and closing slash, in small letters."""
    parts, host = _split(url), bare(_host(url))
    if not host:
        return ""
    return (host + re.sub(r"/{2,}", "/", unquote(parts.path)).rstrip("/")).lower()


def _link(link: str, said: str) -> Asked:
    """Reads a link; one that only leads on is followed in its text, at most twice."""
    for _round in range(2):
        parts, host = _split(link), _host(link)
        target = parse_qs(parts.query).get(LEADS_ON.get(bare(host), LEADS_ON.get(host, "")), [""])[0]
        if not target:
            break
        link = target
    parts, host = _split(link), _host(link)
    if parts.scheme.lower() in APPS or parts.scheme.lower() == "intent":
        return _app(parts, said)
    address = address_of(link)
    if host in SHORTENERS or bare(host) in SHORTENERS:
        return Asked("", "", address, "short", bare(host), said=said)
    platform = _platform(host)
    path = [part for part in unquote(parts.path).split("/") if part]
    if not platform:
        dressed = _platform(parts.netloc.rpartition("@")[0].lower()) if "@" in parts.netloc else ""
        return _site(path, bare(host), address, said, dressed)
    if bare(host) == "youtu.be":
        return Asked(platform, "", address, "post", bare(host), said=said)
    handle, kind = _in_path(platform, path, parse_qs(parts.query))
    if kind == "account" and not handle:
        kind = "post"
    return Asked(platform, fold(handle, platform), address, kind, bare(host), said=said)


def _app(parts: SplitResult, said: str) -> Asked:
    """Links of apps: instagram://user?username=…, intent://instagram.com/…"""
    if parts.scheme.lower() == "intent":
        return _link(f"https://{parts.netloc}{parts.path}", said)
    platform = APPS[parts.scheme.lower()]
    values = [found[0] for name, found in parse_qs(parts.query).items() if name in {"username", "screen_name", "domain",
                                                                                 "phone", "id"}]  # fmt: skip
    path = [part for part in parts.path.split("/") if part]
    handle = values[0] if values else (path[-1] if path else parts.netloc)
    return Asked(platform, fold(handle, platform), said=said)


def _site(path: list[str], host: str, address: str, said: str, dressed: str) -> Asked:
    """A host that is no platform: a site of its own, a fediverse server, or something that pretends to be a platform."""
    pretends = dressed or pretended(host)
    if path and path[0].startswith("@") and not pretends:
        handle = path[0].removeprefix("@").lower()
        return Asked("", handle if "@" in handle else f"{handle}@{host}", address, host=host, said=said)
    if len(path) > 1 and path[0] == "users" and not pretends:
        return Asked("", f"{path[1].lower()}@{host}", address, host=host, said=said)
    named = path[0].removeprefix("@").lower() if path and pretends else ""
    return Asked("", named or host, address, host=host, pretends=pretends, said=said)


def pretended(host: str) -> str:
    """The platform whose name a foreign host carries: look-alike letters, or the real name inside another domain."""
    seen = skeleton(host)
    for known, platform in HOSTS.items():
        brand = skeleton(known.split(".")[0])
        if seen == skeleton(known) or (len(brand) > 5 and brand in seen):
            return platform
    return ""


def _in_path(platform: str, path: list[str], query: dict[str, list[str]]) -> tuple[str, Kind]:
    """The handle in a platform's path, and whether the link names an account at all."""
    first = path[0].lower() if path else ""
    for name in ASKED_BY.get((platform, first), ()):
        if query.get(name):
            return query[name][0], "account"
    if platform == "facebook" and first in {"people", "pages", "p"}:
        return re.sub(r"^.*?(\d{5,})$", r"\1", path[-1]), "account"
    if platform == "telegram" and (first.startswith("+") or first == "joinchat"):
        return "", "short"
    if platform == "facebook" and first == "share":
        return "", "short"
    rest = path
    while len(rest) > 1 and rest[0].lower() in BEFORE_HANDLE.get(platform, ()):
        rest = rest[1:]
    if platform == "linkedin" and first == "posts" and len(path) > 1:
        return path[1].split("_")[0], "account"
    if platform == "linkedin" and first == "in" and len(path) > 1:
        return f"in/{path[1]}", "account"
    if not rest or rest[0].lower() in NO_ACCOUNT.get(platform, ()) or rest[0].lower() == "highlights":
        return "", "post"
    return rest[0], "account"


def fold(handle: str, platform: str) -> str:
    """A handle as its platform compares it: without @ and capitals; Facebook does not see dots; numbers with country."""
    text = handle.strip().removeprefix("@").rstrip("/").lower()
    if platform == "facebook" and not text.isdigit():
        return text.replace(".", "")
    if platform.startswith("whatsapp") and (digits := re.sub(r"\D", "", text)):
        return re.sub(r"^0", "62", digits) if len(digits) > 7 else text
    return text


def _handle(words: list[str], said: str) -> Asked:
    """A handle by itself, or with the name of the platform beside it."""
    whole = said.removeprefix("acct:")
    if re.fullmatch(r"@?[\w.-]+@[\w-]+(\.[\w-]+)+", whole):
        return Asked("", whole.removeprefix("@").lower(), said=said)
    platform, rest = "", []
    marked = re.sub(r"[():/,|]+", " ", " ".join(words)).split() or words
    for word in marked:
        named = SAID.get(word.lower(), "") if len(marked) > 1 and not word.startswith("@") else ""
        if named and (word.lower() != "x" or not platform):
            platform = platform or named
        elif word.lower() not in FILLING or len(marked) == 1:
            rest.append(word.strip(_AROUND))
    with_sign = [word for word in rest if word.startswith("@") and len(word) > 1]
    handle = with_sign[0] if with_sign else "".join(rest)
    if not plain(handle.removeprefix("@")).strip():
        return Asked("", "", kind="empty" if not handle.strip("@") else "account", said=said)
    return Asked(platform, fold(handle, platform), said=said)
