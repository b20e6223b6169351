"""Recording by hand in half a minute, importing a file in two steps, and the screenshots that were kept."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from pendopo.connectors.links import LinkInfo, read_link
from pendopo.inbox.actions import record, settle_unreadable
from pendopo.inbox.captures import MAX_CAPTURES, prove
from pendopo.inbox.importing import read_upload, rows_of, take_in_upload
from pendopo.inbox.models import Upload
from pendopo.inbox.queries import recordable_accounts, visible_captures, visible_unreadable
from pendopo.inbox.rules import BadInput
from pendopo.inbox.spreadsheet import MOST_ROWS, template_rows
from pendopo.journal.machine import Said
from pendopo.people.models import Person
from pendopo.registry.models import OfficialAccount
from pendopo.regulation.profile import load
from pendopo.web.access import found, person_of, signed_in
from pendopo.web.downloads import kept_file, table_download


class AccountChoice(forms.ModelChoiceField):  # type: ignore[type-arg]
    """Accounts by agency, platform and handle."""

    def label_from_instance(self, obj: Any) -> str:
        platform = load(obj.agency.government.profile).platform(obj.platform).label
        return f"{platform} · {obj.handle} ({obj.agency.short_name})"


class RecordForm(forms.Form):
    """Link, words, screenshots, kind. The account follows from the link where it can."""

    url = forms.CharField(
        label=_("Tautan"), max_length=1000, required=False,
        widget=forms.URLInput(attrs={"placeholder": "https://…", "autofocus": True, "data-link": "", "inputmode": "url",
                                     "autocomplete": "off"}),
    )  # fmt: skip
    text = forms.CharField(
        label=_("Kata-kata warga"), required=False, widget=forms.Textarea(attrs={"rows": 5}), strip=False
    )
    account = AccountChoice(
        label=_("Akun"), queryset=OfficialAccount.objects.none(), required=False, empty_label=_("menurut tautan")
    )
    author = forms.CharField(label=_("Nama atau akun warga"), max_length=300, required=False)
    posted_at = forms.DateTimeField(
        label=_("Waktu pesan"), required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        error_messages={"invalid": _("Waktu tidak terbaca: pilih tanggal dan jam.")},
    )  # fmt: skip
    item_kind = forms.ChoiceField(
        label=_("Disampaikan lewat"), required=False,
        choices=[("comment", _("komentar")), ("mention", _("sebutan")), ("message", _("pesan pribadi")), ("review", _("ulasan"))],
    )  # fmt: skip
    kind = forms.ChoiceField(label=_("Jenis"), required=False)

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.accounts = recordable_accounts(person)
        account, kind = self.fields["account"], self.fields["kind"]
        assert isinstance(account, forms.ModelChoiceField)
        assert isinstance(kind, forms.ChoiceField)
        account.queryset = self.accounts
        mine = list(self.accounts[:2])
        if len(mine) == 1:
            account.empty_label, account.initial = None, mine[0]
        profiles = {one.agency.government.profile for one in mine}
        kind.choices = [
            (each.code, gettext(each.label)) for profile in sorted(profiles)[:1] for each in load(profile).input_kinds
        ]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if not data.get("account"):
            data["account"] = account_for(self.accounts, read_link(data.get("url") or ""))
            if data["account"] is None:
                self.add_error(
                    "account", gettext("Pilih akun: tautan ini tidak menunjukkan akun mana yang ditulisi warga.")
                )
        return data


def account_for(accounts: Any, link: LinkInfo) -> OfficialAccount | None:
    """The one account that a link can mean: by its handle, else the only one of that platform."""
    if not link.platform:
        return None
    same = [one for one in accounts if one.platform == link.platform]
    named = [one for one in same if link.handle and one.handle_folded.lstrip("@") == link.handle.casefold().lstrip("@")]
    fitting = named or same
    return fitting[0] if len(fitting) == 1 else None


@require_http_methods(["GET", "POST"])
@signed_in
def record_page(request: HttpRequest) -> HttpResponse:
    """One form, five touches at most from the desk: open, link, words, kind, save."""
    person = person_of(request)
    if request.method == "GET":
        form = RecordForm(person=person, initial={"url": request.GET.get("tautan", "")[:1000]})
        return render(request, "desk/record.html", {"form": form})
    form = RecordForm(request.POST, person=person)
    if form.is_valid():
        try:
            return _recorded(request, form, person)
        except BadInput as refusal:
            form.add_error(None, refusal.sentence)
    return render(request, "desk/record.html", {"form": form}, status=422)


def _recorded(request: HttpRequest, form: RecordForm, person: Person) -> HttpResponse:
    data = form.cleaned_data
    files = request.FILES.getlist("captures")[: MAX_CAPTURES + 1]
    captures = [prove(one.name or "", one.read()) for one in files]
    before = timezone.now()
    item = record(
        account=data["account"], by=person, url=data["url"], text=data["text"], author=data["author"],
        posted_at=_claimed(data["posted_at"], data["account"]), kind=data["kind"],
        item_kind=data["item_kind"] or "comment", captures=captures,
    )  # fmt: skip
    if item.recorded_at < before:
        messages.info(request, gettext("Masukan ini sudah tercatat sebelumnya; inilah kasusnya."))
    else:
        messages.success(request, gettext("Tercatat."))
    return redirect("case", item.case_id)


def _claimed(moment: datetime | None, account: OfficialAccount) -> datetime | None:
    """What the officer wrote is a time in the government's zone."""
    if moment is None:
        return None
    return moment.replace(tzinfo=ZoneInfo(account.agency.government.zone)).astimezone(UTC)


@require_GET
@signed_in
def link_info(request: HttpRequest) -> JsonResponse:
    """What a pasted link tells: the account to choose, and the platform's name."""
    link = read_link(request.GET.get("url", "")[:1000])
    account = account_for(recordable_accounts(person_of(request)), link)
    return JsonResponse({"account": account.pk if account else None, "platform": link.label, "url": link.url})


class ImportForm(forms.Form):
    """A file and the account that its rows were written to."""

    account = AccountChoice(label=_("Akun"), queryset=OfficialAccount.objects.none(), empty_label=_("pilih akun"))
    file = forms.FileField(
        label=_("Berkas CSV atau XLSX"), widget=forms.ClearableFileInput(attrs={"accept": ".csv,.xlsx,.tsv,.txt"}),
        error_messages={"required": _("Pilih berkasnya dulu."), "empty": _("Berkas ini kosong.")},
    )  # fmt: skip

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        account = self.fields["account"]
        assert isinstance(account, forms.ModelChoiceField)
        account.queryset = recordable_accounts(person)
        mine = list(account.queryset[:2])
        account.initial = mine[0] if len(mine) == 1 else None


@require_http_methods(["GET", "POST"])
@signed_in
def import_page(request: HttpRequest) -> HttpResponse:
    """Step one: choose a file; it is read and shown, and nothing is kept as a case yet."""
    person = person_of(request)
    form = ImportForm(request.POST or None, request.FILES or None, person=person)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            made = read_upload(account=form.cleaned_data["account"], name=file.name, content=file.read(), by=person)
            return redirect("import_preview", made.pk)
        except Said as refusal:
            form.add_error("file", refusal.sentence)
    status = 422 if request.method == "POST" else 200
    return render(request, "desk/import.html", {"form": form, "most": MOST_ROWS}, status=status)


def _upload(request: HttpRequest, pk: int) -> Upload:
    person = person_of(request)
    mine = Upload.objects.filter(by=person, account__in=recordable_accounts(person))
    return found(mine.select_related("account__agency__government"), pk=pk)


@require_GET
@signed_in
def import_preview(request: HttpRequest, pk: int) -> HttpResponse:
    """Every row with its errors; only a file without any can be taken in."""
    upload = _upload(request, pk)
    rows = rows_of(upload)
    wrong = [row for row in rows if row.errors]
    return render(request, "desk/import_preview.html", {
        "upload": upload, "number": len(rows), "wrong": wrong[:200], "wrong_number": len(wrong),
        "rows": [row for row in rows if not row.errors][:20], "zone": upload.account.agency.government.zone,
    })  # fmt: skip


@require_POST
@signed_in
def import_take(request: HttpRequest, pk: int) -> HttpResponse:
    """Step two: all rows or none."""
    taken = take_in_upload(upload=_upload(request, pk), by=person_of(request))
    said = gettext("%(new)d masukan baru diimpor; %(again)d sudah ada sebelumnya.")
    messages.success(request, said % {"new": taken.new, "again": taken.again})
    return redirect("desk")


def _profile_key(person: Person) -> str:
    account = recordable_accounts(person).first()
    return account.agency.government.profile if account else "probolinggo-37-2016"


@require_GET
@signed_in
def import_template(request: HttpRequest, ending: str) -> HttpResponse:
    """The file to fill in."""
    rows = template_rows(load(_profile_key(person_of(request))))
    return table_download(rows, ending, "contoh-impor", "masukan")


@require_GET
@signed_in
def capture(request: HttpRequest, pk: int) -> FileResponse:
    """A kept screenshot, as an attachment that no browser runs."""
    one = found(visible_captures(person_of(request)), pk=pk)
    ending = str(one.file.name).rsplit(".", 1)[-1]
    return kept_file(one.file, f"tangkapan-{one.pk}.{ending}", one.content_type)


@require_http_methods(["GET", "POST"])
@signed_in
def unreadable_page(request: HttpRequest) -> HttpResponse:
    """What no program could read, until somebody has looked at it."""
    person = person_of(request)
    rows = visible_unreadable(person)
    if request.method == "POST":
        pk = request.POST.get("entry", "")
        settle_unreadable(entry=found(rows, pk=int(pk) if pk.isdigit() and len(pk) < 19 else 0), by=person)
        return redirect("unreadable")
    return render(request, "desk/unreadable.html", {"entries": rows[:50]})


urlpatterns = [
    path("catat/", record_page, name="record"),
    path("catat/tautan/", link_info, name="link_info"),
    path("impor/", import_page, name="import"),
    path("impor/<int:pk>/", import_preview, name="import_preview"),
    path("impor/<int:pk>/ambil/", import_take, name="import_take"),
    path("impor/contoh.csv", import_template, {"ending": "csv"}, name="import_template_csv"),
    path("impor/contoh.xlsx", import_template, {"ending": "xlsx"}, name="import_template_xlsx"),
    path("meja/tangkapan/<int:pk>/", capture, name="capture"),
    path("meja/tak-terbaca/", unreadable_page, name="unreadable"),
]
