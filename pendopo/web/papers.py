"""The paper of a decree: its wording, the file to sign, the template of the government, what ends soon and its successor."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.text import slugify
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from pendopo.later import later
from pendopo.registry.models import Agency, Decree
from pendopo.registry.papers import actions, letterheads, pdf
from pendopo.registry.papers.bases import bases_for, warning_of
from pendopo.registry.papers.build import office_on_paper, sheet_of
from pendopo.registry.papers.models import AgencyLetterhead, Letterhead, Paper
from pendopo.registry.papers.queries import endings, leaving, next_number, template_of
from pendopo.registry.papers.sheet import Sheet
from pendopo.registry.papers.wording import lines_of
from pendopo.registry.queries import agencies_for, government_of, today, visible_decrees
from pendopo.registry.rules import Doing
from pendopo.regulation.profile import load
from pendopo.web.access import found, person_of, signed_in
from pendopo.web.decrees import mine
from pendopo.web.downloads import download, kept_file
from pendopo.web.register import day_field

if TYPE_CHECKING:
    from pendopo.registry.papers import word
else:
    word = later("pendopo.registry.papers.word")

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
FILES: dict[str, tuple[str, Callable[[Sheet], bytes]]] = {
    "pdf": ("application/pdf", pdf.render),
    "docx": (WORD, lambda sheet: word.render(sheet)),
}


def many_lines(label: Any, rows: int, *, required: bool = True, hint: Any = "") -> forms.CharField:
    """A box in which every line is a point."""
    return forms.CharField(label=label, required=required, help_text=hint, widget=forms.Textarea(attrs={"rows": rows}))


class WordsForm(forms.Form):
    """The wording; the bases are asked beside it, each with its state."""

    considerations = many_lines(_("Menimbang"), 7, hint=_("Satu butir satu baris; huruf a, b, c dibubuhkan sendiri."))
    clauses = many_lines(
        _("Diktum sesudah MEMUTUSKAN"),
        14,
        hint=_("Satu diktum satu baris; KESATU, KEDUA dan seterusnya dibubuhkan sendiri."),
    )
    copies = many_lines(_("Tembusan"), 3, required=False, hint=_("Satu penerima satu baris."))
    place = forms.CharField(label=_("Ditetapkan di"), max_length=80)
    dated = day_field(_("Tanggal penetapan"), required=False)
    basis_note = forms.CharField(
        label=_("Alasan mengutip dasar hukum yang ditandai"), max_length=300, required=False,
        help_text=_("Tercatat di jurnal, tidak dicetak."),
    )  # fmt: skip
    makes_official = forms.BooleanField(
        label=_("Akun usulan menjadi resmi begitu salinan bertanda tangan diunggah"), required=False
    )


@require_http_methods(["GET", "POST"])
@signed_in
def decree_words(request: HttpRequest, pk: int) -> HttpResponse:
    """The wording of a decree that is not signed yet."""
    person = person_of(request)
    one = mine(person, pk)
    if one.state != "draft":
        return redirect("decree", pk=one.pk)
    paper = Paper.objects.filter(decree=one).first() or actions.usual_paper(one)
    form = WordsForm(request.POST or None, initial={
        "considerations": "\n".join(paper.considerations), "clauses": "\n".join(paper.clauses),
        "copies": "\n".join(paper.copies), "place": paper.place, "dated": paper.dated,
        "basis_note": paper.basis_note, "makes_official": paper.makes_official,
    })  # fmt: skip
    rows, extra = _basis_rows(request, one, paper)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        chosen = [(row["code"], row["text"]) for row in rows if row["chosen"]]
        actions.write(decree=one, by=person, words=actions.Words(
            lines_of(data["considerations"]), [*chosen, *(("", text) for text in lines_of(extra))],
            lines_of(data["clauses"]), lines_of(data["copies"]), data["place"], data["dated"], data["basis_note"],
            data["makes_official"],
        ))  # fmt: skip
        messages.success(request, gettext("Naskah tersimpan. Periksa PDF-nya sebelum ditandatangani."))
        return redirect("decree", pk=one.pk)
    page = {"form": form, "decree": one, "agency": one.agency, "rows": rows, "extra": extra}
    return render(request, "register/decree_words.html", page)


def _basis_rows(request: HttpRequest, one: Decree, paper: Paper) -> tuple[list[dict[str, Any]], str]:
    """Each basis with its state, whether it is cited, and the text that is printed; and those typed by hand."""
    government = one.agency.government
    months = load(government.profile).targets.basis_check_months
    cited = {code: text for code, text in paper.bases if code}
    known = bases_for(government)
    posted = request.method == "POST"
    rows = [
        {
            "code": basis.code, "label": basis.label, "state": basis.state, "status": basis.status, "note": basis.note,
            "warning": warning_of(basis, today(government), months),
            "chosen": f"cite_{basis.code}" in request.POST if posted else basis.code in cited,
            "text": request.POST.get(f"text_{basis.code}", "") if posted else cited.get(basis.code, basis.text),
        }
        for basis in known
    ]  # fmt: skip
    codes = {basis.code for basis in known}
    loose = "\n".join(text for code, text in paper.bases if code not in codes)
    return rows, request.POST.get("extra", "") if posted else loose


@require_GET
@signed_in
def decree_paper(request: HttpRequest, pk: int, form: str) -> HttpResponse:
    """The paper as PDF or DOCX, for signing outside."""
    one = found(visible_decrees(person_of(request)), pk=pk)
    paper = (
        Paper.objects.filter(decree=one).select_related("decree__agency__government", "decree__signer__person").first()
    )
    if form not in FILES or paper is None:
        raise Http404
    kind, renderer = FILES[form]
    name = f"keputusan-{slugify(one.agency.short_name)}-{one.pk}.{form}"
    return download(renderer(sheet_of(paper)), kind, name, inline=form == "pdf")


@require_POST
@signed_in
def decree_succeed(request: HttpRequest, pk: int) -> HttpResponse:
    """One click: the draft that follows."""
    person = person_of(request)
    made = actions.succeed(decree=mine(person, pk), by=person)
    messages.success(
        request, gettext("Konsep penerus siap: akun, orang dan naskahnya disalin. Periksa, lalu tandatangani.")
    )
    return redirect("decree", pk=made.pk)


@require_GET
@signed_in
def decrees_ending(request: HttpRequest) -> HttpResponse:
    """Decrees and appointments that end within the profile's days."""
    person = person_of(request)
    government = government_of(person)
    page: dict[str, Any] = {"rows": [], "people": [], "days": 30}
    if government is not None:
        days = load(government.profile).targets.decree_alert_days
        page = {"rows": endings(person, government), "people": leaving(person, government), "days": days}
    return render(request, "register/ending.html", page)


class TemplateForm(forms.Form):
    """The template of a government's papers."""

    crest = forms.FileField(
        label=_("Lambang daerah"), required=False, help_text=_("PNG atau JPEG, paling besar 2 MB. Kosongkan bila tidak diganti."),
        widget=forms.ClearableFileInput(attrs={"accept": "image/png,image/jpeg"}),
    )  # fmt: skip
    pattern = forms.CharField(
        label=_("Pola nomor"), max_length=120,
        help_text=_("Boleh memuat {klasifikasi}, {nomor}, {unit}, {bulan}, {bulan_romawi}, {tahun}."),
    )  # fmt: skip
    classification = forms.CharField(label=_("Kode klasifikasi"), max_length=30, required=False)
    place = forms.CharField(label=_("Tempat penetapan"), max_length=80)
    opening = forms.CharField(label=_("Kalimat pembuka"), max_length=120, required=False)
    size = forms.ChoiceField(label=_("Ukuran kertas"), choices=Letterhead.Size.choices)
    clauses = many_lines(
        _("Diktum tetap"),
        3,
        required=False,
        hint=_("Diktum yang selalu ikut, satu baris satu diktum; sebelum diktum biaya."),
    )
    copies = many_lines(_("Tembusan tetap"), 3, required=False)


@require_http_methods(["GET", "POST"])
@signed_in
def letterhead(request: HttpRequest) -> HttpResponse:
    """The government's template, kept by those who keep its register."""
    person = person_of(request)
    home = found(agencies_for(person, Doing.REGISTER), coordinates=True)
    kept = template_of(home.government)
    names = ("pattern", "classification", "place", "opening", "size", "clauses", "copies")
    form = TemplateForm(
        request.POST or None, request.FILES or None, initial={name: getattr(kept, name) for name in names}
    )
    if request.method == "POST" and form.is_valid():
        values = letterheads.Template(**{name: form.cleaned_data[name] for name in names})
        letterheads.set_template(
            government=home.government, beside=home, template=values, by=person, crest=form.cleaned_data["crest"]
        )
        messages.success(request, gettext("Templat tersimpan. Berlaku untuk konsep yang dibuat sesudah ini."))
        return redirect("letterhead")
    page = {"form": form, "kept": kept, "home": home, "next": next_number(home, today(home.government))}
    return render(request, "register/letterhead.html", page)


@require_GET
@signed_in
def crest(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The crest, for whoever sees the government's papers."""
    rows = Letterhead.objects.filter(government__agencies__in=agencies_for(person_of(request))).distinct()
    one = found(rows, pk=pk)
    return kept_file(one.crest, f"lambang-{one.pk}.png", "image/png", inline=True)


class AgencyLetterheadForm(forms.Form):
    """What an agency adds to the template."""

    head_office = forms.CharField(
        label=_("Sebutan kepala di naskah"), max_length=200, required=False,
        help_text=_("Misalnya Camat Kademangan. Kosong: Kepala, lalu nama instansi."),
    )  # fmt: skip
    unit = forms.CharField(label=_("Kode unit dalam nomor"), max_length=40, required=False)
    lines = many_lines(_("Baris alamat di kop"), 3, required=False, hint=_("Jalan, telepon, laman, surel dinas."))


@require_http_methods(["GET", "POST"])
@signed_in
def agency_letterhead(request: HttpRequest, pk: int) -> HttpResponse:
    """Address lines, unit code and the head's title of one agency."""
    person = person_of(request)
    one: Agency = found(agencies_for(person, Doing.REGISTER), pk=pk)
    kept = AgencyLetterhead.objects.filter(agency=one).first() or AgencyLetterhead(agency=one)
    start = {"head_office": kept.head_office, "unit": kept.unit, "lines": kept.lines}
    form = AgencyLetterheadForm(request.POST or None, initial=start)
    form.fields["head_office"].widget.attrs["placeholder"] = office_on_paper(one)
    if request.method == "POST" and form.is_valid():
        letterheads.set_agency_letterhead(agency=one, by=person, **form.cleaned_data)
        messages.success(request, gettext("Kop instansi tersimpan."))
        return redirect("agency", pk=one.pk)
    return render(request, "register/form.html", {"form": form, "title": _("Kop instansi"), "agency": one})


urlpatterns = [
    path("keputusan/akan-berakhir/", decrees_ending, name="decrees_ending"),
    path("keputusan/templat/", letterhead, name="letterhead"),
    path("keputusan/lambang/<int:pk>/", crest, name="crest"),
    path("keputusan/kop/<int:pk>/", agency_letterhead, name="agency_letterhead"),
    path("keputusan/<int:pk>/naskah/", decree_words, name="decree_words"),
    path("keputusan/<int:pk>/naskah.<str:form>", decree_paper, name="decree_paper"),
    path("keputusan/<int:pk>/penerus/", decree_succeed, name="decree_succeed"),
]
