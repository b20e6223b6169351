"""What leaves for one account: the words with tags, mentions in the platform's own form, campaign links, thread parts.

Everything is counted, shown, approved and sent in this form. Values in, values out; no database.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import parse_qsl, quote, urlencode, urlsplit, urlunsplit

LINK = re.compile(r"https?://\S+", re.IGNORECASE)
_AFTER_LINK = ".,;:!?)]}»\"'"
_MENTION = re.compile(r"^(?:(?P<platform>[a-z_]{1,30}):)?@?(?P<handle>[\w.@-]{1,200})$", re.IGNORECASE)
# Where "@handle" typed in a post becomes a mention; elsewhere a name with its link tells who is meant.
BY_HANDLE = frozenset({"x", "instagram", "threads", "tiktok", "youtube", "telegram", "plurk", "bluesky", "mastodon"})
BY_NAME = frozenset({"facebook", "linkedin", "google_business", "whatsapp"})
# What a campaign template may ask for.
PLACES = ("platform", "kampanye", "instansi")
UTM = "utm_source={platform}&utm_medium=media_sosial&utm_campaign={kampanye}"


@dataclass(frozen=True)
class Own:
    """What one account has of its own beside its wording; empty means: as the message has it."""

    parts: tuple[str, ...] = ()
    first_comment: str = ""
    place: str = ""
    language: str = ""
    tags: str = ""


@dataclass(frozen=True)
class Mention:
    """Somebody who is named: an account by platform and handle (no platform: whichever official account has the handle)."""

    platform: str
    handle: str


@dataclass(frozen=True)
class Known:
    """An official account that may be mentioned."""

    platform: str
    handle: str
    url: str
    name: str
    agency_id: int


@dataclass(frozen=True)
class Campaign:
    """How links are marked: a template of query words, the campaign's name, and the hosts that it is for (none: all)."""

    template: str = ""
    name: str = ""
    agency: str = ""
    hosts: tuple[str, ...] = ()


@dataclass(frozen=True)
class Leaving:
    """The texts for one account: the first is the post, the others continue its thread."""

    parts: tuple[str, ...]
    first_comment: str = ""
    place: str = ""
    language: str = "id"
    tags: tuple[str, ...] = ()
    # Who could not be named there, as sentences.
    unnamed: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """The first part."""
        return self.parts[0]

    @property
    def words(self) -> str:
        """Everything that people will read."""
        return "\n".join([*self.parts, self.first_comment]).strip()


def tags_of(text: str) -> list[str]:
    """The tags in what was typed: "#ktp, adminduk" → ["#ktp", "adminduk"], each once."""
    found = [one for part in re.split(r"[,;\n]", text) for one in _words_of(part.strip())]
    return list(dict.fromkeys(found))


def _words_of(part: str) -> list[str]:
    # Hashtags and mentions end at a space; a topic may be of several words.
    return part.split() if part.startswith(("#", "@")) else [part] if part else []


def with_tags(text: str, tags: Sequence[str]) -> str:
    """The text as it leaves: hashtags and mentions that it does not hold already are set below it (8 e)."""
    low = text.lower()
    missing = [tag for tag in tags if tag.startswith(("#", "@")) and tag.lower() not in low]
    return f"{text}\n\n{' '.join(missing)}" if missing else text


def mentions_of(text: str) -> list[Mention]:
    """Who is named in what was typed: "instagram:@pemkot, disdukcapil" → two mentions, each once."""
    found = []
    for part in re.split(r"[,;\n]", text):
        if match := _MENTION.match(part.strip()):
            found.append(Mention((match["platform"] or "").lower(), match["handle"].lstrip("@")))
    return list(dict.fromkeys(found))


def unread_mentions(text: str) -> list[str]:
    """What was typed as a mention and is none."""
    parts = [part.strip() for part in re.split(r"[,;\n]", text)]
    return [part for part in parts if part and not _MENTION.match(part)]


def form_on(platform: str, account: Known) -> str:
    """How an account is named in a text on its own platform."""
    if platform in BY_HANDLE:
        handle = account.handle.lstrip("@")
        if platform == "mastodon" and "@" not in handle and (host := urlsplit(account.url).hostname):
            handle = f"{handle}@{host}"
        return f"@{handle}"
    return account.name if platform in BY_NAME else f"{account.name} ({account.url})"


def resolve(mention: Mention, platform: str, known: Sequence[Known]) -> tuple[str, str]:
    """The words by which `mention` is named on `platform`, and (when it can't be) a sentence that says why."""
    handle = mention.handle.lower()
    meant = [
        one for one in known
        if one.handle.lower().lstrip("@") == handle and mention.platform in ("", one.platform)
    ]  # fmt: skip
    if not meant:
        if mention.platform == platform and platform in BY_HANDLE:
            return f"@{mention.handle}", ""
        if mention.platform:
            return "", ""
        return (
            "",
            f"@{mention.handle} bukan akun resmi yang terdaftar; tulis platformnya, misalnya x:@{mention.handle}.",
        )
    agencies = {one.agency_id for one in meant}
    here = next((one for one in known if one.platform == platform and one.agency_id in agencies), None)
    if here is None:
        if platform in BY_HANDLE:
            return "", f"{meant[0].name} tidak punya akun resmi di sini, jadi tidak disebut."
        return form_on("", meant[0]), ""
    return form_on(platform, here), ""


def campaign_words(campaign: Campaign, platform: str) -> str:
    """The query words that are added to links, or nothing."""
    if not campaign.template or not campaign.name:
        return ""
    said = {"platform": platform, "kampanye": campaign.name, "instansi": campaign.agency}
    words = campaign.template
    for name in PLACES:
        words = words.replace(f"{{{name}}}", quote("-".join(said[name].lower().split()), safe=""))
    return words


def marked(text: str, words: str, hosts: Sequence[str] = ()) -> str:
    """The text with the campaign's words in its links; a link that has such words already is left alone."""
    return LINK.sub(lambda found: _marked_link(found.group(), words, hosts), text) if words else text


def _marked_link(found: str, words: str, hosts: Sequence[str]) -> str:
    link = found.rstrip(_AFTER_LINK)
    rest = found[len(link) :]
    try:
        parts = urlsplit(link)
        host = (parts.hostname or "").lower()
    except ValueError:
        return found
    if hosts and not any(host == one or host.endswith(f".{one}") for one in hosts):
        return found
    held = {name.lower() for name, _value in parse_qsl(parts.query, keep_blank_values=True)}
    added = [(name, value) for name, value in parse_qsl(words) if name.lower() not in held]
    if not added or any(name.startswith("utm_") for name in held):
        return found
    query = "&".join(part for part in (parts.query, urlencode(added)) if part)
    return urlunsplit(parts._replace(query=query)) + rest


def leaving(
    text: str, *, platform: str, own: Own, tags: str, mentions: str, known: Sequence[Known],
    campaign: Campaign, language: str = "id",
) -> Leaving:  # fmt: skip
    """The texts as they leave for one account."""
    chosen = tags_of(own.tags or tags)
    told = [resolve(one, platform, known) for one in mentions_of(mentions)]
    named = [words for words, _why in told if words and words.lower() not in text.lower()]
    first = with_tags("\n\n".join([text, " ".join(named)]) if named else text, chosen)
    query = campaign_words(campaign, platform)
    parts = [part for part in (first, *own.parts) if part.strip()] or [first]
    return Leaving(
        parts=tuple(marked(part, query, campaign.hosts) for part in parts),
        first_comment=marked(own.first_comment, query, campaign.hosts),
        place=own.place, language=own.language or language, tags=tuple(chosen),
        unnamed=tuple(why for _words, why in told if why),
    )  # fmt: skip
