"""What pictures and films each platform takes: how many, how large, of which shape. One table, beside the lengths.

The numbers are those that the platforms' documents and clients named up to November 2026; an account's own server goes
before the table where it tells its limits. What does not fit is refused in words or drawn smaller, never dropped.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from pendopo.regulation.lengths import SAME

MB, GB = 1024 * 1024, 1024 * 1024 * 1024
Needs = Literal["", "media", "video"]
JPEG, PNG, WEBP, GIF = "image/jpeg", "image/png", "image/webp", "image/gif"
ANY = (JPEG, PNG, WEBP, GIF)


@dataclass(frozen=True)
class MediaRule:
    """One platform. `side` is the longest side in pixels that we send; `ratio` is width by height, widest last.

    `shape` is how the platform crops a picture in its list ("16 / 9"), for the preview.
    """

    pictures: int
    picture_bytes: int
    side: int = 2048
    kinds: tuple[str, ...] = ANY
    ratio: tuple[float, float] | None = None
    videos: int = 1
    video_bytes: int = 512 * MB
    video_seconds: int = 0
    mixes: bool = False
    needs: Needs = ""
    shape: str = "16 / 9"


MEDIA: Mapping[str, MediaRule] = {
    "x": MediaRule(4, 5 * MB, 4096, video_seconds=140),
    "bluesky": MediaRule(4, 2_000_000, 2000, kinds=(JPEG, PNG, WEBP), video_bytes=300 * MB, video_seconds=180),
    "mastodon": MediaRule(4, 16 * MB, 3840, video_bytes=99 * MB),
    "threads": MediaRule(10, 8 * MB, 1440, kinds=(JPEG, PNG), video_bytes=GB, video_seconds=300, mixes=True, shape="4 / 5"),
    "plurk": MediaRule(10, 10 * MB, videos=0),
    "facebook": MediaRule(10, 4 * MB, video_bytes=GB, video_seconds=1200, shape="1.91 / 1"),
    "instagram": MediaRule(
        10, 8 * MB, 1440, kinds=(JPEG,), ratio=(0.8, 1.91), video_bytes=GB, video_seconds=900, mixes=True,
        needs="media", shape="4 / 5",
    ),
    "youtube": MediaRule(0, 2 * MB, 1280, video_bytes=128 * GB, video_seconds=43_200, needs="video"),
    "tiktok": MediaRule(35, 20 * MB, 1920, kinds=(JPEG, WEBP), video_bytes=4 * GB, video_seconds=600, needs="media", shape="9 / 16"),
    "linkedin": MediaRule(9, 8 * MB, kinds=(JPEG, PNG, GIF), video_bytes=500 * MB, video_seconds=1800, shape="1.91 / 1"),
    "telegram": MediaRule(10, 10 * MB, 2560, kinds=(JPEG, PNG, WEBP), videos=10, video_bytes=50 * MB, mixes=True),
    "whatsapp": MediaRule(1, 5 * MB, kinds=(JPEG, PNG), video_bytes=16 * MB),
    "wordpress": MediaRule(20, 8 * MB, 2560, videos=4, video_bytes=64 * MB, mixes=True, shape="3 / 2"),
    "website": MediaRule(20, 8 * MB, 2560, videos=4, video_bytes=64 * MB, mixes=True, shape="3 / 2"),
    "blogger": MediaRule(20, 8 * MB, 2560, mixes=True, shape="3 / 2"),
    "mediawiki": MediaRule(10, 8 * MB, 2560, videos=0, shape="3 / 2"),
    "wikipedia": MediaRule(10, 8 * MB, 2560, videos=0, shape="3 / 2"),
    "email": MediaRule(10, 5 * MB, 1600, videos=0, shape="3 / 2"),
    "discourse": MediaRule(10, 4 * MB, videos=0),
    "kaskus": MediaRule(10, 5 * MB, videos=0),
    "flickr": MediaRule(20, 200 * MB, 6000, kinds=(JPEG, PNG, GIF), video_bytes=GB, video_seconds=180, mixes=True, needs="media", shape="1 / 1"),
    "slideshare": MediaRule(10, 10 * MB, kinds=(JPEG, PNG), videos=0, shape="4 / 3"),
    "google_business": MediaRule(1, 5 * MB, kinds=(JPEG, PNG), videos=0, shape="4 / 3"),
    "goodreads": MediaRule(0, 0, videos=0),
    "yelp": MediaRule(0, 0, videos=0),
}  # fmt: skip
# What a person posts by hand on a platform that the table does not know.
BY_HAND = MediaRule(10, 8 * MB, mixes=True)


# Where a film's captions go along as a file of their own (bytes at most): WordPress shows them as a track, Bluesky by its
# lexicon app.bsky.embed.video. Elsewhere they must stand in the film, or a person adds them.
CAPTIONS = {"wordpress": 512 * 1024, "bluesky": 20_000}


def media_rule(platform: str) -> MediaRule:
    """The rule of a platform; the one for posting by hand where the table has none."""
    return MEDIA.get(SAME.get(platform, platform), BY_HAND)


@dataclass(frozen=True)
class Piece:
    """A picture or film as it would go out: its kind ("image", "video"), size, sides, length."""

    kind: str
    size: int = 0
    width: int = 0
    height: int = 0
    seconds: float = 0.0


def refusals(platform: str, pieces: tuple[Piece, ...]) -> list[str]:
    """Why these can't go out together there, as sentences; pictures may still be drawn smaller, so their size is no reason."""
    rule, found = media_rule(platform), []
    pictures = [one for one in pieces if one.kind == "image"]
    videos = [one for one in pieces if one.kind == "video"]
    if len(pictures) > rule.pictures:
        most = f"paling banyak {rule.pictures} gambar" if rule.pictures else "tidak menerima gambar"
        found.append(f"{len(pictures)} gambar; {most}.")
    if len(videos) > rule.videos:
        most = f"paling banyak {rule.videos} video" if rule.videos else "tidak menerima video"
        found.append(f"{len(videos)} video; {most}.")
    if pictures and videos and not rule.mixes:
        found.append("gambar dan video tidak dapat digabung dalam satu kiriman.")
    if (rule.needs == "media" and not pieces) or (rule.needs == "video" and not videos):
        found.append("perlu video." if rule.needs == "video" else "perlu sedikitnya satu gambar atau video.")
    return [*found, *(why for one in videos for why in _video(rule, one)), *_shapes(rule, pictures)]


def _video(rule: MediaRule, video: Piece) -> list[str]:
    found = []
    if video.size > rule.video_bytes:
        found.append(f"video {video.size // MB} MB; paling besar {rule.video_bytes // MB} MB.")
    if rule.video_seconds and video.seconds > rule.video_seconds:
        found.append(f"video {video.seconds:.0f} detik; paling lama {rule.video_seconds} detik.")
    return found


def _shapes(rule: MediaRule, pictures: list[Piece]) -> list[str]:
    if rule.ratio is None:
        return []
    low, high = rule.ratio
    odd = [one for one in pictures if one.height and not low - 0.01 <= one.width / one.height <= high + 0.01]
    return (
        [f"{len(odd)} gambar terlalu panjang atau terlalu lebar; potong menjadi antara 4:5 dan 1,91:1."] if odd else []
    )
