"""The library of approved answers: list, one answer with its versions, writing, approving, retiring."""

from __future__ import annotations

from typing import Any, get_args

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from pendopo.inbox.models import Case, Reply
from pendopo.inbox.queries import case_in
from pendopo.knowledge import actions
from pendopo.knowledge.actions import Wording
from pendopo.knowledge.models import Answer, Version
from pendopo.knowledge.queries import (
    Shown,
    difference,
    listed,
    newest,
    search,
    used,
    visible_to,
    waiting_for,
)
from pendopo.knowledge.rules import expired
from pendopo.language.personal import mask
from pendopo.people.models import Person
from pendopo.registry.models import Agency
from pendopo.registry.queries import agencies_for, may, today
from pendopo.registry.rules import Doing
from pendopo.web.access import found, person_of, signed_in
from pendopo.web.desk import scope_for

SIZE = 40


class AnswerForm(forms.Form):
    """All that an approver puts their name to."""

    title = forms.CharField(
        label=_("Judul"), max_length=200, help_text=_("Seperti orang menyebut urusannya, misalnya «KTP-el hilang».")
    )
    text = forms.CharField(
        label=_("Jawaban"), max_length=20_000, widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("Bahasa yang mudah; tanpa data pribadi siapa pun."),
    )  # fmt: skip
    source = forms.CharField(
        label=_("Sumber"), max_length=500,
        help_text=_("Peraturan, SOP, atau pejabat yang menjamin isinya."),
    )  # fmt: skip
    tags = forms.CharField(
        label=_("Kata kunci"), max_length=500, required=False,
        help_text=_("Dipisah koma; tulis juga kata yang dipakai warga."),
    )  # fmt: skip
    topic = forms.CharField(label=_("Topik"), max_length=80, required=False)
    valid_until = forms.DateField(
        label=_("Berlaku sampai"), required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        input_formats=["%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y"],
        help_text=_("Sesudah tanggal ini jawaban tidak diusulkan lagi sampai diperbarui."),
        error_messages={"invalid": _("Tulis tanggal sebagai hari/bulan/tahun, misalnya 31/12/2026.")},
    )  # fmt: skip
    shared = forms.BooleanField(label=_("Boleh dipakai instansi lain"), required=False)
    because = forms.CharField(label=_("Alasan perubahan"), max_length=300, required=False)
    agency = forms.ModelChoiceField(label=_("Instansi"), queryset=Agency.objects.none())

    def __init__(self, *args: Any, person: Person, answer: Answer | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        agencies = agencies_for(person, Doing.DRAFT).filter(closed_on=None)
        if answer is not None:
            del self.fields["agency"]
            return
        del self.fields["because"]
        field = self.fields["agency"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = agencies
        if len(agencies) == 1:
            field.initial, field.widget = agencies[0], forms.HiddenInput()

    def wording(self) -> Wording:
        """What was filled in."""
        names = ("title", "text", "source", "topic", "tags", "valid_until", "shared")
        return Wording(**{name: self.cleaned_data[name] for name in names})


def _case(request: HttpRequest) -> Case | None:
    """The case for which somebody looks around in the library."""
    asked = request.GET.get("kasus", "")
    if not asked.isascii() or not asked.isdigit() or len(asked) > 18:
        return None
    case = case_in(scope_for(request), int(asked))
    return case if case and may(person_of(request), Doing.ANSWER, case.agency, account=case.account) else None


@require_GET
@signed_in
def answers(request: HttpRequest) -> HttpResponse:
    """The list, or what a search finds."""
    person = person_of(request)
    text = request.GET.get("cari", "")[:500].strip()
    asked = request.GET.get("tampil", "semua")
    shown: Shown = asked if asked in get_args(Shown) else "semua"  # type: ignore[assignment]
    page = None
    if text:
        rows = search(person, text)
    else:
        page = Paginator(listed(person, shown), SIZE).get_page(request.GET.get("hal", "1")[:6])
        rows = list(page.object_list)
    writes = set(agencies_for(person, Doing.DRAFT).values_list("pk", flat=True))
    return render(request, "answers/list.html", {
        "case": _case(request), "answers": rows, "page": page, "text": text, "shown": shown, "waiting": waiting_for(person).count(),
        "renew": listed(person, "perbarui").count(), "can_write": bool(writes), "mine": writes if len(writes) == 1 else set(),
        "words": text.split(),
    })  # fmt: skip


@require_GET
@signed_in
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """One answer with its versions; what a newer version changes is shown word by word."""
    person = person_of(request)
    one = found(visible_to(person), pk=pk)
    mine = agencies_for(person).filter(pk=one.agency_id).exists()
    latest = newest(one) if mine else None
    pending = latest if latest is not None and latest != one.current else None
    versions = list(one.versions.select_related("author", "approved_by", "returned_by")) if mine else []
    compared = _compared(versions, request.GET.get("banding", ""), one.current, pending)
    old = one.current if compared is None else compared[0]
    new = pending if compared is None else compared[1]
    may_approve = may(person, Doing.APPROVE_ANSWER, one.agency)
    return render(request, "answers/answer.html", {
        "case": _case(request), "answer": one, "mine": mine, "pending": pending, "versions": versions, "used": used(one), "old": old, "new": new,
        "pieces": difference(old.text, new.text) if old and new else [],
        "expired": one.current is not None and expired(one.current.valid_until, today(one.agency.government)),
        "may_write": may(person, Doing.DRAFT, one.agency), "may_retire": may_approve and one.state == "approved",
        "may_judge": may_approve and pending is not None and pending.waiting and pending.author_id != person.pk,
        "own": pending is not None and pending.author_id == person.pk, "compared": compared is not None,
    })  # fmt: skip


def _compared(
    versions: list[Version], number: str, current: Version | None, pending: Version | None
) -> tuple[Version, Version] | None:
    """A chosen version with the one before it; nothing chosen: the waiting one with the one in use."""
    by_number = {version.number: version for version in versions}
    if number[:6].isdecimal() and int(number[:6]) in by_number and int(number[:6]) - 1 in by_number:
        return by_number[int(number[:6]) - 1], by_number[int(number[:6])]
    return None


@require_http_methods(["GET", "POST"])
@signed_in
def answer_new(request: HttpRequest) -> HttpResponse:
    """Write a new answer; from an answered case when it came from there."""
    person = person_of(request)
    if not agencies_for(person, Doing.DRAFT).exists():
        raise Http404
    reply = _reply(person, request.GET.get("balasan", ""))
    form = AnswerForm(request.POST or None, person=person, initial=_initial(reply))
    if request.method == "POST" and form.is_valid():
        made = actions.draft(agency=form.cleaned_data["agency"], wording=form.wording(), by=person, from_reply=reply)
        messages.success(request, gettext("Konsep tersimpan. Orang lain yang berhak perlu menyetujuinya."))
        return redirect("answer", made.pk)
    return render(request, "answers/form.html", {"form": form, "title": _("Jawaban baku baru"), "reply": reply})


def _reply(person: Person, pk: str) -> Reply | None:
    """The reply that a draft starts from, out of the cases of agencies where this person may write."""
    if not pk[:18].isdecimal():
        return None
    rows = Reply.objects.filter(case__agency__in=agencies_for(person, Doing.DRAFT)).exclude(basis=Reply.Basis.HOLDING)
    return found(rows.select_related("case"), pk=int(pk[:18]))


def _initial(reply: Reply | None) -> dict[str, object]:
    """First words for a draft; personal data covered, since an answer is for everybody."""
    if reply is None:
        return {"shared": True}
    return {
        "title": mask(reply.case.excerpt)[:120], "text": mask(reply.text), "source": reply.source,
        "topic": reply.case.topic, "shared": True, "agency": reply.case.agency_id,
    }  # fmt: skip


@require_http_methods(["GET", "POST"])
@signed_in
def answer_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Write a newer version."""
    person = person_of(request)
    one = found(visible_to(person).filter(agency__in=agencies_for(person, Doing.DRAFT)), pk=pk)
    last = newest(one)
    names = ("title", "text", "source", "topic", "tags", "valid_until", "shared")
    initial = {name: getattr(last, name) for name in names} if last else {}
    form = AnswerForm(request.POST or None, person=person, answer=one, initial=initial)
    if request.method == "POST" and form.is_valid():
        actions.revise(answer=one, wording=form.wording(), by=person, because=form.cleaned_data["because"])
        messages.success(request, gettext("Versi baru tersimpan dan menunggu persetujuan. Versi lama tetap dipakai."))
        return redirect("answer", one.pk)
    return render(request, "answers/form.html", {"form": form, "title": _("Versi baru"), "answer": one})


def _version(request: HttpRequest, pk: int) -> Version:
    return found(
        Version.objects.filter(answer__agency__in=agencies_for(person_of(request))).select_related(
            "answer__agency__government"
        ),
        pk=pk,
    )


@require_POST
@signed_in
def version_approve(request: HttpRequest, pk: int) -> HttpResponse:
    """Put one's name to a version."""
    version = _version(request, pk)
    actions.approve(version=version, by=person_of(request))
    messages.success(request, gettext("Disetujui. Mulai sekarang versi ini yang dipakai."))
    return redirect("answer", version.answer_id)


@require_POST
@signed_in
def version_return(request: HttpRequest, pk: int) -> HttpResponse:
    """Send a version back to its author."""
    version = _version(request, pk)
    actions.send_back(version=version, because=request.POST.get("because", ""), by=person_of(request))
    messages.success(request, gettext("Dikembalikan kepada penulisnya."))
    return redirect("answer", version.answer_id)


@require_POST
@signed_in
def answer_retire(request: HttpRequest, pk: int) -> HttpResponse:
    """No longer used."""
    person = person_of(request)
    one = found(visible_to(person).filter(agency__in=agencies_for(person)), pk=pk)
    actions.retire(answer=one, because=request.POST.get("because", ""), by=person)
    messages.success(request, gettext("Tidak dipakai lagi. Versi-versinya tetap tersimpan."))
    return redirect("answer", one.pk)


urlpatterns = [
    path("pustaka/", answers, name="answers"),
    path("pustaka/tulis/", answer_new, name="answer_new"),
    path("pustaka/<int:pk>/", answer, name="answer"),
    path("pustaka/<int:pk>/ubah/", answer_edit, name="answer_edit"),
    path("pustaka/<int:pk>/hentikan/", answer_retire, name="answer_retire"),
    path("pustaka/versi/<int:pk>/setujui/", version_approve, name="version_approve"),
    path("pustaka/versi/<int:pk>/kembalikan/", version_return, name="version_return"),
]
