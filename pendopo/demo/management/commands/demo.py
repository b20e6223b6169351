"""`pendopo demo`: the demo world, once."""

from __future__ import annotations

import importlib
import importlib.util

from django.core.management.base import BaseCommand
from django.db import transaction

from pendopo.demo.world import PASSWORD, build
from pendopo.people.models import Person
from pendopo.registry.models import Government

# In the order of the regulations: each part stands on those before it.
PARTS = (
    "law",
    "procedures",
    "means",
    "knowledge",
    "inbox",
    "referral",
    "messages",
    "sending",
    "writing",
    "planning",
    "echoes",
    "insight",
    "watching",
    "report",
    "staff",
    "aims",
    "decrees",
    "connected",
    "board",
)
SIGN_INS = (
    ("petugas.disdukcapil@probolinggo.contoh.invalid", "petugas: meja kerja"),
    ("pejabat.disdukcapil@probolinggo.contoh.invalid", "pejabat: menyetujui, menandatangani"),
    ("petugas.dishub@probolinggo.contoh.invalid", "instansi terkait: menjawab rujukan"),
    ("analyst@probolinggo.contoh.invalid", "analis dinas pengampu: semua instansi"),
    ("kepala-daerah@probolinggo.contoh.invalid", "kepala daerah: satu halaman"),
    ("petugas.diskominfosantik@katingan.contoh.invalid", "petugas di pemerintah kedua"),
)


class Command(BaseCommand):
    """Fills an empty database with two governments at work; does nothing where one exists."""

    help = "Isi dunia contoh (sekali saja)."

    def handle(self, *args: object, **options: object) -> None:
        if Government.objects.exists():
            self.stdout.write("Sudah ada pemerintah daerah di basis data ini; dunia contoh tidak dipasang lagi.")
        else:
            with transaction.atomic():
                world = build()
                for part in PARTS:
                    name = f"pendopo.demo.{part}"
                    if importlib.util.find_spec(name):
                        importlib.import_module(name).fill(world)
            self.stdout.write("Dunia contoh terpasang.")
        if Person.objects.filter(email=SIGN_INS[0][0]).exists():
            self.stdout.write(f"Masuk dengan kata sandi {PASSWORD}:")
            for email, what in SIGN_INS:
                self.stdout.write(f"  {email:52} {what}")
