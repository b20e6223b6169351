"""What people add to the figures: counts read on the platforms, obstacles, and recommendations to their result."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.contrib import messages as said
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from pendopo.insight import actions, counts
from pendopo.insight.models import Count, Obstacle, Recommendation
from pendopo.insight.queries import (
    visible_closings,
    visible_obstacles,
    visible_recommendations,
)
from pendopo.people.models import Person
from pendopo.publishing.models import Message
from pendopo.registry.models import Agency, OfficialAccount
from pendopo.registry.queries import agencies_for, may
from pendopo.registry.rules import Doing
from pendopo.web.access import found, person_of, signed_in
from pendopo.web.register import day_field


class CountForm(forms.Form):
    """One counted thing of one account."""

    account = forms.ModelChoiceField(
        label=_("Akun"), queryset=OfficialAccount.objects.none(), empty_label=_("Pilih akun")
    )
    name = forms.ChoiceField(label=_("Yang dihitung"), choices=Count.Name.choices)
    on = day_field(_("Pada tanggal"))
    value = forms.IntegerField(label=_("Jumlah"), min_value=0, max_value=10**15)
    source = forms.CharField(
        label=_("Sumber"), max_length=200, help_text=_("Misalnya halaman akun, Instagram Insights.")
    )

    def __init__(self, *args: Any, accounts: QuerySet[OfficialAccount], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["account"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = accounts


class ObstacleForm(forms.Form):
    """What stood in the way."""

    agency = forms.ModelChoiceField(label=_("Instansi"), queryset=Agency.objects.none(), empty_label=None)
    on = day_field(_("Tanggal"))
    origin = forms.ChoiceField(label=_("Asal"), choices=Obstacle.Origin.choices)
    text = forms.CharField(label=_("Kendala"), widget=forms.Textarea(attrs={"rows": 3}), max_length=5000)

    def __init__(self, *args: Any, agencies: QuerySet[Agency], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["agency"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = agencies


class RecommendForm(forms.Form):
    """Advice."""

    agency = forms.ModelChoiceField(label=_("Instansi"), queryset=Agency.objects.none(), empty_label=None)
    text = forms.CharField(label=_("Rekomendasi"), widget=forms.Textarea(attrs={"rows": 3}), max_length=5000)
    addressee = forms.CharField(label=_("Ditujukan kepada"), max_length=200)
    due = day_field(_("Tenggat"))

    def __init__(self, *args: Any, agencies: QuerySet[Agency], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["agency"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = agencies


@require_http_methods(["GET", "POST"])
@signed_in
def counts_page(request: HttpRequest) -> HttpResponse:
    """Followers, shares and the like, by form or by CSV with a preview."""
    person = person_of(request)
    accounts = OfficialAccount.objects.filter(agency__in=agencies_for(person, Doing.CLOSE_MONTH), state="official")
    accounts = accounts.select_related("agency__government").order_by("name")
    form = CountForm(request.POST if "one" in request.POST else None, accounts=accounts)
    rows: list[counts.Row] = []
    text = ""
    if request.method == "POST" and "one" in request.POST and form.is_valid():
        actions.count(by=person, **form.cleaned_data)
        said.success(request, gettext("Angka tersimpan."))
        return redirect("counts")
    if request.method == "POST" and "one" not in request.POST:
        upload = request.FILES.get("file")
        content = upload.read() if upload is not None else request.POST.get("text", "").encode()
        rows, text = counts.read((upload and upload.name) or "", content, list(accounts))
        if "enter" in request.POST:
            number = counts.enter(rows, by=person)
            said.success(request, gettext("%(number)s angka tersimpan.") % {"number": number})
            return redirect("counts")
    latest = (
        Count.objects.filter(account__agency__in=agencies_for(person)).select_related("account").order_by("-on", "-pk")
    )
    page = {
        "form": form, "rows": rows, "text": text, "sound": bool(rows) and not any(row.problem for row in rows),
        "latest": latest[:40], "tab": "counts", "may_count": accounts.exists(), "columns": ";".join(counts.COLUMNS),
    }  # fmt: skip
    return render(request, "insight/counts.html", page)


@require_http_methods(["GET", "POST"])
@signed_in
def obstacles(request: HttpRequest) -> HttpResponse:
    """The log of obstacles."""
    person = person_of(request)
    agencies = agencies_for(person, Doing.RECORD)
    form = ObstacleForm(request.POST or None, agencies=agencies, initial={"on": date.today()})  # noqa: DTZ011
    if request.method == "POST" and form.is_valid():
        actions.note_obstacle(by=person, **form.cleaned_data)
        said.success(request, gettext("Kendala tercatat."))
        return redirect("obstacles")
    rows = visible_obstacles(person).order_by("-on", "-pk")[:200]
    page = {"form": form, "rows": rows, "tab": "obstacles", "may_note": agencies.exists()}
    return render(request, "insight/obstacles.html", page)


@require_http_methods(["GET", "POST"])
@signed_in
def recommendations(request: HttpRequest) -> HttpResponse:
    """Recommendations from proposal to result."""
    person = person_of(request)
    agencies = agencies_for(person, Doing.CLOSE_MONTH)
    month = request.GET.get("sari", "")
    closing = found(visible_closings(person), pk=month) if month else None
    form = RecommendForm(
        request.POST or None, agencies=agencies, initial={"agency": closing.agency if closing else None}
    )
    if request.method == "POST" and form.is_valid():
        actions.recommend(by=person, closing=closing, **form.cleaned_data)
        said.success(request, gettext("Rekomendasi diusulkan dan menunggu keputusan kepala."))
        return redirect("closing", pk=closing.pk) if closing else redirect("recommendations")
    rows = visible_recommendations(person).order_by("-created_at")[:200]
    groups = [
        (state, label, [_shown(one, person) for one in rows if one.state == state])
        for state, label in Recommendation.machine.choices
    ]
    page = {"form": form, "groups": groups, "tab": "recommendations", "may_add": agencies.exists(), "closing": closing}
    return render(request, "insight/recommendations.html", page)


def _shown(one: Recommendation, person: Person) -> dict[str, Any]:
    mine = may(person, Doing.CLOSE_MONTH, one.agency) and one.state in {"accepted", "done"}
    published = Message.objects.filter(agency=one.agency, state="published").order_by("-published_at")
    return {
        "it": one, "may_decide": one.state == "proposed" and may(person, Doing.DECIDE, one.agency), "may_finish": mine,
        "messages": list(published[:30]) if mine else [],
    }  # fmt: skip


def _recommendation(request: HttpRequest, pk: int) -> Recommendation:
    return found(visible_recommendations(person_of(request)), pk=pk)


@require_POST
@signed_in
def recommendation_decide(request: HttpRequest, pk: int) -> HttpResponseRedirect:
    """Yes or no."""
    accept, because = request.POST.get("accept") == "1", request.POST.get("because", "")
    actions.decide(recommendation=_recommendation(request, pk), accept=accept, because=because, by=person_of(request))
    said.success(request, gettext("Keputusan tercatat."))
    return redirect("head" if request.POST.get("next") == "head" else "recommendations")


@require_POST
@signed_in
def recommendation_finish(request: HttpRequest, pk: int) -> HttpResponseRedirect:
    """What was done, and the message that tells the public."""
    one, person = _recommendation(request, pk), person_of(request)
    chosen = request.POST.get("message", "")
    message = found(Message.objects.filter(agency=one.agency, state="published"), pk=chosen) if chosen else None
    if one.state == "done" and message is not None:
        actions.tell_public(recommendation=one, message=message, by=person)
    else:
        actions.finish(recommendation=one, result=request.POST.get("result", ""), message=message, by=person)
    said.success(request, gettext("Hasilnya tercatat."))
    return redirect("recommendations")


urlpatterns = [
    path("masukan/angka/", counts_page, name="counts"),
    path("masukan/kendala/", obstacles, name="obstacles"),
    path("masukan/rekomendasi/", recommendations, name="recommendations"),
    path("masukan/rekomendasi/<int:pk>/putuskan/", recommendation_decide, name="recommendation_decide"),
    path("masukan/rekomendasi/<int:pk>/hasil/", recommendation_finish, name="recommendation_finish"),
]
