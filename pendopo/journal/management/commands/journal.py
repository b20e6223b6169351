"""`pendopo journal verify`: is every entry as it was written?"""

from __future__ import annotations

from django.core.management.base import BaseCommand, CommandError, CommandParser

from pendopo.journal.models import Chain
from pendopo.journal.queries import faults


class Command(BaseCommand):
    """Walks every chain; exit code 1 and a line a fault when something is not as written."""

    help = "Periksa keutuhan jurnal."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("doing", choices=["verify"])

    def handle(self, *args: object, **options: object) -> None:
        found = list(faults())
        for fault in found:
            self.stdout.write(f"RUSAK {fault.chain}: {fault.sentence}")
        if found:
            raise CommandError(f"{len(found)} kejanggalan. Jangan ubah apa pun; simpan basis data ini sebagai bukti.")
        if not (heads := list(Chain.objects.order_by("name"))):
            self.stdout.write("Jurnal masih kosong: belum ada yang dicatat di basis data ini.")
        for head in heads:
            self.stdout.write(f"utuh  {head.name}: {head.last_sequence} entri, sidik akhir {head.last_digest[:16]}")
