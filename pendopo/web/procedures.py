"""Procedures: the list, one version with its steps and reviews, drafting, setting with the signed copy, ending."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from pendopo.people.models import Person
from pendopo.registry.models import Agency
from pendopo.registry.procedures import actions
from pendopo.registry.procedures.models import Procedure
from pendopo.registry.procedures.queries import missing_steps, visible_procedures
from pendopo.registry.queries import agencies_for, government_of, may, today
from pendopo.registry.rules import Doing
from pendopo.regulation.profile import Profile, load
from pendopo.web.access import found, person_of, signed_in
from pendopo.web.downloads import kept_file
from pendopo.web.register import day_field


class ProcedureForm(forms.Form):
    """A version before it is set; one field for each step of the flow chart says where the paper has it."""

    number = forms.CharField(label=_("Nomor"), max_length=120)
    title = forms.CharField(label=_("Judul"), max_length=300)
    version = forms.IntegerField(label=_("Versi"), min_value=1, max_value=999, initial=1)

    def __init__(self, *args: Any, profile: Profile, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for step in profile.flow:
            self.fields[f"step_{step.code}"] = forms.CharField(
                label=gettext("Langkah %(code)s: %(label)s") % {"code": step.code, "label": step.label},
                required=False, max_length=200, help_text=_("Letaknya dalam dokumen, misalnya «butir 3, halaman 2»."),
            )  # fmt: skip

    def steps(self) -> dict[str, str]:
        """The map of steps as it was filled in."""
        return {name[5:]: text for name, text in self.cleaned_data.items() if name.startswith("step_")}


class SetForm(forms.Form):
    """The signed copy."""

    signed_on = day_field(_("Tanggal ditetapkan"))
    since = day_field(_("Berlaku mulai"))
    until = day_field(_("Berlaku sampai"), required=False)
    set_by = forms.CharField(label=_("Ditetapkan oleh"), max_length=200, required=False)
    copy = forms.FileField(label=_("Salinan bertanda tangan (PDF)"))

    def __init__(self, *args: Any, profile: Profile, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if profile.procedure.signer == "agency_head":
            del self.fields["set_by"]
        else:
            self.fields["set_by"].help_text = gettext(
                "Peraturan ini tidak menyebut siapa yang menetapkan. Kosongkan bila kepala instansi."
            )


@require_GET
@signed_in
def procedures(request: HttpRequest) -> HttpResponse:
    """All procedures that one may see, by agency; agencies without one in force stand first."""
    person = person_of(request)
    government = government_of(person)
    if government is None:
        raise Http404
    profile, day = load(government.profile), today(government)
    agencies = list(agencies_for(person).filter(government=government, closed_on=None).order_by("name"))
    rows: dict[int, list[Procedure]] = {one.pk: [] for one in agencies}
    for one in visible_procedures(person).filter(agency__in=agencies):
        rows[one.agency_id].append(one)
    held = [(one, rows[one.pk], any(_holds(row, day) for row in rows[one.pk])) for one in agencies]
    adding = agencies_for(person, Doing.REGISTER).filter(closed_on=None, government=government)
    return render(request, "procedures/list.html", {
        "rows": sorted(held, key=lambda each: each[2]), "profile": profile, "day": day, "adding": adding,
        "without": sum(not has for _one, _rows, has in held),
    })  # fmt: skip


def _holds(procedure: Procedure, day: Any) -> bool:
    begun = procedure.state in {"in_force", "ended"} and procedure.since is not None and procedure.since <= day
    return begun and (procedure.until is None or procedure.until >= day)


@require_GET
@signed_in
def procedure(request: HttpRequest, pk: int) -> HttpResponse:
    """One version: where it has each step, its copy, its reviews."""
    person = person_of(request)
    one = found(visible_procedures(person), pk=pk)
    profile, day = load(one.agency.government.profile), today(one.agency.government)
    lacking = missing_steps(one, [step.code for step in profile.flow])
    return render(request, "procedures/procedure.html", {
        "procedure": one, "agency": one.agency, "profile": profile, "in_force": _holds(one, day), "day": day,
        "steps": [(step, one.steps.get(step.code, "")) for step in profile.flow], "lacking": lacking,
        "can": may(person, Doing.REGISTER, one.agency), "reviews": one.reviews.all(),
        "form": SetForm(profile=profile, initial={"signed_on": day, "since": day}),
    })  # fmt: skip


@require_http_methods(["GET", "POST"])
@signed_in
def procedure_add(request: HttpRequest, pk: int) -> HttpResponse:
    """A new procedure, or a new version of one (`?dari=` its number)."""
    person = person_of(request)
    agency = found(agencies_for(person, Doing.REGISTER), pk=pk)
    profile = load(agency.government.profile)
    form = ProcedureForm(request.POST or None, profile=profile, initial=_from(request, agency))
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        made = actions.draft_procedure(
            agency=agency, number=data["number"], title=data["title"], version=data["version"], steps=form.steps(),
            by=person,
        )  # fmt: skip
        messages.success(request, gettext("Konsep tersimpan. Unggah salinan bertanda tangan agar berlaku."))
        return redirect("procedure", pk=made.pk)
    page = {"form": form, "title": profile.terms.procedure, "agency": agency}
    return render(request, "register/form.html", page)


def _from(request: HttpRequest, agency: Agency) -> dict[str, Any]:
    earlier = agency.procedures.filter(pk=request.GET.get("dari", "") or 0) if _number(request) else None
    one = earlier.first() if earlier is not None else None
    if one is None:
        return {"version": 1}
    steps = {f"step_{code}": place for code, place in one.steps.items()}
    return {"number": one.number, "title": one.title, "version": one.version + 1, **steps}


def _number(request: HttpRequest) -> bool:
    text = request.GET.get("dari", "")
    return text.isdigit() and len(text) < 12


def _mine(person: Person, pk: int) -> Procedure:
    mine = agencies_for(person, Doing.REGISTER)
    return found(Procedure.objects.filter(agency__in=mine).select_related("agency__government"), pk=pk)


@require_POST
@signed_in
def procedure_set(request: HttpRequest, pk: int) -> HttpResponseRedirect:
    """The signed copy is uploaded."""
    person = person_of(request)
    one = _mine(person, pk)
    form = SetForm(request.POST, request.FILES, profile=load(one.agency.government.profile))
    if not form.is_valid():
        for errors in form.errors.values():
            messages.error(request, str(errors[0]))
        return redirect("procedure", pk=one.pk)
    actions.set_procedure(procedure=one, by=person, **form.cleaned_data)
    messages.success(request, gettext("Prosedur berlaku menurut tanggalnya."))
    return redirect("procedure", pk=one.pk)


@require_POST
@signed_in
def procedure_review(request: HttpRequest, pk: int) -> HttpResponseRedirect:
    """It was looked at today."""
    person = person_of(request)
    one = _mine(person, pk)
    day = today(one.agency.government)
    actions.review_procedure(procedure=one, on=day, words=request.POST.get("words", ""), by=person)
    messages.success(request, gettext("Tinjauan tercatat."))
    return redirect("procedure", pk=one.pk)


@require_POST
@signed_in
def procedure_end(request: HttpRequest, pk: int) -> HttpResponseRedirect:
    """It holds no longer after today."""
    person = person_of(request)
    one = _mine(person, pk)
    day = today(one.agency.government)
    actions.end_procedure(procedure=one, on=day, because=request.POST.get("because", ""), by=person)
    return redirect("procedure", pk=one.pk)


@require_GET
@signed_in
def procedure_file(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The signed copy, as an attachment under a plain name."""
    one = found(visible_procedures(person_of(request)), pk=pk)
    return kept_file(one.file, f"prosedur-{one.pk}.pdf")


urlpatterns = [
    path("prosedur/", procedures, name="procedures"),
    path("prosedur/<int:pk>/", procedure, name="procedure"),
    path("prosedur/baru/<int:pk>/", procedure_add, name="procedure_add"),
    path("prosedur/<int:pk>/tetapkan/", procedure_set, name="procedure_set"),
    path("prosedur/<int:pk>/tinjau/", procedure_review, name="procedure_review"),
    path("prosedur/<int:pk>/akhiri/", procedure_end, name="procedure_end"),
    path("prosedur/<int:pk>/berkas/", procedure_file, name="procedure_file"),
]
