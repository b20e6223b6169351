"""Means and money: a year's devices, outages, budget lines with what was spent, each by agency and year."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from pendopo.people.models import Person
from pendopo.registry.means import actions
from pendopo.registry.means.models import Device, Outage
from pendopo.registry.means.queries import (
    devices_of,
    lines_of,
    outages_of,
    share_of,
    totals,
    visible_costs,
    visible_devices,
    visible_outages,
)
from pendopo.registry.means.rules import amount_of
from pendopo.registry.models import Agency
from pendopo.registry.queries import agencies_for, government_of, may, today
from pendopo.registry.rules import Doing
from pendopo.regulation.profile import load
from pendopo.web.access import found, person_of, signed_in
from pendopo.web.register import day_field


class MoneyField(forms.CharField):
    """An amount as people write it, as whole rupiah."""

    def clean(self, value: Any) -> Any:
        """The number, or what is wrong."""
        text = super().clean(value)
        number = amount_of(text)
        if number is None:
            raise forms.ValidationError(gettext("Tulis jumlah rupiah, misalnya 48.000.000."))
        return number


class DeviceForm(forms.Form):
    """A device, or several alike."""

    kind = forms.ChoiceField(label=_("Jenis"), choices=Device.Kind.choices)
    name = forms.CharField(label=_("Sebutan"), max_length=120, help_text=_("Misalnya «Ponsel petugas Instagram»."))
    quantity = forms.IntegerField(label=_("Jumlah"), min_value=1, max_value=10_000, initial=1)
    owner = forms.ChoiceField(label=_("Kepemilikan"), choices=Device.Owner.choices)
    link = forms.ChoiceField(label=_("Jaringan"), choices=Device.Link.choices, initial=Device.Link.CELLULAR)
    backup = forms.ChoiceField(label=_("Cadangan listrik"), choices=Device.Backup.choices)
    words = forms.CharField(label=_("Catatan"), max_length=300, required=False)


def moment_field(label: Any, *, required: bool = True) -> forms.DateTimeField:
    """A date and time with the device's own calendar, in the government's zone."""
    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    return forms.DateTimeField(label=label, required=required, widget=widget, input_formats=["%Y-%m-%dT%H:%M"])


class OutageForm(forms.Form):
    """Something failed."""

    what = forms.ChoiceField(label=_("Yang terganggu"), choices=Outage.What.choices)
    started_at = moment_field(_("Mulai"))
    ended_at = moment_field(_("Pulih"), required=False)
    words = forms.CharField(label=_("Catatan"), max_length=300, required=False)


class CostForm(forms.Form):
    """A line of the budget document."""

    item = forms.CharField(label=_("Uraian"), max_length=200)
    budget_reference = forms.CharField(
        label=_("Letak dalam DPA"), max_length=200, help_text=_("Nomor DPA dan halamannya.")
    )
    sub_activity = forms.CharField(label=_("Kode sub kegiatan"), max_length=60, help_text="2.16.02.2.01.0005")
    account_code = forms.CharField(label=_("Kode rekening"), max_length=60, help_text="5.1.02.01.01.0024")
    ceiling = MoneyField(label=_("Pagu"), max_length=30)


class SpendForm(forms.Form):
    """Something was paid."""

    on = day_field(_("Tanggal"))
    amount = MoneyField(label=_("Jumlah"), max_length=30, help_text=_("Koreksi ditulis dengan tanda kurang di depan."))
    words = forms.CharField(label=_("Untuk"), max_length=300)


def _chosen(request: HttpRequest) -> tuple[Person, Agency, int, dict[str, Any]]:
    """Whose page it is and of which year, with what every page of the two needs."""
    person = person_of(request)
    government = government_of(person)
    agencies = list(agencies_for(person).filter(government=government, closed_on=None).order_by("name"))
    if government is None or not agencies:
        raise Http404
    asked, year = request.GET.get("instansi", ""), request.GET.get("tahun", "")
    home = [one for one in agencies if may(person, Doing.RECORD, one)] or agencies
    agency = next((one for one in agencies if str(one.pk) == asked), home[0])
    now = today(government).year
    shown = int(year) if year.isdigit() and 2000 <= int(year) <= 2200 else now
    return person, agency, shown, {
        "agency": agency, "year": shown, "agencies": agencies, "years": range(now - 3, now + 2), "zone": government.zone,
        "profile": load(government.profile), "can": may(person, Doing.REGISTER, agency), "this_year": now,
    }  # fmt: skip


def _back(page: str, agency: Agency, year: int) -> HttpResponseRedirect:
    return redirect(f"{reverse(page)}?instansi={agency.pk}&tahun={year}")


@require_http_methods(["GET", "POST"])
@signed_in
def means(request: HttpRequest) -> HttpResponse:
    """The devices of a year with the personal share, and the outages."""
    person, agency, year, page = _chosen(request)
    form = DeviceForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.add_device(agency=agency, year=year, by=person, **form.cleaned_data)
        messages.success(request, gettext("Perangkat tercatat."))
        return _back("means", agency, year)
    devices = list(devices_of(agency, year))
    return render(request, "means/means.html", {
        **page, "form": form, "devices": devices, "share": share_of(devices), "outages": outages_of(agency, year),
        "outage_form": OutageForm(auto_id="gangguan_%s"), "may_note": may(person, Doing.RECORD, agency),
        "last": devices_of(agency, year - 1).count() if not devices else 0,
    })  # fmt: skip


@require_POST
@signed_in
def means_copy(request: HttpRequest) -> HttpResponseRedirect:
    """Take over the year before."""
    person, agency, year, _page = _chosen(request)
    number = actions.copy_year(agency=agency, year=year, by=person)
    messages.success(request, gettext("%(number)s baris disalin. Periksa satu per satu.") % {"number": number})
    return _back("means", agency, year)


@require_POST
@signed_in
def device_remove(request: HttpRequest, pk: int) -> HttpResponseRedirect:
    """A device leaves the list."""
    one = found(visible_devices(person_of(request)), pk=pk)
    actions.remove_device(device=one, because=request.POST.get("because", ""), by=person_of(request))
    return _back("means", one.agency, one.year)


@require_POST
@signed_in
def outage_add(request: HttpRequest) -> HttpResponseRedirect:
    """Something failed."""
    person, agency, year, page = _chosen(request)
    form = OutageForm(request.POST)
    if not form.is_valid():
        for errors in form.errors.values():
            messages.error(request, str(errors[0]))
        return _back("means", agency, year)
    data = form.cleaned_data
    actions.note_outage(
        agency=agency, what=data["what"], started_at=_there(data["started_at"], page["zone"]), by=person,
        ended_at=_there(data["ended_at"], page["zone"]) if data["ended_at"] else None, words=data["words"],
    )  # fmt: skip
    messages.success(request, gettext("Gangguan tercatat; laporan tahunan menghitungnya."))
    return _back("means", agency, year)


@require_POST
@signed_in
def outage_end(request: HttpRequest, pk: int) -> HttpResponseRedirect:
    """It works again, since a moment."""
    one = found(visible_outages(person_of(request)), pk=pk)
    zone = one.agency.government.zone
    try:
        ended = _there(datetime.fromisoformat(request.POST.get("ended_at", "")), zone)
    except ValueError:
        messages.error(request, gettext("Tulis kapan pulihnya."))
        return _back("means", one.agency, one.started_at.year)
    actions.end_outage(outage=one, ended_at=ended, by=person_of(request))
    return _back("means", one.agency, one.started_at.year)


def _there(moment: datetime, zone: str) -> datetime:
    """The clock time that was typed, in the government's zone (forms know no zone but the server's)."""
    return moment.replace(tzinfo=ZoneInfo(zone))


@require_http_methods(["GET", "POST"])
@signed_in
def costs(request: HttpRequest) -> HttpResponse:
    """The budget lines of a year with ceiling, realisation and what is left."""
    person, agency, year, page = _chosen(request)
    form = CostForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.add_cost(agency=agency, year=year, by=person, **form.cleaned_data)
        messages.success(request, gettext("Baris anggaran tercatat."))
        return _back("costs", agency, year)
    lines = lines_of(agency, year)
    ceiling, spent = totals(lines)
    return render(request, "means/costs.html", {
        **page, "form": form, "lines": lines, "ceiling": ceiling, "spent": spent, "left": ceiling - spent,
    })  # fmt: skip


@require_GET
@signed_in
def cost(request: HttpRequest, pk: int) -> HttpResponse:
    """One budget line: what was spent of it, one by one."""
    person = person_of(request)
    one = found(visible_costs(person), pk=pk)
    line = next(each for each in lines_of(one.agency, one.year) if each.cost.pk == one.pk)
    return render(request, "means/cost.html", {
        "line": line, "cost": one, "agency": one.agency, "can": may(person, Doing.REGISTER, one.agency),
        "spendings": one.spendings.order_by("-on", "-pk"), "form": SpendForm(initial={"on": today(one.agency.government)}),
        "profile": load(one.agency.government.profile),
    })  # fmt: skip


@require_POST
@signed_in
def cost_spend(request: HttpRequest, pk: int) -> HttpResponseRedirect:
    """Something was paid from the line."""
    one = found(visible_costs(person_of(request)), pk=pk)
    form = SpendForm(request.POST)
    if not form.is_valid():
        for errors in form.errors.values():
            messages.error(request, str(errors[0]))
        return redirect("cost", pk=pk)
    actions.spend(cost=one, by=person_of(request), **form.cleaned_data)
    messages.success(request, gettext("Realisasi tercatat."))
    return redirect("cost", pk=pk)


@require_POST
@signed_in
def cost_ceiling(request: HttpRequest, pk: int) -> HttpResponseRedirect:
    """The budget document was changed."""
    one = found(visible_costs(person_of(request)), pk=pk)
    ceiling = amount_of(request.POST.get("ceiling", "")) or 0
    actions.change_ceiling(cost=one, ceiling=ceiling, because=request.POST.get("because", ""), by=person_of(request))
    messages.success(request, gettext("Pagu berubah."))
    return redirect("cost", pk=pk)


urlpatterns = [
    path("sarana/", means, name="means"),
    path("sarana/salin/", means_copy, name="means_copy"),
    path("sarana/<int:pk>/hapus/", device_remove, name="device_remove"),
    path("sarana/gangguan/", outage_add, name="outage_add"),
    path("sarana/gangguan/<int:pk>/pulih/", outage_end, name="outage_end"),
    path("anggaran/", costs, name="costs"),
    path("anggaran/<int:pk>/", cost, name="cost"),
    path("anggaran/<int:pk>/realisasi/", cost_spend, name="cost_spend"),
    path("anggaran/<int:pk>/pagu/", cost_ceiling, name="cost_ceiling"),
]
