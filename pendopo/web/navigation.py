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
WORK = DESK - {S.REGIONAL_HEAD}
KEEPERS = frozenset({S.OFFICIAL, S.HEAD, S.ANALYST, S.ADMIN})
NOBODY: frozenset[Standing] = frozenset()


@dataclass(frozen=True)
class Word:
    """One word of the menu: the URL's name, the icon, who sees it, and who needs it so often that it is not folded away."""

    url: str
    label: str | Promise
    icon: str
    who: frozenset[Standing] = DESK
    often: frozenset[Standing] = REFERRALS
    count: str = ""
    thumb: str | Promise = ""


@dataclass(frozen=True)
class Group:
    """Words under a heading."""

    label: str | Promise
    words: tuple[Word, ...]


MENU = (
    Group(
        _("Sehari-hari"),
        (
            Word("head", _("Satu halaman pimpinan"), "layout-dashboard", frozenset({S.REGIONAL_HEAD, S.HEAD}),
                 thumb=_("Pimpinan")),
            Word("recommendations", _("Rekomendasi"), "bulb", frozenset({S.REGIONAL_HEAD}), thumb=_("Rekomendasi")),
            Word("desk", _("Meja"), "inbox", DESK, WORK, "desk", _("Meja")),
            Word("record", _("Catat"), "square-rounded-plus", frozenset({S.OFFICER, S.OFFICIAL, S.PREPARER}),
                 thumb=_("Catat")),
            Word("referrals", _("Rujukan"), "arrows-exchange", REFERRALS, WORK | {S.LIAISON}, "referrals", _("Rujukan")),
            Word("board", _("Papan kepatuhan"), "traffic-lights", frozenset({S.ANALYST}), thumb=_("Papan")),
            Word("answers", _("Pustaka jawaban"), "books", DESK, WORK),
            Word("messages", _("Kalender & tulis"), "calendar-event", DESK, WORK, "messages"),
            Word("obligations", _("Kewajiban saya"), "checklist", REFERRALS, count="obligations"),
        ),
    ),
    Group(
        _("Masukan & laporan"),
        (
            Word("insight", _("Pantauan & tutup bulan"), "chart-dots", DESK),
            Word("recommendations", _("Rekomendasi"), "bulb", DESK),
            Word("reports", _("Laporan tahunan"), "report", DESK),
            Word("head", _("Satu halaman pimpinan"), "layout-dashboard", frozenset({S.ANALYST})),
            Word("aims", _("Tujuan & sasaran"), "target", DESK, frozenset({S.ANALYST})),
        ),
    ),
    Group(
        _("Pesan"),
        (
            Word("plans", _("Rencana & khalayak"), "map-route", DESK, NOBODY),
            Word("archive", _("Arsip & gaung"), "archive", DESK, NOBODY),
        ),
    ),
    Group(
        _("Tata kelola"),
        (
            Word("board", _("Papan kepatuhan"), "traffic-lights", DESK, KEEPERS | {S.AUDITOR, S.REGIONAL_HEAD},
                 thumb=_("Papan")),
            Word("register", _("Daftar instansi & akun"), "building-community", DESK, KEEPERS),
            Word("decrees", _("Keputusan"), "certificate", DESK, KEEPERS),
            Word("troubles", _("Gangguan & mutasi"), "shield-exclamation", DESK, NOBODY),
            Word("procedures", _("Prosedur & bagan alur"), "sitemap", DESK, NOBODY),
            Word("means", _("Sarana & anggaran"), "device-mobile", DESK, NOBODY),
            Word("law", _("Peraturan & dasar hukum"), "scale", DESK, NOBODY),
            Word("meetings", _("Rapat koordinasi"), "users-group", DESK, NOBODY),
            Word("ethics_cases", _("Perkara etika"), "gavel", DESK, NOBODY),
            Word("journal", _("Jurnal"), "history", frozenset({S.AUDITOR, S.ANALYST, S.ADMIN, S.HEAD, S.OFFICIAL}),
                 frozenset({S.AUDITOR})),
            Word("accounts", _("Sambungan akun"), "plug-connected", frozenset({S.OFFICIAL, S.ADMIN, S.OFFICER}),
                 frozenset({S.ADMIN})),
        ),
    ),
)  # fmt: skip
THUMBS = 3


@dataclass(frozen=True)
class Shown:
    """A word as it stands on the page."""

    word: Word
    href: str
    here: bool
    often: bool


def menu_for(person: Person, path: str) -> list[tuple[str | Promise, list[Shown]]]:
    """The groups and words that a person may reach; `here` marks the page that is open (the longest address that fits)."""
    held = held_by(person)
    return _menu(held, _here(_reachable(held), path))


def menu_html(person: Person, path: str, language: str, unfolded: bool = False) -> dict[str, SafeString]:
    """The menu at the side and the one under the thumb. Many pages share them, so they are drawn once."""
    held = held_by(person)
    return _drawn(held, _here(_reachable(held), path), language, unfolded)


def held_by(person: Person) -> frozenset[Standing]:
    """What a person is, wherever they are it."""
    return frozenset(one.standing for one in standings(person))


Reachable = tuple[tuple[str | Promise, tuple[tuple[Word, str], ...]], ...]


@lru_cache(maxsize=256)
def _reachable(held: frozenset[Standing]) -> Reachable:
    """Each address once: where two words lead to the same page, the first one that the person may see."""
    groups, met = [], set()
    for group in MENU:
        words = []
        for word in group.words:
            href = _href(word.url) if held & word.who else ""
            if href and href not in met:
                met.add(href)
                words.append((word, href))
        if words:
            groups.append((group.label, tuple(words)))
    return tuple(groups)


def _here(groups: Reachable, path: str) -> str:
    return max(
        (href for _label, words in groups for _word, href in words if path.startswith(href)), key=len, default=""
    )


def _menu(held: frozenset[Standing], here: str) -> list[tuple[str | Promise, list[Shown]]]:
    return [
        (label, [Shown(word, href, href == here, bool(held & word.often)) for word, href in words])
        for label, words in _reachable(held)
    ]


@lru_cache(maxsize=1024)
def _drawn(held: frozenset[Standing], here: str, language: str, unfolded: bool) -> dict[str, SafeString]:
    """What somebody needs every day stands open; the rest lies in one fold, which is open on its own pages too."""
    menu = _menu(held, here)
    often = [(label, [one for one in words if one.often]) for label, words in menu]
    seldom = [one for _label, words in menu for one in words if not one.often]
    thumbs = [one for _label, words in often for one in words if one.word.thumb][:THUMBS]
    page = {
        "menu": [(label, words) for label, words in often if words],
        "seldom": seldom,
        "unfolded": unfolded or any(one.here for one in seldom),
        "thumbs": thumbs,
    }
    return {place: render_to_string(f"menu/{place}.html", page) for place in ("side", "thumb")}


def _href(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""
