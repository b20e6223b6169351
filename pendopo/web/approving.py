"""Approval: what waits for me, what waits for whom, the chains as an agency sets them, and the short path in a disaster."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.contrib import messages as said
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from pendopo.people.models import Person
from pendopo.publishing import actions as messages
from pendopo.publishing.approving import actions
from pendopo.publishing.approving.models import Chain, Ready, Urgent
from pendopo.publishing.approving.routes import name_of, signed_of, steps_for, steps_of, whose_turn
from pendopo.publishing.approving.rules import MOST_STEPS, STANDINGS, USUAL, Mode, Signer, Step, open_step
from pendopo.publishing.models import Message
from pendopo.publishing.queries import (
    accounts_of,
    awaiting,
    current_sha256,
    may_review,
    profile_of,
    to_review,
    under_way,
)
from pendopo.publishing.rules import Tick, Written
from pendopo.registry.models import Agency, Office, OfficialAccount
from pendopo.registry.queries import agencies_for, may
from pendopo.registry.rules import Doing
from pendopo.web.access import found, person_of, signed_in


@require_GET
@signed_in
def approvals(request: HttpRequest) -> HttpResponse:
    """What waits for this person's yes, what waits for others', and what is to be looked at afterwards."""
    person = person_of(request)
    mine = list(awaiting(person)[:200])
    others = [one for one in under_way(person)[:100] if one.pk not in {row.pk for row in mine}]
    reviews = [(one, may_review(person, one)) for one in to_review(person)[:50]]
    page = {
        "rows": [(one, _turn(one)) for one in mine], "others": [(one, _turn(one)) for one in others],
        "reviews": reviews, "tab": "approvals", "now": timezone.now(), "verdicts": Urgent.Verdict.choices,
        "may": agencies_for(person, Doing.APPROVE).exists(), "setting": agencies_for(person, Doing.SET_APPROVAL),
        "writing": agencies_for(person, Doing.DRAFT).filter(closed_on=None),
    }  # fmt: skip
    return render(request, "messages/approvals.html", page)


def _turn(message: Message) -> str:
    if message.state == "approved":
        return gettext("sudah lengkap, menunggu dijadwalkan petugas")
    return whose_turn(message, current_sha256(message))


def shown_steps(message: Message) -> list[dict[str, Any]]:
    """The steps of a message with who signed what, for its page."""
    sha256 = current_sha256(message)
    steps, signed = steps_for(message), signed_of(message, sha256)
    rows = {(one.step, one.signer): one for one in message.approvals.filter(voided_at=None).select_related("person")}
    turn = open_step(steps, signed)
    return [
        {
            "number": number, "mode": step.mode, "now": number == turn and message.state == "review",
            "signers": [(name_of(one), rows.get((number, str(one)))) for one in step.signers],
        }
        for number, step in enumerate(steps, 1)
    ]  # fmt: skip


# Chains


class ChainForm(forms.Form):
    """A chain: for which account and category, and up to five steps."""

    account = forms.ChoiceField(label=_("Akun"), required=False)
    category = forms.ChoiceField(label=_("Kategori"), required=False)

    def __init__(self, *args: Any, agency: Agency, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.agency = agency
        accounts = [(str(one.pk), one.name) for one in accounts_of(agency).order_by("name")]
        kinds = [(one.code, gettext(one.label)) for one in profile_of(agency).message_categories]
        self._choose("account", [("", _("Semua akun")), *accounts])
        self._choose("category", [("", _("Semua kategori")), *kinds])
        known = signer_choices(agency)
        for number in range(1, MOST_STEPS + 1):
            modes = [("any", _("Salah satu cukup")), ("all", _("Semua harus menyetujui"))]
            self.fields[f"mode_{number}"] = forms.ChoiceField(choices=modes, initial="any", label=_("Cara"))
            self.fields[f"signers_{number}"] = forms.MultipleChoiceField(
                choices=known, required=False, widget=forms.CheckboxSelectMultiple, label=_("Penyetuju")
            )

    def _choose(self, name: str, choices: list[Any]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices

    @property
    def step_fields(self) -> list[tuple[int, forms.BoundField, forms.BoundField]]:
        return [(n, self[f"mode_{n}"], self[f"signers_{n}"]) for n in range(1, MOST_STEPS + 1)]

    def steps(self) -> tuple[Step, ...]:
        """The steps that have signers, in their order."""
        data, made = self.cleaned_data, []
        for number in range(1, MOST_STEPS + 1):
            if chosen := data[f"signers_{number}"]:
                mode: Mode = "all" if data[f"mode_{number}"] == "all" else "any"
                made.append(Step(mode, tuple(Signer.read(one) for one in chosen)))
        return tuple(made)


def signer_choices(agency: Agency) -> list[tuple[str, str]]:
    """Whom a step may name: standings, the offices of the agency, and the people who hold something there."""
    standings = [(f"standing:{one.value}", str(label)) for one, label in STANDINGS.items()]
    titles = {one.title for one in Office.objects.filter(agency=agency, until=None) if one.title}
    here = Person.objects.filter(is_active=True, appointments__decree__agency=agency)
    titles |= set(here.exclude(appointments__position="").values_list("appointments__position", flat=True))
    offices = [(f"office:{one}", one) for one in sorted(titles)]
    around = here | Person.objects.filter(is_active=True, offices__agency=agency)
    people = [(f"person:{one.pk}", one.name) for one in around.distinct().order_by("name") if one.is_asn]
    return standings + offices + people


def _settable(request: HttpRequest, pk: int) -> Agency:
    return found(agencies_for(person_of(request), Doing.SET_APPROVAL).select_related("government"), pk=pk)


@require_http_methods(["GET", "POST"])
@signed_in
def chains(request: HttpRequest, agency_pk: int) -> HttpResponse:
    """The chains of an agency, and setting one."""
    agency = _settable(request, agency_pk)
    form = ChainForm(request.POST or None, agency=agency)
    if request.method == "POST" and form.is_valid():
        account = found(accounts_of(agency), pk=form.cleaned_data["account"]) if form.cleaned_data["account"] else None
        actions.set_chain(
            agency=agency, by=person_of(request), steps=form.steps(), account=account,
            category=form.cleaned_data["category"],
        )  # fmt: skip
        said.success(request, gettext("Rantai persetujuan berlaku untuk pesan yang diajukan sesudah ini."))
        return redirect("approval_chains", agency_pk=agency.pk)
    labels = {one.code: gettext(one.label) for one in profile_of(agency).message_categories}
    rows = Chain.objects.filter(agency=agency, active=True).select_related("account").order_by("account", "category")
    page = {
        "agency": agency, "form": form, "usual": _words(USUAL),
        "rows": [(one, labels.get(one.category, one.category), _words(steps_of(one.steps))) for one in rows],
    }  # fmt: skip
    return render(request, "messages/chains.html", page)


def _words(steps: tuple[Step, ...]) -> list[str]:
    joined = {"all": gettext(" dan "), "any": gettext(" atau ")}
    return [joined[step.mode].join(name_of(one) for one in step.signers) for step in steps]


@require_POST
@signed_in
def chain_end(request: HttpRequest, agency_pk: int, pk: int) -> HttpResponseRedirect:
    """Back to the chain above it."""
    agency = _settable(request, agency_pk)
    row = found(Chain.objects.filter(agency=agency, active=True).select_related("account"), pk=pk)
    actions.end_chain(agency=agency, by=person_of(request), account=row.account, category=row.category)
    said.success(request, gettext("Rantai itu tidak berlaku lagi untuk pesan yang diajukan sesudah ini."))
    return redirect("approval_chains", agency_pk=agency.pk)


# The short path


class ReadyForm(forms.Form):
    """Words for a disaster, written while it is quiet."""

    title = forms.CharField(label=_("Judul"), max_length=200)
    text = forms.CharField(
        label=_("Teks"), widget=forms.Textarea(attrs={"rows": 5}), max_length=5000,
        help_text=_("Yang baru diketahui saat kejadian ditulis dalam kurung siku, misalnya [wilayah] dan [jam]."),
    )  # fmt: skip
    category = forms.ChoiceField(label=_("Kategori (Pasal 10)"))
    purpose = forms.ChoiceField(label=_("Tujuan (Pasal 5)"))
    source = forms.CharField(label=_("Sumber"), max_length=500, help_text=_("Misalnya SOP atau rencana kontinjensi."))
    tags = forms.CharField(label=_("Penanda"), max_length=500)
    until = forms.DateField(label=_("Berlaku sampai"), widget=forms.DateInput(attrs={"type": "date"}))

    def __init__(self, *args: Any, agency: Agency, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        profile = profile_of(agency)
        for name, kinds in (("category", profile.message_categories), ("purpose", profile.purposes)):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            # A category with a level or a word of its own asks more than a disaster leaves time for.
            plain = [one for one in kinds if not getattr(one, "levels", ()) and not getattr(one, "needs_text", False)]
            field.choices = [(one.code, gettext(one.label)) for one in plain]


def _writable(request: HttpRequest, pk: int) -> Agency:
    return found(agencies_for(person_of(request), Doing.DRAFT).select_related("government"), pk=pk)


@require_http_methods(["GET", "POST"])
@signed_in
def ready_texts(request: HttpRequest, agency_pk: int) -> HttpResponse:
    """The ready texts of an agency: propose, approve, withdraw, use."""
    agency = found(agencies_for(person_of(request)).select_related("government"), pk=agency_pk)
    person = person_of(request)
    form = ReadyForm(request.POST or None, agency=agency)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        names = ("title", "text", "category", "purpose", "source", "tags", "until")
        words = actions.Words(**{name: data[name] for name in names})
        actions.write_ready(agency=_writable(request, agency_pk), by=person, words=words)
        said.success(request, gettext("Teks diajukan. Orang kedua menyetujuinya sebelum dapat dipakai."))
        return redirect("ready_texts", agency_pk=agency.pk)
    page = {
        "agency": agency, "form": form, "zone": agency.government.zone, "today": timezone.now().date(),
        "rows": Ready.objects.filter(agency=agency, withdrawn_at=None).select_related("written_by", "approved_by"),
        "may_draft": may(person, Doing.DRAFT, agency), "may_approve": may(person, Doing.APPROVE, agency),
    }  # fmt: skip
    return render(request, "messages/ready.html", page)


def _ready(request: HttpRequest, pk: int) -> Ready:
    rows = Ready.objects.filter(agency__in=agencies_for(person_of(request)), withdrawn_at=None)
    return found(rows.select_related("agency__government"), pk=pk)


@require_POST
@signed_in
def ready_approve(request: HttpRequest, pk: int) -> HttpResponseRedirect:
    """A second person says yes beforehand."""
    row = actions.approve_ready(ready=_ready(request, pk), by=person_of(request))
    said.success(request, gettext("Disetujui. Teks ini dapat dipakai dalam keadaan darurat."))
    return redirect("ready_texts", agency_pk=row.agency_id)


@require_POST
@signed_in
def ready_withdraw(request: HttpRequest, pk: int) -> HttpResponseRedirect:
    """It is used no more."""
    because = request.POST.get("because", "")
    row = actions.withdraw_ready(ready=_ready(request, pk), by=person_of(request), because=because)
    return redirect("ready_texts", agency_pk=row.agency_id)


class UrgentForm(forms.Form):
    """A ready text with its blanks filled in, where it goes, and what has happened."""

    text = forms.CharField(
        label=_("Isi, kurung siku diganti"), widget=forms.Textarea(attrs={"rows": 6}), max_length=5000
    )
    because = forms.CharField(label=_("Apa yang terjadi dan di mana?"), max_length=500)
    accounts = forms.MultipleChoiceField(label=_("Akun"), widget=forms.CheckboxSelectMultiple)
    minutes = forms.IntegerField(label=_("Terbit dalam (menit)"), min_value=2, max_value=720, initial=10)

    def __init__(self, *args: Any, rows: list[OfficialAccount], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["accounts"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = [(str(one.pk), one.name) for one in rows]


@require_http_methods(["GET", "POST"])
@signed_in
def urgent_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Use a ready text: one approver is asked, and it leaves when they say yes."""
    row, person = _ready(request, pk), person_of(request)
    agency = _writable(request, row.agency_id)
    form = UrgentForm(request.POST or None, rows=list(accounts_of(agency).order_by("name")), initial={"text": row.text})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        made = messages.draft(agency=agency, by=person, written=_urgent_words(row, agency, data))
        messages.submit_urgent(message=made, by=person, ready=row, because=data["because"])
        said.success(request, gettext("Diajukan lewat jalur darurat. Satu penyetuju cukup; sesudahnya ditinjau."))
        return redirect("message", pk=made.pk)
    return render(request, "messages/urgent.html", {"form": form, "ready": row, "agency": agency})


def _urgent_words(row: Ready, agency: Agency, data: dict[str, Any]) -> Written:
    soon: datetime = timezone.now().astimezone(ZoneInfo(agency.government.zone)) + timedelta(minutes=data["minutes"])
    # The eight questions were answered when the words were approved beforehand.
    ethics = {one.code: Tick(True) for one in profile_of(agency).ethics}
    return Written(
        title=row.title, text=data["text"].strip().replace("\r\n", "\n"), purpose=row.purpose, category=row.category,
        level=row.level, source=row.source, tags=row.tags, planned_at=soon.replace(second=0, microsecond=0),
        ethics=ethics, variants={int(one): "" for one in data["accounts"]},
    )  # fmt: skip


@require_POST
@signed_in
def urgent_review(request: HttpRequest, pk: int) -> HttpResponseRedirect:
    """What was found afterwards."""
    row = found(to_review(person_of(request)), pk=pk)
    actions.review(
        urgent=row, by=person_of(request), verdict=request.POST.get("verdict", ""), words=request.POST.get("words", "")
    )
    said.success(request, gettext("Peninjauan tercatat."))
    return redirect("approvals")


urlpatterns = [
    path("pesan/persetujuan/", approvals, name="approvals"),
    path("pesan/persetujuan/rantai/<int:agency_pk>/", chains, name="approval_chains"),
    path("pesan/persetujuan/rantai/<int:agency_pk>/<int:pk>/akhiri/", chain_end, name="chain_end"),
    path("pesan/darurat/<int:agency_pk>/", ready_texts, name="ready_texts"),
    path("pesan/darurat/teks/<int:pk>/setujui/", ready_approve, name="ready_approve"),
    path("pesan/darurat/teks/<int:pk>/tarik/", ready_withdraw, name="ready_withdraw"),
    path("pesan/darurat/teks/<int:pk>/pakai/", urgent_new, name="urgent_new"),
    path("pesan/darurat/tinjau/<int:pk>/", urgent_review, name="urgent_review"),
]
