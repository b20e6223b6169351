"""`pendopo regulation load-text`: a government's own regulation text, for the reader of its articles."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from pendopo.journal.actor import Actor
from pendopo.registry.law.actions import LawRefused, load_text
from pendopo.registry.law.queries import lacking
from pendopo.registry.models import Government
from pendopo.regulation.profile import load


class Command(BaseCommand):
    """Keeps the file with its hash and says what was found in it."""

    help = "Muat naskah peraturan (teks biasa) bagi pembaca pasal."

    def add_arguments(self, parser: CommandParser) -> None:
        """The government and the file."""
        parser.add_argument("--government", required=True)
        parser.add_argument("file")

    def handle(self, *args: Any, **options: Any) -> None:
        """Load, then tell articles, noise, and lines of the profile that the text lacks."""
        government = Government.objects.filter(key=options["government"]).first()
        if government is None:
            known = ", ".join(Government.objects.order_by("key").values_list("key", flat=True)) or "belum ada"
            raise CommandError(f"Tidak ada pemerintah «{options['government']}». Yang ada: {known}.")
        path = Path(options["file"])
        try:
            content = path.read_bytes()
            kept, parsed = load_text(
                government=government, content=content, name=path.name, actor=Actor.system("Perintah load-text")
            )
        except OSError as error:
            raise CommandError(f"{path}: tidak dapat dibaca ({error.strerror}).") from error
        except LawRefused as error:
            raise CommandError(f"{path.name}: {error.sentence}") from error
        self.stdout.write(f"{government.name}: {len(parsed.articles)} pasal dan bagian, SHA-256 {kept.sha256}.")
        if parsed.dropped:
            self.stdout.write(
                f"{len(parsed.dropped)} baris disisihkan sebagai sisa pindaian; berkas aslinya tersimpan."
            )
        if missing := lacking(load(government.profile), parsed):
            self.stdout.write(f"Tidak ditemukan dalam naskah: {', '.join(missing)}.")
