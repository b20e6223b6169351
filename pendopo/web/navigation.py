"""The menu: what each person may reach, in the order of the regulations."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from django.template.loader import render_to_string
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from pendopo.people.models import Person
from pendopo.registry.queries import standings
from pendopo.registry.rules import Standing

S = Standing
DESK = frozenset({S.OFFICER, S.OFFICIAL, S.PREPARER, S.HEAD, S.ANALYST, S.AUDITOR, S.ADMIN, S.REGIONAL_HEAD})
REFERRALS = DESK | {S.LIAISON}


@dataclass(frozen=True)
class Word:
    """One word of the menu: the URL's name, the icon, who sees it."""

    url: str
    label: str | Promise
    icon: str
    who: frozenset[Standing] = DESK
    count: str = ""


@dataclass(frozen=True)
class Group:
    """Words under a heading."""

    label: str | Promise
    words: tuple[Word, ...]


MENU = (
    Group(
        _("Meja"),
        (
            Word("desk", _("Meja"), "inbox", DESK, "desk"),
            Word("record", _("Catat"), "square-rounded-plus", frozenset({S.OFFICER, S.OFFICIAL, S.PREPARER})),
            Word("referrals", _("Rujukan"), "arrows-exchange", REFERRALS, "referrals"),
            Word("answers", _("Pustaka jawaban"), "books", DESK),
        ),
    ),
    Group(
        _("Pesan"),
        (
            Word("messages", _("Kalender & tulis"), "calendar-event", DESK, "messages"),
            Word("plans", _("Rencana & khalayak"), "map-route", DESK),
            Word("archive", _("Arsip & gaung"), "archive", DESK),
        ),
    ),
    Group(
        _("Masukan"),
        (
            Word("insight", _("Pantauan & tutup bulan"), "chart-dots", DESK),
            Word("recommendations", _("Rekomendasi"), "bulb", DESK),
        ),
    ),
    Group(
        _("Laporan"),
        (
            Word("reports", _("Laporan tahunan"), "report", DESK),
            Word("aims", _("Tujuan & sasaran"), "target", DESK),
            Word("head", _("Satu halaman pimpinan"), "layout-dashboard",
                 frozenset({S.REGIONAL_HEAD, S.ANALYST, S.HEAD})),
        ),
    ),
    Group(
        _("Tata kelola"),
        (
            Word("board", _("Papan kepatuhan"), "traffic-lights", DESK),
            Word("register", _("Daftar instansi & akun"), "building-community", DESK),
            Word("decrees", _("Keputusan"), "certificate", DESK),
            Word("troubles", _("Gangguan & mutasi"), "shield-exclamation", DESK),
            Word("procedures", _("Prosedur & bagan alur"), "sitemap", DESK),
            Word("means", _("Sarana & anggaran"), "device-mobile", DESK),
            Word("law", _("Peraturan & dasar hukum"), "scale", DESK),
            Word("obligations", _("Kewajiban saya"), "checklist", REFERRALS, "obligations"),
            Word("meetings", _("Rapat koordinasi"), "users-group", DESK),
            Word("ethics_cases", _("Perkara etika"), "gavel", DESK),
            Word("journal", _("Jurnal"), "history", frozenset({S.AUDITOR, S.ANALYST, S.ADMIN, S.HEAD, S.OFFICIAL})),
            Word("accounts", _("Sambungan akun"), "plug-connected", frozenset({S.OFFICIAL, S.ADMIN, S.OFFICER})),
        ),
    ),
)  # fmt: skip


@dataclass(frozen=True)
class Shown:
    """A word as it stands on the page."""

    word: Word
    href: str
    here: bool


def menu_for(person: Person, path: str) -> list[tuple[str | Promise, list[Shown]]]:
    """The groups and words that a person may reach; `here` marks the page that is open (the longest address that fits)."""
    groups = _reachable(held_by(person))
    here = _here(groups, path)
    return [(label, [Shown(word, href, href == here) for word, href in words]) for label, words in groups]


def menu_html(person: Person, path: str, language: str) -> dict[str, SafeString]:
    """The menu at the side and the one under the thumb. Many pages share them, so they are drawn once."""
    held = held_by(person)
    return _drawn(held, _here(_reachable(held), path), language)


def held_by(person: Person) -> frozenset[Standing]:
    """What a person is, wherever they are it."""
    return frozenset(one.standing for one in standings(person))


Reachable = tuple[tuple[str | Promise, tuple[tuple[Word, str], ...]], ...]


@lru_cache(maxsize=256)
def _reachable(held: frozenset[Standing]) -> Reachable:
    groups = (
        (group.label, tuple((word, href) for word in group.words if held & word.who and (href := _href(word.url))))
        for group in MENU
    )
    return tuple((label, words) for label, words in groups if words)


def _here(groups: Reachable, path: str) -> str:
    return max(
        (href for _label, words in groups for _word, href in words if path.startswith(href)), key=len, default=""
    )


@lru_cache(maxsize=1024)
def _drawn(held: frozenset[Standing], here: str, language: str) -> dict[str, SafeString]:
    menu = [(label, [Shown(word, href, href == here) for word, href in words]) for label, words in _reachable(held)]
    return {place: render_to_string(f"menu/{place}.html", {"menu": menu}) for place in ("side", "thumb")}


def _href(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""
