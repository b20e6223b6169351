"""The tree of agencies, and how it changes: names, places in the tree, mergers and closures, the coordinating agency."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from pendopo.people.models import Person
from pendopo.referral.takeover import carry_out, predecessors
from pendopo.registry.models import Agency
from pendopo.registry.queries import agencies_for, today
from pendopo.registry.rules import Doing
from pendopo.registry.structure import actions
from pendopo.registry.structure.models import Ending
from pendopo.registry.structure.queries import below, tree_of, visible_endings
from pendopo.regulation.profile import load
from pendopo.web.access import found, person_of, signed_in
from pendopo.web.register import day_field


class NameForm(forms.Form):
    """A new name."""

    name = forms.CharField(label=_("Nama baru"), max_length=200)
    short_name = forms.CharField(label=_("Nama pendek baru"), max_length=60)
    on = day_field(_("Berlaku mulai"))
    because = forms.CharField(label=_("Dasar"), max_length=300, help_text=_("Nomor peraturan yang mengubah namanya."))


class PlaceForm(forms.Form):
    """A place in the tree."""

    parent = forms.ModelChoiceField(
        label=_("Induk"), queryset=Agency.objects.none(), required=False, empty_label=_("Tanpa induk, di puncak")
    )
    because = forms.CharField(label=_("Dasar"), max_length=300, required=False)

    def __init__(self, *args: Any, agency: Agency, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        parent = self.fields["parent"]
        assert isinstance(parent, forms.ModelChoiceField)
        active = Agency.objects.filter(government=agency.government_id, closed_on=None).order_by("name")
        # What stands below is not offered, and refused by the register all the same.
        parent.queryset = active if self.is_bound else active.exclude(pk__in=below(agency))


class EndingForm(forms.Form):
    """A merger or closure."""

    kind = forms.ChoiceField(label=_("Yang terjadi"), choices=Ending.Kind.choices)
    on = day_field(_("Hari pertama tanpa instansi ini"))
    successor = forms.ModelChoiceField(
        label=_("Penerus"), queryset=Agency.objects.none(), empty_label=_("Pilih instansi"),
        help_text=_("Menerima akun, kasus dan rujukan yang terbuka, serta laporan yang terutang."),
    )  # fmt: skip
    because = forms.CharField(label=_("Dasar"), max_length=300, help_text=_("Nomor peraturan atau keputusan."))

    def __init__(self, *args: Any, agency: Agency, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        successor = self.fields["successor"]
        assert isinstance(successor, forms.ModelChoiceField)
        active = Agency.objects.filter(government=agency.government_id, closed_on=None)
        successor.queryset = active.exclude(pk=agency.pk).order_by("name")


class CoordinationForm(forms.Form):
    """Handing over the coordination."""

    because = forms.CharField(label=_("Dasar"), max_length=300, required=False)
    hand_over = forms.BooleanField(
        label=_("Serah terima: dinas pengampu yang sekarang berhenti mengampu."), required=False
    )


def _kept(person: Person, pk: int) -> Agency:
    """An agency whose government's register the person keeps (at the coordinating agency)."""
    one = found(agencies_for(person, Doing.REGISTER).select_related("government", "parent"), pk=pk)
    if not _keeps(person, one):
        raise Http404
    return one


def _keeps(person: Person, agency: Agency) -> bool:
    """Does the person keep the register of the whole government?"""
    kept = agencies_for(person, Doing.REGISTER).filter(government=agency.government_id)
    home = Agency.objects.filter(government=agency.government_id, coordinates=True, closed_on=None)
    return kept.filter(pk__in=home).exists() or not home.exists()


@require_GET
@signed_in
def tree(request: HttpRequest) -> HttpResponse:
    """All agencies under their parents; closed ones with who took over."""
    person = person_of(request)
    rows = agencies_for(person).select_related("successor")
    active = [one for one in rows if one.closed_on is None]
    kinds = {kind.code: gettext(kind.label) for one in active[:1] for kind in load(one.government.profile).agency_kinds}
    return render(request, "structure/tree.html", {
        "nodes": [(node, kinds.get(node.agency.kind, node.agency.kind)) for node in tree_of(active)],
        "closed": sorted((one for one in rows if one.closed_on), key=lambda one: (one.closed_on, one.name), reverse=True),
        "planned": visible_endings(person).filter(state="planned").order_by("on"),
        "can": bool(active) and _keeps(person, active[0]),
    })  # fmt: skip


@require_GET
@signed_in
def agency_history(request: HttpRequest, pk: int) -> HttpResponse:
    """What an agency was called, what it took over, what is planned; and the forms that change it."""
    person = person_of(request)
    one = found(agencies_for(person).select_related("government", "parent", "successor"), pk=pk)
    seen = visible_endings(person)
    return render(request, "structure/history.html", {
        "agency": one, "names": one.former_names.all(), "endings": seen.filter(agency=one),
        "took_over": predecessors(one), "children": one.children.filter(closed_on=None),
        "can": _keeps(person, one) and agencies_for(person, Doing.REGISTER).filter(pk=one.pk).exists(),
    })  # fmt: skip


@require_http_methods(["GET", "POST"])
@signed_in
def agency_rename(request: HttpRequest, pk: int) -> HttpResponse:
    """A new name from a day."""
    person = person_of(request)
    one = _kept(person, pk)
    start = {"name": one.name, "short_name": one.short_name, "on": today(one.government)}
    form = NameForm(request.POST or None, initial=start)
    if request.method == "POST" and form.is_valid():
        actions.rename(agency=one, by=person, **form.cleaned_data)
        messages.success(request, gettext("Nama baru tercatat. Surat dan laporan lama tetap memakai nama lama."))
        return redirect("agency_history", pk=one.pk)
    return render(request, "register/form.html", {"form": form, "title": _("Ganti nama instansi"), "agency": one})


@require_http_methods(["GET", "POST"])
@signed_in
def agency_move(request: HttpRequest, pk: int) -> HttpResponse:
    """Another parent."""
    person = person_of(request)
    one = _kept(person, pk)
    form = PlaceForm(request.POST or None, agency=one, initial={"parent": one.parent_id})
    if request.method == "POST" and form.is_valid():
        actions.set_parent(agency=one, by=person, **form.cleaned_data)
        messages.success(request, gettext("Susunan instansi berubah."))
        return redirect("agency_tree")
    return render(request, "register/form.html", {"form": form, "title": _("Pindahkan dalam susunan"), "agency": one})


@require_http_methods(["GET", "POST"])
@signed_in
def agency_end(request: HttpRequest, pk: int) -> HttpResponse:
    """A merger or closure, carried out at once when its day has come."""
    person = person_of(request)
    one = _kept(person, pk)
    form = EndingForm(request.POST or None, agency=one, initial={"on": today(one.government)})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        planned = actions.Planned(data["kind"], data["on"], data["because"])
        made = actions.plan_ending(agency=one, successor=data["successor"], planned=planned, by=person)
        carry_out(timezone.now())
        made.refresh_from_db()
        done = gettext("Terlaksana: akun, kasus, rujukan dan laporan kini pada penerusnya.")
        later = gettext("Direncanakan. Pada harinya semua beralih dengan sendirinya.")
        messages.success(request, done if made.state == "done" else later)
        return redirect("agency_history", pk=one.pk)
    return render(request, "structure/end.html", {"form": form, "agency": one})


@require_POST
@signed_in
def ending_cancel(request: HttpRequest, pk: int) -> HttpResponseRedirect:
    """A plan is called off, with the reason."""
    person = person_of(request)
    kept = agencies_for(person, Doing.REGISTER)
    one = found(Ending.objects.filter(agency__in=kept).select_related("agency__government"), pk=pk)
    actions.cancel_ending(ending=one, because=request.POST.get("because", ""), by=person)
    messages.success(request, gettext("Rencana dibatalkan."))
    return redirect("agency_history", pk=one.agency_id)


@require_http_methods(["GET", "POST"])
@signed_in
def agency_coordinates(request: HttpRequest, pk: int) -> HttpResponse:
    """This agency coordinates from now on; the one before hands over."""
    person = person_of(request)
    one = _kept(person, pk)
    form = CoordinationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.make_coordinating(agency=one, by=person, **form.cleaned_data)
        messages.success(request, gettext("Dinas pengampu berganti."))
        return redirect("agency_tree")
    return render(request, "register/form.html", {"form": form, "title": _("Jadikan dinas pengampu"), "agency": one})


urlpatterns = [
    path("daftar/pohon/", tree, name="agency_tree"),
    path("daftar/<int:pk>/riwayat/", agency_history, name="agency_history"),
    path("daftar/<int:pk>/nama/", agency_rename, name="agency_rename"),
    path("daftar/<int:pk>/induk/", agency_move, name="agency_move"),
    path("daftar/<int:pk>/berakhir/", agency_end, name="agency_end"),
    path("daftar/berakhir/<int:pk>/batal/", ending_cancel, name="ending_cancel"),
    path("daftar/<int:pk>/pengampu/", agency_coordinates, name="agency_coordinates"),
]
