"""One box for everything that one may see: cases, referrals, answers, messages, recommendations, agencies, accounts,
decrees, people. Each group comes from its own `visible_to`, so that what is found can be opened."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from pendopo.inbox.queries import desk, scope_of
from pendopo.inbox.states import CASE
from pendopo.insight.models import Recommendation
from pendopo.insight.queries import visible_recommendations
from pendopo.knowledge import queries as knowledge
from pendopo.knowledge.models import Answer
from pendopo.people.models import Person
from pendopo.publishing import queries as publishing
from pendopo.referral import queries as referrals
from pendopo.registry.finding import (
    MOST,
    find_accounts,
    find_agencies,
    find_decrees,
    find_people,
    matching,
    newest,
    words_of,
)
from pendopo.web.access import person_of, signed_in

LONGEST = 200
# The page of recommendations shows so many of the newest; no more are found.
RECOMMENDATIONS = 200


@dataclass(frozen=True)
class Hit:
    """One thing found: where it opens, what it is called, and a line about it."""

    href: str
    title: str
    about: str


@dataclass(frozen=True)
class Group:
    """The things of one kind. `all_href` leads to the list that holds more of them."""

    label: str | Promise
    icon: str
    hits: tuple[Hit, ...]
    all_href: str = ""


def everything(person: Person, text: str) -> list[Group]:
    """All groups that hold something, in the order of the menu."""
    words = words_of(text)
    if not words:
        return []
    groups = [source(person, text, words) for source in SOURCES]
    return [group for group in groups if group.hits]


def _cases(person: Person, text: str, words: Sequence[str]) -> Group:
    page, labels = desk(person, "all", search=text, scope=scope_of(person)), dict(CASE.choices)
    hits = [
        Hit(reverse("case", args=[case.pk]), _short(case.excerpt) or f"#{case.pk}",
            " · ".join(filter(None, (f"#{case.pk}", case.citizen_name, case.agency.short_name, labels.get(case.state, "")))))
        for case in page.rows[:MOST]
    ]  # fmt: skip
    more = f"{reverse('desk')}?{urlencode({'tampak': 'all', 'cari': text})}" if len(page.rows) > MOST else ""
    return Group(_("Kasus"), "inbox", tuple(hits), more)


def _referrals(person: Person, text: str, words: Sequence[str]) -> Group:
    fields = ("question", "answer", "outside", "to_agency__short_name", "to_agency__name")
    rows = newest(referrals.visible_to(person)).filter(matching(words, fields)).order_by("-pk")[:MOST]
    return Group(_("Rujukan"), "arrows-exchange", tuple(
        Hit(reverse("referral", args=[row.pk]), _short(row.question),
            f"{row.from_agency.short_name} → {row.to_agency.short_name if row.to_agency else row.outside}")
        for row in rows
    ))  # fmt: skip


def _answers(person: Person, text: str, words: Sequence[str]) -> Group:
    # Answers are found by likeness too; here at least one of the words must stand in them.
    rows = [row for row in knowledge.search(person, text) if _holds(row, words)]
    more = f"{reverse('answers')}?{urlencode({'cari': text})}" if len(rows) > MOST else ""
    hits = (Hit(reverse("answer", args=[row.pk]), row.title, row.agency.short_name) for row in rows[:MOST])
    return Group(_("Jawaban baku"), "books", tuple(hits), more)


def _holds(row: Answer, words: Sequence[str]) -> bool:
    whole = f"{row.title} {row.tags} {row.current.text if row.current else ''}".casefold()
    return any(word.casefold() in whole for word in words)


def _messages(person: Person, text: str, words: Sequence[str]) -> Group:
    rows = newest(publishing.visible_to(person)).filter(matching(words, ("title", "text", "tags"))).order_by("-pk")
    return Group(_("Pesan"), "speakerphone", tuple(
        Hit(reverse("message", args=[row.pk]), row.title, f"{row.agency.short_name} · {gettext(row.get_state_display())}")
        for row in rows[:MOST]
    ))  # fmt: skip


def _recommendations(person: Person, text: str, words: Sequence[str]) -> Group:
    shown = visible_recommendations(person).order_by("-created_at").values("pk")[:RECOMMENDATIONS]
    rows = Recommendation.objects.filter(pk__in=shown.values("pk")).select_related("agency")
    rows = rows.filter(matching(words, ("text", "result", "addressee"))).order_by("-created_at", "-pk")
    return Group(_("Rekomendasi"), "bulb", tuple(
        Hit(f"{reverse('recommendations')}#rekomendasi-{row.pk}", _short(row.text),
            f"{row.agency.short_name} · {gettext(row.get_state_display())}")
        for row in rows[:MOST]
    ))  # fmt: skip


def _agencies(person: Person, text: str, words: Sequence[str]) -> Group:
    rows = find_agencies(person, words)
    hits = (Hit(reverse("agency", args=[row.pk]), row.name, row.government.name) for row in rows)
    return Group(_("Instansi"), "building-community", tuple(hits))


def _accounts(person: Person, text: str, words: Sequence[str]) -> Group:
    return Group(_("Akun"), "badge", tuple(
        Hit(reverse("account", args=[row.pk]), f"{row.name} · {row.handle}",
            f"{row.agency.short_name} · {gettext(row.get_state_display())}")
        for row in find_accounts(person, words)
    ))  # fmt: skip


def _decrees(person: Person, text: str, words: Sequence[str]) -> Group:
    return Group(_("Keputusan"), "certificate", tuple(
        Hit(reverse("decree", args=[row.pk]), row.number, f"{row.agency.short_name} · {row.about}")
        for row in find_decrees(person, words)
    ))  # fmt: skip


def _people(person: Person, text: str, words: Sequence[str]) -> Group:
    return Group(_("Orang"), "users", tuple(
        Hit(reverse("person", args=[who.pk]), who.name, f"{title} · {agency.short_name}")
        for who, agency, title in find_people(person, words)
    ))  # fmt: skip


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 140 else f"{line[:139]}…"


Source = Callable[[Person, str, Sequence[str]], Group]
SOURCES: Iterable[Source] = (
    _cases, _referrals, _answers, _messages, _recommendations, _agencies, _accounts, _decrees, _people,
)  # fmt: skip


@require_GET
@signed_in
def search(request: HttpRequest) -> HttpResponse:
    """The box and what it found."""
    text = request.GET.get("q", "")[:LONGEST].replace("\0", " ").strip()
    groups = everything(person_of(request), text)
    return render(request, "search.html", {"asked": text, "groups": groups})


urlpatterns = [path("cari/", search, name="search")]
