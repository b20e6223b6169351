"""Messages: the calendar, writing, approving, and a message's own page with its record (Pasal 7, 8 e, 10, 12)."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from itertools import groupby
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

from pendopo.delivery.actions import confirm_posted, declare_absent
from pendopo.insight.rules import month_name, next_month
from pendopo.journal.queries import entries_of
from pendopo.people.models import Person
from pendopo.publishing import actions
from pendopo.publishing.leaving import tags_of
from pendopo.publishing.models import Message, Variant
from pendopo.publishing.queries import (
    accounts_of,
    approval_in_force,
    awaiting,
    calendar,
    current_sha256,
    frame_of,
    problems_of,
    profile_of,
    targets_of,
    visible_to,
    with_variants,
    written_of,
)
from pendopo.publishing.rules import Tick, Written, leaving_for, lengths
from pendopo.registry.models import Agency
from pendopo.registry.queries import agencies_for, may
from pendopo.registry.rules import Doing
from pendopo.web.access import found, person_of, signed_in

LOCAL = "%Y-%m-%dT%H:%M"


class MessageForm(forms.Form):
    """A message with its variants and the eight questions of ethics."""

    title = forms.CharField(label=_("Judul"), max_length=200)
    text = forms.CharField(label=_("Isi pesan"), widget=forms.Textarea(attrs={"rows": 6}), max_length=100_000)
    planned_at = forms.DateTimeField(
        label=_("Waktu terbit"), input_formats=[LOCAL, "%d/%m/%Y %H:%M", "%Y-%m-%d %H:%M"],
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format=LOCAL),
        error_messages={"invalid": _("Tulis tanggal dan jam, misalnya 31/12/2026 09:00.")},
    )  # fmt: skip
    purpose = forms.ChoiceField(label=_("Tujuan (Pasal 5)"))
    category = forms.ChoiceField(label=_("Kategori (Pasal 10)"))
    level = forms.ChoiceField(
        label=_("Tingkat pemerintahan"), required=False, help_text=_("Hanya untuk kategori kebijakan.")
    )
    category_note = forms.CharField(
        label=_("Penjelasan kategori"), required=False, max_length=300,
        help_text=_("Wajib untuk «lainnya», misalnya ucapan hari besar."),
    )  # fmt: skip
    source = forms.CharField(
        label=_("Sumber"), required=False, max_length=500,
        help_text=_("Dokumen, tautan, atau narasumber. Ucapan boleh tanpa sumber."),
    )  # fmt: skip
    tags = forms.CharField(
        label=_("Penanda"), required=False, max_length=500,
        help_text=_("Tagar, kata kunci, topik, atau sebutan; pisahkan dengan koma."),
    )  # fmt: skip
    info_class = forms.ChoiceField(label=_("Sifat informasi"), choices=Message.InfoClass.choices, initial="open")

    def __init__(self, *args: Any, agency: Agency, written: Written | None = None, **kwargs: Any) -> None:
        self.agency, self.zone = agency, ZoneInfo(agency.government.zone)
        self.profile = profile_of(agency)
        if written is not None:
            kwargs["initial"] = self._initial(written)
        super().__init__(*args, **kwargs)
        blank = [("", _("Pilih"))]
        self._choose("purpose", blank + [(one.code, one.label) for one in self.profile.purposes])
        self._choose("category", blank + [(one.code, one.label) for one in self.profile.message_categories])
        levels = {level for one in self.profile.message_categories for level in one.levels}
        self._choose(
            "level", [("", "–"), *((level, level) for level in ("pusat", "provinsi", "daerah") if level in levels)]
        )
        for account in accounts_of(agency).order_by("name"):
            self.fields[f"account_{account.pk}"] = forms.BooleanField(label=account.name, required=False)
            self.fields[f"text_{account.pk}"] = forms.CharField(
                label=_("Teks khusus %(account)s") % {"account": account.name}, required=False,
                widget=forms.Textarea(attrs={"rows": 3}), max_length=100_000,
            )  # fmt: skip
        for one in self.profile.ethics:
            self.fields[f"ethics_{one.code}"] = forms.ChoiceField(
                label=one.label, required=False, choices=[("safe", _("Aman")), ("risk", _("Ada risiko"))],
                widget=forms.RadioSelect,
            )  # fmt: skip
            self.fields[f"risk_{one.code}"] = forms.CharField(label=one.label, required=False, max_length=500)

    def _choose(self, name: str, choices: list[Any]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices

    def _initial(self, written: Written) -> dict[str, Any]:
        names = ("title", "text", "purpose", "category", "level", "category_note", "source", "tags", "info_class")
        initial: dict[str, Any] = {name: getattr(written, name) for name in names}
        initial["planned_at"] = written.planned_at.astimezone(self.zone).strftime(LOCAL)
        for account, text in written.variants.items():
            initial |= {f"account_{account}": True, f"text_{account}": text}
        for code, tick in written.ethics.items():
            initial |= {f"ethics_{code}": "safe" if tick.safe else "risk", f"risk_{code}": tick.note}
        return initial

    def clean_planned_at(self) -> datetime:
        """What was typed is the clock on the wall of this government."""
        moment: datetime = self.cleaned_data["planned_at"]
        return timezone.make_naive(moment).replace(tzinfo=self.zone)

    def written(self) -> Written:
        """The message as it was given."""
        data = self.cleaned_data
        return Written(
            title=data["title"], text=data["text"], purpose=data["purpose"], category=data["category"],
            planned_at=data["planned_at"], level=data["level"], category_note=data["category_note"],
            source=data["source"], tags=data["tags"], info_class=data["info_class"], variants=self._variants(),
            ethics={
                one.code: Tick(data[f"ethics_{one.code}"] == "safe", data[f"risk_{one.code}"])
                for one in self.profile.ethics
                if data.get(f"ethics_{one.code}")
            },
        )  # fmt: skip

    def _variants(self) -> dict[int, str]:
        data = self.cleaned_data
        chosen = [int(name.removeprefix("account_")) for name in data if name.startswith("account_") and data[name]]
        return {pk: data[f"text_{pk}"] for pk in chosen}

    @property
    def main_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in ("title", "text", "planned_at")]

    @property
    def sort_fields(self) -> list[forms.BoundField]:
        names = ("purpose", "category", "level", "category_note", "source", "tags", "info_class")
        return [self[name] for name in names]

    @property
    def account_fields(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        return [(self[name], self[f"text_{name[8:]}"]) for name in self.fields if name.startswith("account_")]

    @property
    def ethics_fields(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        return [(self[f"ethics_{one.code}"], self[f"risk_{one.code}"]) for one in self.profile.ethics]


def _month(request: HttpRequest, zone: str) -> date:
    try:
        return date.fromisoformat(request.GET.get("bulan", "") + "-01")
    except ValueError:
        return timezone.now().astimezone(ZoneInfo(zone)).date().replace(day=1)


@require_GET
@signed_in
def messages(request: HttpRequest) -> HttpResponse:
    """A month of messages, day by day."""
    person = person_of(request)
    agencies = list(agencies_for(person))
    zone = agencies[0].government.zone if agencies else "Asia/Jakarta"
    month = _month(request, zone)
    tz = ZoneInfo(zone)
    since, after = datetime(month.year, month.month, 1, tzinfo=tz), next_month(month)
    rows = calendar(person, since, datetime(after.year, after.month, 1, tzinfo=tz))
    days = [(day, list(ones)) for day, ones in groupby(rows[:600], lambda one: one.planned_at.astimezone(tz).date())]
    page = {
        "days": days, "month": month, "month_name": month_name(month), "zone": zone, "tab": "messages",
        "before": (month - timedelta(days=1)).replace(day=1), "after": after, "many": len(agencies) > 1,
        "writing": agencies_for(person, Doing.DRAFT).filter(closed_on=None), "waiting": awaiting(person).count(),
    }  # fmt: skip
    return render(request, "messages/calendar.html", page)


@require_GET
@signed_in
def approvals(request: HttpRequest) -> HttpResponse:
    """What waits for this person's yes."""
    person = person_of(request)
    page = {"rows": awaiting(person)[:200], "tab": "approvals", "may": agencies_for(person, Doing.APPROVE).exists()}
    return render(request, "messages/approvals.html", page)


@require_http_methods(["GET", "POST"])
@signed_in
def message_new(request: HttpRequest, agency_pk: int) -> HttpResponse:
    """Write a message."""
    person = person_of(request)
    agency = found(agencies_for(person, Doing.DRAFT), pk=agency_pk)
    form = MessageForm(request.POST or None, agency=agency)
    if request.method == "POST" and form.is_valid():
        made = actions.draft(agency=agency, by=person, written=form.written())
        return _kept(request, made, person)
    return render(request, "messages/write.html", {"form": form, "agency": agency, "profile": form.profile})


@require_http_methods(["GET", "POST"])
@signed_in
def message_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a message; an approval that it had falls."""
    person = person_of(request)
    one = found(visible_to(person).filter(agency__in=agencies_for(person, Doing.DRAFT)), pk=pk)
    form = MessageForm(request.POST or None, agency=one.agency, written=written_of(one))
    if request.method == "POST" and form.is_valid():
        return _kept(request, actions.revise(message=one, by=person, written=form.written()), person)
    page = {"form": form, "agency": one.agency, "message": one, "profile": form.profile}
    return render(request, "messages/write.html", page)


def _kept(request: HttpRequest, message: Message, person: Person) -> HttpResponseRedirect:
    if "submit" in request.POST:
        actions.submit(message=message, by=person)
        said.success(request, gettext("Diajukan. Orang kedua diminta menyetujui."))
    else:
        said.success(request, gettext("Konsep tersimpan."))
    return redirect("message", pk=message.pk)


@require_POST
@signed_in
def message_check(request: HttpRequest, agency_pk: int) -> HttpResponse:
    """While writing: how long it is on each account, and what is still missing."""
    agency = found(agencies_for(person_of(request), Doing.DRAFT), pk=agency_pk)
    form = MessageForm(request.POST, agency=agency)
    form.is_valid()
    whole = {name: form.cleaned_data.get(name, "") for name in form.fields} | {
        "planned_at": form.cleaned_data.get("planned_at") or timezone.now()
    }
    form.cleaned_data = whole
    written = form.written()
    page = {"measured": _measured(agency, written), "problems": problems_of(agency, written)}
    return render(request, "messages/check.html", page)


def _measured(agency: Agency, written: Written) -> list[dict[str, Any]]:
    profile, frame = profile_of(agency), frame_of(agency, written)
    return [
        {"target": target, "lengths": lengths(leaving_for(written, target, frame), target, profile)}
        for target in targets_of(agency, written)
    ]


def _message(request: HttpRequest, pk: int) -> Message:
    return found(with_variants(visible_to(person_of(request))), pk=pk)


@require_GET
@signed_in
def message(request: HttpRequest, pk: int) -> HttpResponse:
    """A message with everything that is known of it."""
    one, person = _message(request, pk), person_of(request)
    profile, written = profile_of(one.agency), written_of(one)
    labels = {part.code: part.label for part in profile.purposes}
    labels |= {kind.code: kind.label for kind in profile.message_categories}
    mine = one.author_id == person.pk or one.writers.filter(pk=person.pk).exists()
    page = {
        "message": one, "profile": profile, "zone": one.agency.government.zone, "sha256": current_sha256(one),
        "purpose": labels.get(one.purpose, one.purpose), "category": labels.get(one.category, one.category),
        "tags": tags_of(one.tags), "measured": _measured(one.agency, written), "approval": approval_in_force(one),
        "problems": problems_of(one.agency, written) if one.state in {"draft", "review", "approved"} else [],
        "ethics": [(part, written.ethics.get(part.code)) for part in profile.ethics],
        "voided": one.approvals.exclude(voided_at=None).select_related("person"),
        "entries": entries_of(one), "past": one.planned_at <= timezone.now(), "mine": mine,
        "may_draft": may(person, Doing.DRAFT, one.agency), "may_approve": may(person, Doing.APPROVE, one.agency),
        "may_publish": may(person, Doing.PUBLISH, one.agency),
    }  # fmt: skip
    return render(request, "messages/message.html", page)


@require_POST
@signed_in
def message_submit(request: HttpRequest, pk: int) -> HttpResponseRedirect:
    """Hand in for approval."""
    actions.submit(message=_message(request, pk), by=person_of(request))
    said.success(request, gettext("Diajukan. Orang kedua diminta menyetujui."))
    return redirect("message", pk=pk)


@require_POST
@signed_in
def message_approve(request: HttpRequest, pk: int) -> HttpResponseRedirect:
    """Say yes to the content that was on the screen."""
    actions.approve(message=_message(request, pk), by=person_of(request), sha256=request.POST.get("sha256", ""))
    said.success(request, gettext("Disetujui. Petugas dapat menjadwalkannya."))
    return redirect("message", pk=pk)


@require_POST
@signed_in
def message_send_back(request: HttpRequest, pk: int) -> HttpResponseRedirect:
    """Return with a reason."""
    because = request.POST.get("because", "")
    actions.send_back(message=_message(request, pk), by=person_of(request), because=because)
    said.success(request, gettext("Dikembalikan kepada penulis."))
    return redirect("message", pk=pk)


@require_POST
@signed_in
def message_schedule(request: HttpRequest, pk: int) -> HttpResponseRedirect:
    """Put it on the way for its minute."""
    actions.schedule(message=_message(request, pk), by=person_of(request))
    said.success(request, gettext("Terjadwal. Pesan terbit pada waktunya."))
    return redirect("message", pk=pk)


@require_POST
@signed_in
def message_cancel(request: HttpRequest, pk: int) -> HttpResponseRedirect:
    """Nothing of it will appear."""
    actions.cancel(message=_message(request, pk), by=person_of(request), because=request.POST.get("because", ""))
    said.success(request, gettext("Dibatalkan. Tidak ada yang terkirim."))
    return redirect("message", pk=pk)


def _variant(request: HttpRequest, pk: int) -> Variant:
    rows = Variant.objects.filter(message__in=visible_to(person_of(request)))
    return found(rows.select_related("message", "dispatch__account__agency__government", "account"), pk=pk)


@require_POST
@signed_in
def variant_link(request: HttpRequest, pk: int) -> HttpResponseRedirect:
    """A person posted it, or found it there: its link."""
    one = _variant(request, pk)
    if one.dispatch is not None:
        upload = request.FILES.get("evidence")
        evidence = upload.read() if upload is not None and (upload.size or 0) <= 5_000_000 else None
        link = request.POST.get("url", "")
        confirm_posted(dispatch=one.dispatch, url=link, by=person_of(request), evidence=evidence)
        said.success(request, gettext("Tautan unggahan tersimpan."))
    return redirect("message", pk=one.message_id)


@require_POST
@signed_in
def variant_absent(request: HttpRequest, pk: int) -> HttpResponseRedirect:
    """A person looked and it is not there: the sending counts as refused."""
    one = _variant(request, pk)
    if one.dispatch is not None:
        because = request.POST.get("because", "")
        declare_absent(dispatch=one.dispatch, by=person_of(request), because=because, again=False)
    return redirect("message", pk=one.message_id)


@require_POST
@signed_in
def variant_again(request: HttpRequest, pk: int) -> HttpResponseRedirect:
    """Try a refused account once more."""
    one = _variant(request, pk)
    actions.send_again(variant=one, by=person_of(request), because=request.POST.get("because", ""))
    said.success(request, gettext("Dikirim lagi."))
    return redirect("message", pk=one.message_id)


@require_POST
@signed_in
def variant_leave_out(request: HttpRequest, pk: int) -> HttpResponseRedirect:
    """It will not appear on this account."""
    one = _variant(request, pk)
    actions.leave_out(variant=one, by=person_of(request), because=request.POST.get("because", ""))
    said.success(request, gettext("Akun ini ditinggalkan untuk pesan ini."))
    return redirect("message", pk=one.message_id)


urlpatterns = [
    path("pesan/", messages, name="messages"),
    path("pesan/persetujuan/", approvals, name="approvals"),
    path("pesan/tulis/<int:agency_pk>/", message_new, name="message_new"),
    path("pesan/periksa/<int:agency_pk>/", message_check, name="message_check"),
    path("pesan/<int:pk>/", message, name="message"),
    path("pesan/<int:pk>/ubah/", message_edit, name="message_edit"),
    path("pesan/<int:pk>/ajukan/", message_submit, name="message_submit"),
    path("pesan/<int:pk>/setujui/", message_approve, name="message_approve"),
    path("pesan/<int:pk>/kembalikan/", message_send_back, name="message_send_back"),
    path("pesan/<int:pk>/jadwalkan/", message_schedule, name="message_schedule"),
    path("pesan/<int:pk>/batalkan/", message_cancel, name="message_cancel"),
    path("pesan/kiriman/<int:pk>/tautan/", variant_link, name="variant_link"),
    path("pesan/kiriman/<int:pk>/tidak-ada/", variant_absent, name="variant_absent"),
    path("pesan/kiriman/<int:pk>/lagi/", variant_again, name="variant_again"),
    path("pesan/kiriman/<int:pk>/tinggalkan/", variant_leave_out, name="variant_leave_out"),
]
