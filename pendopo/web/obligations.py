"""Kewajiban saya: what I still have to read, sign or renew; the rules with their quiz; and who lacks what at an agency."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from pendopo.people.models import Person
from pendopo.registry.ethics import actions
from pendopo.registry.ethics.models import Attempt, Statement
from pendopo.registry.ethics.obligations import Manager, Sheet, quiz_share, sheets_of, sheets_of_person, statements_on
from pendopo.registry.ethics.queries import attempts_of, visible_statements
from pendopo.registry.ethics.rules import DUTIES, Obligation
from pendopo.registry.models import Agency, Government
from pendopo.registry.queries import agencies_for, government_of, may, standings, today
from pendopo.registry.rules import Doing
from pendopo.regulation.duties import AREAS, Area, duty
from pendopo.regulation.duties import duties_of as duties_in
from pendopo.regulation.nip import nip_problem
from pendopo.regulation.profile import Profile, load
from pendopo.regulation.quiz import DRAWN, PASS_MARK, questions
from pendopo.web.access import found, person_of, signed_in
from pendopo.web.register import day_field

TITLES: dict[str, Promise] = {
    "quiz": _("Membaca aturan dan lulus kuisnya"),
    "commitment": _("Pernyataan kesanggupan"),
    "pledge": _("Pakta integritas"),
    "training": _("Pelatihan dalam dua tahun terakhir"),
}
READ_FIRST: tuple[Area, ...] = ("desk", "publishing", "register", "insight", "report", "profile")
SHORT: dict[str, Promise] = {
    "quiz": _("Kuis"), "commitment": _("Kesanggupan"), "pledge": _("Pakta"), "training": _("Pelatihan"),
}  # fmt: skip
STATES: dict[str, tuple[Promise, str, str]] = {
    "done": (_("selesai"), "chip-done", "circle-check"),
    "due": (_("menunggu"), "chip-soon", "hourglass"),
    "late": (_("terlambat"), "chip-late", "alert-triangle"),
    "missing": (_("naskah belum ada"), "", "file-off"),
}


@dataclass(frozen=True)
class Row:
    """One obligation as it stands on a page."""

    one: Obligation
    title: Promise
    article: str
    said: Promise
    look: str
    icon: str
    href: str


def rows_of(sheet: Sheet) -> list[Row]:
    """Everything asked of a manager, with where it is done."""
    profile = load(sheet.manager.agency.government.profile)
    return [_row(sheet.manager, one, profile) for one in sheet.obligations]


def _row(manager: Manager, one: Obligation, profile: Profile) -> Row:
    said, look, icon = STATES[one.state]
    return Row(one, TITLES[one.code], article_of(profile, one.code), said, look, icon, _href(manager, one))


def article_of(profile: Profile, code: str) -> str:
    """The article that asks for it; "" where that regulation has none."""
    return next(iter(duty(DUTIES[code]).reference(profile)), "")  # type: ignore[index]


def _href(manager: Manager, one: Obligation) -> str:
    if one.code == "quiz":
        return reverse("rules", args=[manager.agency.pk])
    if one.code == "training":
        return reverse("training_add", args=[manager.agency.pk, manager.person.pk])
    return reverse("statement", args=[int(one.key)]) if one.key else ""


@require_GET
@signed_in
def obligations(request: HttpRequest) -> HttpResponse:
    """One's own obligations at each agency that has named one, and what was signed before."""
    person = person_of(request)
    government = government_of(person)
    sheets = sheets_of_person(person, government) if government else []
    others = [] if sheets else list(agencies_for(person).filter(closed_on=None)[:1])
    return render(request, "obligations/mine.html", {
        "sheets": [(sheet, rows_of(sheet)) for sheet in sheets], "agency": others[0] if others else None,
        "signed": person.acknowledgements.select_related("statement", "agency").order_by("-at"),
        "attempts": attempts_of(person).exclude(ended_at=None).order_by("-ended_at")[:10],
        "trainings": person.trainings.all(), "zone": government.zone if government else "Asia/Jakarta",
        "can_publish": _home(person, government) is not None,
        "oversees": agencies_for(person).filter(closed_on=None)[:2].count() > 1,
    })  # fmt: skip


def _home(person: Person, government: Government | None) -> Agency | None:
    """The coordinating agency, when the person may publish texts for the whole government."""
    if government is None:
        return None
    home = agencies_for(person, Doing.REGISTER).filter(government=government, coordinates=True, closed_on=None)
    return home.first()


def _agency_of(person: Person, government: Government) -> Agency | None:
    """Where somebody signs: an agency whose decree names them, else one where they hold an office."""
    held = [one for one in standings(person) if one.government_id == government.pk]
    held.sort(key=lambda one: not one.decree)
    return Agency.objects.select_related("government").filter(pk=held[0].agency_id).first() if held else None


class SignForm(forms.Form):
    """The signature under a statement."""

    read = forms.BooleanField(label=_("Saya sudah membaca naskah ini dan menandatanganinya."))
    interest = forms.CharField(
        label=_("Benturan kepentingan yang saya miliki"), required=False, max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Misalnya usaha keluarga yang berurusan dengan instansi ini. Kosongkan bila tidak ada."),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@signed_in
def statement(request: HttpRequest, pk: int) -> HttpResponse:
    """Read a text and sign it."""
    person = person_of(request)
    one = found(visible_statements(person), pk=pk)
    agency = _agency_of(person, one.government)
    form = SignForm(request.POST or None)
    if one.kind == Statement.Kind.COMMITMENT:
        del form.fields["interest"]
    if request.method == "POST" and form.is_valid() and agency is not None:
        interest = form.cleaned_data.get("interest", "")
        actions.acknowledge(statement=one, agency=agency, by=person, interest=interest)
        messages.success(request, gettext("Tertandatangani. Terima kasih; catatannya tersimpan atas nama Anda."))
        return redirect("obligations")
    profile = load(one.government.profile)
    signed = one.acknowledgements.filter(person=person).first()
    code = "pledge" if one.kind == Statement.Kind.PLEDGE else "commitment"
    current = statements_on(one.government, today(one.government)).get(one.kind)
    return render(request, "obligations/statement.html", {
        "one": one, "form": form, "signed": signed, "article": article_of(profile, code), "zone": one.government.zone,
        "current": current is not None and current.pk == one.pk,
    })  # fmt: skip


class StatementForm(forms.Form):
    """A new version of a text."""

    kind = forms.ChoiceField(label=_("Jenis naskah"), choices=Statement.Kind.choices)
    text = forms.CharField(
        label=_("Isi naskah"), widget=forms.Textarea(attrs={"rows": 14}),
        help_text=_("Ditulis pemerintah daerah sendiri. Versi lama tetap tersimpan beserta tanda tangannya."),
    )  # fmt: skip
    since = day_field(_("Berlaku mulai"))


@require_http_methods(["GET", "POST"])
@signed_in
def statements(request: HttpRequest) -> HttpResponse:
    """All versions, how many signed each, and publishing a new one."""
    person = person_of(request)
    home = _home(person, government_of(person))
    form = StatementForm(request.POST or None, initial={"since": today(home.government)} if home else {})
    if request.method == "POST" and home is not None and form.is_valid():
        made = actions.publish_statement(government=home.government, by=person, **form.cleaned_data)
        messages.success(request, gettext("Versi baru terbit. Semua pengelola diminta menandatanganinya."))
        return redirect("statement", pk=made.pk)
    rows = visible_statements(person)
    counts = Counter(rows.values_list("pk").filter(acknowledgements__isnull=False).values_list("pk", flat=True))
    page = {"rows": [(one, counts[one.pk]) for one in rows], "form": form if home else None}
    return render(request, "obligations/statements.html", page)


@require_GET
@signed_in
def rules(request: HttpRequest, pk: int) -> HttpResponse:
    """The regulation's duties in plain words, to be read before the quiz."""
    one = found(agencies_for(person_of(request)).select_related("government"), pk=pk)
    profile = load(one.government.profile)
    # What only the program has to do is not asked of people; the desk comes first.
    lines = [each for each in duties_in(profile) if set(each.actor) != {"SYS"}]
    groups = [(AREAS[area], [each for each in lines if each.area == area]) for area in READ_FIRST]
    return render(request, "obligations/rules.html", {
        "agency": one, "profile": profile, "drawn": min(DRAWN, len(questions(profile))), "mark": PASS_MARK,
        "groups": [(label, [(each, each.reference(profile)[0]) for each in rows]) for label, rows in groups if rows],
        "article": article_of(profile, "quiz"),
    })  # fmt: skip


@require_POST
@signed_in
def quiz_start(request: HttpRequest, pk: int) -> HttpResponse:
    """The person says that the rules are read; questions are drawn."""
    person = person_of(request)
    one = found(agencies_for(person).select_related("government"), pk=pk)
    return redirect("quiz", pk=actions.start_attempt(agency=one, by=person).pk)


@require_http_methods(["GET", "POST"])
@signed_in
def quiz(request: HttpRequest, pk: int) -> HttpResponse:
    """The drawn questions; after handing in, how each went with its article."""
    person = person_of(request)
    one = found(attempts_of(person), pk=pk)
    lacking: list[str] = []
    if request.method == "POST" and one.ended_at is None:
        answers = {each.code: request.POST.get(f"soal-{each.code}", "") for each in actions.drawn_of(one)}
        lacking = [code for code, said in answers.items() if not said]
        if not lacking:
            actions.finish_attempt(attempt=one, answers=answers, by=person)
            return redirect("quiz", pk=one.pk)
    if one.ended_at is not None:
        return render(request, "obligations/result.html", {"one": one, "marks": actions.marks_of(one)})
    return render(request, "obligations/quiz.html", {"one": one, "asked": _asked(one, request), "lacking": lacking})


def _asked(attempt: Attempt, request: HttpRequest) -> list[dict[str, Any]]:
    """The questions as they are shown, with what was chosen so far."""
    known = {each.code: each for each in questions(load(attempt.agency.government.profile))}
    return [
        {"question": known[each.code], "name": f"soal-{each.code}",
         "options": [(str(place), known[each.code].options[option]) for place, option in enumerate(each.order)],
         "chosen": request.POST.get(f"soal-{each.code}", "")}
        for each in actions.drawn_of(attempt) if each.code in known
    ]  # fmt: skip


@require_GET
@signed_in
def managers(request: HttpRequest) -> HttpResponse:
    """Every agency that one may see, with how many of its managers lack what; and the share that knows the rules (6 a)."""
    person = person_of(request)
    government = government_of(person)
    agencies = list(agencies_for(person).filter(closed_on=None, government=government).select_related("government"))
    sheets = sheets_of(agencies, government) if government else []
    lines = [_line(one, [each for each in sheets if each.manager.agency.pk == one.pk]) for one in agencies]
    lines.sort(key=lambda line: (-line["lacking"], line["agency"].name))
    knowing, everybody = quiz_share(sheets)
    return render(request, "obligations/managers.html", {
        "lines": lines, "knowing": knowing, "everybody": everybody,
        "share": round(100 * knowing / everybody) if everybody else None, "titles": [SHORT[code] for code in DUTIES],
    })  # fmt: skip


def _done(sheet: Sheet, code: str) -> bool:
    return any(one.code == code and one.state == "done" for one in sheet.obligations)


def _line(agency: Agency, sheets: list[Sheet]) -> dict[str, Any]:
    """An agency with how many managers have done each thing, in the order of the columns."""
    done = [sum(_done(each, code) for each in sheets) for code in DUTIES]
    return {"agency": agency, "people": len(sheets), "done": done, "lacking": sum(bool(each.open) for each in sheets)}


@require_GET
@signed_in
def agency_staff(request: HttpRequest, pk: int) -> HttpResponse:
    """Who manages the social media of an agency, and what each still lacks."""
    person = person_of(request)
    one = found(agencies_for(person).select_related("government"), pk=pk)
    sheets = sheets_of([one], one.government)
    return render(request, "obligations/staff.html", {
        "agency": one, "sheets": [(sheet, rows_of(sheet), nip_problem(sheet.manager.person.nip or "")) for sheet in sheets], "can": may(person, Doing.REGISTER, one),
        "may_report": may(person, Doing.SEE, one), "titles": [(TITLES[code], code) for code in DUTIES],
        "terms": load(one.government.profile).terms,
    })  # fmt: skip


urlpatterns = [
    path("kewajiban/", obligations, name="obligations"),
    path("kewajiban/naskah/", statements, name="statements"),
    path("kewajiban/naskah/<int:pk>/", statement, name="statement"),
    path("kewajiban/aturan/<int:pk>/", rules, name="rules"),
    path("kewajiban/aturan/<int:pk>/mulai/", quiz_start, name="quiz_start"),
    path("kewajiban/kuis/<int:pk>/", quiz, name="quiz"),
    path("kewajiban/pengelola/", managers, name="managers"),
    path("daftar/<int:pk>/pengelola/", agency_staff, name="agency_staff"),
]
