"""One case: the citizen's words, what happened, and what an officer can do next."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import groupby
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.db.models import F
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from pendopo.delivery.actions import confirm_posted, declare_absent
from pendopo.delivery.outgoing import by_hand
from pendopo.inbox import actions
from pendopo.inbox.models import Assignment, Case, Exit, Reply
from pendopo.inbox.queries import case_in, colleagues, next_after, visible_replies
from pendopo.inbox.replies import limit_for
from pendopo.inbox.rowclock import row_clock
from pendopo.inbox.rules import CAME_TO_NOTHING, AlreadyAnswered, BadInput, NoSource
from pendopo.inbox.timeline import Done, Event, Thread, around, done, thread, timeline, unanswered
from pendopo.journal.queries import entries_of
from pendopo.knowledge.actions import reply_with
from pendopo.knowledge.models import Version
from pendopo.knowledge.queries import LATEST, Suggestion, suggest
from pendopo.knowledge.queries import visible_to as visible_answers
from pendopo.people.models import Person
from pendopo.referral.actions import reply_from
from pendopo.referral.models import Referral
from pendopo.referral.queries import clocks, reasons, referrals_of
from pendopo.registry.queries import may
from pendopo.registry.rules import Doing
from pendopo.regulation.lengths import Length, count
from pendopo.regulation.profile import load
from pendopo.web.access import found, person_of, signed_in
from pendopo.web.caseacts import ACTS
from pendopo.web.desk import list_pane, scope_for, view_of
from pendopo.web.likely import likely_html
from pendopo.web.rows import clock_html, kind_labels, platform_label
from pendopo.web.said import event_html, item_html
from pendopo.web.topics import topic_options
from pendopo.web.undo import undo_bar

RIGHTS = {"answer": Doing.ANSWER, "record": Doing.RECORD, "assign": Doing.ASSIGN, "refer": Doing.REFER}


def case_for(request: HttpRequest, pk: int) -> Case:
    """The case, when this person may see it; the same 404 otherwise."""
    case = case_in(scope_for(request), pk)
    if case is None:
        raise Http404
    return case


@require_GET
@signed_in
def case_page(request: HttpRequest, pk: int) -> HttpResponse:
    """A case; with the list beside it, unless the screen is known to be too narrow for both."""
    case = case_for(request, pk)
    return _page(request, case)


@dataclass(frozen=True)
class Begun:
    """An answer that was begun: its words, what they rest on (an option's value), the source by name, and whether they
    only hold."""

    text: str = ""
    basis: str = "source"
    source: str = ""
    holding: bool = False
    version: Version | None = None
    lacks_source: bool = False


def _page(
    request: HttpRequest, case: Case, *, begun: Begun | None = None, trouble: str = "", status: int = 200
) -> HttpResponse:
    person = person_of(request)
    context = about(request, case, person, begun=begun) | {"trouble": trouble, "undo": undo_bar(request)}
    actions.see(case)
    if request.headers.get("HX-Request"):
        return render(request, "desk/_case.html", context, status=status)
    alone = request.COOKIES.get("layar") == "sempit"  # the list would not be seen (desk.js)
    pane = {} if alone else list_pane(request, scope_for(request), view_of(request), here=case.pk)
    return render(request, "desk/case.html", {**pane, **context, "alone": alone}, status=status)


def about(request: HttpRequest, case: Case, person: Person, *, begun: Begun | None = None) -> dict[str, Any]:
    """Everything that the page of a case shows. The panels that refer and assign and the journal come when they are opened."""
    before = request.GET.get("sebelum", "")
    has = around(case)
    said = thread(case, int(before) if before.isascii() and before.isdigit() and len(before) < 19 else None, has=has)
    waiting = [] if before else unanswered(case, said.items)
    acts = done(case, said, has=has)
    referrals = referrals_of(case)
    events = [event for event in timeline(said, acts) if event.sort != "item" or event.thing not in waiting]
    rights = {name: may(person, doing, case.agency, account=case.account) for name, doing in RIGHTS.items()}
    profile, zone, now = load(case.agency.government.profile), case.agency.government.zone, timezone.now()
    sources = _sources(referrals, acts)
    suggestions = _suggestions(case, said) if rights["answer"] or rights["record"] else []
    begun = begun or _taken_back(request, person, case, referrals, sources) or _chosen(request, person)
    return {
        "case": case, "zone": zone, "platform": platform_label(profile.key, case.account.platform),
        "view": view_of(request), "clock": clock_html(row_clock(case, now), zone, now), "kinds": profile.input_kinds,
        "topics": topic_options(case.topic) if rights["record"] else "",
        "waiting": SafeString("".join(item_html(item, zone, big=True) for item in waiting)), "said": said,
        "kind_label": kind_labels(profile.key).get(case.kind, ""), "events": _steps(events, referrals, said, zone),
        "clocks": clocks(case, now, hops=referrals, replied=has.replies) if referrals else None,
        "referrals": referrals, "rights": rights,
        "may_refer": rights["refer"] and case.state != "ready" and all(one.state != "sent" for one in referrals),
        "likely": likely_html(suggestions, view_of(request)), "sources": sources, "begun": begun, "bases": _bases(sources, suggestions, begun),
        "length": _length(case, said, begun),
        "to_post": {one.pk for one in acts.replies if _waits_to_be_posted(one, case)},
        "last_reply": acts.replies[-1] if acts.replies else None,
        "assignment": next((one for one in reversed(acts.assignments) if one.done_at is None), None),
        "person": person, "exits": Exit.To.choices, "later": _later(case),
        "open": case.state in {"new", "assigned", "referred"}, "done": case.state in {"closed", "noise", "exited", "answered"},
    }  # fmt: skip


def _steps(events: list[Event], referrals: list[Referral], said: Thread, zone: str) -> list[dict[str, Any]]:
    """The timeline with what other agencies were asked and said; the words of citizens are HTML already."""
    steps = [{"at": event.at, "sort": event.sort, "thing": event.thing, "who": event.who} for event in events]
    why = reasons(referrals)
    for one in referrals:
        steps.append({"at": one.contacted_at, "sort": "referral", "thing": one, "who": ""})
        if one.ended_at:
            end = {"at": one.ended_at, "sort": "referral_end", "thing": one, "who": one.answered_by}
            steps.append({**end, "because": why.get(one.pk, "")})
    shown: list[dict[str, Any]] = []
    for item, group in groupby(sorted(steps, key=lambda step: step["at"]), key=lambda step: step["sort"] == "item"):
        if item:
            shown.append({"html": SafeString("".join(event_html(step["thing"], zone) for step in group))})
        else:
            shown += (step for step in group if said.shows(step["at"]))
    return shown


def _suggestions(case: Case, said: Thread) -> list[Suggestion]:
    if case.state in {"noise", "closed"}:
        return []
    newest = [item.text for item in reversed(said.items) if not item.deleted_at][:LATEST]
    found = suggest(case) if said.before else suggest("\n".join(newest) or case.excerpt, case.agency)
    return [one for one in found if one.worth_showing]


def _sources(referrals: list[Referral], acts: Done) -> list[dict[str, str]]:
    """Answers that colleagues and other agencies gave, to be passed on: each with the words to start from."""
    lost = {reply.pk for reply in acts.replies if reply.dispatch.state in CAME_TO_NOTHING}
    ready = [
        {"value": f"rujukan-{one.pk}", "label": str(one.to_agency or one.outside), "text": one.answer}
        for one in referrals if one.state == "answered" and (one.reply_id is None or one.reply_id in lost)
    ]  # fmt: skip
    for one in acts.assignments:
        if one.done_at and one.answer and not one.answer.startswith("("):
            ready.append({"value": f"disposisi-{one.pk}", "label": one.to.name, "text": one.answer})
    return ready[::-1]


def _bases(sources: list[dict[str, str]], suggestions: list[Suggestion], begun: Begun) -> list[tuple[str, str]]:
    """What an answer may rest on, as options: what stands beside the box, and what the words in it came from."""
    versions = [one.version for one in suggestions]
    if begun.version and begun.version not in versions:
        versions.append(begun.version)
    return [
        ("source", _("sumber lain")),
        *((one["value"], _("jawaban %(who)s") % {"who": one["label"]}) for one in sources),
        *((f"baku-{one.pk}", _("jawaban baku: %(title)s") % {"title": one.title}) for one in versions),
    ]


def _waits_to_be_posted(reply: Reply, case: Case) -> bool:
    """Whether the officer may post it now: nobody waits for a worker that has nothing to send."""
    state = reply.dispatch.state
    return state == "handed" or (state == "queued" and by_hand(reply.dispatch, case.account))


SHORT = 5_000
"""Whoever may write more than this needs no number beside the box."""


def _length(case: Case, said: Thread, begun: Begun) -> Length | None:
    """How long an answer may be here, where that is short enough to run into."""
    rule, told = limit_for(case.account, said.items[-1].kind if said.items else "comment")
    length = count(rule, begun.text, limit=told)
    return length if length.limit <= SHORT else None


def _number(text: str) -> int:
    """A number of the address, or 0."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0


def _taken_back(
    request: HttpRequest, person: Person, case: Case, referrals: list[Referral], sources: list[dict[str, str]]
) -> Begun | None:
    """An answer that was taken back or did not arrive, to start from again: with what it rested on (C-SRV3, C-SRV5)."""
    asked = _number(request.GET.get("konsep", ""))
    earlier = visible_replies(person).filter(pk=asked, case=case).first() if asked else None
    if earlier is None:
        return None
    again = Begun(earlier.text, source=earlier.source, holding=earlier.holding)
    if earlier.basis == Reply.Basis.KNOWLEDGE:
        version = Version.objects.filter(uses__reply=earlier, answer__state="approved", answer__current=F("pk")).first()
        return replace(again, basis=f"baku-{version.pk}", version=version) if version else again
    hop = next((one for one in referrals if one.reply_id == earlier.pk), None)
    if hop is not None:
        return replace(again, basis=f"rujukan-{hop.pk}")
    if earlier.basis == Reply.Basis.ASSIGNMENT:
        return replace(again, basis=next((one["value"] for one in sources if one["label"] == earlier.source), "source"))
    return again


def _chosen(request: HttpRequest, person: Person) -> Begun:
    """The approved answer that was picked without JavaScript, or nothing yet."""
    asked = _number(request.GET.get("pakai", ""))
    if not asked:
        return Begun()
    answers = visible_answers(person).filter(state="approved")
    version = Version.objects.filter(pk=asked, answer__in=answers).first()
    return Begun(version.text, f"baku-{version.pk}", version.source, version=version) if version else Begun()


def _typed(request: HttpRequest, person: Person) -> Begun:
    """What stood in the form of an answer that was not taken."""
    data = request.POST
    basis = data.get("basis", "source")
    pk = _number(basis.removeprefix("baku-")) if basis.startswith("baku-") else 0
    version = Version.objects.filter(pk=pk, answer__in=visible_answers(person)).first() if pk else None
    return Begun(data.get("text", ""), basis, data.get("source", "")[:500], bool(data.get("holding")), version)


def _later(case: Case) -> list[tuple[str, str]]:
    """Moments to put a case aside until, in the government's zone."""
    zone = ZoneInfo(case.agency.government.zone)
    today = timezone.now().astimezone(zone).replace(minute=0, second=0, microsecond=0)
    morning = today.replace(hour=8)
    next_monday = morning + timedelta(days=7 - morning.weekday())
    return [
        ((today + timedelta(hours=4)).isoformat(), _("4 jam lagi")),
        ((morning + timedelta(days=1)).isoformat(), _("besok pagi")),
        (next_monday.isoformat(), _("Senin depan")),
    ]


def _onward(request: HttpRequest, case: Case, **more: object) -> HttpResponseRedirect:
    """After an act the next case opens; the desk when there is none."""
    view = view_of(request)
    following = next_after(case, view, scope=scope_for(request))
    target = reverse("case", args=[following]) if following else reverse("desk")
    return HttpResponseRedirect(f"{target}?{urlencode({'tampak': view, **more})}")


def _stay(request: HttpRequest, case: Case, **more: object) -> HttpResponseRedirect:
    words = urlencode({"tampak": view_of(request), **more})
    return HttpResponseRedirect(f"{reverse('case', args=[case.pk])}?{words}")


@require_GET
@signed_in
def case_journal(request: HttpRequest, pk: int) -> HttpResponse:
    """Who did what to a case; whoever may open the case may read it."""
    case = case_for(request, pk)
    name = "desk/_journal.html" if request.headers.get("HX-Request") else "desk/journal.html"
    return render(request, name, {"case": case, "zone": case.agency.government.zone, "entries": entries_of(case)[:500]})


@require_GET
@signed_in
def case_assign(request: HttpRequest, pk: int) -> HttpResponse:
    """Whom to ask by disposisi. Inside the case's page it comes when it is opened."""
    case, person = case_for(request, pk), person_of(request)
    if not may(person, Doing.ASSIGN, case.agency, account=case.account):
        messages.info(request, _("Anda tidak memegang tugas untuk mendisposisikan kasus ini."))
        return redirect("case", case.pk)
    asked = {"case": case, "view": view_of(request), "colleagues": colleagues(case, without=person)}
    return render(request, "desk/_assign.html" if request.headers.get("HX-Request") else "desk/assign.html", asked)


@require_POST
@signed_in
def case_reply(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer. Who comes second gets the page as it is now, with their own words still in the box."""
    case = case_for(request, pk)
    try:
        reply = _answer(request, case, request.POST.get("text", ""))
    except (AlreadyAnswered, BadInput) as refusal:
        begun = replace(_typed(request, person_of(request)), lacks_source=isinstance(refusal, NoSource))
        return _page(request, case_for(request, pk), begun=begun, trouble=refusal.sentence, status=409)
    if reply.holding:
        messages.success(request, _("Balasan sementara masuk antrean kirim; kasus tetap terbuka."))
    if by_hand(reply.dispatch, case.account):  # the next act is to post it
        return _stay(request, case, urung=reply.pk)
    return _onward(request, case, urung=reply.pk)


def _answer(request: HttpRequest, case: Case, text: str) -> Reply:
    """On what the answer rests decides who writes it down: an approved answer, an agency's, a colleague's, or a source."""
    person, basis = person_of(request), request.POST.get("basis", "")
    sort, _dash, number = basis.partition("-")
    pk, seen = _number(number), _number(request.POST.get("known", "0"))
    known = case.replies.filter(pk=seen).first() if seen else None
    if request.POST.get("holding"):
        return actions.reply(case=case, text=text, by=person, basis="holding", holding=True, known=known)
    if sort == "baku":
        version = found(Version.objects.filter(answer__in=visible_answers(person)), pk=pk)
        return reply_with(case=case, version=version, text=text, by=person, known=known)
    if sort == "rujukan":
        return reply_from(referral=found(case.referrals.all(), pk=pk), text=text, by=person, known=known)
    if sort == "disposisi":
        asked: Assignment = found(case.assignments.select_related("to"), pk=pk)
        return actions.reply(case=case, text=text, by=person, basis="assignment", source=asked.to.name, known=known)
    source = request.POST.get("source", "")
    return actions.reply(case=case, text=text, by=person, basis="source", source=source, known=known)


@require_POST
@signed_in
def reply_undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Take an answer back; its words are in the box again."""
    reply = found(visible_replies(person_of(request)), pk=pk)
    actions.undo(reply=reply, by=person_of(request))
    messages.info(request, _("Jawaban diurungkan dan tidak terkirim. Tulisannya ada di kotak jawaban."))
    return redirect(f"{reverse('case', args=[reply.case_id])}?tampak={view_of(request)}&konsep={reply.pk}")


@require_POST
@signed_in
def reply_posted(request: HttpRequest, pk: int) -> HttpResponse:
    """An answer that a person has posted by hand (or found on the platform): its link is kept."""
    reply = found(visible_replies(person_of(request)), pk=pk)
    confirm_posted(dispatch=reply.dispatch, url=request.POST.get("url", ""), by=person_of(request))
    messages.success(request, _("Tautan jawaban tersimpan."))
    return _stay(request, reply.case)


@require_POST
@signed_in
def reply_absent(request: HttpRequest, pk: int) -> HttpResponse:
    """A person has looked: the answer is not on the platform, so it is sent again."""
    reply = found(visible_replies(person_of(request)), pk=pk)
    declare_absent(dispatch=reply.dispatch, by=person_of(request), because=request.POST.get("because", ""))
    messages.success(request, _("Jawaban masuk antrean kirim lagi."))
    return _stay(request, reply.case)


@require_POST
@signed_in
def case_act(request: HttpRequest, pk: int, act: str) -> HttpResponse:
    """Everything that is done to a case beside answering and referring."""
    case = case_for(request, pk)
    do, onward = ACTS[act]
    do(case, person_of(request), request.POST.dict())
    messages.success(request, _("Tersimpan."))
    return _onward(request, case) if onward else _stay(request, case)


urlpatterns = [
    path("meja/kasus/<int:pk>/", case_page, name="case"),
    path("meja/kasus/<int:pk>/jurnal/", case_journal, name="case_journal"),
    path("meja/kasus/<int:pk>/rekan/", case_assign, name="case_assign"),
    path("meja/kasus/<int:pk>/jawab/", case_reply, name="case_reply"),
    *[
        path(f"meja/kasus/<int:pk>/{act}/", case_act, {"act": act}, name=f"case_{act.replace('-', '_')}")
        for act in ACTS
    ],
    path("meja/balasan/<int:pk>/urungkan/", reply_undo, name="reply_undo"),
    path("meja/balasan/<int:pk>/terunggah/", reply_posted, name="reply_posted"),
    path("meja/balasan/<int:pk>/tidak-ada/", reply_absent, name="reply_absent"),
]
