"""`pendopo journal verify`: is every entry as it was written?"""

from __future__ import annotations

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, CommandParser

from pendopo.journal.models import Chain
from pendopo.journal.queries import KEPT, as_kept, faults, faults_since


class Command(BaseCommand):
    """Walks every chain; exit code 1 and a line a fault when something is not as written."""

    help = "Periksa keutuhan jurnal."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("doing", choices=["verify"])
        parser.add_argument("--kept", default="")

    def handle(self, *args: object, kept: str = "", **options: object) -> None:
        found = [*faults(), *(faults_since(_read(kept)) if kept else ())]
        for fault in found:
            self.stdout.write(f"RUSAK {fault.chain}: {fault.sentence}")
        if found:
            raise CommandError(f"{len(found)} kejanggalan. Jangan ubah apa pun; simpan basis data ini sebagai bukti.")
        if not (heads := list(Chain.objects.order_by("name"))):
            self.stdout.write("Jurnal masih kosong: belum ada yang dicatat di basis data ini.")
        for head in heads:
            self.stdout.write(as_kept(head))


def _read(path: str) -> str:
    """What an earlier look printed."""
    try:
        text = Path(path).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as problem:
        raise CommandError(f"{path} tidak terbaca.") from problem
    if not KEPT.search(text):
        raise CommandError(f"{path} tidak memuat baris «utuh …» dari pemeriksaan sebelumnya.")
    return text
