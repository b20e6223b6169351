"""Importing an existing register: the file to fill in, what each row would do, and the one button that does it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from pendopo.journal.machine import Said
from pendopo.registry.importing.actions import MOST_ROWS, NEW, Row, read_register, rows_of, take_register
from pendopo.registry.importing.columns import ROLES, TABLES
from pendopo.registry.importing.models import RegisterFile
from pendopo.registry.models import Agency
from pendopo.registry.queries import NotAllowed, agencies_for
from pendopo.registry.rules import Doing
from pendopo.regulation.profile import Profile, load
from pendopo.tables.writing import XLSX, book_of, put
from pendopo.web.access import found, person_of, signed_in
from pendopo.web.downloads import download, table_download

if TYPE_CHECKING:
    import xlsxwriter

MOST_FILES = 3
SHOWN = 300
LABELS = {"instansi": _("Instansi"), "orang": _("Orang"), "akun": _("Akun")}


class ManyFiles(forms.ClearableFileInput):
    """Several files at once."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """One workbook, or up to three CSV files."""

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        given = data if isinstance(data, list | tuple) else [data]
        cleaned = [super(FilesField, self).clean(one, initial) for one in given]
        if len(cleaned) > MOST_FILES:
            raise forms.ValidationError(gettext("Pilih satu berkas XLSX, atau paling banyak tiga berkas CSV."))
        return cleaned


class RegisterForm(forms.Form):
    """The files."""

    tables = FilesField(
        label=_("Satu berkas XLSX, atau tiga berkas CSV (instansi, orang, akun)"),
        widget=ManyFiles(attrs={"accept": ".xlsx,.csv"}),
        error_messages={"required": _("Pilih berkasnya dulu."), "empty": _("Berkas ini kosong.")},
    )


def _home(request: HttpRequest) -> Agency:
    """The coordinating agency, for whoever keeps the register of the whole government."""
    rows = agencies_for(person_of(request), Doing.REGISTER).filter(closed_on=None, coordinates=True)
    home = rows.select_related("government").first()
    if home is None:
        raise NotAllowed(
            "Mengimpor register adalah hak analis dan admin dinas pengampu. Kirim berkas Anda kepada mereka."
        )
    return home


@require_http_methods(["GET", "POST"])
@signed_in
def register_import(request: HttpRequest) -> HttpResponse:
    """Step one: choose; the file is read and rehearsed, and the register stays as it was."""
    home = _home(request)
    form = RegisterForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        given = [(one.name or "", one.read()) for one in form.cleaned_data["tables"]]
        try:
            made = read_register(home=home, files=given, by=person_of(request))
            return redirect("register_preview", made.pk)
        except Said as refusal:
            form.add_error("tables", refusal.sentence)
    status = 422 if request.method == "POST" else 200
    return render(request, "register/import.html", {"form": form, "most": MOST_ROWS}, status=status)


def _file(request: HttpRequest, pk: int) -> RegisterFile:
    """One's own file, while one keeps that register; somebody else's is not there."""
    file = found(RegisterFile.objects.filter(by=person_of(request)).select_related("home"), pk=pk)
    if file.home != _home(request):
        raise Http404
    return file


@require_GET
@signed_in
def register_preview(request: HttpRequest, pk: int) -> HttpResponse:
    """What each row would do, and which cell is to be mended how."""
    file = _file(request, pk)
    rows = rows_of(file)
    wrong = [row for row in rows if row.errors]
    shown = words_for(load(file.home.government.profile))
    tables = [_table(name, rows, shown) for name in LABELS if any(row.table == name for row in rows)]
    new = sum(row.outcome == NEW for row in rows)
    return render(request, "register/import_preview.html", {
        "file": file, "wrong": wrong[:SHOWN], "wrong_count": len(wrong), "tables": tables, "new": new,
        "count": len(rows),
    })  # fmt: skip


def words_for(profile: Profile) -> dict[str, dict[str, str]]:
    """By column, how people call what the register keeps under a code."""
    return {
        "kind": {one.code: one.label for one in profile.agency_kinds},
        "platform": {key: rule.label for key, rule in profile.platforms.items()},
        "role": {code: word for word, code in reversed(ROLES.items())},
        "employment": {"pns": "PNS", "pppk": "PPPK", "contract": "kontrak"},
    }


def _table(name: str, rows: list[Row], shown: dict[str, dict[str, str]]) -> dict[str, object]:
    mine = [row for row in rows if row.table == name]
    columns = [column for column in TABLES[name] if any(row.values.get(column.key) for row in mine)]
    return {
        "label": LABELS[name], "new": sum(row.outcome == NEW for row in mine), "count": len(mine),
        "titles": [column.title for column in columns],
        "rows": [(row, [_cell(row, column.key, shown) for column in columns]) for row in mine[:SHOWN]],
    }  # fmt: skip


def _cell(row: Row, key: str, shown: dict[str, dict[str, str]]) -> str:
    value = row.values.get(key, "")
    if key in {"since", "until"} and value:
        return "/".join(reversed(value.split("-")))
    return shown.get(key, {}).get(value, value)


@require_POST
@signed_in
def register_take(request: HttpRequest, pk: int) -> HttpResponse:
    """Step two: all rows or none."""
    counts = take_register(file=_file(request, pk), by=person_of(request))
    said = gettext("Diimpor: %(instansi)d instansi, %(orang)d orang, %(akun)d akun. Semuanya tercatat di jurnal.")
    messages.success(request, said % counts)
    return redirect("register")


@require_GET
@signed_in
def register_template(request: HttpRequest) -> HttpResponse:
    """The workbook to fill in, with lists to choose from and a sheet that explains."""
    return download(template_of(load(_home(request).government.profile)), XLSX, "contoh-daftar.xlsx")


@require_GET
@signed_in
def register_template_csv(request: HttpRequest, table: str) -> HttpResponse:
    """One of the three tables as CSV."""
    _home(request)
    columns = TABLES[table]
    rows = [[column.title for column in columns], [column.example for column in columns]]
    return table_download(rows, "csv", table, table)


def template_of(profile: Profile) -> bytes:
    """Three sheets with one example row each (a row that begins with "Contoh:" is not imported), and instructions."""
    return book_of(lambda book: _sheets(book, profile))


def _sheets(book: xlsxwriter.Workbook, profile: Profile) -> None:
    choices = {
        "kind": [one.label for one in profile.agency_kinds], "employment": ["PNS", "PPPK", "kontrak"],
        "role": ["kepala", "narahubung", "penyusun", "petugas", "pejabat"],
        "platform": [rule.label for rule in profile.platforms.values() if rule.verdict != "outside"],
    }  # fmt: skip
    bold, digits = book.add_format({"bold": True}), book.add_format({"num_format": "@"})
    for name, columns in TABLES.items():
        sheet = book.add_worksheet(name)
        sheet.freeze_panes(1, 0)
        for at, column in enumerate(columns):
            sheet.set_column(at, at, 26, digits if column.key == "nip" else None)
            put(sheet, 0, at, column.title, bold if column.required else None)
            put(sheet, 1, at, column.example)
            listed = choices.get(column.key, [])
            if listed and len(",".join(listed)) < 250:
                sheet.data_validation(1, at, MOST_ROWS, at, {"validate": "list", "source": listed})
    _explained(book.add_worksheet("petunjuk"), choices)


def _explained(sheet: xlsxwriter.worksheet.Worksheet, choices: dict[str, list[str]]) -> None:
    sheet.set_column(0, 0, 30)
    sheet.set_column(1, 1, 90)
    for number, (name, text) in enumerate((
        (gettext("Baris contoh"), gettext("Baris yang diawali «Contoh:» tidak diimpor; hapus atau biarkan.")),
        (gettext("Kolom tebal"), gettext("Wajib diisi.")),
        (gettext("Petugas dan pejabat"), gettext("Dicatat namanya saja; haknya mulai sesudah keputusan ditandatangani.")),
        (gettext("Akun"), gettext("Masuk sebagai usulan; menjadi resmi lewat keputusan.")),
        (gettext("Impor kedua"), gettext("Yang sudah ada dilewati; tidak ada yang diubah atau dihapus.")),
        (gettext("Platform"), ", ".join(choices["platform"])),
        (gettext("Jenis instansi"), ", ".join(choices["kind"])),
    )):  # fmt: skip
        put(sheet, number, 0, name)
        put(sheet, number, 1, text)


urlpatterns = [
    path("daftar/impor/", register_import, name="register_import"),
    path("daftar/impor/contoh.xlsx", register_template, name="register_template"),
    *(
        path(f"daftar/impor/{name}.csv", register_template_csv, {"table": name}, name=f"register_template_{name}")
        for name in TABLES
    ),
    path("daftar/impor/<int:pk>/", register_preview, name="register_preview"),
    path("daftar/impor/<int:pk>/ambil/", register_take, name="register_take"),
]
