"""The regulation itself: its contents, a page for each article, loading its text; and the register of legal bases."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from pendopo.registry.law import actions, reader
from pendopo.registry.law.models import LegalBasis
from pendopo.registry.law.queries import bases_of, home_for, lacking, text_of
from pendopo.registry.models import Government
from pendopo.registry.queries import NotAllowed, government_of, today
from pendopo.regulation.profile import load
from pendopo.regulation.text import parse
from pendopo.web.access import person_of, signed_in
from pendopo.web.downloads import download
from pendopo.web.register import day_field

NOT_KEEPER = "Naskah dan dasar hukum dipelihara dinas pengampu. Minta analis atau admin di sana."


class TextForm(forms.Form):
    """A plain text of the regulation."""

    text = forms.FileField(
        label=_("Naskah peraturan (.txt)"),
        help_text=_("Teks biasa, UTF-8, paling besar 2 MB. Tiap pasal pada barisnya sendiri."),
    )


class LookForm(forms.Form):
    """What was found of a legal basis."""

    status = forms.ChoiceField(
        label=_("Keadaan"), widget=forms.RadioSelect,
        choices=[one for one in LegalBasis.Status.choices if one[0] != LegalBasis.Status.UNKNOWN],
    )  # fmt: skip
    on = day_field(_("Diperiksa pada"))
    words = forms.CharField(
        label=_("Catatan"), required=False, widget=forms.Textarea(attrs={"rows": 2}), max_length=2000,
        help_text=_("Bila diubah atau dicabut: dengan peraturan apa."),
    )  # fmt: skip


class BasisForm(forms.Form):
    """A legal basis that the regulation does not name."""

    label = forms.CharField(label=_("Sebutan"), max_length=120, help_text=_("Misalnya UU 27/2022."))
    title = forms.CharField(label=_("Tentang"), max_length=300)


def _government(request: HttpRequest) -> Government:
    government = government_of(person_of(request))
    if government is None:
        raise Http404
    return government


@require_GET
@signed_in
def law(request: HttpRequest) -> HttpResponse:
    """The table of contents, and whether the government's own text is there."""
    government = _government(request)
    profile, kept = load(government.profile), text_of(government)
    parsed = parse(kept.raw) if kept else None
    return render(request, "law/contents.html", {
        "profile": profile, "kept": kept, "parsed": parsed, "chapters": reader.contents(profile, parsed),
        "missing": lacking(profile, parsed) if parsed else (), "keeps": home_for(person_of(request)) is not None,
        "zone": government.zone, "pairs": profile.citation_pairs,
    })  # fmt: skip


@require_GET
@signed_in
def law_article(request: HttpRequest, slug: str) -> HttpResponse:
    """One article: its text where it is loaded, what the program draws from it, and how slips are read."""
    government = _government(request)
    profile, kept = load(government.profile), text_of(government)
    found = reader.page(profile, parse(kept.raw) if kept else None, slug)
    if found is None:
        raise Http404
    return render(request, "law/article.html", {
        "page": found, "profile": profile, "kept": kept, "keeps": home_for(person_of(request)) is not None,
    })  # fmt: skip


@require_http_methods(["GET", "POST"])
@signed_in
def law_load(request: HttpRequest) -> HttpResponse:
    """Load the text of the regulation; by those who keep the register of the whole government."""
    person, government = person_of(request), _government(request)
    home = home_for(person)
    if home is None:
        raise NotAllowed(NOT_KEEPER)
    form = TextForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        _kept, parsed = actions.load_upload(home=home, upload=form.cleaned_data["text"], by=person)
        said = gettext("Naskah termuat: %(number)s pasal dan bagian.") % {"number": len(parsed.articles)}
        messages.success(request, said)
        return redirect("law")
    return render(request, "law/load.html", {
        "form": form, "kept": text_of(government), "zone": government.zone, "profile": load(government.profile),
    })  # fmt: skip


@require_GET
@signed_in
def law_raw(request: HttpRequest) -> HttpResponse:
    """The file as it was loaded."""
    government = _government(request)
    kept = text_of(government)
    if kept is None:
        raise Http404
    return download(kept.raw, "text/plain; charset=utf-8", f"naskah-{kept.profile}.txt")


@require_http_methods(["GET", "POST"])
@signed_in
def bases(request: HttpRequest) -> HttpResponse:
    """Every legal basis with its state and when it was looked at; one can be added."""
    person, government = person_of(request), _government(request)
    home, form = home_for(person), BasisForm(request.POST or None)
    if request.method == "POST":
        if home is None:
            raise NotAllowed(NOT_KEEPER)
        if form.is_valid():
            made = actions.add_basis(home=home, by=person, **form.cleaned_data)
            return redirect("basis", code=made.code)
    rows, profile = bases_of(government), load(government.profile)
    return render(request, "law/bases.html", {
        "rows": rows, "form": form, "keeps": home is not None, "profile": profile,
        "old": [one for one in rows if one.status == LegalBasis.Status.UNKNOWN or one.checked_on is None],
        "revoked": [one for one in rows if one.status == LegalBasis.Status.REVOKED],
    })  # fmt: skip


@require_http_methods(["GET", "POST"])
@signed_in
def basis(request: HttpRequest, code: str) -> HttpResponse:
    """One legal basis: its history, and a form to say what was found today."""
    person, government = person_of(request), _government(request)
    one = next((each for each in bases_of(government) if each.code == code), None)
    if one is None:
        raise Http404
    home = home_for(person)
    start: dict[str, Any] = {"on": today(government), "words": one.note}
    if one.status != LegalBasis.Status.UNKNOWN:
        start["status"] = one.status
    form = LookForm(request.POST or None, initial=start)
    if request.method == "POST":
        if home is None:
            raise NotAllowed(NOT_KEEPER)
        if form.is_valid():
            actions.look_at_basis(home=home, code=code, by=person, **form.cleaned_data)
            messages.success(request, gettext("Pemeriksaan tercatat."))
            return redirect(f"{reverse('bases')}#{code}")
    return render(request, "law/basis.html", {"basis": one, "form": form, "keeps": home is not None})


urlpatterns = [
    path("peraturan/", law, name="law"),
    path("peraturan/muat/", law_load, name="law_load"),
    path("peraturan/naskah.txt", law_raw, name="law_raw"),
    path("peraturan/<slug:slug>/", law_article, name="law_article"),
    path("dasar-hukum/", bases, name="bases"),
    path("dasar-hukum/<slug:code>/", basis, name="basis"),
]
