"""Platforms without an open interface: an officer posts by hand from a prepared package and brings the link back.

Nothing here speaks to anybody, so nothing had to be tried against a real service; verdicts as of 21 November 2026.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from pendopo.connectors.base import Can, Connector, Field, Health, Media, Outgoing
from pendopo.connectors.links import LinkInfo, read_link
from pendopo.connectors.text import clean, one_line

__all__ = ["PLATFORMS", "Assisted", "LinkInfo", "Package", "read_link"]


@dataclass(frozen=True)
class Package:
    """What an officer needs to post by hand: the words to copy, where they go, what to do, and the pictures."""

    text: str
    where: str
    steps: Sequence[str]
    media: Sequence[Media] = ()


# Platform → its name, where an answer is written, where a message of ours is written.
PLATFORMS: Mapping[str, tuple[str, str, str]] = {
    "instagram": ("Instagram", "Buka komentar itu, ketuk Balas.", "Ketuk tanda tambah, pilih Kiriman."),
    "facebook": ("Facebook", "Buka komentar itu, klik Balas.", "Di halaman dinas, klik Buat kiriman."),
    "x": ("X", "Buka kiriman itu, klik Balas.", "Klik Posting."),
    "tiktok": ("TikTok", "Buka komentar itu, ketuk Balas.", "Ketuk tanda tambah, unggah video."),
    "youtube": ("YouTube", "Di YouTube Studio buka Komentar, klik Balas.", "Di YouTube Studio klik Buat, lalu Unggah."),
    "threads": ("Threads", "Buka utas itu, ketuk Balas.", "Ketuk tanda tambah."),
    "kaskus": ("Kaskus", "Buka utas itu, klik Balas.", "Buka forum dinas, klik Buat Thread."),
    "goodreads": ("Goodreads", "Buka ulasan itu, tulis di kolom Komentar.", "Buka halaman penulis, klik Tulis."),
    "yelp": ("Yelp", "Di Yelp for Business buka Ulasan, klik Balas.", "Di Yelp for Business buka Info usaha."),
    "slideshare": ("SlideShare", "Buka salindia itu, tulis di kolom komentar.", "Klik Upload."),
    "plurk": ("Plurk", "Buka plurk itu, tulis di kolom balasan.", "Tulis di kotak plurk baru."),
    "linkedin": ("LinkedIn", "Buka komentar itu, klik Balas.", "Di halaman dinas, klik Mulai posting."),
    "google": (
        "Google Maps",
        "Di Profil Bisnis buka Ulasan, klik Balas.",
        "Di Profil Bisnis klik Tambahkan info terbaru.",
    ),
    "blogger": ("Blogger", "Buka komentar itu, klik Balas.", "Di Blogger klik Postingan baru."),
    "flickr": ("Flickr", "Buka foto itu, tulis di kolom komentar.", "Klik Unggah."),
    "wikipedia": ("Wikipedia", "Buka halaman pembicaraan, klik balas.", "Buka halaman pembicaraan, klik Topik baru."),
    "technorati": ("Technorati (sudah tutup)", "Layanan ini sudah tutup.", "Layanan ini sudah tutup."),
    "whatsapp": ("WhatsApp", "Buka percakapan itu.", "Buka saluran dinas, tulis pembaruan."),
    "other": ("Lainnya", "Buka tautan itu, tulis di kolom balasan.", "Buka akun dinas di platform itu."),
}


class Assisted(Connector):
    """One account on a platform that is served by hand."""

    key: ClassVar[str] = "assisted"
    label: ClassVar[str] = "Diurus petugas (tanpa sambungan)"
    # An officer can choose the place where the platform offers one; no program here can (docs/reference/connectors.md).
    can: ClassVar[frozenset[Can]] = frozenset({Can.PLACE})
    poll_seconds: ClassVar[int] = 0
    # Nobody is called: there is nothing to go easy on.
    at_once: ClassVar[int] = 16
    fields: ClassVar[tuple[Field, ...]] = (
        Field("platform", "Platform", "Nama platform yang dipakai.", default="other", choices=tuple(PLATFORMS)),
    )

    def check(self) -> Health:
        name = PLATFORMS.get(self.account.options.get("platform", ""), PLATFORMS["other"])[0]
        return Health(True, f"{name} diurus petugas: salin, kirim, lalu catat tautannya.", self.account.handle)

    def package(self, message: Outgoing, where: str = "") -> Package:
        """Everything for posting this by hand; `where` is the link of what is answered, else the account's own page."""
        platform = self.account.options.get("platform", "")
        name, answering, writing = PLATFORMS.get(platform, PLATFORMS["other"])
        steps = [
            f"Masuk ke {name} sebagai {self.account.handle}." if self.account.handle else f"Masuk ke {name}.",
            answering if message.reply_to else writing,
            *([f"Pilih tempatnya bila platform menyediakannya: {one_line(message.place)}."] if message.place else []),
            "Tempelkan teks yang sudah disalin, periksa, lalu kirim.",
            "Salin tautan kiriman itu dan catat di sini.",
        ]
        return Package(_words(message), where or self.account.url, steps, message.media)


def _words(message: Outgoing) -> str:
    """Title, text and tags as they are pasted."""
    tags = " ".join("#" + "".join(sign for sign in tag if sign.isalnum() or sign == "_") for tag in message.tags)
    title = "" if message.reply_to else message.title
    return "\n\n".join(part for part in (clean(title).strip(), clean(message.text).strip(), tags) if part)
