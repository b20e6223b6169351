"""The menu: what each person may reach, in the order of the regulations."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
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
    Group(_("Pesan"), (Word("messages", _("Kalender & tulis"), "calendar-event", DESK, "messages"),)),
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
    held = {one.standing for one in standings(person)}
    groups: list[tuple[str | Promise, list[tuple[Word, str]]]] = []
    for group in MENU:
        words = [(word, href) for word in group.words if held & word.who and (href := _href(word.url))]
        if words:
            groups.append((group.label, words))
    best = max((len(href) for _label, words in groups for _word, href in words if path.startswith(href)), default=0)
    return [
        (label, [Shown(word, href, path.startswith(href) and len(href) == best) for word, href in words])
        for label, words in groups
    ]


def _href(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""
