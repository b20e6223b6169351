"""Files that a person takes along."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.core.files import File
from django.http import FileResponse, Http404, HttpResponse

from pendopo.tables.writing import CSV, XLSX, as_csv, as_xlsx


def download(content: bytes | str, kind: str, name: str, *, inline: bool = False) -> HttpResponse:
    """An answer that the browser keeps under this name (or shows, with `inline`)."""
    response = HttpResponse(content, content_type=kind)
    response.headers["Content-Disposition"] = f'{"inline" if inline else "attachment"}; filename="{name}"'
    return response


def table_download(rows: Iterable[Sequence[str]], ending: str, name: str, sheet: str) -> HttpResponse:
    """Rows as CSV or XLSX."""
    content, kind = (as_xlsx(sheet, rows), XLSX) if ending == "xlsx" else (as_csv(rows), CSV)
    return download(content, kind, f"{name}.{ending}")


def kept_file(file: File[bytes], name: str, kind: str = "application/pdf", *, inline: bool = False) -> FileResponse:
    """What was uploaded, under a plain name: to be kept or looked at, and run by no browser. Not found without a file."""
    if not file:
        raise Http404
    response = FileResponse(file.open("rb"), as_attachment=not inline, filename=name, content_type=kind)
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response
