"""Referrals from both sides: the panel that asks, the list, one referral, and what each side may do there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import quote

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from pendopo.inbox.models import Case
from pendopo.inbox.queries import case_in
from pendopo.inbox.rules import CAME_TO_NOTHING
from pendopo.journal.queries import entries_of
from pendopo.people.models import Person
from pendopo.referral import actions, words
from pendopo.referral.links import seen, url_of
from pendopo.referral.models import Referral
from pendopo.referral.queries import (
    Proposal,
    clocks,
    hop_of,
    listed,
    propose,
    question_from,
    reasons,
    sides,
    visible_to,
)
from pendopo.registry.models import Agency
from pendopo.registry.queries import may
from pendopo.registry.rules import Doing
from pendopo.web.access import found, person_of, signed_in
from pendopo.web.desk import scope_for

OTHER, OUTSIDE = "lain", "luar"


class ReferForm(forms.Form):
    """The panel. One radio names a proposed agency, another one from the list, or one outside the government."""

    to = forms.ChoiceField(
        label=_("Tujuan"), widget=forms.RadioSelect, error_messages={"required": _("Pilih instansi tujuan.")}
    )
    other = forms.ModelChoiceField(
        label=_("Instansi lain"), queryset=Agency.objects.none(), required=False, empty_label=_("Pilih instansi")
    )
    outside = forms.CharField(
        label=_("Di luar pemerintah daerah"), max_length=200, required=False,
        help_text=_("Misalnya PLN atau BPJS. Tanpa tenggat; jawabannya Anda catat sendiri."),
    )  # fmt: skip
    their_competence = forms.BooleanField(
        label=_("Ini kewenangan instansi tersebut"),
        error_messages={"required": _("Centang bila memang kewenangan instansi lain; bila tidak, pakai disposisi.")},
    )
    not_answerable = forms.BooleanField(
        label=_("Tidak dapat kami jawab langsung"),
        error_messages={"required": _("Centang bila memang tidak ada jawaban siap; bila ada, jawab saja langsung.")},
    )
    because = forms.CharField(
        label=_("Alasan"), max_length=2000, widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Tulis alasannya, satu kalimat cukup.")},
    )  # fmt: skip
    question = forms.CharField(
        label=_("Pertanyaan untuk instansi"), max_length=20_000, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Data pribadi warga sudah ditutup; buka hanya bila instansi memerlukannya."),
    )  # fmt: skip
    holding = forms.BooleanField(label=_("Beri tahu warga bahwa pesannya diteruskan"), required=False)

    def __init__(self, *args: Any, case: Case, proposals: list[Proposal], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        to, other = self.fields["to"], self.fields["other"]
        assert isinstance(to, forms.ChoiceField)
        assert isinstance(other, forms.ModelChoiceField)
        to.choices = [
            *((str(one.agency.pk), one.agency.name) for one in proposals), (OTHER, ""), (OUTSIDE, ""),
        ]  # fmt: skip
        other.queryset = (
            Agency.objects.filter(government=case.agency.government_id, closed_on=None)
            .exclude(pk=case.agency_id)
            .select_related("government")
        )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("to") == OTHER and not data.get("other"):
            self.add_error("other", gettext("Pilih instansinya dari daftar."))
        if data.get("to") == OUTSIDE and not data.get("outside"):
            self.add_error("outside", gettext("Tulis nama instansi itu."))
        return data

    def addressee(self) -> tuple[Agency | None, str]:
        """The agency, or the name of one outside."""
        chosen = self.cleaned_data["to"]
        if chosen == OUTSIDE:
            return None, self.cleaned_data["outside"]
        if chosen == OTHER:
            return self.cleaned_data["other"], ""
        return Agency.objects.select_related("government").get(pk=int(chosen)), ""


@dataclass(frozen=True)
class Panel:
    """What templates/referrals/_panel.html needs."""

    case: Case
    form: ReferForm
    proposals: list[Proposal]
    may_hold: bool


def panel_for(case: Case, person: Person, data: QueryDict | None = None) -> Panel | None:
    """The panel for a case, or None when this person may not refer it or an agency is being asked already."""
    if not may(person, Doing.REFER, case.agency, account=case.account) or case.referrals.filter(state="sent").exists():
        return None
    may_hold = may(person, Doing.ANSWER, case.agency, account=case.account)
    if data is not None:
        form = ReferForm(data, case=case, proposals=_named(case, data.get("to", "")))
        if form.is_valid():  # nobody looks at proposals any more
            return Panel(case, form, [], may_hold)
    question = question_from(case)
    proposals = propose(case, question)
    sure = proposals[:1] and proposals[0].fits and len(proposals[0].matched_words) > 1  # one word alone is no reason
    likeliest = str(proposals[0].agency.pk) if sure else ""
    first = likeliest if proposals else OTHER
    form = ReferForm(
        data, case=case, proposals=proposals, initial={"question": question, "holding": may_hold, "to": first}
    )
    return Panel(case, form, proposals, may_hold)


def _named(case: Case, to: str) -> list[Proposal]:
    """The agency that was ticked, as if it alone had been proposed."""
    pk = int(to) if to.isascii() and to.isdigit() and len(to) < 19 else 0
    others = Agency.objects.filter(government=case.agency.government_id, closed_on=None).exclude(pk=case.agency_id)
    return [Proposal(agency, 1.0, (), "") for agency in others.filter(pk=pk)] if pk else []


@require_http_methods(["GET", "POST"])
@signed_in
def refer(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask another agency about a case; the panel on a page of its own when something was missing."""
    person = person_of(request)
    case = case_in(scope_for(request), pk)
    if case is None:
        raise Http404
    panel = panel_for(case, person, request.POST if request.method == "POST" else None)
    if panel is None:
        messages.info(request, gettext("Kasus ini sedang dirujuk, atau Anda tidak memegang tugas untuk merujuknya."))
        return redirect("case", case.pk)
    if request.method == "POST" and panel.form.is_valid():
        data = panel.form.cleaned_data
        to_agency, outside = panel.form.addressee()
        made = actions.refer(
            case=case, to_agency=to_agency, outside=outside, question=data["question"], because=data["because"],
            their_competence=data["their_competence"], not_answerable=data["not_answerable"], by=person,
            holding=data["holding"] and panel.may_hold,
        )  # fmt: skip
        messages.success(request, _sent(made))
        return redirect("referral", made.pk)
    # Inside the case's page the panel comes when it is opened.
    inside = request.method == "GET" and request.headers.get("HX-Request") == "true"
    name = "referrals/_panel.html" if inside else "referrals/refer.html"
    return render(request, name, {"panel": panel, "case": case})


def _sent(made: Referral) -> str:
    due = words.due_in_words(made)
    return (
        gettext("Rujukan terkirim; jawaban ditunggu sampai %(due)s.") % {"due": due}
        if due
        else gettext("Rujukan tercatat.")
    )


@require_GET
@signed_in
def referrals(request: HttpRequest) -> HttpResponse:
    """Both sides, late ones first."""
    person = person_of(request)
    side = request.GET.get("sisi", "")
    before = int(text) if (text := request.GET.get("sebelum", "")[:18]).isdecimal() else None
    incoming = listed(person, "masuk", before if side == "masuk" else None)
    outgoing = listed(person, "keluar", before if side == "keluar" else None)
    if side not in {"masuk", "keluar"}:
        side = "masuk" if incoming.waiting or not outgoing.waiting else "keluar"
    return render(request, "referrals/list.html", {
        "side": side, "lists": incoming if side == "masuk" else outgoing, "before": before,
        "numbers": {"masuk": len(incoming.waiting), "keluar": len(outgoing.waiting)},
    })  # fmt: skip


@require_GET
@signed_in
def referral(request: HttpRequest, pk: int) -> HttpResponse:
    """One referral, as much of it as the person's side may see."""
    return _page(request, found(visible_to(person_of(request)), pk=pk))


def _page(request: HttpRequest, one: Referral, **more: object) -> HttpResponse:
    person = person_of(request)
    where = sides(person, one)
    if where.asked and not where.asking:
        seen(one)
    may_answer = one.to_agency is not None and may(person, Doing.ANSWER_REFERRAL, one.to_agency)
    may_refer = may(person, Doing.REFER, one.from_agency, account=one.case.account)
    page = {
        "referral": one, "hop": hop_of(one), "where": where, "zone": words.zone_of(one),
        "may_answer": may_answer or (one.to_agency is None and may_refer), "may_refer": may_refer,
        "may_reply": where.asking and may(person, Doing.ANSWER, one.from_agency, account=one.case.account),
        "trail": _trail(one), "ended_because": reasons([one]).get(one.pk, "") if where.asking or one.state == "rejected" else "", "lost": one.reply if one.reply and one.reply.dispatch.state in CAME_TO_NOTHING else None,
    }  # fmt: skip
    if where.asking:
        page |= {"clocks": clocks(one.case), "too_late": entries_of(one).filter(doing="referral.too_late")}
    return render(request, "referrals/detail.html", page | more)


def _trail(one: Referral) -> list[tuple[datetime, str]]:
    """What happened, in the order in which it happened."""
    trail = [(one.contacted_at, gettext("ditanyakan kepada %(agency)s") % {"agency": one.to_agency or one.outside})]
    if one.seen_at:
        trail.append((one.seen_at, gettext("dibuka instansi itu")))
    for each in one.reminders.all():
        text = (
            gettext("pengingat %(mark)s jam")
            if each.covered_by is None
            else gettext("batas %(mark)s jam, diingatkan bersama batas %(by)s jam")
        )
        trail.append((each.due_at, text % {"mark": each.mark, "by": each.covered_by}))
    if one.ended_at:
        who = f", {one.answered_by}" if one.answered_by else ""
        trail.append((one.ended_at, f"{gettext(one.get_state_display())}{who}"))
    return sorted(trail)


def _mine(request: HttpRequest, pk: int) -> Referral:
    return found(visible_to(person_of(request)), pk=pk)


@require_POST
@signed_in
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """The agency answers, signed in."""
    one = _mine(request, pk)
    actions.answer(referral=one, text=request.POST.get("text", ""), by=person_of(request))
    messages.success(request, gettext("Jawaban diterima dan diberitahukan kepada petugas yang bertanya."))
    return redirect("referral", one.pk)


@require_POST
@signed_in
def reject(request: HttpRequest, pk: int) -> HttpResponse:
    """ "Bukan kewenangan kami"."""
    one = _mine(request, pk)
    actions.reject(referral=one, because=request.POST.get("because", ""), by=person_of(request))
    messages.success(request, gettext("Dikembalikan sebagai salah alamat. Petugas yang bertanya sudah diberi tahu."))
    return redirect("referral", one.pk)


@require_POST
@signed_in
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """The asking side no longer needs the answer."""
    one = _mine(request, pk)
    actions.withdraw(referral=one, because=request.POST.get("because", ""), by=person_of(request))
    messages.success(request, gettext("Rujukan ditarik."))
    return redirect("referral", one.pk)


@require_POST
@signed_in
def link(request: HttpRequest, pk: int) -> HttpResponse:
    """A new one-time link, shown on this page only, with a text to copy into a chat."""
    one = _mine(request, pk)
    _link, token = actions.issue_link(referral=one, by=person_of(request))
    text = words.whatsapp(one, url_of(token))
    response = _page(request, one, link_text=text, link_chat="https://wa.me/?text=" + quote(text))
    response.headers["Cache-Control"] = "no-store"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


@require_POST
@signed_in
def reply(request: HttpRequest, pk: int) -> HttpResponse:
    """Say the agency's answer to the citizen, through the account that was asked."""
    one = _mine(request, pk)
    actions.reply_from(referral=one, text=request.POST.get("text", ""), by=person_of(request))
    messages.success(request, gettext("Balasan masuk antrean kirim; masih bisa diurungkan di halaman kasus."))
    return redirect("case", one.case_id)


urlpatterns = [
    path("meja/kasus/<int:pk>/rujuk/", refer, name="case_refer"),
    path("rujukan/", referrals, name="referrals"),
    path("rujukan/<int:pk>/", referral, name="referral"),
    path("rujukan/<int:pk>/jawab/", answer, name="referral_answer"),
    path("rujukan/<int:pk>/kembalikan/", reject, name="referral_reject"),
    path("rujukan/<int:pk>/tarik/", withdraw, name="referral_withdraw"),
    path("rujukan/<int:pk>/tautan/", link, name="referral_link"),
    path("rujukan/<int:pk>/balas/", reply, name="referral_reply"),
]
