"""Reading the answers: who may see which, and which fit a message."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from django.db.models import Case as Choice
from django.db.models import Q, QuerySet, When

from pendopo.inbox.models import Case
from pendopo.inbox.text import clean
from pendopo.knowledge import shelf
from pendopo.knowledge.models import Answer, Use, Version
from pendopo.language.search import FITS
from pendopo.people.models import Person
from pendopo.prepared import Prepared
from pendopo.registry.models import Agency, Government
from pendopo.registry.queries import agencies_for, today
from pendopo.registry.rules import Doing

LATEST = 6
"""How many of a case's newest items are read for a proposal."""


WORTH = 0.35
"""Found in a search: what scores less than this share of the best is left out."""

SURELY = 0.9
"""From this score on, and with two words shared, an answer is called a strong match."""

NOISE = 0.2
"""What scores less is not shown beside a case."""


@dataclass(frozen=True)
class Suggestion:
    """An approved answer that probably fits. `fits` is whether the index itself believes so."""

    answer: Answer
    version: Version
    score: float
    matched_words: tuple[str, ...]

    @property
    def fits(self) -> bool:
        return self.score >= FITS

    @property
    def strength(self) -> Literal["strong", "maybe", "weak"]:
        """One word in common says little, however rare it is; two and a high score say much."""
        if not self.fits or len(self.matched_words) == 1:
            return "weak"
        return "strong" if self.score >= SURELY else "maybe"

    @property
    def worth_showing(self) -> bool:
        return self.score >= NOISE


def suggest(
    about: Case | str, agency: Agency | None = None, top: int = 3, *, at: datetime | None = None
) -> list[Suggestion]:
    """The likeliest approved answers that the agency may use today: its own, and those others share with it."""
    if isinstance(about, Case):
        agency, text = agency or about.agency, _said(about)
    else:
        text = about
    if agency is None:
        raise ValueError("a text alone does not say for which agency")
    hits = shelf.ask(
        text, government_id=agency.government_id, agency_id=agency.pk, day=today(agency.government, at), top=top
    )
    answers = _approved([hit.answer_id for hit in hits])
    found = [(answers.get(hit.answer_id), hit) for hit in hits]
    return [
        Suggestion(answer, answer.current, hit.score, hit.matched_words)
        for answer, hit in found
        if answer is not None and answer.current is not None
    ]


_three_approved = Prepared(
    lambda *pks: Answer.objects.filter(pk__in=pks, state="approved").select_related("current", "agency"), int, int, int
)


def _approved(pks: Sequence[int]) -> dict[int, Answer]:
    """Answers by their id; three at a time, since three are proposed."""
    found = [one for at in range(0, len(pks), 3) for one in _three_approved(*(list(pks[at : at + 3]) * 3)[:3])]
    return {one.pk: one for one in found}


def _said(case: Case) -> str:
    """What the person wrote last, the newest first, since that is what they still want to know."""
    texts = case.items.filter(deleted_at=None).order_by("-posted_at", "-pk").values_list("text", flat=True)[:LATEST]
    return "\n".join(texts) or case.excerpt


def visible_to(person: Person) -> QuerySet[Answer]:
    """Answers of the agencies that a person sees, and approved ones that other agencies of their government share."""
    agencies = agencies_for(person)
    own = Q(agency__in=agencies)
    lent = Q(agency__government__in=agencies.values("government"), shared=True, state="approved")
    return Answer.objects.filter(own | lent).select_related("agency__government", "current")


def waiting_for(person: Person) -> QuerySet[Version]:
    """Versions that wait for this person's approval: never their own (C-MSG2)."""
    agencies = agencies_for(person, Doing.APPROVE_ANSWER)
    return (
        Version.objects.filter(answer__agency__in=agencies, approved_at=None, returned_at=None)
        .exclude(author=person)
        .exclude(answer__state="retired")
        .select_related("answer__agency", "author")
        .order_by("created_at", "pk")
    )


Shown = Literal["semua", "setuju", "perbarui", "konsep", "arsip"]


def listed(person: Person, shown: Shown, agency: Agency | None = None, at: datetime | None = None) -> QuerySet[Answer]:
    """The list page: in use (one's own agency first), waiting, to be renewed by us, drafts, or no longer used."""
    rows = visible_to(person)
    if agency is not None:
        rows = rows.filter(agency=agency)
    if shown == "setuju":
        return rows.filter(pk__in=waiting_for(person).values("answer"))
    own = Q(agency__in=agencies_for(person, Doing.DRAFT))
    if shown == "perbarui":
        return rows.filter(own, _past(person, at), state="approved").order_by("current__valid_until", "pk")
    states = {"semua": ["approved"], "konsep": ["draft"], "arsip": ["retired"]}[shown]
    first = When(own, then=0)
    return rows.filter(state__in=states).annotate(far=Choice(first, default=1)).order_by("far", "title", "pk")


def _past(person: Person, at: datetime | None) -> Q:
    """Past its last day, which ends at midnight in the zone of its government."""
    past = Q(pk__in=[])
    for government in Government.objects.filter(agencies__in=agencies_for(person)).distinct():
        past |= Q(agency__government=government, current__valid_until__lt=today(government, at))
    return past


def search(person: Person, text: str, top: int = 30) -> list[Answer]:
    """Visible answers for a search box: by meaning and informal spelling first, then by letters in the title."""
    words = clean(text[:500]).strip()
    found: list[Answer] = []
    rows = visible_to(person)
    for agency in _one_agency_each_government(person):
        hits = shelf.ask(
            words, government_id=agency.government_id, agency_id=agency.pk, day=today(agency.government), top=top
        )
        by_id = rows.in_bulk([hit.answer_id for hit in hits])
        best = hits[0].score if hits else 0.0
        found += [by_id[hit.answer_id] for hit in hits if hit.answer_id in by_id and hit.score >= best * WORTH]
    seen = {answer.pk for answer in found}
    by_letters = rows.filter(Q(title__icontains=words) | Q(tags__icontains=words)).exclude(state="retired")
    return (found + [answer for answer in by_letters[:top] if answer.pk not in seen])[: top * 2]


def _one_agency_each_government(person: Person) -> Sequence[Agency]:
    return list({agency.government_id: agency for agency in agencies_for(person).select_related("government")}.values())


@dataclass(frozen=True)
class Piece:
    """A stretch of text that stayed, came or went between two versions."""

    kind: Literal["same", "new", "gone"]
    text: str


def difference(old: str, new: str) -> list[Piece]:
    """What changed, word by word."""
    before, after = _words(old), _words(new)
    pieces: list[Piece] = []
    for doing, i, j, k, m in difflib.SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if doing == "equal":
            pieces.append(Piece("same", "".join(before[i:j])))
            continue
        if j > i:
            pieces.append(Piece("gone", "".join(before[i:j])))
        if m > k:
            pieces.append(Piece("new", "".join(after[k:m])))
    return pieces


def _words(text: str) -> list[str]:
    """Words with the space behind them, few enough to compare."""
    words: list[str] = []
    for line in text.splitlines(keepends=True):
        words += [word + " " for word in line.split(" ")[:-1]] + [line.split(" ")[-1]]
    return words[:4000]


def newest(answer: Answer) -> Version | None:
    """The version written last, approved or not."""
    return answer.versions.select_related("author", "approved_by", "returned_by").order_by("-number").first()


def used(answer: Answer) -> int:
    """How often a version of it stood behind a reply."""
    return Use.objects.filter(version__answer=answer).count()
