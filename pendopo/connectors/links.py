"""What a pasted link is: platform, account and the platform's own id, read from its form alone. Nothing is fetched."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import parse_qs, unquote, urlsplit

from pendopo.connectors.text import digest, one_line


@dataclass(frozen=True)
class LinkInfo:
    """`platform` is "" where the site is not known; `external_id` is then made from the link itself.

    `comment`: the id is that of one comment. Otherwise it is that of the post, and many people speak under one post.
    """

    platform: str
    handle: str
    external_id: str
    url: str
    label: str = ""
    comment: bool = False


# Host (and its sub-hosts) → platform and the name that people know it by.
HOSTS: Mapping[str, tuple[str, str]] = {
    "instagram.com": ("instagram", "Instagram"),
    "facebook.com": ("facebook", "Facebook"),
    "fb.com": ("facebook", "Facebook"),
    "fb.watch": ("facebook", "Facebook"),
    "x.com": ("x", "X"),
    "twitter.com": ("x", "X"),
    "tiktok.com": ("tiktok", "TikTok"),
    "youtube.com": ("youtube", "YouTube"),
    "youtu.be": ("youtube", "YouTube"),
    "threads.net": ("threads", "Threads"),
    "threads.com": ("threads", "Threads"),
    "kaskus.co.id": ("kaskus", "Kaskus"),
    "goodreads.com": ("goodreads", "Goodreads"),
    "yelp.com": ("yelp", "Yelp"),
    "slideshare.net": ("slideshare", "SlideShare"),
    "plurk.com": ("plurk", "Plurk"),
    "linkedin.com": ("linkedin", "LinkedIn"),
    "flickr.com": ("flickr", "Flickr"),
    "flic.kr": ("flickr", "Flickr"),
    "blogspot.com": ("blogger", "Blogger"),
    "blogger.com": ("blogger", "Blogger"),
    "wikipedia.org": ("wikipedia", "Wikipedia"),
    "technorati.com": ("technorati", "Technorati"),
    "bsky.app": ("bluesky", "Bluesky"),
    "t.me": ("telegram", "Telegram"),
    "telegram.me": ("telegram", "Telegram"),
    "whatsapp.com": ("whatsapp", "WhatsApp"),
    "wa.me": ("whatsapp", "WhatsApp"),
    "maps.app.goo.gl": ("google", "Google Maps"),
    "g.page": ("google", "Google Maps"),
    "wordpress.com": ("wordpress", "WordPress"),
}

# Platform → forms of its paths, the most telling first. Named parts: handle, id.
FORMS: Mapping[str, tuple[str, ...]] = {
    "instagram": (
        r"/(?P<handle>[\w.]+)/(?:p|reel|tv)/(?P<id>[\w-]+)",
        r"/(?:p|reel|reels|tv)/(?P<id>[\w-]+)",
        r"/stories/(?P<handle>[\w.]+)/(?P<id>\d+)",
        r"/(?P<handle>[\w.]+)/?$",
    ),
    "facebook": (
        r"/(?P<handle>[\w.]+)/(?:posts|videos|photos)/(?:[^/]+/)?(?P<id>[\w-]+)",
        r"/groups/(?P<handle>[\w.]+)/(?:posts|permalink)/(?P<id>\d+)",
        r"/(?:reel|share/[prv]|watch)/(?P<id>[\w-]+)",
        r"/(?!watch|share|story\.php|permalink\.php|photo)(?P<handle>[\w.]+)/?$",
    ),
    "x": (
        r"/(?P<handle>\w{1,15})/status(?:es)?/(?P<id>\d+)",
        r"/i/(?:web/)?status/(?P<id>\d+)",
        r"/(?P<handle>\w{1,15})/?$",
    ),
    "tiktok": (r"/@(?P<handle>[\w.]+)/(?:video|photo)/(?P<id>\d+)", r"/t/(?P<id>\w+)", r"/@(?P<handle>[\w.]+)"),
    "youtube": (
        r"/(?:shorts|live|embed)/(?P<id>[\w-]+)",
        r"/post/(?P<id>[\w-]+)",
        r"/@(?P<handle>[^/?]+)",
        r"/(?:channel|user|c)/(?P<handle>[^/?]+)",
    ),
    "threads": (r"/@(?P<handle>[\w.]+)/post/(?P<id>[\w-]+)", r"/t/(?P<id>[\w-]+)", r"/@(?P<handle>[\w.]+)"),
    "kaskus": (r"/thread/(?P<id>\w+)", r"/(?:show_post|post)/(?P<id>\w+)", r"/(?:@|profile/)(?P<handle>[\w.]+)"),
    "goodreads": (r"/review/show/(?P<id>\d+)", r"/(?:book|topic)/show/(?P<id>\d+)", r"/user/show/(?P<handle>\d+)"),
    "yelp": (r"/biz/(?P<handle>[^/?]+)",),
    "slideshare": (r"/slideshow/[^/]+/(?P<id>\d+)", r"/(?P<handle>[\w-]+)/(?P<id>[\w-]+)", r"/(?P<handle>[\w-]+)/?$"),
    "plurk": (r"/(?:m/)?p/(?P<id>\w+)", r"/(?P<handle>\w+)/?$"),
    "linkedin": (
        r"/feed/update/(?P<id>urn:li:\w+:\d+)",
        r"/posts/(?P<handle>[^/_]+)_.*?(?:activity|share|ugcPost)-(?P<id>\d+)",
        r"/(?:company|in|school)/(?P<handle>[^/?]+)",
    ),
    "flickr": (
        r"/photos/(?P<handle>[\w@-]+)/(?P<id>\d+)",
        r"/p/(?P<id>\w+)",
        r"/(?:people|photos)/(?P<handle>[\w@-]+)",
    ),
    "bluesky": (r"/profile/(?P<handle>[^/]+)/post/(?P<id>\w+)", r"/profile/(?P<handle>[^/]+)"),
    "telegram": (r"/(?:s/)?(?P<handle>\w+)/(?P<id>\d+)", r"/(?P<handle>\w+)/?$"),
    "wikipedia": (r"/wiki/(?P<id>[^?]+)",),
    "whatsapp": (r"/channel/(?P<handle>\w+)(?:/(?P<id>\d+))?", r"/(?P<handle>\d+)/?$"),
}
# Ids that stand behind the question mark: a comment names itself before its post does.
QUERIES: Mapping[str, tuple[str, ...]] = {
    "facebook": ("comment_id", "story_fbid", "fbid", "v"),
    "youtube": ("lc", "v"),
    "yelp": ("hrid",),
    "linkedin": ("commentUrn",),
    "google": ("cid",),
    "instagram": ("comment_id",),
}
# Of these, the ones that name a single comment or review.
COMMENTS = frozenset({"comment_id", "lc", "hrid", "commentUrn"})
SHORT = frozenset({"youtu.be", "fb.watch", "flic.kr", "maps.app.goo.gl", "vm.tiktok.com", "vt.tiktok.com"})


def read_link(url: str) -> LinkInfo:
    """What this link points to; a link that can't be read gives an empty `url`."""
    said = one_line(url, 4000)
    if said and "://" not in said and re.match(r"[\w-]+(\.[\w-]+)+(/|$)", said):
        said = f"https://{said}"
    try:
        parts = urlsplit(said)
        host = (parts.hostname or "").removeprefix("www.")
    except ValueError:
        host, parts = "", urlsplit("")
    if parts.scheme not in ("http", "https") or not host or " " in said or "@" in parts.netloc:
        return LinkInfo("", "", "", "")
    platform, label = _platform(host, parts.path)
    handle, number = _from_path(platform, unquote(parts.path))
    if platform == "blogger":
        handle = host.split(".")[0]
    asked = parse_qs(parts.query)
    name = next((name for name in QUERIES.get(platform, ()) if asked.get(name)), "")
    number = asked[name][0] if name else number
    if host in SHORT and not number:
        handle, number = "", parts.path.strip("/").split("/")[-1]
    number = one_line(number, 200) or f"link:{_print(said)}"
    return LinkInfo(platform, one_line(handle, 100), number, said, label, name in COMMENTS)


def _platform(host: str, path: str) -> tuple[str, str]:
    if re.fullmatch(r"(maps\.)?google(\.[a-z]{2,3}){1,2}", host) and (
        path.startswith("/maps") or host.startswith("maps.")
    ):
        return "google", "Google Maps"
    if re.fullmatch(r"([\w-]+\.)*blogspot(\.[a-z]{2,3}){1,2}", host) or re.fullmatch(
        r"([\w-]+\.)?yelp(\.[a-z]{2,3}){1,2}", host
    ):
        return ("blogger", "Blogger") if "blogspot" in host else ("yelp", "Yelp")
    words = host.split(".")
    for start in range(len(words)):
        if found := HOSTS.get(".".join(words[start:])):
            return found
    # Mastodon lives on any host and gives itself away by its paths.
    return ("mastodon", "Mastodon") if re.match(r"/@[\w.]+(@[\w.-]+)?/\d{12,}", path) else ("", "")


def _from_path(platform: str, path: str) -> tuple[str, str]:
    if platform == "mastodon":
        forms: tuple[str, ...] = (r"/@(?P<handle>[\w.@-]+)/(?P<id>\d+)",)
    else:
        forms = FORMS.get(platform, ())
    for form in forms:
        if found := re.match(form, path):
            named = found.groupdict()
            return named.get("handle") or "", named.get("id") or ""
    return "", ""


def _print(url: str) -> str:
    """The same for the same page, whatever tracking words a share button added."""
    parts = urlsplit(url)
    kept = sorted(
        word
        for word in parts.query.split("&")
        if word and not re.match(r"(utm_\w+|fbclid|igsh\w*|gclid|si|ref\w*|share\w*|_[rt])=", word)
    )
    return digest((parts.hostname or "").removeprefix("www."), parts.path.rstrip("/"), "&".join(kept))
