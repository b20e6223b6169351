"""What came of last year's evaluation: each finding, the plan that answers it, and its result (16(2); C-EVA2, C-EVA3)."""

from __future__ import annotations

from pendopo.report.book import Book
from pendopo.report.document import Block, Column, Heading, Missing, Paragraph, Table
from pendopo.report.models import Finding


def build(book: Book) -> list[Block]:
    """Every finding of the evaluation issued over the year before."""
    before = book.year - 1
    findings = Finding.objects.filter(
        evaluation__report__agency=book.agency, evaluation__report__year=before, evaluation__state="issued"
    ).prefetch_related("plan_items")
    blocks: list[Block] = [
        Heading(f"I. Tindak lanjut evaluasi {before}"), Paragraph(f"{book.profile.evaluation.reference}; Pasal 16 ayat (2).", "note"),
    ]  # fmt: skip
    if not findings:
        return [*blocks, Paragraph(f"Tidak ada temuan evaluasi atas laporan {before}.")]
    rows: list[tuple[str, str, str]] = []
    for finding in findings:
        items = list(finding.plan_items.all())
        if not items:
            blocks.append(
                Missing(f"Temuan “{finding.text}” belum masuk rencana {book.year}.", "Laporan › Rencana", "#rencana")
            )
        for item in items:
            if not item.result:
                blocks.append(
                    Missing(f"Hasil dari “{item.action}” belum ditulis.", "Laporan › Rencana", f"#rencana-{item.pk}")
                )
            rows.append((finding.text, f"{item.action} ({item.owner})", item.result))
    columns = (Column("Temuan", weight=3), Column("Tindak lanjut", weight=3), Column("Hasil", weight=3))
    return [*blocks, Table("", columns, tuple(rows))]
